"""Mechanism 3: whether a weakly order-preserving map is enough for top-k calibration, and what is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from paper_checks.claim import Claim, Mutant, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from paper_checks.sf import topk
from theory.surrogates import ENTMAX, PERCEPTRON, RANKMAX, SOFTMAX, SPARSEMAX, Separable
from verify.profile import Profile


@dataclass(frozen=True)
class Enough:
    r"""What is asked of the terms of $\Omega(p) = \sum_y\phi_y(p_y)$, convex and continuous on [0, 1]."""

    same_terms: bool
    strictly_convex: bool


LOSSES: dict[str, Separable] = {
    "softmax": SOFTMAX,
    "sparsemax": SPARSEMAX,
    "entmax": ENTMAX,
    "Rankmax, fixed scale": RANKMAX,
    "softmax and sparsemax together": Separable(lambda x, _y, t, log: log(x) + x / t),
    "softmax with a prior": topk.PRIOR,
    "sparsemax with class weights": topk.WEIGHTED,
    "sparsemax with a dead zone": topk.DEAD_ZONE,
    "perceptron": PERCEPTRON,
}


def check(subject: Enough, profile: Profile) -> Iterator[Evidence]:
    """Regularisers that meet the conditions, one by one; then all of them."""
    from theory.bregman import pigeonhole_step
    from theory.pooling import any_term_argument

    finest = profile.pick(6, 9)
    tried, wrong = first(_cases(subject, finest), lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(LOSSES)} regularisers, distributions on up to three classes with denominators up to {finest}",
        detail=r"Scores of least risk under regularisers that meet the conditions, against $P_k$.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(
            rf"{wrong['loss']}, $\eta = ({wrong['eta']})$, $k = {wrong['k']}$: scores of least risk break $P_k$", wrong
        ),
    )
    if wrong is None:
        agrees = subject.same_terms and subject.strictly_convex
        steps = [pigeonhole_step(), *any_term_argument().steps]
        yield proof(steps, "both conditions are asked", agrees, r"every $N$, $k$, $\eta$ and all such terms")


def _cases(subject: Enough, finest: int) -> Iterator[dict[str, str]]:
    named = ({"loss": name} | case for name in reversed(LOSSES) for case in topk.cases(3, finest))
    return (case for case in named if _meets(subject, case["loss"]))


def _meets(subject: Enough, name: str) -> bool:
    from theory.pooling import same_terms, strictly_convex

    loss = LOSSES[name]
    return (not subject.same_terms or same_terms(loss)) and (not subject.strictly_convex or strictly_convex(loss))


def violates(subject: Enough, values: Mapping[str, str]) -> bool:
    r"""Whether a regulariser that meets the conditions has scores of least risk that break $P_k$."""
    case = {"eta": values["eta"], "k": values["k"]}
    return _meets(subject, values["loss"]) and topk.violates(topk.TopK(LOSSES[values["loss"]]), case)


FAMILY = (
    topk.STATEMENT
    + r"$L$ the Fenchel-Young loss of $\Omega(p) = \sum_y\phi_y(p_y)$, $\phi_y$ convex and continuous on $[0, 1]$; "
)

CLAIMS = (
    Claim(
        id="sf.topk.sparsemax.weak_order",
        source=Source.SUMMARY,
        title="A weakly order-preserving prediction map is all that top-k calibration of a Fenchel-Young loss needs",
        statement=FAMILY
        + r"read: it is enough that $s_a \ge s_b \Rightarrow p_a \ge p_b$, and that the support is strictly above the "
        r"rest, as when all $\phi_y$ are the same and ties share their mass",
        subject=Enough(same_terms=True, strictly_convex=False),
        repaired_by="sf.topk.sparsemax.weak_order.repair",
        **topk.COMMON | {"check": check, "violates": violates},
    ),
    Claim(
        id="sf.topk.sparsemax.weak_order.repair",
        source=Source.BEYOND,
        title="One strictly convex term for all classes is enough for top-k calibration; strict order is not needed",
        statement=FAMILY
        + r"it is enough that all $\phi_y$ are one and the same, strictly convex, $\phi$; of the map only "
        r"$p_a > p_b \Rightarrow s_a > s_b$ is used, which sparse maps have, and never the converse",
        subject=Enough(same_terms=True, strictly_convex=True),
        mutants=(
            Mutant("strict convexity forgotten", Enough(same_terms=True, strictly_convex=False)),
            Mutant("terms that differ between classes", Enough(same_terms=False, strictly_convex=True)),
            Mutant("any convex terms", Enough(same_terms=False, strictly_convex=False)),
        ),
        uses=("sf.topk.sparsemax",),
        **topk.COMMON | {"check": check, "violates": violates},
    ),
)
