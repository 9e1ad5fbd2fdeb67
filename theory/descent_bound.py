r"""Descent on a Fenchel-Young risk stays bounded at every step, and the mean of its predictions tends to $\eta$.

For the losses of $\alpha$-entmax, $1 \le \alpha \le 2$, softmax at 1, and a label distribution with all classes.
"""

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from theory.argument import Argument, Step
from theory.maps import sparsemax_exact

Vector = tuple[Fraction, ...]


def sparsemax_run(eta: Sequence[Fraction], step: Fraction, steps: int) -> tuple[list[Vector], list[Vector]]:
    """The scores from zero on, one more than steps, and the predictions before each step, exactly."""
    scores: list[Vector] = [(Fraction(0),) * len(eta)]
    predictions: list[Vector] = []
    for _ in range(steps):
        predictions.append(sparsemax_exact(scores[-1]))
        scores.append(tuple(s - step * (p - q) for s, p, q in zip(scores[-1], predictions[-1], eta, strict=True)))
    return scores, predictions


def bounded_argument() -> Argument:
    r"""For every N, interior $\eta$, step and start: the bound of the scores, and the rate 1/T of the mean."""
    t, total = sp.symbols("t T", integer=True, positive=True)
    p, s = sp.IndexedBase("p"), sp.IndexedBase("s")
    gamma, eta, low, span, c, n, alpha = sp.symbols("gamma eta eta_min rho c N alpha", positive=True)
    square, inner, grad = sp.symbols("S I G", real=True)
    last = s[0] - gamma * (sp.Sum(p[t], (t, 0, total - 1)) - eta * total)
    mean = sp.Sum(p[t], (t, 0, total - 1)) / total
    tsallis = n * ((1 / n) ** alpha - 1 / n) / (alpha * (alpha - 1))
    change = (square - 2 * gamma * inner + gamma**2 * grad) - square
    return Argument(
        (
            Step(
                r"$s_{t+1} = s_t - \gamma(p(s_t) - \eta)$ adds up to $s_T = s_0 - \gamma(\sum_{t<T} p(s_t) - T\eta)$, "
                r"so "
                r"that the mean of the $p(s_t)$ less $\eta$ is $(s_0 - s_T)/(\gamma T)$, exactly",
                sp.simplify(mean - eta - (s[0] - last) / (gamma * total)) == 0,
            ),
            Step(
                r"the risk $R(s) = \Omega^*(s) - \langle s, \eta\rangle$ is convex, so that $\langle s, p - "
                r"\eta\rangle \ge "
                r"R(s) - R(0)$; $\Omega^*(s) \ge \max_i s_i$, as $\Omega(e_i) = 0$, and $\Omega^*(0) = "
                r"-\Omega(\frac1N) = c$ "
                r"with $c = \frac{1 - N^{1-\alpha}}{\alpha(\alpha-1)}$, which is $\log N$ for softmax and $\frac12(1 - "
                r"\frac1N)$ for sparsemax; $\max_i s_i - \langle s, \eta\rangle \ge \eta_{\min}(\max_i s_i - \min_i "
                r"s_i)$",
                sp.simplify(-tsallis - (1 - n ** (1 - alpha)) / (alpha * (alpha - 1))) == 0
                and sp.limit(-tsallis, alpha, 1) == sp.log(n)
                and sp.simplify(-tsallis.subs(alpha, 2) - (1 - 1 / n) / 2) == 0,
            ),
            Step(
                r"a step does not change $\sum_i s_i$, say 0; with $\rho = \max_i s_i - \min_i s_i$, $|s_i| \le \rho$ "
                r"and "
                r"$\|s\| \le \sqrt N\rho$. As $\|p - \eta\|^2 \le 2$, a step changes $\|s\|^2$ by at most "
                r"$-2\gamma(\eta_{\min}\rho - c) + 2\gamma^2$, which is not positive where $\rho \ge (c + "
                r"\gamma)/\eta_{\min}$",
                sp.expand(change.subs({inner: low * span - c, grad: 2}) + 2 * gamma * (low * span - c) - 2 * gamma**2)
                == 0
                and sp.simplify((-2 * gamma * (low * span - c) + 2 * gamma**2).subs(span, (c + gamma) / low)) == 0,
            ),
            Step(
                r"elsewhere $\|s\| < \sqrt N(c + \gamma)/\eta_{\min}$ and a step adds at most $\sqrt2\gamma$: from "
                r"$s_0 = 0$ on, $\|s_t\| \le \sqrt N(c + \gamma)/\eta_{\min} + \sqrt2\gamma$, and the mean tends to "
                r"$\eta$ "
                "like $1/T$",
                sp.sqrt(2 * gamma**2) == sp.sqrt(2) * gamma,
            ),
        )
    )
