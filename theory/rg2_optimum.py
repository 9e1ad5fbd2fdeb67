r"""The global optimum of factorised RG2 with Eq. 16's weights, and all its stationary points, in closed form.

The objective is $\mathrm{tr}((S-PQ^\top)^\top W(S-PQ^\top)) + \lambda(N\sum_x W_x\|P_x\|^2 + |D|\,\|Q\|_F^2)$, of
which Eq. 36-37 of arXiv 2506.09454 are the half-steps. With $A = W^{1/2}P$, $T = W^{1/2}S$ it is
$\|T-AQ^\top\|_F^2 + a\|A\|_F^2 + b\|Q\|_F^2$, $a = \lambda N$, $b = \lambda|D|$.
"""

from fractions import Fraction

import sympy as sp

from theory.argument import Argument, Step
from theory.factorisation import Entries, Stage, exact
from theory.words import EYE, ZERO, Words, gradient, matrix, symmetric, trace

SIGMA, TAU = sp.symbols("sigma tau", positive=True)
_A, _B = sp.symbols("a b", positive=True)


class UnfactoredError(ValueError):
    """A characteristic polynomial whose roots are no real radicals."""


def gain(sigma: sp.Expr, tau: sp.Expr) -> sp.Expr:
    """By how much one singular value lowers the minimum: the square of what exceeds the threshold."""
    return sp.Max(sigma - tau, 0) ** 2


def threshold(lam: sp.Expr, n_items: sp.Expr, n_pairs: sp.Expr) -> sp.Expr:
    r"""$\lambda\sqrt{N|D|}$."""
    return lam * sp.sqrt(n_items * n_pairs)


def squared_singular_values(R: Entries) -> list[sp.Expr]:
    r"""The squared singular values of $W^{1/2}S$, largest first, exactly: the eigenvalues of $WSS^\top$."""
    m = _data(R)
    return eigenvalues(m.W * m.S * m.S.T)


def eigenvalues(A: sp.Matrix) -> list[sp.Expr]:
    """The eigenvalues, largest first; UnfactoredError if not all of them come out as surely real radicals."""
    roots = sp.roots(sp.Poly(A.charpoly().as_expr()), multiple=True)
    if len(roots) < A.rows or not all(root.is_real for root in roots):
        raise UnfactoredError(f"{len(roots)} of {A.rows} eigenvalues in radicals, not all of them surely real: {roots}")
    return sorted(roots, key=lambda root: -float(root))


def total_squares(R: Entries) -> sp.Expr:
    r"""$\|W^{1/2}S\|_F^2$."""
    m = _data(R)
    return (m.S.T * m.W * m.S).trace()


def _data(R: Entries) -> Stage:
    return exact("P", R, ((Fraction(0),),) * len(R[0]), Fraction(1))


def optimum_argument() -> Argument:
    """For every M, N, K and data: the minimum, where it is attained, and every other stationary point."""
    return Argument(
        (
            _coordinates_step(), _balance_step(), _rotation_step(), _pair_step(), _value_step(), _choice_step(),
            _threshold_step(), _attained_step(),
        )
    )  # fmt: skip


def objective(A: Words, Q: Words, T: Words, a: sp.Expr = _A, b: sp.Expr = _B) -> Words:
    r"""$\|T-AQ^\top\|^2 + a\|A\|^2 + b\|Q\|^2$ in letters."""
    E = T - A * Q.T
    total: Words = trace(E * E.T) + trace(A * A.T) * a + trace(Q * Q.T) * b
    return total


def _coordinates_step() -> Step:
    P, Q, S, H = matrix("P"), matrix("Q"), matrix("S"), symmetric("H")
    lam, n, d = sp.symbols("lambda N D", positive=True)
    E, W = S - P * Q.T, H * H
    original = trace(E.T * W * E) + lam * (n * trace(P.T * W * P) + d * trace(Q.T * Q))
    return Step(
        r"with $W = H^2$, $A = HP$, $T = HS$ the objective is $\|T-AQ^\top\|^2 + a\|A\|^2 + b\|Q\|^2$, $a = \lambda "
        r"N$, "
        r"$b = \lambda|D|$; $H$ is invertible, as no context is empty",
        original == objective(H * P, Q, H * S, lam * n, lam * d),
    )


def _stationarity() -> tuple[Words, Words]:
    A, Q, T = matrix("A"), matrix("Q"), matrix("T")
    F = objective(A, Q, T)
    return gradient(F, A), gradient(F, Q)


def _balance_step() -> Step:
    A, Q, T = matrix("A"), matrix("Q"), matrix("T")
    by_A, by_Q = _stationarity()
    stated = by_A == 2 * (A * Q.T * Q - T * Q + _A * A) and by_Q == 2 * (Q * A.T * A - T.T * A + _B * Q)
    balance = A.T * by_A - (Q.T * by_Q).T
    return Step(
        r"the gradients vanish if $TQ = A(Q^\top Q + aI)$ and $T^\top A = Q(A^\top A + bI)$; then "
        r"$A^\top TQ$ in two ways gives $aA^\top A = bQ^\top Q$",
        stated and balance == 2 * (_A * A.T * A - _B * Q.T * Q),
    )


