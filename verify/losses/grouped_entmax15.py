"""The loss of 1.5-entmax grouped by context, from probabilities that sum to 1 in floating point too.

Of these at most one in a row exceeds 1/2, which `verify.losses.grouped` relies on: where two scores tie, the compiled
map can give both a unit in the last place more.
"""

from dataclasses import replace
from functools import partial

from jaxtyping import Float
from torch import Tensor

from verify.kernels import maps as compiled
from verify.losses.grouped import _entmax_value, _Family, _grouped
from verify.maps.entmax15 import ENTMAX15
from verify.shapes import Rows


def grouped_entmax15_loss(scores: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """The Fenchel-Young loss of 1.5-entmax, summed over the positives; its gradient is entmax15(o) - e_y.

    Arguments and errors as in `verify.losses.grouped`.
    """
    return _grouped(scores, rows, columns, _FAMILY)


def _normalised(x: Rows) -> Rows:
    p = compiled.entmax15(x)
    return p.div_(p.sum(1, keepdim=True))


_FAMILY = _Family(ENTMAX15, partial(_entmax_value, replace(ENTMAX15, compiled=_normalised)))
