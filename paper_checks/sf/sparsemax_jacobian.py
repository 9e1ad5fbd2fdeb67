"""The Jacobian of sparsemax: its entries, its norm, its rank, and the Lipschitz constant 1 across the kinks."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Entry = Callable[[Any, Any, Any, Any], Any]
"""An entry of the Jacobian, a function of (1 if i is in the support, 1 if j is, delta_ij, n)."""

Size = Callable[[Any], Any]
"""A number that may depend on n, the size of the support."""

Rank = Callable[[Any, Any], Any]
"""A number that may depend on n and N."""

REGIONS = "every $N$ and $z$ without a tie at the threshold, $n$ the size of the support"


def constant(value: Fraction) -> Size:
    """A number that does not depend on n."""
    return lambda _: value


def check_formula(subject: Entry, profile: Profile) -> Iterator[Evidence]:
    """The entries against exact difference quotients on every support, and against the optimality conditions."""
    import sympy as sp

    from theory.jacobian import n, sparsemax_entry_steps

    yield _on_every_support(lambda values: violates_formula(subject, values), "an entry differs", profile)
    both = [subject(1, 1, same, n) - (same - 1 / n) for same in (0, 1)]
    off = [subject(i, j, same, n) for i, j, same in ((0, 0, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0))]
    agrees = all(sp.simplify(x) == 0 for x in both + off)
    yield proof(sparsemax_entry_steps(), "these are the claimed entries", agrees, REGIONS)


def violates_formula(subject: Entry, values: Mapping[str, str]) -> bool:
    """Whether an entry differs from the exact difference quotient."""
    from theory.intervals import rationals
    from theory.jacobian import sparsemax_jacobian_exact
    from theory.maps import sparsemax_exact

    z = rationals(values["z"])
    inside = [int(p > 0) for p in sparsemax_exact(z)]
    size, classes = Fraction(sum(inside)), range(len(z))
    claimed = [[subject(inside[i], inside[j], int(i == j), size) for j in classes] for i in classes]
    return [list(map(Fraction, row)) for row in sparsemax_jacobian_exact(z).tolist()] != claimed


def check_bound(subject: Size, profile: Profile) -> Iterator[Evidence]:
    """Difference quotients of the exact map, within regions and across kinks; then the projection's inequality."""
    import sympy as sp

    from theory.intervals import literal
    from theory.jacobian import sparsemax_lipschitz_steps

    pairs = [{"z": literal(z), "w": literal(w)} for z, w in _pairs(profile)]
    tried, wrong = first(pairs, lambda values: violates_bound(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"two classes exchange score, on every support and across kinks, $N = 2$ to ${profile.pick(4, 6)}$",
        detail="$\\|p(z) - p(w)\\|^2$ against $\\|z - w\\|^2$ times the bound's square, in rational arithmetic.",
        exercised=tried,
        counterexample=Counterexample(f"from $z = ({wrong['z']})$ to $w = ({wrong['w']})$ it moves further", wrong)
        if wrong
        else None,
    )
    size = sp.Symbol("m", integer=True, nonnegative=True) + 1
    margin = sp.simplify(sp.sympify(subject(size)) - 1)
    claimed = "the claimed constant is at least 1 for every $n \\ge 1$"
    everywhere = "every $N$ and $z$, kinks included"
    yield proof(sparsemax_lipschitz_steps(), claimed, margin.is_nonnegative is True, everywhere)


def _pairs(profile: Profile) -> Iterator[tuple[tuple[Fraction, ...], tuple[Fraction, ...]]]:
    from theory.jacobian import support_scores

    for size in range(2, profile.pick(4, 6) + 1):
        for step in (Fraction(1, 100), Fraction(1)):
            for z in support_scores(size):
                yield z, (z[0] + step, z[1] - step, *z[2:])


def violates_bound(subject: Size, values: Mapping[str, str]) -> bool:
    """Whether the exact map moves by more than the claimed constant for z's support times the distance."""
    from theory.intervals import rationals
    from theory.maps import sparsemax_exact

    z, w = rationals(values["z"]), rationals(values["w"])
    p, q = sparsemax_exact(z), sparsemax_exact(w)
    moved = sum((a - b) ** 2 for a, b in zip(p, q, strict=True))
    allowed = Fraction(subject(sum(x > 0 for x in p))) ** 2 * sum((a - b) ** 2 for a, b in zip(z, w, strict=True))
    return bool(moved > allowed)


def check_attained(subject: Size, profile: Profile) -> Iterator[Evidence]:
    """The norm on every support, and the projection's eigenvalues for symbolic n."""
    import sympy as sp

    from theory.jacobian import sparsemax_projection_steps

    yield _on_every_support(lambda values: violates_attained(subject, values), "the norm differs", profile)
    more = sp.Symbol("m", integer=True, nonnegative=True) + 2
    agrees = sp.simplify(sp.sympify(subject(more)) - 1) == 0 and sp.sympify(subject(1)) == 0
    yield proof(sparsemax_projection_steps(), "this is the claimed norm", agrees, REGIONS)


def violates_attained(subject: Size, values: Mapping[str, str]) -> bool:
    """Whether the norm of the exact Jacobian, 1 for a projection other than 0, differs from the claimed one."""
    import sympy as sp

    from theory.intervals import rationals
    from theory.jacobian import sparsemax_jacobian_exact
    from theory.maps import sparsemax_exact

    z = rationals(values["z"])
    jacobian = sparsemax_jacobian_exact(z)
    if not jacobian == jacobian.T == jacobian**2:
        raise ValueError(f"the Jacobian at z = {values['z']} is not a projection; its norm needs another way")
    size = sum(p > 0 for p in sparsemax_exact(z))
    return Fraction(subject(size)) != int(jacobian != sp.zeros(len(z)))


def check_rank(subject: Rank, profile: Profile) -> Iterator[Evidence]:
    """The rank on every support, and the projection's trace for symbolic n and N."""
    import sympy as sp

    from theory.jacobian import N, n, sparsemax_projection_steps

    yield _on_every_support(lambda values: violates_rank(subject, values), "the rank differs", profile)
    agrees = sp.simplify(sp.sympify(subject(n, N)) - (n - 1)) == 0
    yield proof(sparsemax_projection_steps(), "this is the claimed rank", agrees, REGIONS)


def violates_rank(subject: Rank, values: Mapping[str, str]) -> bool:
    """Whether the rank of the exact Jacobian differs from the claimed one."""
    from theory.intervals import rationals
    from theory.jacobian import sparsemax_jacobian_exact
    from theory.maps import sparsemax_exact

    z = rationals(values["z"])
    size = sum(p > 0 for p in sparsemax_exact(z))
    return bool(sparsemax_jacobian_exact(z).rank() != subject(size, len(z)))


def _on_every_support(is_wrong: Callable[[Mapping[str, str]], bool], what: str, profile: Profile) -> Evidence:
    from theory.intervals import literal
    from theory.jacobian import support_scores

    largest = profile.pick(4, 6)
    cases = [{"z": literal(z)} for size in range(1, largest + 1) for z in support_scores(size)]
    tried, wrong = first(cases, is_wrong)
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"one $z$ inside the region of every support, $N = 1$ to ${largest}$",
        detail="Difference quotients of the exact map, which are its derivatives where the support does not change.",
        exercised=tried,
        counterexample=Counterexample(f"at $z = ({wrong['z']})$ {what}", wrong) if wrong else None,
    )


