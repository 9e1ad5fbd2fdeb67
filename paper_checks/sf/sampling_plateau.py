"""Whether sampled softmax keeps improving in the number of draws: its bias and its minimiser."""

from typing import Any

from paper_checks.claim import Claim, Paper, Source
from paper_checks.sf.ssm_bias import CONVENTIONS
from paper_checks.sf.ssm_explodes import MUTANTS, Course, check_course, violates_course
from paper_checks.sf.ssm_mle import CONVENTIONS as RISK
from paper_checks.sf.ssm_mle_finite import Exactness, check_exactness, violates_exactness
from theory.bookkeeping import LOG_Q_BOTH

WHERE: dict[str, Any] = {"paper": Paper.SF, "where": "summary, first experiments 2", "source": Source.SUMMARY}

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
)
