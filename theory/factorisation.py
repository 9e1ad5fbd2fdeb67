r"""The factorised objectives of arXiv 2506.09454, Eq. 31-32 and 46-48, on exact matrices and on letters of any size.

A `Stage` holds what a formula speaks of; the same formula is evaluated on exact matrices, and on `theory.words`. The
settings are: one row of P with the items as its data ("user"), one row of Q with the contexts as its data ("item"), and
all of P or all of Q at once ("P", "Q"), for weights that depend on the context only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

import sympy as sp

from theory.intervals import rational
from theory.quadratic import sampled_weights, targets
from theory.words import EYE, matrix, symmetric, trace

Block = Literal["user", "item", "P", "Q"]
Entries = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class Stage:
    r"""The quantities of a formula.

    In a row setting: U is the row p (1 x K), B the other factor, S the row's targets, W and V its diagonal weights of
    squares and of the interaction, J the matrix of ones, `total` the sum of W's diagonal. In a matrix setting: U is P
    or Q, B the other one, S and R are M x N, W and V are M x M, J is N x N, `total` is |D|.
    `n_items` is N; `I` is the K x K identity, `unit` that of U's rows; `tr` the trace.
    """

    U: Any
    B: Any
    S: Any
    R: Any
    W: Any
    V: Any
    J: Any
    I: Any
    unit: Any
    total: Any
    n_items: Any
    lam: Any
    tr: Callable[[Any], Any]


Objective = Callable[[Stage], Any]


def residual(m: Stage, block: Block) -> Any:
    """S minus the scores."""
    return m.S - (m.B * m.U.T if block == "Q" else m.U * m.B.T)


def squares(m: Stage, block: Block) -> Any:
    """The weighted squares of Eq. 31: of one row, or the trace form of Eq. 46."""
    E = residual(m, block)
    return m.tr(E * m.W * E.T) if block in ("user", "item") else m.tr(E.T * m.W * E)


def diagonal_interaction(m: Stage, block: Block) -> Any:
    """The interaction of Eq. 31 as printed, a weighted sum of squares of scores."""
    if block in ("user", "item"):
        return m.tr(m.U * m.B.T * m.V * m.B * m.U.T)
    O = m.S - residual(m, block)
    return m.tr(O.T * m.V * O)


def interaction(m: Stage, block: Block) -> Any:
    r"""The interaction of Eq. 15: $\sum_x V_x (\mathbf 1^\top o^{(x)})^2$; of one context in the setting "user"."""
    O = m.S - residual(m, block)
    return m.tr(O * m.V * m.J * O.T) if block == "user" else m.tr(m.V * O * m.J * O.T)


def plain(m: Stage, block: Block) -> Any:
    """The regulariser of Eq. 31, without its lambda; of a row, what depends on the row."""
    own = m.tr(m.U.T * m.U)
    return own if block in ("user", "item") else own + m.tr(m.B.T * m.B)


def weighted(m: Stage, block: Block) -> Any:
    """The regulariser whose gradient Sect. 4.4.1 prints: each row times the sum of its weights."""
    if block in ("user", "item"):
        return m.total * m.tr(m.U.T * m.U)
    P, Q = (m.U, m.B) if block == "P" else (m.B, m.U)
    return m.n_items * m.tr(P.T * m.W * P) + m.total * m.tr(Q.T * Q)


def scores_squared(m: Stage, block: Block) -> Any:
    r"""The regulariser of A.6, $\|PQ^\top\|_F^2$."""
    O = m.S - residual(m, block)
    return m.tr(O.T * O)


def letters(block: Block) -> Stage:
    """The stage of a setting for matrices of every size."""
    lam, total, n = sp.symbols("lambda w N", positive=True)
    W = symmetric("W")
    V = {"user": sp.Symbol("v", positive=True) * EYE, "item": symmetric("V")}.get(block, W * (1 / n))
    return Stage(
        U=matrix("U"), B=matrix("B"), S=matrix("S"), R=matrix("R"), W=W, V=V,
        J=symmetric("J"), I=EYE, unit=EYE, total=total, n_items=n, lam=lam, tr=trace,
    )  # fmt: skip


def exact(block: Block, R: Entries, other: Entries, lam: Fraction, index: int = 0, n: int | None = None) -> Stage:
    """The stage of given 0-1 data R (M x N), for lambda and the factor that is held fixed; U is zero.

    `index` is the row in a row setting; with n negatives the weights are those of Eq. 19, else those of Eq. 16.
    Raises ValueError for a context without positives, whose targets are not defined.
    """
    M, N = len(R), len(R[0])
    positives = [[y for y, r in enumerate(row) if r] for row in R]
    S = _matrix([targets(row, known) for row, known in zip(R, positives, strict=True)])
    draws = N - 1 if n is None else n
    W = _matrix([sampled_weights(row, known, draws) for row, known in zip(R, positives, strict=True)])
    V = [sp.Rational(len(known) * (draws + 1), N**2) for known in positives]
    B = _matrix(other)
    K = B.cols
    shape = {"user": (1, K), "item": (1, K), "P": (M, K), "Q": (N, K)}[block]
    stage = Stage(
        U=sp.zeros(*shape), B=B, S=S, R=_matrix(R), W=sp.diag(*W[:, 0]), V=sp.diag(*V), J=sp.ones(N, N), I=sp.eye(K),
        unit=sp.eye(shape[0]), total=sum(W[:, 0]), n_items=sp.Integer(N), lam=rational(lam), tr=lambda A: A.trace(),
    )  # fmt: skip
    if block == "user":
        row = W[index, :]
        return replace(stage, S=S[index, :], W=sp.diag(*row), V=V[index] * sp.eye(N), total=sum(row))
    if block == "item":
        column = W[:, index]
        return replace(stage, S=S[:, index].T, W=sp.diag(*column), J=sp.ones(M, M), total=sum(column))
    return stage


def exact_gradient(objective: Objective, m: Stage) -> sp.Matrix:
    """The gradient in U of an objective that is quadratic in U, by its exact central differences."""
    rows, columns = m.U.shape
    found = sp.zeros(rows, columns)
    for i in range(rows):
        for j in range(columns):
            step = sp.zeros(rows, columns)
            step[i, j] = 1
            up, down = (objective(replace(m, U=m.U + sign * step)) for sign in (1, -1))
            found[i, j] = (up - down) / 2
    return found


def parse(text: str) -> Entries:
    """The rows of a literal such as `1, 0; 1/2, 3`; ValueError unless they have one length."""
    rows = tuple(tuple(Fraction(part) for part in row.split(",")) for row in text.split(";"))
    if len({len(row) for row in rows}) != 1:
        raise ValueError(f"{text!r}: expected rows of one length")
    return rows


def literal(rows: Sequence[Sequence[Any]]) -> str:
    """The text from which `parse` reads the same rows."""
    return "; ".join(", ".join(map(str, row)) for row in rows)


def is_data(R: Entries) -> bool:
    """Whether R is a 0-1 matrix without an empty row."""
    return all(set(row) <= {0, 1} and any(row) for row in R)


def _matrix(rows: Any) -> sp.Matrix:
    return sp.Matrix([[rational(Fraction(x)) for x in row] for row in rows])
