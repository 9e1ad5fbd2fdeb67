"""The probe of trained scores, on scores whose angles are known."""

import dataclasses

import numpy as np
import pytest
import torch

from theory import alignment
from theory.intervals import enclose
from verify.recsys import probe, records
from verify.seeds import generator


def test_at_zero_scores_rg_has_softmaxs_gradient_and_wsl_is_at_the_known_angle():
    """arcsin sqrt(m / N), whatever alpha: rg.closer_than_wsl.zero."""
    r = np.zeros((2, 8))
    r[0, :3], r[1, 5] = 1, 1
    found = probe.degrees(np.zeros((2, 8)), r)
    for method, angles in found.items():
        expected = [0, 0] if method.startswith("rg") else np.degrees(np.arcsin(np.sqrt([3 / 8, 1 / 8])))
        np.testing.assert_allclose(angles, expected, atol=1e-6)


def test_angles_are_those_of_the_reference():
    """Against gradients that sympy derives from the losses."""
    from fractions import Fraction

    scores = [Fraction(3, 2), Fraction(-1), Fraction(1, 4), Fraction(0), Fraction(-2, 3)]
    found = probe.degrees(np.array([scores], dtype=float), np.array([[1.0, 1.0, 0.0, 0.0, 0.0]]))

    def vector(method, alpha=0):
        gradient = alignment.gradient(method, scores, 2, Fraction(alpha))
        return np.array([float(enclose(x).mid()) for x in gradient])

    softmax = vector("softmax")
    for name, angles in found.items():
        method, _, alpha = name.partition(" ")
        other = vector(method, int(alpha or 0))
        cosine = softmax @ other / np.linalg.norm(softmax) / np.linalg.norm(other)
        assert angles[0] == pytest.approx(np.degrees(np.arccos(cosine)), rel=1e-10)


def test_autograd_agrees():
    random = generator("probe.autograd")
    o = torch.tensor(random.normal(size=(1, 6)), requires_grad=True)
    r = torch.tensor([[1.0, 0, 0, 1, 0, 0]], dtype=torch.float64)
    losses = {"rg2": 2 * (-(r * o).sum() / 2 + (o + 1).square().sum() / 12)}
    losses["softmax"] = 2 * torch.logsumexp(o, 1).sum() - (r * o).sum()
    slopes = {name: torch.autograd.grad(loss, o)[0].numpy() for name, loss in losses.items()}
    cosine = (slopes["rg2"] * slopes["softmax"]).sum()
    cosine /= np.linalg.norm(slopes["rg2"]) * np.linalg.norm(slopes["softmax"])
    found = probe.degrees(o.detach().numpy(), r.numpy())["rg2"][0]
    assert found == pytest.approx(np.degrees(np.arccos(cosine)), rel=1e-9)


def test_the_records_that_come_along_are_of_the_tuned_softmax():
    found = records.load_all(probe.PROBES)
    wanted = {c.seed: c for c in probe.configurations(probe.DATASET, len(found)) if c.loss == probe.LOSS}
    assert len(found) >= 10
    for record in found:
        assert records.stale(record) is None
        expected = dataclasses.asdict(wanted[record["config"]["seed"]])
        assert record["config"] == {**expected, "cutoffs": list(expected["cutoffs"])}
        assert set(record["degrees"]) == {"rg2", "rgx", *(f"wsl {alpha:g}" for alpha in probe.ALPHAS)}
