"""Every objective against the readable sum over the pairs of its batch."""

import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from theory import hierarchical, pairwise
from theory.trees import balanced, huffman
from verify import losses
from verify.errors import UsageError
from verify.recsys import bookkeepings, objectives
from verify.recsys.backbones.base import Batch
from verify.recsys.config import Config
from verify.recsys.lists import UserLists
from verify.recsys.methods import METHODS
from verify.recsys.objectives import streamed
from verify.recsys.objectives.sampled import epoch_generator
from verify.recsys.splits import Split
from verify.samplers import AliasSampler, DynamicSampler, UniformSampler
from verify.seeds import generator

ROOT = Path(__file__).parents[1]
N_ITEMS, DIM, K = 12, 3, 7
SAMPLED = ("sampled-softmax", "nce", "bpr", "bce", "uib")
DRAWN = (*SAMPLED, "sml")
LOSSES = tuple(name for name in METHODS if METHODS[name].objective)
UNSHARED = tuple(loss for loss in LOSSES if loss not in SAMPLED)
FULL = {
    "softmax": losses.softmax_loss,
    "sparsemax": losses.sparsemax_loss,
    "entmax15": losses.entmax15_loss,
    "rankmax": losses.rankmax_loss,
}


@pytest.fixture(autouse=True)
def _repeatable(monkeypatch):
    monkeypatch.delenv("SOFTPROOF_FRESH_SEEDS", raising=False)


@pytest.fixture(params=[None, 40], ids=["whole", "pieces"])
def _piece(request, monkeypatch):
    """The usual pieces, and very small ones."""
    if request.param:
        monkeypatch.setattr(streamed, "PIECE", request.param)


def pairs():
    """Item 11 is in no pair; context 1 has no pair, context 3 all items but that, context 4 one."""
    random = generator("recsys.objectives.pairs")
    lists = [random.choice(N_ITEMS - 1, size=size, replace=False) for size in (4, 0, 5, N_ITEMS - 1, 1)]
    rows = np.repeat(np.arange(5), [len(items) for items in lists])
    return torch.from_numpy(rows), torch.from_numpy(np.concatenate([np.sort(items) for items in lists]))


def batch(dtype=torch.float64):
    random = generator("recsys.objectives.batch")
    contexts, items = (torch.from_numpy(random.normal(size=(n, DIM))).to(dtype) for n in (5, N_ITEMS))
    return Batch(contexts.requires_grad_(), items.requires_grad_(), *pairs(), torch.zeros((), dtype=dtype))


def split(n_items=N_ITEMS):
    rows, columns = (part.numpy() for part in pairs())
    train, none = UserLists.of(rows, columns, 5), UserLists.of(rows[:0], columns[:0], 5)
    return Split(train, none, none, n_items)


def config(loss, **changes):
    given = {"negatives": K} if loss in DRAWN else {}
    return Config(loss=loss, solver="adam", dim=DIM, **{**given, **changes})


def build(loss, **changes):
    """In float64, with parameters that are not 0."""
    objective = objectives.build(config(loss, **changes), split()).double()
    random = generator("recsys.objectives.parameters")
    with torch.no_grad():
        for name, parameter in objective.named_parameters():
            if name != "nodes":
                parameter += torch.from_numpy(random.uniform(0.1, 0.3, size=tuple(parameter.shape)))
    return objective


def again(objective, x, epoch=0):
    """The value, with the draws of an epoch."""
    objective.begin_epoch(epoch)
    value: Tensor = objective(x)
    return value


def variants(losses_):
    """Each loss with each proposal, with shared draws and with draws for each pair; SML has those alone."""
    found = []
    for loss, proposal, shared in product(losses_, ("uniform", "popularity", "dynamic"), (True, False)):
        if loss in SAMPLED:
            name = f"{loss}-{proposal}-{'shared' if shared else 'own'}"
            found.append(pytest.param(loss, {"proposal": proposal, "shared": shared}, id=name))
        elif not shared:
            found.append(pytest.param(loss, {"proposal": proposal}, id=f"{loss}-{proposal}"))
    return found


