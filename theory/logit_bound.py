r"""How large the logits of factorised RG2 can be, whatever lambda, and how soon ALS finds a low-rank target.

The objective of Eq. 31 of arXiv 2506.09454 is $\sum_{x,y}W_{xy}(S_{xy}-o_{xy})^2 + \lambda(\|P\|^2+\|Q\|^2)$ with
$o = PQ^\top$; the argument serves every penalty that is a sum of non-negative multiples of squared factors.
"""

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from theory.argument import Argument, Step


def scalar_minimiser(weight: Fraction, target: Fraction, ridge: Fraction) -> Fraction:
    r"""The score pq of every minimiser of $W(S-pq)^2 + \lambda(p^2+q^2)$: S shrunk towards 0 by $\lambda/W$.

    $p^2 + q^2 \ge 2|pq|$ with equality at $|p| = |q|$, so it minimises $W(S-o)^2 + 2\lambda|o|$.
    Raises ValueError unless W > 0 and lambda >= 0.
    """
    if not weight > 0 or ridge < 0:
        raise ValueError(f"weight, ridge: expected W > 0 and lambda >= 0, got {weight} and {ridge}")
    size = max(abs(target) - ridge / weight, Fraction(0))
    return size if target > 0 else -size


def bound_argument() -> Argument:
    r"""For every size, W >= 0, S and lambda >= 0: at a stationary point $\sum Wo^2 \le \sum WS^2$, and 1 is best."""
    return Argument((_scaling_step(), _cauchy_step(), _attained_step()))


def _scaling_step() -> Step:
    w, s, o, ridge, p, t = sp.symbols("w s o lambda p t", real=True)
    scaled = w * (s - t * o) ** 2 + ridge * (t * p) ** 2
    slope = sp.diff(scaled, t).subs(t, 1)
    return Step(
        r"with P scaled by $t$, the slope at $t = 1$ is $2\sum Wo(o-S) + 2\lambda\|P\|^2$, and 0 at a stationary point "
        r"of P (so also after an exact half-step): $\sum Wo^2 \le \sum WoS$",
        sp.expand(slope - (2 * w * o * (o - s) + 2 * ridge * p**2)) == 0,
    )


def _cauchy_step() -> Step:
    w, s, o = sp.symbols("w s o", real=True)
    return Step(
        r"$2WoS \le Wo^2 + WS^2$ term by term, so that $\sum Wo^2 \le \sum WoS \le \frac12\sum W(o^2 + S^2)$",
        sp.expand(w * o**2 + w * s**2 - 2 * w * o * s - w * (o - s) ** 2) == 0,
    )


def _attained_step() -> Step:
    return Step(
        r"with $\lambda = 0$ and enough factors, $o = S$ is a minimiser, and both sides are equal",
        scalar_minimiser(Fraction(3), Fraction(5), Fraction(0)) == 5,
    )


def half_steps(S: sp.Matrix, start: sp.Matrix, weights: Sequence[Fraction], count: int) -> sp.Matrix:
    """The scores PQ^T after `count` exact half-steps of ALS from Q = `start`, P first; no ridge, one weight a context.

    S has shape (M, N), the start (N, K). Raises ValueError where a system is singular.
    """
    Q, W = start, sp.diag(*weights)
    P = sp.zeros(S.rows, Q.cols)
    for step in range(count):
        fixed = Q if step % 2 == 0 else P
        gram = fixed.T * Q if step % 2 == 0 else P.T * W * P
        if gram.det() == 0:
            raise ValueError(f"half-step {step + 1}: the system is singular")
        P, Q = (S * Q * gram.inv(), Q) if step % 2 == 0 else (P, S.T * W * P * gram.inv())
    return P * Q.T


def one_sweep_argument() -> Argument:
    r"""For $S = UV^\top$ of rank K, $\lambda = 0$, $V^\top Q$ invertible: one sweep gives $PQ^\top = S$, every size."""
    U, Vt, Q, gram, A, B, Bt = sp.symbols("U Vt Q G A B Bt", commutative=False)
    found = A * B * (B**-1 * A**-1 * Bt**-1)
    return Argument(
        (
            Step(
                r"the first half-step is $P = SQ(Q^\top Q)^{-1} = UB$ with $B = V^\top Q(Q^\top Q)^{-1}$, invertible "
                r"as $V^\top Q$ is; the weights, one a context, cancel",
                U * Vt * Q * gram**-1 == U * (Vt * Q * gram**-1),
            ),
            Step(
                r"with $A = U^\top WU$, invertible for positive weights, the second is $S^\top WP(P^\top WP)^{-1} = "
                r"VAB(B^\top AB)^{-1} = VB^{-\top}$",
                found == Bt**-1,
            ),
            Step(r"so $PQ^\top = UBB^{-1}V^\top = UV^\top = S$", U * B * B**-1 * Vt == U * Vt),
        )
    )
