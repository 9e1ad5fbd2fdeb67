r"""Closed-form updates of one factor: what each is the minimiser of, for matrices of every size.

An update claims that left * U * right = rhs has one solution U, and that this is the only minimiser of an objective
that is quadratic in U. Its gradient is derived from the objective by `theory.words`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any, Literal

import sympy as sp

from theory.argument import Argument, Step
from theory.factorisation import (
    Block,
    Entries,
    Objective,
    Stage,
    diagonal_interaction,
    exact,
    exact_gradient,
    interaction,
    is_data,
    letters,
    literal,
    parse,
    plain,
    squares,
    weighted,
)
from theory.words import ZERO, Words, gradient, matrix

Formula = Callable[[Stage], Any]


@dataclass(frozen=True)
class Update:
    """A closed form for U, said to be the only minimiser of `objective`; `full_rank`: only where B has rank K."""

    block: Block
    objective: Objective
    rhs: Formula
    right: Formula
    left: Formula = lambda m: m.unit
    full_rank: bool = False


def objective_of(
    block: Block, regulariser: Literal["plain", "weighted"], term: Literal["none", "diagonal", "full"]
) -> Objective:
    """RG2 (`none`), or RGx with Eq. 31's interaction (`diagonal`) or with Eq. 15's (`full`), with a regulariser."""
    penalty = plain if regulariser == "plain" else weighted

    def objective(m: Stage) -> Any:
        known = squares(m, block) + m.lam * penalty(m, block)
        if term == "none":
            return known
        return known - (diagonal_interaction(m, block) if term == "diagonal" else interaction(m, block))

    return objective


def all_rows(update: Update, R: Entries, other: sp.Matrix, lam: Fraction) -> sp.Matrix:
    """The update of a whole factor on exact data with Eq. 16's weights; ValueError where it is not defined."""
    B = tuple(tuple(Fraction(int(x.p), int(x.q)) for x in other.row(i)) for i in range(other.rows))
    if update.block in ("P", "Q"):
        rows = [solve(update, exact(update.block, R, B, lam))]
    else:
        count = len(R) if update.block == "user" else len(R[0])
        rows = [solve(update, exact(update.block, R, B, lam, index)) for index in range(count)]
    if any(row is None for row in rows):
        raise ValueError(f"the update of {update.block} is not defined on this data")
    return sp.Matrix.vstack(*rows)


def solve(update: Update, m: Stage) -> sp.Matrix | None:
    """The update on exact matrices; None where it is not defined."""
    left, right = update.left(m), update.right(m)
    if left.det() == 0 or right.det() == 0:
        return None
    return left.inv() * update.rhs(m) * right.inv()


def misses(update: Update, m: Stage) -> bool:
    """Whether the update, under its hypotheses, is not defined or is not where the gradient vanishes."""
    if update.full_rank and m.B.rank() < m.B.cols:
        return False
    U = solve(update, m)
    return U is None or not exact_gradient(update.objective, replace(m, U=U)).is_zero_matrix


def stage_of(update: Update, values: dict[str, str]) -> Stage | None:
    """The stage of a literal case; None if it does not meet the hypotheses."""
    R, lam = parse(values["R"]), Fraction(values["lambda"])
    n = int(values["n"]) if "n" in values else None
    if not is_data(R) or lam <= 0 or (n is not None and not 1 <= n < len(R[0])):
        return None
    return exact(update.block, R, parse(values["B"]), lam, int(values.get("index", 0)), n)


def cases(block: Block, largest: int) -> Iterator[dict[str, str]]:
    """Small data, smallest first: R without empty rows, a factor of small integers, of full rank or not, and lambda."""
    sizes = product(range(1, largest + 1), range(2, largest + 1))
    for M, N in sorted(sizes, key=lambda size: (sum(size), size[1])):
        for R in _data(M, N):
            for rank, K in ((1, 1), (2, 2), (1, 2)):
                B = _factor(M if block in ("item", "Q") else N, K, rank)
                for lam, n in (
                    (("1", None), ("1/2", "1")) if block in ("user", "item") else (("1", None), ("1/3", None))
                ):
                    values = {"R": literal(R), "B": literal(B), "lambda": lam}
                    yield values | ({"n": n} if n else {}) | ({"index": "0"} if block in ("user", "item") else {})


