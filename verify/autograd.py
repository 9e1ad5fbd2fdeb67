"""What the hand-written derivatives ask of torch's differentiation."""

import torch
from torch import Tensor
from torch.autograd import forward_ad


def differentiable(*tensors: Tensor) -> bool:
    """Whether a backward pass on these tensors is itself differentiated, in reverse or in forward mode."""
    return torch.is_grad_enabled() or any(forward_ad.unpack_dual(tensor).tangent is not None for tensor in tensors)
