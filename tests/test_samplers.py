import math
from inspect import unwrap
from itertools import combinations

import jaxtyping
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from theory.proposals import dynamic_law
from verify.kernels import torch_only
from verify.samplers import AliasSampler, Draws, DynamicSampler, UniformSampler
from verify.seeds import generator

FALSE_ALARM = 1e-7
WEIGHTS = torch.tensor([3.0, 0.0, 1.0, 0.5, 12.0, 1e-3, 7.0], dtype=torch.float64)


def torch_generator(name):
    return torch.Generator().manual_seed(int(generator(name).integers(2**62)))


def assert_law(counts, law):
    """A chi-square test with false alarm 1e-7; classes of probability 0 are never drawn, rare ones are pooled."""
    counts, law = np.asarray(counts), np.asarray(law, dtype=float)
    assert counts[law == 0].sum() == 0
    total = counts.sum()
    rare = law * total < 50
    counts = np.append(counts[~rare], counts[rare].sum())
    law = np.append(law[~rare], law[rare].sum())
    if law[-1] * total < 50:
        assert stats.poisson.sf(counts[-1] - 1, law[-1] * total) > FALSE_ALARM
        counts, law = counts[:-1], law[:-1]
    statistic = ((counts - law * total) ** 2 / (law * total)).sum()
    assert stats.chi2.sf(statistic, len(law) - 1) > FALSE_ALARM


SAMPLERS = {
    "uniform": UniformSampler(50).sample,
    "distinct": UniformSampler(50, replacement=False).sample,
    "alias": AliasSampler(WEIGHTS).sample,
}


@pytest.mark.parametrize("name", SAMPLERS)
def test_any_split_of_a_batch_draws_the_same(name):
    sample = SAMPLERS[name]
    seed = int(generator("samplers.split").integers(2**62))
    whole = sample((6, 4), torch.Generator().manual_seed(seed))
    parts = torch.Generator().manual_seed(seed)
    ids = torch.cat([sample((rows, 4), parts).ids for rows in (1, 3, 2)])
    assert torch.equal(whole.ids, ids)


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("shape", [0, 5, (3, 4), (2, 0), (0, 3), (2, 3, 4)])
def test_shapes(name, shape):
    draws = SAMPLERS[name](shape, torch_generator("samplers.shape"))
    assert draws.ids.shape == draws.log_q.shape == draws.log_expected_count.shape == draws.log_inclusion.shape
    assert draws.ids.shape == ((shape,) if isinstance(shape, int) else shape)
    assert (draws.ids.dtype, draws.log_q.dtype) == (torch.int64, torch.float64)


@pytest.mark.parametrize("compiled", [True, False])
def test_alias_draws_its_weights(compiled):
    sampler, law = AliasSampler(WEIGHTS), WEIGHTS / WEIGHTS.sum()
    if compiled:
        draws = sampler.sample((1000, 200), torch_generator("samplers.alias"))
    else:
        with torch_only():
            draws = sampler.sample((1000, 200), torch_generator("samplers.alias.torch"))
    assert draws.replacement
    assert_law(torch.bincount(draws.ids.flatten(), minlength=7), law)
    torch.testing.assert_close(draws.log_q, law.log()[draws.ids], rtol=0, atol=1e-14)


@given(
    weights=st.lists(st.one_of(st.just(0.0), st.floats(1e-300, 1e300)), min_size=1, max_size=40).filter(any),
)
def test_alias_tables_hold_the_law(weights):
    """The tables' law, summed column by column; and zeros are in no column."""
    sampler = AliasSampler(torch.tensor(weights, dtype=torch.float64))
    n, top = len(weights), max(weights)
    law = np.zeros(n)
    np.add.at(law, np.arange(n), sampler.threshold.numpy() / n)
    np.add.at(law, sampler.alias.numpy(), (1 - sampler.threshold.numpy()) / n)
    scaled = np.array(weights) / top
    expected = scaled / scaled.sum()
    assert law == pytest.approx(expected, rel=0, abs=4 * n * np.finfo(float).eps)
    assert (law[expected == 0] == 0).all()
    positive = torch.tensor(expected > 0).nonzero()[:, 0]
    assert sampler.log_q(positive).exp().numpy() == pytest.approx(expected[positive.numpy()], rel=1e-13)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.int64])
