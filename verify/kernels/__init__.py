"""Compiled CPU kernels of the sparse maps and their losses; `verify.maps` and `verify.losses` call them."""

from verify.kernels.rows import torch_only as torch_only
from verify.kernels.rows import usable as usable
