"""Which expressions have derivatives wherever they are finite, so that a sign of a derivative speaks of all values."""

import sympy as sp


def is_smooth(expression: sp.Expr) -> bool:
    """Whether it is made of constants, symbols, sums, products, powers, exp and log: no kink, no jump, no case."""
    allowed = (sp.Symbol, sp.Number, sp.NumberSymbol, sp.Add, sp.Mul, sp.Pow, sp.exp, sp.log)
    return all(isinstance(part, allowed) for part in sp.preorder_traversal(expression))
