r"""How fast alternating least squares on RG2 converges: it is subspace iteration, and its linear rate is known.

In the coordinates of `theory.rg2_optimum` a sweep is $A = TQ(Q^\top Q + aI)^{-1}$, then
$Q^+ = T^\top A(A^\top A + bI)^{-1}$.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.factorisation import Entries, exact
from theory.rg2_optimum import objective, squared_singular_values
from theory.words import EYE, ZERO, gradient, matrix, symmetric


def sweep_eigenvalues(kept: Sequence[Any], left_out: Sequence[Any], tau: Any) -> list[Any]:
    r"""The eigenvalues of the derivative of a sweep $Q \mapsto Q^+$ at the optimum, with multiplicity.

    `kept` are the K largest singular values, above tau; `left_out` the others; $s_k = \sigma_k - \tau$. They are
    $(\sigma_i/\sigma_k)^2$ for i left out, $((\tau^2 - s_is_k)/(\sigma_i\sigma_k))^2$ for kept $i \le k$, and 1 for
    each pair $i < k$: the rotations, along which the objective does not change.
    """
    return [value for kind in _by_kind(kept, left_out, tau) for value in kind]


def _by_kind(kept: Sequence[Any], left_out: Sequence[Any], tau: Any) -> tuple[list[Any], ...]:
    outer = [(i / k) ** 2 for i in left_out for k in kept]
    own = [((tau**2 - (k - tau) ** 2) / k**2) ** 2 for k in kept]
    mixed = [((tau**2 - (i - tau) * (k - tau)) / (i * k)) ** 2 for i, k in combinations(kept, 2)]
    return outer, own, [*mixed, *[sp.Integer(1) for _ in mixed]]


def sweep_derivative(scores: sp.Matrix, Q: sp.Matrix, a: sp.Expr, b: sp.Expr) -> sp.Matrix:
    """The derivative of a sweep at Q, of shape (N K, N K), by the product rule, for T = `scores`."""
    K = Q.cols
    gram = (Q.T * Q + a * sp.eye(K)).inv()
    A = scores * Q * gram
    inner = (A.T * A + b * sp.eye(K)).inv()
    following = scores.T * A * inner
    columns = []
    for entry in range(Q.rows * K):
        E = sp.zeros(*Q.shape)
        E[entry // K, entry % K] = 1
        dA = (scores * E - A * (E.T * Q + Q.T * E)) * gram
        dQ = (scores.T * dA - following * (dA.T * A + A.T * dA)) * inner
        columns.append(sp.Matrix(list(dQ)))
    return sp.Matrix.hstack(*columns)


def at_optimum(kept: Sequence[Any], left_out: Sequence[Any], tau: Any) -> tuple[sp.Matrix, sp.Matrix]:
    r"""A diagonal T with these singular values, and the optimal Q for $a = b = \tau$, of columns $\sqrt{s_k}e_k$."""
    values = [*kept, *left_out]
    Q = sp.zeros(len(values), len(kept))
    for k, sigma in enumerate(kept):
        Q[k, k] = sp.sqrt(sigma - tau)
    return sp.diag(*values), Q


def sweep(R: Entries, Q: sp.Matrix, lam: Fraction) -> tuple[sp.Matrix, sp.Matrix]:
    """Eq. 36 and then Eq. 37 on exact data: the new P and Q."""
    m = exact("P", R, tuple(tuple(Fraction(int(x.p), int(x.q)) for x in Q.row(i)) for i in range(Q.rows)), lam)
    P = m.S * Q * (Q.T * Q + m.lam * m.n_items * m.I).inv()
    return P, m.S.T * m.W * P * (P.T * m.W * P + m.lam * m.total * m.I).inv()


def contraction(R: Entries, Q: sp.Matrix, lam: Fraction, power: int) -> sp.Expr:
    r"""By how much one sweep from one column misses the stated fall of the squared tangent; positive if it is slower.

    $\tan^2\theta_1 - (\sigma_2/\sigma_1)^{2\,\mathrm{power}}\tan^2\theta_0$ for the angle to the first singular vector.
    """
    largest, second = squared_singular_values(R)[:2]
    v = first_vector(R)
    before, after = (_tangent(v, q) for q in (Q, sweep(R, Q, lam)[1]))
    return sp.radsimp(sp.expand(after - (second / largest) ** power * before))


def first_vector(R: Entries) -> sp.Matrix:
    """A multiple of the first right singular vector of $W^{1/2}S$, exactly, for two contexts."""
    m = exact("P", R, ((Fraction(0),),) * len(R[0]), Fraction(1))
    A = m.W * m.S * m.S.T - squared_singular_values(R)[0] * sp.eye(2)
    return m.S.T * (sp.Matrix([A[0, 1], -A[0, 0]]) if A[0, 1] != 0 else sp.Matrix([1, 0]))


def _tangent(v: sp.Matrix, q: sp.Matrix) -> sp.Expr:
    inner, squares = (v.T * q)[0], (v.T * v)[0] * (q.T * q)[0]
    return sp.radsimp((squares - inner**2) / inner**2)


def subspace_argument() -> Argument:
    r"""For every size: the angle to the optimal subspace falls, wherever $V_K^\top Q_0$ is invertible."""
    return Argument((_power_step(), _angle_step(), _attained_step()))


def _power_step() -> Step:
    A, Q, T = matrix("A"), matrix("Q"), matrix("T")
    a, b = sp.symbols("a b", positive=True)
    F = objective(A, Q, T, a, b)
    G, H = symmetric("G"), symmetric("H")
    new_A = T * Q * G
    by_A = gradient(F, A) == 2 * (A * (Q.T * Q + a * EYE) - T * Q)
    by_Q = gradient(F, Q) == 2 * (Q * (A.T * A + b * EYE) - T.T * A)
    return Step(
        r"the half-steps are $A = TQ(Q^\top Q + aI)^{-1}$ and $Q^+ = T^\top A(A^\top A + bI)^{-1}$, so $Q^+ = T^\top "
        r"T\,Q\,G$ with "
        r"$G$ invertible, a product of inverses of positive definite matrices: subspace iteration on $T^\top T$",
        by_A and by_Q and T.T * new_A * H == T.T * T * Q * (G * H),
    )


def _angle_step() -> Step:
    X, Y, G, outer, inner = matrix("X"), matrix("Y"), matrix("G"), symmetric("D"), symmetric("L")
    X_inverse, G_inverse, L_inverse = matrix("X^-1"), matrix("G^-1"), symmetric("L^-1")
    following = (outer * Y * G) * (G_inverse * X_inverse * L_inverse)
    undone = ((inner * X * G) * (G_inverse * X_inverse * L_inverse)).where(G * G_inverse, EYE).where(X * X_inverse, EYE)
    return Step(
        r"for $X = V_K^\top Q$ and $Y = V_\perp^\top Q$, with the right singular vectors, $X^+ = \Sigma_K^2XG$ and "
        r"$Y^+ = \Sigma_\perp^2YG$; so $X$ stays invertible and $Z = YX^{-1}$ becomes "
        r"$\Sigma_\perp^2Z\Sigma_K^{-2}$, whose norm, "
        r"$\tan$ of the largest angle to the optimal subspace, falls at least by $(\sigma_{K+1}/\sigma_K)^2$",
        following.where(G * G_inverse, EYE) == outer * Y * X_inverse * L_inverse
        and undone.where(inner * L_inverse, EYE) == EYE,
    )


def _attained_step() -> Step:
    high, low, z = sp.symbols("sigma_K sigma_next z", positive=True)
    return Step(
        r"with equality for $Z$ with one entry, between $v_{K+1}$ and $v_K$",
        sp.simplify(low**2 * z / high**2 - (low / high) ** 2 * z) == 0,
    )


def derivative_argument() -> Argument:
    """For every size: the eigenvalues of a sweep's derivative at an optimum with distinct kept and left-out values."""
    return Argument((_coupling_step(), _eigenvalues_step(), _objective_step()))


