"""Beyond RG Algorithm 1: whether alternating updates ever raise an objective, as printed, corrected and as released."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.rg.half_steps import plain_rg2, rg2, rgx, rgx_full, twos
from paper_checks.search import first
from verify.profile import Profile

if TYPE_CHECKING:
    from theory.updates import Update

Formula = Callable[[Any], Any]


@dataclass(frozen=True)
class Alternation:
    """Context and item updates with an objective that they are said never to raise.

    `user` and `item` are (right side, matrix) of a row's update, or of all items at once for `whole_items`.
    """

    user: tuple[Formula, Formula]
    item: tuple[Formula, Formula]
    regulariser: Literal["plain", "weighted"] = "weighted"
    interaction: Literal["none", "diagonal", "full"] = "none"
    whole_items: bool = False

    def updates(self) -> "tuple[Update, Update]":
        """Both updates, each with what the objective says of its block."""
        from theory.updates import Update, objective_of

        block: Literal["Q", "item"] = "Q" if self.whole_items else "item"
        return (
            Update("user", objective_of("user", self.regulariser, self.interaction), *self.user),
            Update(block, objective_of(block, self.regulariser, self.interaction), *self.item),
        )


def check(subject: Alternation, profile: Profile) -> Iterator[Evidence]:
    """Two exact sweeps on small data; then each update as the only minimiser, for every size."""
    from theory.updates import cases

    tried_data = [case for case in islice(cases("P", 3), profile.pick(60, 300)) if case["lambda"] == "1"]
    tried_data = [{"R": c["R"], "Q": c["B"], "lambda": lam} for c in tried_data for lam in ("1/10", "1")]
    tried, wrong = first(tried_data, lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="small data, smallest first, $K = 1$ and $2$, weights of Eq. 16",
        detail="The objective after each of four half-steps, in rationals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_size(subject)


def violates(subject: Alternation, values: Mapping[str, str]) -> bool:
    """Whether the objective rises in one of the half-steps that follow the first."""
    from itertools import pairwise

    from theory.factorisation import is_data, parse

    if not is_data(parse(values["R"])) or Fraction(values["lambda"]) <= 0:
        return False
    return any(after > before for before, after in pairwise(_values(subject, values)))


def _values(subject: Alternation, values: Mapping[str, str]) -> list[Any]:
    import sympy as sp

    from theory.factorisation import parse
    from theory.intervals import rational
    from theory.updates import all_rows

    R, lam = parse(values["R"]), Fraction(values["lambda"])
    Q = sp.Matrix([[rational(x) for x in row] for row in parse(values["Q"])])
    user, item = subject.updates()
    found = []
    for _ in range(2):
        P = all_rows(user, R, Q, lam)
        found.append(_objective(subject, R, P, Q, lam))
        Q = all_rows(item, R, P, lam)
        found.append(_objective(subject, R, P, Q, lam))
    return found


def _objective(subject: Alternation, R: Any, P: Any, Q: Any, lam: Fraction) -> Any:
    from dataclasses import replace

    from theory.factorisation import exact
    from theory.updates import objective_of

    B = tuple(tuple(Fraction(int(x.p), int(x.q)) for x in Q.row(i)) for i in range(Q.rows))
    m = replace(exact("P", R, B, lam), U=P)
    return objective_of("P", subject.regulariser, subject.interaction)(m)


def _says(subject: Alternation, values: Mapping[str, str]) -> str:
    where = rf"$R = ({values['R']})$, $\lambda = {values['lambda']}$, $Q_0 = ({values['Q']})$"
    listed = ", ".join(f"{float(value):.6g}" for value in _values(subject, values))
    return f"{where}: the objective after the half-steps is {listed}"


def _for_every_size(subject: Alternation) -> Evidence:
    from theory.updates import argument

    steps = [step for update in subject.updates() for step in argument(update).steps]
    claimed = "each update is the only minimiser of the objective over its block, so no half-step raises it"
    return proof(steps, claimed, True, r"every $M$, $N$, $K$, $\lambda > 0$ and data without an empty context")


def _rhs(m: Any) -> Any:
    return m.S * m.W * m.B


def _rhs_flipped(m: Any) -> Any:
    return (m.S + twos(m)) * m.W * m.B


def _once_more(m: Any) -> Any:
    return rg2(m) + m.lam * m.I


def _all_items(m: Any) -> Any:
    return m.S.T * m.W * m.B


@dataclass(frozen=True)
class Offset:
    """A right side of the items' update, with the matrix of Eq. 37, said to add one vector to all items' factors."""

    rhs: Formula


def check_offset(subject: Offset, profile: Profile) -> Iterator[Evidence]:
    """Exact item factors on small data; then the difference in letters."""
    from theory.argument import Step
    from theory.factorisation import letters
    from theory.updates import cases
    from theory.words import ZERO, matrix

    tried_data = [{k: c[k] for k in ("R", "B", "lambda")} for c in islice(cases("Q", 3), profile.pick(100, 300))]
    tried, wrong = first(tried_data, lambda case: violates_offset(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="small data, $K = 1$ and $2$",
        detail="Item factors by the stated update and by Eq. 37, in rationals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_offset_says(wrong), wrong),
    )
    if wrong is None:
        m = letters("item")
        difference = subject.rhs(m) - _rhs(m)
        row = matrix("1") * m.W * m.B
        step = Step(
            r"right sides differ by a multiple of $\mathbf 1^\top WP = \sum_xW_xP_x$, the same for every item, and "
            r"the matrices "
            "do not depend on the item: so one vector $c$ is added to every $Q_y$, and $P_x^\\top c$ to all scores "
            "of a context",
            difference == 2 * row and difference != ZERO,
        )
        yield proof([step], "the stated right side is this one", True, EVERY)


def violates_offset(subject: Offset, values: Mapping[str, str]) -> bool:
    """Whether two items' factors differ from those of Eq. 37 by different vectors."""
    import sympy as sp

    from theory import factorisation as f
    from theory.intervals import rational
    from theory.updates import Update, all_rows, objective_of

    R, lam = f.parse(values["R"]), Fraction(values["lambda"])
    if not f.is_data(R) or lam <= 0:
        return False
    P = sp.Matrix([[rational(x) for x in row] for row in f.parse(values["B"])])
    objective = objective_of("item", "weighted", "none")
    stated, printed = (all_rows(Update("item", objective, rhs, rg2), R, P, lam) for rhs in (subject.rhs, _rhs))
    difference = stated - printed
    return any(difference.row(i) != difference.row(0) for i in range(1, difference.rows))