def _data(M: int, N: int) -> Iterator[Entries]:
    """The 0-1 matrices without an empty row whose rows do not fall, as numbers: each up to the order of its rows."""
    rows = [row for row in product((0, 1), repeat=N) if any(row)]
    for chosen in product(range(len(rows)), repeat=M):
        if list(chosen) == sorted(chosen):
            yield tuple(tuple(Fraction(x) for x in rows[i]) for i in chosen)


def _factor(rows: int, K: int, rank: int) -> Entries:
    first = [Fraction(i + 1) for i in range(rows)]
    second = [Fraction((-1) ** i * (i + 2)) for i in range(rows)]
    columns = ([first, second] if rank == 2 else [first, first])[:K]
    return tuple(zip(*columns, strict=True))


def argument(update: Update) -> Argument:
    """For every size: the gradient vanishes at the update alone, and the objective is strictly convex in U."""
    m = letters(update.block)
    slope = gradient(update.objective(m), m.U)
    coupled = slope != slope.where(m.J * m.U, ZERO) and update.block == "Q"
    centred = (m.J * update.rhs(m)).where(m.S * m.J, ZERO) == ZERO
    steps = [*((centred_step(),) if coupled else ()), _gradient_step(update, m, slope, coupled and centred)]
    return Argument([*steps, _curvature_step(update, m, coupled), weights_step(), _definite_step(update, m)])


def centred_step() -> Step:
    """Every row of S sums to zero, for data without an empty row."""
    n, size = sp.symbols("N n", positive=True)
    return Step(
        r"each row of $S$ sums to $\frac N{|\mathcal I_x|}\,|\mathcal I_x| - N = 0$, so $S\mathbf 1 = 0$; where "
        r"$Q = S^\top(\dots)$, also $\mathbf 1^\top Q = 0$",
        sp.expand(n / size * size - n) == 0,
    )


def _gradient_step(update: Update, m: Stage, slope: Words, centred: bool) -> Step:
    derived = slope.where(m.J * m.U, ZERO) if centred else slope
    claimed = 2 * (update.left(m) * m.U * update.right(m) - update.rhs(m))
    return Step(
        r"the gradient of the objective, derived word by word, is $2(L\,U A - b)$ with the stated $L$, $A$, $b$",
        derived == claimed,
    )


def _curvature_step(update: Update, m: Stage, coupled: bool) -> Step:
    E = matrix("E")
    moved = update.objective(replace(m, U=m.U + E))
    second = Words({w: c for w, c in moved.terms.items() if sum(x.name == "E" for x in w) == 2})
    expected = m.tr(update.left(m) * E * update.right(m) * E.T)
    if coupled:
        expected = expected - interaction(replace(m, U=E, S=ZERO), update.block)
    return Step(
        r"its second-order part is $\mathrm{tr}(L E A E^\top)$"
        + (r" less $\mathrm{tr}(V E_O \mathbf{11}^\top E_O^\top)$, $E_O$ the change of the scores" if coupled else ""),
        second == expected,
    )


def _definite_step(update: Update, m: Stage) -> Step:
    share = update.right(m).terms.get((), sp.Integer(0))
    return Step(
        r"$A$ is positive definite: "
        + (
            "the other factor has full column rank"
            if update.full_rank
            else r"it is semidefinite plus a positive multiple of $I$, for $\lambda > 0$ and a row with a weight"
        ),
        update.full_rank or bool(share.is_positive),
    )


def weights_step() -> Step:
    r"""The squares outweigh the interaction, in both forms, for the weights of Eq. 16 and of Eq. 19 with n < N."""
    size, more, beta = sp.symbols("n z beta", positive=True)
    N = 1 + more
    negative, positive = size * beta, size
    V = size * beta / N
    return Step(
        r"with $\beta = \frac{n+1}N \le 1$ (Eq. 16: $\beta = 1$) all weights are at least $\beta|\mathcal I_x|$ and "
        r"$V_x = \beta|\mathcal I_x|/N$: $W - V_x I \succeq 0$, and $W - V_x\mathbf{11}^\top \succeq "
        r"\beta|\mathcal I_x|(I - \frac1N\mathbf{11}^\top) \succeq 0$ by Cauchy-Schwarz; so the squares less the "
        r"interaction are convex, and with the regulariser (or the rank that is asked for) strictly",
        bool(sp.simplify(negative - V).is_positive)
        and sp.simplify((positive - negative) - size * (1 - beta)) == 0
        and sp.simplify(V * N - negative) == 0,
    )
