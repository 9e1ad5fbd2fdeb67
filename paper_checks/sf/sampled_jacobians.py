"""The Hessians of sampled softmax and of NCE: their norms for given draws, and in which variables."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from verify.profile import Profile

if TYPE_CHECKING:
    from theory.bookkeeping import Bookkeeping
    from theory.loss_hessians import Logits

Bound = Callable[[Any, Any], Any]
"""A function of (largest probability of the full softmax at the same scores, number of items in the sum)."""


@dataclass(frozen=True)
class Curvature:
    """The claim that the largest norm over all scores, in these variables, is `largest(k, r)`.

    k is the number of draws and r the largest number of terms that an item has; `mean`: of the loss over k + 1.
    """

    logits: "Logits"
    largest: Callable[[Any, Any], Any]
    mean: bool = False


def books() -> dict[str, "Bookkeeping"]:
    """The bookkeepings of sampled softmax by name."""
    from theory.bookkeeping import IMPORTANCE, LOG_Q_BOTH, NEGATIVES_ONLY, RG_EQ_8, RG_EQ_9

    return {
        "importance": IMPORTANCE,
        "negatives only": NEGATIVES_ONLY,
        "no correction": RG_EQ_8,
        "log(Nq)": RG_EQ_9,
        "log q on both sides": LOG_Q_BOTH,
    }


def check_sampled(subject: Bound, profile: Profile) -> Iterator[Evidence]:
    """Exact Hessians with repeated draws and hits, in every bookkeeping; then every N, k, q and all scores."""
    import sympy as sp

    from theory.loss_hessians import ssm_steps

    cases = list(_sampled(profile))
    found = decided(
        cases,
        lambda case: violates_sampled(subject, case),
        domain="3 and 4 classes, 1 to 3 draws, five bookkeepings, uniform and skewed proposals and scores",
        detail="$v^\\top Hv/\\|v\\|^2$ of the loss differentiated twice, in rational arithmetic.",
        says=lambda values: _says_sampled(subject, values),
    )
    yield found
    if found.holds:
        full, n = sp.symbols("p n", positive=True)
        agrees = sp.sympify(subject(full, n)) == sp.Rational(1, 2)
        domain = "every $N$, $k$, $q$ and bookkeeping, all draws and all scores"
        yield proof(ssm_steps(), "the claimed constant is $\\tfrac12$", agrees, domain)
        yield _many_items(subject, profile)


def _many_items(subject: Bound, profile: Profile) -> Evidence:
    """Draws from a Zipf proposal and scores of several spreads, the largest eigenvalue without a matrix."""
    import numpy as np

    from theory.maps import softmax
    from verify.loss_spectra import sampled_probabilities
    from verify.seeds import generator
    from verify.spectra import eigenvalue

    size, name = 100_000, "sf.jacobian.ssm"
    q = 1 / np.arange(1, size + 1)
    q /= q.sum()
    found = []
    for i, k in enumerate(profile.pick((1, 1_000), (1, 10, 100, 1_000, 10_000))):
        for spread in (0.1, 2.0, 20.0):
            rng = generator(f"{name} {spread}", i)
            scores, draws = rng.normal(scale=spread, size=size), rng.choice(size, size=k, p=q).tolist()
            for book in books().values():
                y = int(rng.integers(size))
                p = sampled_probabilities(scores, q, y, draws, book)
                bound = subject(float(softmax(scores).max()), p.size)
                found.append((float(eigenvalue(p, 0)), float(bound)))
    return Evidence(
        kind=Kind.MEASUREMENT,
        holds=True if all(value <= bound + 1e-12 for value, bound in found) else None,
        domain="$N = 10^5$ items, Zipf proposal, 1 to 1,000 draws or more, normal scores of three spreads",
        detail="The largest root of the secular equation for the items in the sum.",
        exercised=len(found),
        value=max(value for value, _ in found),
        bound=0.5,
        n=len(found),
        seed=name,
    )


def _sampled(profile: Profile) -> Iterator[dict[str, str]]:
    odds = ("1, 1, 1, 1", "2, 1, 1, 1", "100, 100, 1, 1", "1, 2, 3, 4")
    proposals = profile.pick(("1/4, 1/4, 1/4, 1/4",), ("1/4, 1/4, 1/4, 1/4", "1/2, 1/4, 1/8, 1/8"))
    draws = profile.pick(
        ("1", "1, 1", "0, 1", "1, 2", "1, 2, 3"), ("1", "2", "1, 1", "0, 1", "1, 2", "0, 0, 1", "1, 2, 3")
    )
    yield from (
        {"odds": o, "q": q, "y": "0", "draws": d, "book": book, "v": v}
        for o in odds
        for q in proposals
        for d in draws
        for book in profile.pick(("no correction", "importance"), tuple(books()))
        for v in ("1, -1, 0, 0", "0, 1, -1, 0")
    )


def _says_sampled(subject: Bound, case: Mapping[str, str]) -> str:
    found, bound = _quotient_and_bound(subject, case)
    where = f"scores $\\log({case['odds']})$, positive {case['y']}, draws {case['draws']} ({case['book']})"
    return f"{where}: the direction $({case['v']})$ has the quotient ${found}$, above ${bound}$"


def violates_sampled(subject: Bound, values: Mapping[str, str]) -> bool:
    """Whether v' H v / v' v is above the bound, for a distribution q and scores log(odds)."""
    from theory.intervals import rationals

    q = rationals(values["q"])
    if min(rationals(values["odds"])) <= 0 or min(q) <= 0 or sum(q) != 1:
        return False
    found, bound = _quotient_and_bound(subject, values)
    return bool(found > bound)


def _quotient_and_bound(subject: Bound, case: Mapping[str, str]) -> tuple[Any, Any]:
    """Both exactly; the full softmax's norm is at most its largest probability."""
    from theory.intervals import rationals
    from theory.loss_hessians import quadratic_form, ssm_hessian

    odds, q, y = rationals(case["odds"]), rationals(case["q"]), int(case["y"])
    draws, book = [int(j) for j in case["draws"].split(",")], books()[case["book"]]
    items = {*book.left(draws, y), *([y] if book.positive else [])}
    found = quadratic_form(ssm_hessian(odds, q, y, draws, book), rationals(case["v"]))
    return found, subject(max(odds) / sum(odds), Fraction(len(items)))