def _offset_says(case: Mapping[str, str]) -> str:
    where = rf"$R = ({case['R']})$, $P = ({case['B']})$, $\lambda = {case['lambda']}$"
    return f"{where}: two items' factors differ from those of Eq. 37 by different vectors"


EVERY = r"every $M$, $N$, $K$, $\lambda > 0$ and data without an empty context"
WEIGHTED = (
    r"$\sum_{x,y}|\mathcal I_x|(S_{xy} - P_xQ_y^\top)^2 + \lambda(N\sum_x|\mathcal I_x|\|P_x\|^2 + |D|\,\|Q\|_F^2)$"
)
PRINTED = Alternation((_rhs, rg2), (_rhs, rg2))
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "Algorithm 1, Eq. 36-39",
    "check": check,
    "violates": violates,
    "assumptions": (r"Weights of Eq. 16; no empty context; $\lambda > 0$.",),
    "bibtex": ("pu2025rg",),
}
MUTANTS = (
    Mutant("the objective of Eq. 31, its ridge plain", Alternation((_rhs, rg2), (_rhs, rg2), "plain")),
    Mutant("the linear term of the item step with the other sign", Alternation((_rhs, rg2), (_rhs_flipped, rg2))),
    Mutant("the item's targets doubled", Alternation((_rhs, rg2), (lambda m: 2 * m.S * m.W * m.B, rg2))),
    Mutant("the context's ridge once more", Alternation((_rhs, _once_more), (_rhs, rg2))),
    Mutant("the item's ridge plain", Alternation((_rhs, rg2), (_rhs, plain_rg2))),
)

