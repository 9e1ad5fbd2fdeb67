"""The Fenchel-Young framework: map, loss, gradient, zero loss, and the Bregman divergence of the map."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

from paper_checks.cases import decided, named
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from verify.profile import Profile

Term = Callable[[Any, Any], Any]
"""A function of (x, log)."""

Family = Callable[[Any, Any, Any], Any]
"""A term of the regulariser, a function of (x, alpha, log)."""

Entry = Callable[[Any, Any, Any], Any]
"""An entry of the gradient, a function of (p_i, 1 if i is the label, alpha)."""

Value = Callable[[Any, Any, Any, Any], Any]
"""The loss of a class, a function of (alpha, tau, z_y, sum_i p_i^alpha)."""

ALPHAS = (Fraction(5, 4), Fraction(3, 2), Fraction(2), Fraction(3))
SCORES = (Fraction(0), Fraction(-1, 3), Fraction(-9))
STEP = Fraction(1, 1000)
EVERYWHERE = r"every $N$, every $\alpha \ge 1$ and all scores"
ABOVE_1 = r"every $N$, every $\alpha > 1$ and all scores"


def check_shannon(subject: Term, _profile: Profile) -> Iterator[Evidence]:
    """The conditions of optimality and the loss at logarithms of rational odds; then for every N."""
    from theory.fenchel_young_argument import shannon_steps

    cases = [{"odds": text} for text in ("1, 2", "1, 2, 4", "3, 1, 1", "1, 1, 1, 5")]
    found = decided(
        cases,
        lambda values: violates_shannon(subject, values),
        "scores that are logarithms of rational odds, 2 to 4 classes",
        "The conditions of optimality at softmax, and the loss of each class against the cross-entropy, in balls.",
        lambda values: rf"at the scores $\log({values['odds']})$ the map is not softmax or the loss not $-\log p_y$",
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        yield proof(shannon_steps(subject), "this is what the claim says", True, "every $N$ and all scores")


def violates_shannon(subject: Term, values: Mapping[str, str]) -> bool:
    """Whether softmax surely is not stationary for the term, or the loss surely is not the cross-entropy."""
    import sympy as sp

    from theory.bregman import at_zero, slope
    from theory.intervals import rational, rationals, sign

    odds = [rational(x) for x in rationals(values["odds"])]
    if min(odds) <= 0:
        return False
    p = [x / sum(odds) for x in odds]
    slopes = [sp.log(x) - slope(subject).subs(sp.Symbol("x", positive=True), q) for x, q in zip(odds, p, strict=True)]
    omega = sum(subject(q, sp.log) for q in p)
    vertex = subject(sp.Integer(1), sp.log) + (len(p) - 1) * at_zero(subject)
    inner = sum(q * sp.log(x) for q, x in zip(p, odds, strict=True))
    losses = [inner - omega + vertex - sp.log(x) + sp.log(q) for x, q in zip(odds, p, strict=True)]
    return any(sign(x) in (-1, 1) for x in [*(s - slopes[0] for s in slopes[1:]), *losses])


def check_map(subject: Family, _profile: Profile) -> Iterator[Evidence]:
    """The conditions of optimality at exact points of the simplex, edges included; then for every N and alpha."""
    import sympy as sp

    from theory.optimality import POWER, X, optimality_steps, term
    from theory.smooth import is_smooth

    found = decided(
        (
            {"p": p, "alpha": str(alpha)}
            for p in ("1/2, 1/3, 1/6", "1/4, 3/4, 0", "1/9, 4/9, 4/9", "1, 0, 0")
            for alpha in (Fraction(1), *ALPHAS)
            if alpha > 1 or "0" not in p.split(", ")
        ),
        lambda values: violates_map(subject, values),
        r"$\alpha \in \{1, \frac54, \frac32, 2, 3\}$, points of the simplex with and without zeros",
        "The conditions of Karush, Kuhn and Tucker at the scores for which the point is the map, signs in balls.",
        lambda values: f"at {named(values)} the point is not the maximiser",
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        pairs = [(sp.sympify(subject(X, a, sp.log)), term(X, a)) for a in (sp.Integer(1), 1 + POWER)]
        agrees = all(is_smooth(ours) and not sp.simplify(sp.diff(ours - f, X)).has(X) for ours, f in pairs)
        claimed = "the claimed term is this one but for a constant slope, which changes no maximiser"
        yield proof(optimality_steps(), claimed, agrees, EVERYWHERE)


def violates_map(subject: Family, values: Mapping[str, str]) -> bool:
    """Whether p, the map of scores with the threshold 0, surely is not stationary for the regulariser."""
    import sympy as sp

    from theory.intervals import rational, rationals, sign

    p, alpha = rationals(values["p"]), rational(Fraction(values["alpha"]))
    if sum(p) != 1 or min(p) < 0 or alpha < 1 or (alpha == 1 and min(p) == 0):
        return False
    x = sp.Symbol("x", positive=True)
    slope = sp.diff(subject(x, alpha, sp.log), x)
    inside = [rational(q) for q in p if q > 0]
    gaps = [(sp.log(q) if alpha == 1 else q ** (alpha - 1) / (alpha - 1)) - slope.subs(x, q) for q in inside]
    apart = any(sign(gap - gaps[0]) in (-1, 1) for gap in gaps[1:])
    if apart or len(inside) == len(p):
        return apart
    edge = -sp.limit(slope, x, 0, "+")
    return bool(edge.is_infinite is not True and sign(edge - gaps[0]) == 1)


def _cases(profile: Profile, alphas: tuple[Fraction, ...] = (Fraction(1), *ALPHAS)) -> Iterator[dict[str, str]]:
    for n in range(2, profile.pick(3, 4) + 1):
        for z in combinations_with_replacement(SCORES, n):
            yield from ({"z": ", ".join(map(str, z)), "y": str(1 + len(set(z)) % n), "alpha": str(a)} for a in alphas)


def _read(values: Mapping[str, str]) -> tuple[tuple[Fraction, ...], int, Fraction] | None:
    """The scores, the label from 0 and alpha; None where the label is no class or alpha below 1."""
    from theory.intervals import rationals

    z, y, alpha = rationals(values["z"]), int(values["y"]) - 1, Fraction(values["alpha"])
    return (z, y, alpha) if 0 <= y < len(z) and alpha >= 1 else None


def check_gradient(subject: Entry, profile: Profile) -> Iterator[Evidence]:
    """Each entry between the one-sided difference quotients of the convex loss; then for every N."""
    import sympy as sp

    from theory.fenchel_young_argument import gradient_steps
    from theory.optimality import POWER

    found = decided(
        _cases(profile),
        lambda values: violates_gradient(subject, values),
        rf"scores in $\{{0, -\frac13, -9\}}$, $N = 2$ to ${profile.pick(3, 4)}$",
        f"The derivative of a convex function lies between its difference quotients, over steps of {STEP}, in balls.",
        lambda values: f"at {named(values)} an entry is outside the difference quotients",
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        p = sp.Symbol("p_i", positive=True)
        agrees = all(
            sp.simplify(subject(q, same, alpha) - (q - same)) == 0
            for q in (p, sp.Integer(0))
            for same in (0, 1)
            for alpha in (sp.Integer(1), 1 + POWER)
            if not (q == 0 and alpha == 1)
        )
        yield proof(gradient_steps(), r"at $q = e_y$ these are the claimed entries", agrees, EVERYWHERE)


def violates_gradient(subject: Entry, values: Mapping[str, str]) -> bool:
    """Whether a claimed entry surely is outside the difference quotients of the loss."""
    from theory.fenchel_young_argument import label, loss_enclosure
    from theory.intervals import ball
    from theory.map_enclosure import entmax_enclosure

    case = _read(values)
    if case is None:
        return False
    z, y, alpha = case
    q = label(y, len(z))
    here, p = loss_enclosure(z, q, alpha), entmax_enclosure(z, alpha, 128)
    for i, probability in enumerate(p):
        up, down = (loss_enclosure([x + s * (i == j) for j, x in enumerate(z)], q, alpha) for s in (STEP, -STEP))
        entry = subject(probability, int(i == y), ball(alpha))
        if entry > (up - here) / ball(STEP) or entry < (here - down) / ball(STEP):
            return True
    return False


@dataclass(frozen=True)
class Margin:
    """The loss of y is zero iff z_y leads by at least `least(alpha)`; or, if not `attained`, by more."""

    least: Callable[[Any], Any]
    attained: bool = True


def check_zero(subject: Margin, profile: Profile) -> Iterator[Evidence]:
    """Leads about the margin and on it; then for every N."""
    import sympy as sp

    from theory.fenchel_young_argument import zero_steps
    from theory.optimality import POWER

    leads = [Fraction(k, 12) for k in (0, 3, 5, 6, 7, 11, 12, 13, 23, 25, 47, 49, 600)]
    found = decided(
        (
            {"N": str(n), "lead": str(lead), "alpha": str(alpha)}
            for n in (2, profile.pick(5, 50))
            for lead in leads
            for alpha in (Fraction(1), *ALPHAS)
        ),
        lambda values: violates_zero(subject, values),
        "one class ahead of all others, which are level, by 0 to 50",
        "Whether every other class surely has probability 0, or one surely has not; in rationals for sparsemax.",
        lambda values: f"at {named(values)} the loss is zero and is said not to be, or conversely",
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        agrees = sp.simplify(subject.least(1 + POWER) - 1 / POWER) == 0 and subject.least(sp.Integer(1)) == sp.oo
        yield proof(zero_steps(), "this is the claimed margin", agrees and subject.attained, EVERYWHERE)


def violates_zero(subject: Margin, values: Mapping[str, str]) -> bool:
    """Whether the loss surely is zero and is said not to be, or conversely, for a class ahead of others by a lead."""
    from theory.optimality import entmax_exact

    n, lead, alpha = int(values["N"]), Fraction(values["lead"]), Fraction(values["alpha"])
    if n < 2 or alpha < 1:
        return False
    other = entmax_exact([lead, *[Fraction(0)] * (n - 1)], alpha)[1]
    least = subject.least(alpha)
    claimed = lead >= least if subject.attained else lead > least
    return bool(other > 0) if claimed else bool(other == 0)


def check_value(subject: Value, profile: Profile) -> Iterator[Evidence]:
    """The definition in balls; then for every N."""
    import sympy as sp

    from theory.fenchel_young_argument import value_steps
    from theory.optimality import POWER

    found = decided(
        _cases(profile, ALPHAS),
        lambda values: violates_value(subject, values),
        rf"scores in $\{{0, -\frac13, -9\}}$, $N = 2$ to ${profile.pick(3, 4)}$, "
        rf"$\alpha \in \{{{', '.join(map(str, ALPHAS))}\}}$",
        r"$\langle z, p - e_y\rangle - \Omega(p)$ in balls.",
        lambda values: f"at {named(values)} the loss is another",
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        tau, z, total = sp.symbols("tau z_y total", positive=True)
        derived = tau - z + 1 / (POWER * (1 + POWER)) + total / (1 + POWER)
        agrees = sp.simplify(subject(1 + POWER, tau, z, total) - derived) == 0
        yield proof(value_steps(), "this is the claimed value", agrees, ABOVE_1)


def violates_value(subject: Value, values: Mapping[str, str]) -> bool:
    """Whether the claimed value surely is not the loss, for alpha above 1."""
    from flint import arb

    from theory.fenchel_young_argument import label, loss_enclosure, threshold
    from theory.intervals import ball
    from theory.map_enclosure import entmax_enclosure

    case = _read(values)
    if case is None or case[2] == 1:
        return False
    z, y, alpha = case
    total = sum((p ** ball(alpha) for p in entmax_enclosure(z, alpha, 128) if p > 0), arb(0))
    claimed = subject(ball(alpha), threshold(z, alpha), ball(z[y]), total)
    difference = loss_enclosure(z, label(y, len(z)), alpha) - claimed
    return bool(difference > 0 or difference < 0)


def _inverse(x: Any) -> Any:
    """1/x, and infinity at 0."""
    import sympy as sp

    return sp.oo if x == 0 else 1 / x


COMMON: dict[str, Any] = {"paper": Paper.SF, "bibtex": ("pu2026softmax", "blondel2020fenchel")}
LOSS = (
    r"For $L(z; q) = \Omega^*(z) + \Omega(q) - \langle z, q\rangle$, $\Omega(p) = \sum_i\frac{p_i^\alpha - "
    r"p_i}{\alpha(\alpha-1)}$ ($\sum_ip_i\log p_i$ at $\alpha = 1$), and $\hat p(z) = \operatorname{argmax}_p \langle "
    r"z, p\rangle - \Omega(p)$, $\alpha$-entmax: "
)

CLAIMS = (
    Claim(
        id="sf.fy.identities.shannon",
        where="summary, Foundational learning, the quick check",
        source=Source.SUMMARY,
        title="The negative Shannon entropy gives softmax and the cross-entropy",
        statement=r"$\Omega(p) = \sum_ip_i\log p_i$ has the map softmax and the loss $L(z; e_y) = -\log p_y$.",
        subject=lambda x, log: x * log(x),
        check=check_shannon,
        violates=violates_shannon,
        mutants=(
            Mutant("the entropy itself, its sign lost", lambda x, log: -x * log(x)),
            Mutant("base 2", lambda x, log: x * log(x) / log(2)),
            Mutant("half the squared norm, that of sparsemax", lambda x, _: x**2 / 2),
            Mutant("Burg's entropy", lambda x, log: -log(x)),
        ),
        **COMMON,
    ),
    Claim(
        id="sf.fy.identities.map",
        where="summary, Foundational learning",
        source=Source.SUMMARY,
        title="One family of regularisers gives softmax, sparsemax and entmax",
        statement=(
            r"$\operatorname{argmax}_p\langle z, p\rangle - \sum_i\frac{p_i^\alpha - p_i}{\alpha(\alpha-1)}$ over the "
            r"simplex is $\alpha$-entmax, $p_i = ((\alpha-1)\max(z_i - \tau, 0))^{1/(\alpha-1)}$ with $\tau$ such that "
            r"$\sum_ip_i = 1$: sparsemax at $\alpha = 2$, with $\frac12(\|p\|^2 - 1)$; softmax at $\alpha = 1$, with "
            r"$\sum_ip_i\log p_i$."
        ),
        subject=lambda x, alpha, log: x * log(x) if alpha == 1 else (x**alpha - x) / (alpha * (alpha - 1)),
        check=check_map,
        violates=violates_map,
        mutants=(
            Mutant(
                "the factor 1 / alpha lost",
                lambda x, alpha, log: x * log(x) if alpha == 1 else (x**alpha - x) / (alpha - 1),
            ),
            Mutant("Shannon's entropy for every alpha", lambda x, _, log: x * log(x)),
            Mutant("half the squared norm for every alpha", lambda x, _alpha, _log: x**2 / 2),
            Mutant("the entropy's sign", lambda x, alpha, log: -x * log(x) if alpha == 1 else (x - x**alpha) / alpha),
        ),
        **COMMON,
    ),
    Claim(
        id="sf.fy.identities.gradient",
        where="summary, Foundational learning",
        source=Source.SUMMARY,
        title="The gradient of the loss is the map minus the label",
        statement=LOSS + r"$\nabla_zL(z; e_y) = \hat p(z) - e_y$, kinks of $\hat p$ included.",
        subject=lambda p, same, _: p - same,
        check=check_gradient,
        violates=violates_gradient,
        mutants=(
            Mutant("label minus map", lambda p, same, _: same - p),
            Mutant("the map alone", lambda p, _same, _: p),
            Mutant("alpha times the map", lambda p, same, alpha: alpha * p - same),
            Mutant("the diagonal of softmax's Jacobian", lambda p, same, _: p * (p - same)),
        ),
        **COMMON,
    ),
    Claim(
        id="sf.fy.identities.zero",
        where="summary, Foundational learning",
        source=Source.SUMMARY,
        title="The loss of a label is zero exactly where it leads by the margin",
        statement=LOSS + r"$L(z; e_y) = 0$ iff $z_y - \max_{j \ne y} z_j \ge "
        r"\frac1{\alpha-1}$, so never for softmax and $N \ge 2$.",
        subject=Margin(lambda alpha: _inverse(alpha - 1)),
        check=check_zero,
        violates=violates_zero,
        mutants=(
            Mutant("1 for every alpha, as for sparsemax", Margin(lambda _: 1)),
            Mutant("1 / alpha", Margin(lambda alpha: 1 / alpha)),
            Mutant("alpha - 1", Margin(lambda alpha: alpha - 1)),
            Mutant("more than the margin", Margin(lambda alpha: _inverse(alpha - 1), attained=False)),
        ),
        **COMMON,
    ),
    Claim(
        id="sf.fy.identities.value",
        where="summary, Foundational learning",
        source=Source.SUMMARY,
        title="The value of the loss by the threshold and the probabilities",
        statement=LOSS
        + r"for $\alpha > 1$, $L(z; e_y) = \tau - z_y + \frac1{\alpha(\alpha-1)} + \frac1\alpha\sum_i\hat p_i^\alpha$, "
        r"$\hat p_i^{\alpha-1} = (\alpha-1)\max(z_i - \tau, 0)$; for sparsemax $\tau - z_y + \frac12 + "
        r"\frac12\|\hat p\|^2$.",
        subject=lambda alpha, tau, z, total: tau - z + 1 / (alpha * (alpha - 1)) + total / alpha,
        check=check_value,
        violates=violates_value,
        mutants=(
            Mutant("the constant 1/2 of sparsemax", lambda alpha, tau, z, total: tau - z + (1 + 2 * total / alpha) / 2),
            Mutant(
                "the conjugate without its regulariser",
                lambda alpha, tau, z, total: tau - z + total / (alpha - 1),
            ),
            Mutant(
                "the sum not divided by alpha",
                lambda alpha, tau, z, total: tau - z + 1 / (alpha * (alpha - 1)) + total,
            ),
        ),
        **COMMON,
    ),
)
