"""What torch.func makes of a loss, beside what autograd makes of it."""

import torch


def assert_transforms(loss, *batches):
    """Gradient, directional derivative and Hessian of the loss, and batches of the first, are autograd's.

    `loss` takes one example of each of the `batches`, whose first axis counts the examples.
    """
    examples, places = list(zip(*batches, strict=True)), tuple(range(len(batches)))
    slopes = [torch.autograd.functional.vjp(loss, example)[1] for example in examples]
    for example, slope in zip(examples, slopes, strict=True):
        change = sum((a * b).sum() for a, b in zip(slope, example, strict=True))
        torch.testing.assert_close(torch.func.grad(loss, places)(*example), slope)
        torch.testing.assert_close(torch.func.jvp(loss, example, example), (loss(*example), change))
    stacked = tuple(torch.stack(parts) for parts in zip(*slopes, strict=True))
    torch.testing.assert_close(torch.func.vmap(torch.func.grad(loss, places))(*batches), stacked)
    hessian = torch.autograd.functional.hessian(loss, examples[0])
    torch.testing.assert_close(torch.func.hessian(loss, places)(*examples[0]), hessian)
