"""What noise-contrastive estimation learns where the normaliser c is clamped to 0, or shared between contexts.

Every class but one, the reference class, has a score of its own in every context; the reference class's score is 0.
"""

from typing import Any

import sympy as sp

from theory.argument import Step
from theory.nce import gradient, minimiser_steps, weight
from theory.nce_sums import E, P, Q, T

R = sp.symbols("r r'", positive=True)
"""The reference class's chance in the first context, and in the second."""


def learned_clamped(r: Any) -> Any:
    """The learned chance of the reference class, of chance r, for c = 0: its odds are 1 and the others' are p."""
    return 1 / (1 + (1 - r))


def learned_shared(r: Any, other: Any) -> Any:
    """The learned chance in the first of two contexts as k grows; the odds are exp(-c), and p for the other classes."""
    odds = limiting_odds(r, other)
    return odds / (odds + (1 - r))


def limiting_odds(r: Any, other: Any) -> Any:
    """Where the limit of the gradient by c vanishes."""
    t = sp.Symbol("t", positive=True)
    limit = sum(weight(t, q).subs(E, 0) * (t - p) for p, q in ((r, Q), (other, Q)))
    return sp.solve(limit, t)[0]


def clamped_steps() -> tuple[Step, ...]:
    """Why the minimiser is p off the reference class, for c = 0 and every k."""
    r = R[0]
    return (
        *minimiser_steps(),
        Step(
            r"the risk is a sum of functions of one score each: with $c = 0$ the scores that are free have $t = p$, "
            r"whatever the odds of the reference class, which are $e^0 = 1$",
            gradient().subs(T, P) == 0,
        ),
        Step(
            r"softmax divides by $1 + (1 - r)$: the reference class gets $1/(2 - r)$, more than $r$ by "
            r"$(1-r)^2/(2-r)$",
            sp.simplify(learned_clamped(r) - r - (1 - r) ** 2 / (2 - r)) == 0,
        ),
    )


def shared_steps() -> tuple[Step, ...]:
    """Why exp(-c) tends to the mean of the reference class's chances, and what is the limit of the risk."""
    r, other = R
    a, b, c = sp.symbols("Z_1 Z_2 c", positive=True)
    profile = (a + b) / 2 * sp.exp(-c) + c
    at_best = profile.subs(c, sp.log((a + b) / 2))
    return (
        *minimiser_steps(),
        Step(
            r"the scores of the other classes are free: whatever $c$, $e^{o_i - c} = p_i$ in each context, and only "
            r"the odds $t = e^{-c}$ of the reference class are shared; their part of the risk is strictly convex in "
            r"$c$",
            gradient().subs(T, P) == 0,
        ),
        Step(
            r"it is stationary where $\sum_x (t - r_x)/(1 + \epsilon t/q_x) = 0$; the sum changes its sign between the "
            r"least and the largest $r_x$, so that the root stays there, and as $\epsilon \to 0$ it tends to the mean",
            sp.simplify(limiting_odds(r, other) - (r + other) / 2) == 0,
        ),
        Step(
            r"for any model the limit of the risk, less what does not depend on it, is $E_x[Z_xe^{-c} + c - \sum po]$; "
            r"over $c$ it is least at $c = \log E_xZ_x$, where it is 1 plus softmax's risk plus $\log EZ - E\log Z$",
            sp.simplify(sp.diff(profile, c).subs(c, sp.log((a + b) / 2))) == 0
            and sp.simplify(at_best - 1 - sp.log((a + b) / 2)) == 0
            and _limit_of_the_risk(),
        ),
    )


def _limit_of_the_risk() -> bool:
    """Whether one class's part of the risk, less -p log(k q), tends to t - p log t."""
    part = P * sp.log(E * T / Q + 1) - P * sp.log(T) + Q / E * sp.log(1 + E * T / Q)
    return bool(sp.simplify(sp.series(part, E, 0, 1).removeO() - (T - P * sp.log(T))) == 0)
