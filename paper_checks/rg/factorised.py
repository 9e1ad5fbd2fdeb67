"""RG Eq. 31, 32 and Algorithm 1: whether the factorised sums are those of Eq. 16-18."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Reference = Literal["rg2", "rgx", "rgx_letter", "sampled_rg2", "sampled_rgx", "sampled_rgx_letter"]
ONCE = "the interaction is taken once a context, as in Eq. 15"


@dataclass(frozen=True)
class Form:
    r"""$\sum_y W(S - o_y)^2 - V \cdot$ `interaction`, for one context, said to be the sum `reference`.

    `S` and `W` are functions of r and the context, `V` and `interaction` of the context.
    """

    reference: Reference
    S: Callable[[Any, Any], Any]
    W: Callable[[Any, Any], Any]
    V: Callable[[Any], Any] = lambda c: 0 * c.N
    interaction: Callable[[Any], Any] = lambda c: c.total**2

    def value(self, c: Any) -> Any:
        """The form at a context."""
        squares = c.sum(lambda o, r: self.W(r, c) * (self.S(r, c) - o) ** 2)
        return squares - self.V(c) * self.interaction(c)


def check(subject: Form, profile: Profile) -> Iterator[Evidence]:
    """On exact scores; then as polynomials in the free sums, for every N; else with the interaction once a context."""
    largest = profile.pick(3, 5)
    tried, wrong = first(_cases(largest), lambda case: violates(subject, case))
    scores = ", ".join(map(str, sorted(SCORES)))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"scores {scores}, every set of positives, $N = 2$ to ${largest}$",
        detail="Both sums in rationals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_n(subject)
        return
    once = replace(subject, reference=ONCE_OF.get(subject.reference, subject.reference))
    if not any(violates(once, case) for case in _cases(largest)):
        yield replace(_for_every_n(once), under=ONCE)


def violates(subject: Form, values: Mapping[str, str]) -> bool:
    """Whether the two sums differ at these scores."""
    case = _read(values)
    return case is not None and _form(subject, *case) != _reference(subject.reference, *case)


SCORES = (1, -1, 2)


def _cases(largest: int) -> Iterator[dict[str, str]]:
    from itertools import combinations, product

    for N in range(2, largest + 1):
        for size in range(1, N + 1):
            for positives in combinations(range(1, N + 1), size):
                for o in product(SCORES, repeat=N):
                    for n in (N - 1, 1):
                        yield {"o": ", ".join(map(str, o)), "positives": ", ".join(map(str, positives)), "n": str(n)}


def _read(values: Mapping[str, str]) -> tuple[tuple[Fraction, ...], list[int], int] | None:
    from theory.intervals import rationals

    o, positives, n = rationals(values["o"]), [int(y) - 1 for y in values["positives"].split(",")], int(values["n"])
    return (o, positives, n) if n >= 1 and set(positives) <= set(range(len(o))) else None


def _form(subject: Form, o: tuple[Fraction, ...], positives: list[int], n: int) -> Fraction:
    from theory.item_sums import numeric

    return Fraction(subject.value(numeric(o, positives, n)))


def _reference(name: Reference, o: tuple[Fraction, ...], positives: list[int], n: int) -> Any:
    from theory import quadratic as q

    return {
        "rg2": lambda: q.rg2_squares(o, positives),
        "rgx": lambda: q.rgx_squares(o, positives),
        "rgx_letter": lambda: q.rgx_squares_printed(o, positives),
        "sampled_rg2": lambda: q.sampled_rg2_squares(o, positives, n),
        "sampled_rgx": lambda: (
            q.sampled_rg2_squares(o, positives, n) - Fraction(len(positives) * (n + 1), len(o) ** 2) * sum(o) ** 2
        ),
        "sampled_rgx_letter": lambda: q.sampled_rgx_squares_printed(o, positives, n),
    }[name]()


def _says(subject: Form, values: Mapping[str, str]) -> str:
    case = _read(values)
    assert case is not None
    claimed, true = _form(subject, *case), _reference(subject.reference, *case)
    draws = f", $n = {values['n']}$" if subject.reference.startswith("sampled") else ""
    return (
        f"$o = ({values['o']})$, positives {values['positives']}{draws}: the factorised sum is ${claimed}$, "
        f"{NAMES[subject.reference]} ${true}$"
    )


def _for_every_n(subject: Form) -> Evidence:
    import sympy as sp

    from theory.argument import Step
    from theory.item_sums import symbolic

    c = symbolic()
    claimed, printed = subject.value(c), _as_printed(subject.reference, c)
    free = {sp.Symbol(name, real=True) for name in ("s1", "s2", "p1", "p2")} | {c.N, c.size, c.n}
    steps = [
        Step(
            r"with $r^2 = r$ both are polynomials in the free sums $\sum_y o_y^k$, $\sum_{y\in\mathcal I} o_y^k$, "
            r"$k = 1, 2$, with coefficients rational in $N$, $|\mathcal I|$, $n$",
            (claimed.free_symbols | printed.free_symbols) <= free,
        ),
        Step(r"$o = P_xQ^\top$ gives $\sum o_y = P_xQ^\top\mathbf 1$, $\sum o_y^2 = P_xQ^\top QP_x^\top$", _links()),
    ]
    agrees = sp.cancel(claimed - printed) == 0
    return proof(steps, "their coefficients agree", agrees, "every $N$, every non-empty set of positives, every $o$")


def _links() -> bool:
    from theory.words import matrix

    P, Q, one = matrix("P"), matrix("Q"), matrix("1")
    O = P * Q.T
    return bool(O * O.T == P * Q.T * Q * P.T and (O * one).T == one.T * Q * P.T)


def _as_printed(name: Reference, c: Any) -> Any:
    """Eq. 16-19 for one context, transcribed."""
    sampled, interacts = name.startswith("sampled"), not name.endswith("rg2")

    def weight(r: Any) -> Any:
        return c.size * (r + (1 - r) * (c.n + 1) / c.N) if sampled else c.size

    squares = c.sum(lambda o, r: weight(r) * (o + 1 - r * c.N / c.size) ** 2)
    if not interacts:
        return squares
    factor = (c.n + 1) / c.N**2 if sampled else 1 / c.N
    times = c.sum(lambda _o, r: weight(r)) if name.endswith("letter") else weight(1)
    return squares - times * factor * c.total**2


def _target(r: Any, c: Any) -> Any:
    return r * c.N / c.size - 1


def _size(_r: Any, c: Any) -> Any:
    return c.size


def _eq19(r: Any, c: Any) -> Any:
    return c.size * (r + (1 - r) * (c.n + 1) / c.N)


def _sum_of_squares(c: Any) -> Any:
    return c.sum(lambda o, _r: o**2)


def _share(c: Any) -> Any:
    return c.size / c.N


NAMES: dict[Reference, str] = {
    "rg2": "Eq. 16",
    "rgx": "Eq. 17, the interaction once a context,",
    "rgx_letter": "Eq. 17 to the letter",
    "sampled_rg2": "Eq. 18",
    "sampled_rgx": "Eq. 18, the interaction once a context,",
    "sampled_rgx_letter": "Eq. 18 to the letter",
}
ONCE_OF: dict[Reference, Reference] = {"rgx_letter": "rgx", "sampled_rgx_letter": "sampled_rgx"}
RG2 = Form("rg2", _target, _size)
RGX = Form("rgx", _target, _size, _share)
SAMPLED = Form("sampled_rg2", _target, _eq19)
LETTER18 = r" $- V_x (\sum_y o_y)^2$ is Eq. 18's sum for RGx to the letter"
SQUARES = r"$\sum_y W_{xy}(S_{xy} - o_y)^2$"
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "check": check,
    "violates": violates,
    "assumptions": (
        r"For one context with at least one positive, up to the factor $\frac1{|D|}$ that Eq. 31 drops, which divides "
        r"$\lambda$.",
    ),
    "bibtex": ("pu2025rg",),
}


def _claim(id: str, where: str, title: str, statement: str, subject: Form, **more: Any) -> Claim:
    source = Source.BEYOND if id.endswith("repair") else Source.FULL_TEXT
    return Claim(id=id, where=where, source=source, title=title, statement=statement, subject=subject, **more, **COMMON)


def _sampled_v(c: Any) -> Any:
    return c.size * (c.n + 1) / c.N**2


def _letter_v(c: Any) -> Any:
    return (c.n + 1) / c.N**2 * c.sum(lambda _o, r: _eq19(r, c))


MUTANTS_RG2 = (
    Mutant(r"$\frac1N$ for $N$ in $S$, as in Algorithm 1", replace(RG2, S=lambda r, c: r / (c.N * c.size) - 1)),
    Mutant("$+1$ for $-1$ in $S$", replace(RG2, S=lambda r, c: r * c.N / c.size + 1)),
    Mutant(r"$|\mathcal I_x|/N$ for $|\mathcal I_x|$ in $W$", replace(RG2, W=lambda _r, c: c.size / c.N)),
    Mutant("weights 1", replace(RG2, W=lambda _r, c: c.N / c.N)),
)
MUTANTS_RGX = (
    Mutant("the squares of the scores for the square of their sum", replace(RGX, interaction=_sum_of_squares)),
    Mutant(r"$|\mathcal I_x|$ for $|\mathcal I_x|/N$", replace(RGX, V=lambda c: c.size)),
    Mutant(r"$|\mathcal I_x|/N^2$ for $|\mathcal I_x|/N$", replace(RGX, V=lambda c: c.size / c.N**2)),
    Mutant("half the interaction", replace(RGX, V=lambda c: c.size / (2 * c.N))),
)
MUTANTS_SAMPLED = (
    Mutant("$n$ for $n+1$ in $W$", replace(SAMPLED, W=lambda r, c: c.size * (r + (1 - r) * c.n / c.N))),
    Mutant("the two weights exchanged", replace(SAMPLED, W=lambda r, c: _eq19(1 - r, c))),
    Mutant("the weights of Eq. 16", replace(SAMPLED, W=_size)),
)
LETTER = Form("rgx_letter", _target, _size, lambda c: c.size)
SAMPLED_LETTER = Form("sampled_rgx_letter", _target, _eq19, _letter_v)

CLAIMS = (
    _claim(
        "rg.eq31.rg2", "s. 4.3, Eq. 31", "The factorised RG2 is Eq. 16",
        SQUARES + r" with $S$, $W$ of Eq. 32, so with $S = N\,\mathrm{Diag}(\mathbf x)^{-1}R - 1$ in matrices, is Eq. "
        r"16's sum for one context, at $o = P_x Q^\top$",
        RG2, mutants=MUTANTS_RG2,
    ),
    _claim(
        "rg.eq31.rgx", "s. 4.3, Eq. 31", "The last term of the factorised RGx is the interaction of Eq. 17",
        SQUARES + r" $- V_x P_x Q^\top Q P_x^\top$ with $S$, $W$, $V$ of Eq. 32 is Eq. 17's sum for one context, its "
        "interaction taken once, as in Eq. 15",
        replace(RGX, interaction=_sum_of_squares), repaired_by="rg.eq31.rgx.repair",
    ),
    _claim(
        "rg.eq31.rgx.repair", "s. 4.3, Eq. 31-32",
        "With the printed S, W and V the interaction is the square of the summed scores",
        SQUARES + r" $- V_x (P_x Q^\top\mathbf 1)^2$ with $S$, $W$, $V$ of Eq. 32 is Eq. 17's sum for one context, its "
        "interaction taken once; the printed term is its diagonal",
        RGX, mutants=MUTANTS_RGX,
    ),
    _claim(
        "rg.eq32.full.letter", "s. 4.3, Eq. 32", "The printed V fits Eq. 17 to the letter",
        r"With $V_x = |\mathcal I_x|/N$: " + SQUARES + r" $- V_x (\sum_y o_y)^2$ is Eq. 17's sum to the letter, its "
        "interaction under the sum over $y$",
        replace(LETTER, V=_share), repaired_by="rg.eq32.full.letter.repair",
    ),
    _claim(
        "rg.eq32.full.letter.repair", "s. 4.3, Eq. 32", "For Eq. 17 to the letter V is the number of positives",
        r"With $V_x = |\mathcal I_x|$: " + SQUARES + r" $- V_x (\sum_y o_y)^2$ is Eq. 17's sum to the letter",
        LETTER,
        mutants=(
            Mutant(r"$|\mathcal I_x|/N$", replace(LETTER, V=_share)),
            Mutant("$N$", replace(LETTER, V=lambda c: c.N)),
            Mutant("1", replace(LETTER, V=lambda c: c.N / c.N)),
        ),
    ),
    _claim(
        "rg.eq32.sampled", "s. 4.3, Eq. 32", "The printed S and W of the sampled losses",
        r"With $W_{xy} = w_{xy}$ of Eq. 19: " + SQUARES + " is Eq. 18's sum for RG2",
        SAMPLED, mutants=MUTANTS_SAMPLED,
    ),
    _claim(
        "rg.eq32.sampled.letter", "s. 4.3, Eq. 32", "The printed V fits Eq. 18 to the letter",
        r"With $V_x = |\mathcal I_x|(n+1)/N^2$: " + SQUARES + LETTER18,
        replace(SAMPLED_LETTER, V=_sampled_v), repaired_by="rg.eq32.sampled.letter.repair",
    ),
    _claim(
        "rg.eq32.sampled.letter.repair", "s. 4.3, Eq. 32", "For Eq. 18 to the letter V adds up the weights",
        r"With $V_x = \frac{n+1}{N^2}\sum_y w_{xy}$: " + SQUARES + LETTER18,
        SAMPLED_LETTER,
        mutants=(
            Mutant(r"$|\mathcal I_x|(n+1)/N^2$", replace(SAMPLED_LETTER, V=_sampled_v)),
            Mutant("$n$ for $n+1$", replace(SAMPLED_LETTER, V=lambda c: _letter_v(c) * c.n / (c.n + 1))),
            Mutant("$N$ for $N^2$", replace(SAMPLED_LETTER, V=lambda c: _letter_v(c) * c.N)),
        ),
    ),
    _claim(
        "rg.alg1.targets", "Algorithm 1, line 7", "Line 7 of Algorithm 1 computes the targets of Eq. 32",
        r"With $S = \frac1N\mathrm{Diag}(\mathbf x)^{-1}R - 1$, where Eq. 32 has $S_{xy} = "
        r"r_{xy}\frac N{|\mathcal I_x|} - 1$: " + SQUARES + " is Eq. 16's sum",
        replace(RG2, S=lambda r, c: r / (c.N * c.size) - 1), repaired_by="rg.eq31.rg2", slip=True,
    ),
)  # fmt: skip