def draws(changes, scores, x, k=K, seed=0, epoch=0):
    """The draws (pairs, k) of each pair with their log q, and the log q of the pairs' own items, as they should be."""
    random = epoch_generator(seed, epoch, "cpu")
    counts = torch.bincount(x.columns, minlength=N_ITEMS)
    shape = (len(x.rows), k)
    if changes["proposal"] == "dynamic":
        sampler = DynamicSampler(8)
        if changes.get("shared"):
            used, sets = x.rows.unique(return_inverse=True)
            found = sampler.sample(scores.detach()[used], k, random)
            ids, log_q = found.ids[sets], found.log_q[sets]
        else:
            found = sampler.sample(scores.detach()[x.rows], k, random)
            ids, log_q = found.ids, found.log_q
        return ids, log_q, sampler.log_q(scores.detach()[x.rows], x.columns[:, None])[:, 0]
    sampler = UniformSampler(N_ITEMS) if changes["proposal"] == "uniform" else AliasSampler(counts)
    found = sampler.sample(k if changes.get("shared") else shape, random)
    return found.ids.expand(shape), found.log_q.expand(shape), sampler.log_q(x.columns)


def assert_same(ours, theirs, inputs):
    """The same value and the same gradients."""
    torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-10)
    for slope, expected in zip(*(torch.autograd.grad(loss, inputs) for loss in (ours, theirs)), strict=True):
        torch.testing.assert_close(slope, expected, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("loss", FULL)
def test_losses_of_all_scores(loss):
    x = batch()
    theirs = FULL[loss]((x.contexts @ x.items.T)[x.rows], x.columns, reduction="sum")
    assert_same(build(loss)(x), theirs, (x.contexts, x.items))


@pytest.mark.usefixtures("_piece")
@pytest.mark.parametrize(("loss", "changes"), variants(("nce", "bpr", "bce", "uib")))
def test_losses_of_draws(loss, changes):
    """NCE against the batched loss; BPR, BCE and UIB against theory, pair by pair."""
    x, objective = batch(), build(loss, **changes)
    scores = x.contexts @ x.items.T
    ids, log_q, log_q_positive = draws(changes, scores, x)
    positive, negatives = scores[x.rows, x.columns], scores[x.rows].gather(1, ids)
    if loss == "nce":
        law = {"log_normaliser": np.log(N_ITEMS), "reduction": "sum"}
        theirs = losses.nce_loss(positive, negatives, log_q, log_q_positive, **law)
        assert_same(again(objective, x), theirs, (x.contexts, x.items))
        return
    each = zip(positive.tolist(), negatives.detach().numpy(), strict=True)
    if loss == "uib":
        bounds = (x.contexts.detach() @ objective.w.detach() + objective.b.detach())[x.rows].tolist()
        expected = sum(pairwise.uib_loss(*pair, bound) for pair, bound in zip(each, bounds, strict=True))
    else:
        expected = sum(getattr(pairwise, f"{loss}_loss")(*pair) for pair in each)
    assert again(objective, x).item() == pytest.approx(expected, rel=1e-10)


@pytest.mark.usefixtures("_piece")
@pytest.mark.parametrize("bookkeeping", [*bookkeepings.NAMED, "own,remove,nq"])
@pytest.mark.parametrize(("loss", "changes"), variants(["sampled-softmax"]))
def test_sampled_softmax(loss, changes, bookkeeping):
    x, objective = batch(), build(loss, bookkeeping=bookkeeping, **changes)
    scores = x.contexts @ x.items.T
    ids, log_q, log_q_positive = draws(changes, scores, x)
    theirs = losses.sampled_softmax_loss(
        scores[x.rows, x.columns],
        scores[x.rows].gather(1, ids),
        log_q,
        bookkeepings.parse(bookkeeping),
        hits=ids == x.columns[:, None],
        log_q_positive=log_q_positive,
        n_items=N_ITEMS,
        reduction="sum",
    )
    assert_same(again(objective, x), theirs, (x.contexts, x.items))


def test_shared_uniform_importance_is_the_grouped_loss():
    x, objective = batch(), build("sampled-softmax")
    ids = UniformSampler(N_ITEMS).sample(K, epoch_generator(0, 0, "cpu")).ids
    positive = (x.contexts[x.rows] * x.items[x.columns]).sum(1)
    theirs = losses.grouped_sampled_softmax_loss(positive, x.contexts @ x.items[ids].T, x.rows, x.columns, ids, N_ITEMS)
    assert again(objective, x) == theirs


@pytest.mark.usefixtures("_piece")
@pytest.mark.parametrize(("loss", "changes"), variants(["sml"]))
def test_symmetric_metric_learning(loss, changes):
    x, objective = batch(), build(loss, weight=0.7, reward=0.3, margin=1.5, **changes)
    user, item = (v.detach() / v.detach().norm(dim=1, keepdim=True).clamp(min=1) for v in (x.contexts, x.items))
    distance = torch.cdist(user, item).square()
    torch.testing.assert_close(objective.scores(x.contexts, x.items), -distance)
    ids, *_ = draws(changes, -distance, x)
    margins = 1.5 * torch.sigmoid(user @ objective.w.detach() + objective.b.detach())
    expected = sum(
        pairwise.sml_loss(
            user[row].numpy(),
            item[column].numpy(),
            item[drawn].numpy(),
            margins[row].item(),
            objective.item_margins[column, 0].item(),
            0.7,
            0.3,
        )
        for row, column, drawn in zip(x.rows, x.columns, ids, strict=True)
    )
    assert again(objective, x).item() == pytest.approx(expected, rel=1e-10)


def test_margins_are_kept_in_range():
    objective = build("sml", margin=1.5)
    with torch.no_grad():
        objective.item_margins[:3, 0] = torch.tensor([-0.2, 0.4, 9.0])
    objective.after_step()
    assert objective.item_margins[:3, 0].tolist() == pytest.approx([0.0, 0.4, 1.5])


@pytest.mark.usefixtures("_piece")
@pytest.mark.parametrize("tree", ["balanced", "huffman"])
def test_hierarchical_softmax(tree):
    x, objective = batch(), build("hierarchical-softmax", tree=tree)
    counts = np.bincount(x.columns, minlength=N_ITEMS)
    reference = huffman(counts) if tree == "huffman" else balanced(N_ITEMS)
    scores = (x.contexts @ objective.nodes.T).detach().numpy()
    expected = sum(
        hierarchical.loss(scores[row], int(column), reference) for row, column in zip(x.rows, x.columns, strict=True)
    )
    assert objective(x).item() == pytest.approx(expected, rel=1e-12)
    logs = torch.from_numpy(np.stack([hierarchical.log_probabilities(row, reference) for row in scores]))
    torch.testing.assert_close(objective.scores(x.contexts, x.items), logs)


@pytest.mark.parametrize("loss", ["rg2", "rgx", "wrmf"])
def test_quadratic_losses(loss):
    x, n = batch(), N_ITEMS
    o = x.contexts @ x.items.T
    r = torch.zeros_like(o).index_put((x.rows, x.columns), torch.ones((), dtype=o.dtype))
    counts = r.sum(1, keepdim=True)
    if loss == "wrmf":
        theirs = ((1 + 2.5 * r) * (o - r).square()).sum()
    else:
        theirs = (counts * (o + 1).square()).sum() / (2 * n) - (r * o).sum()
        if loss == "rgx":
            theirs = theirs - (counts * o.sum(1, keepdim=True).square()).sum() / (2 * n**2)
    assert_same(build(loss, **({"alpha": 2.5} if loss == "wrmf" else {}))(x), theirs, (x.contexts, x.items))


def test_rg2_is_what_als_minimises():
    """Up to the factor 2 N and the constant; the penalties are the backbone's."""
    from verify.recsys.als import TrainingSet, squared_error

    random = generator("recsys.objectives.als")
    lists = [random.choice(N_ITEMS, size=size, replace=False) for size in (3, 1, 6)]
    rows, columns = np.repeat(np.arange(3), [3, 1, 6]), np.concatenate(lists)
    P, Q = (torch.from_numpy(random.normal(size=(n, DIM))) for n in (3, N_ITEMS))
    data = TrainingSet(UserLists.of(rows, columns, 3), N_ITEMS)
    x = Batch(P, Q, torch.from_numpy(rows), torch.from_numpy(columns), torch.zeros(()))
    expected = squared_error(P, Q, data) / (2 * N_ITEMS) + 10 - 3 * N_ITEMS / 2
    assert build("rg2")(x).item() == pytest.approx(expected, rel=1e-12)


@pytest.mark.usefixtures("_piece")
@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient(loss):
    """In the vectors and in the objective's parameters, the draws being kept."""
    x, objective = batch(), build(loss)
    parameters = list(objective.parameters())

    def value(contexts, items, *_):
        return again(objective, Batch(contexts, items, x.rows, x.columns, x.penalty))

    assert torch.autograd.gradcheck(value, (x.contexts, x.items, *parameters), fast_mode=True)


@pytest.mark.parametrize("loss", LOSSES)
def test_without_gradients_the_value_is_the_same(loss):
    x, objective = batch(), build(loss)
    value = again(objective, x)
    with torch.no_grad():
        alone = again(objective, x)
    assert value.requires_grad
    assert not alone.requires_grad
    assert alone == value


@pytest.mark.parametrize("loss", [loss for loss in LOSSES if loss != "sml"])
def test_the_order_of_contexts_does_not_matter(loss):
    """With shared draws; those of pairs go to other pairs."""
    x, objective = batch(), build(loss)
    order = torch.tensor([3, 0, 4, 2, 1])
    rows = order.argsort()[x.rows]
    sort = rows.argsort(stable=True)
    other = Batch(x.contexts[order], x.items, rows[sort], x.columns[sort], x.penalty)
    read = (x.contexts,) if loss == "hierarchical-softmax" else (x.contexts, x.items)
    assert_same(again(objective, x), again(objective, other), read)


@pytest.mark.parametrize(("loss", "changes"), variants(DRAWN))
def test_draws_follow_seed_and_epoch(loss, changes):
    x = batch()

    def epoch(number, seed=0):
        objective = build(loss, seed=seed, **changes)
        objective.begin_epoch(number)
        return [objective(x).item(), objective(x).item()]

    first = epoch(3)
    assert epoch(3) == first
    assert first[0] != first[1]
    assert not set(epoch(4)) & set(first)
    assert not set(epoch(3, seed=1)) & set(first)


@pytest.mark.parametrize(("loss", "shared"), [*product(SAMPLED, (False, True)), *((loss, False) for loss in UNSHARED)])
def test_the_same_bits_every_time(loss, shared):
    """With two threads, and sums of many numbers of every size."""
    random = generator("recsys.objectives.bits")
    n, contexts = 100, 400
    codes = np.unique(random.integers(contexts * n, size=6000))
    rows, columns = codes // n, codes % n
    vectors = [torch.from_numpy(random.normal(size=(m, 8)).astype(np.float32)) for m in (contexts, n)]
    train, none = UserLists.of(rows, columns, contexts), UserLists.of(rows[:0], columns[:0], contexts)
    own = {"negatives": 20} if loss in DRAWN else {}
    own |= {"shared": shared} if loss in SAMPLED else {}
    objective = objectives.build(Config(loss=loss, solver="adam", dim=8, **own), Split(train, none, none, n))

    def once():
        u, v = (vector.clone().requires_grad_() for vector in vectors)
        x = Batch(u, v, torch.from_numpy(rows), torch.from_numpy(columns), torch.zeros(()))
        value = again(objective, x)
        slopes = torch.autograd.grad(value, [u, v, *objective.parameters()], allow_unused=True)
        return [value, *(slope for slope in slopes if slope is not None)]

    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        first, *others = (once() for _ in range(4))
    finally:
        torch.set_num_threads(threads)
    for other in others:
        assert all(torch.equal(one, two) for one, two in zip(first, other, strict=True))


def test_only_the_chosen_module_is_loaded():
    program = (
        "import sys; from verify.recsys import objectives; from verify.recsys.config import Config;"
        "import numpy as np; from verify.recsys.lists import UserLists; from verify.recsys.splits import Split;"
        "one = UserLists.of(np.array([0]), np.array([0]), 1);"
        "objectives.build(Config(), Split(one, one, one, 1));"
        "print(sorted(name for name in sys.modules if name.startswith('verify.recsys.objectives.')))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "['verify.recsys.objectives.base', 'verify.recsys.objectives.full']"


def test_popularity_never_draws_an_item_without_a_pair():
    x, objective = batch(), build("sampled-softmax", proposal="popularity", negatives=500)
    slope = torch.autograd.grad(again(objective, x), x.items)[0]
    assert (slope[11] == 0).all()
    assert (slope[:11] != 0).all()


@pytest.mark.parametrize(("name", "bookkeeping"), [*bookkeepings.NAMED.items(), *bookkeepings.SPELLED.items()])
def test_bookkeepings_have_names(name, bookkeeping):
    assert bookkeepings.parse(name) == bookkeeping


def test_there_are_twenty_bookkeepings():
    assert len(set(bookkeepings.SPELLED.values())) == len(bookkeepings.SPELLED) == 20
    assert set(bookkeepings.NAMED.values()) <= set(bookkeepings.SPELLED.values())
    assert bookkeepings.parse("-, keep, none") == bookkeepings.parse("-,keep,none")


@pytest.mark.parametrize("text", ["", "own", "own,keep", "own,keep,kQ", "yes,keep,kq", "own,keep,kq,kq"])
def test_other_texts_are_no_bookkeeping(text):
    with pytest.raises(UsageError, match=r"choose from importance, .* own, -; keep, remove; none, kq, nq, Nq, q"):
        bookkeepings.parse(text)
