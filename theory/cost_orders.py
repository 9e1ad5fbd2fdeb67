r"""Orders of the counts of `theory.loss_costs`: polynomials, bounds of an epoch, and how they grow along families.

The sizes are C items, d factors, k as there (for RG: contexts), |D| pairs of a context and a positive item.
"""

import math
from collections.abc import Mapping
from functools import cache
from itertools import product

import sympy as sp

from theory import operations
from theory.argument import Step
from theory.loss_costs import alias_table, comparisons, count
from theory.operations import Meter
from theory.trees import balanced

C, d, k, D, L = SIZES = sp.symbols("C d k D l", positive=True)
r"""$l = \log_2 C$."""

GRID = tuple(product((3, 4), (2, 3), (1, 2)))
CHECKED = ((9, 2, 5), (4, 7, 3), (6, 5, 7), (17, 3, 2))


@cache
def polynomial(method: str) -> sp.Expr:
    """The operations of one step, a polynomial linear in each of C, d and k.

    No two nested loops run over the same size; each makes as many passes as the size, or a fixed number more or less,
    and no branch changes what a pass costs, for all scores are in the support.

    Raises ValueError if it does not agree with the count on other sizes than those that fix it.
    """
    powers = list(product((0, 1), repeat=3))
    table = sp.Matrix(
        [[math.prod(s**p for s, p in zip(size, power, strict=True)) for power in powers] for size in GRID]
    )
    values = table.LUsolve(sp.Matrix([count(method, *size) for size in GRID]))
    found = sp.Add(*(v * C**a * d**b * k**c for v, (a, b, c) in zip(values, powers, strict=True)))
    for size in CHECKED:
        if found.subs(dict(zip((C, d, k), size, strict=True))) != count(method, *size):
            raise ValueError(f"the count of {method} at {size} is not that of its polynomial {found}")
    return found


def epoch(method: str) -> tuple[sp.Expr, sp.Expr]:
    r"""Bounds of the operations of an epoch, in C, d, k, |D| and l; equal where the count is exact.

    Merge sort makes from $\frac C4l$ to $C(l + 1)$ comparisons. In a balanced tree a class has a depth from $\frac
    l2$ to $l + 1$; in one that is a single chain the mean depth is $\frac{(C-1)(C+2)}{2C}$. A table for draws takes
    from 2C to 6C operations, once an epoch for a fixed distribution, for each pair for the model's own. RG's sweep
    is that of `theory.operations.shared`.
    """
    match method:
        case "rg":
            names = dict(zip(operations.SIZES, (k, C, d, D), strict=True))
            sweep = operations.polynomial(operations.shared).subs(names, simultaneous=True)
            return sweep, sweep
        case "sparsemax":
            step = polynomial("sparsemax")
            return D * (step + C * L / 4), D * (step + C * (L + 1))
        case "hsm":
            return tuple(D * polynomial("hsm").subs(k, depth) for depth in (L / 2, L + 1))
        case "hsm chain":
            step = D * polynomial("hsm").subs(k, (C - 1) * (C + 2) / (2 * C))
            return step, step
        case "ssm table":
            return D * polynomial(method) + 2 * C, D * polynomial(method) + 6 * C
        case "ssm adaptive":
            return D * (polynomial(method) + 2 * C), D * (polynomial(method) + 6 * C)
    return D * polynomial(method), D * polynomial(method)


