"""RG Eq. 36-39 and 48: of which objective each printed update is the exact minimiser."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

if TYPE_CHECKING:
    from theory.updates import Update

Subject = Callable[[], "Update"]
Regulariser = Literal["plain", "weighted"]
Interaction = Literal["none", "diagonal", "full"]
FULL_RANK = "the factor that is held fixed has full column rank"


def check(subject: Subject, profile: Profile) -> Iterator[Evidence]:
    """Exact gradients on small data; then the gradient word by word, for every size."""
    update = subject()
    found = _search(update, profile)
    yield found
    if found.holds:
        yield _for_every_size(update)
    elif not update.full_rank and _search(replace(update, full_rank=True), profile).holds:
        yield replace(_for_every_size(replace(update, full_rank=True)), under=FULL_RANK)


def violates(subject: Subject, values: Mapping[str, str]) -> bool:
    """Whether, on this data, the update is not defined or the exact gradient does not vanish there."""
    from theory.updates import misses, stage_of

    stage = stage_of(subject(), dict(values))
    return stage is not None and misses(subject(), stage)


def _search(update: "Update", profile: Profile) -> Evidence:
    from theory.updates import cases, misses, stage_of

    tried_data = list(islice(cases(update.block, 3), profile.pick(100, 400)))
    staged = ((stage, values) for values in tried_data if (stage := stage_of(update, values)))
    tried, wrong = first(staged, lambda case: misses(update, case[0]))
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(tried_data)} small data sets, smallest first, $K = 1$ and $2$, weights of Eq. 16 and 19",
        detail="The update in rationals, then the exact central differences of the objective around it.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(update, *wrong), wrong[1]),
    )


def _says(update: "Update", stage: Any, values: Mapping[str, str]) -> str:
    from theory.factorisation import exact_gradient
    from theory.updates import solve

    where = rf"$R = ({values['R']})$, the other factor $({values['B']})$, $\lambda = {values['lambda']}$"
    where += f", $n = {values['n']}$" if "n" in values else ""
    U = solve(update, stage)
    if U is None:
        return f"{where}: the matrix to be inverted is singular"
    slope = exact_gradient(update.objective, replace(stage, U=U))
    return f"{where}: at the update the gradient is $({', '.join(map(str, slope))})$, not 0"


def _for_every_size(update: "Update") -> Evidence:
    from theory.updates import argument

    claimed = "so the update is defined and is the only minimiser"
    return proof(argument(update).steps, claimed, True, r"every $M$, $N$, $K$, data without empty row, $\lambda > 0$")


def _row(
    block: Literal["user", "item"],
    regulariser: Regulariser,
    interaction: Interaction,
    right: Callable[[Any], Any],
    rhs: Callable[[Any], Any] = lambda m: m.S * m.W * m.B,
) -> Subject:
    return lambda: _update(block, regulariser, interaction, rhs, right)


def _all_items(right: Callable[[Any], Any], rhs: Callable[[Any], Any] = lambda m: m.S.T * m.W * m.B) -> Subject:
    return lambda: _update("Q", "weighted", "full", rhs, right)


def _update(block: Any, regulariser: Regulariser, interaction: Interaction, rhs: Any, right: Any) -> "Update":
    from theory.updates import Update, objective_of

    return Update(block, objective_of(block, regulariser, interaction), rhs, right)


def _squared_scores(
    block: Literal["P", "Q"], rhs: Any, right: Any, left: Any = None, full_rank: bool = True
) -> Subject:
    def update() -> "Update":
        from theory import factorisation as f
        from theory.updates import Update

        def objective(m: Any) -> Any:
            return f.squares(m, block) + m.lam * f.scores_squared(m, block)

        return Update(block, objective, rhs, right, left or (lambda m: m.unit), full_rank)

    return update


def plain_rg2(m: Any) -> Any:
    """The system of RG2 with Eq. 31's ridge."""
    return m.B.T * m.W * m.B + m.lam * m.I


