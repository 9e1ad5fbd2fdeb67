"""The open questions that the papers call out: what is asked, which claims answer a part, and what remains."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from paper_checks.claim import Paper


@dataclass(frozen=True)
class Question:
    """An open question. The claims with its `id`, and those that begin with one of `related`, are about it.

    `remains` says what they leave open.
    """

    id: str
    paper: Paper
    title: str
    asks: str
    related: tuple[str, ...]
    remains: str

    def claims(self, ledger: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The entries of a ledger that are about it, its own first, then in the order of `related`."""
        found = list(ledger)
        prefixes = (self.id, *self.related)
        return [c for prefix in prefixes for c in found if c["id"] == prefix or c["id"].startswith(f"{prefix}.")]


QUESTIONS = (
    Question(
        "rg.oq1",
        Paper.RG,
        "Graded relevance",
        "Do the consistency guarantees of the squared losses extend to NDCG with graded relevance?",
        ("rg.title",),
        "Weights that depend on the ideal DCG of the drawn grades make the loss NDCG-consistent; how fast the NDCG "
        "regret falls with the surrogate's, under such weights, is not derived here.",
    ),
    Question(
        "rg.oq2",
        Paper.RG,
        "Proposals that are not uniform",
        "Does the relation between the coefficients of RG and the weights of a weighted squared loss hold when the "
        "negatives are not drawn uniformly?",
        ("rg.weights_disrupt", "rg.eq18"),
        "The expansion and its minimiser are settled for every proposal that is fixed; a proposal that follows the "
        "model while it is trained is not covered.",
    ),
    Question(
        "rg.oq3",
        Paper.RG,
        "Deep models trained by gradients",
        "Does RG keep its advantage in speed when it trains a deep model by stochastic gradients?",
        ("rg.speedup", "rg.fig1"),
        "A question about trained models: it stays open until the runs of its command are recorded.",
    ),
    Question(
        "sf.oq1",
        Paper.SF,
        "Top-k calibration and NDCG@K",
        "Can the gap between top-k calibration and position-sensitive metrics such as NDCG@K be bridged?",
        ("sf.dcg.full_ndcg", "rg.title"),
        "Graded gains, and losses that are not weighted sums over the relevant items, are not covered; nor is the best "
        "constant of the bound that the regrets of the top 1 to K give together.",
    ),
    Question(
        "sf.oq2",
        Paper.SF,
        "Bias and variance together",
        "At what rate do sampled approximations of softmax converge when both bias and variance are present?",
        ("sf.ssm.variance", "sf.ssm.mle"),
        "The theorem takes bounds of the gradient's bias and noise as given; how they change along a run that trains "
        "shared parameters is not derived.",
    ),
    Question(
        "sf.oq3",
        Paper.SF,
        "An estimator of the normaliser from few samples",
        "Is there an estimator of softmax's normalisation that is asymptotically unbiased with few samples and without "
        "memory for each query?",
        ("sf.ssm.bias",),
        "What a proposal that is adapted to the model while it is trained can gain is not covered.",
    ),
)
