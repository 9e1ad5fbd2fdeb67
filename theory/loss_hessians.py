r"""Hessians of sampled softmax, NCE, hierarchical softmax and the RG losses: exact at rational points, and for every N.

The exact ones are differentiated twice from the loss as it is defined, with explicit classes.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

import sympy as sp

from theory.argument import Step
from theory.bookkeeping import Bookkeeping
from theory.intervals import rational
from theory.jacobian import softmax_bound_steps
from theory.quadratic import rg2, rgx
from theory.trees import Tree

Logits = Literal["items", "terms", "items and normaliser"]
"""In which variables a sampled loss is differentiated: a score for each item, or a logit of its own for each term."""


def quadratic_form(hessian: sp.Matrix, v: Sequence[Fraction]) -> sp.Expr:
    """The quotient v' H v / v' v; ValueError unless v is a direction of the right length."""
    x = sp.Matrix([rational(a) for a in v])
    if len(v) != hessian.rows or not any(v):
        raise ValueError(f"v: expected a direction of {hessian.rows} entries, got {tuple(map(str, v))}")
    return (x.T * hessian * x)[0] / (x.T * x)[0]


def ssm_hessian(
    odds: Sequence[Fraction], q: Sequence[Fraction], y: int, draws: Sequence[int], bookkeeping: Bookkeeping
) -> sp.Matrix:
    """That of log Z^ - o_y in the items' scores o = log(odds), for given draws; ValueError if no term is left."""
    o = _symbols(len(odds))
    left = bookkeeping.left(draws, y)
    total = sp.exp(o[y]) if bookkeeping.positive else sp.Integer(0)
    for j in left:
        divisor = bookkeeping.divisor(rational(q[j]), rational(q[y]), len(draws), len(left), len(odds))
        total += sp.exp(o[j]) / divisor
    if total == 0:
        raise ValueError("draws: expected at least one that is left in the sum, or the positive")
    return _hessian(sp.log(total) - o[y], o, [sp.log(rational(x)) for x in odds])


def nce_hessian(
    odds: Sequence[Fraction], q: Sequence[Fraction], y: int, draws: Sequence[int], logits: Logits
) -> sp.Matrix:
    """That of NCE's sum -log h_y - sum_j log(1 - h_j), h = sigmoid(o - c - log(k q)), at o = log(odds) and c = 0."""
    k = len(draws)
    classes = [y, *draws]
    scores, c = _symbols(len(odds)), sp.Symbol("c", real=True)
    own = _symbols(k + 1) if logits == "terms" else [scores[i] for i in classes]
    shift = c if logits == "items and normaliser" else sp.Integer(0)
    odd = [sp.exp(x - shift) / (k * rational(q[i])) for x, i in zip(own, classes, strict=True)]
    loss = -sp.log(odd[0] / (1 + odd[0])) - sum(sp.log(1 / (1 + x)) for x in odd[1:])
    at = [sp.log(rational(odds[i])) for i in classes] if logits == "terms" else [sp.log(rational(x)) for x in odds]
    variables = list(own) if logits == "terms" else list(scores)
    if logits == "items and normaliser":
        variables, at = [*variables, c], [*at, sp.Integer(0)]
    return _hessian(loss, variables, at)


def hsm_hessian(odds: Sequence[Fraction], tree: Tree, target: int) -> sp.Matrix:
    """That of -log p of the target in the inner nodes' scores s = log(odds)."""
    s = _symbols(len(odds))
    nodes, signs = tree.path(target)
    loss = sum(
        (sp.log(1 + sp.exp(-int(sign) * s[node])) for node, sign in zip(nodes, signs, strict=True)), sp.Integer(0)
    )
    return _hessian(loss, s, [sp.log(rational(x)) for x in odds])


