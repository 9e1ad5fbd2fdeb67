"""The experiments, checks and guidance of the summary, as predictions about trained models."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from paper_checks import trained
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.trained import TUNED, Prediction, Ratio, Runs, alike, exchanged, planted_on, turned

PAPERS = ("ml1m", "electronics-10core", "gowalla")
"""The data sets that stand in for the paper's: ML-1M, Amazon-Electronics and Gowalla."""

METRICS = ("ndcg@20", "precision@20", "recall@20")
SPARSE = ("sparsemax", "entmax15")
HIGH_RATE = 0.2
"""Ten times the learning rate of the recipes."""


def experiment(id: str, planted: Mapping[str, float], **fields: Any) -> Claim:
    """`paper_checks.trained.experiment` of the SF paper."""
    return trained.experiment(id, Paper.SF, "pu2026softmax", planted, source=Source.SUMMARY, **fields)


def better(
    first: str,
    second: str,
    backbone: str = "mf",
    metrics: tuple[str, ...] = METRICS,
    datasets: tuple[str, ...] = PAPERS,
    low: float = 1.0,
) -> Prediction:
    """The first loss above the second in every metric on every data set."""
    return tuple(
        Ratio(metric, Runs(name, first, backbone), Runs(name, second, backbone), low)
        for name in datasets
        for metric in metrics
    )


def above(low: float, prediction: Prediction) -> Prediction:
    """The prediction with another least ratio."""
    return tuple(replace(ratio, low=low, high=float("inf")) for ratio in prediction)


def slips(prediction: Prediction, one: str, other: str) -> tuple[Mutant, ...]:
    """Planted errors of a prediction in which every ratio is above 1."""
    return (
        Mutant(f"the labels {one} and {other} exchanged", exchanged(prediction, one, other)),
        Mutant("the same records under both labels", alike(prediction)),
        Mutant("more than ten times as much", above(10.0, prediction)),
        Mutant("the two sides of the last ratio exchanged", (*prediction[:-1], *turned(prediction[-1:]))),
    )


DENSE_MF: Prediction = tuple(ratio for loss in SPARSE for ratio in better("softmax", loss))
SAMPLED_MF = better("sampled-softmax", "nce")
GRAPH: Prediction = tuple(
    replace(ratio, high=0.7, low=0.0) for loss in SPARSE for ratio in better(loss, "softmax", "lightgcn", ("ndcg@20",))
)
DENSE_SASREC: Prediction = tuple(ratio for loss in SPARSE for ratio in better("softmax", loss, "sasrec"))
EPOCHS = better("softmax", "sparsemax", metrics=("epochs to 99 %",), datasets=("online-retail", "ml1m"))
PEAK = better("softmax", "sparsemax", metrics=("ndcg@20",), datasets=("online-retail", "ml1m"))
STEADY = better(
    "softmax", "sparsemax", metrics=("share of its best kept at the end",), datasets=("online-retail", "ml1m")
)
TUNED_RUNS, FAST_RUNS = (
    {loss: Runs("ml1m", loss, learning_rate=rate) for loss in ("softmax", "sparsemax")} for rate in (None, HIGH_RATE)
)
RATES: Prediction = (
    Ratio("ndcg@20", FAST_RUNS["softmax"], TUNED_RUNS["softmax"], 0.9),
    Ratio("ndcg@20", FAST_RUNS["sparsemax"], TUNED_RUNS["sparsemax"], 0.0, 0.9),
)
MANY: Prediction = better(
    "softmax", "sampled-softmax", metrics=("seconds an epoch",), datasets=("synthetic-200k",), low=2
)
SIMPLE: Prediction = tuple(ratio for loss in SPARSE for ratio in better("softmax", loss, metrics=("epochs to 99 %",)))
COMPLEX: Prediction = tuple(
    ratio
    for backbone in ("lightgcn", "sasrec")
    for first in ("softmax", "rankmax")
    for second in SPARSE
    for ratio in better(first, second, backbone, ("ndcg@20",))
)
BETWEEN: Prediction = (
    *better("softmax", "rankmax", metrics=("ndcg@20",)),
    *better("rankmax", "sparsemax", metrics=("ndcg@20",)),
)
NEGATIVES = (16, 256, 4096)
MORE: Prediction = tuple(
    Ratio(
        "ndcg@20",
        Runs("gowalla", "sampled-softmax", negatives=more),
        Runs("gowalla", "sampled-softmax", negatives=less),
    )
    for less, more in pairwise(NEGATIVES)
)
FLAT: Prediction = (
    Ratio("ndcg@20", Runs("gowalla", "nce", negatives=4096), Runs("gowalla", "nce", negatives=256), 0.0, 1.01),
)
DYNAMIC: Prediction = (
    Ratio("ndcg@20", Runs("gowalla", "sampled-softmax", proposal="dynamic"), Runs("gowalla", "sampled-softmax")),
)
CALIBRATED = better("sparsemax", "softmax", metrics=("ece@20",))

