"""Eq. 16-17: RG2 and RGx as sums of squares, the dropped constants, lambda, and contexts without positives."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Loss = Callable[[Any, Any, Any, Any, Any], Any]
"""A loss `(N, log, o_y, total, squares)` of a pair."""


@dataclass(frozen=True)
class Form:
    """A sum over the contexts, said to be `loss` summed over the pairs up to one factor and a constant a context.

    `term`: what an item adds, of (o, r, N, I, s), with I the number of positives and s the sum of the scores;
    `once`: what a context adds once, of (N, I, s); `empty`: whether contexts without positives are summed over too.
    """

    loss: Loss
    term: Callable[[Any, Any, Any, Any, Any], Any]
    once: Callable[[Any, Any, Any], Any] = lambda _N, _I, _s: 0
    empty: bool = False


@dataclass(frozen=True)
class Constants:
    """Factor (of N) and constant (of N, I) with loss summed over the pairs = factor * squares + constant."""

    factor: Callable[[Any], Any]
    constant: Callable[[Any, Any], Any]


EVERY = "every $N \\ge 2$, every number of positives from 1 to $N$, any number of contexts, and every $o$"
ZERO = Fraction(0)


SCORES = (1, 0, -2)


def _contexts(largest: int) -> Iterator[dict[str, str]]:
    """Scores and positives (from 1), those without positives first."""
    from itertools import combinations, product

    for n in range(2, largest + 1):
        for size in range(n + 1):
            for chosen in combinations(range(1, n + 1), size):
                for o in product(SCORES, repeat=n):
                    yield {"o": ", ".join(map(str, o)), "positives": ", ".join(map(str, chosen)) or "none"}


def _read(values: Mapping[str, str]) -> tuple[tuple[Fraction, ...], list[int]]:
    from theory.intervals import rationals

    o = rationals(values["o"])
    chosen = [] if values["positives"] == "none" else [int(y) for y in values["positives"].split(",")]
    if len(o) < 2 or len(set(chosen)) < len(chosen) or not set(chosen) <= set(range(1, len(o) + 1)):
        raise ValueError(f"positives {values['positives']}: expected distinct numbers from 1 to {len(o)}")
    return o, chosen


def _pairs(loss: Loss, o: tuple[Fraction, ...], chosen: list[int]) -> Any:
    import sympy as sp

    from theory.intervals import rational

    total, squares = rational(sum(o)), rational(sum(x**2 for x in o))
    return sum((loss(sp.Integer(len(o)), sp.log, rational(o[y - 1]), total, squares) for y in chosen), sp.Integer(0))


def _squares(form: Form, o: tuple[Fraction, ...], chosen: list[int]) -> Any:
    """The context's part of the sum; ZeroDivisionError where it is not defined."""
    from theory.intervals import rational

    if not chosen and not form.empty:
        return ZERO
    n, size, s = Fraction(len(o)), Fraction(len(chosen)), sum(o, ZERO)
    terms = (form.term(x, Fraction(y in chosen), n, size, s) for y, x in enumerate(o, 1))
    return rational(sum(terms, ZERO) + form.once(n, size, s))


