"""Softmax, the entmax family, Rankmax and their losses in decimal arithmetic of `DIGITS` digits, for one row of scores.

Scores are decimals, exactly what the floats hold; -inf is a masked class. A loss of less than 10^-60 may be 0.
Nothing is certified, as it is in `theory.map_enclosure`, but a whole table of errors takes seconds.
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

DIGITS = 100


def softmax(scores: Sequence[Decimal], target: int) -> tuple[list[Decimal], Decimal]:
    """The probabilities p_i = exp(z_i) / sum_j exp(z_j), and the loss -log p_y of an unmasked target."""
    with localcontext(prec=DIGITS):
        odds = [(z - scores[target]).exp() for z in scores]
        total = sum(odds, Decimal(0))
        return [x / total for x in odds], total.ln()


def entmax(scores: Sequence[Decimal], target: int, alpha: Fraction) -> tuple[list[Decimal], Decimal]:
    """The probabilities p_i = max((alpha - 1) z_i - tau, 0)^(1 / (alpha - 1)), and the loss of an unmasked target.

    The loss is <p - e_y, z> + (1 - sum_j p_j^alpha) / (alpha (alpha - 1)): Peters, Niculae and Martins (2019),
    arXiv 1905.05702, Eq. 10 and Prop. 3; alpha is 3, or 1 + 1/m for a whole number m.
    """
    if alpha != 3 and (alpha <= 1 or (1 / (alpha - 1)).denominator != 1):
        raise ValueError(f"alpha: expected 3, or 1 + 1/m for a whole number m of at least 1, got {alpha}")
    power = 1 / (alpha - 1)
    with localcontext(prec=DIGITS):
        top = max(scores)
        inner = [(z - top) / _decimal(power) for z in scores]
        tau = _halved(inner) if alpha == 3 else _threshold(inner, power.numerator)
        u = [max(w - tau, Decimal(0)) for w in inner]
        p = [x.sqrt() if alpha == 3 else x**power.numerator for x in u]
        gap = sum((q * (z - scores[target]) for q, z in zip(p, scores, strict=True) if q), Decimal(0))
        sum_of_powers = sum(q * x for q, x in zip(p, u, strict=True))
        return p, gap + (1 - sum_of_powers) * _decimal(power / alpha)


def rankmax(scores: Sequence[Decimal], target: int) -> tuple[list[Decimal], Decimal]:
    """The probabilities in proportion to max(z_i - z_y + 1, 0), and the loss -log p_y of an unmasked target.

    Kong et al. (2020), NeurIPS 33, with the scale adapted to the target.
    """
    with localcontext(prec=DIGITS):
        excess = [max(z - scores[target] + 1, Decimal(0)) for z in scores]
        total = sum(excess, Decimal(0))
        return [x / total for x in excess], total.ln()


def rankmax_fixed(scores: Sequence[Decimal], target: int, scale: int) -> tuple[list[Decimal], Decimal]:
    """Sparsemax of the scaled scores, and its loss over the scale: Kong et al. (2020), with one scale for all."""
    with localcontext(prec=DIGITS):
        p, loss = entmax([scale * z for z in scores], target, Fraction(2))
        return p, loss / scale


def _threshold(inner: Sequence[Decimal], power: int) -> Decimal:
    """The tau with sum_i max(w_i - tau, 0)^m = 1, by Newton's method from below, where it is monotone; max w = 0."""
    tau = Decimal(-1)
    while True:
        u = [w - tau for w in inner if w > tau]
        excess = sum((x**power for x in u), Decimal(-1))
        step = excess / (power * sum((x ** (power - 1) for x in u), Decimal(0)))
        if tau + step <= tau:
            return tau
        tau += step


def _halved(inner: Sequence[Decimal]) -> Decimal:
    """The tau with sum_i max(w_i - tau, 0)^(1/2) = 1, by bisection; max w = 0."""
    low, high = Decimal(-1), Decimal(0)
    while high - low > Decimal(10) ** (2 - DIGITS):
        middle = (low + high) / 2
        excess = sum(((w - middle).sqrt() for w in inner if w > middle), Decimal(-1))
        low, high = (middle, high) if excess > 0 else (low, middle)
    return high


def _decimal(x: Fraction) -> Decimal:
    return Decimal(x.numerator) / Decimal(x.denominator)
