"""The compiled kernels: equal to the torch path, whatever the threads, and never from a stale cache."""

import ast
import threading
from pathlib import Path

import pytest
import torch
from family import FAMILY

import verify
from verify import losses, maps
from verify.kernels import rows, torch_only
from verify.seeds import generator

ROOT = Path(verify.__file__).parent


def batch(dtype, scale, shape=(40, 3000)):
    random = generator("kernels")
    scores = torch.from_numpy(scale * random.standard_normal(shape)).to(dtype).requires_grad_()
    return scores, torch.from_numpy(random.integers(shape[1], size=shape[0]))


@pytest.mark.parametrize("scale", [0.01, 1, 100])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", ["sparsemax", "entmax15"])
def test_the_torch_path_gives_the_same(name, dtype, scale):
    """The torch path of float32 adds in float32: a few units in the last place of 1."""
    scores, target = batch(dtype, scale)
    member, weights = FAMILY[name], torch.randn(scores.shape, dtype=dtype, generator=torch.Generator().manual_seed(1))

    def everything():
        p, loss = member.map(scores, target), member.loss(scores, target, reduction="none")
        return p, loss, *torch.autograd.grad((p * weights).sum(), scores), *torch.autograd.grad(loss.sum(), scores)

    compiled = everything()
    with torch_only():
        portable = everything()
    for ours, theirs in zip(compiled, portable, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=2e3 * torch.finfo(dtype).eps, atol=16 * torch.finfo(dtype).eps)


@pytest.mark.parametrize("name", ["sparsemax", "entmax15"])
def test_the_number_of_threads_changes_no_bit(name, monkeypatch):
    scores, target = batch(torch.float32, 1)
    results = []
    for threads in (1, 2, 3, 100):
        monkeypatch.setattr(torch, "get_num_threads", lambda n=threads: n)
        results.append((FAMILY[name].map(scores, target), FAMILY[name].loss(scores, target, reduction="none")))
    for p, loss in results[1:]:
        assert torch.equal(p, results[0][0])
        assert torch.equal(loss, results[0][1])


def test_an_error_in_a_thread_is_raised(monkeypatch):
    monkeypatch.setattr(rows, "LEAST", 1)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)

    started = threading.Barrier(2, timeout=60)

    def broken(*_):
        started.wait()
        if threading.current_thread() is not threading.main_thread():
            raise OSError("in a thread")

    with pytest.raises(OSError, match="in a thread"):
        rows.over_rows(broken, torch.zeros(2, 4))


def test_inside_torch_only_no_kernel_runs(monkeypatch):
    monkeypatch.setattr(rows, "over_rows", None)
    monkeypatch.setattr("verify.kernels.maps.over_rows", None)
    monkeypatch.setattr("verify.kernels.losses.over_rows", None)
    scores, target = batch(torch.float32, 1, (4, 5))
    with torch_only():
        losses.sparsemax_loss(scores, target).backward()
        maps.entmax15(scores).sum().backward()
    with pytest.raises(TypeError):
        maps.sparsemax(scores)


def kernels(tree):
    """The functions of a module that numba compiles."""
    return [
        f for f in tree.body if isinstance(f, ast.FunctionDef) and any("njit" in ast.dump(d) for d in f.decorator_list)
    ]


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_kernels_call_no_kernel_of_another_file(path):
    """The cache of a compiled function is renewed when its own file changes, and not when one that it calls does."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ours = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("theory", "verify")
        for alias in node.names
    }
    for function in kernels(tree):
        used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        assert not used & ours, function.name
