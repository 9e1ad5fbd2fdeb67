"""The end of s. 4.2, Eq. 19 and B.2: which unequal weights keep a squared loss DCG-consistent."""

from typing import Any

from paper_checks.claim import Claim, Mutant, Source
from paper_checks.rg.squared_consistency import COMMON, EQ19, SETS, Loss, binary_label, eq19_weight, rg_label


def _two(r: Any, _m: Any, _N: Any, _y: Any, k: Any) -> Any:
    return k.alpha * r + k.beta * (1 - r)


def _sampled_weight(r: Any, m: Any, N: Any, _y: Any, k: Any) -> Any:
    return m + r * N / k.n


def _sampled_label(r: Any, m: Any, N: Any, _y: Any, k: Any) -> Any:
    return r * N * (k.n + 1) / (k.n * m + N) - 1


B2 = Loss(lambda _r, _m, _N, _y, k: k.alpha, rg_label)
END: dict[str, Any] = {"where": "end of s. 4.2"}

CLAIMS = (
    Claim(
        id="rg.weights_disrupt.wsl",
        source=Source.BEYOND,
        title="No constant weights on relevant and other items disrupt consistency",
        statement=SETS
        + r"$\sum_y (\alpha r_y + \beta(1-r_y))(o_y - s_y)^2$ with constants $\alpha, \beta > 0$ and labels $a > b$ "
        r"(WSL, WRMF) is DCG-consistent: $o_y = \frac{\alpha a\eta_y + \beta b(1-\eta_y)}{\alpha\eta_y + "
        r"\beta(1-\eta_y)}$ rises strictly in $\eta_y = E[r_y]$",
        subject=Loss(_two, binary_label),
        mutants=(
            Mutant("weights that vary with m", Loss(lambda r, m, N, y, k: m * _two(r, m, N, y, k), binary_label)),
            Mutant("relevant items' weight varies", Loss(lambda r, m, *_: r * m + 1 - r, binary_label)),
            Mutant("weights of the items' own", Loss(lambda r, _m, _N, y, _k: r * y + 1 - r, binary_label)),
            Mutant("RG's labels (B.2)", Loss(_two, rg_label)),
        ),
        uses=("rg.eq25",),
        **END,
        **COMMON,
    ),
    Claim(
        id="rg.weights_disrupt.eq19",
        where="Eq. 18-19, s. 4.2",
        source=Source.BEYOND,
        title="RG2 with the sampled weights of Eq. 19 is DCG-consistent",
        statement=SETS
        + r"$\sum_y w_{x,y}(o_y + 1 - r_yN/|\mathcal I_x|)^2$ with $w = |\mathcal I_x|$ on relevant items and "
        r"$|\mathcal I_x|\frac{n+1}N$ on others is DCG-consistent, as the RG losses are said to be",
        subject=EQ19,
        repaired_by="rg.weights_disrupt.repair",
        uses=("rg.eq25",),
        **COMMON,
    ),
    Claim(
        id="rg.weights_disrupt.b2",
        where="B.2, Eq. 32",
        source=Source.FULL_TEXT,
        title="RG2 with a tuned constant for its weights is DCG-consistent",
        statement=SETS
        + r"$\sum_y \alpha\,(o_y + 1 - r_yN/|\mathcal I_x|)^2$ with a constant $\alpha > 0$, by which B.2 replaces the "
        r"weights for the experiments, is DCG-consistent, as s. 4.2 says of RG$^2$",
        subject=B2,
        repaired_by="rg.weights_disrupt.repair",
        uses=("rg.eq25",),
        **COMMON,
    ),
    Claim(
        id="rg.weights_disrupt.repair",
        source=Source.BEYOND,
        title="With RG's labels, weights A m on relevant and A m + B on other items keep RG2 DCG-consistent",
        statement=SETS
        + r"$\sum_y w\,(o_y + 1 - r_yN/m)^2$ with $w = Am$ on relevant items and $Am + B$ on others, $A > 0$, $B \ge "
        r"0$, is DCG-consistent (RG2 of Eq. 16 has $B = 0$)",
        subject=Loss(lambda r, m, _N, _y, k: k.gap * m + (1 - r) * k.beta, rg_label),
        mutants=(
            Mutant("Eq. 19's weights", EQ19),
            Mutant("constant weights (B.2)", B2),
            Mutant("B on the relevant items", Loss(lambda r, m, _N, _y, k: k.gap * m + r * k.beta, rg_label)),
            Mutant("$A$ for $Am$", Loss(lambda r, _m, _N, _y, k: k.gap + (1 - r) * k.beta, rg_label)),
        ),
        uses=("rg.eq25", "rg.weights_disrupt.exact"),
        **END,
        **COMMON,
    ),
    Claim(
        id="rg.weights_disrupt.eq19.one_size",
        where="Eq. 18-19, s. 4.2",
        source=Source.BEYOND,
        title="With the same number of relevant items in every context Eq. 19's weights keep DCG-consistency",
        statement=SETS + r"If $m$ is the same in all contexts (single click), the loss of Eq. 18-19 is DCG-consistent.",
        subject=Loss(eq19_weight, rg_label, one_size=True),
        mutants=(
            Mutant("for any numbers of relevant items", EQ19),
            Mutant("weights of the items' own", Loss(lambda r, m, _N, y, _k: m * (r * y + 1 - r), rg_label, True)),
            Mutant("the label's sign lost", Loss(eq19_weight, lambda r, m, N, y, k: -rg_label(r, m, N, y, k), True)),
        ),
        uses=("rg.eq25",),
        **COMMON,
    ),
    Claim(
        id="rg.weights_disrupt.sampled",
        where="Eq. 18-19, s. 4.1",
        source=Source.BEYOND,
        title="The exact expectation of the sampled RG2 is DCG-consistent, unlike Eq. 18-19",
        statement=SETS + r"Over $n$ uniform draws with replacement, the sampled RG2 is, up to a factor and a constant, "
        r"$\sum_y w\,(o_y - s_y)^2$ with $w = m + r_y\frac Nn$ and $s_y = r_y\frac{N(n+1)}{nm + N} - 1$; it is "
        "DCG-consistent",
        subject=Loss(_sampled_weight, _sampled_label),
        mutants=(
            Mutant("Eq. 19's weights and label", EQ19),
            Mutant("Eq. 19's weights", Loss(eq19_weight, _sampled_label)),
            Mutant("Eq. 18's label", Loss(_sampled_weight, rg_label)),
        ),
        uses=("rg.eq25",),
        **COMMON,
    ),
)
