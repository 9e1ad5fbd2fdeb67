"""The forms of RG2 and RGx, by their definitions with all scores, and their half-steps."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from verify import losses
from verify.errors import UsageError
from verify.recsys import als
from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.interactions import Interactions
from verify.recsys.lists import UserLists
from verify.recsys.rg_forms import RG2, WEIGHTS, Form, form
from verify.recsys.splits import split
from verify.seeds import generator

M, N, K, REGULARISATION, ALPHA, BETA = 8, 6, 2, 0.07, 0.5, 0.1
SOLVED = [(loss, weights) for loss in ("rg2", "rgx") for weights in WEIGHTS if (loss, weights) != ("rgx", "eq17")]


def problem(chosen, dim=K):
    """Item N - 1 has no user, user 2 one item."""
    random = generator("recsys.rgx")
    r = random.random((M, N)) < 0.5
    r[2] = r[:, -1] = False
    r[:, 0] |= ~r.any(1)
    users, items = r.nonzero()
    train = UserLists.of(users, items, M)
    P, Q = (torch.from_numpy(random.normal(size=(size, dim))) for size in (M, N))
    return torch.from_numpy(r).double(), als.TrainingSet(train, N, chosen), P, Q


def dense(r, chosen, P, Q, regularisation=REGULARISATION):
    """The objective as the paper writes it, from all scores."""
    sizes = r.sum(1)
    W = sizes if chosen.weight is None else torch.full_like(sizes, chosen.weight)
    o, S = P @ Q.T, r * N / sizes[:, None] - 1
    V = W / N if chosen.kappa is None else W * chosen.kappa
    inner = {"none": 0 * W, "squares": o.square().sum(1), "sum": o.sum(1).square()}[chosen.interaction]
    value = (W[:, None] * (o - S).square()).sum() - (V * inner).sum()
    if chosen.ridge == "plain":
        return value + regularisation * (P.square().sum() + Q.square().sum())
    return value + regularisation * ((N * W * P.square().sum(1)).sum() + W.sum() * Q.square().sum())


def minimiser(objective, shape):
    """Of a quadratic function of a matrix: its Hessian and gradient at 0 by autograd, one dense solve."""
    zero = torch.zeros(shape, dtype=torch.float64).flatten()

    def flat(x):
        return objective(x.view(shape))

    hessian = torch.autograd.functional.hessian(flat, zero)
    assert torch.linalg.eigvalsh(hessian).min() > 0
    gradient = torch.autograd.functional.jacobian(flat, zero)
    return torch.linalg.solve(hessian, -gradient).view(shape)


@pytest.mark.parametrize("dim", [K, 9])
@pytest.mark.parametrize(("loss", "weights"), SOLVED)
def test_each_half_step_is_the_only_minimiser(loss, weights, dim):
    """With 9 factors there are more than users or items."""
    chosen = form(loss, weights, ALPHA, BETA)
    r, data, P, Q = problem(chosen, dim)
    new_P, new_Q = als.solve_users(Q, data, REGULARISATION), als.solve_items(P, data, REGULARISATION)
    best_P = minimiser(lambda U: dense(r, chosen, U, Q), P.shape)
    best_Q = minimiser(lambda U: dense(r, chosen, P, U), Q.shape)
    torch.testing.assert_close(new_P, best_P, rtol=1e-8, atol=1e-9)
    torch.testing.assert_close(new_Q, best_Q, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize(("loss", "weights"), SOLVED)
def test_the_objective_without_scores_is_the_dense_one(loss, weights):
    chosen = form(loss, weights, ALPHA, BETA)
    r, data, P, Q = problem(chosen)
    assert als.objective(P, Q, data, REGULARISATION) == pytest.approx(float(dense(r, chosen, P, Q)), rel=1e-12)


@pytest.mark.parametrize(("loss", "weights"), SOLVED)
def test_the_objective_never_rises(loss, weights):
    _, data, P, Q = problem(form(loss, weights, ALPHA, BETA))
    values = [als.objective(P, Q, data, REGULARISATION)]
    for _ in range(15):
        P = als.solve_users(Q, data, REGULARISATION)
        values.append(als.objective(P, Q, data, REGULARISATION))
        Q = als.solve_items(P, data, REGULARISATION)
        values.append(als.objective(P, Q, data, REGULARISATION))
    assert all(after <= before + 1e-12 * values[0] for before, after in pairwise(values))
    assert values[-1] < 0.9 * values[0]


def test_printed_rgx_is_eq_38_and_39():
    """Row by row, with dense diagonal weights; for RG2, Eq. 36 and 37 as printed are what is corrected too."""
    r, data, P, Q = problem(form("rgx", "printed"))
    W = r.sum(1, keepdim=True).expand_as(r)
    S, V, identity = r * N / W - 1, r.sum(1) / N, torch.eye(K, dtype=P.dtype)
    new_P, new_Q = als.solve_users(Q, data, REGULARISATION), als.solve_items(P, data, REGULARISATION)
    for x in range(M):
        system = Q.T @ (W[x].diag() - V[x] * torch.eye(N)) @ Q + REGULARISATION * W[x].sum() * identity
        torch.testing.assert_close(new_P[x], S[x] @ W[x].diag() @ Q @ system.inverse())
    for y in range(N):
        system = P.T @ (W[:, y] - V).diag() @ P + REGULARISATION * W[:, y].sum() * identity
        torch.testing.assert_close(new_Q[y], S[:, y] @ W[:, y].diag() @ P @ system.inverse())
    assert form("rg2", "printed") == form("rg2", "corrected") == form("rg2", "eq17") == RG2


def test_corrected_rgx_never_differs_from_rg2_after_the_first_item_step():
    _, rgx, P, Q = problem(form("rgx", "corrected"))
    rg2 = problem(RG2)[1]
    torch.testing.assert_close(als.solve_items(P, rgx, REGULARISATION), als.solve_items(P, rg2, REGULARISATION))
    first = als.solve_users(Q, rgx, REGULARISATION)
    assert (first - als.solve_users(Q, rg2, REGULARISATION)).abs().max() > 0.01
    torch.testing.assert_close(first, als.solve_users(Q - Q.mean(0), rg2, REGULARISATION))
    Q = als.solve_items(first, rgx, REGULARISATION)
    assert Q.sum(0).abs().max() < 1e-12
    torch.testing.assert_close(als.solve_users(Q, rgx, REGULARISATION), als.solve_users(Q, rg2, REGULARISATION))


@pytest.mark.parametrize(
    ("rgx", "rg2", "unit"),
    [
        (form("rgx", "printed"), form("rg2", "printed"), N / (N - 1)),
        (form("rgx", "eq31"), form("rg2", "eq31"), N / (N - 1)),
        (form("rgx", "constant", ALPHA, BETA), form("rg2", "constant", ALPHA), ALPHA / (ALPHA - BETA)),
    ],
)
def test_rgx_with_squared_scores_is_rg2_in_other_units(rgx, rg2, unit):
    """From factors sqrt(unit) times as large the half-step is sqrt(unit) times as large: the rankings are the same."""
    _, data, P, Q = problem(rgx)
    plain = problem(rg2)[1]
    for solve, given in ((als.solve_users, Q), (als.solve_items, P)):
        scaled = solve(unit**0.5 * given, data, REGULARISATION)
        torch.testing.assert_close(scaled, unit**0.5 * solve(given, plain, REGULARISATION))


def test_a_constant_weight_counts_over_lambda_alone():
    _, data, P, Q = problem(form("rg2", "constant", ALPHA))
    doubled = problem(form("rg2", "constant", 2 * ALPHA))[1]
    for solve, given in ((als.solve_users, Q), (als.solve_items, P)):
        torch.testing.assert_close(solve(given, data, REGULARISATION), solve(given, doubled, 2 * REGULARISATION))


@pytest.mark.parametrize(
    ("loss", "weights", "alpha", "beta", "words"),
    [
        ("rgx", "eq17", 1.0, 0.0, "as Eq. 17 reads to the letter, the objective has no lower bound"),
        ("rgx", "constant", 0.1, 0.1, "no lower bound; give a beta below alpha"),
        ("rgx", "constant", 0.1, 0.5, "5 times the weight"),
        ("rgx", "constant", 0.0, 0.5, "alpha, the constant weight, is 0.0"),
        ("rgx", "constant", 1.0, -0.5, "share of the weight is -0.5"),
        ("rg2", "constant", -1.0, 0.0, "alpha, the constant weight, is -1.0"),
        ("rg2", "constant", float("nan"), 0.0, "alpha, the constant weight, is nan"),
        ("rg2", "constnat", 1.0, 0.0, "unknown choice of weights 'constnat'; did you mean constant"),
        ("rg3", "constant", 1.0, 0.0, "unknown quadratic loss 'rg3'"),
    ],
)
def test_what_cannot_be_minimised_is_refused(loss, weights, alpha, beta, words):
    with pytest.raises(UsageError, match=words):
        problem(form(loss, weights, alpha, beta))


def test_unbounded_forms_are_unbounded_and_the_bound_is_sharp():
    """Scores that are equal for a context: beyond a share of 1 / N they lower the objective without end."""
    for kappa, bounded in ((1 / N, True), (1.01 / N, False), (1.0, False)):
        chosen = Form(interaction="sum", kappa=kappa)
        r, _, P, Q = problem(RG2)
        values = [float(dense(r, chosen, t * torch.ones_like(P), t * torch.ones_like(Q), 0.0)) for t in (10, 100)]
        assert (values[1] >= values[0] - 1e-6 * abs(values[0])) == bounded
        if not bounded:
            with pytest.raises(UsageError, match="no lower bound"):
                problem(chosen)


def parts():
    random = generator("recsys.rgx", 1)
    return split(Interactions.of(*(random.random((30, 20)) < 0.4).nonzero()), "ratio", 0)


@pytest.mark.parametrize(
    ("weights", "reference"), [("corrected", losses.linear_rgx_loss), (None, losses.linear_rg2_loss)]
)
def test_an_epoch_returns_the_mean_loss_per_positive(weights, reference):
    """Up to N / 2 a context, less 1 a positive: the constants that the squares drop."""
    data = parts()
    chosen = RG2 if weights is None else form("rgx", weights)
    model = MatrixFactorisation(data.train, data.n_items, 3, seed=1)
    found = als.AlternatingLeastSquares(model, data, 0.1, chosen).epoch()
    P, Q = model.P.detach().double(), model.Q.detach().double()
    rows, columns = torch.from_numpy(data.train.users), torch.from_numpy(np.array(data.train.values))
    total = float(reference(P, Q, rows, columns))
    constant = data.train.n_users * data.n_items / 2 / len(rows) - 1
    assert found == pytest.approx(total / len(rows) + constant, abs=1e-4)


def test_a_user_without_items_and_a_ridge_of_zero_are_refused():
    lists = UserLists.of(np.array([0, 2]), np.array([1, 0]), 3)
    with pytest.raises(UsageError, match="user 1 has no training item"):
        als.TrainingSet(lists, 2)
    data = parts()
    model = MatrixFactorisation(data.train, data.n_items, 3, seed=1)
    with pytest.raises(UsageError, match=r"regularisation is 0\.0; least squares need a positive number"):
        als.AlternatingLeastSquares(model, data, 0.0)