def hsm_jacobian(odds: Sequence[Fraction], tree: Tree) -> sp.Matrix:
    """The derivatives of all classes' probabilities in the inner nodes' scores s = log(odds), shape (N, N - 1)."""
    s = _symbols(len(odds))
    at = {x: sp.log(rational(a)) for x, a in zip(s, odds, strict=True)}
    p = []
    for target in range(tree.n_items):
        nodes, signs = tree.path(target)
        p.append(sp.prod([1 / (1 + sp.exp(-int(b) * s[i])) for i, b in zip(nodes, signs, strict=True)]))
    return sp.Matrix(p).jacobian(s).subs(at).applyfunc(sp.nsimplify)


def rg_hessian(loss: Literal["rg2", "rgx"], size: int) -> sp.Matrix:
    """That of Eq. 15 of arXiv 2506.09454 for one pair, which is the same at all scores."""
    o = _symbols(size)
    return sp.hessian({"rg2": rg2, "rgx": rgx}[loss](o, 0), o)


def _symbols(size: int) -> tuple[sp.Symbol, ...]:
    return tuple(sp.symbols(f"o1:{size + 1}", real=True))


def _hessian(loss: sp.Expr, variables: Sequence[Any], at: Sequence[sp.Expr]) -> sp.Matrix:
    values = dict(zip(variables, at, strict=True))
    return sp.hessian(loss, variables).subs(values).applyfunc(sp.nsimplify)


def ssm_steps() -> tuple[Step, ...]:
    """Why no Hessian of sampled softmax in the items' scores is above 1/2, and that it may be 1/2."""
    weight, score, half = sp.Symbol("a", positive=True), sp.Symbol("o", real=True), sp.Rational(1, 2)
    pair = sp.Matrix(2, 2, lambda i, j: half * (int(i == j) - half))
    return (
        Step(
            r"for given draws $\hat Z = \sum_i a_ie^{o_i}$ over the distinct items, $a_i \ge 0$ the sum of $1/d$ over "
            r"the terms of item $i$ (draws that repeat, and hits, add up); as $a_ie^{o_i} = e^{o_i + \log a_i}$, $\log"
            r"\hat Z$ is log-sum-exp at fixed offsets of the scores of the items with $a_i > 0$, and $-o_y$ is linear; "
            r"with a logit of its own for each term it is log-sum-exp of these",
            sp.simplify(weight * sp.exp(score) - sp.exp(score + sp.log(weight))) == 0,
        ),
        *softmax_bound_steps(),
        Step(
            r"so the Hessian is softmax's Jacobian at $\pi_i = a_ie^{o_i}/\hat Z$; where two items have half each, for "
            r"which finite scores suffice if only two are in the sum, $v = (1, -1)$ gives $\frac12$",
            quadratic_form(pair, (Fraction(1), Fraction(-1))) == half,
        ),
    )


def logistic_step() -> Step:
    """The curvature of one logistic term."""
    t, h = sp.symbols("t h", real=True)
    curvature = sp.diff(sp.log(1 + sp.exp(t)), t, 2)
    sigma = 1 / (1 + sp.exp(-t))
    return Step(
        r"$\log(1 + e^t)$ has the second derivative $h(1-h) = \frac14 - (h - \frac12)^2 \le \frac14$ with $h = "
        r"\sigma(t)$, and $\frac14$ at $t = 0$ only",
        sp.simplify((curvature - sigma * (1 - sigma)).rewrite(sp.exp)) == 0
        and sp.expand(h * (1 - h) - sp.Rational(1, 4) + (h - sp.Rational(1, 2)) ** 2) == 0,
    )


def nce_steps() -> tuple[Step, ...]:
    """The Hessian of NCE in the terms' logits, and in the items' scores."""
    return (
        logistic_step(),
        Step(
            r"each term of NCE is $\log(1 + e^{\pm t})$ of its own logit $t = o_i - c - \log(kq_i)$: in the terms' "
            r"logits the Hessian is diagonal with entries of at most $\frac14$; in the items' scores it is diagonal, "
            r"an item of $r_i$ terms having $r_ih_i(1-h_i) \le r_i/4$, met at $o_i = c + \log(kq_i)$",
            _is_softplus(),
        ),
    )


