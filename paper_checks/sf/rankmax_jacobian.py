"""The Jacobian of Rankmax in both of its forms, and the Hessian of its loss."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Size = Callable[[Any, Any], Any]
"""A function of two numbers, named at each claim."""


def check_fixed(subject: Size, profile: Profile) -> Iterator[Evidence]:
    """The exact norm on every support for several scales; then every scale and N."""
    import sympy as sp

    from theory.intervals import literal
    from theory.jacobian import support_scores
    from theory.order_and_rank import fixed_rankmax_steps

    scales, largest = ("1/5", "1", "3"), profile.pick(3, 5)
    cases = [
        {"scale": g, "z": literal([x / Fraction(g) for x in z])}
        for g in scales
        for size in range(1, largest + 1)
        for z in support_scores(size)
    ]
    tried, wrong = first(cases, lambda case: violates_fixed(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"one $z$ in the region of every support, $N$ up to {largest}, scales ${', '.join(scales)}$",
        detail="The Jacobian of the sparsemax of the scaled scores by exact differences, times the scale.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(f"at $z = ({wrong['z']})$ with the scale {wrong['scale']} the norm is another", wrong),
    )
    if wrong is None:
        gamma, more = sp.Symbol("g", positive=True), sp.Symbol("m", integer=True, nonnegative=True) + 2
        agrees = sp.simplify(subject(gamma, more) - gamma) == 0 and sp.sympify(subject(gamma, 1)) == 0
        domain = "every scale, every $N$ and every $z$ without a tie at the threshold"
        yield proof(fixed_rankmax_steps(), "this is the claimed norm", agrees, domain)


def violates_fixed(subject: Size, values: Mapping[str, str]) -> bool:
    """Whether the scale times the norm of the exact Jacobian of sparsemax(scale z) is not the claimed one."""
    import sympy as sp

    from theory.intervals import rationals
    from theory.jacobian import sparsemax_jacobian_exact
    from theory.maps import sparsemax_exact

    scale = Fraction(values["scale"])
    if scale <= 0:
        return False
    scaled = [scale * x for x in rationals(values["z"])]
    jacobian = sparsemax_jacobian_exact(scaled)
    if not jacobian == jacobian.T == jacobian**2:
        raise ValueError(f"the Jacobian at z = {values['z']} is not a projection; its norm needs another way")
    size = sum(p > 0 for p in sparsemax_exact(scaled))
    return Fraction(subject(scale, size)) != scale * int(jacobian != sp.zeros(len(scaled)))


def check_adapted(subject: Size, profile: Profile) -> Iterator[Evidence]:
    """Exact quotients near one-hot against the claimed constant; then every N."""
    import sympy as sp

    from theory.order_and_rank import adapted_rankmax_steps

    sizes, gaps = profile.pick((2, 3, 5), (2, 3, 5, 8)), ("1/2", "1/1000000")
    cases = [_near_one_hot(n, Fraction(e)) for n in sizes for e in gaps]
    tried, wrong = first(cases, lambda case: violates_adapted(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"$N = {', '.join(map(str, sizes))}$, the others just above the threshold",
        detail=r"$\|Jv\|^2/\|v\|^2$ at $v = (1, \dots, 1; -(N-1))$ against the constant's square, in rational numbers.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(
            f"at $z = ({wrong['z']})$ with the first class as target the direction $({wrong['v']})$ grows more", wrong
        ),
    )
    if wrong is None:
        n = sp.Symbol("N", positive=True)
        agrees = sp.simplify(sp.sympify(subject(n, None)) - n) == 0
        domain = "every $N \\ge 2$ and every $z$ without a tie at the threshold"
        yield proof(adapted_rankmax_steps(), "this is the claimed constant", agrees, domain)


def _near_one_hot(n: int, gap: Fraction) -> dict[str, str]:
    from theory.intervals import literal

    others = n - 1
    return {
        "z": literal([Fraction(0)] + [gap - 1] * others),
        "v": literal([Fraction(-others)] + [Fraction(1)] * others),
    }


def violates_adapted(subject: Size, values: Mapping[str, str]) -> bool:
    """Whether the exact Jacobian, with the first class as target, stretches v by more than the constant."""
    import sympy as sp

    from theory.intervals import rational, rationals
    from theory.order_and_rank import rankmax_jacobian_exact

    z, v = rationals(values["z"]), sp.Matrix([rational(x) for x in rationals(values["v"])])
    image = rankmax_jacobian_exact(z, 0) * v
    bound = rational(Fraction(subject(Fraction(len(z)), None)))
    return bool((image.T * image)[0] > bound**2 * (v.T * v)[0])


def check_loss(subject: Size, profile: Profile) -> Iterator[Evidence]:
    """The exact Hessian on several supports; then every N."""
    import sympy as sp

    from theory.intervals import literal
    from theory.order_and_rank import rankmax_loss_steps

    points = [["0", "-1/2"], ["0", "-1/2", "-1/3"], ["0", "-1/2", "-3"], ["0", "1", "2"], ["0", "-1/2", "-1/3", "5"]]
    cases = [{"z": literal([Fraction(x) for x in z])} for z in points[: profile.pick(4, 5)]]
    tried, wrong = first(cases, lambda case: violates_loss(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="2 to 4 classes, targets above, between and below the others",
        detail="The least eigenvalue of the loss differentiated twice, and that no eigenvalue is positive.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(f"at $z = ({wrong['z']})$ with the first class as target it is another", wrong),
    )
    if wrong is None:
        m, total = sp.symbols("m S", positive=True)
        agrees = sp.simplify(subject(m, total) + m * (m + 1) / total**2) == 0
        domain = "every $N$ and every $z$ without a tie at the threshold"
        yield proof(rankmax_loss_steps(), "this is the claimed eigenvalue", agrees, domain)


def violates_loss(subject: Size, values: Mapping[str, str]) -> bool:
    """Whether the exact Hessian, with the first class as target, has other eigenvalues than 0 and the claimed one."""
    from theory.intervals import rational, rationals
    from theory.order_and_rank import rankmax_loss_hessian_exact

    z = rationals(values["z"])
    excess = [x - z[0] + 1 for x in z if x > z[0] - 1]
    found = rankmax_loss_hessian_exact(z, 0).eigenvals()
    claimed = rational(Fraction(subject(Fraction(len(excess) - 1), sum(excess))))
    return set(found) != {0, claimed}


TIES = ("Norms are taken where no score ties with the threshold; there the map has a kink.",)
KEYS = ("kong2020rankmax",)

CLAIMS = (
    Claim(
        id="sf.jacobian.rankmax.fixed",
        paper=Paper.SF,
        where="beyond the summary, Key results",
        source=Source.BEYOND,
        title="The norm of Rankmax's Jacobian with a fixed scale is that scale",
        statement=(
            r"$\|J(z)\|_2 = \gamma$ for Rankmax with the scale $\gamma$ if $n \ge 2$ classes are in the support, and 0 "
            r"if one is."
        ),
        subject=lambda scale, n: 0 if n == 1 else scale,
        check=check_fixed,
        violates=violates_fixed,
        assumptions=TIES,
        mutants=(
            Mutant("1, as for sparsemax", lambda _, n: 0 if n == 1 else 1),
            Mutant("the scale for one class too", lambda scale, _: scale),
            Mutant("the scale squared", lambda scale, n: 0 if n == 1 else scale**2),
            Mutant("scale/2", lambda scale, n: 0 if n == 1 else scale / 2),
        ),
        uses=("sf.jacobian.sparsemax.attained",),
        bibtex=KEYS,
    ),
    Claim(
        id="sf.jacobian.rankmax.adapted",
        paper=Paper.SF,
        where="beyond the summary, Key results",
        source=Source.BEYOND,
        title="With the scale adapted to the label the norm of Rankmax's Jacobian comes as near N as one likes",
        statement=(
            r"$\|J(z)\|_2 < N$ for Rankmax with its scale adapted to the label, for every $N \ge 2$, and no constant "
            r"below $N$ will do: the supremum is approached as $p$ tends to one class, all others in the support."
        ),
        subject=lambda n, _: n,
        check=check_adapted,
        violates=violates_adapted,
        assumptions=TIES,
        mutants=(
            Mutant("1, as for sparsemax", lambda n, _: n / n),
            Mutant("1 % tighter", lambda n, _: n * Fraction(99, 100)),
            Mutant("N - 1", lambda n, _: n - 1),
            Mutant("N/2", lambda n, _: n / 2),
        ),
        bibtex=KEYS,
    ),
    Claim(
        id="sf.jacobian.rankmax.loss",
        paper=Paper.SF,
        where="beyond the summary, Key results",
        source=Source.BEYOND,
        title="Rankmax's loss with its scale adapted is concave between kinks, as steeply as N(N - 1)",
        statement=(
            r"Its Hessian has one eigenvalue other than 0, $-m(m+1)/S^2$, with $m$ other classes in the support and $S "
            r"= 1/p_y$: its norm comes as near $N(N-1)$ as one likes."
        ),
        subject=lambda m, total: -m * (m + 1) / total**2,
        check=check_loss,
        violates=violates_loss,
        assumptions=TIES,
        mutants=(
            Mutant("positive, as of a convex loss", lambda m, total: m * (m + 1) / total**2),
            Mutant("m^2, the target's own entry", lambda m, total: -(m**2) / total**2),
            Mutant("S for its square", lambda m, total: -m * (m + 1) / total),
            Mutant("m(m - 1)", lambda m, total: -m * (m - 1) / total**2),
        ),
        bibtex=KEYS,
    ),
)