def bound_steps(method: str) -> tuple[Step, ...]:
    """Why the bounds of `epoch` hold where the count is not a polynomial; the executed sizes are cases."""
    sizes = range(2, 65)
    match method:
        case "sparsemax":
            orders = [[[float(i * step % n) for i in range(n)] for step in (0, 1, 7)] for n in sizes]
            return (
                Step(
                    r"merge sort has at most $l + 1$ levels of fewer than $C$ comparisons each; halves of $n$ take at "
                    r"least $\lfloor n/2\rfloor$, so that, $x\log x$ being convex, $\frac n4\log_2 n$ in all by "
                    "induction (counted on three orders of 2 to 64 scores)",
                    all(
                        _between(n / 4, comparisons(x), float(n), n)
                        for n, xs in zip(sizes, orders, strict=True)
                        for x in xs
                    ),
                ),
            )
        case "hsm":
            depths = [(n, int(depth)) for n in sizes for depth in balanced(n).depths]
            return (
                Step(
                    r"in a tree filled level by level all depths are $l$, rounded down or up, which is from $\frac l2$ "
                    "to $l + 1$ (counted on 2 to 64 classes)",
                    all(_between(0.5, depth, 1.0, n) for n, depth in depths),
                ),
            )
        case "hsm chain":
            i = sp.Symbol("i")
            mean = (sp.Sum(i, (i, 1, C - 1)).doit() + C - 1) / C
            return (
                Step(
                    r"in a chain the depths are $1, 2, \ldots, C - 1$ and once more $C - 1$",
                    sp.simplify(mean - (C - 1) * (C + 2) / (2 * C)) == 0,
                ),
            )
        case "ssm table" | "ssm adaptive":
            tables = [[1.0 + (i * 7 % n) ** power for i in range(n)] for n in sizes for power in (0, 1, 3)]
            return (
                Step(
                    "the table takes a sum, a division and a comparison for each item, and for each but the last at "
                    "most a difference of a difference and a comparison (counted on 2 to 64 items)",
                    all(2 * len(table) <= _table_count(table) <= 6 * len(table) for table in tables),
                ),
            )
    return ()


def _between(low: float, counted: int, high: float, n: int) -> bool:
    return low * math.log2(n) <= counted <= high * (math.log2(n) + 1)


def _table_count(weights: list[float]) -> int:
    meter = Meter()
    alias_table(weights, meter)
    return meter.operations


def within(smaller: sp.Expr, larger: sp.Expr) -> bool:
    """Whether some constant times the larger is at least the smaller for all sizes of at least 1, term by term.

    With each size written as 1 more than a number that is not negative, no coefficient of the difference is negative.
    """
    shifted = {size: size + 1 for size in SIZES}
    for power in range(14):
        difference = sp.expand(sp.expand((2**power * larger - smaller) * C).subs(shifted, simultaneous=True))
        if all(c >= 0 for c in sp.Poly(difference, *SIZES).coeffs()):
            return True
    return False


M = sp.Symbol("m", positive=True)
Growth = tuple[sp.Rational, sp.Rational, sp.Rational]
"""The exponents of 2^m, m and log m in the leading term as m grows; the larger tuple grows faster."""


def size_growth(size: sp.Expr) -> Growth:
    """The growth of a number, a power of m with an exponent of at least 0, or 2^m; ValueError for anything else."""
    if size.is_Rational and size >= 1:
        return sp.S.Zero, sp.S.Zero, sp.S.Zero
    if size == 2**M:
        return sp.S.One, sp.S.Zero, sp.S.Zero
    base, power = size.as_base_exp()
    if base == M and power.is_Rational and power >= 0:
        return sp.S.Zero, power, sp.S.Zero
    raise ValueError(f"size: expected a number of at least 1, a power of m or 2^m, got {size}")


def growth(expression: sp.Expr, family: Mapping[sp.Symbol, sp.Expr]) -> Growth:
    """The growth of a polynomial in the sizes (and powers of C below 0) along a family of sizes C, d, k and |D|."""
    size = family[C]
    grows, fixed = size_growth(size), {s: value for s, value in family.items() if value.is_Rational}
    log = (sp.S.Zero, sp.S.One, sp.S.Zero) if size == 2**M else (sp.S.Zero, sp.S.Zero, sp.Integer(bool(grows[1] > 0)))
    rates = {s: size_growth(value) for s, value in family.items()} | {L: log}
    terms: dict[Growth, sp.Expr] = {}
    for term in sp.Add.make_args(sp.expand(expression)):
        powers = term.as_powers_dict()
        rate = tuple(sum((powers[s] * rates[s][i] for s in SIZES), sp.S.Zero) for i in range(3))
        constant = term.subs({s: fixed.get(s, sp.S.One) for s in SIZES if s != L}).subs(L, sp.log(fixed.get(C, 2), 2))
        terms[rate] = terms.get(rate, sp.S.Zero) + constant
    return max(rate for rate, constant in terms.items() if constant != 0)