def test_alias_of_any_dtype(dtype):
    sampler = AliasSampler(torch.tensor([1, 2, 5]).to(dtype))
    torch.testing.assert_close(sampler.log_q(torch.tensor([2, 0])).exp(), torch.tensor([5 / 8, 1 / 8]).double())


def test_compiled_draws_are_torchs():
    many = torch.from_numpy(generator("samplers.weights").random(1000) ** 4)
    for sampler in (AliasSampler(WEIGHTS), AliasSampler(many), UniformSampler(300, replacement=False)):
        seed = int(generator("samplers.compiled").integers(2**62))
        compiled = sampler.sample((300, 200), torch.Generator().manual_seed(seed))
        with torch_only():
            plain = sampler.sample((300, 200), torch.Generator().manual_seed(seed))
        assert torch.equal(compiled.ids, plain.ids)
        assert torch.equal(compiled.log_q, plain.log_q)


def test_the_first_and_the_last_uniform_number(monkeypatch):
    """0 is no class of weight 0, and the largest double below 1 times n is below n."""
    extremes = torch.tensor([0.0, 1 - 2.0**-53], dtype=torch.float64)
    sizes = np.arange(1, 1 << 20)
    assert (float(extremes[1]) * sizes < sizes).all()
    monkeypatch.setattr(torch, "rand", lambda *_, **__: extremes)
    for n in (3, 4, 5, 1000, 1025):
        weights = torch.ones(n)
        weights[0] = 0
        assert AliasSampler(weights).sample(2, torch.Generator()).ids.min() > 0
        assert UniformSampler(n, replacement=False).sample(2, torch.Generator()).ids.tolist() == [0, n - 1]
        assert AliasSampler(torch.ones(n)).sample(2, torch.Generator()).ids.tolist() == [0, n - 1]
        with torch_only():
            assert AliasSampler(weights).sample(2, torch.Generator()).ids.min() > 0
            assert UniformSampler(n, replacement=False).sample(2, torch.Generator()).ids.tolist() == [0, n - 1]
        dynamic = DynamicSampler(100).sample(torch.arange(n).double(), 2, torch.Generator())
        assert dynamic.ids.tolist() == [0, n - 1]


def test_uniform_with_replacement():
    draws = UniformSampler(20).sample((500, 100), torch_generator("samplers.uniform"))
    assert_law(torch.bincount(draws.ids.flatten(), minlength=20), np.full(20, 1 / 20))
    assert (draws.log_q == -math.log(20)).all()
    torch.testing.assert_close(draws.log_expected_count[0, 0].exp(), torch.tensor(5.0).double())
    torch.testing.assert_close(draws.log_inclusion[0, 0].exp(), torch.tensor(1 - 0.95**100).double())


@pytest.mark.parametrize("compiled", [True, False])
def test_without_replacement_each_set_is_equally_likely(compiled):
    n, k, rows = 6, 3, 40_000
    sampler = UniformSampler(n, replacement=False)
    if compiled:
        draws = sampler.sample((rows, k), torch_generator("samplers.distinct"))
    else:
        with torch_only():
            draws = sampler.sample((rows, k), torch_generator("samplers.distinct.torch"))
    assert not draws.replacement
    number = {frozenset(chosen): i for i, chosen in enumerate(combinations(range(n), k))}
    counts = np.bincount([number[frozenset(row)] for row in draws.ids.tolist()], minlength=len(number))
    assert_law(counts, np.full(len(number), 1 / len(number)))
    torch.testing.assert_close(draws.log_inclusion.exp(), torch.full((rows, k), k / n, dtype=torch.float64))
    torch.testing.assert_close(draws.log_expected_count, draws.log_inclusion)


