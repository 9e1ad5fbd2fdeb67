"""The steps whose seconds are measured: what they compute, and the exponents of their growth."""

import pytest
import torch

from theory.loss_costs import ALPHA, RATE
from verify import losses
from verify.bench import case, cost, documents
from verify.cost_exponents import METHODS, PAIRS_A_CONTEXT
from verify.errors import UsageError

CLASSES = 40


@pytest.fixture
def problem():
    return cost.problem(6, CLASSES)


def test_every_counted_method_is_timed_at_every_size():
    assert tuple(cost.STEPS) == METHODS
    for name, one in zip(METHODS, cost.cases(), strict=True):
        assert one.name == cost.case_name(name)
        assert list(one.contenders) == [cost.label(n) for n in one.settings["classes"]]
        assert one.unit < case.SMALLEST


FULL = {
    "softmax": losses.softmax_loss,
    "sparsemax": losses.sparsemax_loss,
    "entmax": lambda scores, target: losses.entmax_bisect_loss(scores, target, alpha=ALPHA),
    "rankmax": losses.rankmax_loss,
}


@pytest.mark.parametrize("name", FULL)
def test_a_step_over_all_classes_descends_its_loss(name, problem):
    before = [x.detach().clone().requires_grad_() for x in (problem.batch.contexts, problem.batch.items)]
    slopes = torch.autograd.grad(FULL[name](before[0] @ before[1].T, problem.batch.target), before)
    cost.STEPS[name][1](problem)
    for after, x, slope in zip((problem.batch.contexts, problem.batch.items), before, slopes, strict=True):
        torch.testing.assert_close(after, x - RATE * slope)
        assert slope.abs().max() > 1e-3


@pytest.mark.parametrize("name", ["ssm", "nce"])
def test_a_sampled_step_descends_the_loss_of_its_draws_and_leaves_other_items(name, problem):
    contexts, items = (x.detach().clone().requires_grad_() for x in (problem.batch.contexts, problem.batch.items))
    again = torch.Generator().manual_seed(0)
    again.set_state(problem.random.get_state())
    drawn = problem.sampler.sample((6, cost.NEGATIVES), again)
    positive = (contexts * items[problem.batch.target]).sum(1)
    negatives = (contexts[:, None] * items[drawn.ids]).sum(2)
    if name == "ssm":
        loss = torch.logsumexp(torch.cat([positive[:, None], negatives], 1) - positive[:, None], 1).mean()
    else:
        loss = losses.nce_loss(positive, negatives, drawn.log_q.float(), drawn.log_q[:, 0].float())
    slopes = torch.autograd.grad(loss, (contexts, items))
    cost.STEPS[name][1](problem)
    torch.testing.assert_close(problem.batch.contexts, contexts - RATE * slopes[0])
    torch.testing.assert_close(problem.batch.items, items - RATE * slopes[1])
    other = torch.ones(CLASSES, dtype=torch.bool)
    other[torch.cat([problem.batch.target, drawn.ids.flatten()])] = False
    assert torch.equal(problem.batch.items[other], items[other])


def test_a_step_of_the_tree_descends_the_loss_of_all_its_classes(problem):
    contexts, nodes = (x.detach().clone().requires_grad_() for x in (problem.batch.contexts, problem.batch.items[:-1]))
    log_p = losses.hierarchical_log_probabilities(contexts, nodes, problem.tree)
    loss = torch.nn.functional.nll_loss(log_p, problem.batch.target)
    slopes = torch.autograd.grad(loss, (contexts, nodes))
    cost.STEPS["hsm"][1](problem)
    torch.testing.assert_close(problem.batch.contexts, contexts - RATE * slopes[0])
    torch.testing.assert_close(problem.batch.items[:-1], nodes - RATE * slopes[1])


def test_a_sweep_has_distinct_pairs_in_each_context(problem):
    pairs = problem.pairs.items.view(CLASSES, PAIRS_A_CONTEXT).sort(1).values
    assert (pairs.diff(dim=1) > 0).all()
    P, Q = cost.STEPS[cost.RG][1](problem)
    assert P.shape == Q.shape == problem.batch.items.shape


def record(exponents, **settings):
    """Rounds with these exponents, each at its own speed."""
    contenders = {
        cost.label(n): {"seconds": [(i + 1) * n**slope for i, slope in enumerate(exponents)]} for n in (10, 100, 1000)
    }
    return {"settings": {"classes": [10, 100, 1000]} | settings, "contenders": contenders}


def test_growth_is_the_median_and_the_quartiles_of_the_exponents_of_the_rounds():
    fit = cost.growth(record([0.5, 0.9, 1.0, 1.1, 2.0], rows=4), (10, 100, 1000))
    assert (fit.low, fit.value, fit.high) == pytest.approx((0.9, 1.0, 1.1))


def test_the_seconds_are_of_a_pair():
    one = record([1.0, 1.0], rows=4)
    assert cost.seconds(one, 100) == [25.0, 50.0]
    assert cost.quartiles(record([1.0] * 3, rows=4), 100) == (37.5, 50.0, 62.5)
    sweep = record([1.0, 1.0], **{"pairs a context": 4})
    assert cost.seconds(sweep, 100) == [0.25, 0.5]
    assert cost.growth(sweep, (10, 100, 1000)).value == pytest.approx(0)


def test_only_this_suite_goes_without_a_contender_of_our_name(tmp_path):
    document = documents.load("cost")
    documents.save(document, tmp_path)
    assert documents.load("cost", tmp_path) == document
    documents.save(document | {"suite": "losses"}, tmp_path)
    with pytest.raises(UsageError, match="'softproof' is a required property"):
        documents.load("losses", tmp_path)
