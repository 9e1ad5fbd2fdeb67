"""After Prop. 15: the orders of the bound in the number of interactions, the pseudo-dimension and C."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Power:
    """The exponent, a function of d, with which the error of Eq. 35 changes with |D| or with C."""

    exponent: Callable[[Any], Any]
    of: Literal["|D|", "C"]


@dataclass(frozen=True)
class Order:
    r"""The term of Eq. 33 is at most $16\max(1, B^4/(Lm\delta))$ times the exponential of `log(d, eL, log)`."""

    log: Callable[[Any, Any, Any], Any]


@dataclass(frozen=True)
class Kept:
    r"""A square of $\varepsilon$, $(d, B, L, m, \delta, \log, \max)$, at which the repaired tail is below $\delta$."""

    square: Callable[[Any, Any, Any, Any, Any, Any, Any], Any]


def check_power(subject: Power, profile: Profile) -> Iterator[Evidence]:
    """The error before and after |D| or C is multiplied by 4; then for every factor and d."""
    cases = ({"d": str(d), "factor": "4"} for d in range(1, profile.pick(30, 300)))
    found = _search(
        cases, lambda case: violates_power(subject, case), "$d = 1, 2, ...$", lambda c: _power_says(subject, c)
    )
    yield found
    if found.holds:
        yield _power_proof(subject)


def violates_power(subject: Power, values: Mapping[str, str]) -> bool:
    """Whether the error changes by surely another power of the factor."""
    import sympy as sp

    from theory.intervals import sign

    d, factor = int(values["d"]), Fraction(values["factor"])
    if d < 1 or factor <= 1:
        return False
    return sign(_change(subject, d, factor) - subject.exponent(sp.Integer(d)) * sp.log(factor)) in (-1, 1)


def _change(subject: Power, d: int, factor: Fraction) -> Any:
    """The change of the logarithm of the error of Eq. 35, or of its term, at B = L = C = 3, m = 1000, delta = 1/20."""
    import sympy as sp

    from theory.generalisation import log_excess
    from theory.intervals import rational
    from theory.rates import log_error

    def log(f: Fraction) -> Any:
        if subject.of == "C":
            return log_error(3 * rational(f), 5, sp.Integer(d), sp.Integer(3), sp.Integer(3), sp.Integer(1000), delta)
        return log_excess(sp.Integer(d), sp.Integer(3), sp.Integer(3), rational(1000 * f), delta)

    delta = sp.Rational(1, 20)
    return log(factor) - log(Fraction(1))


def _power_says(subject: Power, case: Mapping[str, str]) -> str:
    from math import log

    import sympy as sp

    factor = Fraction(case["factor"])
    found = float(_change(subject, int(case["d"]), factor)) / log(factor)
    stated = float(subject.exponent(sp.Integer(int(case["d"]))))
    return f"$d = {case['d']}$: the error changes with the power {found:.6g} of ${subject.of}$, not {stated:.6g}"


def _power_proof(subject: Power) -> Evidence:
    import sympy as sp

    from theory.generalisation import D
    from theory.rates import constant_argument, interactions_argument

    derived, argument = (1, constant_argument()) if subject.of == "C" else (-1 / (D + 2), interactions_argument())
    same = sp.simplify(subject.exponent(D) - derived) == 0
    return proof(argument.steps, "this is the stated power", same, "every $d$")


def check_order(subject: Order, profile: Profile) -> Iterator[Evidence]:
    """Small and large numbers of everything; then every d."""
    del profile
    found = _search(_order_cases(), lambda case: violates_order(subject, case), "$d = 1$ to $10^8$", _order_says)
    yield found
    if found.holds:
        yield _order_proof(subject)


def violates_order(subject: Order, values: Mapping[str, str]) -> bool:
    """Whether the term of Eq. 33 is surely above the stated multiple of the order."""
    import sympy as sp

    from theory.generalisation import log_excess
    from theory.intervals import rational, sign

    d, b, slope, m, delta = (rational(Fraction(values[name])) for name in ("d", "B", "L", "m", "delta"))
    if min(d, b, slope, m, delta) <= 0:
        return False
    ratio = max(
        Fraction(1), Fraction(values["B"]) ** 4 / Fraction(values["L"]) / Fraction(values["m"]) / Fraction(str(delta))
    )
    order = subject.log(d, sp.E * slope, sp.log)
    return sign(sp.log(16) + sp.log(ratio) + order - log_excess(d, b, slope, m, delta)) == -1


def _order_cases() -> Iterator[dict[str, str]]:
    for d in (1, 3, 100, 10**8):
        for b, slope, m in ((1, 20, 1), (100, 40, 1000), (1, 10**6, 10), (281, 1, 1), (10**8, 20_000, 10**7)):
            yield {"d": str(d), "B": str(b), "L": str(slope), "m": str(m), "delta": "1/20"}


def _order_says(case: Mapping[str, str]) -> str:
    return ", ".join(f"${name} = {case[name]}$" for name in ("d", "B", "L", "m")) + ": the term is above the order"


def _order_proof(subject: Order) -> Evidence:
    import sympy as sp

    from theory.generalisation import D
    from theory.rates import dimension_argument

    constant = sp.Symbol("C", positive=True)
    derived = sp.log(D + 1) / (D + 2) + (1 - 1 / (D + 2)) * sp.log(constant)
    same = sp.simplify((subject.log(D, constant, sp.log) - derived).expand()) == 0
    return proof(dimension_argument().steps, "the stated order is this one, with $C = eL$", same, "every $d$")


def check_kept(subject: Kept, profile: Profile) -> Iterator[Evidence]:
    r"""Small and large numbers of everything, the maximum at both of its arguments; then all with $\delta < 1$."""
    del profile
    found = _search(_order_cases(), lambda case: violates_kept(subject, case), "$d = 1$ to $10^8$", _kept_says)
    yield found
    if found.holds:
        yield _kept_proof(subject)


def violates_kept(subject: Kept, values: Mapping[str, str]) -> bool:
    r"""Whether the tail at the stated deviation is surely above $\delta$, or the stated square surely not positive."""
    import sympy as sp

    from theory.intervals import rational, sign
    from theory.rates import log_tail

    d, b, slope, m, delta = (rational(Fraction(values[name])) for name in ("d", "B", "L", "m", "delta"))
    if min(d, b, slope, m, delta) <= 0 or delta >= 1:
        return False
    square = subject.square(d, b, slope, m, delta, sp.log, _largest)
    if sign(square) != 1:
        return sign(square) is not None
    return sign(log_tail(d, b, slope, m, square ** sp.Rational(1, 2)) - sp.log(delta)) == 1


def _kept_says(case: Mapping[str, str]) -> str:
    where = ", ".join(f"${name} = {case[name]}$" for name in ("d", "B", "L", "m"))
    return rf"{where}: the tail is above $\delta$, or the square is negative"


def _kept_proof(subject: Kept) -> Evidence:
    import sympy as sp

    from theory.deviation import B, L, M
    from theory.generalisation import DELTA, D
    from theory.rates import kept_argument, kept_square

    wide = sp.Symbol("w", positive=True)

    def larger(least: Any, other: Any) -> Any:
        return wide + other if least == 0 else sp.Max(least, other)

    stated = subject.square(D, B, L, M, DELTA, sp.log, larger)
    same = sp.simplify(_plain(stated - kept_square(D, B, L, M, DELTA, larger))) == 0
    return proof(kept_argument().steps, "the stated square is this one", same, EVERY)


def _search(cases: Any, is_wrong: Any, domain: str, says: Any) -> Evidence:
    tried, wrong = first(cases, is_wrong)
    return Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=domain,
        detail="Logarithms of both sides, in intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(says(wrong), wrong),
    )


def _largest(a: Any, b: Any) -> Any:
    from theory.intervals import sign

    return b if sign(b - a) == 1 else a


def _plain(x: Any) -> Any:
    import sympy as sp

    return sp.expand(sp.expand_log(sp.expand(x), force=True))


def _stated_kept(d: Any, b: Any, slope: Any, m: Any, delta: Any, log: Any, larger: Any) -> Any:
    wide = log(16) + 1 + log(slope) + log(m) / 2 - log(32) / 2 - log(b)
    return 32 * b**2 / m * (1 + d * larger(0, wide) + log(4) + 1 + log(d + 1) - log(delta))


EVERY = r"every $d$, $B$, $L$, $m$ and $0 < \delta < 1$"
ORDERS = (
    r"The bound is constrained by $d$ and $|D|$ with $O((d+1)^{\frac1{d+2}}\cdot C^{1-\frac1{d+2}})$ and "
    r"$O(|D|^{-\frac1{d+2}})$, respectively. Read: "
)
COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "s. 4.4, after Prop. 15", "bibtex": ("pu2025rg",)}
POWERS: dict[str, Any] = COMMON | {"check": check_power, "violates": violates_power}

CLAIMS = (
    Claim(
        id="rg.rates.interactions",
        source=Source.FULL_TEXT,
        title="The term of Eq. 33 falls with the power -1/(d+2) of the number of interactions",
        statement=ORDERS + r"The term of Eq. 33 falls as $|D|^{-1/(d+2)}$, exactly",
        subject=Power(lambda d: -1 / (d + 2), "|D|"),
        mutants=(
            Mutant(r"$-\frac12$", Power(lambda d: 0 * d - Fraction(1, 2), "|D|")),
            Mutant(r"$-\frac1d$", Power(lambda d: -1 / d, "|D|")),
            Mutant(r"$-\frac2{d+2}$", Power(lambda d: -2 / (d + 2), "|D|")),
            Mutant("the sign lost", Power(lambda d: 1 / (d + 2), "|D|")),
        ),
        **POWERS,
    ),
    Claim(
        id="rg.rates.dimension",
        source=Source.FULL_TEXT,
        title="The term of Eq. 33 is of the stated order in the pseudo-dimension: it does not grow with it",
        statement=(
            ORDERS
            + r"for $C = eL$ the term of Eq. 33 is at most $16\max(1, \frac{B^4}{L|D|\delta})$ times the first order, "
            r"for every $d$ (which tends to $eL$, so the order bounds no growth)"
        ),
        subject=Order(lambda d, c, log: log(d + 1) / (d + 2) + (1 - 1 / (d + 2)) * log(c)),
        check=check_order,
        violates=violates_order,
        mutants=(
            Mutant("$C^{1/(d+2)}$", Order(lambda d, c, log: log(d + 1) / (d + 2) + log(c) / (d + 2))),
            Mutant(
                "$C^{1-2/(d+2)}$", Order(lambda d, c, log: log(d + 1) / (d + 2) + (1 - Fraction(2) / (d + 2)) * log(c))
            ),
            Mutant("$(d+1)^{-1/(d+2)}$", Order(lambda d, c, log: -log(d + 1) / (d + 2) + (1 - 1 / (d + 2)) * log(c))),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.rates.constant",
        source=Source.FULL_TEXT,
        title="The error of Eq. 35 grows with the power 1 - 1/(d+2) of the constant C of Prop. 15",
        statement=ORDERS + r"with the $C$ of Prop. 15, the error of Eq. 35 grows as $C^{1-1/(d+2)}$",
        subject=Power(lambda d: 1 - 1 / (d + 2), "C"),
        repaired_by="rg.rates.constant.repair",
        **POWERS,
    ),
    Claim(
        id="rg.rates.constant.repair",
        source=Source.BEYOND,
        title="The error of Eq. 35 is proportional to the constant C of Prop. 15",
        statement=r"With the $C$ of Prop. 15, the error of Eq. 35 grows as $C$",
        subject=Power(lambda d: 0 * d + 1, "C"),
        mutants=(
            Mutant(r"$1 - \frac1{d+2}$", Power(lambda d: 1 - 1 / (d + 2), "C")),
            Mutant(r"$\frac12$", Power(lambda d: 0 * d + Fraction(1, 2), "C")),
            Mutant("2", Power(lambda d: 0 * d + 2, "C")),
        ),
        **POWERS,
    ),
    Claim(
        id="rg.rates.kept",
        source=Source.BEYOND,
        title="With its exponential kept, the chain falls as the square root of d log m over m",
        statement=(
            r"For $0 < \delta < 1$, at "
            r"$\varepsilon^2 = \frac{32B^2}m\left(1 + d\max(0, \log\frac{16eL\sqrt m}{\sqrt{32}B}) + "
            r"\log\frac{4e(d+1)}\delta\right)$, $4e(d+1)(16eL/\varepsilon)^d e^{-m\varepsilon^2/(32B^2)} \le "
            r"\delta$: the "
            r"power $-\frac1{d+2}$ comes from $e^{-x} \le \frac1x$ alone"
        ),
        subject=Kept(_stated_kept),
        check=check_kept,
        violates=violates_kept,
        mutants=(
            Mutant("d lost", Kept(lambda d, *v: _stated_kept(0 * d, *v))),
            Mutant("$m^2$ for $m$", Kept(lambda d, b, s, m, *v: _stated_kept(d, b, s, m, *v) / m)),
            Mutant(
                "the maximum with 0 lost",
                Kept(lambda d, b, s, m, p, log, _max: _stated_kept(d, b, s, m, p, log, lambda _zero, wide: wide)),
            ),
            Mutant("half the square", Kept(lambda *v: _stated_kept(*v) / 2)),
        ),
        uses=("rg.lemma25.repair",),
        **COMMON,
    ),
)
