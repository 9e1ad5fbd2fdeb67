"""The Jacobian of softmax: its entries, the bound 1/2 of its norm, that no smaller one will do, and where it is met."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Entry = Callable[[Any, Any, Any], Any]
"""An entry of the Jacobian, a function of (p_i, p_j, delta_ij)."""

Bound = Callable[[Any], Any]
"""A constant that may depend on N, the number of classes."""

HALF = Fraction(1, 2)
SIMPLEX = "every $N \\ge 2$ and every $s$, at the limits $\\|s\\| \\to \\infty$ too"


def constant(value: Fraction) -> Bound:
    """A bound that does not depend on N."""
    return lambda _: value


def check_formula(subject: Entry, profile: Profile) -> Iterator[Evidence]:
    """The derivative of the definition: exactly at rational odds, and for symbolic N."""
    import sympy as sp

    from theory.intervals import literal
    from theory.jacobian import P_I, P_J, I, J, softmax_entry

    odds = [
        (Fraction(1), Fraction(2)),
        (Fraction(1), Fraction(2), Fraction(4)),
        (Fraction(3), Fraction(1), Fraction(1)),
    ]
    cases = odds + profile.pick([], [tuple(map(Fraction, range(1, n + 1))) for n in (4, 5, 6)])
    tried, wrong = first(cases, lambda x: violates_formula(subject, {"odds": literal(x)}))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="rational odds $e^{s_i}$, 2 to 6 classes",
        detail="Every entry, differentiated with explicit classes.",
        exercised=tried,
        counterexample=Counterexample(
            f"at the odds $e^s = ({literal(wrong)})$ an entry differs", {"odds": literal(wrong)}
        )
        if wrong
        else None,
    )
    entry = softmax_entry()
    diagonal = entry.subs({I: J}).subs(P_J, P_I) - subject(P_I, P_I, 1)
    other = entry.subs(sp.KroneckerDelta(I, J), 0) - subject(P_I, P_J, 0)
    yield Evidence(
        kind=Kind.PROOF,
        holds=True if sp.expand(diagonal) == sp.expand(other) == 0 else None,
        domain=SIMPLEX,
        detail=(
            r"$p_i = e^{s_i}/\sum_k e^{s_k}$, the sum over a symbolic number of classes, differentiated by $s_j$; the "
            f"Kronecker deltas summed out: ${sp.latex(entry)}$."
        ),
        exercised=1,
    )


def violates_formula(subject: Entry, values: Mapping[str, str]) -> bool:
    """Whether an entry surely differs from the derivative at rational odds."""
    from theory.intervals import rational, rationals, sign
    from theory.jacobian import softmax_jacobian_exact

    odds = rationals(values["odds"])
    p = [rational(x / sum(odds)) for x in odds]
    classes = range(len(p))
    derived = softmax_jacobian_exact(odds)
    return any(sign(derived[i, j] - subject(p[i], p[j], int(i == j))) in (-1, 1) for i in classes for j in classes)


def check_bound(subject: Bound, profile: Profile) -> Iterator[Evidence]:
    """The constant against the proved bound, against certificates for few classes, and against searches."""
    from theory.jacobian import softmax_norm_at_most

    sizes = range(2, 7)
    tried, size = first(sizes, lambda size: _above(subject, size))
    yield Evidence(
        kind=Kind.EXACT,
        holds=size is None,
        domain="two classes that share nearly all the mass equally, $N = 2$ to $6$",
        detail="$v^\\top Jv/\\|v\\|^2$ at $v = (1, -1, 0, \\dots)$, in rational arithmetic.",
        exercised=tried,
        counterexample=size and _above(subject, size),
    )
    certified = range(2, profile.pick(5, 6))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=True if all(softmax_norm_at_most(size, Fraction(subject(size))) for size in certified) else None,
        domain=f"the whole simplex, $N = 2$ to ${certified[-1]}$",
        detail=(
            "The Taylor coefficients of the characteristic polynomial at the bound, as polynomials in the gaps of the "
            "ordered probabilities, have no negative coefficient; exact."
        ),
        exercised=len(certified),
    )
    yield _proof_of_bound(subject)
    yield _searched(subject, profile)
    yield _families(subject, profile)


def _proof_of_bound(subject: Bound) -> Evidence:
    import sympy as sp

    from theory.jacobian import softmax_bound_steps

    N = sp.Symbol("M", integer=True, nonnegative=True) + 2
    margin = sp.simplify(sp.sympify(subject(N)) - sp.Rational(1, 2))
    claimed = "the claimed constant is at least $\\tfrac12$ for every $N \\ge 2$"
    return proof(softmax_bound_steps(), claimed, margin.is_nonnegative is True, SIMPLEX)


def _above(subject: Bound, size: int) -> Counterexample | None:
    """A distribution and a direction whose quotient is above the claimed constant, if that is below 1/2."""
    from theory.intervals import literal

    top = HALF if size == 2 else (HALF + min(max(Fraction(subject(size)), Fraction(0)), HALF)) / 2
    p = (top, top, *[(1 - 2 * top) / (size - 2) for _ in range(size - 2)])
    v = (Fraction(1), Fraction(-1), *[Fraction(0)] * (size - 2))
    values = {"p": literal(p), "v": literal(v)}
    if not violates_bound(subject, values):
        return None
    return Counterexample(f"at $p = ({literal(p)})$ the direction $(1,-1,0,\\dots)$ has the quotient ${top}$", values)


def violates_bound(subject: Bound, values: Mapping[str, str]) -> bool:
    """Whether v' J v / v' v, which no norm is below, is above the claimed constant."""
    from theory.intervals import rationals
    from theory.jacobian import variance_ratio

    p = rationals(values["p"])
    return variance_ratio(p, rationals(values["v"])) > Fraction(subject(len(p)))


def _searched(subject: Bound, profile: Profile) -> Evidence:
    """The worst scores that an optimiser finds, rounded to rationals and decided exactly."""
    from theory.intervals import literal
    from theory.maps import softmax
    from verify.spectra import worst_scores

    size, starts, name = 5, profile.pick(3, 50), "sf.jacobian.softmax"
    worst = worst_scores(size, starts, name)
    p = [Fraction(round(x * 10**6), 10**6) for x in softmax(worst.scores).tolist()]
    p[p.index(max(p))] += 1 - sum(p)
    values = {"p": literal(p), "v": literal([Fraction(round(x * 10**6), 10**6) for x in worst.direction.tolist()])}
    wrong = violates_bound(subject, values)
    return Evidence(
        kind=Kind.MEASUREMENT,
        holds=not wrong,
        domain=f"$N = {size}$, scores in $[-40, 40]$",
        detail="The largest eigenvalue that L-BFGS-B finds from random starts.",
        exercised=starts,
        value=worst.value,
        bound=float(subject(size)),
        n=starts,
        seed=name,
        counterexample=Counterexample("a search finds a distribution with a larger quotient", values)
        if wrong
        else None,
    )


def _families(subject: Bound, profile: Profile) -> Evidence:
    from verify.spectra import families, largest_eigenvalue

    sizes = profile.pick((10, 1_000, 10_000), (10, 1_000, 100_000))
    found = [(float(largest_eigenvalue(p)), float(subject(n))) for n in sizes for p in families(n).values()]
    return Evidence(
        kind=Kind.MEASUREMENT,
        holds=True if all(value <= bound + 1e-12 for value, bound in found) else None,
        domain=f"uniform, Zipf, nearly one-hot, two-class and Dirichlet distributions, $N$ up to ${sizes[-1]}$",
        detail="The largest root of the secular equation.",
        exercised=len(found),
        value=max(value for value, _ in found),
        bound=float(subject(sizes[-1])),
        n=len(found),
    )


def check_sharp(subject: Bound, profile: Profile) -> Iterator[Evidence]:
    """The least upper bound over all scores is the claimed constant, neither less nor more."""
    import sympy as sp

    from theory.jacobian import softmax_sharp_steps

    sizes = range(2, profile.pick(5, 6))
    tried, size = first(sizes, lambda size: _contradicted(subject, size))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=False if size else True if all(_is_best(subject, size) for size in sizes) else None,
        domain=f"the whole simplex, $N = 2$ to ${sizes[-1]}$",
        detail="No norm is above the constant, by certificate, and an exact quotient is less than $10^{-6}$ below it.",
        exercised=tried,
        counterexample=size and _contradicted(subject, size),
    )
    N = sp.Symbol("M", integer=True, nonnegative=True) + 2
    equal = sp.simplify(sp.sympify(subject(N)) - sp.Rational(1, 2)) == 0
    yield proof(softmax_sharp_steps(), "the claimed constant is $\\tfrac12$", equal, "every $N \\ge 2$")


def _contradicted(subject: Bound, size: int) -> Counterexample | None:
    return _above(subject, size) or _not_best(subject, size)


def _is_best(subject: Bound, size: int) -> bool:
    from theory.jacobian import softmax_norm_at_most

    nearly = _above(lambda N: subject(N) - Fraction(1, 10**6), size)
    return nearly is not None and softmax_norm_at_most(size, Fraction(subject(size)))


def _not_best(subject: Bound, size: int) -> Counterexample | None:
    level = (HALF + Fraction(subject(size))) / 2
    values = {"N": str(size), "level": str(level)}
    if not violates_sharp(subject, values):
        return None
    return Counterexample(f"for $N = {size}$ no norm is above ${level}$, less than the claimed constant", values)


def violates_sharp(subject: Bound, values: Mapping[str, str]) -> bool:
    """Whether a quotient is above the constant, or, for N >= 2, all norms are certified to be at most a lower level."""
    from theory.jacobian import softmax_norm_at_most

    if "p" in values:
        return violates_bound(subject, values)
    size, level = int(values["N"]), Fraction(values["level"])
    return size >= 2 and level < Fraction(subject(size)) and softmax_norm_at_most(size, level)


def check_equality(subject: Sequence[Fraction], profile: Profile) -> Iterator[Evidence]:
    """Whether the norm is 1/2 exactly where the non-zero probabilities are the claimed ones."""
    from theory.intervals import literal
    from theory.jacobian import softmax_equality_steps
    from theory.majorant import rational_simplex

    finest = profile.pick(6, 12)
    points = [p for n in (2, 3, 4) for d in range(n, finest + 1) for p in rational_simplex(n, d)]
    points += [(*p, Fraction(0)) for p in points]
    tried, wrong = first(points, lambda p: violates_equality(subject, {"p": literal(p)}))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"probabilities of denominator up to {finest}, $N = 2$ to $5$",
        detail="Whether 1/2 is a root of the characteristic polynomial, in rational arithmetic.",
        exercised=tried,
        counterexample=Counterexample(f"at $p = ({literal(wrong)})$ the claim says otherwise", {"p": literal(wrong)})
        if wrong
        else None,
    )
    agrees = sorted(subject) == [HALF, HALF]
    yield proof(softmax_equality_steps(), "these are the claimed masses", agrees, SIMPLEX)


def violates_equality(subject: Sequence[Fraction], values: Mapping[str, str]) -> bool:
    """Whether 1/2 is an eigenvalue at p although the non-zero masses differ from the claimed ones, or conversely.

    At a probability vector p only.
    """
    from theory.intervals import rational, rationals
    from theory.jacobian import softmax_characteristic

    p = rationals(values["p"])
    if sum(p) != 1 or min(p) < 0:
        return False
    attained = softmax_characteristic([rational(q) for q in p], rational(HALF)) == 0
    return bool(attained != (sorted(q for q in p if q) == sorted(subject)))


CLAIMS = (
    Claim(
        id="sf.jacobian.softmax.formula",
        paper=Paper.SF,
        where="summary, Key results",
        source=Source.SUMMARY,
        title="The Jacobian of softmax",
        statement=r"$J(s) = \operatorname{diag}(p) - pp^\top$ for $p = \operatorname{softmax}(s)$.",
        subject=lambda p_i, p_j, same: p_i * (same - p_j),
        check=check_formula,
        violates=violates_formula,
        mutants=(
            Mutant("diag(p) - p, the outer product lost", lambda p_i, _, same: p_i * same - p_i),
            Mutant("plus for minus", lambda p_i, p_j, same: p_i * (same + p_j)),
            Mutant(
                "the elementwise derivative p(1 - p), as for the sigmoid", lambda p_i, p_j, same: same * p_i * (1 - p_j)
            ),
            Mutant("p_j squared", lambda p_i, p_j, same: p_i * (same - p_j**2)),
        ),
        bibtex=("pu2026softmax",),
    ),
    Claim(
        id="sf.jacobian.softmax",
        paper=Paper.SF,
        where="summary, Key results and Mechanism 1",
        source=Source.SUMMARY,
        title="The norm of softmax's Jacobian is at most 1/2",
        statement=r"$\|J(s)\|_2 \le \tfrac12$ for softmax, at every score vector $s$ and for every number of classes.",
        subject=constant(HALF),
        check=check_bound,
        violates=violates_bound,
        mutants=(
            Mutant("1/4, the bound of another method", constant(Fraction(1, 4))),
            Mutant("1 % tighter", constant(Fraction(99, 200))),
            Mutant("1/N, the norm at the uniform distribution", lambda N: Fraction(1) / N),
            Mutant(
                "(N - 1)/N^2, the largest entry at the uniform distribution", lambda N: Fraction(1) * (N - 1) / N**2
            ),
        ),
        uses=("sf.jacobian.softmax.formula",),
        bibtex=("pu2026softmax", "popoviciu1935", "bohning1992multinomial"),
    ),
    Claim(
        id="sf.jacobian.softmax.sharp",
        paper=Paper.SF,
        where="beyond the summary, Key results",
        source=Source.BEYOND,
        title="1/2 is the best constant for every number of classes",
        statement=r"$\sup_s \|J(s)\|_2 = \tfrac12$ for softmax and every $N \ge 2$.",
        subject=constant(HALF),
        check=check_sharp,
        violates=violates_sharp,
        mutants=(
            Mutant("1 % tighter", constant(Fraction(99, 200))),
            Mutant("2 % looser", constant(Fraction(51, 100))),
            Mutant("1 - 1/N, right for two classes only", lambda N: 1 - Fraction(1) / N),
            Mutant("1, as for sparsemax", constant(Fraction(1))),
        ),
        uses=("sf.jacobian.softmax",),
        bibtex=("popoviciu1935",),
    ),
    Claim(
        id="sf.jacobian.softmax.equality",
        paper=Paper.SF,
        where="beyond the summary, Key results",
        source=Source.BEYOND,
        title="The bound is met only by two classes with half the mass each",
        statement=(
            r"$\|J\|_2 = \tfrac12$ exactly where the non-zero probabilities are $(\tfrac12, \tfrac12)$; so at finite "
            r"scores never for $N \ge 3$, where the inequality is strict."
        ),
        subject=(HALF, HALF),
        check=check_equality,
        violates=violates_equality,
        mutants=(
            Mutant("nowhere (strict for two classes too)", ()),
            Mutant("one class with 1/2, the rest spread", (HALF, Fraction(1, 4), Fraction(1, 4))),
            Mutant("two equal largest classes", (Fraction(2, 5), Fraction(2, 5), Fraction(1, 5))),
            Mutant("the uniform distribution on three classes", (Fraction(1, 3),) * 3),
        ),
        uses=("sf.jacobian.softmax",),
        bibtex=("popoviciu1935",),
    ),
)