def check_nce(subject: Curvature, profile: Profile) -> Iterator[Evidence]:
    """The exact spectrum where every term has its largest curvature; then every N, k and q and all scores."""
    import sympy as sp

    from theory.loss_hessians import nce_steps, normaliser_steps

    draws = profile.pick(
        ("1", "1, 1", "1, 2", "0, 0", "1, 2, 3"), ("1", "1, 1", "1, 2", "0, 0", "1, 2, 3", "1, 1, 1, 2")
    )
    cases = [{"q": q, "y": "0", "draws": d} for q in ("1/4, 1/4, 1/4, 1/4", "1/2, 1/4, 1/8, 1/8") for d in draws]
    found = decided(
        cases,
        lambda case: violates_nce(subject, case),
        domain="4 classes, 1 to 4 draws with and without repetition and hits, two proposals",
        detail="The largest eigenvalue at $o_i = \\log(kq_i)$, where every $h = \\tfrac12$, in exact arithmetic.",
        says=lambda values: _says_nce(subject, values),
    )
    yield found
    if found.holds:
        k, r = sp.symbols("k r", positive=True)
        right = {"terms": sp.Rational(1, 4), "items": r / 4, "items and normaliser": (k + 2) / 4}[subject.logits]
        agrees = sp.simplify(subject.largest(k, r) - right / (k + 1 if subject.mean else 1)) == 0
        steps = normaliser_steps() if subject.logits == "items and normaliser" else nce_steps()
        domain = "every $N$, $k$ and $q$, all draws and all scores"
        yield proof(steps, "this is the claimed norm; the mean is the sum over $k + 1$", agrees, domain)


def _says_nce(subject: Curvature, case: Mapping[str, str]) -> str:
    found, claimed = _norms(subject, case)
    where = f"for the positive {case['y']} and the draws {case['draws']} from $q = ({case['q']})$"
    return rf"{where} the norm at $o_i = \log(kq_i)$ is ${found}$, not ${claimed}$"


def _norms(subject: Curvature, case: Mapping[str, str]) -> tuple[Any, Any]:
    """The exact norm where every h is 1/2, and the claimed one."""
    from theory.intervals import rational, rationals
    from theory.loss_hessians import nce_hessian

    q, y, draws = rationals(case["q"]), int(case["y"]), [int(j) for j in case["draws"].split(",")]
    k, terms = len(draws), [y, *draws]
    hessian = nce_hessian([k * x for x in q], q, y, draws, subject.logits)
    top = max(hessian.eigenvals()) / (k + 1 if subject.mean else 1)
    return top, rational(subject.largest(Fraction(k), Fraction(max(terms.count(i) for i in terms))))


