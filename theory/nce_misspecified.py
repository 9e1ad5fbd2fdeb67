"""NCE with a model that cannot tell two classes apart: what it learns at any k."""

import sympy as sp

from theory.argument import Step
from theory.nce import gradient, minimiser_steps
from theory.nce_sums import K, P, Q, T

PAIR = sp.symbols("p p' q q'", positive=True)
"""The chances of the two classes in the data, and in the noise."""


def slope_at_maximum_likelihood() -> sp.Expr:
    """The derivative of NCE's risk by the common score of two classes, at the mean of their chances.

    The mean is the common odds of maximum likelihood, where every other class has a score of its own.
    """
    p, other, q, its = PAIR
    mean = (p + other) / 2
    parts = [gradient().subs({P: a, Q: b}).subs(T, mean) for a, b in ((p, q), (other, its))]
    return sp.factor(sp.Add(*parts))


def tied_steps() -> tuple[Step, ...]:
    """Why the learned odds are those of maximum likelihood only where the two classes are alike in P or in Q."""
    p, other, q, its = PAIR
    mean = (p + other) / 2
    log_t = sp.Symbol("log_t", real=True)
    likelihood = -(p + other) * log_t + 2 * sp.exp(log_t)
    expected = K * mean * (q - its) * (other - p) / 2 / ((mean + K * q) * (mean + K * its))
    return (
        *minimiser_steps(),
        Step(
            r"with all other scores free the classes that are not tied have $t = p$, and of the limit "
            r"$\sum(t - p\log t)$ of the risk the two tied ones leave $2t - (p + p')\log t$: maximum likelihood has "
            r"$t = m = (p + p')/2$",
            sp.simplify(sp.diff(likelihood, log_t).subs(log_t, sp.log(mean))) == 0,
        ),
        Step(
            r"NCE's derivative there is $\tfrac{k\,m\,(q - q')(p' - p)}{2(m + kq)(m + kq')}$, which is 0 only for $p "
            r"= p'$ or $q = q'$",
            sp.simplify(slope_at_maximum_likelihood() - expected) == 0,
        ),
    )
