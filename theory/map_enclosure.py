"""Certified enclosures of softmax and of every alpha-entmax at rational scores: they settle what rounding left open."""

from collections.abc import Sequence
from fractions import Fraction

from flint import arb, ctx

from theory.intervals import ball

CUTS = (Fraction(1, 2), Fraction(1, 4))


def entmax_enclosure(scores: Sequence[Fraction], alpha: Fraction, bits: int) -> tuple[arb, ...]:
    """Balls that surely contain alpha-entmax of rational scores; softmax at alpha = 1.

    p_i = exp_alpha(z_i - max z - s), and the s at which the sum is 1 is bracketed to a width of 2^-bits by signs that
    are proved. Raises ValueError for no scores or alpha below 1, ArithmeticError if a sign cannot be proved.
    """
    if not scores or alpha < 1:
        raise ValueError(f"scores, alpha: expected at least one score and alpha of at least 1, got {scores}, {alpha}")
    shifted = [Fraction(z) - max(scores) for z in scores]
    with ctx.workprec(2 * bits + 64):
        low, high = Fraction(0), Fraction(len(scores))  # the root is at most log N, that of alpha = 1
        while high - low > Fraction(1, 2**bits):
            low, high = _halved(shifted, alpha, low, high)
        return tuple(_value(a - high, alpha).union(_value(a - low, alpha)) for a in shifted)


def _halved(shifted: list[Fraction], alpha: Fraction, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """A part of the bracket that surely holds the root; of two cuts at most one can be the root itself."""
    for cut in CUTS:
        s = low + cut * (high - low)
        total = sum((_value(a - s, alpha) for a in shifted), arb(0))
        if total > 1:
            return s, high
        if total < 1:
            return low, s
    raise ArithmeticError(f"the threshold of entmax is not separated from {low} and {high}; raise the precision")


def _value(x: Fraction, alpha: Fraction) -> arb:
    """exp_alpha of an exact number."""
    if alpha == 1:
        return ball(x).exp()
    base = 1 + (alpha - 1) * x
    return ball(base) ** ball(1 / (alpha - 1)) if base > 0 else arb(0)
