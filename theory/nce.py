"""The population risk of noise-contrastive estimation (NCE), and what becomes of it as the number k of draws grows.

One context has N classes, data chances p, noise chances q and a model with odds t = exp(o - c), where c is the log of
the normaliser. NCE tells a label from k draws of q by the classifier h = t / (t + k q). Its risk is a sum over classes,
so that arguments about one class's part, with symbols p, q and t, are arguments for every N. The variable of all
expansions is e = 1/k. Gutmann and Hyvarinen (2012), JMLR 13:307-361; Mnih and Teh (2012), arXiv 1206.6426.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Literal

import sympy as sp

from theory.argument import Step
from theory.intervals import rational

P, Q, T, K = sp.symbols("p q t k", positive=True)
E = sp.Symbol("epsilon", positive=True)
F = sp.Symbol("f", real=True)
SUM = sp.Function("S", real=True)
"""The sum over the classes of its argument, a product of p, q, t and f."""


@dataclass(frozen=True)
class Class:
    """One class: its chance in the data and in the noise, the model's odds, which sum to 1, and a statistic f."""

    p: Any
    q: Any
    t: Any
    f: Any


Summand = Callable[[Class], Any]
ONE_CLASS = Class(P, Q, T, F)


class AnyClasses:
    """Sums over any number of classes, of which only sum p = sum q = sum t = 1 is known, and sum p f = sum t f = 0.

    `fitted`: the odds are the data's chances. `centred`: the sums with f are known.
    """

    def __init__(self, fitted: bool, centred: bool) -> None:
        self.fitted = fitted
        self.one = Class(P, Q, P if fitted else T, F)
        ones = dict.fromkeys((P, Q, T), sp.Integer(1))
        self.known = ones | (dict.fromkeys((P * F, T * F), sp.Integer(0)) if centred else {})

    def __call__(self, summand: Summand) -> sp.Expr:
        """The sum; every product of p, q, t and f whose sum is not known stands for it as `SUM` of that product."""
        expanded = sp.expand(sp.sympify(summand(self.one)))
        return sp.Add(*[self._sum(term) for term in sp.Add.make_args(expanded)])

    def _sum(self, term: sp.Expr) -> sp.Expr:
        factor, product = term.as_independent(P, Q, T, F)
        if product == 1 and factor != 0:
            raise ValueError(f"a sum of constants depends on N: {term}")
        return factor * self.known.get(product, SUM(product))


class RationalClasses:
    """Sums over classes with rational p, q, odds t and f, exactly.

    Raises ValueError where p, q or t is no positive distribution and, if `centred`, where f has not the mean 0 under p
    and t.
    """

    def __init__(
        self,
        p: Sequence[Fraction],
        q: Sequence[Fraction],
        t: Sequence[Fraction],
        f: Sequence[Fraction],
        centred: bool,
    ) -> None:
        for name, values in (("p", p), ("q", q), ("t", t)):
            if len(values) != len(f) or min(values) <= 0 or sum(values) != 1:
                raise ValueError(f"{name}: expected positive chances, as many as in f, got {tuple(map(str, values))}")
            if centred and name != "q" and sum(a * b for a, b in zip(values, f, strict=True)) != 0:
                raise ValueError(f"f: expected the mean 0 under {name}")
        columns = ([rational(x) for x in values] for values in (p, q, t, f))
        self.classes = [Class(*row) for row in zip(*columns, strict=True)]

    def __call__(self, summand: Summand) -> sp.Expr:
        """The sum, exactly."""
        return sp.Add(*[summand(c) for c in self.classes])

    def value(self, expression: sp.Expr) -> sp.Expr:
        """An expression in sums of `AnyClasses`, for these classes."""
        return expression.replace(
            SUM, lambda product: self(lambda c: product.subs({P: c.p, Q: c.q, T: c.t, F: c.f}, simultaneous=True))
        )


Sums = AnyClasses | RationalClasses
Formula = Callable[[Any], Any]
"""A quantity as a function of S, which sums over the classes."""


def risk(t: Any = T, q: Any = Q, k: Any = K) -> Any:
    """One class's part: p softplus(-x) + k q softplus(x), x = log t - log(k q)."""
    x = sp.log(t) - sp.log(k * q)
    return P * sp.log(1 + sp.exp(-x)) + k * q * sp.log(1 + sp.exp(x))


@cache
def gradient() -> sp.Expr:
    """One class's part of the gradient with respect to its score o = log t + c."""
    return sp.factor(T * sp.diff(risk(), T))


def constant(k: Any) -> Any:
    """What the risk at its minimum is for p = q: (1 + k) log(1 + k) - k log k."""
    return (1 + k) * sp.log(1 + k) - k * sp.log(k)


def skewed_divergence(c: Class, k: Any, weight: Any, log: Any = sp.log) -> Any:
    """One class's part of (1 + k) JS, where p has this weight in the mixture."""
    mixture = weight * c.p + (1 - weight) * c.q
    return (1 + k) * (weight * c.p * log(c.p / mixture) + (1 - weight) * c.q * log(c.q / mixture))


