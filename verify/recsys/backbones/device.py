"""The device of a run."""

import torch

from verify.errors import UsageError


def device(name: str) -> torch.device:
    """The torch device of this name; `UsageError` where there is none."""
    try:
        found = torch.device(name)
        torch.empty(1, device=found)
    except (RuntimeError, AssertionError) as error:
        raise UsageError(f"there is no device {name!r} here ({str(error).splitlines()[0]}); use cpu") from error
    return found
