"""B.2: RG2 and RGx as the tables were run, with tuned constants for the weights W and V of Eq. 32."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Weight = Callable[[Any], Any]


@dataclass(frozen=True)
class Order:
    """RG2 with this weight of a context orders the items as the metric sum_y c_(rank of y) r_y gain(|I|)."""

    weight: Weight
    gain: Weight


def check_order(subject: Order, profile: Profile) -> Iterator[Evidence]:
    """Exact conditional minimisers for small distributions of the set of positives; then every N."""
    largest = profile.pick(3, 4)
    tried, wrong = first(_distributions(largest), lambda case: violates_order(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"two and three sets of positives of N = 2 to {largest} items, probabilities in fifths",
        detail="The minimiser of the conditional risk, exact, against the order that is best for the metric.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_order(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_n(subject)


def _for_every_n(subject: Order) -> Evidence:
    import sympy as sp

    from theory.label_weights import order_argument

    size = sp.Symbol("s", positive=True)
    ratio = sp.simplify(subject.weight(size) / (size * subject.gain(size)))
    claimed = (
        r"the metric's optimal order is that of $\mathbb E[r_y\,\mathrm{gain}(|I|)]$; with $\ell = r$, $w/|I|$ is a "
    )
    return proof(
        order_argument().steps,
        claimed + "constant positive multiple of the gain",
        not ratio.has(size) and ratio.is_positive is True,
        "every $N$ and every distribution of a non-empty set of positives",
    )


def violates_order(subject: Order, values: Mapping[str, str]) -> bool:
    """Whether the minimiser of RG2 fails to put one item above another that has a smaller expected gain."""
    from theory.order import discordant

    draws = _parse(values)
    if sum(draws.values()) != 1 or min(draws.values()) < 0 or not all(map(any, draws)):
        return False
    return bool(discordant(*_both(subject, draws)))


def _both(subject: Order, draws: dict[tuple[Fraction, ...], Fraction]) -> tuple[list[Fraction], list[Fraction]]:
    """The minimiser of the risk, and the expected gains."""
    from theory.label_weights import expected, minimiser

    gains = expected(draws, lambda labels: [x * subject.gain(sum(labels)) for x in labels])
    return minimiser(draws, lambda labels: subject.weight(sum(labels))), gains


def _parse(values: Mapping[str, str]) -> dict[tuple[Fraction, ...], Fraction]:
    sets = {name: text for name, text in values.items() if name.startswith("P(I = {")}
    return {_labels(name, int(values["N"])): Fraction(text) for name, text in sets.items()}


def _labels(name: str, n: int) -> tuple[Fraction, ...]:
    inside = name.removeprefix("P(I = {").removesuffix("})").split(", ")
    return tuple(Fraction(str(y) in inside) for y in range(1, n + 1))


def _distributions(largest: int) -> Iterator[dict[str, str]]:
    for n in range(2, largest + 1):
        sets = [chosen for size in range(1, n + 1) for chosen in combinations(range(1, n + 1), size)]
        for count in (2, 3):
            for chosen in combinations(sets, count):
                for parts in product(range(1, 5), repeat=count):
                    if sum(parts) == 5:
                        names = [f"P(I = {{{', '.join(map(str, members))}}})" for members in chosen]
                        yield {"N": str(n)} | dict(zip(names, (f"{part}/5" for part in parts), strict=True))


def _says_order(subject: Order, values: Mapping[str, str]) -> str:
    scores, gains = (", ".join(map(str, numbers)) for numbers in _both(subject, _parse(values)))
    drawn = ", ".join(f"{name} = {text}" for name, text in values.items() if name != "N")
    return f"N = {values['N']}, {drawn}: the risk is least at o = ({scores}), the expected gains are ({gains})"


@dataclass(frozen=True)
class Units:
    r"""RGx with $\alpha$, $\beta$, $\lambda$ at $\sqrt c\,P, \sqrt c\,Q$ is c times RG2 at P, Q.

    RG2 with $\alpha$ and `ridge`, c = `factor`, up to a constant.
    """

    factor: Callable[[Any, Any], Any]
    ridge: Callable[[Any, Any, Any], Any]


def check_units(subject: Units, profile: Profile) -> Iterator[Evidence]:
    """One user, one item, one factor, exactly; then every size by the argument."""
    del profile
    names = ("alpha", "beta", "lambda", "s", "p", "q")
    grid = product(("1", "1/2"), ("0", "1/10", "1/4"), ("1/10", "1"), ("3", "-1"), ("1", "2"), ("1", "3"))
    cases = [dict(zip(names, values, strict=True)) for values in grid]
    tried, wrong = first(cases, lambda case: violates_units(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(cases)} exact cases with one user, one item and one factor, $\\alpha > \\beta$",
        detail="RGx at the scaled factors minus c times RG2, at (p, q) and at (0, 0).",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(f"RGx less c times RG2 is not the same at (p, q) and at (0, 0): {wrong}", wrong),
    )
    if wrong is None:
        yield _for_every_size(subject)


def _for_every_size(subject: Units) -> Evidence:
    import sympy as sp

    from theory.interaction_units import units_argument

    a, b, lam = sp.symbols("alpha beta lambda", positive=True)
    same = sp.simplify(subject.factor(a, b) - a / (a - b)) == 0 == sp.simplify(subject.ridge(a, b, lam) - lam)
    return proof(
        units_argument().steps,
        r"this is the claimed $c$, and $\lambda$ is the same",
        same,
        r"every $M, N, K$, every $S$, $\alpha > \beta \ge 0$, $\lambda$",
    )


def violates_units(subject: Units, values: Mapping[str, str]) -> bool:
    """Whether c is not positive, or RGx at the scaled factors minus c times RG2 depends on the factors."""
    alpha, beta, ridge, s, p, q = (Fraction(values[name]) for name in ("alpha", "beta", "lambda", "s", "p", "q"))
    if not (alpha > beta >= 0 and ridge >= 0):
        return False
    c = subject.factor(alpha, beta)
    if c <= 0:
        return True

    def difference(score: Fraction, squares: Fraction) -> Fraction:
        rgx = alpha * (s - c * score) ** 2 - beta * (c * score) ** 2 + ridge * c * squares
        rg2 = alpha * (s - score) ** 2 + subject.ridge(alpha, beta, ridge) * squares
        return Fraction(rgx - c * rg2)

    return difference(p * q, p**2 + q**2) != difference(Fraction(0), Fraction(0))


Bounded = Callable[[Fraction, Fraction], bool]
GRID = tuple(Fraction(text) for text in ("0", "1", "1/2", "1/10", "1/20", "1/100", "1/200", "1/1000"))
"""The values that B.3 tunes lambda, alpha and beta in."""


def check_bounded(subject: Bounded, profile: Profile) -> Iterator[Evidence]:
    """Every pair of different constants of the grid."""
    del profile
    cases = [{"alpha": str(a), "beta": str(b)} for a, b in product(GRID, GRID) if a != b]
    tried, wrong = first(cases, lambda case: violates_bounded(subject, case))
    below = sum(Fraction(case["alpha"]) < Fraction(case["beta"]) for case in cases)
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"the {len(cases)} pairs of different constants of B.3's grid",
        detail=r"With scores $uv^\top t^2$ from factors $tu$, $tv$, the objective is "
        r"$(\alpha-\beta)t^4\|u\|^2\|v\|^2 + O(t^2)$: without a lower bound if $\alpha < \beta$, whatever S and "
        r"lambda. If $\alpha > \beta$ it is a sum of squares and a constant. "
        f"{below} of the {len(cases)} pairs have $\\alpha < \\beta$.",
        exercised=tried,
        complete=True,
        counterexample=None if wrong is None else Counterexample(_says_bounded(wrong), wrong),
    )


def violates_bounded(subject: Bounded, values: Mapping[str, str]) -> bool:
    """Whether the subject calls a pair bounded whose coefficient of t^4 is negative, or the other way round."""
    alpha, beta = Fraction(values["alpha"]), Fraction(values["beta"])
    return alpha in GRID and beta in GRID and alpha != beta and subject(alpha, beta) != (alpha - beta > 0)


def _says_bounded(values: Mapping[str, str]) -> str:
    alpha, beta = Fraction(values["alpha"]), Fraction(values["beta"])
    kind = "has no lower bound" if alpha < beta else "is bounded below"
    return f"alpha = {alpha}, beta = {beta}: the coefficient of t^4 is {alpha - beta}, so the objective {kind}"


def _one(_size: Any) -> Any:
    return 1


def _size(size: Any) -> Any:
    return size


def _per_positive(size: Any) -> Any:
    return 1 / size


COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "B.2, B.3, Eq. 31-32", "bibtex": ("pu2025rg",)}
ORDERED: dict[str, Any] = COMMON | {"check": check_order, "violates": violates_order}
BOUNDED: dict[str, Any] = COMMON | {"check": check_bounded, "violates": violates_bounded, "universal": False}
NO_EMPTY = "A context has at least one positive: Eq. 32's target N/|I| is not defined without."

CLAIMS = (
    Claim(
        id="rg.b2.alpha_beta.consistent",
        source=Source.BEYOND,
        title="RG2 with a constant for its weight W is DCG-consistent",
        statement=r"With $W_x = \alpha > 0$ and the targets $r_{x,y}N/|\mathcal I_x| - 1$ of Eq. 32, the minimiser of "
        r"the conditional risk orders the items as $\mathbb E[r_{x,y} \mid x]$ does; B.2 runs this loss, and Cor. 11, "
        r"with $w_x = \alpha$, says so.",
        assumptions=(NO_EMPTY,),
        subject=Order(_one, _one),
        repaired_by="rg.b2.alpha_beta.consistent.repair",
        **ORDERED,
    ),
    Claim(
        id="rg.b2.alpha_beta.consistent.repair",
        source=Source.BEYOND,
        title="RG2 with a constant weight is consistent with DCG over the number of positives, as recall is normalised",
        statement=r"With $W_x = \alpha > 0$, the minimiser of the conditional risk orders the items as "
        r"$\mathbb E[r_{x,y}/|\mathcal I_x| \mid x]$, which is best for $\mathrm{DCG}/|\mathcal I_x|$ and for recall "
        r"at every cutoff; it is best for DCG too if the number of positives of $x$ is not random.",
        assumptions=(NO_EMPTY,),
        subject=Order(_one, _per_positive),
        mutants=(
            Mutant("DCG without normalisation", Order(_one, _one)),
            Mutant("the weights of Eq. 32, for the same metric", Order(_size, _per_positive)),
            Mutant("the weight 1/|I|", Order(_per_positive, _per_positive)),
            Mutant("|I| for 1/|I| in the metric", Order(_one, _size)),
        ),
        **ORDERED,
    ),
    Claim(
        id="rg.b2.alpha_beta.eq32",
        source=Source.BEYOND,
        title="RG2 with the weights of Eq. 32 orders the items as DCG asks, with a random number of positives too",
        statement=r"With $W_x = |\mathcal I_x|$ the minimiser of the conditional risk orders the items as "
        r"$\mathbb E[r_{x,y} \mid x]$.",
        assumptions=(NO_EMPTY,),
        subject=Order(_size, _one),
        mutants=(
            Mutant("a constant weight, as in B.2", Order(_one, _one)),
            Mutant("the weight |I| squared", Order(lambda size: size**2, _one)),
            Mutant("DCG over the number of positives", Order(_size, _per_positive)),
        ),
        **ORDERED,
    ),
    Claim(
        id="rg.b2.alpha_beta.units",
        source=Source.BEYOND,
        title="With constants for W and V, RGx of Eq. 31 is RG2 in other units: it has the same rankings",
        statement=r"For $\alpha > \beta \ge 0$ and $c = \alpha/(\alpha-\beta)$: "
        r"$\alpha\|S-PQ^\top\|^2 - \beta\|PQ^\top\|^2 + \lambda(\|P\|^2+\|Q\|^2)$ at $\sqrt c\,P, \sqrt c\,Q$ is "
        r"$c\,(\alpha\|S-PQ^\top\|^2 + \lambda(\|P\|^2+\|Q\|^2))$ plus a constant, for every size. Minimisers, "
        r"critical points and half-steps of the one are those of the other times $\sqrt c$: RGx with "
        r"$(\alpha,\beta,\lambda)$ ranks as RG2 with $(\alpha,\lambda)$, and the "
        "rows of Table 3 cannot differ by the interaction term of Eq. 31.",
        assumptions=(r"The interaction term is Eq. 31's, $\sum_x V_x P_{x\cdot}Q^\top QP_{x\cdot}^\top$.",),
        subject=Units(lambda a, b: a / (a - b), lambda _a, _b, ridge: ridge),
        check=check_units,
        violates=violates_units,
        mutants=(
            Mutant("a plus for the minus", Units(lambda a, b: a / (a + b), lambda _a, _b, ridge: ridge)),
            Mutant("the factor upside down", Units(lambda a, b: (a - b) / a, lambda _a, _b, ridge: ridge)),
            Mutant("the ridge scaled too", Units(lambda a, b: a / (a - b), lambda a, b, ridge: ridge * a / (a - b))),
            Mutant("the same ridge over alpha", Units(lambda a, b: a / (a - b), lambda a, _b, ridge: ridge / (2 * a))),
            Mutant(
                "no factor: the interaction term does nothing", Units(lambda _a, _b: 1, lambda _a, _b, ridge: ridge)
            ),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.b2.alpha_beta.grid",
        source=Source.BEYOND,
        title="RGx has a lower bound for all pairs of different constants that B.3 tunes over",
        statement=r"For $\alpha \ne \beta$ in $\{0, 1, 0.5, 0.1, 0.05, 0.01, 0.005, 0.001\}$, Eq. 31's RG$^\times$ "
        r"with $W = \alpha$, $V = \beta$ is bounded below, as a loss to be minimised must be.",
        subject=lambda _a, _b: True,
        repaired_by="rg.b2.alpha_beta.grid.repair",
        **BOUNDED,
    ),
    Claim(
        id="rg.b2.alpha_beta.grid.repair",
        source=Source.BEYOND,
        title="RGx with different constants has a lower bound exactly if alpha exceeds beta: in half of those pairs",
        statement=r"For $\alpha \ne \beta$ in B.3's grid, RG$^\times$ is bounded below exactly if $\alpha > \beta$, in "
        r"28 of 56 pairs, whatever the data ($M, N, K \ge 1$) and $\lambda \ge 0$.",
        subject=lambda a, b: a > b,
        mutants=(
            Mutant("the other way round", lambda a, b: a < b),
            Mutant("whenever alpha is positive", lambda a, _b: a > 0),
            Mutant("up to twice alpha, as if the term were halved", lambda a, b: 2 * a >= b),
        ),
        **BOUNDED,
    ),
)
