"""The exact divergence against its definition in floats, and the derived differences against single cases."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from paper_checks import registry
from paper_checks.rg.rg_bregman import Form, Shape
from theory.rg_bregman import (
    M,
    N,
    curvature,
    divergence,
    eigenvalues,
    form_argument,
    form_difference,
    hessian_argument,
    linked,
    mean_argument,
)
from verify.seeds import generator

FORMS = {id: c.subject for id, c in registry.claims().items() if isinstance(c.subject, Form)}
SHAPES = {id: c.subject for id, c in registry.claims().items() if isinstance(c.subject, Shape)}


@pytest.mark.parametrize("id", FORMS)
def test_the_divergence_is_its_definition(id):
    random, generator_ = generator("rg_bregman"), FORMS[id].generator
    s, t = random.integers(-5, 6, (2, 4))

    def phi(o):
        return float(generator_(2, 4, (o**2).sum(), o.sum()))

    slopes = np.array([(phi(s + 1e-5 * e) - phi(s - 1e-5 * e)) / 2e-5 for e in np.eye(4)])
    expected = phi(t) - phi(s) - slopes @ (t - s)
    exact = divergence(generator_, 2, [Fraction(int(x)) for x in s], [Fraction(int(x)) for x in t])
    assert float(exact) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("id", FORMS)
def test_the_difference_is_zero_exactly_for_the_repairs(id):
    form = FORMS[id]
    assert (form_difference(form.loss, form.generator, form.link) == 0) is id.endswith("repair")


@pytest.mark.parametrize("id", SHAPES)
def test_the_eigenvalues_are_curvatures(id):
    across, along = (float(e.subs({M: 2, N: 3})) for e in eigenvalues(SHAPES[id].generator))
    ones, apart = [Fraction(1)] * 3, [Fraction(1), Fraction(-1), Fraction(0)]
    assert float(curvature(SHAPES[id].generator, 2, ones)) == pytest.approx(3 * along)
    assert float(curvature(SHAPES[id].generator, 2, apart)) == pytest.approx(2 * across)


def test_arguments_hold():
    assert all(a.holds for a in (form_argument("rg2"), form_argument("rgx"), hessian_argument(), mean_argument()))


def test_a_link_that_is_not_linear_is_refused():
    with pytest.raises(ValueError, match="not linear"):
        form_difference("rg2", FORMS["rg.eq29.repair"].generator, lambda _m, _N, o, _t: sp.expand(o**2))


def test_centring_keeps_differences():
    image = linked(FORMS["rg.eq30.repair"].link, 1, [Fraction(3), Fraction(1), Fraction(-1)])
    assert image == [2, 0, -2]
