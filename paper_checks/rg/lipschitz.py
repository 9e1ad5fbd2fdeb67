"""Remark 13: a Lipschitz constant of the terms of the RG losses."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

SINGLE = r"$|\mathcal I_x| = 1$ (single click)"


@dataclass(frozen=True)
class Lipschitz:
    r"""A constant (N, c, I, sqrt, max) for a term of a loss, scores in [-c, c], in a distance of score vectors.

    `single`: it is said for I = 1 only; `least`: no smaller constant is one.
    """

    constant: Callable[[Any, Any, Any, Any, Any], Any]
    loss: Literal["rg2", "rgx"]
    norm: Literal["euclidean", "largest"] = "euclidean"
    single: bool = False
    least: bool = False


def check(subject: Lipschitz, profile: Profile) -> Iterator[Evidence]:
    """The constant against the steepest corner, in rationals and roots; then for every N."""
    found = _search(subject, profile)
    yield found
    if found.holds:
        yield _for_every_n(subject)
    elif not subject.single:
        alone = replace(subject, single=True)
        if _search(alone, profile).holds:
            yield replace(_for_every_n(alone), under=SINGLE)


def violates(subject: Lipschitz, values: Mapping[str, str]) -> bool:
    """Whether the gradient at these scores is surely above the constant, or all gradients (if least) surely below."""
    from theory.intervals import rationals, sign
    from theory.lipschitz import steepest, steepness

    o, i, (c,), r = rationals(values["o"]), int(values["I"]), rationals(values["c"]), int(values["r"])
    if not (1 <= i < len(o) and max(map(abs, o)) <= c and r in (0, 1)) or (subject.single and i != 1):
        return False
    constant = _constant(subject, len(o), c, i)
    if sign(constant - _root(steepness(subject.loss, subject.norm, o, i, r))) == -1:
        return True
    top, *_ = steepest(subject.loss, subject.norm, len(o), i, c)
    return subject.least and sign(constant - _root(top)) == 1


def _constant(subject: Lipschitz, n: int, c: Fraction, i: int) -> Any:
    import sympy as sp

    from theory.intervals import rational

    return subject.constant(sp.Integer(n), rational(c), sp.Integer(i), sp.sqrt, sp.Max)


def _root(square: Fraction) -> Any:
    import sympy as sp

    from theory.intervals import rational

    return sp.sqrt(rational(square))


def _search(subject: Lipschitz, profile: Profile) -> Evidence:
    tried, wrong = first(_cases(subject, profile), lambda case: violates(subject, case))
    return Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$N = 2$ to ${_sizes(profile)[-2]}$ and {LARGEST}, $I = 1$"
        + ("" if subject.single else r", $\lfloor N/2 \rfloor$ and $N-1$"),
        detail="The gradient of the term as printed at the steepest corner of the scores' box, exactly.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )


LARGEST = 40


def _sizes(profile: Profile) -> tuple[int, ...]:
    return (*range(2, profile.pick(8, 25)), LARGEST)


def _cases(subject: Lipschitz, profile: Profile) -> Iterator[dict[str, str]]:
    from theory.intervals import literal
    from theory.lipschitz import steepest

    for n in _sizes(profile):
        for i in (1,) if subject.single else sorted({1, n // 2, n - 1}):
            for c in (Fraction(1, 3), Fraction(3), Fraction(50)):
                _, o, r = steepest(subject.loss, subject.norm, n, i, c)
                yield {"o": literal(o), "I": str(i), "c": str(c), "r": str(r)}


def _says(subject: Lipschitz, case: Mapping[str, str]) -> str:
    from theory.intervals import rationals
    from theory.lipschitz import steepness

    o, i, r = rationals(case["o"]), int(case["I"]), int(case["r"])
    slope = float(_root(steepness(subject.loss, subject.norm, o, i, r)))
    stated = float(_constant(subject, len(o), Fraction(case["c"]), i))
    return (
        f"$N = {len(o)}$, $I = {i}$, $c = {case['c']}$, $o = ({case['o']})$: the gradient of the first item's "
        f"term with $r = {r}$ has the norm {slope:.6g}, the constant is {stated:.6g}"
    )


def _for_every_n(subject: Lipschitz) -> Evidence:
    import sympy as sp

    from theory.lipschitz import C, I, J, exceeds_steepest, least_constant, steepest_argument

    if subject.least:
        larger = sp.Symbol("D", positive=True)
        stated = subject.constant(I + J, C, I, sp.sqrt, lambda a, b: larger if {a, b} == {I, J} else sp.Max(a, b))
        agrees = sp.simplify(stated - least_constant(subject.loss, subject.norm, I + J, C, I, larger)) == 0
    else:
        agrees = subject.single and exceeds_steepest(
            subject.loss, subject.norm, lambda n, c: subject.constant(n, c, sp.Integer(1), sp.sqrt, sp.Max)
        )
    return proof(
        steepest_argument(subject.loss, subject.norm).steps,
        "the stated constant is this one" if subject.least else "under single click the stated constant is not less",
        agrees,
        "every $N \\ge 2$ and $c > 0$, " + ("$I = 1$" if subject.single else "$1 \\le I < N$"),
    )


def _printed(N: Any, c: Any, _i: Any, sqrt: Any, _max: Any) -> Any:
    return 2 * (2 * sqrt(N) * c + 1 + N)


def _rg2(N: Any, c: Any, i: Any, _sqrt: Any, larger: Any) -> Any:
    return 2 * (i * c + larger(i, N - i))


def _rgx(N: Any, c: Any, i: Any, sqrt: Any, larger: Any) -> Any:
    d = larger(i, N - i)
    return 2 * sqrt(d**2 + 4 * d * i * c * (N - 1) / N + (N - 1) * i**2 * c**2)


def _rgx_largest(N: Any, c: Any, i: Any, _sqrt: Any, larger: Any) -> Any:
    return 2 * (larger(i, N - i) + (N - 1) * i * c)


REMARK = r"Both errors are $L$-Lipschitz, where $L > 2(2\sqrt N C_P C_Q + 1 + N)$. Read: a term of "
RG2 = r"RG$^2$, $I(o_y + 1 - r\frac NI)^2$, "
RGX = r"RG$^\times$, $I\left((o_y + 1 - r\frac NI)^2 - \frac1N(\mathbf 1^\top o)^2\right)$, "
RELEVANCE = r"$r \in \{0, 1\}$; "
SCORES = r"scores in $[-c, c]$, $c = C_P C_Q$, $I = |\mathcal I_x| < N$"
CORNERS = (
    "Every score vector of the box is reached: one latent dimension is enough for the scores of one context.",
    "Some item is not a positive.",
)
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.4, Remark 13",
    "check": check,
    "violates": violates,
    "assumptions": CORNERS,
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.remark13.rg2",
        source=Source.FULL_TEXT,
        title="The Lipschitz constant of Remark 13 is one for RG2",
        statement=REMARK + RG2 + "as a function of its score; " + SCORES,
        subject=Lipschitz(_printed, "rg2"),
        repaired_by="rg.remark13.rg2.repair",
        **COMMON,
    ),
    Claim(
        id="rg.remark13.rg2.repair",
        source=Source.BEYOND,
        title="The least Lipschitz constant of a term of RG2, for every number of positives",
        statement=r"$2(Ic + \max(I, N - I))$ is the least Lipschitz constant of "
        + RG2
        + r"$r \in \{0, 1\}$; "
        + SCORES,
        subject=Lipschitz(_rg2, "rg2", least=True),
        mutants=(
            Mutant("the constant of Remark 13", Lipschitz(_printed, "rg2", least=True)),
            Mutant("$c$ for $Ic$", Lipschitz(lambda N, c, i, _s, top: 2 * (c + top(i, N - i)), "rg2", least=True)),
            Mutant("positives only", Lipschitz(lambda N, c, i, _s, _m: 2 * (i * c + N - i), "rg2", least=True)),
            Mutant("$N$ for $N - I$", Lipschitz(lambda N, c, i, _s, top: 2 * (i * c + top(i, N)), "rg2", least=True)),
            Mutant("the factor 2 lost", Lipschitz(lambda *v: _rg2(*v) / 2, "rg2", least=True)),
            Mutant("1 % less", Lipschitz(lambda *v: 99 * _rg2(*v) / 100, "rg2", least=True)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.remark13.rgx",
        source=Source.FULL_TEXT,
        title="The Lipschitz constant of Remark 13 is one for RGx in the Euclidean distance of score vectors",
        statement=REMARK + RGX + "in the Euclidean distance; " + SCORES,
        subject=Lipschitz(_printed, "rgx"),
        repaired_by="rg.remark13.rgx.repair",
        **COMMON,
    ),
    Claim(
        id="rg.remark13.rgx.repair",
        source=Source.BEYOND,
        title="The least Euclidean Lipschitz constant of a term of RGx, for every number of positives",
        statement=(
            r"$2\sqrt{D^2 + 4DIc\frac{N-1}N + (N-1)I^2c^2}$ with $D = \max(I, N-I)$ is the least Lipschitz constant of "
            + RGX
            + r"$r \in \{0, 1\}$, in the Euclidean distance; "
            + SCORES
        ),
        subject=Lipschitz(_rgx, "rgx", least=True),
        mutants=(
            Mutant("the constant of Remark 13", Lipschitz(_printed, "rgx", least=True)),
            Mutant("the interaction term forgotten", Lipschitz(_rg2, "rgx", least=True)),
            Mutant("the two slopes added", Lipschitz(_rgx_largest, "rgx", least=True)),
            Mutant("1 % less", Lipschitz(lambda *v: 99 * _rgx(*v) / 100, "rgx", least=True)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.remark13.rgx.largest",
        source=Source.FULL_TEXT,
        title="The Lipschitz constant of Remark 13 is one for RGx in the largest difference of a score",
        statement=(
            REMARK
            + RGX
            + r"where each score moves by at most $\varepsilon$, as a cover of the scores has it; "
            + SCORES
        ),
        subject=Lipschitz(_printed, "rgx", "largest"),
        repaired_by="rg.remark13.rgx.largest.repair",
        **COMMON,
    ),
    Claim(
        id="rg.remark13.rgx.largest.repair",
        source=Source.BEYOND,
        title="The least Lipschitz constant of a term of RGx in the largest difference of a score",
        statement=(
            r"$2(\max(I, N - I) + (N-1)Ic)$ is the least Lipschitz constant of "
            + RGX
            + r"$r \in \{0, 1\}$, where each score moves by at most $\varepsilon$; "
            + SCORES
        ),
        subject=Lipschitz(_rgx_largest, "rgx", "largest", least=True),
        mutants=(
            Mutant("the constant of Remark 13", Lipschitz(_printed, "rgx", "largest", least=True)),
            Mutant("the Euclidean constant", Lipschitz(_rgx, "rgx", "largest", least=True)),
            Mutant(
                "$N$ for $N - 1$",
                Lipschitz(lambda N, c, i, _s, top: 2 * (top(i, N - i) + N * i * c), "rgx", "largest", least=True),
            ),
            Mutant("1 % less", Lipschitz(lambda *v: 99 * _rgx_largest(*v) / 100, "rgx", "largest", least=True)),
        ),
        **COMMON,
    ),
)
