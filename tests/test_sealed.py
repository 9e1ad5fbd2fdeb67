"""Formulas that hide a special case from the symbols of a proof, and formulas that do not."""

from dataclasses import dataclass
from dis import get_instructions
from functools import partial
from types import CodeType, FunctionType
from typing import Any

import pytest
import sympy as sp

from paper_checks import registry
from paper_checks.sealed import ComparedError, seal

N = sp.Symbol("N", integer=True, positive=True)
T = sp.Symbol("t", positive=True)
A = sp.Symbol("a")
COMPARISONS = {"COMPARE_OP", "CONTAINS_OP", "IS_OP"}


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


def test_what_sympy_opens_is_not_refused():
    """The limit that the module states."""
    assert seal(lambda n: 99 if sp.sympify(n) == 7 else n)(N) == N
    assert seal(lambda n: 99 if sp.log(n) == sp.log(7) else n)(N) == N


def compares_with_sympy(function):
    """Whether a function, or one inside it, names sympy and compares two things."""
    inside = [function.__code__]
    for code in inside:
        inside += [part for part in code.co_consts if isinstance(part, CodeType)]
    named = {name for code in inside for name in code.co_names} & {"sp", "sympy", "sympify"}
    return bool(named) and any(i.opname in COMPARISONS for code in inside for i in get_instructions(code))


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        (lambda n: 99 if sp.sympify(n) == 7 else n, True),
        (lambda n: [sp.log(x) in (0, 1) for x in (n,)], True),
        (lambda n: sp.Sum(A, (A, 1, n)), False),
        (lambda n: n >= 7, False),
    ],
)
def test_formulas_that_open_and_compare_are_found(formula, found):
    assert compares_with_sympy(formula) is found


def test_no_formula_of_a_claim_opens_its_symbols_and_compares(monkeypatch):
    formulas = []
    monkeypatch.setattr("paper_checks.sealed._sealed", lambda formula: formulas.append(formula) or formula)
    for claim in registry.claims().values():
        seal((claim.subject, *(mutant.subject for mutant in claim.mutants)))
    bare = [getattr(f, "func", getattr(f, "__func__", f)) for f in formulas]
    plain = [f for f in bare if isinstance(f, FunctionType)]
    assert len(plain) > 1000
    assert [f"{f.__module__}.{f.__qualname__}" for f in plain if compares_with_sympy(f)] == []


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