def _rotation_step() -> Step:
    A, Q, T, R = matrix("A"), matrix("Q"), matrix("T"), matrix("R")
    turned = objective(A * R, Q * R, T).where(R * R.T, EYE)
    untraced = (A * R * (Q * R).T).where(R * R.T, EYE) == A * Q.T
    return Step(
        r"for orthogonal $R$ the objective is the same at $(AR, QR)$, so that $Q^\top Q$ may be taken diagonal, and "
        r"with it "
        r"$A^\top A$: the columns of $Q$, and those of $A$, are orthogonal, and vanish together",
        untraced and _same(turned, objective(A, Q, T)),
    )


def _same(first: Words, second: Words) -> bool:
    return trace(first - second) == ZERO


def _pair_step() -> Step:
    q2 = sp.Symbol("q", positive=True)
    p2 = q2 * _B / _A
    left = (q2 + _A) * sp.sqrt(p2 / q2)
    right = (p2 + _B) * sp.sqrt(q2 / p2)
    s = sp.sqrt(p2 * q2)
    return Step(
        r"columns that do not vanish, of squared lengths $q^2$ and $p^2 = q^2 b/a$, are then singular vectors of $T$ "
        r"with "
        r"$\sigma = (q^2+a)\frac pq = (p^2+b)\frac qp = s + \tau$, where $s = pq > 0$, $\tau = \sqrt{ab}$",
        sp.simplify(left - right) == 0 and sp.simplify(left - s - sp.sqrt(_A * _B)) == 0,
    )


def _value_step() -> Step:
    q2 = sp.Symbol("q", positive=True)
    p2 = q2 * _B / _A
    s, tau = sp.sqrt(p2 * q2), sp.sqrt(_A * _B)
    change = -2 * s * (s + tau) + s**2 + _A * p2 + _B * q2
    return Step(
        r"such a pair changes the objective by $-2s\sigma + s^2 + ap^2 + bq^2 = -(\sigma-\tau)^2$, and orthogonal "
        r"pairs add up",
        sp.simplify(change + gain(s + tau, tau)) == 0,
    )


def _choice_step() -> Step:
    more = sp.Symbol("epsilon", positive=True)
    slope = sp.diff((SIGMA - TAU) ** 2, SIGMA).subs(SIGMA, TAU + more)
    return Step(
        r"so every stationary point is a choice of at most $K$ orthonormal singular pairs with $\sigma > \tau$, of "
        r"value "
        r"$\|T\|^2 - \sum(\sigma-\tau)^2$; as $(\sigma-\tau)^2$ rises with $\sigma$, the $K$ largest are the best "
        r"choice; "
        r"for $a, b > 0$ the objective tends to infinity with $(A, Q)$, so its minimum is attained and is one of them",
        bool(slope.is_positive),
    )


def _threshold_step() -> Step:
    lam, n, d = sp.symbols("lambda N D", positive=True)
    return Step(
        r"$\tau = \sqrt{\lambda N\cdot\lambda|D|} = \lambda\sqrt{N|D|}$; for $\lambda = 0$ the value is the limit, "
        r"since the "
        r"objective at fixed factors is continuous in $\lambda$",
        sp.simplify(sp.sqrt(lam * n * lam * d) - threshold(lam, n, d)) == 0,
    )


def _attained_step() -> Step:
    size, n, r = sp.symbols("n N r", positive=True)
    entry = sp.sqrt(size) * (r * n / size - 1)
    return Step(
        r"$T = W^{1/2}S = N W^{-1/2} R\,(I - \frac1N\mathbf{11}^\top)$, entry by entry: a sparse matrix less one of "
        r"rank one",
        sp.simplify(entry - n / sp.sqrt(size) * (r - size / n)) == 0,
    )


def minimum(R: Entries, lam: sp.Rational, K: int) -> sp.Expr:
    """The exact minimum of the objective over factors with K columns."""
    pairs = sp.Integer(sum(sum(int(r) for r in row) for row in R))
    tau = threshold(lam, sp.Integer(len(R[0])), pairs)
    best = squared_singular_values(R)[:K]
    return total_squares(R) - sum(gain(sp.sqrt(square), tau) for square in best)


def scores_squared_argument() -> Argument:
    """For every M, N, K and data: the minimum of A.6's objective, by completing the square and Eckart-Young."""
    return Argument((_square_step(), *optimum_argument().steps[1:7]))


def _square_step() -> Step:
    S, O, H, inverse = matrix("S"), matrix("O"), symmetric("H"), symmetric("H^-1")
    lam = sp.Symbol("lambda", positive=True)
    W = H * H - lam * EYE
    T = inverse * W * S
    original = trace((S - O).T * W * (S - O)) + trace(O.T * O) * lam
    completed = trace((T - H * O).T * (T - H * O)) + trace(S.T * (W - W * inverse * inverse * W) * S)
    return Step(
        r"with $W + \lambda I = H^2$ the objective is $\|H^{-1}WS - HO\|^2 + \mathrm{tr}(S^\top(W - WH^{-2}W)S)$; "
        r"$HO$ runs "
        r"over all matrices of rank at most $K$, and of those the truncated decomposition of $H^{-1}WS$ is nearest, "
        r"by the "
        r"following with $T = H^{-1}WS$ and $a, b \to 0$",
        trace((original - completed).where(H * inverse, EYE)) == ZERO,
    )
