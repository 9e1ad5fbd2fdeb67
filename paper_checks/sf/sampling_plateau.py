"""Whether sampled softmax keeps improving in the number of draws: its bias, its minimiser, and trained models."""

from functools import partial
from itertools import pairwise
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.sf.ssm_bias import CONVENTIONS
from paper_checks.sf.ssm_explodes import MUTANTS, Course, check_course, violates_course
from paper_checks.sf.ssm_mle import CONVENTIONS as RISK
from paper_checks.sf.ssm_mle_finite import Exactness, check_exactness, violates_exactness
from paper_checks.trained import Prediction, Ratio, Runs, alike, check, exchanged, turned, violates
from theory.bookkeeping import LOG_Q_BOTH

WHERE: dict[str, Any] = {"paper": Paper.SF, "where": "summary, first experiments 2", "source": Source.SUMMARY}
LADDER = ("sampled-softmax-16", "sampled-softmax-256", "sampled-softmax-4096")
TRAINED: Prediction = tuple(
    Ratio("ndcg@20", Runs("gowalla", more), Runs("gowalla", less)) for less, more in pairwise(LADDER)
)
PLANTED = {f"gowalla mf {name} ndcg@20": figure for name, figure in zip(LADDER, (0.1, 0.12, 0.14), strict=True)}

CLAIMS = (
    Claim(
        id="sf.sampling.plateau.ssm",
        title="The bias of sampled softmax's log-partition becomes smaller with every further draw",
        statement=(
            r"$|E\log\hat Z - \log Z|$ falls strictly as $k$ grows by 1, for every $Q \ne P$ and $k$, as does "
            r"$\operatorname{Var}(\hat Z/Z)$; both vanish as $k \to \infty$: there is no plateau."
        ),
        subject=Course(("bias", "variance of Z")),
        check=check_course,
        violates=violates_course,
        assumptions=CONVENTIONS[:2],
        mutants=MUTANTS,
        uses=("sf.ssm.bias", "sf.ssm.variance.bound.repair"),
        bibtex=("pu2026softmax", "burda2016iwae"),
        **WHERE,
    ),
    Claim(
        id="sf.sampling.plateau.ssm.minimiser",
        title="The minimiser of the sampled risk, too, improves for ever, and is never yet at maximum likelihood",
        statement=(
            r"Read of the minimiser, for every bookkeeping that tends to maximum likelihood: none has reached it at a "
            r"finite $k$; here with $\log q$ on both sides, the positive in and hits kept."
        ),
        subject=Exactness(LOG_Q_BOTH, "never"),
        check=check_exactness,
        violates=violates_exactness,
        assumptions=RISK,
        repaired_by="sf.ssm.mle.log_q",
        bibtex=("pu2026softmax",),
        **WHERE,
    ),
    Claim(
        id="sf.sampling.plateau.ssm.trained",
        title="Trained with more negatives, sampled softmax ranks better, up to thousands of them",
        statement="On Gowalla, the test NDCG@20 of sampled softmax rises from 16 to 256 negatives, and to 4096.",
        subject=TRAINED,
        check=partial(check, planted=PLANTED),
        violates=partial(violates, planted=PLANTED),
        assumptions=("The method sampled-softmax-K draws K negatives; each is tuned with as many points.",),
        mutants=(
            Mutant("the labels exchanged", exchanged(TRAINED, LADDER[0], LADDER[2])),
            Mutant("the same records under both labels", alike(TRAINED)),
            Mutant(
                "from 4096 negatives to 256",
                turned(TRAINED),
            ),
        ),
        universal=False,
        settle=(
            "python -m verify.recsys.record_all --dataset gowalla && softproof check sf.sampling.plateau.ssm.trained"
        ),
        bibtex=("pu2026softmax",),
        **WHERE,
    ),
)
