"""Whether a smaller norm of the Jacobian allows a larger stable step, and which step exactly is the largest."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

ETAS = (
    "4/5, 1/10, 1/10",
    "1/3, 1/3, 1/3",
    "4/9, 4/9, 1/9",
    "9/16, 1/4, 1/16, 1/16, 1/16",
    "1/4, 1/4, 1/4, 1/4",
    "81/100, 1/25, 1/25, 1/25, 1/25, 1/100, 1/100, 1/100",
)
SQUARES = tuple(eta for eta in ETAS if eta not in ("4/5, 1/10, 1/10", "1/3, 1/3, 1/3"))
"""Label distributions, and those of them whose probabilities are squares."""

Family = tuple[str, ...]
Predicted = Callable[[Any, Any], float]
"""The step from which descent is unstable, a function of (loss, eta)."""


def check_order(subject: Family, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """Every pair of losses with a known order of the norms, exactly at each distribution; then every N."""
    from theory.step_threshold import order_argument

    cases = [{"smaller": a, "larger": b, "eta": eta} for a in subject for b in subject for eta in ETAS]
    known = [case for case in cases if _comparable(case)]
    found = decided(
        known,
        lambda case: violates_order(subject, case),
        domain=f"{len(ETAS)} label distributions, 3 to 8 classes",
        detail="The order of the Hessians' largest eigenvalues at the minimiser, by exact elimination.",
        says=_says,
    )
    yield found
    if found.holds:
        within = all(_loss(name).alpha is not None for name in subject)
        claimed = "every loss of the claim is the one of some $\\alpha$-entmax"
        yield proof(order_argument().steps, claimed, within, "every $N$, interior $\\eta$ and $\\alpha \\ge 1$")


def violates_order(subject: Family, values: Mapping[str, str]) -> bool:
    """Whether a loss of the family with the smaller norm surely has the larger curvature at the minimiser."""
    from theory.intervals import rationals
    from theory.step_threshold import surely_larger

    eta = rationals(values["eta"])
    if not {values["smaller"], values["larger"]} <= set(subject) or not _comparable(values):
        return False
    return surely_larger(_loss(values["smaller"]).curvature(eta), _loss(values["larger"]).curvature(eta))


def _comparable(values: Mapping[str, str]) -> bool:
    """Whether the order of the norms is known, there is a finite minimiser, and the Hessians are rational."""
    from theory.intervals import rationals
    from theory.step_threshold import smaller_norm

    eta = rationals(values["eta"])
    proper = sum(eta) == 1 and min(eta) > 0 and len(eta) >= 3
    exact = "1.5-entmax" not in (values["smaller"], values["larger"]) or values["eta"] in SQUARES
    return proper and exact and smaller_norm(_loss(values["smaller"]), _loss(values["larger"]), len(eta))


def _loss(name: str) -> Any:
    from verify.descent import LOSSES

    return LOSSES[name]


def _says(case: Mapping[str, str]) -> str:
    from theory.intervals import rationals
    from theory.step_threshold import top

    eta = rationals(case["eta"])
    small, large = (2 / top(_loss(case[name]).curvature(eta)) for name in ("smaller", "larger"))
    return (
        f"at $\\eta = ({case['eta']})$ {case['smaller']}, of the smaller norm, is stable up to the step {small:.4g}, "
        f"{case['larger']} up to {large:.4g}"
    )


def check_measured(subject: Predicted, profile: Profile) -> Iterator[Evidence]:
    """Gradient descent one per cent below and above the predicted step, for each loss and distribution."""
    from verify.descent import LOSSES

    cases = [{"loss": name, "eta": eta} for eta in SQUARES[: profile.pick(3, 4)] for name in LOSSES]
    tried, wrong = first(cases, lambda case: violates_measured(subject, case))
    yield Evidence(
        kind=Kind.MEASUREMENT,
        holds=wrong is None,
        domain=f"{len(LOSSES)} losses, {profile.pick(3, 4)} label distributions",
        detail=(
            "From the minimiser, moved by a thousandth along the direction of largest curvature: 2000 steps reach a "
            "gradient below $10^{-9}$ at 0.99 times the predicted step, and not at 1.01 times."
        ),
        exercised=2 * tried,
        bound=1.0,
        n=2 * tried,
        counterexample=wrong
        and Counterexample(
            f"{wrong['loss']} at $\\eta = ({wrong['eta']})$: descent settles at other steps than predicted", wrong
        ),
    )


def violates_measured(subject: Predicted, values: Mapping[str, str]) -> bool:
    """Whether descent does not settle just below the predicted step, or does just above it."""
    from theory.intervals import rationals
    from verify.descent import LOSSES, risk, settles

    eta = rationals(values["eta"])
    if len(eta) < 2 or sum(eta) != 1 or min(eta) <= 0:
        return False
    given = risk(values["loss"], eta)
    predicted = subject(LOSSES[values["loss"]], eta)
    return not settles(given, 0.99 * predicted) or settles(given, 1.01 * predicted)


def _at_minimiser(loss: Any, eta: Any) -> float:
    from theory.step_threshold import top

    return 2 / top(loss.curvature(eta))


def _uniform(eta: Any) -> Any:
    return (Fraction(1, len(eta)),) * len(eta)


def check_cycle(subject: Callable[[Any], Any], profile: Profile) -> Iterator[Evidence]:
    """Two-class cycles at rational probabilities, their step enclosed in intervals; then every N, and two classes."""
    import sympy as sp

    from theory.descent_cycles import no_cycle_argument, two_class_argument

    finest = profile.pick(8, 16)
    shares = sorted({Fraction(i, d) for d in range(2, finest + 1) for i in range(1, d)})
    cases = [{"eta": str(e), "delta": str(min(e, 1 - e) * c)} for e in shares for c in (Fraction(1, 8), Fraction(7, 8))]
    cases += [{"eta": str(e), "step": str(Fraction(99, 100) / (e * (1 - e)))} for e in shares]
    found = decided(
        cases,
        lambda case: violates_cycle(subject, case),
        domain=f"two classes, $\\eta$ of denominator up to {finest}",
        detail=(
            r"The step of the cycle through $p_1 = \eta \pm \delta$, enclosed, against the claimed threshold, and "
            "steps 0.99 times the proved one, with no such $\\delta$ by subdivision."
        ),
        says=_cycle_says,
        kind=Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        eta = sp.Symbol("eta", positive=True)
        same = sp.simplify(subject(eta) - 1 / (eta * (1 - eta))) == 0
        steps = (*no_cycle_argument().steps, *two_class_argument().steps)
        yield proof(steps, "this is the claimed threshold", same, "every $N \\ge 2$ and interior $\\eta$")


def violates_cycle(subject: Callable[[Any], Any], values: Mapping[str, str]) -> bool:
    """Whether a cycle of two surely exists at a step up to the claimed one, or surely none at a step above it."""
    from theory.descent_cycles import no_two_class_cycle, two_class_step
    from theory.intervals import rational, sign

    eta = Fraction(values["eta"])
    if not 0 < eta < 1:
        return False
    claimed = rational(Fraction(subject(eta)))
    if "step" in values:
        step = Fraction(values["step"])
        return step > 0 and rational(step) > claimed and no_two_class_cycle(eta, step)
    delta = Fraction(values["delta"])
    inside = 0 < delta < min(eta, 1 - eta)
    return inside and sign(claimed - two_class_step(rational(eta), rational(delta))) in (0, 1)


def _cycle_says(case: Mapping[str, str]) -> str:
    if "step" in case:
        return (
            f"at $\\eta = {case['eta']}$ there is no cycle at the step {case['step']}, which is above the claimed one"
        )
    return f"at $\\eta = {case['eta']}$ the cycle with $\\delta = {case['delta']}$ has a step up to the claimed one"


SENTENCE = (
    r"A loss whose Jacobian has a smaller norm, over all scores, allows a larger stable step: gradient descent on its "
    r"exact conditional risk is stable at its minimiser up to a larger step $2/\lambda_{\max}$"
)
ORDER: dict[str, Any] = {"paper": Paper.SF, "check": check_order, "violates": violates_order}
MAPS = ("softmax", "1.5-entmax", "sparsemax")

CLAIMS = (
    Claim(
        id="sf.lr_threshold",
        where="summary, Mechanism 1",
        source=Source.SUMMARY,
        title="A smaller norm of the Jacobian allows a larger stable step",
        statement=SENTENCE + "; read: among all losses of the two papers, for every label distribution.",
        subject=(*MAPS, "Rankmax", "RG2", "RGx"),
        repaired_by="sf.lr_threshold.sparse",
        bibtex=("pu2026softmax",),
        **ORDER,
    ),
    Claim(
        id="sf.lr_threshold.sparse",
        where="summary, Mechanism 1",
        source=Source.SUMMARY,
        title="Softmax supports larger steps than the sparse maps, at every interior label distribution",
        statement=(
            SENTENCE
            + r"; read: among the losses of $\alpha$-entmax, softmax and sparsemax included. Norm and Hessian at "
            r"the minimiser, $\mathrm{diag}\,w - ww^\top/\sum_i w_i$ with $w_i = \eta_i^{2-\alpha}$, both grow with "
            r"$\alpha$, for every $N$ and interior $\eta$. One-hot labels, the case of training, are left out: softmax "
            r"has no minimiser there."
        ),
        subject=MAPS,
        mutants=(
            Mutant("RG2 included", (*MAPS, "RG2")),
            Mutant("RGx included", (*MAPS, "RGx")),
            Mutant("Rankmax of a small fixed scale included", (*MAPS, "Rankmax")),
        ),
        uses=("sf.jacobian.softmax.formula",),
        bibtex=("pu2026softmax", "peters2019entmax"),
        **ORDER,
    ),
    Claim(
        id="sf.lr_threshold.measured",
        paper=Paper.SF,
        where="beyond the summary, Mechanism 1",
        source=Source.BEYOND,
        title="Gradient descent ceases to settle where 2 over the norm at the minimiser predicts it, to one per cent",
        statement=(
            "On exact conditional risks gradient descent from near the minimiser "
            r"settles at $0.99 \cdot 2/\lambda_{\max}$ and not at "
            r"$1.01 \cdot 2/\lambda_{\max}$, with $\lambda_{\max}$ that of the Hessian at the minimiser: for softmax "
            r"of "
            r"$\mathrm{diag}\,\eta - \eta\eta^\top$, for sparsemax 1, for Rankmax its scale, for RG2 and RGx $\frac1N$."
        ),
        assumptions=("Softmax, 1.5-entmax, sparsemax, Rankmax of scale 2/5, RG2 and RGx at given interior $\\eta$.",),
        subject=_at_minimiser,
        check=check_measured,
        violates=violates_measured,
        mutants=(
            Mutant("the norm over all scores", lambda loss, eta: 2 / float(loss.norm(len(eta))) if loss.norm else 2.0),
            Mutant("1 over the norm", lambda loss, eta: _at_minimiser(loss, eta) / 2),
            Mutant("the Hessian at zero scores", lambda loss, eta: _at_minimiser(loss, _uniform(eta))),
            Mutant("2 % more", lambda loss, eta: 1.02 * _at_minimiser(loss, eta)),
        ),
        uses=("sf.jacobian.softmax.formula", "sf.jacobian.sparsemax.formula"),
        universal=False,
        bibtex=("pu2026softmax",),
    ),
    Claim(
        id="sf.lr_threshold.cycle",
        paper=Paper.SF,
        where="beyond the summary, Mechanism 1",
        source=Source.BEYOND,
        title="Softmax's descent has no cycle of two up to the threshold, and for two classes exactly one above",
        statement=(
            r"Gradient descent on softmax's risk has no cycle of two at steps up to $2/\lambda_{\max}$ of "
            r"$\mathrm{diag}\,\eta - \eta\eta^\top$, for every $N$ and interior $\eta$. For two classes, where this is "
            r"$\frac1{\eta(1-\eta)}$, every run converges up to it, and at each step above there is exactly one."
        ),
        subject=lambda eta: 1 / (eta * (1 - eta)),
        check=check_cycle,
        violates=violates_cycle,
        mutants=(
            Mutant("4, from the norm over all scores", lambda eta: 4 + 0 * eta),
            Mutant(r"$2/\eta(1-\eta)$, the curvature in $u$", lambda eta: 2 / (eta * (1 - eta))),
            Mutant(r"$1/\max(\eta, 1-\eta)$ for one class", lambda eta: 1 / eta),
            Mutant("2 % more", lambda eta: Fraction(51, 50) / (eta * (1 - eta))),
        ),
        uses=("sf.jacobian.softmax.formula",),
        bibtex=("pu2026softmax",),
    ),
)
