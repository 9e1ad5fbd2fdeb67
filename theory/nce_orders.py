"""NCE against softmax as the number k of draws grows: expansions in e = 1/k, for every N at once.

Gutmann and Hyvarinen (2012), JMLR 13:307-361; Mnih and Teh (2012), arXiv 1206.6426.
"""

from collections.abc import Callable
from functools import cache
from typing import Literal

import sympy as sp

from theory.argument import Step
from theory.nce import gradient, minimiser_steps, risk, value_steps, vanishes, weight
from theory.nce_sums import AnyClasses, E, F, K, P, Q, T

Quantity = Literal["value", "gradient", "variance", "misspecified", "excess"]


@cache
def coefficients(of: Quantity) -> tuple[sp.Expr, sp.Expr]:
    """The deviation from softmax at order 0 and 1 in 1/k, for every N at once, from the definitions.

    - value: the minimum of the risk, less `constant` and sum p log q, minus the entropy of p.
    - gradient: of the risk along f at normalised odds t, minus that of softmax's.
    - variance: n times the asymptotic variance of the coefficient of f, the normaliser free, minus that of maximum
      likelihood, where the model is right.
    - misspecified: the coefficient of f at the minimum of the risk, the normaliser free, minus that of maximum
      likelihood; t are the odds of the latter.
    - excess: the mean of the law to which n times the excess log-loss of the saturated model tends, minus that of
      maximum likelihood.
    """
    return _DEVIATIONS[of]()


def sums(of: Quantity) -> AnyClasses:
    """The sums in which `coefficients` are written."""
    return AnyClasses(fitted=of in ("value", "variance", "excess"), centred=is_centred(of))


def is_centred(of: Quantity) -> bool:
    """Whether the quantity is written with a centred f."""
    return of in ("variance", "misspecified")


def _total(S: AnyClasses, part: sp.Expr) -> sp.Expr:
    """The sum of one class's part."""
    return S(lambda _: part)


