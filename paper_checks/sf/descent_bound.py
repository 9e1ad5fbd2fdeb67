"""What gradient descent does beyond the stable step: it stays bounded, and its predictions are right on average."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Beyond:
    """`mean`: that of the predictions less eta, of (s_0 - s_T, step, T); `radius`: of (N, least eta, step, c, root).

    The radius is a bound of the norm of the scores, with c the entropy of the uniform distribution and `root` the
    square root.
    """

    mean: Callable[[Any, Any, Any], Any]
    radius: Callable[[Any, Any, Any, Any, Callable[[Any], Any]], Any]


def check(subject: Beyond, profile: Profile) -> Iterator[Evidence]:
    """Runs of sparsemax in rationals, below and far beyond the stable step; then every N and alpha."""
    import sympy as sp

    from theory.descent_bound import bounded_argument

    etas = ("1/2, 1/2", "9/10, 1/10", "1/2, 1/3, 1/6", "7/10, 1/10, 1/10, 1/10")
    lengths = profile.pick(("1", "2", "7", "30"), ("1", "2", "7", "30", "200"))
    cases = [{"eta": e, "step": g, "T": t} for e in etas for g in ("1/2", "3", "50", "1000") for t in lengths]
    tried, wrong = first(cases, lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"sparsemax, {len(etas)} label distributions, steps up to 1000, {lengths[-1]} of them",
        detail="The mean of the predictions and the norm of the scores, from zero scores, in rational arithmetic.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(f"$\\eta = ({wrong['eta']})$, step {wrong['step']}: after {wrong['T']} steps", wrong),
    )
    if wrong is None:
        moved, step, T, N, low, c = sp.symbols("moved gamma T N eta_min c", positive=True)
        same = sp.simplify(subject.mean(moved, step, T) - moved / (step * T)) == 0
        proved = sp.sqrt(N) * (c + step) / low + sp.sqrt(2) * step
        same &= sp.simplify(subject.radius(N, low, step, c, sp.sqrt) - proved) == 0
        claimed = "these are the claimed mean and radius"
        yield proof(
            bounded_argument().steps, claimed, same, r"every $N$, interior $\eta$, step and $1 \le \alpha \le 2$"
        )


def violates(subject: Beyond, values: Mapping[str, str]) -> bool:
    """Whether the mean of sparsemax's predictions is not the claimed one, or a norm is surely above the radius."""
    import sympy as sp

    from theory.descent_bound import sparsemax_run
    from theory.intervals import rational, rationals, sign

    eta, step, T = rationals(values["eta"]), Fraction(values["step"]), int(values["T"])
    if sum(eta) != 1 or min(eta) <= 0 or step <= 0 or T < 1:
        return False
    scores, predictions = sparsemax_run(eta, step, T)
    means = [sum(p[i] for p in predictions) / T - q for i, q in enumerate(eta)]
    if any(m != subject.mean(a - b, step, T) for m, a, b in zip(means, scores[0], scores[-1], strict=True)):
        return True
    size, largest = sp.Integer(len(eta)), rational(max(sum(x * x for x in s) for s in scores))
    radius = subject.radius(size, rational(min(eta)), rational(step), (1 - 1 / size) / 2, sp.sqrt)
    return sign(sp.sqrt(largest) - radius) == 1


def _mean(moved: Any, step: Any, T: Any) -> Any:
    return moved / (step * T)


def _radius(N: Any, low: Any, step: Any, c: Any, root: Callable[[Any], Any]) -> Any:
    return root(N) * (c + step) / low + root(2) * step


CLAIMS = (
    Claim(
        id="sf.lr_threshold.beyond",
        paper=Paper.SF,
        where="beyond the summary, Mechanism 1",
        source=Source.BEYOND,
        title="At any step descent on softmax and the sparse losses stays bounded and is right on average",
        statement=(
            r"Gradient descent from zero scores with steps of any size $\gamma$ on the exact risk of $\alpha$-entmax, "
            r"$1 "
            r"\le \alpha \le 2$, with interior $\eta$: the mean of the first $T$ predictions less $\eta$ is "
            r"$(s_0 - s_T)/(\gamma T)$, and $\|s_t\| \le \sqrt N\frac{c + \gamma}{\eta_{\min}} + \sqrt2\gamma$ with "
            r"$c$ the "
            r"entropy $-\Omega$ of the uniform distribution: the mean tends to $\eta$ like $1/T$, below the stable "
            r"step "
            "and beyond it."
        ),
        subject=Beyond(_mean, _radius),
        check=check,
        violates=violates,
        mutants=(
            Mutant("the step lost", Beyond(lambda moved, _step, T: moved / T, _radius)),
            Mutant("$T + 1$ for $T$", Beyond(lambda moved, step, T: moved / (step * (T + 1)), _radius)),
            Mutant("the other sign", Beyond(lambda moved, step, T: -moved / (step * T), _radius)),
            Mutant(
                "a radius that does not grow with the step",
                Beyond(_mean, lambda N, low, _step, c, root: root(N) * (c + 1) / low + root(2)),
            ),
        ),
        bibtex=("pu2026softmax",),
    ),
)
