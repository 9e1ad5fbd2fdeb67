"""Rigorous enclosures: exact numbers and constant expressions as balls that surely contain them.

The balls are Arb's (Johansson 2017, doi:10.1109/TC.2017.2690633).
"""

from fractions import Fraction

import sympy as sp
from flint import arb, ctx, fmpq

BITS = (64, 128, 256, 512, 1024)


def ball(value: Fraction | int) -> arb:
    """A ball around an exact rational number, at the working precision."""
    exact = Fraction(value)
    return arb(fmpq(exact.numerator, exact.denominator))


def rational(value: Fraction | int) -> sp.Rational:
    """A `Fraction` as the same sympy number."""
    exact = Fraction(value)
    return sp.Rational(exact.numerator, exact.denominator)


def rationals(text: str) -> tuple[Fraction, ...]:
    """The numbers of a literal such as `2/5, 2/5, 1/5`; ValueError if one is not rational."""
    return tuple(Fraction(part.strip()) for part in text.split(","))


def literal(values: tuple[Fraction, ...] | list[Fraction]) -> str:
    """The text from which `rationals` reads the same numbers again."""
    return ", ".join(map(str, values))


def enclose(expression: sp.Expr) -> arb:
    """A ball that contains a real constant made of rationals, sums, products, powers, exp and log.

    Raises TypeError for anything else; logarithms of what is not surely positive give NaN.
    """
    expression = sp.sympify(expression)
    if isinstance(expression, sp.Rational):
        return ball(Fraction(int(expression.p), int(expression.q)))
    if expression is sp.E:
        return arb(1).exp()
    parts = [enclose(part) for part in expression.args]
    match expression:
        case sp.Add():
            return sum(parts, arb(0))
        case sp.Mul():
            product = arb(1)
            for part in parts:
                product *= part
            return product
        case sp.Pow():
            return _power(parts[0], expression.exp)
        case sp.exp():
            return parts[0].exp()
        case sp.log():
            return parts[0].log()
    raise TypeError(f"cannot enclose {expression!r}; give a constant of rationals, +, *, powers, exp and log")


def _power(base: arb, exponent: sp.Expr) -> arb:
    return base ** int(exponent) if exponent.is_Integer else (enclose(exponent) * base.log()).exp()


def sign(expression: sp.Expr) -> int | None:
    """The sign of a real constant, proved: exact or by balls of growing precision; None if they leave it undecided."""
    expression = sp.sympify(expression)
    if isinstance(expression, sp.Rational):
        return int(sp.sign(expression))
    for bits in BITS:
        with ctx.workprec(bits):
            enclosure = enclose(expression)
            if enclosure > 0:
                return 1
            if enclosure < 0:
                return -1
    return 0 if sp.expand_log(expression, force=True).expand() == 0 else None
