"""RGx of Eq. 31 with constants against RG2 in other units, with random matrices and with ALS run to the end."""

import numpy as np
import pytest

from theory.interaction_units import units_argument
from verify.seeds import generator

ALPHA, BETA, RIDGE = 0.7, 0.2, 0.3
C = ALPHA / (ALPHA - BETA)


def objective(P, Q, S, beta):
    O = P @ Q.T
    return ALPHA * ((S - O) ** 2).sum() - beta * (O**2).sum() + RIDGE * ((P**2).sum() + (Q**2).sum())


def als(S, Q, beta, sweeps):
    for _ in range(sweeps):
        P = ALPHA * S @ Q @ np.linalg.inv((ALPHA - beta) * Q.T @ Q + RIDGE * np.eye(Q.shape[1]))
        Q = ALPHA * S.T @ P @ np.linalg.inv((ALPHA - beta) * P.T @ P + RIDGE * np.eye(Q.shape[1]))
    return P, Q


@pytest.fixture
def matrices():
    random = generator("interaction_units")
    return random.normal(size=(6, 2)), random.normal(size=(5, 2)), random.normal(size=(6, 5))


def test_the_objectives_differ_by_a_constant(matrices):
    P, Q, S = matrices
    constant = (1 - C) * ALPHA * (S**2).sum()
    scaled = objective(np.sqrt(C) * P, np.sqrt(C) * Q, S, BETA)
    assert scaled == pytest.approx(C * objective(P, Q, S, 0.0) + constant, rel=1e-12)


def test_every_half_step_is_the_same_up_to_the_factor(matrices):
    _, Q, S = matrices
    for sweeps in (1, 5):
        P2, Q2 = als(S, Q, 0.0, sweeps)
        Px, Qx = als(S, np.sqrt(C) * Q, BETA, sweeps)
        np.testing.assert_allclose(Px @ Qx.T, C * P2 @ Q2.T, rtol=1e-9)
        assert (np.argsort(Px @ Qx.T, axis=1) == np.argsort(P2 @ Q2.T, axis=1)).all()


def test_the_argument_holds():
    assert units_argument().holds
