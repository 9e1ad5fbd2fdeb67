"""Mechanism 3: whether a weakly order-preserving map is enough for top-k calibration and for DCG-consistency."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from paper_checks.cases import decided, named
from paper_checks.claim import Claim, Mutant, Source
from paper_checks.evidence import Evidence
from paper_checks.proof import proof
from paper_checks.sf import dcg, topk
from theory.surrogates import ENTMAX, PERCEPTRON, RANKMAX, SOFTMAX, SPARSEMAX, Separable
from verify.profile import Profile


@dataclass(frozen=True)
class Enough:
    r"""What is asked of $\Omega$, convex and continuous on the simplex, so that every top k is kept.

    `weakly_ordered`: some choice of the map keeps the order of the scores weakly. `dcg`: the losses, summed over the
    relevant items, are to be DCG-consistent instead.
    """

    weakly_ordered: bool
    strictly_convex: bool
    dcg: bool = False


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
"""The maps of those with the same term for every class keep the order weakly; those of the others break it."""

STRICT = r"$\Omega$ is strictly convex, so that the map has one value"


def check(subject: Enough, profile: Profile) -> Iterator[Evidence]:
    """Regularisers that meet the conditions, one by one; then all of them, or the strictly convex ones."""
    found = _search(subject, profile)
    yield found
    strict = replace(subject, strictly_convex=True)
    if found.holds:
        yield _for_every_n(subject)
    elif subject != strict and _search(strict, profile).holds:
        yield replace(_for_every_n(strict), under=STRICT)


def _search(subject: Enough, profile: Profile) -> Evidence:
    finest = profile.pick(6, 9)
    return decided(
        _cases(subject, finest),
        lambda case: violates(subject, case),
        f"{len(LOSSES)} regularisers, distributions on up to three classes with denominators up to {finest}",
        "Scores of least risk under regularisers that meet the conditions, exact.",
        lambda case: f"at {named(case)} scores of least risk {'lose DCG' if subject.dcg else 'break $P_k$'}",
    )


def _for_every_n(subject: Enough) -> Evidence:
    import sympy as sp

    from theory import weak_order
    from theory.bregman import pigeonhole_step
    from theory.dcg import sorting_argument
    from theory.reductions import reduction_step

    steps = [pigeonhole_step(), *weak_order.argument().steps]
    if subject.dcg:
        steps = [reduction_step(sp.Integer(1)), *weak_order.argument().steps, *sorting_argument().steps]
    agrees = subject.weakly_ordered and subject.strictly_convex
    domain = r"every $N$ and every law" if subject.dcg else r"every $N$, $k$ and $\eta$"
    return proof(steps, "both conditions are asked", agrees, domain + r", all such $\Omega$, separable or not")


def _cases(subject: Enough, finest: int) -> Iterator[dict[str, str]]:
    for name in reversed(LOSSES):
        if _meets(subject, name):
            for case in topk.cases(3, finest):
                yield {"loss": name} | ({"eta": case["eta"]} if subject.dcg else case)


def _meets(subject: Enough, name: str) -> bool:
    from theory.pooling import same_terms, strictly_convex

    loss = LOSSES[name]
    return (not subject.weakly_ordered or same_terms(loss)) and (not subject.strictly_convex or strictly_convex(loss))


def violates(subject: Enough, values: Mapping[str, str]) -> bool:
    r"""Whether a regulariser that meets the conditions has scores of least risk that break $P_k$, or lose DCG."""
    if values["loss"] not in LOSSES or not _meets(subject, values["loss"]):
        return False
    loss = LOSSES[values["loss"]]
    if subject.dcg:
        return _loses_dcg(loss, values["eta"])
    return topk.violates(topk.TopK(loss), {"eta": values["eta"], "k": values["k"]})


def _loses_dcg(loss: Separable, eta: str) -> bool:
    """With one relevant item a context, drawn from eta."""
    from theory.intervals import rationals
    from theory.relevance import literal

    chances = rationals(eta)
    if sum(chances) != 1 or min(chances) < 0:
        return False
    law = literal({frozenset((y,)): chance for y, chance in enumerate(chances, 1) if chance})
    return dcg.violates(dcg.Reduction(loss, dcg.one, dcg.one, single=True), {"N": str(len(chances)), "law": law})


FAMILY = (
    r"$L$ the Fenchel-Young loss of $\Omega$, convex and continuous on the simplex; it is enough that "
    r"$\hat p(s) \in \operatorname{argmax}_p\langle s, p\rangle - \Omega(p)$ can be chosen with "
    r"$s_a \ge s_b \Rightarrow \hat p_a \ge \hat p_b$"
)
ALONE = r", and that $\Omega$ is strictly convex, so that there is one choice; of $\Omega$ nothing else is used"
SUMS = dcg.DCG + r"$\mathcal L = E\sum_{y \in R} L(s; y)$, "
TOP_K: dict[str, Any] = topk.COMMON | {"check": check, "violates": violates}
IN_DCG: dict[str, Any] = TOP_K | {"bibtex": ("pu2026softmax", "blondel2020fenchel", "menon2019multilabel")}


def _slips(dcg: bool) -> tuple[Mutant, ...]:
    return (
        Mutant("strict convexity forgotten", Enough(True, False, dcg)),
        Mutant("the order of the map forgotten", Enough(False, True, dcg)),
        Mutant("any convex regulariser", Enough(False, False, dcg)),
    )


CLAIMS = (
    Claim(
        id="sf.topk.sparsemax.weak_order",
        source=Source.SUMMARY,
        title="A weakly order-preserving prediction map is all that top-k calibration of a Fenchel-Young loss needs",
        statement=topk.STATEMENT + FAMILY,
        subject=Enough(weakly_ordered=True, strictly_convex=False),
        repaired_by="sf.topk.sparsemax.weak_order.repair",
        **TOP_K,
    ),
    Claim(
        id="sf.topk.sparsemax.weak_order.repair",
        source=Source.BEYOND,
        title="Strictly convex and weakly order-preserving is enough for top-k calibration; strict order is not needed",
        statement=topk.STATEMENT + FAMILY + ALONE,
        subject=Enough(weakly_ordered=True, strictly_convex=True),
        mutants=_slips(dcg=False),
        uses=("sf.topk.sparsemax",),
        **TOP_K,
    ),
    Claim(
        id="sf.dcg.sparsemax.weak_order",
        source=Source.SUMMARY,
        title="A weakly order-preserving prediction map is all that DCG-consistency of a Fenchel-Young loss needs",
        statement=SUMS + FAMILY,
        subject=Enough(weakly_ordered=True, strictly_convex=False, dcg=True),
        repaired_by="sf.dcg.sparsemax.weak_order.repair",
        **IN_DCG,
    ),
    Claim(
        id="sf.dcg.sparsemax.weak_order.repair",
        source=Source.BEYOND,
        title="Strictly convex and weakly order-preserving is enough for DCG-consistency; strict order is not needed",
        statement=SUMS + FAMILY + ALONE,
        subject=Enough(weakly_ordered=True, strictly_convex=True, dcg=True),
        mutants=_slips(dcg=True),
        uses=("sf.dcg.sparsemax.pick_all",),
        **IN_DCG,
    ),
)
