"""The summary's experiments 1 and 3, as far as they can be settled without training."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Recovery:
    """After how many half-steps of ALS the scores are the low-rank target for the first time; None: after none."""

    half_steps: int | None


HALF_STEPS = 6
STARTS = (
    {"U": "1; 2; -1", "V": "1; 3", "Q": "1; 1", "W": "1, 2, 3"},
    {"U": "2; 1", "V": "1; 0; 1", "Q": "1; 2; -1/2", "W": "2, 2"},
    {"U": "1, 0; 0, 1; 1, 1", "V": "1, 2; 0, 1; 3, -1", "Q": "1, 0; 1, 1; 0, 1", "W": "1, 1, 2"},
)


def check_recovery(subject: Recovery, profile: Profile) -> Iterator[Evidence]:
    """Exact half-steps from a few starts; then every size."""
    del profile
    tried, wrong = first(STARTS, lambda case: violates_recovery(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(STARTS)} low-rank targets with starts for which V^T Q is invertible",
        detail=f"Alternating least squares without ridge, exactly, {HALF_STEPS} half-steps.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_recovery(wrong), dict(wrong)),
    )
    if wrong is None:
        from theory.logit_bound import one_sweep_argument

        yield proof(
            one_sweep_argument().steps,
            "after one half-step the scores are S times a projection on the span of Q, which is not S in the cases "
            "tried; the claimed number is one sweep, two half-steps",
            subject.half_steps == 2,
            r"every $M, N, K$, positive weights, $S = UV^\top$ of rank K, start with $V^\top Q$ invertible",
        )


def violates_recovery(subject: Recovery, values: Mapping[str, str]) -> bool:
    """Whether the scores are S first after another number of half-steps; starts with a singular V^T Q do not count."""
    U, V, Q = (_matrix(values[name]) for name in ("U", "V", "Q"))
    return (V.T * Q).det() != 0 and U.rank() == U.cols and _recovered(values) != subject.half_steps


def _recovered(values: Mapping[str, str]) -> int | None:
    from theory.intervals import rationals
    from theory.logit_bound import half_steps

    U, V, Q = (_matrix(values[name]) for name in ("U", "V", "Q"))
    S = U * V.T
    return next((k for k in range(1, HALF_STEPS + 1) if half_steps(S, Q, rationals(values["W"]), k) == S), None)


def _matrix(text: str) -> Any:
    import sympy as sp

    from theory.intervals import rational, rationals

    return sp.Matrix([[rational(x) for x in rationals(row)] for row in text.split(";")])


def _says_recovery(values: Mapping[str, str]) -> str:
    case = f"S = UV^T with U = ({values['U']}), V = ({values['V']}), Q = ({values['Q']})"
    return f"{case}: the scores are S after {_recovered(values)} half-steps"


Quantity = Callable[[Any, Any], Any]


def check_identified(subject: Quantity, profile: Profile) -> Iterator[Evidence]:
    """Factors and the same in another basis, for which the objective without ridge is equal; then every basis."""
    import sympy as sp

    from theory.argument import Step

    del profile
    bases = ("-1, 0; 0, 1", "0, 1; -1, 0", "1, 1; 0, 1", "2, 0; 0, 1")
    cases = [{"P": "1, 2; 3, 4; 0, 1", "Q": "1, 0; 2, 1", "A": basis} for basis in bases]
    tried, wrong = first(cases, lambda case: violates_identified(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(cases)} bases of two factors",
        detail=r"$PA$ and $QA^{-\top}$ have the scores of P and Q, and for orthogonal A their norms.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_identified(subject, wrong), wrong),
    )
    if wrong is None:
        P, A, Qt = sp.symbols("P A Qt", commutative=False)
        steps = [Step(r"$PA(QA^{-\top})^\top = PAA^{-1}Q^\top = PQ^\top$", P * A * (A**-1 * Qt) == P * Qt)]
        same = sp.expand(subject(sp.Matrix([[P]]), sp.Matrix([[Qt]]))[0] - P * Qt) == 0
        yield proof(steps, "this is the claimed quantity", same, "every size and every invertible A")


def violates_identified(subject: Quantity, values: Mapping[str, str]) -> bool:
    """Whether the quantity of P, Q is not that of PA and QA^-T."""
    return bool(_matrix(values["A"]).det() != 0 and operator.ne(*_in_two_bases(subject, values)))


def _in_two_bases(subject: Quantity, values: Mapping[str, str]) -> tuple[Any, Any]:
    P, Q, A = (_matrix(values[name]) for name in ("P", "Q", "A"))
    return subject(P, Q), subject(P * A, Q * A.inv().T)


def _says_identified(subject: Quantity, case: Mapping[str, str]) -> str:
    import sympy as sp

    found = (sp.Matrix([value]).tolist() for value in _in_two_bases(subject, case))
    before, after = ("; ".join(", ".join(map(str, row)) for row in rows) for rows in found)
    return (
        f"P = ({case['P']}), Q = ({case['Q']}), A = ({case['A']}): $PA$ and $QA^{{-\\top}}$ have the same scores; what "
        f"is said to be determined goes from ({before}) to ({after})"
    )


Bound = Fraction


def check_bound(subject: Bound, profile: Profile) -> Iterator[Evidence]:
    """One user, one item, exactly; then every size."""
    del profile
    names = ("W", "S", "lambda")
    grid = product(("1", "3"), ("5", "-1", "100"), ("0", "1/1000", "1/10", "1"))
    cases = [dict(zip(names, values, strict=True)) for values in grid]
    tried, wrong = first(cases, lambda case: violates_bound(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(cases)} exact minimisers with one user and one item",
        detail=r"The minimiser is S shrunk by $\lambda/W$; its square against the bound times $S^2$.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(
            f"W = {wrong['W']}, S = {wrong['S']}, lambda = {wrong['lambda']}: its squared score is not as said",
            wrong,
        ),
    )
    if wrong is None:
        from theory.logit_bound import bound_argument

        yield proof(
            bound_argument().steps,
            "this is the claimed constant",
            subject == 1,
            r"every M, N, K, $W \ge 0$, S, $\lambda \ge 0$, every point that is stationary in P",
        )


def violates_bound(subject: Bound, values: Mapping[str, str]) -> bool:
    """Whether the squared minimiser is above the constant times the squared target, or below it without ridge."""
    from theory.logit_bound import scalar_minimiser

    weight, target, ridge = (Fraction(values[name]) for name in ("W", "S", "lambda"))
    if not weight > 0 or ridge < 0:
        return False
    excess = scalar_minimiser(weight, target, ridge) ** 2 - subject * target**2
    return excess > 0 or (ridge == 0 and excess != 0)


COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg",)}
FIRST: dict[str, Any] = COMMON | {"where": "summary, experiment 1"}
RECOVERED: dict[str, Any] = FIRST | {
    "check": check_recovery,
    "violates": violates_recovery,
    "assumptions": ("lambda = 0; the target S itself has rank K; positive weights, one a context.",),
}
IDENTIFIED: dict[str, Any] = FIRST | {"check": check_identified, "violates": violates_identified}

CLAIMS = (
    Claim(
        id="rg.exp.synthetic.rate",
        source=Source.SUMMARY,
        title="On a low-rank target the distance to the truth falls by a factor per iteration, and is never zero",
        statement="Trained by ALS on a known low-rank matrix, the distance to the truth decreases linearly per "
        "iteration; read: geometrically, reaching zero only in the limit.",
        subject=Recovery(None),
        repaired_by="rg.exp.synthetic.rate.repair",
        **RECOVERED,
    ),
    Claim(
        id="rg.exp.synthetic.rate.repair",
        source=Source.BEYOND,
        title="On a low-rank target ALS without ridge is at the truth after one sweep, from almost every start",
        statement=r"If $S = UV^\top$ has rank K and $V^\top Q$ is invertible at the start, then after both half-steps "
        r"$PQ^\top = S$; not, in general, after the first.",
        subject=Recovery(2),
        mutants=(
            Mutant("after the first half-step", Recovery(1)),
            Mutant("after two sweeps", Recovery(4)),
            Mutant("never", Recovery(None)),
        ),
        **RECOVERED,
    ),
    Claim(
        id="rg.exp.synthetic.factors",
        source=Source.SUMMARY,
        title="The factors are determined by the scores, so that the distance of P to the true P can be asked to fall",
        statement=r"Verify that $\|P - P^*\|_F$ decreases: $P$ is determined by $PQ^\top$.",
        subject=lambda P, _Q: P,
        repaired_by="rg.exp.synthetic.factors.repair",
        **IDENTIFIED,
    ),
    Claim(
        id="rg.exp.synthetic.factors.repair",
        source=Source.BEYOND,
        title="Only the scores are determined, not the factors: compare PQ^T with the truth",
        statement=r"$PQ^\top$ is the same for $PA$ and $QA^{-\top}$ with every invertible A; P is not, nor Q, nor "
        r"$PP^\top$, nor the norm of P. (With a ridge A is orthogonal, and $PP^\top$ is the same too.)",
        subject=lambda P, Q: P * Q.T,
        mutants=(
            Mutant("the factor P", lambda P, _Q: P),
            Mutant("the factor Q", lambda _P, Q: Q),
            Mutant("the Gram matrix of P", lambda P, _Q: P * P.T),
            Mutant("the norm of P", lambda P, _Q: (P.T * P).trace()),
        ),
        **IDENTIFIED,
    ),
    Claim(
        id="rg.exp.lambda.bounded",
        source=Source.BEYOND,
        where="summary, experiment 3; Eq. 31, 36",
        title="RG2's logits cannot explode by ALS: for every lambda their weighted mean square is at most the targets'",
        statement=r"After every exact update of P (Eq. 36), for every $\lambda \ge 0$, "
        r"$\sum_{x,y}W_{xy}o_{xy}^2 \le \sum_{x,y}W_{xy}S_{xy}^2$; the constant 1 is best. What a small lambda leads "
        "to are logits of the size of the targets, up to N, and not larger ones.",
        subject=Fraction(1),
        check=check_bound,
        violates=violates_bound,
        mutants=(
            Mutant("1 % tighter", Fraction(99, 100)),
            Mutant("1 % looser", Fraction(101, 100)),
            Mutant("half", Fraction(1, 2)),
            Mutant("the square root of a half, as if norms were compared", Fraction(7071, 10_000)),
        ),
        **COMMON,
    ),
)
