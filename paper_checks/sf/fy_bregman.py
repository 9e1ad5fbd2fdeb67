"""Whether a Fenchel-Young loss is the Bregman divergence of its map, and what it is more where it is not."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from paper_checks.cases import decided, named
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from verify.profile import Profile

Gap = Callable[[Any, Any, Any], Any]
"""What a class with target mass 1 adds, a function of (tau, z_i, the positive part)."""

ALPHAS = (Fraction(2), Fraction(3, 2), Fraction(5, 4), Fraction(3))
SCORES = (Fraction(0), Fraction(-1, 3), Fraction(-9))


def check(subject: Gap, profile: Profile) -> Iterator[Evidence]:
    """The loss less the divergence in balls, for labels and distributions; then for every N."""
    import sympy as sp

    from theory.fenchel_young_argument import gap_steps

    scores = profile.pick(SCORES[::2], SCORES)
    shares = {2: ("1, 0", "0, 1", "1/3, 2/3"), 3: ("1, 0, 0", "0, 0, 1", "1/2, 0, 1/2", "1/2, 1/3, 1/6")}
    found = decided(
        (
            {"z": ", ".join(map(str, z)), "q": q, "alpha": str(alpha)}
            for n in (2, 3)
            for z in product(scores, repeat=n)
            for q in shares[n]
            for alpha in (Fraction(1), *ALPHAS)
        ),
        lambda values: violates(subject, values),
        rf"scores in $\{{{', '.join(map(str, scores))}\}}$, $N = 2$ and $3$, labels and distributions",
        r"$L(z; q) - D_\Omega(q \,\|\, \hat p(z))$ in balls.",
        _says,
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        tau, z = sp.symbols("tau z", real=True)
        agrees = sp.simplify(subject(tau, z, lambda x: sp.Max(x, 0)) - sp.Max(tau - z, 0)) == 0
        yield proof(
            gap_steps(),
            r"this is the claimed part of each class",
            agrees,
            r"every $N$, every $\alpha \ge 1$, all scores and every $q$",
        )


def _says(values: Mapping[str, str]) -> str:
    from theory.fenchel_young_argument import divergence_enclosure, loss_enclosure
    from theory.intervals import rationals

    case = rationals(values["z"]), rationals(values["q"]), Fraction(values["alpha"])
    loss, divergence = (float(of(*case).mid()) for of in (loss_enclosure, divergence_enclosure))
    return f"at {named(values)} the loss is {loss:.6g} and the divergence {divergence:.6g}"


def violates(subject: Gap, values: Mapping[str, str]) -> bool:
    """Whether the loss less the divergence surely is not what the claim adds; at alpha = 1 it adds nothing."""
    from flint import arb

    from theory.fenchel_young_argument import divergence_enclosure, loss_enclosure, threshold
    from theory.intervals import ball, rationals

    z, q, alpha = rationals(values["z"]), rationals(values["q"]), Fraction(values["alpha"])
    if sum(q) != 1 or min(q) < 0 or len(q) != len(z) or alpha < 1:
        return False
    added = arb(0)
    if alpha > 1:
        tau = threshold(z, alpha)
        added = sum((ball(m) * subject(tau, ball(x), _positive) for m, x in zip(q, z, strict=True) if m), arb(0))
    difference = loss_enclosure(z, q, alpha) - divergence_enclosure(z, q, alpha) - added
    return bool(difference > 0 or difference < 0)


def _positive(x: Any) -> Any:
    """The positive part of a ball; its whole hull with 0 where the sign is open."""
    return x if x > 0 else 0 * x if x <= 0 else x.union(0)


LOSS = (
    r"For $L(z; q) = \Omega^*(z) + \Omega(q) - \langle z, q\rangle$, $\Omega(p) = \sum_i\frac{p_i^\alpha - "
    r"p_i}{\alpha(\alpha-1)}$ ($\sum_ip_i\log p_i$ at $\alpha = 1$), and $\hat p(z) = \operatorname{argmax}_p \langle "
    r"z, p\rangle - \Omega(p)$, $\alpha$-entmax: "
)
COMMON: dict[str, Any] = {
    "paper": Paper.SF,
    "source": Source.BEYOND,
    "check": check,
    "violates": violates,
    "bibtex": ("blondel2020fenchel",),
}

CLAIMS = (
    Claim(
        id="sf.fy.bregman",
        where="the argument of RG's Prop. 5, carried over to the sparse losses",
        title="A Fenchel-Young loss is the Bregman divergence of its map",
        statement=LOSS
        + r"$L(z; q) = D_\Omega(q \,\|\, \hat p(z))$ for every distribution $q$ and every $\alpha \ge 1$.",
        subject=lambda _tau, z, _positive: 0 * z,
        repaired_by="sf.fy.bregman.repair",
        **COMMON,
    ),
    Claim(
        id="sf.fy.bregman.repair",
        where="beyond the summary, Foundational learning",
        title="A Fenchel-Young loss is the Bregman divergence of its map and the target's mass below the threshold",
        statement=LOSS
        + r"$L(z; q) = D_\Omega(q \,\|\, \hat p(z)) + \sum_iq_i\max(\tau - z_i, 0)$ for $\alpha > 1$, without the sum "
        r"for softmax; so they are equal iff every class with $q_i > 0$ has $z_i \ge \tau$.",
        subject=lambda tau, z, positive: positive(tau - z),
        mutants=(
            Mutant("no gap", lambda _tau, z, _positive: 0 * z),
            Mutant("half the gap", lambda tau, z, positive: positive(tau - z) / 2),
            Mutant("the gap above the threshold", lambda tau, z, positive: positive(z - tau)),
            Mutant("the gap squared", lambda tau, z, positive: positive(tau - z) ** 2),
        ),
        **COMMON,
    ),
)