def check_form(subject: Form, profile: Profile) -> Iterator[Evidence]:
    """Exact contexts; then every number of items and positives."""
    from theory.context_sum import affine_argument

    largest = profile.pick(3, 4)
    tried, wrong = first(_contexts(largest), lambda case: violates_form(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"every set of positives, scores {', '.join(map(str, SCORES))}, $N = 2$ to ${largest}$",
        detail="Both sides' changes from zero scores, against those of a context with one positive: the same ratio.",
        exercised=tried,
        counterexample=wrong and Counterexample(_says_form(subject, wrong), wrong),
    )
    if wrong is None:
        steps = affine_argument(subject.loss, subject.term, subject.once).steps
        yield proof(steps, "contexts without positives add nothing to either side", not subject.empty, EVERY)


def violates_form(subject: Form, values: Mapping[str, str]) -> bool:
    """Whether the context's part is not defined, or its change has another ratio to the loss's than elsewhere."""
    o, chosen = _read(values)
    zero, known = (ZERO,) * len(o), (Fraction(1), *(ZERO,) * (len(o) - 1))
    try:
        ours, reference = (
            (
                _pairs(subject.loss, x, y) - _pairs(subject.loss, zero, y),
                _squares(subject, x, y) - _squares(subject, zero, y),
            )
            for x, y in ((o, chosen), (known, [1]))
        )
    except ZeroDivisionError:
        return True
    return bool(ours[0] * reference[1] != ours[1] * reference[0] or reference[0] * reference[1] <= 0)


def _says_form(subject: Form, case: Mapping[str, str]) -> str:
    o, chosen = _read(case)
    where = f"$o = ({case['o']})$, positives: {case['positives']}"
    if not chosen:
        return f"{where}: $N/|\\mathcal I_x|$ is not defined"
    zero = (ZERO,) * len(o)
    changes = (
        _pairs(subject.loss, o, chosen) - _pairs(subject.loss, zero, chosen),
        _squares(subject, o, chosen) - _squares(subject, zero, chosen),
    )
    return f"{where}: from zero scores the loss changes by {changes[0]}, the other side by {changes[1]}"


def check_constants(subject: Constants, profile: Profile) -> Iterator[Evidence]:
    """Exact contexts for both losses; then every number of items and positives."""
    import sympy as sp

    from theory.context_sum import I, affine, affine_argument
    from theory.expansion import N

    largest = profile.pick(3, 4)
    tried, wrong = first(_contexts(largest), lambda case: violates_constants(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"every set of positives, scores {', '.join(map(str, SCORES))}, $N = 2$ to ${largest}$, both losses",
        detail="Both sides in rationals.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(f"$o = ({wrong['o']})$, positives: {wrong['positives']}: the sides differ", wrong),
    )
    if wrong is None:
        stated = (subject.factor(N), subject.constant(N, I))
        derived = [affine(form.loss, form.term, form.once) for form in (SQUARES, INTERACTION)]
        same = all(sp.simplify(a - b) == 0 for pair in derived for a, b in zip(stated, pair, strict=True))
        steps = [s for form in (SQUARES, INTERACTION) for s in affine_argument(form.loss, form.term, form.once).steps]
        yield proof(steps, "the stated factor and constant are these, for both losses", same, EVERY)


def violates_constants(subject: Constants, values: Mapping[str, str]) -> bool:
    """Whether loss and squares of a context with positives differ otherwise, for RG2 or RGx."""
    from theory.intervals import rational

    o, chosen = _read(values)
    if not chosen:
        return False
    n, size = rational(len(o)), rational(len(chosen))
    factor, constant = subject.factor(n), subject.constant(n, size)
    return any(
        _pairs(form.loss, o, chosen) != factor * _squares(form, o, chosen) + constant for form in (SQUARES, INTERACTION)
    )


def check_ridge(subject: Callable[[Any], Any], profile: Profile) -> Iterator[Evidence]:
    """Exact minimisers with a ridge; then every N, I, |D| and regulariser."""
    import sympy as sp

    from theory.context_sum import ridge_argument
    from theory.expansion import N

    sizes = range(2, profile.pick(6, 12))
    cases = [{"N": str(n), "I": str(i), "ridge": x} for n in sizes for i in range(1, n) for x in ("1/4", "1")]
    tried, wrong = first(cases, lambda case: violates_ridge(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"one context, $N = 2$ to ${sizes[-1]}$, every number of positives below $N$",
        detail=r"Minimisers of both sides with $\psi = \|o\|^2$, in rationals.",
        exercised=tried,
        counterexample=wrong and Counterexample(_says_ridge(subject, wrong), wrong),
    )
    if wrong is None:
        same = sp.simplify(subject(N) - 2 * N) == 0
        yield proof(ridge_argument().steps, "the stated multiple is $2N$", same, EVERY)


def violates_ridge(subject: Callable[[Any], Any], values: Mapping[str, str]) -> bool:
    """Whether the two sides, with lambda and its stated multiple, have different minimisers in one context."""
    n, size, ridge = int(values["N"]), int(values["I"]), Fraction(values["ridge"])
    if n < 2 or not 1 <= size <= n or ridge <= 0:
        return False
    return any(x != y for x, y in zip(*_minimisers(subject, n, size, ridge), strict=True))


def _minimisers(subject: Callable[[Any], Any], n: int, size: int, ridge: Fraction) -> list[list[Fraction]]:
    """Scores of a positive and of another item: least for Eq. 15, and for the last line, with |D| = I."""
    N, I, other = Fraction(n), Fraction(size), subject(Fraction(n)) * ridge

    def eq15(o: int, r: int) -> Fraction:
        return (I / (2 * N) * (o + 1) ** 2 - r * o) / I + ridge * o**2

    def last_line(o: int, r: int) -> Fraction:
        return I * (o + 1 - r * N / I) ** 2 / I + Fraction(other) * o**2

    return [[_least(partial(line, r=r)) for r in (1, 0)] for line in (eq15, last_line)]


def _least(parabola: Callable[[int], Fraction]) -> Fraction:
    """The minimiser of a parabola, from its values at -1, 0 and 1."""
    low, middle, high = (parabola(x) for x in (-1, 0, 1))
    return (low - high) / (2 * (high - 2 * middle + low))


def _says_ridge(subject: Callable[[Any], Any], case: Mapping[str, str]) -> str:
    n, size, ridge = int(case["N"]), int(case["I"]), Fraction(case["ridge"])
    ours, last = ([str(x) for x in line] for line in _minimisers(subject, n, size, ridge))
    return (
        rf"$N = {n}$, $|\mathcal I_x| = {size}$, $\lambda = {ridge}$: Eq. 15 is least at {ours[0]} for positives and "
        f"{ours[1]} for others, the last line at {last[0]} and {last[1]}"
    )


def _rg2(N: Any, _log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return -o_y + (squares + 2 * total + N) / (2 * N)


def _rgx(N: Any, log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return _rg2(N, log, o_y, total, squares) - total**2 / (2 * N**2)


def _term(o: Any, r: Any, N: Any, I: Any, _s: Any) -> Any:
    return I * (o + 1 - r * N / I) ** 2


def _within(o: Any, r: Any, N: Any, I: Any, s: Any) -> Any:
    return I * ((o + 1 - r * N / I) ** 2 - s**2 / N)


SQUARES = Form(_rg2, _term)
INTERACTION = Form(_rgx, _term, lambda N, I, s: -I * s**2 / N)

COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg",)}
FORM: dict[str, Any] = COMMON | {"check": check_form, "violates": violates_form}
EQ16: dict[str, Any] = {"where": "s. 4.1, Eq. 16, A.2"}
EQ17: dict[str, Any] = {"where": "s. 4.1, Eq. 17"}
UP_TO = r"$\propto$ stands for equality up to one positive factor and an additive constant."
RG2 = (
    r"$\sum_{(x,y) \in D}\left(-o_y + \frac1{2N}\|o + \mathbf 1\|^2\right) \propto \sum_x \sum_y |\mathcal "
    r"I_x|\left(o_y + 1 - r_{x,y}\frac N{|\mathcal I_x|}\right)^2$"
)
RGX = (
    r"$\sum_{(x,y) \in D}\left(-o_y + \frac1{2N}\|o + \mathbf 1\|^2 - \frac1{2N^2}(\mathbf 1^\top o)^2\right) \propto "
)

CLAIMS = (
    Claim(
        id="rg.eq16",
        source=Source.FULL_TEXT,
        title="RG2, summed over the pairs, is a weighted sum of squares over the contexts with positives",
        statement=RG2 + r", summed over the contexts $x$ with $|\mathcal I_x| \ge 1$, one positive or many",
        assumptions=(UP_TO,),
        subject=SQUARES,
        mutants=(
            Mutant("$N$ for $N/|\\mathcal I_x|$", Form(_rg2, lambda o, r, N, I, _s: I * (o + 1 - r * N) ** 2)),
            Mutant("the weight $|\\mathcal I_x|$ lost", Form(_rg2, lambda o, r, N, I, _s: (o + 1 - r * N / I) ** 2)),
            Mutant("the 1 lost", Form(_rg2, lambda o, r, N, I, _s: I * (o - r * N / I) ** 2)),
            Mutant(
                "the weights of WRMF",
                Form(_rg2, lambda o, r, N, I, _s: (1 + r) * I * (o + 1 - r * N / I) ** 2),
            ),
            Mutant("contexts without positives too", Form(_rg2, _term, empty=True)),
            Mutant("RGx", Form(_rgx, _term)),
        ),
        **EQ16,
        **FORM,
    ),
    Claim(
        id="rg.eq16.empty",
        source=Source.FULL_TEXT,
        title="The sum of squares is defined for every context, with positives or without",
        statement=RG2 + r", summed over all contexts $x \in X$, as printed",
        assumptions=(UP_TO,),
        subject=Form(_rg2, _term, empty=True),
        repaired_by="rg.eq16",
        **EQ16,
        **FORM,
    ),
    Claim(
        id="rg.eq16.constants",
        source=Source.BEYOND,
        title="The factor and the constant that the sum of squares drops, for RG2 and RGx",
        statement=(
            r"Per context with $|\mathcal I_x| \ge 1$: Eq. 15 summed over its pairs is $\frac1{2N}$ times the sum of "
            r"squares (less $\frac{|\mathcal I_x|}N(\mathbf 1^\top o)^2$ for RG$^\times$) plus $|\mathcal I_x| - \frac "
            r"N2$"
        ),
        subject=Constants(lambda N: 1 / (2 * N), lambda N, I: I - N / 2),
        check=check_constants,
        violates=violates_constants,
        mutants=(
            Mutant(r"$\frac1N$", Constants(lambda N: 1 / N, lambda N, I: I - N / 2)),
            Mutant("no constant", Constants(lambda N: 1 / (2 * N), lambda _N, _I: ZERO)),
            Mutant(r"$1 - \frac N2$, as for one positive", Constants(lambda N: 1 / (2 * N), lambda N, _I: 1 - N / 2)),
            Mutant(r"$|\mathcal I_x|(1 - \frac N2)$", Constants(lambda N: 1 / (2 * N), lambda N, I: I * (1 - N / 2))),
        ),
        **EQ16,
        **COMMON,
    ),
    Claim(
        id="rg.eq16.lambda",
        source=Source.FULL_TEXT,
        title="The regulariser keeps its weight when the coefficient of the squares is absorbed",
        statement=(
            r"Eq. 15 with $\lambda\psi$ and the last lines of Eq. 16-17 with the same $\lambda\psi$, as printed, have "
            r"the "
            "same minimisers"
        ),
        assumptions=(r"One $\lambda$ throughout, as printed.",),
        subject=lambda N: N / N,
        check=check_ridge,
        violates=violates_ridge,
        repaired_by="rg.eq16.lambda.repair",
        **EQ16,
        **COMMON,
    ),
    Claim(
        id="rg.eq16.lambda.repair",
        source=Source.BEYOND,
        title="The regulariser's weight is multiplied by 2N when the coefficient of the squares is absorbed",
        statement=(
            r"Eq. 15 with $\lambda\psi$ and the last lines of Eq. 16-17 with $\lambda'\psi$ have the same minimisers "
            r"for every $\psi$ if $\lambda' = 2N\lambda$, and for RG$^2$ with $\psi = \|o\|^2$ (unless all scores are "
            r"0) only then"
        ),
        subject=lambda N: 2 * N,
        check=check_ridge,
        violates=violates_ridge,
        mutants=(
            Mutant("$N$", lambda N: N),
            Mutant("1", lambda N: N / N),
            Mutant(r"$\frac1{2N}$", lambda N: 1 / (2 * N)),
            Mutant("2", lambda N: 2 * N / N),
        ),
        uses=("rg.eq16.constants",),
        **EQ16,
        **COMMON,
    ),
    Claim(
        id="rg.eq17.literal",
        source=Source.FULL_TEXT,
        title="RGx is the sum of squares with the interaction term within the sum",
        statement=RGX + r"\sum_x \sum_y |\mathcal I_x|\left(\left(o_y + 1 - r_{x,y}\frac N{|\mathcal I_x|}\right)^2 - "
        r"\frac1N(\mathbf 1^\top o)^2\right)$, to the letter: the interaction term is taken away $N$ times a context",
        assumptions=(UP_TO, "Check the PDF for the place of the parentheses."),
        subject=Form(_rgx, _within),
        repaired_by="rg.eq17.intended",
        **EQ17,
        **FORM,
    ),
    Claim(
        id="rg.eq17.intended",
        source=Source.FULL_TEXT,
        title="RGx is the sum of squares with the interaction term once a context",
        statement=RGX + r"\sum_x |\mathcal I_x|\left(\sum_y \left(o_y + 1 - r_{x,y}\frac N{|\mathcal I_x|}\right)^2 - "
        r"\frac1N(\mathbf 1^\top o)^2\right)$, summed over the contexts with positives",
        assumptions=(UP_TO,),
        subject=INTERACTION,
        mutants=(
            Mutant("within the sum", Form(_rgx, _within)),
            Mutant("no interaction term", Form(_rgx, _term)),
            Mutant(r"$\frac1{N^2}$ for $\frac1N$", Form(_rgx, _term, lambda N, I, s: -I * s**2 / N**2)),
            Mutant("the weight $|\\mathcal I_x|$ lost", Form(_rgx, _term, lambda N, _I, s: -(s**2) / N)),
            Mutant(
                "the diagonal of the interaction term only, as in Eq. 31",
                Form(_rgx, lambda o, r, N, I, _s: I * ((o + 1 - r * N / I) ** 2 - o**2 / N)),
            ),
        ),
        uses=("rg.eq15.rgx",),
        **EQ17,
        **FORM,
    ),
)
