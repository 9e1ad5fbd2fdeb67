"""The blocks against the reference losses, and the slopes against differences."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from theory.fenchel_young import entmax_loss
from theory.loss_blocks import Exact, slopes_argument
from theory.pairwise import bce_loss, bpr_loss

PAIRS = [(0.25, 0.5), (2.0, -1.0), (-1.5, 1.0), (0.5, -0.25)]


def test_every_step_of_the_argument_holds():
    assert [step.says for step in slopes_argument().steps if not step.holds] == []


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_the_blocks_make_the_reference_losses(a, b):
    f, x, y = Exact(), sp.Rational(str(Fraction(a))), sp.Rational(str(Fraction(b)))
    assert float(f.softplus(y - x)) == pytest.approx(bpr_loss(a, np.array([b])))
    assert float(f.softplus(-x) + f.softplus(y)) == pytest.approx(bce_loss(a, np.array([b])))
    assert float(-x + f.support(x, y) + sp.Rational(1, 2)) == pytest.approx(entmax_loss(np.array([a, b]), 0, 2.0))