def test_all_classes_without_replacement():
    draws = UniformSampler(9, replacement=False).sample((50, 9), torch_generator("samplers.all"))
    assert torch.equal(draws.ids.sort(-1).values, torch.arange(9).expand(50, 9))


@pytest.mark.parametrize("pool", [1, 2, 5])
def test_dynamic_draws_its_law(pool):
    scores = torch.tensor([[0.5, -1.0, 0.5, 2.0, -torch.inf], [0.0, 0.0, 0.0, 0.0, 0.0]])
    draws = DynamicSampler(pool).sample(scores, 100_000, torch_generator("samplers.dynamic"))
    for row in range(2):
        law = torch.tensor([float(p) for p in dynamic_law(scores[row].tolist(), pool)], dtype=torch.float64)
        assert_law(torch.bincount(draws.ids[row], minlength=5), law)
        torch.testing.assert_close(draws.log_q[row].exp(), law[draws.ids[row]], rtol=1e-12, atol=0)


@pytest.mark.parametrize("pool", [1, 2, 7, 1000])
def test_dynamic_log_q_is_exact_and_sums_to_one(pool):
    scores = torch.from_numpy(generator("samplers.dynamic.log_q").normal(size=(3, 50)).round(1))
    log_q = DynamicSampler(pool).log_q(scores, torch.arange(50).expand(3, 50))
    for row in range(3):
        law = dynamic_law(scores[row].tolist(), pool)
        exact = [math.log(p.numerator) - math.log(p.denominator) for p in law]
        assert log_q[row].numpy() == pytest.approx(exact, rel=1e-12, abs=1e-12)
    torch.testing.assert_close(log_q.exp().sum(-1), torch.ones(3, dtype=torch.float64))


def test_dynamic_splits_and_masks():
    scores = torch.from_numpy(generator("samplers.dynamic.split").normal(size=(6, 40)))
    sampler = DynamicSampler(4)
    seed = int(generator("samplers.dynamic.seed").integers(2**62))
    whole = sampler.sample(scores, 8, torch.Generator().manual_seed(seed))
    parts = torch.Generator().manual_seed(seed)
    assert torch.equal(whole.ids, torch.cat([sampler.sample(part, 8, parts).ids for part in scores.split([1, 3, 2])]))
    torch.testing.assert_close(sampler.log_q(scores, whole.ids), whole.log_q)
    assert sampler.sample(scores[:0], 8, parts).ids.shape == (0, 8)


def test_hits():
    draws = Draws(torch.tensor([3, 1, 3]), torch.zeros(3), replacement=True)
    assert draws.hits(torch.tensor([3, 0])).tolist() == [[True, False, True], [False, False, False]]
    own = Draws(torch.tensor([[3, 1], [0, 2]]), torch.zeros(2, 2), replacement=True)
    assert own.hits(torch.tensor([3, 0])).tolist() == [[True, False], [True, False]]


def test_certain_draw():
    draws = AliasSampler(torch.tensor([0.0, 2.0])).sample(4, torch_generator("samplers.certain"))
    assert draws.ids.tolist() == [1] * 4
    assert (draws.log_inclusion == 0).all()


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0, -0.5], r"at least 0, got -0\.5"),
        ([1.0, math.nan], "at least 0, got nan"),
        ([1.0, math.inf], "at least 0, got inf"),
        ([0.0, 0.0], "expected a positive one among the 2, got only zeros"),
        ([], r"at least one class, got shape \(0,\)"),
        ([[1.0]], r"one axis with at least one class, got shape \(1, 1\)"),
    ],
)
def test_bad_weights(weights, message):
    with pytest.raises(ValueError, match=f"weights: .*{message}"):
        AliasSampler(torch.tensor(weights))