def _series(expression: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """The coefficients of e^0 and e^1."""
    found = sp.series(expression, E, 0, 2).removeO()
    return sp.expand(found.subs(E, 0)), sp.expand(sp.diff(found, E))


def _value() -> tuple[sp.Expr, sp.Expr]:
    S = sums("value")
    first, second = _series(value_part())
    return _total(S, first), _total(S, second)


def value_part() -> sp.Expr:
    """One class's part of the value's deviation, in e = 1/k."""
    return (P + Q / E) * (sp.log(1 + E * P / Q) - sp.log(1 + E))


def _gradient() -> tuple[sp.Expr, sp.Expr]:
    S = sums("gradient")
    first, second = _series(F * (weight(T, Q) - 1) * (T - P))
    return _total(S, first), _total(S, second)


def _variance() -> tuple[sp.Expr, sp.Expr]:
    S = sums("variance")
    moments = [[_total(S, part) for part in _series(P * weight(P, Q) * F**r)] for r in range(3)]
    w, wf, wff = (a + E * b for a, b in moments)
    spread = wff - wf**2 / w
    return _series(1 / spread - 1 / spread.subs(E, 0))


def _misspecified() -> tuple[sp.Expr, sp.Expr]:
    S = sums("misspecified")
    zero = [_total(S, (T - P) * f) for f in (F, 1)]
    jacobian, drift = _stationarity()
    return sp.Add(*map(sp.Abs, zero)), sp.expand((-jacobian.inv() * drift)[0])


def _stationarity() -> tuple[sp.Matrix, sp.Matrix]:
    """The derivatives of sum w (t - p) (f, 1), t = exp(a + theta f - c): by (theta, c), and by e, where all are 0."""
    S = sums("misspecified")
    score, normaliser = sp.symbols("theta c", real=True)
    t = T * sp.exp(score * F - normaliser)
    equations = [weight(t, Q) * (t - P) * f for f in (F, 1)]

    def derivatives(by: sp.Symbol) -> list[sp.Expr]:
        found = [sp.diff(x, by).subs({score: 0, normaliser: 0, E: 0}) for x in equations]
        return [_total(S, part) for part in found]

    by_parameter = sp.Matrix([derivatives(score), derivatives(normaliser)]).T
    return by_parameter, sp.Matrix(derivatives(E))


def _excess() -> tuple[sp.Expr, sp.Expr]:
    """Half the trace of (diag p - pp') S, with S = diag(1/p) - 11' + e (diag(1/q) - 11') of the saturated odds."""
    S = sums("excess")
    trace = S(lambda c: c.p * (E / c.q - E)) - E * (S(lambda c: c.p**2 / c.q) - 1)
    return _series(trace / 2)


_DEVIATIONS: dict[Quantity, Callable[[], tuple[sp.Expr, sp.Expr]]] = {
    "value": _value,
    "gradient": _gradient,
    "variance": _variance,
    "misspecified": _misspecified,
    "excess": _excess,
}


def steps(of: Quantity) -> tuple[Step, ...]:
    """Why the deviation has these `coefficients`, for every N."""
    return _STEPS[of]()


def _value_rate_steps() -> tuple[Step, ...]:
    parts = sp.expand_log(risk(P), force=True) - P * sp.log(1 + K) - K * Q * sp.log((1 + K) / K)
    deviation = parts - P * sp.log(Q) + P * sp.log(P) - value_part().subs(E, 1 / K)
    return (
        *value_steps(),
        Step(
            r"less the constant and $\sum p\log q$, and minus the entropy, one class's part is $(p + q/\epsilon)"
            r"\log\tfrac{1 + \epsilon p/q}{1 + \epsilon}$, $\epsilon = 1/k$, a power series in $\epsilon$; a sum of "
            "finitely many is expanded term by term",
            vanishes(deviation),
        ),
    )


def _gradient_steps() -> tuple[Step, ...]:
    difference = gradient() - (weight(T, Q) * (T - P)).subs(E, 1 / K)
    return (
        *minimiser_steps(),
        Step(
            r"where $\sum t = 1$ the derivative of softmax's risk is $t - p$ and that of NCE's $(t - p)/(1 + \epsilon "
            r"t/q)$, $\epsilon = 1/k$: expanded term by term",
            sp.simplify(difference) == 0,
        ),
    )


def variance_steps() -> tuple[Step, ...]:
    """Why NCE's asymptotic covariance is the inverse of the weighted Fisher information, the normaliser free."""
    w = K * Q / (P + K * Q)
    h = P / (P + K * Q)
    a, b, c = sp.symbols("a b c", real=True)
    information = sp.Matrix([[a, b], [b, c]])
    covariance = information - (1 + 1 / K) * sp.Matrix([b, c]) * sp.Matrix([[b, c]])
    sandwich = (information.inv() * covariance * information.inv()).applyfunc(sp.simplify)
    return (
        *minimiser_steps(),
        Step(
            r"with $\psi = \partial(o - c)$ the risk's Hessian at the truth is $H = \sum pw\,\psi\psi^\top$, "
            r"$w = kq/(p + kq)$",
            sp.simplify((T * sp.diff(gradient(), T)).subs(T, P) - P * w) == 0,
        ),
        Step(
            r"one label and its $k$ draws give the gradient $-(1-h_y)\psi_y + \sum_j h_j\psi_j$; its second moments "
            r"$p(1-h)^2 + kqh^2$ add up to $pw$ and its means $p(1-h)$, $kqh$ are both $pw$: its covariance is "
            r"$H - (1 + \tfrac1k)\mu\mu^\top$, $\mu = \sum pw\,\psi$",
            sp.simplify(P * (1 - h) ** 2 + K * Q * h**2 - P * w) == 0
            and sp.simplify(P * (1 - h) - P * w) == sp.simplify(K * Q * h - P * w) == 0,
        ),
        Step(
            r"$\psi$ has a constant component, that of $c$, so that $\mu = He$ for its unit vector $e$, and "
            r"$H^{-1}(H - (1 + \tfrac1k)\mu\mu^\top)H^{-1} = H^{-1} - (1 + \tfrac1k)ee^\top$: off $c$ the asymptotic "
            "covariance is the block of $H^{-1}$, here for one statistic $f$",
            sp.simplify(sandwich - information.inv() + (1 + 1 / K) * sp.diag(0, 1)) == sp.zeros(2),
        ),
        Step(
            r"that block is the inverse of $\sum pwf^2 - (\sum pwf)^2/\sum pw$; for $w = 1$ that of maximum likelihood",
            sp.simplify(information.inv()[0, 0] - 1 / (a - b**2 / c)) == 0,
        ),
    )


def _excess_steps() -> tuple[Step, ...]:
    i, j = sp.symbols("p_i p_j", positive=True)
    x, y = sp.symbols("x y", real=True)
    log_loss = sp.log(i * sp.exp(x) + j * sp.exp(y) + 1 - i - j) - i * x - j * y
    at_the_truth = {x: 0, y: 0}
    slope = sp.Matrix([sp.diff(log_loss, z).subs(at_the_truth) for z in (x, y)])
    hessian = sp.hessian(log_loss, (x, y)).subs(at_the_truth)
    fisher = sp.Matrix([[i - i**2, -i * j], [-i * j, j - j**2]])
    return (
        *variance_steps(),
        Step(
            r"in the saturated model $\psi_i$ is the $i$-th unit vector, $H^{-1} = \operatorname{diag}(1/(pw)) = "
            r"\operatorname{diag}(1/p + \epsilon/q)$ and $e$ the vector of ones; exactly linear in $\epsilon$",
            sp.simplify((P + K * Q) / (P * K * Q) - 1 / P - 1 / (K * Q)) == 0,
        ),
        Step(
            r"the log-loss has the gradient 0 and the Hessian $\operatorname{diag}p - pp^\top$ at the truth: $n$ times "
            r"its excess tends in law to a quadratic form, of half the trace of that times the covariance in the mean",
            sp.simplify(hessian - fisher) == sp.zeros(2) and sp.simplify(slope) == sp.zeros(2, 1),
        ),
    )


def _misspecified_steps() -> tuple[Step, ...]:
    S = sums("misspecified")
    jacobian, _ = _stationarity()
    information = sp.Matrix([[S(lambda c: c.t * c.f**2), -S(lambda c: c.t * c.f)], [S(lambda c: c.t * c.f), -1]])
    return (
        *_gradient_steps(),
        Step(
            r"with $t = e^{a + \theta f - c}$ the risk is strictly convex in $(\theta, c)$ and its stationarity "
            r"$\sum(t - p)\,(f, 1)/(1 + \epsilon t/q) = 0$ is smooth in $(\theta, c, \epsilon)$ near $\epsilon = 0$, "
            r"where it reads $\sum t = 1$, $\sum tf = \sum pf$, as for maximum likelihood",
            coefficients("misspecified")[0] == 0,
        ),
        Step(
            r"its Jacobian there, $\sum t\,(f, 1)(f, 1)^\top$, is invertible where $f$ is not constant: by the "
            r"implicit function theorem the minimiser is a smooth function of $\epsilon$, the only one by convexity, "
            r"and its derivative at 0 is minus the inverse Jacobian times the derivative by $\epsilon$",
            jacobian == information,
        ),
    )


_STEPS: dict[Quantity, Callable[[], tuple[Step, ...]]] = {
    "value": _value_rate_steps,
    "gradient": _gradient_steps,
    "variance": variance_steps,
    "misspecified": _misspecified_steps,
    "excess": _excess_steps,
}