def rg2(m: Any) -> Any:
    """The system of Eq. 36 and 37."""
    return m.B.T * m.W * m.B + m.lam * m.total * m.I


def rgx(m: Any) -> Any:
    """The system of Eq. 38 and 39."""
    return m.B.T * (m.W - m.V) * m.B + m.lam * m.total * m.I


def rgx_full(m: Any) -> Any:
    """That of RGx with the interaction of Eq. 15."""
    return m.B.T * (m.W - m.V * m.J) * m.B + m.lam * m.total * m.I


def _wsq(m: Any) -> Any:
    return m.W * m.S * m.B


def _swp(m: Any) -> Any:
    return m.S.T * m.W * m.B


def _gram(m: Any) -> Any:
    return m.B.T * m.B


def _grams(m: Any) -> Any:
    return m.lam * m.B.T * m.B + m.B.T * m.W * m.B


def _shrunk(m: Any) -> Any:
    return m.W + m.lam * m.unit


RG2_WEIGHTED = (
    r"$\sum_{x,y} W_{xy}(S_{xy} - P_x Q_y^\top)^2 + \lambda\left(\sum_x \left(\sum_y W_{xy}\right)\|P_x\|^2 + "
    r"\sum_y \left(\sum_x W_{xy}\right)\|Q_y\|^2\right)$"
)
DIAGONAL = r"$-\sum_x V_x P_x Q^\top Q P_x^\top$"
FULL = r"$-\sum_x V_x (P_x Q^\top\mathbf 1)^2$"
EQ36 = r"$P_x = S_x \widetilde W_x Q\left(Q^\top\widetilde W_x Q + \lambda(\sum_y W_{xy})I\right)^{-1}$"
EQ37 = r"$Q_y = S_y^\top \widetilde W_y P\left(P^\top\widetilde W_y P + \lambda(\sum_x W_{xy})I\right)^{-1}$"
EQ38 = r"$P_x = S_x \widetilde W_x Q\left(Q^\top(\widetilde W_x - V_x I)Q + \lambda(\sum_y W_{xy})I\right)^{-1}$"
EQ39 = (
    r"$Q_y = S_y^\top \widetilde W_y P\left(P^\top(\widetilde W_y - \widetilde V)P + "
    r"\lambda(\sum_x W_{xy})I\right)^{-1}$"
)
EQ48 = r"$\mathrm{tr}((S-PQ^\top)^\top W (S-PQ^\top)) + \lambda\|PQ^\top\|_F^2$"
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "check": check,
    "violates": violates,
    "assumptions": (
        r"$\lambda > 0$; every context has a positive, for $S$ divides by $|\mathcal I_x|$; weights of Eq. 16, or of "
        r"Eq. 19 with $1 \le n < N$.",
    ),
    "bibtex": ("pu2025rg",),
}


def _mutants(block: Literal["user", "item"], interaction: Interaction, right: Any) -> tuple[Mutant, ...]:
    return (
        Mutant(
            r"$\lambda I$ for $\lambda(\sum W)I$",
            _row(block, "weighted", interaction, lambda m: right(m) + m.lam * (1 - m.total) * m.I),
        ),
        Mutant(
            r"the ridge once more: $\lambda(1 + \sum W)I$",
            _row(block, "weighted", interaction, lambda m: right(m) + m.lam * m.I),
        ),
        Mutant("the weights dropped on the right", _row(block, "weighted", interaction, right, lambda m: m.S * m.B)),
        Mutant(
            r"$S + 2$ for $S$: the linear term's sign",
            _row(block, "weighted", interaction, right, lambda m: (m.S + twos(m)) * m.W * m.B),
        ),
    )  # fmt: skip


def twos(m: Any) -> Any:
    """A matrix of twos, of the shape of the targets."""
    import sympy as sp

    from theory.words import Words, matrix

    return 2 * matrix("1") if isinstance(m.S, Words) else 2 * sp.ones(*m.S.shape)


