"""The exact semidefiniteness decision against eigenvalues, and the derived condition against the decision."""

from fractions import Fraction

import numpy as np
import pytest

from theory import majorant
from theory.cover import cover

POINTS = [p for n, d in ((2, 9), (3, 11), (4, 11), (5, 10)) for p in majorant.rational_simplex(n, d)]


def test_the_rational_simplex_counts_partitions():
    assert len(list(majorant.rational_simplex(3, 7))) == 4
    assert all(sum(p) == 1 and min(p) > 0 for p in POINTS)


@pytest.mark.parametrize("p", POINTS[::3], ids=str)
def test_a_direction_is_negative_and_none_means_no_negative_eigenvalue(p):
    A = majorant.matrix(p)
    least = np.linalg.eigvalsh(np.array(A, dtype=float)).min()
    v = majorant.negative_direction(A)
    if v is None:
        assert least > -1e-12
    else:
        assert majorant.quadratic_form(A, v) < 0
        assert least < 1e-12


def test_a_zero_pivot_with_a_nonzero_row_is_indefinite():
    A = tuple(tuple(map(Fraction, row)) for row in ((0, 1, 0), (1, 0, 0), (0, 0, 1)))
    assert majorant.quadratic_form(A, majorant.negative_direction(A)) < 0


def test_a_zero_matrix_is_semidefinite():
    assert majorant.negative_direction(((Fraction(0),) * 2,) * 2) is None


def test_every_step_of_the_argument_holds():
    assert majorant.exact_condition().holds


@pytest.mark.parametrize("n", range(3, 9))
def test_one_high_entry_and_equal_others_are_on_the_border_at_one_minus_one_over_n(n):
    top = Fraction(n - 1, n)
    border = (top, *((1 - top) / (n - 1) for _ in range(n - 1)))
    lower = (top - Fraction(1, 100), *((1 - top + Fraction(1, 100)) / (n - 1) for _ in range(n - 1)))
    assert majorant.negative_direction(majorant.matrix(border)) is None
    assert majorant.negative_direction(majorant.matrix(lower)) is not None


def test_sums_say_whether_one_entry_stands_alone():
    assert majorant.sums((Fraction(1, 3),) * 3).uniform
    assert majorant.sums((Fraction(1, 4), Fraction(1, 2), Fraction(1, 4))).alone
    assert float("inf") == majorant.sums((Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))).S


def exact_margin(N, top, _squares, _cubes, S):
    return top**2 - (top - 1 / N) * (1 + S)


def test_boxes_agree_with_the_exact_condition_and_leave_a_shrinking_band():
    coarse, fine = cover(exact_margin, 7), cover(exact_margin, 9)
    assert coarse.wrong is None
    assert fine.wrong is None
    assert fine.undecided < coarse.undecided / 3


@pytest.mark.parametrize("slip", [lambda m, top: m + top**2 / 20, lambda m, top: m - top**2 / 20])
def test_boxes_contradict_a_slipped_condition(slip):
    found = cover(lambda N, top, q, c, S: slip(exact_margin(N, top, q, c, S), top), 9)
    assert found.wrong is not None
    claimed = slip(exact_margin(Fraction(3), found.wrong[0], 0, 0, majorant.sums(found.wrong).S), found.wrong[0]) > 0
    assert claimed != (majorant.negative_direction(majorant.matrix(found.wrong)) is None)