def test_bad_input():
    random = torch_generator("samplers.bad")
    with pytest.raises(ValueError, match="shape: expected at most 5 distinct classes in a row, got 6"):
        UniformSampler(5, replacement=False).sample((2, 6), random)
    with pytest.raises(ValueError, match="n_items: expected at least 1, got 0"):
        UniformSampler(0)
    with pytest.raises(ValueError, match="pool: expected at least 1, got 0"):
        DynamicSampler(0)
    with pytest.raises(ValueError, match="k: expected at least 0, got -1"):
        DynamicSampler(1).sample(torch.zeros(1, 3), -1, random)
    for scores, message in (
        (torch.tensor([[0.0, torch.nan]]), "expected numbers, got NaN"),
        (torch.zeros(1, 0), r"expected at least one class along axis -1, got shape \(1, 0\)"),
    ):
        with pytest.raises(ValueError, match=f"scores: {message}"):
            DynamicSampler(2).sample(scores, 1, random)
    for shape, message in ((-1, "0, got -1"), ((2, -3), "0, got -3"), ((), r"one axis, got \(\)")):
        with pytest.raises(ValueError, match=f"shape: expected at least {message}"):
            UniformSampler(5).sample(shape, random)
    for ids in (torch.zeros(3, 2), torch.zeros(2), torch.zeros(())):
        with pytest.raises(ValueError, match=r"ids: expected the shape \(2,\) of the scores' rows and one more axis"):
            unwrap(DynamicSampler.log_q)(DynamicSampler(2), torch.zeros(2, 5), ids.long())
    for positives in (torch.zeros(3), torch.zeros(())):
        with pytest.raises(ValueError, match=r"positives: expected one for each row of draws, \(2,\), got"):
            unwrap(Draws.hits)(UniformSampler(5).sample((2, 3), random), positives.long())
    sampler = AliasSampler(WEIGHTS)
    with pytest.raises(ValueError, match="ids: expected classes of positive weight, got 1"):
        sampler.log_q(torch.tensor([0, 1]))
    for log_q in (sampler.log_q, UniformSampler(7).log_q, lambda ids: DynamicSampler(2).log_q(torch.zeros(7), ids)):
        for wrong in (7, -1):
            with pytest.raises(ValueError, match=f"ids: expected class numbers from 0 to 6, got {wrong}"):
                log_q(torch.tensor([0, wrong]))


WRONG_TYPES = {
    "weights list": (lambda _: AliasSampler([1.0, 2.0]), "weights: expected a tensor of .*, got list"),
    "weights bool": (lambda _: AliasSampler(torch.tensor([True])), "weights: .* got torch.bool"),
    "weights complex": (lambda _: AliasSampler(torch.tensor([1j])), "weights: .* got torch.complex64"),
    "weights float8": (
        lambda _: AliasSampler(torch.ones(2).to(torch.float8_e5m2)),
        "weights: .* got torch.float8_e5m2",
    ),
    "n_items float": (lambda _: UniformSampler(5.5), "n_items: expected a whole number of at least 1, got 5.5"),
    "n_items bool": (lambda _: UniformSampler(True), "n_items: .* got True"),
    "pool float": (lambda _: DynamicSampler(1.5), "pool: expected a whole number of at least 1, got 1.5"),
    "pool bool": (lambda _: DynamicSampler(True), "pool: .* got True"),
    "k float": (lambda g: DynamicSampler(1).sample(torch.zeros(3), 2.0, g), "k: expected a whole number .* got 2.0"),
    "shape float": (lambda g: UniformSampler(5).sample(2.0, g), "shape: expected a whole number .* got 2.0"),
    "shape of float": (lambda g: AliasSampler(torch.ones(3)).sample((2, 3.0), g), "shape: .* got 3.0"),
    "shape bool": (lambda g: UniformSampler(5).sample(True, g), "shape: .* got True"),
    "scores int": (lambda g: DynamicSampler(1).sample(torch.arange(3), 1, g), "scores: .* got torch.int64"),
    "scores list": (lambda g: DynamicSampler(1).sample([0.0], 1, g), "scores: .* got list"),
    "positives": (
        lambda g: UniformSampler(5).sample((1, 2), g).hits(torch.zeros(1)),
        "positives: expected integers, got torch.float32",
    ),
}