CLAIMS = (
    experiment(
        "sf.gaps.mf",
        planted_on((*DENSE_MF, *SAMPLED_MF), 0.25, 0.2),
        where="summary, Key results and design tradeoffs",
        title="On MF softmax is above the sparse losses, and sampled softmax above NCE",
        statement="With matrix factorisation the test NDCG@20, Precision@20 and Recall@20 of softmax are above those "
        "of sparsemax and of 1.5-entmax, and those of sampled softmax above those of NCE, on MovieLens-1M, Amazon "
        "Electronics and Gowalla.",
        assumptions=(TUNED, "The summary gives no size of these gaps: above is above at all."),
        subject=(*DENSE_MF, *SAMPLED_MF),
        mutants=slips((*DENSE_MF, *SAMPLED_MF), "softmax", "sparsemax"),
    ),
    experiment(
        "sf.gaps.lightgcn",
        planted_on(GRAPH, 0.1, 0.2),
        where="summary, failure signatures",
        title="On graphs the sparse losses lose more than 30 % of softmax's NDCG",
        statement="With LightGCN the test NDCG@20 of sparsemax and of 1.5-entmax is more than 30 % below that of "
        "softmax, on MovieLens-1M, Amazon Electronics and Gowalla.",
        assumptions=(TUNED, "The summary says 'e.g.': read as on each of the paper's three data sets."),
        subject=GRAPH,
        mutants=(
            Mutant("30 % of it is kept", tuple(replace(ratio, high=0.3) for ratio in GRAPH)),
            Mutant("sparse above softmax", above(1.0, GRAPH)),
            Mutant("the labels softmax and sparsemax exchanged", exchanged(GRAPH, "softmax", "sparsemax")),
            Mutant("the same records under both labels", alike(GRAPH)),
        ),
    ),
    experiment(
        "sf.gaps.sasrec",
        planted_on(DENSE_SASREC, 0.25, 0.2),
        where="summary, Mechanism 1 and Key results",
        title="On SASRec softmax is above the sparse losses",
        statement="With SASRec the test NDCG@20, Precision@20 and Recall@20 of softmax are above those of sparsemax "
        "and of 1.5-entmax, on MovieLens-1M, Amazon Electronics and Gowalla.",
        assumptions=(TUNED, "The summary gives no size of these gaps: above is above at all."),
        subject=DENSE_SASREC,
        mutants=slips(DENSE_SASREC, "softmax", "sparsemax"),
    ),
    experiment(
        "sf.exp1.epochs",
        planted_on(EPOCHS, 40.0, 20.0),
        where="summary, first experiment 1",
        title="On MF sparsemax needs fewer epochs than softmax",
        statement="With matrix factorisation sparsemax reaches 99 % of its own final validation NDCG@10 in fewer "
        "epochs than softmax 99 % of its own, on Online Retail and on MovieLens-1M.",
        assumptions=("An epoch is one pass over the training pairs, grouped by context.", TUNED),
        subject=EPOCHS,
        mutants=slips(EPOCHS, "softmax", "sparsemax"),
    ),
    experiment(
        "sf.exp1.peak",
        planted_on(PEAK, 0.25, 0.2),
        where="summary, first experiment 1",
        title="On MF softmax reaches a higher peak than sparsemax",
        statement="With matrix factorisation the test NDCG@20 of softmax, at the epoch that is best on validation, is "
        "above that of sparsemax, on Online Retail and on MovieLens-1M.",
        assumptions=(TUNED,),
        subject=PEAK,
        mutants=slips(PEAK, "softmax", "sparsemax"),
    ),
    experiment(
        "sf.exp1.stability",
        planted_on(STEADY, 1.0, 0.9),
        where="summary, first experiment 1",
        title="On MF softmax keeps more of its peak than sparsemax",
        statement="With matrix factorisation the validation NDCG@20 of the last epoch, over that of the best epoch, is "
        "larger for softmax than for sparsemax, on Online Retail and on MovieLens-1M.",
        assumptions=("Stability is read as what remains of the peak after `patience` epochs without better.", TUNED),
        subject=STEADY,
        mutants=slips(STEADY, "softmax", "sparsemax"),
    ),
    experiment(
        "sf.next.lr_sweep",
        planted_on(RATES[:1], 0.2, 0.2) | planted_on(RATES[1:], 0.1, 0.2),
        where="summary, next check 1",
        title="Ten times the learning rate costs sparsemax more than 10 % and softmax less",
        statement="With matrix factorisation on MovieLens-1M and ten times the learning rate of the recipes, sparsemax "
        "loses more than 10 % of its test NDCG@20, softmax less.",
        assumptions=(
            f"The rate is {HIGH_RATE:g} in place of 0.02; its records stand in the folder of the sweeps.",
            "The thresholds that theory predicts are the subject of sf.lr_threshold.",
        ),
        subject=RATES,
        mutants=(
            Mutant("the labels of the losses exchanged", exchanged(RATES, "softmax", "sparsemax")),
            Mutant("the same records under both labels", alike(RATES)),
            Mutant("sparsemax keeps more than 90 % too", above(0.9, RATES)),
        ),
    ),
    experiment(
        "sf.guidance.many_classes",
        planted_on(MANY, 10.0, 1.0),
        where="summary, critical path 1",
        title="Above a hundred thousand classes exact softmax is the bottleneck of an epoch",
        statement="With 200,000 items an epoch of softmax takes more than twice the training time of one of sampled "
        "softmax with 1024 negatives: more than half of it is spent on what sampling saves.",
        assumptions=("Wall-clock training time without evaluation, on one machine; softmax grouped by context.",),
        subject=MANY,
        mutants=(
            Mutant("the labels exchanged", exchanged(MANY, "softmax", "sampled-softmax")),
            Mutant("the same records under both labels", alike(MANY)),
            Mutant("more than a hundred times", above(100.0, MANY)),
        ),
    ),
    experiment(
        "sf.guidance.ssm_or_nce",
        planted_on(SAMPLED_MF, 0.25, 0.2),
        where="summary, critical path 2",
        title="Of the sampled losses, sampled softmax ranks better than NCE",
        statement="With matrix factorisation and as many negatives, the test NDCG@20, Precision@20 and Recall@20 of "
        "sampled softmax are above those of NCE on MovieLens-1M, Amazon Electronics and Gowalla.",
        assumptions=(TUNED,),
        subject=SAMPLED_MF,
        mutants=slips(SAMPLED_MF, "sampled-softmax", "nce"),
    ),
    experiment(
        "sf.guidance.simple_models",
        planted_on(SIMPLE, 40.0, 20.0),
        where="summary, critical path 3",
        title="On simple models the sparse losses converge in fewer epochs",
        statement="With matrix factorisation sparsemax and 1.5-entmax reach 99 % of their own final validation NDCG@10 "
        "in fewer epochs than softmax 99 % of its own, on MovieLens-1M, Amazon Electronics and Gowalla.",
        assumptions=(TUNED,),
        subject=SIMPLE,
        mutants=slips(SIMPLE, "softmax", "sparsemax"),
    ),
    experiment(
        "sf.guidance.complex_models",
        planted_on(COMPLEX, 0.25, 0.2),
        where="summary, critical path 4",
        title="On graphs and transformers softmax and Rankmax rank better than the sparse losses",
        statement="With LightGCN and with SASRec the test NDCG@20 of softmax and of Rankmax are above those of "
        "sparsemax and of 1.5-entmax, on MovieLens-1M, Amazon Electronics and Gowalla.",
        assumptions=(TUNED, "Rankmax has its scale adapted to the label."),
        subject=COMPLEX,
        mutants=slips(COMPLEX, "softmax", "sparsemax"),
    ),
    experiment(
        "sf.guidance.rankmax",
        planted_on(BETWEEN[:3], 0.3, 0.25) | planted_on(BETWEEN[3:], 0.25, 0.2),
        where="summary, design tradeoffs",
        title="Rankmax is a compromise: it ranks between softmax and sparsemax",
        statement="With matrix factorisation the test NDCG@20 of Rankmax is below that of softmax and above that of "
        "sparsemax, on MovieLens-1M, Amazon Electronics and Gowalla.",
        assumptions=(TUNED, "Rankmax has its scale adapted to the label."),
        subject=BETWEEN,
        mutants=slips(BETWEEN, "softmax", "rankmax"),
    ),
    experiment(
        "sf.sampling.plateau.ssm.trained",
        dict(
            zip(
                (f"{runs} ndcg@20" for runs in (MORE[0].second, MORE[0].first, MORE[1].first)),
                (0.1, 0.12, 0.14),
                strict=True,
            )
        ),
        where="summary, first experiment 2",
        title="Trained with more negatives, sampled softmax ranks better, up to thousands of them",
        statement="On Gowalla, with matrix factorisation, the test NDCG@20 of sampled softmax rises from 16 to 256 "
        "negatives, and to 4096.",
        assumptions=(TUNED,),
        subject=MORE,
        mutants=(
            Mutant("more negatives and fewer exchanged", turned(MORE)),
            Mutant("the same records under both labels", alike(MORE)),
            Mutant("ten times as good", above(10.0, MORE)),
        ),
        uses=("sf.sampling.plateau.ssm",),
    ),
    experiment(
        "sf.sampling.plateau.nce.trained",
        planted_on(FLAT, 0.2, 0.2),
        where="summary, first experiment 2 and failure signatures",
        title="Trained with more negatives, NCE flattens early",
        statement="On Gowalla, with matrix factorisation, the test NDCG@20 of NCE with 4096 negatives is less than 1 % "
        "above that with 256.",
        assumptions=("Early: by 256 negatives. Flat: less than 1 %.", TUNED),
        subject=FLAT,
        mutants=(
            Mutant("10 % and more is gained", (replace(FLAT[0], low=1.1, high=float("inf")),)),
            Mutant("half is lost", (replace(FLAT[0], high=0.5),)),
            Mutant("any gain at all", above(1.0, FLAT)),
        ),
        uses=("sf.sampling.plateau.nce.repair",),
    ),
    experiment(
        "sf.sampling.dns.trained",
        planted_on(DYNAMIC, 0.22, 0.2),
        where="summary, first experiment 3",
        title="Trained with dynamic negatives, sampled softmax ranks better than with uniform ones",
        statement="On Gowalla, with matrix factorisation and as many negatives, the test NDCG@20 of sampled softmax "
        "with dynamic negatives is above that with uniform ones.",
        assumptions=("Dynamic: each negative is the highest scored of eight uniform draws.", TUNED),
        subject=DYNAMIC,
        mutants=(
            Mutant("dynamic and uniform exchanged", turned(DYNAMIC)),
            Mutant("the same records under both labels", alike(DYNAMIC)),
            Mutant("ten times as good", above(10.0, DYNAMIC)),
        ),
    ),
    experiment(
        "sf.ece.trained",
        planted_on(CALIBRATED, 0.05, 0.01),
        where="summary, next check 3",
        title="The probabilities of trained sparsemax are less calibrated than those of softmax",
        statement="With matrix factorisation the expected calibration error of the 20 items ranked first is larger for "
        "sparsemax than for softmax, on MovieLens-1M, Amazon Electronics and Gowalla.",
        assumptions=("The summary names no direction: this is the one that its Mechanism 3 suggests.", TUNED),
        subject=CALIBRATED,
        uses=("sf.ece.order",),
        mutants=slips(CALIBRATED, "softmax", "sparsemax"),
    ),
)