def _literal(part: str, where: str, title: str, formula: str, interaction: str, subject: Subject) -> Claim:
    return Claim(
        id=f"rg.{part}",
        where=where,
        source=Source.FULL_TEXT,
        title=title,
        statement=formula + r" is the only minimiser of Eq. 31 in this row, "
        r"$\sum_{x,y} W_{xy}(S_{xy} - P_x Q_y^\top)^2 + \lambda(\|P\|_F^2 + \|Q\|_F^2)$" + interaction,
        subject=subject,
        repaired_by=f"rg.{part}.repair",
        **COMMON,
    )


def _repair(part: str, where: str, title: str, statement: str, subject: Subject, mutants: tuple[Mutant, ...]) -> Claim:
    return Claim(
        id=f"rg.{part}.repair", where=where, source=Source.BEYOND, title=title, statement=statement, subject=subject,
        mutants=mutants, **COMMON,
    )  # fmt: skip


CLAIMS = (
    _literal(
        "eq36", "s. 4.4.1, Eq. 36", "Eq. 36 minimises the RG2 objective of Eq. 31 over one context's factors", EQ36, "",
        _row("user", "plain", "none", rg2),
    ),
    _repair(
        "eq36", "s. 4.4.1, Eq. 36", "Eq. 36 minimises RG2 with each context's ridge weighted by the sum of its weights",
        EQ36 + " is the only minimiser in $P_x$ of " + RG2_WEIGHTED,
        _row("user", "weighted", "none", rg2), _mutants("user", "none", rg2),
    ),
    _literal(
        "eq37", "s. 4.4.1, Eq. 37", "Eq. 37 minimises the RG2 objective of Eq. 31 over one item's factors", EQ37, "",
        _row("item", "plain", "none", rg2),
    ),
    _repair(
        "eq37", "s. 4.4.1, Eq. 37", "Eq. 37 minimises RG2 with each item's ridge weighted by the sum of its weights",
        EQ37 + " is the only minimiser in $Q_y$ of " + RG2_WEIGHTED,
        _row("item", "weighted", "none", rg2), _mutants("item", "none", rg2),
    ),
    _literal(
        "eq38", "s. 4.4.1, Eq. 38", "Eq. 38 minimises the RGx objective of Eq. 31 over one context's factors", EQ38,
        DIAGONAL, _row("user", "plain", "diagonal", rgx),
    ),
    _repair(
        "eq38", "s. 4.4.1, Eq. 38", "Eq. 38 minimises Eq. 31's RGx, squared scores for the interaction, ridge weighted",
        EQ38 + " is the only minimiser in $P_x$ of " + RG2_WEIGHTED + DIAGONAL,
        _row("user", "weighted", "diagonal", rgx), _mutants("user", "diagonal", rgx),
    ),
    Claim(
        id="rg.eq38.interaction", where="s. 4.4.1, Eq. 38", source=Source.FULL_TEXT,
        title="Eq. 38 minimises RGx with the interaction of Eq. 15 over one context's factors",
        statement=EQ38 + " is the only minimiser in $P_x$ of " + RG2_WEIGHTED + FULL,
        subject=_row("user", "weighted", "full", rgx), repaired_by="rg.eq38.interaction.repair", **COMMON,
    ),
    _repair(
        "eq38.interaction", "s. 4.4.1, Eq. 38", "The context's update of RGx subtracts the outer product of Q's sum",
        r"$P_x = S_x \widetilde W_x Q\left(Q^\top(\widetilde W_x - V_x\mathbf{11}^\top)Q + "
        r"\lambda(\sum_y W_{xy})I\right)^{-1}$ is the only minimiser in $P_x$ of " + RG2_WEIGHTED + FULL,
        _row("user", "weighted", "full", rgx_full),
        (Mutant("Eq. 38 itself", _row("user", "weighted", "full", rgx)), *_mutants("user", "full", rgx_full)),
    ),
    _literal(
        "eq39", "s. 4.4.1, Eq. 39", "Eq. 39 minimises the RGx objective of Eq. 31 over one item's factors", EQ39,
        DIAGONAL, _row("item", "plain", "diagonal", rgx),
    ),
    _repair(
        "eq39", "s. 4.4.1, Eq. 39", "Eq. 39 minimises Eq. 31's RGx, squared scores for the interaction, ridge weighted",
        EQ39 + " is the only minimiser in $Q_y$ of " + RG2_WEIGHTED + DIAGONAL,
        _row("item", "weighted", "diagonal", rgx), _mutants("item", "diagonal", rgx),
    ),
    Claim(
        id="rg.eq39.interaction", where="s. 4.4.1, Eq. 39", source=Source.FULL_TEXT,
        title="Eq. 39 minimises RGx with the interaction of Eq. 15 over the items' factors",
        statement=EQ39 + " for all $y$ is the only minimiser in $Q$ of " + RG2_WEIGHTED + FULL + ", weights of Eq. 16",
        subject=_all_items(rgx), repaired_by="rg.eq39.interaction.repair", **COMMON,
    ),
    _repair(
        "eq39.interaction", "s. 4.4.1, Eq. 39",
        "With Eq. 16's weights RG2's item step, Eq. 37, already minimises RGx with its interaction",
        r"The interaction couples the items, yet $Q = S^\top W P(P^\top W P + \lambda|D| I)^{-1}$, which is Eq. 37, is "
        "the only minimiser in $Q$ of " + RG2_WEIGHTED + FULL + r", weights of Eq. 16; there $\mathbf 1^\top Q = 0$",
        _all_items(rg2),
        (
            Mutant("Eq. 39 itself", _all_items(rgx)),
            Mutant(r"$\lambda I$ for $\lambda|D|I$", _all_items(plain_rg2)),
            Mutant("$R$ for $S$", _all_items(rg2, lambda m: m.R.T * m.W * m.B)),
            Mutant("the weights dropped on the right", _all_items(rg2, lambda m: m.S.T * m.B)),
        ),
    ),
    Claim(
        id="rg.eq48.p", where="A.6, Eq. 48", source=Source.FULL_TEXT,
        title="With the regulariser on the scores, P has the printed closed form",
        statement=r"$P = (W + \lambda I)^{-1} W S Q (Q^\top Q)^{-1}$ is the only minimiser in $P$ of " + EQ48,
        subject=_squared_scores("P", _wsq, _gram, _shrunk, full_rank=False),
        mutants=(
            Mutant("$W$ dropped before $S$", _squared_scores("P", lambda m: m.S * m.B, _gram, _shrunk)),
            Mutant("$R$ for $S$", _squared_scores("P", lambda m: m.W * m.R * m.B, _gram, _shrunk)),
            Mutant(r"$\lambda$ dropped", _squared_scores("P", _wsq, _gram, lambda m: m.W)),
            Mutant(
                r"$(Q^\top Q + \lambda I)^{-1}$",
                _squared_scores("P", _wsq, lambda m: m.B.T * m.B + m.lam * m.I, _shrunk),
            ),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.eq48.q", where="A.6, Eq. 48", source=Source.FULL_TEXT,
        title="With the regulariser on the scores, Q has the printed closed form",
        statement=r"$Q = S^\top W P(\lambda P^\top P + P^\top W P)^{-1}$ is the only minimiser in $Q$ of " + EQ48,
        subject=_squared_scores("Q", _swp, _grams, full_rank=False),
        mutants=(
            Mutant(r"$\lambda I$ for $\lambda P^\top P$", _squared_scores("Q", _swp, plain_rg2)),
            Mutant("$W$ dropped on the right", _squared_scores("Q", lambda m: m.S.T * m.B, _grams)),
            Mutant(
                "$W$ dropped on the left",
                _squared_scores("Q", _swp, lambda m: m.lam * m.B.T * m.B + m.B.T * m.B),
            ),
            Mutant(
                r"$2\lambda$ for $\lambda$",
                _squared_scores("Q", _swp, lambda m: 2 * m.lam * m.B.T * m.B + m.B.T * m.W * m.B),
            ),
        ),
        **COMMON,
    ),
)  # fmt: skip