@pytest.mark.parametrize("name", WRONG_TYPES)
def test_wrong_types_are_named(monkeypatch, name):
    """By the samplers themselves: users do not run the type checker of the tests."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    call, message = WRONG_TYPES[name]
    with pytest.raises(TypeError, match=message):
        call(torch_generator("samplers.types"))


LOG_Q = {
    "uniform": UniformSampler(300).log_q,
    "alias": AliasSampler(torch.arange(1.0, 301.0)).log_q,
    "dynamic": lambda ids: DynamicSampler(2).log_q(torch.arange(300.0), ids),
}


@pytest.mark.parametrize("name", LOG_Q)
@pytest.mark.parametrize("dtype", [torch.uint8, torch.int8, torch.int16, torch.uint16, torch.int32])
def test_ids_in_every_format_of_integers(name, dtype):
    """300 classes are more than 8 bits count, and uint8 is a mask to torch."""
    ids = torch.tensor([0, 1, 0, 127])
    assert torch.equal(LOG_Q[name](ids.to(dtype)), LOG_Q[name](ids))
    draws = Draws(torch.tensor([3, 127]), torch.zeros(2), replacement=True)
    assert draws.hits(torch.tensor([127, 4], dtype=dtype)).tolist() == [[False, True], [False, False]]


@pytest.mark.parametrize("name", LOG_Q)
@pytest.mark.parametrize("ids", [torch.tensor([0.0]), torch.tensor([True]), [0]], ids=["float", "bool", "list"])
def test_ids_that_are_no_integers(monkeypatch, name, ids):
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    with pytest.raises(TypeError, match=r"ids: expected integers, got (torch\.float32|torch\.bool|list)"):
        LOG_Q[name](ids)


def test_numbers_of_numpy_are_whole_numbers(monkeypatch):
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    size = np.int64(3)
    for replacement in (True, False):
        draws = UniformSampler(size, replacement).sample((size, size), torch_generator("samplers.numpy"))
        assert draws.ids.shape == (3, 3)
    assert DynamicSampler(size).sample(torch.zeros(5), size, torch_generator("samplers.numpy")).ids.shape == (3,)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_weights_and_scores_that_learn_leave_no_graph(dtype):
    weights = torch.tensor([1.0, 2.0], dtype=dtype, requires_grad=True)
    random = torch_generator("samplers.graph")
    sampler = AliasSampler(weights)
    for log_q in (sampler.sample(5, random).log_q, sampler.log_q(torch.tensor([0, 1]))):
        assert not log_q.requires_grad
    assert not DynamicSampler(2).sample(weights, 5, random).log_q.requires_grad
    torch.testing.assert_close(sampler.log_q(torch.tensor([1])).exp(), torch.tensor([2 / 3]).double())


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_laws_on_a_gpu():
    random = torch.Generator("cuda").manual_seed(int(generator("samplers.gpu").integers(2**62)))
    alias = AliasSampler(WEIGHTS.cuda()).sample((1000, 200), random)
    assert_law(torch.bincount(alias.ids.flatten(), minlength=7).cpu(), WEIGHTS / WEIGHTS.sum())
    distinct = UniformSampler(20, replacement=False).sample((10_000, 5), random).ids
    assert (distinct.sort(-1).values.diff(dim=-1) > 0).all()
    assert_law(torch.bincount(distinct.flatten(), minlength=20).cpu(), torch.full((20,), 1 / 20))
    scores = torch.arange(5.0, device="cuda")
    dynamic = DynamicSampler(3).sample(scores, 100_000, random)
    assert_law(torch.bincount(dynamic.ids, minlength=5).cpu(), dynamic_law(scores.tolist(), 3))
