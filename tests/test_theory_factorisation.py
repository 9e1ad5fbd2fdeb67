"""Stages of exact data: what they hold, the objectives on them against `theory.quadratic`, and their literals."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from theory import factorisation as f
from theory import quadratic, updates

R = f.parse("1, 0, 1; 0, 1, 0")
Q = f.parse("1, 2; 0, -1; 1/2, 3")
P = sp.Matrix([[1, -1], [2, sp.Rational(1, 3)]])
LAM = Fraction(1, 4)


def contexts():
    scores = P * sp.Matrix([[sp.Rational(x.numerator, x.denominator) for x in row] for row in Q]).T
    rows = [[Fraction(int(o.p), int(o.q)) for o in scores.row(x)] for x in range(2)]
    return zip(rows, [[0, 2], [1]], strict=True)


def test_the_whole_objective_is_the_sum_over_contexts():
    m = replace(f.exact("P", R, Q, LAM), U=P)
    assert f.squares(m, "P") == sum(quadratic.rg2_squares(o, known) for o, known in contexts())
    assert f.squares(m, "P") - f.interaction(m, "P") == sum(quadratic.rgx_squares(o, known) for o, known in contexts())
    factorised = sum(quadratic.rgx_squares_factorised(o, known) for o, known in contexts())
    assert f.squares(m, "P") - f.diagonal_interaction(m, "P") == factorised


def test_a_row_s_objective_is_its_context_s():
    for x, (o, known) in enumerate(contexts()):
        m = replace(f.exact("user", R, Q, LAM, x), U=P[x, :])
        assert f.squares(m, "user") == quadratic.rg2_squares(o, known)
        assert f.squares(m, "user") - f.interaction(m, "user") == quadratic.rgx_squares(o, known)
        sampled = replace(f.exact("user", R, Q, LAM, x, n=1), U=P[x, :])
        assert f.squares(sampled, "user") == quadratic.sampled_rg2_squares(o, known, 1)


def test_the_rows_of_both_sides_add_up_to_the_whole():
    whole = replace(f.exact("P", R, Q, LAM), U=P)
    items = sp.Matrix([[sp.Rational(x.numerator, x.denominator) for x in row] for row in Q])
    factors = tuple(tuple(Fraction(int(x.p), int(x.q)) for x in P.row(i)) for i in range(2))
    users = [replace(f.exact("user", R, Q, LAM, x), U=P[x, :]) for x in range(2)]
    columns = [replace(f.exact("item", R, factors, LAM, y), U=items[y, :]) for y in range(3)]
    assert sum(f.squares(m, "user") for m in users) == f.squares(whole, "P")
    assert sum(f.squares(m, "item") for m in columns) == f.squares(whole, "P")
    both = sum(f.weighted(m, "user") for m in users) + sum(f.weighted(m, "item") for m in columns)
    assert both == f.weighted(whole, "P")
    assert sum(f.diagonal_interaction(m, "item") for m in columns) == f.diagonal_interaction(whole, "P")


def test_an_update_of_all_rows_is_stationary_for_the_whole():
    """Eq. 36 with the weighted ridge, assembled, has no gradient in any entry of P."""
    update = updates.Update(
        "user", updates.objective_of("user", "weighted", "none"), lambda m: m.S * m.W * m.B,
        lambda m: m.B.T * m.W * m.B + m.lam * m.total * m.I,
    )  # fmt: skip
    items = sp.Matrix([[sp.Rational(x.numerator, x.denominator) for x in row] for row in Q])
    m = replace(f.exact("P", R, Q, LAM), U=updates.all_rows(update, R, items, LAM))
    assert f.exact_gradient(updates.objective_of("P", "weighted", "none"), m).is_zero_matrix
    assert not f.exact_gradient(updates.objective_of("P", "plain", "none"), m).is_zero_matrix


def test_literals_read_back():
    assert f.parse(f.literal(Q)) == Q
    assert f.is_data(R)
    assert not f.is_data(f.parse("1, 0; 0, 0"))
    assert not f.is_data(f.parse("1, 2"))
    with pytest.raises(ValueError, match="expected rows of one length"):
        f.parse("1, 2; 3")


def test_an_empty_context_has_no_targets():
    with pytest.raises(ValueError, match="positives: expected at least one, got none"):
        f.exact("P", f.parse("1, 0; 0, 0"), f.parse("1; 1"), LAM)