def normaliser_steps() -> tuple[Step, ...]:
    """With the log normaliser c as one more parameter, and k + 1 different items."""
    m, squares, total, c = sp.symbols("m A s c", real=True)
    spread = squares - 2 * c * total + m * c**2
    slack = (m * squares - total**2) + (total + c) ** 2
    return (
        *nce_steps(),
        Step(
            r"a term's logit changes by $v_t - v_c$, so $v^\top Hv = \sum_t h_t(1-h_t)(v_t - v_c)^2 \le "
            r"\frac14\sum_t(v_t - v_c)^2$, and with $m = k + 1$ different items $(m+1)\|v\|^2 - \sum_t(v_t - v_c)^2 = "
            r"(m\sum v_t^2 - (\sum v_t)^2) + (\sum v_t + v_c)^2 \ge 0$ by Cauchy-Schwarz",
            sp.expand((m + 1) * (squares + c**2) - spread - slack) == 0,
        ),
        Step(
            r"both are 0 at $v_t = 1$, $v_c = -m$, so $\frac{k+2}4$ is met where all $h_t = \frac12$",
            slack.subs({squares: m, total: m, c: -m}).expand() == 0,
        ),
    )


def _is_softplus() -> bool:
    odd = sp.Symbol("x", positive=True)
    positive, negative = -sp.log(odd / (1 + odd)), -sp.log(1 / (1 + odd))
    return all(
        sp.simplify(sp.expand_log(f, force=True) - sp.expand_log(sp.log(1 + x).factor(), force=True)) == 0
        for f, x in ((positive, 1 / odd), (negative, odd))
    )


def hsm_steps() -> tuple[Step, ...]:
    """The Hessian of hierarchical softmax in the nodes' scores, and in features."""
    return (
        logistic_step(),
        Step(
            r"$-\log p_c = \sum_i \log(1 + e^{-\mathrm{sign}_i s_i})$ over the inner nodes on the path to $c$, each "
            r"score in one term: the Hessian is diagonal, with $h_i(1-h_i) \le \frac14$ on the path and 0 off it, and "
            r"$\frac14$ is met at $s_i = 0$, for every tree",
            _is_softplus(),
        ),
    )


def features_steps() -> tuple[Step, ...]:
    """In features x with scores <w_i, x>: the depth counts."""
    depth, w = sp.symbols("d w", positive=True)
    return (
        *hsm_steps(),
        Step(
            r"with $s_i = \langle w_i, x\rangle$ and $\|w_i\| \le 1$ the Hessian in $x$ is $\sum_i h_i(1-h_i)w_iw_i^"
            r"\top$ over the path, of norm at most $\frac14\sum_i\|w_i\|^2 \le d/4$ for a path of $d$ nodes, and equal "
            r"to it at $x = 0$ if all $w_i$ are one unit vector",
            sp.summation(sp.Rational(1, 4) * w**2, (sp.Symbol("i"), 1, depth)).subs(w, 1) == depth / 4,
        ),
    )


