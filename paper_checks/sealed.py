"""Subjects that cannot look at the symbols that a proof gives them.

A proof for every N puts symbols into the subject's formulas. To sympy a symbol equals no number, so that a formula with
a special case, `99 if N == 7 else N`, would show the proof its general case alone. A sealed formula gets symbols whose
comparisons are conditions: it may return them, but it may branch only where the symbols' assumptions settle them.

The seal ends where sympy begins: its functions open what they are given, so that `99 if sympify(N) == 7 else N` is not
refused. The tests therefore ask that no formula of a claim that names sympy compares anything; what a formula calls
elsewhere is not looked into.
"""

import operator
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache, partial, wraps
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any


class ComparedError(TypeError):
    """A formula branches on a comparison of a symbol that the assumptions on the symbol do not settle."""


def seal(subject: Any) -> Any:
    """The subject with every formula in it sealed; what has no formula is returned as it is."""
    if isinstance(subject, FunctionType | MethodType | BuiltinFunctionType | partial):
        return _sealed(subject)
    if isinstance(subject, tuple | list):
        return type(subject)(map(seal, subject)) if type(subject) in (tuple, list) else subject
    if isinstance(subject, dict):
        return {key: seal(value) for key, value in subject.items()}
    if is_dataclass(subject) and not isinstance(subject, type):
        values = {f.name: (getattr(subject, f.name), seal(getattr(subject, f.name))) for f in fields(subject) if f.init}
        changed = {name: new for name, (old, new) in values.items() if new is not old and new != old}
        return replace(subject, **changed) if changed else subject
    return subject


@cache
def _sealed(formula: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(formula)
    def call(*arguments: Any, **named: Any) -> Any:
        return _open(formula(*map(_close, arguments), **{name: _close(value) for name, value in named.items()}))

    return call


def _close(value: Any) -> Any:
    import sympy as sp

    if isinstance(value, sp.Expr) and value.free_symbols:
        return _Symbolic(value)
    if isinstance(value, sp.FunctionClass | FunctionType):
        return lambda *arguments: _close(value(*map(_open, arguments)))
    return type(value)(map(_close, value)) if type(value) in (tuple, list) else value


def _open(value: Any) -> Any:
    if isinstance(value, _Symbolic | _Condition):
        return value.expression
    return type(value)(map(_open, value)) if type(value) in (tuple, list) else value


class _Symbolic:
    """A symbolic expression that can be computed with, and compared as far as its assumptions go."""

    def __init__(self, expression: Any) -> None:
        self.expression = expression

    def _sympy_(self) -> Any:
        return self.expression

    def _with(self, other: Any, operation: Callable[[Any, Any], Any]) -> Any:
        import sympy as sp

        return _close(operation(self.expression, sp.sympify(_open(other))))

    def _from(self, other: Any, operation: Callable[[Any, Any], Any]) -> Any:
        import sympy as sp

        return _close(operation(sp.sympify(_open(other)), self.expression))

    def _compare(self, other: Any, relation: str) -> Any:
        import sympy as sp

        value = sp.sympify(_open(other))
        settled = sp.Rel(self.expression - value, 0, relation)
        return bool(settled) if settled in (sp.true, sp.false) else _Condition(sp.Rel(self.expression, value, relation))

    def __add__(self, other: Any) -> Any:
        return self._with(other, operator.add)

    def __radd__(self, other: Any) -> Any:
        return self._from(other, operator.add)

    def __sub__(self, other: Any) -> Any:
        return self._with(other, operator.sub)

    def __rsub__(self, other: Any) -> Any:
        return self._from(other, operator.sub)

    def __mul__(self, other: Any) -> Any:
        return self._with(other, operator.mul)

    def __rmul__(self, other: Any) -> Any:
        return self._from(other, operator.mul)

    def __truediv__(self, other: Any) -> Any:
        return self._with(other, operator.truediv)

    def __rtruediv__(self, other: Any) -> Any:
        return self._from(other, operator.truediv)

    def __pow__(self, other: Any) -> Any:
        return self._with(other, operator.pow)

    def __rpow__(self, other: Any) -> Any:
        return self._from(other, operator.pow)

    def __neg__(self) -> Any:
        return _Symbolic(-self.expression)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return _close(abs(self.expression))

    def __eq__(self, other: object) -> Any:
        return self._compare(other, "==")

    def __ne__(self, other: object) -> Any:
        return self._compare(other, "!=")

    def __lt__(self, other: Any) -> Any:
        return self._compare(other, "<")

    def __le__(self, other: Any) -> Any:
        return self._compare(other, "<=")

    def __gt__(self, other: Any) -> Any:
        return self._compare(other, ">")

    def __ge__(self, other: Any) -> Any:
        return self._compare(other, ">=")

    def __bool__(self) -> bool:
        return bool(self._compare(0, "!="))

    def __int__(self) -> int:
        raise ComparedError(f"{self.expression} is taken for a whole number")

    def __float__(self) -> float:
        raise ComparedError(f"{self.expression} is taken for a number")

    def __hash__(self) -> int:
        raise ComparedError(f"unhashable type: {self.expression} is looked up")


class _Condition:
    """A comparison that the assumptions do not settle: a formula may return it, and not branch on it."""

    def __init__(self, expression: Any) -> None:
        self.expression = expression

    def _sympy_(self) -> Any:
        return self.expression

    def __and__(self, other: Any) -> Any:
        return _Condition(self.expression & _open(other))

    def __or__(self, other: Any) -> Any:
        return _Condition(self.expression | _open(other))

    def __invert__(self) -> Any:
        return _Condition(~self.expression)

    __rand__, __ror__ = __and__, __or__

    def __bool__(self) -> bool:
        raise ComparedError(f"it branches on {self.expression}, which the assumptions do not settle")
