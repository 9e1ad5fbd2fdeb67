"""Losses of all scores of a context, grouped by context, a block of contexts at a time.

- softmax: log-sum-exp of the scores less the positive's score; RG paper (arXiv 2506.09454), Eq. 3.
- sparsemax: Martins and Astudillo (2016), arXiv 1602.02068.
- entmax15: the Fenchel-Young loss of 1.5-entmax; Peters, Niculae and Martins (2019), arXiv 1905.05702.
- rankmax: log of the sum of max(o_j - o_y + 1, 0), the scale adapted to the label; Kong, Krichene, Mayoraz, Rendle and
  Zhang (2020), NeurIPS 33.
"""

from verify.losses.linear import (
    grouped_linear_entmax15_loss,
    grouped_linear_rankmax_loss,
    grouped_linear_softmax_loss,
    grouped_linear_sparsemax_loss,
)
from verify.recsys.objectives.base import Build, OfFactors

OBJECTIVES: dict[str, Build] = {
    "softmax": lambda _, __: OfFactors(grouped_linear_softmax_loss),
    "sparsemax": lambda _, __: OfFactors(grouped_linear_sparsemax_loss),
    "entmax15": lambda _, __: OfFactors(grouped_linear_entmax15_loss),
    "rankmax": lambda _, __: OfFactors(grouped_linear_rankmax_loss),
}