CLAIMS = (
    Claim(
        id="rg.x.monotone.printed", source=Source.BEYOND,
        title="Algorithm 1 with Eq. 36-37 never raises the RG2 objective of Eq. 31",
        statement=r"No half-step raises $\sum_{x,y}|\mathcal I_x|(S_{xy} - P_xQ_y^\top)^2 + \lambda(\|P\|_F^2 + "
        r"\|Q\|_F^2)$",
        subject=Alternation((_rhs, rg2), (_rhs, rg2), "plain"), repaired_by="rg.x.monotone.printed.repair", **COMMON,
    ),
    Claim(
        id="rg.x.monotone.printed.repair", source=Source.BEYOND,
        title="Algorithm 1 with Eq. 36-37 never raises RG2 with the ridge weighted",
        statement="No half-step of Eq. 36-37 raises " + WEIGHTED + "; each is its only minimiser over its block",
        subject=PRINTED, mutants=MUTANTS, uses=("rg.eq36.repair", "rg.eq37.repair"), **COMMON,
    ),
    Claim(
        id="rg.x.monotone.rgx", source=Source.BEYOND,
        title="Algorithm 1 with Eq. 38-39 never raises RGx with the interaction of Eq. 15",
        statement="No half-step of Eq. 38-39 raises " + WEIGHTED + r" $-\sum_xV_x(P_xQ^\top\mathbf 1)^2$",
        subject=Alternation((_rhs, rgx), (_rhs, rgx), interaction="full"),
        repaired_by="rg.x.monotone.rgx.repair", **COMMON,
    ),
    Claim(
        id="rg.x.monotone.rgx.repair", source=Source.BEYOND,
        title="The exact half-steps of RGx never raise it: the corrected context step, and Eq. 37 for the items",
        statement="With the context step of rg.eq38.interaction.repair and Eq. 37 no half-step raises " + WEIGHTED
        + r" $-\sum_xV_x(P_xQ^\top\mathbf 1)^2$",
        subject=Alternation((_rhs, rgx_full), (_all_items, rg2), interaction="full", whole_items=True),
        mutants=(
            Mutant("Eq. 38-39", Alternation((_rhs, rgx), (_rhs, rgx), interaction="full")),
            Mutant("Eq. 38 with Eq. "
            "37", Alternation((_rhs, rgx), (_all_items, rg2), interaction="full", whole_items=True)),
            Mutant("Eq. 39 for the items", Alternation((_rhs, rgx_full), (_rhs, rgx), interaction="full")),
        ),
        uses=("rg.eq38.interaction.repair", "rg.eq39.interaction.repair"), **COMMON,
    ),
    Claim(
        id="rg.x.monotone.code", source=Source.CODE,
        title="The half-steps of the released RG2 code never raise its objective",
        statement="Read from the description of the released code: the sum over all items enters the context's step "
        "with a "
        "minus sign and the sum over all contexts the item's step with a plus sign, and the context's ridge is taken "
        "once more. "
        "No half-step raises " + WEIGHTED,
        subject=Alternation((_rhs, _once_more), (_rhs_flipped, rg2)),
        repaired_by="rg.x.monotone.printed.repair", **{**COMMON, "where": "released code, Algorithm 1"},
    ),
    Claim(
        id="rg.x.monotone.code_offset", source=Source.BEYOND,
        title="The released sign slip adds one vector to all items: no context's ranking changes by that half-step",
        statement=r"With the sign of the linear term exchanged, the item step from given $P$ gives $Q_y + c$ for the "
        r"$Q_y$ of "
        r"Eq. 37, with one $c$ for all items; every context's scores move by a constant",
        subject=Offset(_rhs_flipped),
        mutants=(
            Mutant("the weights dropped", Offset(lambda m: m.S * m.B)),
            Mutant("the targets doubled", Offset(lambda m: 2 * m.S * m.W * m.B)),
            Mutant("the weights squared", Offset(lambda m: m.S * m.W * m.W * m.B)),
        ),
        **{**COMMON, "check": check_offset, "violates": violates_offset},
    ),
)  # fmt: skip