CLAIMS = (
    Claim(
        id="sf.jacobian.sparsemax.formula",
        paper=Paper.SF,
        where="summary, Mechanism 1",
        source=Source.SUMMARY,
        title="The Jacobian of sparsemax",
        statement=(
            r"$J(z) = \operatorname{diag}(1_S) - \tfrac1n 1_S1_S^\top$ for sparsemax with support $S$, $n = |S|$, "
            r"wherever no score ties with the threshold."
        ),
        subject=lambda i_in, j_in, same, n: i_in * j_in * (same - 1 / n),
        check=check_formula,
        violates=violates_formula,
        mutants=(
            Mutant("n + 1 for n", lambda i_in, j_in, same, n: i_in * j_in * (same - 1 / (n + 1))),
            Mutant("identity outside the support", lambda i_in, j_in, same, n: same - i_in * j_in / n),
            Mutant("plus for minus", lambda i_in, j_in, same, n: i_in * j_in * (same + 1 / n)),
            Mutant("the threshold held fixed", lambda i_in, j_in, same, _: i_in * j_in * same),
        ),
        bibtex=("pu2026softmax", "martins2016sparsemax"),
    ),
    Claim(
        id="sf.jacobian.sparsemax",
        paper=Paper.SF,
        where="summary, Foundational learning",
        source=Source.SUMMARY,
        title="The norm of sparsemax's Jacobian is at most 1",
        statement=(
            r"$\|J(z)\|_2 \le 1$ for sparsemax wherever it is differentiable, and "
            r"$\|\operatorname{sparsemax}(z) - \operatorname{sparsemax}(w)\| \le \|z - w\|$ everywhere."
        ),
        subject=constant(Fraction(1)),
        check=check_bound,
        violates=violates_bound,
        assumptions=(
            "The summary says that sparse maps have larger norms than softmax; the constant 1 is our reading.",
        ),
        mutants=(
            Mutant("1/2, as for softmax", constant(Fraction(1, 2))),
            Mutant("1 % tighter", constant(Fraction(99, 100))),
            Mutant("1 - 1/n, the largest entry", lambda n: 1 - Fraction(1) / n),
        ),
        uses=("sf.jacobian.sparsemax.formula",),
        bibtex=("pu2026softmax", "martins2016sparsemax"),
    ),
    Claim(
        id="sf.jacobian.sparsemax.attained",
        paper=Paper.SF,
        where="beyond the summary, Foundational learning",
        source=Source.BEYOND,
        title="The norm is 1 whenever two classes or more are in the support",
        statement=r"$\|J(z)\|_2 = 1$ for sparsemax if $n \ge 2$, and $0$ if $n = 1$: never anything between.",
        subject=lambda n: 0 if n == 1 else 1,
        check=check_attained,
        violates=violates_attained,
        mutants=(
            Mutant("1 for a single class too", constant(Fraction(1))),
            Mutant("1 - 1/n, the largest entry", lambda n: 1 - Fraction(1) / n),
            Mutant("n - 1, the trace", lambda n: n - 1),
        ),
        uses=("sf.jacobian.sparsemax.formula",),
        bibtex=("martins2016sparsemax",),
    ),
    Claim(
        id="sf.jacobian.sparsemax.rank",
        paper=Paper.SF,
        where="beyond the summary, Mechanism 1",
        source=Source.BEYOND,
        title="The rank is one less than the support",
        statement=r"$\operatorname{rank} J(z) = n - 1$ for sparsemax: the map is flat in $N - n + 1$ directions.",
        subject=lambda n, _: n - 1,
        check=check_rank,
        violates=violates_rank,
        mutants=(
            Mutant("n for n - 1", lambda n, _: n),
            Mutant("N - 1, as for softmax", lambda _, N: N - 1),
            Mutant("N - n, the classes outside", lambda n, N: N - n),
        ),
        uses=("sf.jacobian.sparsemax.formula",),
        bibtex=("martins2016sparsemax",),
    ),
)
