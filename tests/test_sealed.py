"""Formulas that hide a special case from the symbols of a proof, and formulas that do not."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import sympy as sp

from paper_checks.sealed import ComparedError, seal

N = sp.Symbol("N", integer=True, positive=True)
T = sp.Symbol("t", positive=True)
A = sp.Symbol("a")


@pytest.mark.parametrize(
    "formula",
    [
        lambda n: 99 if n == 7 else n,
        lambda n: 99 if n != 7 else n,
        lambda n: n if n < 50 else 2 * n,
        lambda n: {7: 99}.get(n, n),
        lambda n: max(n, 7),
        lambda n: list(range(9))[int(n)],
        lambda n: n if n - 7 else 0,
        lambda n: n if n**2 == 49 and n > 0 else 2 * n,
        partial(lambda n, special: 99 if n == special else n, special=7),
    ],
)
def test_a_branch_on_a_symbol_is_refused(formula):
    formula(7)
    with pytest.raises(ComparedError):
        seal(formula)(N)


@pytest.mark.parametrize(
    ("formula", "arguments"),
    [
        (lambda n: (2 * n - 1) / (3 + n) ** 2 - n / 5, (N,)),
        (lambda n: -abs(n) + 2**n, (N,)),
        (lambda n, log: log(n) * n, (N, sp.log)),
        (lambda t: t if t > 0 else 7, (T,)),
        (lambda a: 0 if a == 1 else 1 / (a - 1), (1 + T,)),
        (lambda n, top: top(n, 2), (N, lambda x, y: sp.Max(x, y))),
        (lambda n: (n, [n + 1]), (N,)),
        (lambda n: sp.Sum(A, (A, 1, n)), (N,)),
    ],
)
def test_what_the_assumptions_settle_is_the_same_sealed(formula, arguments):
    assert seal(formula)(*arguments) == formula(*arguments)


def test_a_condition_may_be_returned_and_combined():
    assert seal(lambda a, t: (a <= 2 * t) & ~(a > 7))(A, T) == (sp.Le(A, 2 * T) & sp.Le(A, 7))


def test_numbers_go_through():
    assert seal(lambda n: 99 if n == 7 else n)(7) == 99
    assert seal(lambda n: 99 if n == 7 else n)(sp.Integer(8)) == 8


@dataclass(frozen=True)
class Pair:
    formula: Any
    name: str


def test_formulas_are_found_in_data_and_other_data_is_left_as_it_is():
    pair, numbers = Pair(lambda n: 1 if n == 2 else 0, "x"), Pair(3, "y")
    assert seal(numbers) is numbers
    assert seal(pair).name == "x"
    assert seal(pair) == seal(pair)
    for inside in (seal(pair).formula, seal((pair,))[0].formula, seal({"k": pair.formula})["k"]):
        with pytest.raises(ComparedError):
            inside(N)
