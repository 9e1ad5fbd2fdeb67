"""The quadratic losses by gradient, from the factors alone: no score but those of the pairs is formed.

- rg2: -o_y + |o + 1|^2 / 2N; RG paper (arXiv 2506.09454), Eq. 16 on the scale of Eq. 15. Its sum over all pairs of M
  users is sum_{x,y} W_x (P_x . Q_y - S_xy)^2 / 2N + |D| - M N / 2, with W and S as in `verify.recsys.als`.
- rgx: -o_y + |o + 1|^2 / 2N - (1^T o)^2 / 2N^2; Eq. 17 on that scale.
- wrmf: w (o - r)^2 with w = 1 + alpha r over all contexts and items, contexts without pairs
  included; Hu, Koren and Volinsky (2008), doi 10.1109/ICDM.2008.22.
"""

from functools import partial

from verify.losses.quadratic import linear_rg2_loss, linear_rgx_loss, linear_wrmf_loss
from verify.recsys.objectives.base import Build, OfFactors

OBJECTIVES: dict[str, Build] = {
    "rg2": lambda _, __: OfFactors(linear_rg2_loss),
    "rgx": lambda _, __: OfFactors(linear_rgx_loss),
    "wrmf": lambda config, _: OfFactors(partial(linear_wrmf_loss, alpha=config.alpha)),
}