def minimiser_steps() -> tuple[Step, ...]:
    """Why t = p is the only minimiser over all odds, for every k and q > 0."""
    u = sp.Symbol("u", real=True)
    curvature = sp.diff(risk(sp.exp(u)), u, 2).subs(sp.exp(u), T)
    return (
        Step(
            r"the risk is a sum over classes; by the score of one class it has the derivative "
            r"$\tfrac{kq}{t + kq}(t - p)$, $t = e^{o-c}$, which is 0 at $t = p$ and nowhere else",
            sp.simplify(gradient() - K * Q * (T - P) / (T + K * Q)) == 0,
        ),
        Step(
            r"the second derivative is $(p + kq)\,kq\,t/(t + kq)^2 > 0$: the minimum is unique",
            sp.simplify(curvature - (P + K * Q) * K * Q * T / (T + K * Q) ** 2) == 0,
        ),
    )


def value_steps() -> tuple[Step, ...]:
    """Why the risk at its minimum is `constant` minus (1 + k) times the divergence with the weight 1/(1 + k) on p."""
    share = P * sp.log(1 + K) + K * Q * sp.log((1 + K) / K)
    parts = sp.expand_log(risk(P), force=True) + skewed_divergence(ONE_CLASS, K, 1 / (1 + K)) - share
    return (
        *minimiser_steps(),
        Step(
            r"at $t = p$ one class's part is $p\log(1+k) + kq\log\tfrac{1+k}k$ minus its part of $(1+k)$ times the "
            r"divergence with weight $\tfrac1{1+k}$ on $P$",
            _vanishes(parts),
        ),
        Step(
            r"the former sums to $(1+k)\log(1+k) - k\log k$, as $\sum p = \sum q = 1$",
            _vanishes(share.subs({P: 1, Q: 1}) - constant(K)),
        ),
    )


def _vanishes(expression: sp.Expr) -> bool:
    """Whether an expression in logarithms of positive symbols is zero."""
    logs = sp.expand_log(expression.replace(sp.log, lambda x: sp.log(sp.factor(x))), force=True)
    return bool(sp.simplify(sp.expand(logs)) == 0)


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


def weight(t: Any, q: Any) -> Any:
    """The factor k q / (t + k q) of the gradient, in e = 1/k."""
    return 1 / (1 + E * t / q)


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
    """The derivatives of sum w (t - p) (f, 1), t = exp(theta f - c): by (theta, c), and by e, where all are 0."""
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
            _vanishes(deviation),
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
            r"with $t = e^{\theta f - c}$ the risk is strictly convex in $(\theta, c)$ and its stationarity "
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


def growth_steps() -> tuple[Step, ...]:
    """Why (1 + k) times the divergence with weight 1/(1 + k) rises to KL(P || Q), at most chi-square/(2k) below it."""
    term = skewed_divergence(ONE_CLASS, K, 1 / (1 + K))
    mixture = (P + K * Q) / (1 + K)
    slope = Q * sp.log(Q / mixture) + (P - Q) / (1 + K)
    y = sp.Symbol("y", real=True)
    phi = (1 + y) * sp.log(1 + y) - y
    shift = (P / Q - 1) / (K + 1)
    gap = P * sp.log(P / Q) - term - (1 + K) * Q * phi.subs(y, shift) - (P - Q)
    bound = (K + 1) * Q * (K + 1) / K * shift**2 / 2 - (P - Q) ** 2 / Q / (2 * K)
    return (
        Step(
            r"by $k$ one class's part has the derivative $q\log(q/m) + (p - q)/(1 + k)$, $m$ the mixture's chance; "
            r"they sum to $\mathrm{KL}(Q\|M) \ge 0$, by Jensen's inequality",
            _vanishes(sp.diff(term, K) - slope),
        ),
        Step(
            r"one class's part is $p\log(p/q) - (p - q)$ minus $(1 + k)\,q\,\varphi(y)$, "
            r"$\varphi(y) = (1 + y)\log(1 + y) - y$, $y = (p/q - 1)/(k + 1)$",
            _vanishes(gap),
        ),
        Step(
            r"$\varphi(0) = \varphi'(0) = 0$ and $\varphi'' = 1/(1 + y)$, between 0 and $(k + 1)/k$, as $1 + y = "
            r"(k + p/q)/(k + 1)$: $0 \le \varphi(y) \le \tfrac{k+1}k\tfrac{y^2}2$",
            phi.subs(y, 0) == sp.diff(phi, y).subs(y, 0) == 0
            and sp.simplify(sp.diff(phi, y, 2) - 1 / (1 + y)) == 0
            and sp.simplify(1 + shift - (K + P / Q) / (K + 1)) == 0,
        ),
        Step(
            r"summed: the gap is between 0 and $\sum (p - q)^2/q \,/ (2k)$, which tends to 0",
            sp.simplify(bound) == 0,
        ),
    )
