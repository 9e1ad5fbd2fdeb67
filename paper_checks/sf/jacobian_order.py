"""Whether order preservation bounds the Jacobian, and the rank of the maps' Jacobians."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from verify.profile import Profile

Rank = Callable[[Any, Any, bool], Any]
"""A function of n and N, the numbers of classes in the support and of all, and of whether the map is sparse."""


@dataclass(frozen=True)
class Bound:
    """The claim that all norms of softmax of beta s are at most `value(beta)`; `least`: and that no less will do."""

    value: Callable[[Any], Any]
    least: bool = True


def check_order(subject: Bound, profile: Profile) -> Iterator[Evidence]:
    """The best constant of softmax(beta s), below by exact quotients and above by certificates; then every N."""
    import sympy as sp

    from theory.order_and_rank import BETA, temperature_steps

    betas = profile.pick(("1/2", "1", "2"), ("1/10", "1/2", "1", "2", "10"))
    cases = [case for b in betas for n in (2, 3) for case in _order_cases(subject, Fraction(b), n)]
    found = decided(
        cases,
        lambda case: violates_order(subject, case),
        domain=f"$\\beta = {', '.join(betas)}$, 2 and 3 classes",
        detail=(
            "$v^\\top Jv/\\|v\\|^2$ near two equal classes in rational arithmetic; and the certificate over the whole "
            "simplex that no norm is above a level."
        ),
        says=_says_order,
        kind=Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        agrees = subject.least and sp.simplify(sp.sympify(subject.value(BETA)) - BETA / 2) == 0
        yield proof(
            temperature_steps(), "this is the claimed constant", agrees, "every $\\beta > 0$ and every $N \\ge 2$"
        )


def _order_cases(subject: Bound, beta: Fraction, n: int) -> Iterator[dict[str, str]]:
    rest = Fraction(0) if n == 2 else Fraction(1, 1000)
    half = (1 - rest) / 2
    p, v = [half, half, rest][:n], ["1", "-1", "0"][:n]
    yield {"beta": str(beta), "p": ", ".join(map(str, p)), "v": ", ".join(v)}
    claimed = Fraction(subject.value(beta))
    if subject.least and claimed > beta / 2:
        yield {"beta": str(beta), "N": str(n), "level": str((claimed + beta / 2) / 2)}


def _says_order(case: Mapping[str, str]) -> str:
    if "level" in case:
        return rf"for $\beta = {case['beta']}$ and {case['N']} classes no norm is above ${case['level']}$"
    return (
        rf"softmax of ${case['beta']}\,s$ is strictly order preserving; at $p = ({case['p']})$ the direction "
        rf"$({case['v']})$ has $v^\top Jv/\|v\|^2 = {_quotient(case)}$"
    )


def violates_order(subject: Bound, values: Mapping[str, str]) -> bool:
    """Whether a quotient is above the constant, or all norms are certified to be below one that is said to be least."""
    from theory.jacobian import softmax_norm_at_most

    beta = Fraction(values["beta"])
    if beta <= 0:
        return False
    claimed = Fraction(subject.value(beta))
    if "level" in values:
        level, size = Fraction(values["level"]), int(values["N"])
        return subject.least and size >= 2 and level < claimed and softmax_norm_at_most(size, level / beta)
    return _quotient(values) > claimed


def _quotient(case: Mapping[str, str]) -> Fraction:
    """The quotient v' J v / v' v of softmax of beta s where it is p: beta times that of softmax."""
    from theory.intervals import rationals
    from theory.jacobian import variance_ratio

    return Fraction(case["beta"]) * variance_ratio(rationals(case["p"]), rationals(case["v"]))


def check_rank(subject: Rank, profile: Profile) -> Iterator[Evidence]:
    """Exact ranks of softmax, 1.5-entmax and sparsemax on every support; then every alpha and N."""
    import sympy as sp

    from theory.order_and_rank import rank_steps

    found = decided(
        _rank_cases(profile),
        lambda case: violates_rank(subject, case),
        domain="softmax at rational odds, 1.5-entmax at rational roots of p, sparsemax on every support",
        detail="The rank of the Jacobian, in exact arithmetic.",
        says=lambda values: _says_rank(subject, values),
    )
    yield found
    if found.holds:
        n, off = sp.symbols("n m", positive=True, integer=True)
        cases = ((n, True), (n, False), (n + off, True))
        agrees = all(sp.simplify(sp.sympify(subject(n, every, sparse)) - (n - 1)) == 0 for every, sparse in cases)
        domain = "every $\\alpha \\ge 1$, every $N$ and every $z$ without a tie at the threshold"
        yield proof(rank_steps(), "this is the claimed rank", agrees, domain)


def _says_rank(subject: Rank, case: Mapping[str, str]) -> str:
    found, claimed = _ranks(subject, case)
    what = {"softmax": "the odds", "1.5-entmax": "the roots of $p$", "sparsemax": "the scores"}[case["map"]]
    return f"{case['map']} at {what} $({case['at']})$ has the rank {found}, not {claimed}"


def _rank_cases(profile: Profile) -> Iterator[dict[str, str]]:
    from theory.intervals import literal
    from theory.jacobian import support_scores

    yield from ({"map": "softmax", "at": odds} for odds in ("1, 2", "1, 1, 3", "1, 2, 3, 4"))
    yield from ({"map": "1.5-entmax", "at": roots} for roots in ("3/5, 4/5", "2/3, 2/3, 1/3", "1/2, 1/2, 1/2, 1/2"))
    for size in range(1, profile.pick(4, 6)):
        yield from ({"map": "sparsemax", "at": literal(z)} for z in support_scores(size))


def violates_rank(subject: Rank, values: Mapping[str, str]) -> bool:
    """Whether the exact rank differs from the claimed one; odds and roots are positive."""
    from theory.intervals import rationals

    if values["map"] != "sparsemax" and min(rationals(values["at"])) <= 0:
        return False
    found, claimed = _ranks(subject, values)
    return bool(found != claimed)


def _ranks(subject: Rank, case: Mapping[str, str]) -> tuple[Any, Any]:
    """The exact rank, of softmax at odds, of 1.5-entmax at the roots of p, of sparsemax at scores; the claimed one."""
    from theory.entmax_supremum import entmax15_jacobian_exact
    from theory.intervals import rationals
    from theory.jacobian import softmax_jacobian_exact, sparsemax_jacobian_exact
    from theory.maps import sparsemax_exact

    at = rationals(case["at"])
    support = len(at)
    if case["map"] == "sparsemax":
        support = sum(p > 0 for p in sparsemax_exact(at))
    sparse = case["map"] != "softmax"
    derive = {"softmax": softmax_jacobian_exact, "1.5-entmax": entmax15_jacobian_exact}
    jacobian = derive.get(case["map"], sparsemax_jacobian_exact)(at)
    return jacobian.rank(), subject(support, len(at), sparse)


ORDER = "sf.jacobian.sop_implies_bound"
RANK = "sf.jacobian.rank"
TIES = ("The Jacobian is taken where no score ties with the threshold.",)

CLAIMS = (
    Claim(
        id=ORDER,
        paper=Paper.SF,
        where="summary, Mechanism 1",
        source=Source.SUMMARY,
        title="Strict order preservation ensures the bound 1/2",
        statement=(
            r"A strictly order preserving map has $\|J(s)\|_2 \le \tfrac12$ at every $s$; so softmax of $\beta s$ has, "
            r"for every $\beta > 0$."
        ),
        subject=Bound(lambda _: Fraction(1, 2), least=False),
        check=check_order,
        violates=violates_order,
        assumptions=("The statement is tested on softmax of $\\beta s$, each of which is strictly order preserving.",),
        repaired_by=f"{ORDER}.repair",
        bibtex=("pu2026softmax",),
    ),
    Claim(
        id=f"{ORDER}.repair",
        paper=Paper.SF,
        where="beyond the summary, Mechanism 1",
        source=Source.BEYOND,
        title="Order preservation gives no bound; softmax of beta s has the best constant beta/2",
        statement=(
            r"For every $\beta > 0$ softmax of $\beta s$ is strictly order preserving and $\sup_s\|J(s)\|_2 = \beta/2$ "
            r"for every $N \ge 2$: no constant serves all strictly order preserving maps."
        ),
        subject=Bound(lambda beta: beta / 2),
        check=check_order,
        violates=violates_order,
        mutants=(
            Mutant("1/2 for every beta", Bound(lambda _: Fraction(1, 2), least=False)),
            Mutant("beta, as for sparsemax", Bound(lambda beta: beta)),
            Mutant("beta^2 / 2", Bound(lambda beta: beta**2 / 2)),
            Mutant("1/(2 beta), temperature and its inverse exchanged", Bound(lambda beta: 1 / (2 * beta))),
        ),
        uses=("sf.jacobian.softmax.sharp",),
        bibtex=("popoviciu1935",),
    ),
    Claim(
        id=f"{RANK}.contrast",
        paper=Paper.SF,
        where="summary, Mechanism 1",
        source=Source.SUMMARY,
        title="In contrast to the sparse maps' Jacobians, softmax's is not rank-deficient",
        statement=r"$\operatorname{rank} J(s) = N$ for softmax, and less for the sparse maps.",
        subject=lambda n, N, sparse: n - 1 if sparse else N,
        check=check_rank,
        violates=violates_rank,
        assumptions=TIES,
        repaired_by=RANK,
        bibtex=("pu2026softmax",),
    ),
    Claim(
        id=f"{RANK}.everywhere",
        paper=Paper.SF,
        where="summary, Mechanism 1",
        source=Source.SUMMARY,
        title="A sparse map has a Jacobian of lower rank than softmax at every score vector",
        statement=r"$\operatorname{rank} J(z) \le N - 2$ for sparsemax and entmax at every $z$.",
        subject=lambda n, N, sparse: n - 2 if sparse and n == N else n - 1,
        check=check_rank,
        violates=violates_rank,
        assumptions=TIES,
        repaired_by=RANK,
        bibtex=("pu2026softmax", "martins2016sparsemax"),
    ),
    Claim(
        id=RANK,
        paper=Paper.SF,
        where="summary, Mechanism 1",
        source=Source.SUMMARY,
        title="Every map has the rank of its support less one: sparse maps lose rank and are flat where a class is out",
        statement=(
            r"$\operatorname{rank} J = n - 1$ for softmax, entmax and sparsemax, with $n$ classes in the support: "
            r"$N - 1$ for softmax, and $N - n$ less for a sparse map, which is constant as scores off the support fall."
        ),
        subject=lambda n, _N, _sparse: n - 1,
        check=check_rank,
        violates=violates_rank,
        assumptions=("Rank-deficient means of less rank than softmax's.", *TIES),
        mutants=(
            Mutant("n, the common offset forgotten", lambda n, _N, _sparse: n),
            Mutant("N - 1 for every map", lambda _n, N, _sparse: N - 1),
            Mutant("N for softmax", lambda n, N, sparse: n - 1 if sparse else N),
            Mutant("N - n, the classes outside", lambda n, N, _sparse: N - n),
        ),
        uses=("sf.jacobian.entmax.formula", "sf.jacobian.sparsemax.rank"),
        bibtex=("pu2026softmax", "martins2016sparsemax"),
    ),
)
