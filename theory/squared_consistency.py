r"""When a weighted squared loss with random relevant sets is DCG-consistent.

The loss of a context with the relevant set R of m items is $\sum_y w\,(o_y - s)^2$, weight and label depending on
whether y is relevant, on m and N (and perhaps on y). Its conditional risk is minimised item by item, exactly.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.intervals import rationals
from theory.order import discordant
from theory.relevance import Law, mean, relevance

Value = Callable[[Any, Any, Any, Any, Any], Any]
"""A function of (r, m, N, y, constants); r is 0 or 1."""

M, N = sp.Symbol("m", integer=True, positive=True), sp.Symbol("N", integer=True, positive=True)
Y = sp.Symbol("y", integer=True, positive=True)
MORE = sp.Symbol("d", integer=True, nonnegative=True)


@dataclass(frozen=True)
class Constants:
    r"""What a loss leaves free: $\alpha, \beta, K, n > 0$, a real $b$, and a function $w(m) > 0$."""

    alpha: Any
    beta: Any
    gap: Any
    low: Any
    n: Any
    w: Callable[[Any], Any]


FREE = Constants(
    alpha=sp.Symbol("alpha", positive=True),
    beta=sp.Symbol("beta", positive=True),
    gap=sp.Symbol("K", positive=True),
    low=sp.Symbol("b", real=True),
    n=sp.Symbol("n", positive=True),
    w=sp.Function("w", positive=True),
)
SAMPLES: tuple[dict[str, str], ...] = (
    {},
    {"alpha": "5", "beta": "1", "K": "2", "b": "-1", "n": "2", "w": "1, 1/2, 1/3"},
    {"alpha": "1", "beta": "4", "K": "1/2", "b": "3", "n": "5", "w": "1, 2, 3"},
)
"""Constants as text; what is not named is 1, and w is given for m = 1, 2, 3."""


def constants(values: Mapping[str, str]) -> Constants:
    """The constants that a text names; ValueError if one that must be positive is not."""
    alpha, beta, gap, n = (Fraction(values.get(name, "1")) for name in ("alpha", "beta", "K", "n"))
    w = rationals(values.get("w", "1, 1, 1"))
    if min(alpha, beta, gap, n, *w) <= 0:
        raise ValueError(f"expected positive constants, got {dict(values)}")
    return Constants(alpha, beta, gap, Fraction(values.get("b", "1")), n, lambda m: w[m - 1])


@dataclass(frozen=True)
class Squared:
    """A weighted squared loss."""

    weight: Value
    label: Value


def minimiser(loss: Squared, chances: Law, n: int, free: Constants) -> tuple[Fraction, ...] | None:
    """The scores of least conditional risk, E[w s] / E[w] for each item; None if a mean weight is not positive."""
    weights = mean(chances, n, lambda r, m, y: loss.weight(r, m, n, y, free))
    sums = mean(chances, n, lambda r, m, y: loss.weight(r, m, n, y, free) * loss.label(r, m, n, y, free))
    return tuple(s / w for s, w in zip(sums, weights, strict=True)) if min(weights) > 0 else None


def breaks(loss: Squared, chances: Law, n: int, free: Constants) -> bool:
    """Whether least risk under this law allows scores that do not sort E[r], ties against them."""
    scores = minimiser(loss, chances, n, free)
    gains = relevance(chances, n)
    return min(gains) < max(gains) if scores is None else bool(discordant(scores, gains))


def reverses(loss: Squared, chances: Law, n: int, free: Constants) -> bool:
    """Whether it even demands an item strictly above a more relevant one, so that no tie-break helps."""
    scores = minimiser(loss, chances, n, free)
    gains = relevance(chances, n)
    return scores is not None and any(scores[a] < scores[b] for a, b in discordant(scores, gains))


def samples(loss: Squared) -> list[dict[str, str]]:
    """`SAMPLES` of those constants that the loss has, each once."""
    values = _values(loss)
    names = {str(symbol) for value in values for symbol in value.free_symbols}
    names |= {str(f.func) for value in values for f in value.atoms(sp.core.function.AppliedUndef)}
    chosen = [{name: text for name, text in sample.items() if name in names} for sample in SAMPLES]
    return [sample for i, sample in enumerate(chosen) if sample not in chosen[:i]]


def coefficients(loss: Squared) -> tuple[sp.Expr, sp.Expr]:
    """What r multiplies in the weight times the label, and in the weight: the A and C of `sufficiency`."""
    w1, w0, s1, s0 = _values(loss)
    return sp.simplify(w1 * s1 - w0 * s0), sp.simplify(w1 - w0)


def _values(loss: Squared) -> list[sp.Expr]:
    return [sp.sympify(f(r, M, N, Y, FREE)) for f in (loss.weight, loss.label) for r in (1, 0)]


def sufficiency(loss: Squared, one_size: bool) -> Argument:
    """For every N and every law: why the minimiser of the risk sorts E[r], each step executed for this loss."""
    return Argument((_quadratic_step(), _free_step(loss, one_size), _rising_step(loss), _limit_step()))


def _quadratic_step() -> Step:
    w1, w0, s1, s0, r = sp.symbols("w_1 w_0 s_1 s_0 r")
    weight, product = w0 + (w1 - w0) * r, w0 * s0 + (w1 * s1 - w0 * s0) * r
    same = [
        (weight - w).subs(r, k) == 0 and sp.expand((product - w * s).subs(r, k)) == 0
        for k, w, s in ((1, w1, s1), (0, w0, s0))
    ]
    return Step(
        r"item $y$'s share of the risk is $E[w(o_y-s)^2]$, least at $o_y = E[ws]/E[w] = "
        r"\frac{E[A r_y] + E[B]}{E[C r_y] + E[D]}$ with $A = w_1s_1 - w_0s_0$, $B = w_0s_0$, $C = w_1 - w_0$, "
        r"$D = w_0$, subscript 1 for relevant items",
        all(same),
    )


def _free_step(loss: Squared, one_size: bool) -> Step:
    forbidden = {Y} if one_size else {Y, M}
    a, c = coefficients(loss)
    other = [v for v in _values(loss)[1::2] if Y in v.free_symbols]
    scope = "$y$" if one_size else "$y$ nor on $m$"
    return Step(
        rf"$A = {sp.latex(a)}$ and $C = {sp.latex(c)}$ depend neither on {scope}, and $B$, $D$ not on $y$; so "
        r"$o_y = \frac{A\eta_y + \bar B}{C\eta_y + \bar D}$ with $\eta_y = E[r_y]$ and the same "
        r"$\bar B$, $\bar D$ for all items",
        not (a.free_symbols | c.free_symbols) & forbidden and not other,
    )


def _rising_step(loss: Squared) -> Step:
    A, B, C, D, eta = sp.symbols("A B C D eta")
    slope = sp.diff((A * eta + B) / (C * eta + D), eta) * (C * eta + D) ** 2
    w1, w0, s1, s0 = (v.subs(N, M + MORE) for v in _values(loss))
    generic = sp.simplify((w1 * s1 - w0 * s0) * w0 - (w1 - w0) * w0 * s0 - w1 * w0 * (s1 - s0)) == 0
    positive = [bool(sp.simplify(v).is_positive) for v in (w1, w0, s1 - s0)]
    return Step(
        r"it rises strictly in $\eta_y$: its slope has the sign of $A\bar D - C\bar B = E[AD - CB] = "
        r"E[w_1w_0(s_1 - s_0)]$, and $w_1, w_0, s_1 - s_0$ are positive for $1 \le m \le N$",
        sp.simplify(slope - (A * D - B * C)) == 0 and generic and all(positive),
    )


def _limit_step() -> Step:
    o, best, W = sp.symbols("o o_* W")
    share = W * o**2 - 2 * W * best * o
    return Step(
        r"the excess risk is $\sum_y E[w]\,(o_y - o^*_y)^2$: if it tends to 0 then $o \to o^*$, and from some point "
        r"on every pair with $\eta_a > \eta_b$ has $o_a > o_b$, where the regret is 0",
        sp.expand(share - share.subs(o, best) - W * (o - best) ** 2) == 0,
    )


@dataclass(frozen=True)
class Table:
    """A loss by its numbers for m = 1, ..., N-1: weights and labels of relevant items (1) and of the others (0)."""

    w1: tuple[Fraction, ...]
    w0: tuple[Fraction, ...]
    s1: tuple[Fraction, ...]
    s0: tuple[Fraction, ...]

    @property
    def n(self) -> int:
        """The number of items."""
        return len(self.w1) + 1

    @property
    def loss(self) -> Squared:
        """The same as functions of r and m."""
        weights, labels = (self.w0, self.w1), (self.s0, self.s1)
        return Squared(lambda r, m, *_: weights[r][m - 1], lambda r, m, *_: labels[r][m - 1])

    @property
    def positive(self) -> bool:
        """Whether weights are positive and relevant items have the larger labels."""
        return min(*self.w1, *self.w0, *(a - b for a, b in zip(self.s1, self.s0, strict=True))) > 0

    @property
    def consistent(self) -> bool:
        """Whether the theorem of `sufficiency` and `necessity` calls it consistent for every law; for N >= 3."""
        rows = list(zip(self.w1, self.w0, self.s1, self.s0, strict=True))
        differences = {(a * s - b * t, a - b) for a, b, s, t in rows}
        return self.positive and len(differences) == 1


def necessity() -> Argument:
    r"""For every N >= 3: if A or C depends on m, some law with sets of less than N items breaks the order."""
    return Argument((_balance_step(), _limit_of_balance_step(), _four_items_step(), _three_items_step()))


_A, _C, _A2, _C2, _T, _B, _D = sp.symbols("A C A' C' t b d")
_BALANCE = sp.expand((_A * _T + _B) * (_C2 * _T + _D) - (_A2 * _T + _B) * (_C * _T + _D))


def _balance_step() -> Step:
    claimed = _T**2 * (_A * _C2 - _A2 * _C) + _T * _D * (_A - _A2) - _T * _B * (_C - _C2)
    return Step(
        r"take $y \in R \setminus R'$ and $z \in R' \setminus R$, of $m$ and $m'$ items, each with chance $t$, "
        r"and an $R''$ of $m''$ items with neither or both: then $\eta_y = \eta_z$. If $o_y \ne o_z$, moving a "
        "little chance between $R$ and $R'$ makes the item with the lower score the more relevant one. So "
        r"$o_y = o_z$, which is $t^2(AC' - A'C) + t\bar D(A - A') - t\bar B(C - C') = 0$",
        sp.expand(_BALANCE - claimed) == 0,
    )


def _limit_of_balance_step() -> Step:
    return Step(
        r"divided by $t$, as $t \to 0$: $A - A' = s''(C - C')$, with the label $s''$ that $y$ and $z$ have by $R''$: "
        r"$s_0''$ if it has neither, $s_1''$ if it has both",
        sp.expand(sp.limit(sp.expand(_BALANCE / _T), _T, 0) - (_D * (_A - _A2) - _B * (_C - _C2))) == 0,
    )


def _four_items_step() -> Step:
    high, low = sp.symbols("s_1 s_0")
    return Step(
        r"for $N \ge 4$ take $R'' = \{y, z\}$, and $R'' = \{x, x'\}$ with two other items: "
        r"$(s_1(2) - s_0(2))(C - C') = 0$, so $C = C'$ and $A = A'$",
        sp.expand(high * (_C - _C2) - low * (_C - _C2) - (high - low) * (_C - _C2)) == 0,
    )


def _three_items_step() -> Step:
    """The minimiser for sets of one and of two of three items, labels less their common value."""
    a, b = sp.symbols("a_1:4"), sp.symbols("b_1:4")
    w11, w01, w12, w02, s11, s02, K, shift = sp.symbols("w_11 w_01 w_12 w_02 s_11 s_02 K delta")
    total = w11 * a[0] + w01 * (a[1] + a[2]) + w12 * (b[1] + b[2]) + w02 * b[0]
    rest = w01 * sum(a) + w12 * sum(b)
    scored = (w11 * s11 * a[0] + w02 * s02 * b[0]).subs({s11: K / w11, s02: -K / w02})
    denominator = _C * a[0] - _C2 * b[0]
    return Step(
        r"for $N = 3$, $m = 1$, $m' = 2$: if $s_0(1) \ne s_1(2)$, as before with $\{x\}$ and $\{y, z\}$. Else take "
        r"that value off all labels, and so off all scores; then $A = w_1(1)s_1(1) = A' = -w_0(2)s_0(2) = K > 0$. With "
        r"the chances $a_y$ of $\{y\}$ and $b_y$ of the two others, $o_y = \frac{K(a_y - b_y)}{Ca_y - C'b_y + "
        r"\mathrm{const}}$ and $\eta_y = a_y - b_y + \mathrm{const}$: for equal $a - b = \delta \ne 0$ and different "
        r"$a$ the scores differ unless $C = C'$, and a small change then breaks the order",
        sp.expand(total - rest - denominator.subs({_C: w11 - w01, _C2: w12 - w02})) == 0
        and sp.expand(scored - K * (a[0] - b[0])) == 0
        and sp.expand(denominator.subs(b[0], a[0] - shift) - (_C - _C2) * a[0] - _C2 * shift) == 0,
    )
