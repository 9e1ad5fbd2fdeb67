"""Rankmax and the Fenchel-Young framework: its fixed scale belongs to it, its label-adapted scale does not."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from paper_checks.cases import decided, named, says
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from theory.order import From
from verify.profile import Profile

Coefficient = Callable[[Any], Any]
"""The factor of ||p||^2 in the regulariser, a function of the scale."""

Entry = Callable[[Any, Any, Any, Any], Any]
"""An entry of the gradient, a function of (max(x_i, 0), [x_i > 0], S, the number of x_j > 0 or 0 off the label)."""

Transform = Callable[[Any, Any], Any]
"""A function of (S, log)."""

HALF = Fraction(1, 2)
ACTIVE = ((HALF,), (HALF, -HALF), (HALF, -HALF, Fraction(-2)))
SCORES = (Fraction(0), Fraction(1, 3), Fraction(-1, 2), Fraction(-3))


def check_fixed(subject: Coefficient, profile: Profile) -> Iterator[Evidence]:
    """The conditions of optimality at the exact map; then for every N."""
    import sympy as sp

    from theory.rankmax_forms import fixed_steps

    found = decided(
        (
            {"z": ", ".join(map(str, z)), "c": c}
            for n in range(2, profile.pick(3, 4) + 1)
            for z in product(SCORES, repeat=n)
            for c in ("1", "1/2", "3")
        ),
        lambda values: violates_fixed(subject, values),
        rf"scores in $\{{0, \frac13, -\frac12, -3\}}$, $N = 2$ to ${profile.pick(3, 4)}$, scales $\frac12, 1, 3$",
        "Whether Rankmax meets the conditions of Karush, Kuhn and Tucker of the regulariser, in rationals.",
        lambda values: f"at {named(values)} Rankmax is not the maximiser",
    )
    yield found
    if found.holds:
        c = sp.Symbol("c", positive=True)
        agrees = sp.simplify(2 * subject(c) * c - 1) == 0
        yield proof(fixed_steps(), "this is the claimed factor", agrees, "every $N$, all scores, every $c > 0$")


def violates_fixed(subject: Coefficient, values: Mapping[str, str]) -> bool:
    """Whether Rankmax of a fixed scale does not maximise the scores less the claimed regulariser."""
    from theory.intervals import rationals
    from theory.maps import sparsemax_exact

    z, c = rationals(values["z"]), Fraction(values["c"])
    if c <= 0:
        return False
    p = sparsemax_exact([c * x for x in z])
    slopes = [x - 2 * Fraction(subject(c)) * q for x, q in zip(z, p, strict=True)]
    level = next(s for s, q in zip(slopes, p, strict=True) if q > 0)
    return any(s != level if q > 0 else s > level for s, q in zip(slopes, p, strict=True))


def check_gradient(subject: Entry, profile: Profile) -> Iterator[Evidence]:
    """Exact gradients about rational scores; then for every N."""
    import sympy as sp

    from theory.intervals import literal
    from theory.rankmax_forms import gradient_steps

    found = decided(
        (
            {"z": ", ".join(map(str, z)), "y": str(y)}
            for n in range(2, profile.pick(3, 4) + 1)
            for z in product(SCORES, repeat=n)
            for y in range(1, n + 1)
        ),
        lambda values: violates_gradient(subject, values),
        rf"scores in $\{{0, \frac13, -\frac12, -3\}}$, $N = 2$ to ${profile.pick(3, 4)}$, every label",
        "Difference quotients of $S$, which is affine about the scores, over $S$; in rationals.",
        lambda values: f"at {named(values)} the gradient is ({literal(_gradient(values))})",
    )
    yield found
    if found.holds:
        x, total, n = sp.symbols("x S n", positive=True)
        cases = ((x, 1, 0, 1 / total), (0, 0, 0, 0), (1, 1, n, (1 - n) / total))
        agrees = all(sp.simplify(subject(a, b, total, m) - entry) == 0 for a, b, m, entry in cases)
        claimed = "with $n$ classes above $z_y - 1$, the label among them, these are the claimed entries"
        yield proof(gradient_steps(), claimed, agrees, "every $N$, every label, all scores away from the kinks")


def _gradient(values: Mapping[str, str]) -> list[Fraction]:
    from theory.intervals import rationals
    from theory.rankmax_forms import loss_gradient

    return loss_gradient(rationals(values["z"]), int(values["y"]) - 1)


def violates_gradient(subject: Entry, values: Mapping[str, str]) -> bool:
    """Whether an entry differs from the exact one, for a class of the scores that none is one below, at a kink."""
    from theory.intervals import rationals
    from theory.rankmax_forms import excess

    z, y = rationals(values["z"]), int(values["y"]) - 1
    if not 0 <= y < len(z) or z[y] - 1 in z:
        return False
    lifted = excess(z, y)
    inside = sum(x > 0 for x in lifted)
    claimed = [
        subject(x, Fraction(x > 0), sum(lifted, Fraction(0)), inside if i == y else 0) for i, x in enumerate(lifted)
    ]
    return claimed != _gradient(values)


def check_convex(subject: Transform, _profile: Profile) -> Iterator[Evidence]:
    """Midpoints of scores with one class about the label; then for every N."""
    import sympy as sp

    from theory.rankmax_forms import convexity_argument

    ends = (Fraction(-1), Fraction(0), Fraction(1), Fraction(5), Fraction(100))
    found = decided(
        ({"from": str(u), "to": str(w)} for u in ends for w in ends if u < w),
        lambda values: violates_convex(subject, values),
        r"two classes, $z_j - z_y \in \{-1, 0, 1, 5, 100\}$",
        "The middle of a segment against the mean of its ends, in balls.",
        lambda values: (
            rf"from $z_j - z_y = {values['from']}$ to ${values['to']}$ the middle is above the mean of the ends"
        ),
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        S = sp.Symbol("S", positive=True)
        same = sp.simplify(subject(S, sp.log) - sp.exp(sp.log(S))) == 0
        claimed = "the claimed function is $e^{L_y} = S$, increasing and convex in $S$"
        yield proof(convexity_argument().steps, claimed, same, "every $N$, every label, all scores")


def violates_convex(subject: Transform, values: Mapping[str, str]) -> bool:
    """Whether the function surely is above its chord at the middle, for two classes and two values of z_j - z_y."""
    import sympy as sp

    from theory.intervals import rational, sign
    from theory.rankmax_forms import excess

    start, end = Fraction(values["from"]), Fraction(values["to"])
    totals = (sum(excess((Fraction(0), u), 0), Fraction(0)) for u in (start, end, (start + end) / 2))
    low, high, middle = (subject(rational(total), sp.log) for total in totals)
    return sign(2 * middle - low - high) == 1


def check_integrable(subject: Callable[[Any], Any], _profile: Profile) -> Iterator[Evidence]:
    """A Jacobian that is not symmetric, for several N; the potential for two classes; then every N."""
    from theory.rankmax_forms import integrable_argument

    found = decided(
        [{"N": "2"}, *({"z": ", ".join(map(str, (0, *z)))} for z in ACTIVE)],
        lambda values: violates_integrable(subject, values),
        "$N = 2$ to $4$, the first class the label",
        "The Jacobian of the map, differentiated with explicit classes, in rationals.",
        lambda values: f"at {named(values)} it is otherwise",
    )
    yield found
    if found.holds:
        agrees = bool(subject(2)) and says(subject, From(3)) is False
        yield proof(integrable_argument().steps, "this is what the claim says", agrees, "every $N \\ge 2$")


def violates_integrable(subject: Callable[[Any], Any], values: Mapping[str, str]) -> bool:
    """Whether it says integrable where the Jacobian is not symmetric, or not so for two classes."""
    from theory.intervals import rationals
    from theory.rankmax_forms import asymmetry, integrable_argument

    if "z" in values:
        z = rationals(values["z"])
        kink = any(z[0] - x == 1 for x in z)
        return not kink and bool(subject(len(z))) and asymmetry(z, 0) != 0
    return int(values["N"]) == 2 and not subject(2) and integrable_argument().holds


COMMON: dict[str, Any] = {"paper": Paper.SF, "bibtex": ("pu2026softmax", "blondel2020fenchel", "kong2020rankmax")}
GRADIENT: dict[str, Any] = COMMON | {"check": check_gradient, "violates": violates_gradient}
CONVEX: dict[str, Any] = COMMON | {"check": check_convex, "violates": violates_convex}
LOSS = r"For $L_y(z) = \log S$, $S = \sum_j\max(x_j, 0)$, $x_j = z_j - z_y + 1$, $p_i = \max(x_i, 0)/S$: "
FORM = (
    "The report counts Rankmax among the Fenchel-Young losses and does not say in which form; this is what it takes to "
    "be one. What holds of the adapted form beyond it: sf.fy.rankmax.adapted.repair, .convex.repair and .integrable."
)


def map_minus_label(x: Any, _inside: Any, total: Any, n: Any) -> Any:
    """The gradient of a Fenchel-Young loss."""
    return x / total - (1 if n else 0)


GRADIENT_SLIPS = (
    Mutant("- n / S at the label", lambda _x, inside, total, n: (-n if n else inside) / total),
    Mutant("1 / n, all classes level", lambda _x, inside, total, n: (1 - n if n else inside) / (total + 1)),
    Mutant("1 - 1 / S at the label", lambda _x, inside, total, n: (inside / total - 1) if n else inside / total),
)
CONVEX_SLIPS = (
    Mutant("the loss with one more in the logarithm", lambda S, log: log(1 + S)),
    Mutant("1 - 1 / S, one less the label's probability", lambda S, _: 1 - 1 / S),
    Mutant("the square root of S less one", lambda S, _: S ** Fraction(1, 2)),
)

CLAIMS = (
    Claim(
        id="sf.fy.rankmax.fixed",
        where="novelty report, consistency analysis",
        source=Source.SUMMARY,
        title="Rankmax with a fixed scale belongs to the Fenchel-Young framework",
        statement=(
            r"$\operatorname{sparsemax}(cz) = \operatorname{argmax}_p\langle z, p\rangle - \Omega(p)$ for "
            r"$\Omega(p) = \frac1{2c}(\|p\|^2 - 1)$, for every $c > 0$, $N$ and $z$."
        ),
        subject=lambda c: 1 / (2 * c),
        check=check_fixed,
        violates=violates_fixed,
        mutants=(
            Mutant("c / 2", lambda c: c / 2),
            Mutant("1 / c", lambda c: 1 / c),
            Mutant("1/2, whatever the scale", lambda _: Fraction(1, 2)),
        ),
        **COMMON,
    ),
    Claim(
        id="sf.fy.rankmax.adapted",
        where="novelty report, consistency analysis",
        source=Source.SUMMARY,
        title="Rankmax with its scale adapted to the label has the gradient of a Fenchel-Young loss",
        statement=LOSS + r"$\nabla L_y(z) = p - e_y$ wherever $L_y$ is differentiable.",
        assumptions=(FORM,),
        subject=map_minus_label,
        mutants=GRADIENT_SLIPS,
        repaired_by="sf.fy.rankmax.fixed",
        **GRADIENT,
    ),
    Claim(
        id="sf.fy.rankmax.adapted.repair",
        where="beyond the summary, Foundational learning",
        source=Source.BEYOND,
        title="The gradient of label-adapted Rankmax is the same for all classes above the label less one",
        statement=LOSS
        + r"$\partial L_y/\partial z_j = [x_j > 0]/S$ for $j \ne y$, and $\partial L_y/\partial z_y = -(n-1)/S$, with "
        r"$n$ the number of $x_j > 0$, the label's among them.",
        subject=lambda _x, inside, total, n: (inside - n) / total,
        mutants=(Mutant("map minus label", map_minus_label), *GRADIENT_SLIPS),
        **GRADIENT,
    ),
    Claim(
        id="sf.fy.rankmax.adapted.convex",
        where="novelty report, consistency analysis",
        source=Source.SUMMARY,
        title="The loss of label-adapted Rankmax is convex, as Fenchel-Young losses are",
        statement=LOSS + r"$L_y$ is convex in $z$ for every $N$ and $y$.",
        assumptions=(FORM,),
        subject=lambda S, log: log(S),
        mutants=CONVEX_SLIPS,
        repaired_by="sf.fy.rankmax.fixed",
        **CONVEX,
    ),
    Claim(
        id="sf.fy.rankmax.adapted.convex.repair",
        where="beyond the summary, Foundational learning",
        source=Source.BEYOND,
        title="The exponential of label-adapted Rankmax's loss is convex, and so the loss is quasi-convex",
        statement=LOSS
        + r"$e^{L_y} = S = 1 + \sum_{j \ne y}\max(1 - z_y + z_j, 0)$, one more than the hinge loss of Weston and "
        r"Watkins, is convex in $z$, and the sublevel sets of $L_y$ are convex.",
        subject=lambda S, _: S,
        mutants=(Mutant("the loss itself", lambda S, log: log(S)), *CONVEX_SLIPS),
        **CONVEX,
    ),
    Claim(
        id="sf.fy.rankmax.adapted.integrable",
        where="beyond the summary, Foundational learning",
        source=Source.BEYOND,
        title="No loss at all has the gradient map minus label for label-adapted Rankmax, but for two classes",
        statement=LOSS
        + r"the gradient with the scale held fixed, $p - e_y$, is that of a function iff $N \le 2$; for two classes it "
        r"is convex, $u - \log(2 + u)$ in $u = z_j - z_y > -1$.",
        subject=lambda N: N <= 2,
        check=check_integrable,
        violates=violates_integrable,
        mutants=(
            Mutant("for every N", lambda _: True),
            Mutant("for no N", lambda N: N <= 1),
            Mutant("three classes too", lambda N: N <= 3),
        ),
        **COMMON,
    ),
)
