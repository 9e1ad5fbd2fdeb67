r"""Fenchel-Young losses of strictly convex regularisers whose map keeps the order of the scores weakly.

$\Omega$ is strictly convex and continuous on the simplex, separable or not, $\hat p(s) = \operatorname{argmax}_p
\langle s, p\rangle - \Omega(p)$ and $L(s;\eta) = \Omega^*(s) + \Omega(\eta) - \langle s, \eta\rangle$ (Blondel,
Martins and Niculae 2020, arXiv 1901.02324). Of the map only $s_a \ge s_b \Rightarrow p_a \ge p_b$ is used.
"""

import sympy as sp

from theory.argument import Argument, Step


def argument() -> Argument:
    """For every N and every eta: scores with a pair out of order have an excess risk that is bounded below."""
    return Argument((_risk_step(), _middle_step(), _apart_step(), _biconjugate_step()))


def _risk_step() -> Step:
    conjugate, here, s_a, s_b, vertex_a, vertex_b, a = sp.symbols("C H s_a s_b V_a V_b a", real=True)
    risk = a * (conjugate - s_a + vertex_a) + (1 - a) * (conjugate - s_b + vertex_b)
    excess = conjugate + here - a * s_a - (1 - a) * s_b
    free = {conjugate, s_a, s_b}.isdisjoint(sp.expand(risk - excess).free_symbols)
    return Step(
        r"the risk $\sum_y\eta_yL(s; e_y)$ is $L(s;\eta)$ and a number that does not depend on $s$, as "
        r"$\sum_y\eta_y = 1$ (executed for two classes)",
        free,
    )


def _middle_step() -> Step:
    score_p, score_eta, at_p, at_eta, at_middle = sp.symbols("S_p S_eta O_p O_eta O_m", real=True)
    loss = (score_p - at_p) + at_eta - score_eta
    value_at_middle = (score_p + score_eta) / 2 - at_middle
    bound = at_eta + at_p - 2 * at_middle
    slack = (score_p - at_p) - value_at_middle
    return Step(
        r"with $p = \hat p(s)$, which the strict convexity makes one point, $\Omega^*(s) = \langle s, p\rangle - "
        r"\Omega(p)$ is a maximum and so at least $\langle s, m\rangle - \Omega(m)$ at $m = \frac{\eta + p}2$. Twice "
        r"this inequality is $L(s;\eta) \ge \Omega(\eta) + \Omega(p) - 2\Omega(m)$",
        sp.expand(loss - bound - 2 * slack) == 0,
    )


def _apart_step() -> Step:
    x, y, a, b, p = sp.symbols("x y a b p", real=True)
    bound = (x**2 + y**2) / 2 - ((x + y) / 2) ** 2
    pair = bound.subs({x: a, y: p}) + bound.subs({x: b, y: p})
    least = sp.solve(sp.diff(pair, p), p)
    return Step(
        r"if $\eta_a > \eta_b$ and $s_a \le s_b$, the order of the map gives $p_a \le p_b$. The distributions with "
        r"$p_a \le p_b$ are a compact set without $\eta$. The bound is continuous there, and positive by strict "
        r"convexity, as $p \ne \eta$: it has a positive minimum, that of the pair, whatever the scores; the pairs are "
        r"finitely many (executed for half the squared norm: the bound is $\frac14\|\eta - p\|^2$, on "
        r"$p_a = p_b$ at least $\frac18(\eta_a - \eta_b)^2$)",
        sp.expand(bound - (x - y) ** 2 / 4) == 0
        and [sp.expand(pair.subs(p, q) - (a - b) ** 2 / 8) for q in least] == [0],
    )


def _biconjugate_step() -> Step:
    conjugate, here, score = sp.symbols("C H S", real=True)
    return Step(
        r"the infimum of $L(\cdot;\eta)$ is 0: it is $\Omega(\eta) - \sup_s [\langle s, \eta\rangle - \Omega^*(s)] = "
        r"\Omega(\eta) - \Omega^{**}(\eta)$, and a convex function that is continuous on the simplex, infinite "
        "beyond it, is its own biconjugate (Fenchel and Moreau). So as soon as the excess risk is below the least "
        "minimum of a pair, no pair is out of order",
        sp.expand((conjugate + here - score) - (here - (score - conjugate))) == 0,
    )
