"""The Hessians of the RG losses, and which method of the family has the lowest bound."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence
from paper_checks.proof import proof
from verify.profile import Profile

Norm = Callable[[Any], Any]
"""A function of N."""


def check_norms(subject: tuple[Norm, Norm], profile: Profile) -> Iterator[Evidence]:
    """The exact spectra of both for small N; then every N, every target and every o."""
    import sympy as sp

    from theory.loss_hessians import rg_steps

    sizes = range(2, profile.pick(7, 12))
    found = decided(
        [{"N": str(n)} for n in sizes],
        lambda case: violates_norms(subject, case),
        domain=f"$N = 2$ to ${sizes[-1]}$",
        detail="The largest eigenvalue of each loss, differentiated twice.",
        says=lambda values: f"for $N = {values['N']}$ a norm is another",
    )
    yield found
    if found.holds:
        n = sp.Symbol("N", positive=True)
        agrees = all(sp.simplify(sp.sympify(norm(n)) - 1 / n) == 0 for norm in subject)
        steps = (*rg_steps("rg2"), *rg_steps("rgx"))
        yield proof(steps, "these are the claimed norms", agrees, "every $N \\ge 2$, every target and every $o$")


def violates_norms(subject: tuple[Norm, Norm], values: Mapping[str, str]) -> bool:
    """Whether the largest eigenvalue of a loss is not the claimed one."""
    from theory.intervals import rational
    from theory.loss_hessians import rg_hessian

    n = int(values["N"])
    tops = [max(rg_hessian("rg2", n).eigenvals()), max(rg_hessian("rgx", n).eigenvals())]
    return n >= 2 and any(top != rational(f(Fraction(n))) for top, f in zip(tops, subject, strict=True))


def check_lowest(subject: Norm, profile: Profile) -> Iterator[Evidence]:
    """The least of the family's best constants, of which only that of the RG losses depends on N."""
    import sympy as sp

    from theory.loss_hessians import logistic_step, rg_steps

    cases = [{"N": str(n)} for n in range(2, profile.pick(8, 14))]
    found = decided(
        cases,
        lambda case: violates_lowest(subject, case),
        domain=f"$N = 2$ to ${cases[-1]['N']}$",
        detail="The least of the largest norm of RG2, derived, and 1/4, the largest curvature of a logistic term.",
        says=_says_lowest,
    )
    yield found
    if found.holds:
        n = sp.Symbol("M", integer=True, nonnegative=True)
        few = all(sp.sympify(subject(sp.Integer(m))) == sp.Rational(1, 4) for m in (2, 3, 4))
        many = sp.simplify(sp.sympify(subject(n + 5)) - 1 / (n + 5)) == 0
        steps = (*rg_steps("rg2"), logistic_step())
        claimed = (
            r"softmax and sampled softmax have $\frac12$, entmax with $\alpha > 1$ and sparsemax more, NCE in its "
            r"terms and hierarchical softmax in its nodes $\frac14$, the RG losses $\frac1N$: the least is the "
            r"claimed one"
        )
        yield proof(steps, claimed, few and many, "every $N \\ge 2$")


def _says_lowest(case: Mapping[str, str]) -> str:
    n = int(case["N"])
    return f"for $N = {n}$ the least is {'1/4, that of NCE' if n <= 4 else f'$1/{n}$, that of RG2'}"


def violates_lowest(subject: Norm, values: Mapping[str, str]) -> bool:
    """Whether the least of RG2's exact norm and 1/4 is not the claimed one."""
    from theory.intervals import rational
    from theory.loss_hessians import rg_hessian

    n = int(values["N"])
    least = min(max(rg_hessian("rg2", n).eigenvals()), rational(Fraction(1, 4)))
    return n >= 2 and bool(least != rational(subject(Fraction(n))))


def least(n: Any) -> Any:
    """The smaller of 1/4 and 1/n."""
    return Fraction(1, 4) if n <= 4 else 1 / n


LOWEST = "sf.jacobian.rg.lowest"
FORM = "The losses are those of Eq. 15 of arXiv 2506.09454 for one pair; times 2N|I|, as in Eq. 16, the norm is 2|I|."
SCALES = (
    "Each method's bound is the largest norm over all scores, for the loss of one example and scores without a "
    "temperature; NCE and sampled softmax in the logits of their terms, two at least, hierarchical softmax in the "
    "nodes' scores.",
)

CLAIMS = (
    Claim(
        id="sf.jacobian.rg",
        paper=Paper.SF,
        where="beyond the summary, Key results",
        source=Source.BEYOND,
        title="The norm of the RG losses' Hessians is 1/N at every score vector",
        statement=(
            r"$\nabla^2\ell = \tfrac1NI$ for RG2 and $\tfrac1N(I - \tfrac1N\mathbf 1\mathbf 1^\top)$ for RGx: the norm "
            r"is $\tfrac1N$ at every $o$, for every $N \ge 2$."
        ),
        subject=(lambda n: 1 / n, lambda n: 1 / n),
        check=check_norms,
        violates=violates_norms,
        assumptions=(FORM,),
        mutants=(
            Mutant("2/N, the factor 1/2 of Eq. 15 lost", (lambda n: 2 / n, lambda n: 2 / n)),
            Mutant("1/4", (lambda _: Fraction(1, 4), lambda _: Fraction(1, 4))),
            Mutant("(N - 1)/N^2 for RGx, its diagonal", (lambda n: 1 / n, lambda n: (n - 1) / n**2)),
            Mutant("1/N^2", (lambda n: 1 / n**2, lambda n: 1 / n**2)),
        ),
        bibtex=("pu2025rg",),
    ),
    Claim(
        id=LOWEST,
        paper=Paper.SF,
        where="summary, Foundational learning, quick check",
        source=Source.SUMMARY,
        title="1/4 is the lowest bound of the norms in the family",
        statement=r"The least bound of softmax, sparsemax, entmax, SSM, NCE, HSM and RG is $\tfrac14$, for every $N$.",
        subject=lambda _: Fraction(1, 4),
        check=check_lowest,
        violates=violates_lowest,
        assumptions=(*SCALES, FORM),
        repaired_by=f"{LOWEST}.repair",
        bibtex=("pu2026softmax",),
    ),
    Claim(
        id=f"{LOWEST}.repair",
        paper=Paper.SF,
        where="beyond the summary, Foundational learning, quick check",
        source=Source.BEYOND,
        title="The lowest bound is 1/4 up to four classes and 1/N, of the RG losses, from five on",
        statement=r"The least of the family's bounds is $\min(\tfrac14, \tfrac1N)$ for every $N \ge 2$.",
        subject=least,
        check=check_lowest,
        violates=violates_lowest,
        assumptions=(*SCALES, FORM),
        mutants=(
            Mutant("1/4", lambda _: Fraction(1, 4)),
            Mutant("1/N for few classes too", lambda n: 1 / n),
            Mutant("1/(N - 1) from five on", lambda n: Fraction(1, 4) if n <= 4 else 1 / (n - 1)),
        ),
        uses=(
            "sf.jacobian.softmax.sharp",
            "sf.jacobian.sparsemax.attained",
            "sf.jacobian.entmax",
            "sf.jacobian.ssm",
            "sf.jacobian.nce",
            "sf.jacobian.hsm",
            "sf.jacobian.rg",
        ),
        bibtex=("pu2025rg", "pu2026softmax"),
    ),
)