def violates_nce(subject: Curvature, values: Mapping[str, str]) -> bool:
    """Whether the norm at h = 1/2, where it is largest, is not the claimed one.

    With the normaliser, only for draws that differ from one another and from the positive.
    """
    from theory.intervals import rationals

    q, terms = rationals(values["q"]), [int(j) for j in (values["y"], *values["draws"].split(","))]
    if min(q) <= 0 or sum(q) != 1 or (subject.logits == "items and normaliser" and len(set(terms)) < len(terms)):
        return False
    found, claimed = _norms(subject, values)
    return bool(found != claimed)


POINTWISE = "sf.jacobian.ssm.pointwise"
ITEMS = "sf.jacobian.nce.items"
DRAWS = "Draws and proposal are held fixed; the loss is differentiated in the scores."
ONE_LOSS = "The loss of one example is the sum over the positive and the $k$ draws."
HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

CLAIMS = (
    Claim(
        id="sf.jacobian.ssm",
        paper=Paper.SF,
        where="summary, Open Question 2",
        source=Source.SUMMARY,
        title="The norm of sampled softmax's Hessian is at most 1/2, as softmax's",
        statement=(
            r"$\|\nabla^2\ell\|_2 \le \tfrac12$ for sampled softmax, at all scores and for every number of draws, "
            r"with the positive in the sum or not, with repeated draws and accidental hits, and with every "
            r"correction: in the items' scores, and with a logit of its own for each term."
        ),
        subject=lambda _full, _n: HALF,
        check=check_sampled,
        violates=violates_sampled,
        assumptions=("Its favourable norm is read as no larger than softmax's bound.", DRAWS),
        mutants=(
            Mutant("the full softmax's norm at the same scores", lambda full, _n: full),
            Mutant("1/4", lambda _full, _n: QUARTER),
            Mutant("1 % tighter", lambda _full, _n: Fraction(99, 200)),
            Mutant("1/n, with n items in the sum", lambda _full, n: 1 / n),
            Mutant("(n - 1)/n^2, with n items in the sum", lambda _full, n: (n - 1) / n**2),
        ),
        uses=("sf.jacobian.softmax",),
        bibtex=("pu2026softmax", "bengio2008adaptive"),
    ),
    Claim(
        id="sf.jacobian.ssm.quarter",
        paper=Paper.SF,
        where="summary, Foundational learning, quick check",
        source=Source.SUMMARY,
        title="The norm of sampled softmax's Hessian is at most 1/4",
        statement=r"$\|\nabla^2\ell\|_2 \le \tfrac14$ for sampled softmax, at all scores and for all draws.",
        subject=lambda _full, _n: QUARTER,
        check=check_sampled,
        violates=violates_sampled,
        assumptions=(
            "The quick check names no method: 'practically affected by sampling noise' is read as sampled softmax.",
            DRAWS,
        ),
        repaired_by="sf.jacobian.ssm",
        bibtex=("pu2026softmax", "bengio2008adaptive"),
    ),
    Claim(
        id=POINTWISE,
        paper=Paper.SF,
        where="summary, Open Question 2",
        source=Source.SUMMARY,
        title="The norm of sampled softmax's Hessian is at most softmax's at the same scores",
        statement=r"At the same scores: $\|\nabla^2\ell_{SSM}(o)\|_2 \le \|\nabla^2\ell_{SM}(o)\|_2$ for all draws.",
        subject=lambda full, _n: full,
        check=check_sampled,
        violates=violates_sampled,
        assumptions=(DRAWS,),
        repaired_by="sf.jacobian.ssm",
        bibtex=("pu2026softmax",),
    ),
    Claim(
        id="sf.jacobian.nce",
        paper=Paper.SF,
        where="summary, Foundational learning, quick check",
        source=Source.SUMMARY,
        title="The norm of NCE's Hessian is at most 1/4, in the logits of its terms",
        statement=(
            r"The largest norm over all scores of the Hessian of NCE's loss is $\tfrac14$, if each of its $k + 1$ "
            r"terms has a logit of its own."
        ),
        subject=Curvature("terms", lambda _k, _r: QUARTER),
        check=check_nce,
        violates=violates_nce,
        assumptions=(
            "The quick check names no method: 'practically affected by sampling noise' points to a sampled loss, and "
            "1/4 is the curvature of NCE's logistic terms.",
            DRAWS,
            ONE_LOSS,
        ),
        mutants=(
            Mutant("1 % tighter", Curvature("terms", lambda _k, _r: Fraction(99, 400))),
            Mutant("1/2, as for softmax", Curvature("terms", lambda _k, _r: HALF)),
            Mutant("1/(4(k + 1)), that of the mean", Curvature("terms", lambda k, _r: QUARTER / (k + 1))),
            Mutant("(k + 1)/4, the trace", Curvature("terms", lambda k, _r: QUARTER * (k + 1))),
        ),
        bibtex=("pu2026softmax", "gutmann2012nce"),
    ),
    Claim(
        id=ITEMS,
        paper=Paper.SF,
        where="summary, Foundational learning, quick check",
        source=Source.SUMMARY,
        title="The norm of NCE's Hessian is at most 1/4, in the items' scores",
        statement=r"Read in the scores of the items, for all draws with replacement: the largest norm is $\tfrac14$.",
        subject=Curvature("items", lambda _k, _r: QUARTER),
        check=check_nce,
        violates=violates_nce,
        assumptions=(DRAWS, ONE_LOSS),
        repaired_by=f"{ITEMS}.repair",
        bibtex=("pu2026softmax", "gutmann2012nce"),
    ),
    Claim(
        id=f"{ITEMS}.repair",
        paper=Paper.SF,
        where="beyond the summary, Foundational learning, quick check",
        source=Source.BEYOND,
        title="In the items' scores repeated draws add up: r/4 for an item of r terms, up to (k + 1)/4",
        statement=(
            r"In the items' scores the largest norm of NCE's Hessian for given draws is $r/4$, with $r$ the largest "
            r"number of terms of one item, the positive's counted: $\tfrac14$ without repetition, $(k+1)/4$ at worst."
        ),
        subject=Curvature("items", lambda _k, r: r * QUARTER),
        check=check_nce,
        violates=violates_nce,
        assumptions=(DRAWS, ONE_LOSS),
        mutants=(
            Mutant("1/4 whatever the draws", Curvature("items", lambda _k, _r: QUARTER)),
            Mutant("(k + 1)/4 whatever the draws", Curvature("items", lambda k, _r: (k + 1) * QUARTER)),
            Mutant("k/4, the positive forgotten", Curvature("items", lambda k, _r: k * QUARTER)),
            Mutant("r^2/4", Curvature("items", lambda _k, r: r**2 * QUARTER)),
        ),
        bibtex=("gutmann2012nce",),
    ),
    Claim(
        id="sf.jacobian.nce.mean",
        paper=Paper.SF,
        where="beyond the summary, Foundational learning, quick check",
        source=Source.BEYOND,
        title="The mean over the terms has r/(4(k + 1)): never above 1/4, and 1/4 where all draws hit",
        statement=(
            r"For NCE's loss divided by $k + 1$ the largest norm in the items' scores is $r/(4(k+1)) \le \tfrac14$."
        ),
        subject=Curvature("items", lambda k, r: r * QUARTER / (k + 1), mean=True),
        check=check_nce,
        violates=violates_nce,
        assumptions=(DRAWS,),
        mutants=(
            Mutant("1/4 whatever the draws", Curvature("items", lambda _k, _r: QUARTER, mean=True)),
            Mutant("divided by k", Curvature("items", lambda k, r: r * QUARTER / k, mean=True)),
            Mutant("r/4, that of the sum", Curvature("items", lambda _k, r: r * QUARTER, mean=True)),
        ),
        uses=(f"{ITEMS}.repair",),
        bibtex=("gutmann2012nce",),
    ),
    Claim(
        id="sf.jacobian.nce.normaliser",
        paper=Paper.SF,
        where="beyond the summary, Foundational learning, quick check",
        source=Source.BEYOND,
        title="With the normaliser as a parameter NCE's norm grows with k: (k + 2)/4",
        statement=(
            r"In the items' scores and the log normaliser $c$ the largest norm of NCE's Hessian is $(k+2)/4$, for "
            r"draws that differ from one another and from the positive."
        ),
        subject=Curvature("items and normaliser", lambda k, _r: (k + 2) * QUARTER),
        check=check_nce,
        violates=violates_nce,
        assumptions=(DRAWS, ONE_LOSS),
        mutants=(
            Mutant("1/4", Curvature("items and normaliser", lambda _k, _r: QUARTER)),
            Mutant(
                "(k + 1)/4, the normaliser's own entry",
                Curvature("items and normaliser", lambda k, _r: (k + 1) * QUARTER),
            ),
            Mutant("(k + 1)/2", Curvature("items and normaliser", lambda k, _r: (k + 1) * HALF)),
        ),
        bibtex=("gutmann2012nce",),
    ),
)
