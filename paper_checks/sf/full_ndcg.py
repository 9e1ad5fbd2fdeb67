"""Open Question 1, its premise: whether the softmax loss is calibrated for NDCG over the full ranking."""

from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.sf.dcg import Reduction, check, normalised, one, per_item, violates
from theory.surrogates import PERCEPTRON, SOFTMAX

NDCG = (
    r"$\mathcal L(s_n) \to \inf \mathcal L$ implies that the regret of $E[\mathrm{DCG}/\mathrm{IDCG}(m)]$ over the "
    r"full ranking tends to 0, ties against the scores, for every law of the relevant set $R$, $m = |R| \ge 1$; "
)
COMMON: dict[str, Any] = {
    "paper": Paper.SF,
    "where": "Open Question 1",
    "check": check,
    "violates": violates,
    "bibtex": ("pu2026softmax", "menon2019multilabel", "ravikumar2011ndcg"),
}

CLAIMS = (
    Claim(
        id="sf.dcg.full_ndcg.single",
        source=Source.SUMMARY,
        title="With one relevant item a context, the softmax loss is calibrated for NDCG over the full ranking",
        statement=NDCG + r"here $m = 1$ and $\mathcal L = E[L(s; y)]$",
        subject=Reduction(SOFTMAX, one, normalised, single=True),
        mutants=(
            Mutant("any number of relevant items, summed", Reduction(SOFTMAX, one, normalised)),
            Mutant("any number of relevant items, averaged", Reduction(SOFTMAX, per_item, normalised)),
            Mutant("the perceptron loss", Reduction(PERCEPTRON, one, normalised, single=True)),
        ),
        uses=("sf.dcg.softmax.single",),
        **COMMON,
    ),
    Claim(
        id="sf.dcg.full_ndcg.pick_all",
        source=Source.SUMMARY,
        title="Summed over the relevant items, the softmax loss is calibrated for NDCG over the full ranking",
        statement=NDCG + r"$\mathcal L = E\sum_{y \in R} L(s; y)$",
        subject=Reduction(SOFTMAX, one, normalised),
        uses=("sf.dcg.softmax.pick_all", "rg.title.consistent"),
        repaired_by="sf.dcg.full_ndcg.weighted",
        **COMMON,
    ),
    Claim(
        id="sf.dcg.full_ndcg.mean",
        source=Source.SUMMARY,
        title="Averaged over the relevant items, the softmax loss is calibrated for NDCG over the full ranking",
        statement=NDCG
        + r"$\mathcal L = E\,\frac1m\sum_{y \in R} L(s; y)$: a target that is uniform on $R$, or one item "
        "drawn from it",
        subject=Reduction(SOFTMAX, per_item, normalised),
        repaired_by="sf.dcg.full_ndcg.weighted",
        **COMMON,
    ),
    Claim(
        id="sf.dcg.full_ndcg.weighted",
        source=Source.SUMMARY,
        title="With gains normalised by the ideal DCG, the softmax loss is calibrated for NDCG over the full ranking",
        statement=NDCG + r"$\mathcal L = E\,\frac{1}{\mathrm{IDCG}(m)}\sum_{y \in R} L(s; y)$",
        assumptions=("The paper's sentence names no weights of the contexts; this is the reading in which it holds.",),
        subject=Reduction(SOFTMAX, normalised, normalised),
        mutants=(
            Mutant("gains that are not normalised", Reduction(SOFTMAX, one, normalised)),
            Mutant("normalised by the number of relevant items", Reduction(SOFTMAX, per_item, normalised)),
            Mutant("IDCG for 1/IDCG", Reduction(SOFTMAX, lambda m, ideal: ideal(m), normalised)),
            Mutant("calibrated for DCG as well", Reduction(SOFTMAX, normalised, one)),
        ),
        uses=("rg.title.repair",),
        **COMMON,
    ),
)