def _coupling_step() -> Step:
    T, D, E, h = matrix("T"), symmetric("D"), matrix("E"), symmetric("h")
    A = T * D * h
    change = T * E * h - A * (E.T * D + D * E) * h
    stated = T * E * h - T * D * h * E.T * D * h - T * D * h * D * E * h
    return Step(
        r"in the bases of singular vectors $T$, $Q = D$ and $h = (Q^\top Q + aI)^{-1}$ are diagonal, and the "
        r"derivative of the half-"
        r"step along $E$ is $TEh - TDh(E^\top D + DE)h$: entry $(i, k)$ depends on $E_{ik}$ and $E_{ki}$ only, and "
        r"on $E_{ik}$ "
        r"alone if $i$ is left out; so does the other half-step, and the derivative splits into blocks of at most two",
        change - stated == ZERO,
    )


def _eigenvalues_step() -> Step:
    first, second, outside, tau = sp.symbols("s_1 s_2 sigma_3 tau", positive=True)
    kept = (first**2 + tau, second**2 + tau)
    T, Q = at_optimum(kept, (outside,), tau)
    derivative = sweep_derivative(T, Q, tau, tau).applyfunc(sp.cancel)
    blocks = [[0], [3], [4], [5], [1, 2]]
    apart = all(derivative[i, j] == 0 for u, v in permutations(blocks, 2) for i in u for j in v)
    pair = derivative.extract([1, 2], [1, 2])
    outer, own, (mixed, one) = _by_kind(kept, (outside,), tau)
    singles = zip([4, 5, 0, 3], [*outer, *own], strict=True)
    found = all(sp.cancel(derivative[i, i] - value) == 0 for i, value in singles)
    found = found and sp.cancel(pair.trace() - mixed - one) == 0 == sp.cancel(pair.det() - mixed * one)
    return Step(
        r"for two kept values and one left out, in symbols, the blocks of the derivative have the stated eigenvalues; "
        r"these are all the kinds of blocks; other $a$, $b$ of the same $\tau = \sqrt{ab}$ rescale $A$ and $Q$",
        apart and bool(found),
    )


def _objective_step() -> Step:
    A, Q, T, c = matrix("A"), matrix("Q"), matrix("T"), sp.Symbol("c", positive=True)
    a, b = sp.symbols("a b", positive=True)
    return Step(
        r"$(A, Q) \mapsto (A/c, cQ)$ exchanges $(a, b)$ for $(ac^2, b/c^2)$ in the objective",
        objective(A * (1 / c), Q * c, T, a * c**2, b / c**2) == objective(A, Q, T, a, b),
    )
