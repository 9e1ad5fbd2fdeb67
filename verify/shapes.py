"""Names of the shapes that maps and losses work on: a batch as the rows of a matrix, one class or many for each."""

from jaxtyping import Float, Int
from torch import Tensor

Rows = Float[Tensor, "rows n"]
Column = Float[Tensor, "rows 1"]
PerRow = Float[Tensor, " rows"]
Labels = Int[Tensor, " rows"]
Pairs = Int[Tensor, " pairs"]