def map_steps() -> tuple[Step, ...]:
    r"""Why $\|x p + Jv\|^2 \le x^2 + \|v\|^2/8$ for the map from the nodes' scores to p, by induction over the tree."""
    x, v, sigma, w = sp.symbols("x v sigma w", real=True)
    rest = 1 - sigma
    two = sigma**2 * (x + rest * v) ** 2 + rest**2 * (x - sigma * v) ** 2
    slack = sp.expand(x**2 + v**2 / 8 - two)
    form = sp.Poly(slack, x, v)
    a, b, c = (form.coeff_monomial(monomial) for monomial in (x**2, x * v, v**2))
    return (
        Step(
            r"a leaf has $p = 1$ and no score: equality; below an inner node with score $v$ in direction, left "
            r"probability $\sigma$, $p = (\sigma p^L, (1-\sigma)p^R)$ and $xp + Jv$ has the halves $\sigma((x + "
            r"(1-\sigma)v)p^L + J^Lv^L)$ and $(1-\sigma)((x - \sigma v)p^R + J^Rv^R)$",
            _halves_agree(),
        ),
        Step(
            r"by induction their squares add up to at most $\sigma^2(x + (1-\sigma)v)^2 + (1-\sigma)^2(x - "
            r"\sigma v)^2 + \frac18(\|v^L\|^2 + \|v^R\|^2)$, as $\sigma^2, (1-\sigma)^2 \le 1$",
            sp.expand(1 - sigma**2 - rest * (1 + sigma)) == 0,
        ),
        Step(
            r"with $w = \sigma(1-\sigma) \le \frac14$ the first two are at most $x^2 + \frac18v^2$: the difference is "
            r"a quadratic form with $2w$ and $\frac18 - 2w^2 \ge 0$ on the diagonal, whose determinant is "
            r"$\frac14w(1 - 4w) \ge 0$",
            sp.expand(a - 2 * sigma * rest) == 0
            and sp.expand(c - (sp.Rational(1, 8) - 2 * (sigma * rest) ** 2)) == 0
            and sp.expand(4 * a * c - b**2 - (w * (1 - 4 * w)).subs(w, sigma * rest)) == 0,
        ),
        Step(
            r"so $\|J\| \le 1/\sqrt8$; with $s = 0$ at the root and all mass of each side in one class the root's "
            r"column tends to $\frac14(1, -1)$, of norm $1/\sqrt8$, and is it for two classes",
            2 * sp.Rational(1, 4) ** 2 == sp.Rational(1, 8),
        ),
    )


def _halves_agree() -> bool:
    s, p, q = sp.symbols("s p q")
    sigma = 1 / (1 + sp.exp(-s))
    left, right = sp.diff(sigma * p, s) / (sigma * p), sp.diff((1 - sigma) * q, s) / ((1 - sigma) * q)
    return bool(sp.simplify(left - (1 - sigma)) == 0 and sp.simplify(right + sigma) == 0)


def rg_steps(loss: Literal["rg2", "rgx"]) -> tuple[Step, ...]:
    """The Hessian of Eq. 15 of arXiv 2506.09454 along every direction, for every N."""
    n = sp.Symbol("N", integer=True, positive=True)
    t, o, v, total, moved, inner, squares, own = sp.symbols("t o v s w m A o_y", real=True)
    square = sp.expand((o + t * v + 1) ** 2).coeff(t, 2)
    value = squares * t**2 * square.coeff(v, 2) / (2 * n)
    if loss == "rgx":
        value -= (total + t * moved) ** 2 / (2 * n**2)
    curvature = sp.diff(value - own - t * inner, t, 2)
    centred = r"\frac1N(\|v\|^2 - \frac1N(\mathbf 1^\top v)^2)" if loss == "rgx" else r"\frac1N\|v\|^2"
    expected = squares / n - (moved**2 / n**2 if loss == "rgx" else 0)
    return (
        Step(
            rf"along $o + tv$ the second derivative of Eq. 15 is ${centred}$, with $\|v\|^2 = \sum_y v_y^2$, at every "
            r"$o$ and for each target",
            sp.expand(curvature - expected) == 0,
        ),
        Step(
            r"so the eigenvalues are $\frac1N$, and for RGx 0 in the direction $\mathbf 1$; for $N \ge 2$ a direction "
            r"of sum 0 has $\frac1N$",
            sp.expand(expected.subs(moved, 0) / squares - 1 / n) == 0
            and (loss == "rg2" or sp.expand(expected.subs({squares: n, moved: n})) == 0),
        ),
    )
