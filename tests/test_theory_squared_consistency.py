"""Minimisers against the risk itself, the theorem against random laws, and the sampled loss against its definition."""

from fractions import Fraction

import numpy as np
import pytest

from paper_checks import registry
from paper_checks.rg.squared_consistency import Loss
from theory import quadratic
from theory.relevance import in_words, law, laws
from theory.squared_consistency import Squared, Table, breaks, constants, minimiser, necessity, samples, sufficiency
from verify.seeds import generator

LOSSES = {id: c.subject for id, c in registry.claims().items() if isinstance(c.subject, Loss)}
LAW = law("1: 1/2; 2 3: 1/3; 1 3: 1/6", 3)


@pytest.mark.parametrize("id", LOSSES)
def test_the_minimiser_has_the_least_risk(id):
    loss = Squared(LOSSES[id].weight, LOSSES[id].label)
    for sample in samples(loss):
        free = constants(sample)
        best = minimiser(loss, LAW, 3, free)

        def risk(o, loss=loss, free=free):
            return sum(
                chance
                * loss.weight(r, len(items), 3, y, free)
                * (o[y - 1] - loss.label(r, len(items), 3, y, free)) ** 2
                for items, chance in LAW.items()
                for y in (1, 2, 3)
                for r in (int(y in items),)
            )

        for step in (Fraction(1, 100), Fraction(-1, 100)):
            for y in range(3):
                assert risk(best) < risk([o + step * (i == y) for i, o in enumerate(best)])


def test_the_sampled_loss_is_the_mean_over_uniform_draws():
    """The sum of `sampled_rg2` over the relevant items, times 2N(n+1)/n, less a constant."""
    loss = LOSSES["rg.weights_disrupt.sampled"]
    free, n, size = constants({"n": "2"}), 2, 4
    random = generator("squared_consistency.sampled")
    differences = set()
    for _ in range(5):
        o = [Fraction(int(x), 7) for x in random.integers(-20, 20, size)]
        mean = sum(quadratic.sampled_rg2(o, y, n) for y in (0, 2)) * Fraction(2 * size * (n + 1), n)
        squares = sum(
            loss.weight(r, 2, size, 0, free) * (x - loss.label(r, 2, size, 0, free)) ** 2
            for x, r in zip(o, (1, 0, 1, 0), strict=True)
        )
        differences.add(squares - mean)
    assert len(differences) == 1


def test_eq_19_s_loss_is_that_of_the_quadratic_module():
    loss, o = LOSSES["rg.weights_disrupt.eq19"], [Fraction(1), Fraction(-2), Fraction(3)]
    squares = sum(
        loss.weight(r, 1, 3, 0, constants({})) * (x - loss.label(r, 1, 3, 0, constants({}))) ** 2
        for x, r in zip(o, (1, 0, 0), strict=True)
    )
    assert squares == quadratic.sampled_rg2_squares(o, {0}, 1)


def test_the_necessity_argument_holds():
    assert necessity().holds


def test_an_argument_for_an_inconsistent_loss_fails():
    subject = LOSSES["rg.weights_disrupt.eq19"]
    assert not sufficiency(Squared(subject.weight, subject.label), one_size=False).holds


@pytest.mark.parametrize("n", [3, 4])
def test_the_theorem_agrees_with_random_losses(n):
    """Losses in the class survive every law tried."""
    random = generator("squared_consistency.random", n)
    for _ in range(4):
        a, c = Fraction(int(random.integers(1, 9)), 3), Fraction(int(random.integers(-4, 5)), 3)
        w0 = [Fraction(int(x)) for x in random.integers(5, 9, n - 1)]
        s0 = [Fraction(int(x), 4) for x in random.integers(-2, 1, n - 1)]
        w1 = [w + c for w in w0]
        s1 = [(a + w * s) / v for w, s, v in zip(w0, s0, w1, strict=True)]
        table = Table(tuple(w1), tuple(w0), tuple(s1), tuple(s0))
        broken = any(breaks(table.loss, chances, n, constants({})) for chances in laws(n, 9 - n))
        assert table.consistent is table.positive
        assert not (table.consistent and broken)


def test_a_loss_outside_the_class_is_broken_by_a_law():
    w1, ones, zeros = (Fraction(3), Fraction(5)), (Fraction(1),) * 2, (Fraction(0),) * 2
    other = Table(w1, ones, ones, zeros)
    assert not other.consistent
    assert any(breaks(other.loss, chances, 3, constants({})) for chances in laws(3, 13))


def test_constants_that_must_be_positive_are():
    with pytest.raises(ValueError, match="positive"):
        constants({"alpha": "-1"})


def test_scores_of_the_minimiser_sort_the_relevances_in_floats():
    """The closed form for constant weights, on random chances."""
    eta = generator("squared_consistency.floats").random(50)
    o = 5 * 2 * eta / (5 * eta + 3 * (1 - eta))
    assert (np.argsort(o) == np.argsort(eta)).all()


def test_a_law_in_words_names_its_sets_and_chances():
    assert in_words(law("2 3: 3/5; 1: 2/5", 3)) == r"$\{2, 3\}$ with chance 3/5, $\{1\}$ with chance 2/5"
