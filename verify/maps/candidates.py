"""The scores that can be in the support of a sparse map, packed into a narrower matrix."""

import torch
from jaxtyping import Float
from torch import Tensor

from verify.shapes import Column, Rows


def candidates(z: Rows, floor: float | Column) -> Float[Tensor, "rows k"]:
    """The scores above `floor`, packed to the left and filled up with -inf; `z` itself if that is not much narrower."""
    rows, columns = (z > floor).nonzero(as_tuple=True)
    counts = torch.bincount(rows, minlength=len(z))
    width = max(1, int(counts.max())) if len(z) else 1
    if 2 * width > z.shape[1]:
        return z
    places = torch.arange(len(rows), device=z.device) - (counts.cumsum(0) - counts)[rows]
    return z.new_full((len(z), width), -torch.inf).index_put((rows, places), z[rows, columns])
