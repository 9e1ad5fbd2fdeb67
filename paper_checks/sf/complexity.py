"""The cost of an epoch for each loss of the family: operations counted as they run, against stated orders."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Order = Callable[[Any, Any, Any, Any, Any], Any]
"""A function of (C, d, k, |D|, log2 C)."""


@dataclass(frozen=True)
class Cost:
    """The order that is said to bound the operations of an epoch from above and, if `tight`, from below."""

    method: str
    order: Order
    tight: bool = True


def check(subject: Cost, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """Families of growing sizes on which a ratio may grow; then term by term, for all sizes."""
    import sympy as sp

    from theory.cost_orders import SIZES, epoch

    tried, wrong = first(FAMILIES, lambda family: violates(subject, family))
    low, high = epoch(subject.method)
    exact = sp.expand(high - low) == 0
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(FAMILIES)} families of sizes",
        detail=f"The count is {'' if exact else 'at most '}${sp.latex(sp.expand(high))}$.",
        exercised=tried,
        counterexample=wrong and Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_all_sizes(subject, sp.expand(subject.order(*SIZES)))


def _for_all_sizes(subject: Cost, order: Any) -> Evidence:
    from theory.argument import Step
    from theory.cost_orders import bound_steps, epoch, within

    low, high = epoch(subject.method)
    steps = [
        Step(
            "no two nested loops of a step run over the same size, each makes as many passes as the size, or a fixed "
            "number more or less, and no branch changes what a pass costs, all scores being in the support: so the "
            "count is linear in each size and fixed by a few; it agrees on further ones, up to 4096; sorting, depths "
            "and tables enter by their bounds",
            _agrees(subject.method),
        ),
        *bound_steps(subject.method),
        Step("the count is at most a constant times the order, term by term", within(high, order)),
    ]
    if subject.tight:
        steps.append(Step("and the order at most a constant times the count", within(order, low)))
    return proof(steps, "so the epoch has the stated order", True, r"all sizes of at least 1, $C \ge 2$")


def _agrees(method: str) -> bool:
    """Whether the polynomial is the count at sizes that did not fix it."""
    from theory import operations
    from theory.cost_orders import C, d, k, polynomial
    from theory.loss_costs import count

    if method == "rg":
        sizes = dict(zip(operations.SIZES, (3, 5, 2, 9), strict=True))
        return bool(
            operations.polynomial(operations.shared).subs(sizes) == operations.count(operations.shared, 3, 5, 2, 9)
        )
    step = method.removesuffix(" chain")
    return all(
        polynomial(step).subs(dict(zip((C, d, k), size, strict=True))) == count(step, *size)
        for size in ((4096, 3, 2), (3, 2, 4096), (2, 4096, 3))
    )


def violates(subject: Cost, values: Mapping[str, str]) -> bool:
    """Whether count over order, or, if said to be tight, order over count, has no bound along a family in m."""
    import sympy as sp

    from theory.cost_orders import SIZES, C, D, M, d, epoch, growth, k, size_growth

    family = {name: sp.sympify(values[str(name)], {"m": M}) for name in (C, d, k, D)}
    few = subject.method == "rg" and size_growth(family[D]) < size_growth(family[k])
    if few or family[C] == 1:
        return False
    low, high = (growth(bound, family) for bound in epoch(subject.method))
    order = growth(sp.sympify(subject.order(*SIZES)), family)
    return low > order or (subject.tight and high < order)


def _says(subject: Cost, family: Mapping[str, str]) -> str:
    """The family, and the bounds of the count over the order at two of its sizes."""
    import sympy as sp

    from theory.cost_orders import SIZES, M, epoch

    at = []
    for m in (8, 16):
        sizes = [sp.sympify(family[name], {"m": M}).subs(M, m) for name in ("C", "d", "k", "D")]
        sizes.append(sp.log(sizes[0], 2))
        high = epoch(subject.method)[1].subs(dict(zip(SIZES, sizes, strict=True)), simultaneous=True)
        at.append(f"{float(high / subject.order(*sizes)):.3g}")
    named = ", ".join(f"${'|D|' if name == 'D' else name} = {value}$" for name, value in family.items())
    return f"{named}: count over order is at most {' and '.join(at)} at $m = 8$ and $16$, and goes on so"


FAMILIES = (
    {"C": "m", "d": "1", "k": "1", "D": "1"},
    {"C": "2", "d": "m", "k": "1", "D": "1"},
    {"C": "m", "d": "m", "k": "1", "D": "1"},
    {"C": "2", "d": "1", "k": "m", "D": "1"},
    {"C": "2", "d": "1", "k": "m", "D": "m"},
    {"C": "2", "d": "m", "k": "m", "D": "m"},
    {"C": "m", "d": "1", "k": "m", "D": "m**3"},
    {"C": "2", "d": "1", "k": "1", "D": "m"},
    {"C": "m**3", "d": "m", "k": "m", "D": "m**4"},
    {"C": "2**m", "d": "m", "k": "1", "D": "1"},
    {"C": "2**m", "d": "1", "k": "2**m", "D": "2**m"},
)

STEPS = (
    r"An epoch passes $|D|$ pairs; each is one step of stochastic gradient descent on a factor model with $d$ factors "
    "and $C$ items: scores, gradients and updates.",
    "Counted are additions, subtractions, multiplications, divisions, exponentials, comparisons and draws.",
)
COMMON: dict[str, Any] = {
    "paper": Paper.SF,
    "where": "novelty report, Contribution 3",
    "check": check,
    "violates": violates,
    "bibtex": ("pu2026softmax",),
}
STEPWISE: dict[str, Any] = COMMON | {"assumptions": STEPS}


def _scores(C: Any, d: Any, _k: Any, D: Any, _l: Any) -> Any:
    return D * C * d


def _sampled(_C: Any, d: Any, k: Any, D: Any, _l: Any) -> Any:
    return D * k * d


def _path(_C: Any, d: Any, _k: Any, D: Any, l: Any) -> Any:
    return D * d * l


CLAIMS = (
    Claim(
        id="sf.complexity.softmax",
        source=Source.SUMMARY,
        title="An epoch of softmax costs of order |D| C d",
        statement="Asymptotic per-epoch cost of softmax; read: the count is of order $|D|Cd$, above and below.",
        subject=Cost("softmax", _scores),
        mutants=(
            Mutant("$|D|C$, the normaliser alone", Cost("softmax", lambda C, _d, _k, D, _l: D * C)),
            Mutant("$Cd$, one pass in all", Cost("softmax", lambda C, d, _k, _D, _l: C * d)),
            Mutant("$|D|Cd^2$", Cost("softmax", lambda C, d, _k, D, _l: D * C * d**2)),
            Mutant(r"$|D|Cd\log C$", Cost("softmax", lambda C, d, _k, D, l: D * C * d * l)),
        ),
        **STEPWISE,
    ),
    Claim(
        id="sf.complexity.sparsemax",
        source=Source.SUMMARY,
        title="An epoch of sparsemax by sorting costs of order |D| C (d + log C)",
        statement=(
            "Asymptotic per-epoch cost of sparsemax; read: with the scores sorted by merging, and all items in the "
            r"support, the count is of order $|D|C(d + \log C)$, above and below."
        ),
        subject=Cost("sparsemax", lambda C, d, _k, D, l: D * C * (d + l)),
        mutants=(
            Mutant("$|D|Cd$, sorting forgotten", Cost("sparsemax", _scores)),
            Mutant(r"$|D|C\log C$, scores forgotten", Cost("sparsemax", lambda C, _d, _k, D, l: D * C * l)),
            Mutant(r"$|D|Cd\log C$", Cost("sparsemax", lambda C, d, _k, D, l: D * C * d * l)),
            Mutant("$|D|C(d + C)$", Cost("sparsemax", lambda C, d, _k, D, _l: D * C * (d + C))),
        ),
        **STEPWISE,
    ),
    Claim(
        id="sf.complexity.entmax",
        source=Source.SUMMARY,
        title="An epoch of entmax by bisection costs of order |D| C (d + k) for k halvings",
        statement=(
            r"Asymptotic per-epoch cost of $\alpha$-entmax; read: with $k$ halvings of the bracket of the threshold "
            r"the "
            r"count is of order $|D|C(d + k)$, above and below (counted for $\alpha = \frac54$, whose power takes "
            r"three "
            "products)."
        ),
        subject=Cost("entmax", lambda C, d, k, D, _l: D * C * (d + k)),
        mutants=(
            Mutant("$|D|Cd$, bisection forgotten", Cost("entmax", _scores)),
            Mutant("$|D|Cdk$", Cost("entmax", lambda C, d, k, D, _l: D * C * d * k)),
            Mutant("$|D|(Cd + k)$", Cost("entmax", lambda C, d, k, D, _l: D * (C * d + k))),
        ),
        **STEPWISE,
    ),
    Claim(
        id="sf.complexity.rankmax",
        source=Source.SUMMARY,
        title="An epoch of Rankmax with its scale adapted costs of order |D| C d, without sorting",
        statement=(
            "Asymptotic per-epoch cost of Rankmax; read: with the scale adapted to the target the threshold is known, "
            "and the count is of order $|D|Cd$, above and below."
        ),
        subject=Cost("rankmax", _scores),
        mutants=(
            Mutant(r"$|D|C(d + \log C)$, as if it sorted", Cost("rankmax", lambda C, d, _k, D, l: D * C * (d + l))),
            Mutant("$|D|C$", Cost("rankmax", lambda C, _d, _k, D, _l: D * C)),
            Mutant("$|D|kd$", Cost("rankmax", _sampled)),
        ),
        **STEPWISE,
    ),
    Claim(
        id="sf.complexity.ssm",
        source=Source.SUMMARY,
        title="An epoch of sampled softmax with uniform negatives costs of order |D| k d, whatever C",
        statement=(
            "Asymptotic per-epoch cost of sampled softmax; read: with $k$ uniform negatives a pair the count is of "
            "order $|D|kd$, above and below."
        ),
        subject=Cost("ssm", _sampled),
        mutants=(
            Mutant("$|D|Cd$", Cost("ssm", _scores)),
            Mutant("$|D|k$", Cost("ssm", lambda _C, _d, k, D, _l: D * k)),
            Mutant("$|D|(k + d)$", Cost("ssm", lambda _C, d, k, D, _l: D * (k + d))),
            Mutant("$|D|kd + k^2d$, a term of no pair", Cost("ssm", lambda _C, d, k, D, _l: D * k * d + k**2 * d)),
        ),
        **STEPWISE,
    ),
    Claim(
        id="sf.complexity.ssm.table",
        source=Source.BEYOND,
        title="With a fixed proposal other than the uniform one an epoch costs of order |D| k d + C",
        statement=(
            "With a table built once an epoch for draws from a fixed distribution the count is of order $|D|kd + C$, "
            "above and below."
        ),
        subject=Cost("ssm table", lambda C, d, k, D, _l: D * k * d + C),
        mutants=(
            Mutant("$|D|kd$, the table forgotten", Cost("ssm table", _sampled)),
            Mutant("$|D|(kd + C)$, a table for each pair", Cost("ssm table", lambda C, d, k, D, _l: D * (k * d + C))),
            Mutant(r"$|D|kd + C^2$", Cost("ssm table", lambda C, d, k, D, _l: D * k * d + C**2)),
        ),
        **STEPWISE,
    ),
    Claim(
        id="sf.complexity.ssm.adaptive",
        source=Source.SUMMARY,
        title="Sampled softmax costs of order |D| k d whatever the proposal",
        statement=(
            "Asymptotic per-epoch cost of sampled softmax; read: of order $|D|kd$ for every proposal, the model's own "
            "distribution included, which is drawn from by a table that is built for each pair."
        ),
        subject=Cost("ssm adaptive", _sampled),
        repaired_by="sf.complexity.ssm.adaptive.repair",
        **STEPWISE,
    ),
    Claim(
        id="sf.complexity.ssm.adaptive.repair",
        source=Source.BEYOND,
        title="With the model's own distribution as the proposal an epoch costs of order |D| d (C + k)",
        statement=(
            "Where the proposal is the model's own distribution, drawn from by a table that is built for each pair, "
            "the count is of order $|D|d(C + k)$, above and below: of no smaller order than softmax's."
        ),
        subject=Cost("ssm adaptive", lambda C, d, k, D, _l: D * d * (C + k)),
        mutants=(
            Mutant("$|D|kd$", Cost("ssm adaptive", _sampled)),
            Mutant("$|D|(C + kd)$, scores known", Cost("ssm adaptive", lambda C, d, k, D, _l: D * (C + k * d))),
            Mutant("$|D|Ckd$, scores for each draw", Cost("ssm adaptive", lambda C, d, k, D, _l: D * C * k * d)),
            Mutant(
                r"$|D|(d(C + k) + k\log C)$, each draw by halving the running sum",
                Cost("ssm adaptive", lambda C, d, k, D, l: D * (d * (C + k) + k * l)),
            ),
        ),
        **STEPWISE,
    ),
    Claim(
        id="sf.complexity.nce",
        source=Source.SUMMARY,
        title="An epoch of noise-contrastive estimation with uniform noise costs of order |D| k d",
        statement=(
            "Asymptotic per-epoch cost of NCE; read: with $k$ uniform noise items a pair the count is of order "
            "$|D|kd$, above and below."
        ),
        subject=Cost("nce", _sampled),
        mutants=(
            Mutant("$|D|Cd$", Cost("nce", _scores)),
            Mutant("$|D|d$, the positive alone", Cost("nce", lambda _C, d, _k, D, _l: D * d)),
            Mutant("$|D|k^2d$", Cost("nce", lambda _C, d, k, D, _l: D * k**2 * d)),
        ),
        **STEPWISE,
    ),
    Claim(
        id="sf.complexity.hsm",
        source=Source.SUMMARY,
        title="An epoch of hierarchical softmax on a balanced tree costs of order |D| d log C",
        statement=(
            "Asymptotic per-epoch cost of hierarchical softmax; read: with a balanced binary tree the count is of "
            "order "
            r"$|D|d\log C$, above and below."
        ),
        subject=Cost("hsm", _path),
        mutants=(
            Mutant("$|D|Cd$", Cost("hsm", _scores)),
            Mutant("$|D|d$", Cost("hsm", lambda _C, d, _k, D, _l: D * d)),
            Mutant(r"$|D|(d + \log C)$", Cost("hsm", lambda _C, d, _k, D, l: D * (d + l))),
            Mutant("a tree that is a chain", Cost("hsm chain", _path)),
        ),
        **STEPWISE,
    ),
    Claim(
        id="sf.complexity.hsm.any_tree",
        source=Source.SUMMARY,
        title="Hierarchical softmax costs of order |D| d log C whatever the tree",
        statement=(
            "Asymptotic per-epoch cost of hierarchical softmax; read: the count is at most of order $|D|d\\log C$ for "
            "every binary tree, the chain included, in which one item hangs at each node, and items are equally "
            "frequent."
        ),
        subject=Cost("hsm chain", _path, tight=False),
        repaired_by="sf.complexity.hsm",
        **STEPWISE,
    ),
    Claim(
        id="sf.complexity.rg",
        source=Source.SUMMARY,
        title="A sweep of RG2 costs of order |D| d + (k + C) d^2 + d^3 for k contexts",
        statement=(
            "Asymptotic per-epoch cost of RG; read: a sweep of alternating least squares on RG2 over $k$ contexts, "
            "with "
            "one system for all contexts and one for all items, costs of order $|D|d + (k + C)d^2 + d^3$, above and "
            "below."
        ),
        assumptions=(
            r"The weights of RG's Eq. 16, Gaussian elimination included; no context is empty, so $|D| \ge k$.",
        ),
        subject=Cost("rg", lambda C, d, k, D, _l: D * d + (k + C) * d**2 + d**3),
        mutants=(
            Mutant("$|D|Cd$, as softmax", Cost("rg", _scores)),
            Mutant("$|D|d^2$ for $|D|d$", Cost("rg", lambda C, d, k, D, _l: D * d**2 + (k + C) * d**2 + d**3)),
            Mutant("$d^3$ for each row", Cost("rg", lambda C, d, k, D, _l: D * d + (k + C) * d**3)),
            Mutant("$|D|$ forgotten", Cost("rg", lambda C, d, k, _D, _l: (k + C) * d**2 + d**3)),
        ),
        **COMMON,
    ),
)
