"""Every pattern of the shattered entries is that of a matrix of the rank, and the arguments execute."""

from itertools import product

import pytest

from theory.pseudo_dimension import binary_argument, natural_argument, pattern, shattered


@pytest.mark.parametrize("argument", [binary_argument, natural_argument])
def test_every_step_of_the_argument_holds(argument):
    assert [step.says for step in argument().steps if not step.holds] == []


@pytest.mark.parametrize(("k", "left", "right"), [(1, 3, 4), (2, 3, 3), (2, 2, 4)])
def test_all_patterns_occur_at_the_stated_rank(k, left, right):
    entries = [(i, j) for i in range(left) for j in range(right) if i < k or j < k]
    assert len(entries) == shattered(k, left, right)
    for choice in product((True, False), repeat=len(entries)):
        above = dict(zip(entries, choice, strict=True))
        matrix = pattern(k, left, right, above)
        assert matrix.shape == (left, right)
        assert matrix.rank() == k
        assert all((matrix[i, j] > int(i == j)) == above[i, j] for i, j in entries)
