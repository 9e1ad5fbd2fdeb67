"""The Jacobian of alpha-entmax: its entries, its norm beside softmax's, and its norm above alpha = 2."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Entry = Callable[[Any, Any, Any, Any], Any]
"""An entry of the Jacobian, a function of (s_i, s_j, delta_ij, sum of s)."""

Bound = Callable[[Any, Any], Any]
"""A function of (alpha, least positive probability)."""

ROOTS = ("3/5, 4/5", "5/13, 12/13", "2/3, 2/3, 1/3", "1/9, 4/9, 8/9", "1/2, 1/2, 1/2, 1/2")


@dataclass(frozen=True)
class Comparison:
    """The claim that entmax's norm is at least `factor(alpha)` times softmax's, at equal scores or probabilities."""

    at: Literal["scores", "probabilities"]
    factor: Callable[[Any], Any]


def check_formula(subject: Entry, profile: Profile) -> Iterator[Evidence]:
    """The derivatives of 1.5-entmax at rational points, exactly; then every alpha, from the definition."""
    import sympy as sp

    from theory.entmax_supremum import entry_steps

    cases = [{"roots": roots} for roots in ROOTS[: profile.pick(3, 5)]]
    found = decided(
        cases,
        lambda case: violates_formula(subject, case),
        domain="$\\alpha = 3/2$, 2 to 4 classes in the support, $\\sqrt{p_i}$ rational",
        detail="Every entry, differentiated with explicit classes.",
        says=lambda values: f"at $\\sqrt p = ({values['roots']})$ an entry differs",
    )
    yield found
    if found.holds:
        s_i, s_j, total = sp.symbols("s_i s_j S", positive=True)
        gaps = [subject(s_i, s_i, 1, total) - (s_i - s_i**2 / total), subject(s_i, s_j, 0, total) + s_i * s_j / total]
        agrees = all(sp.simplify(gap) == 0 for gap in gaps)
        domain = "every $\\alpha > 1$, every $N$ and every $z$ without a tie at the threshold"
        yield proof(entry_steps(), "these are the claimed entries", agrees, domain)


def violates_formula(subject: Entry, values: Mapping[str, str]) -> bool:
    """Whether an entry differs from the derivative of 1.5-entmax, for which s is the root of p."""
    from theory.entmax_supremum import entmax15_jacobian_exact
    from theory.intervals import rational, rationals

    s = [rational(r) for r in rationals(values["roots"])]
    derived = entmax15_jacobian_exact(rationals(values["roots"]))
    classes = range(len(s))
    return any(derived[i, j] != subject(s[i], s[j], int(i == j), sum(s)) for i in classes for j in classes)


def check_higher(subject: Fraction, profile: Profile) -> Iterator[Evidence]:
    """Certified suprema against the level; then the two classes that share the mass, for every alpha and N."""
    import sympy as sp

    from theory.entmax_supremum import dual_steps, two_classes

    alphas = ("1001/1000", "5/4", "3/2", "7/4")
    cases = [{"alpha": a, "N": str(n)} for a in alphas for n in profile.pick((2, 3, 10), (2, 3, 10, 100, 100_000))]
    tried, wrong = first(cases, lambda case: violates_higher(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain="$\\alpha$ from 1.001 to 1.75, 2 classes and more",
        detail="Whether it is certified that no norm is above the level, after the reduction to three values.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(rf"for $\alpha = {wrong['alpha']}$, $N = {wrong['N']}$ no norm is above ${subject}$", wrong),
    )
    if wrong is None:
        over = sp.Symbol("a", positive=True)
        claimed = (
            r"at $p = (\frac12, \frac12, 0, \dots)$ and $x = (1, -1, 0, \dots)$ the quotient is $2^{\alpha-2}$, which "
            r"rises strictly with $\alpha$ from $\frac12$ at 1 and so is above the claimed level for every $N$"
        )
        rises = sp.diff(two_classes(over, 2), over).is_positive is True and two_classes(
            sp.Integer(1), 2
        ) == sp.Rational(1, 2)
        domain = "every $1 < \\alpha \\le 2$ and every $N \\ge 2$"
        yield proof(dual_steps(), claimed, rises and subject <= Fraction(1, 2), domain)


def violates_higher(subject: Fraction, values: Mapping[str, str]) -> bool:
    """Whether it is certified that no norm for this alpha and N is above the level."""
    from theory.entmax_supremum import norm_at_most

    alpha, n = Fraction(values["alpha"]), int(values["N"])
    return 1 < alpha < 2 and n >= 2 and norm_at_most(alpha, n, subject)


def check_pairing(subject: Comparison, profile: Profile) -> Iterator[Evidence]:
    """Two classes, where both norms have closed forms; then every p, as quadratic forms."""
    import sympy as sp

    from theory.entmax_supremum import ALPHA, order_steps

    gaps = [{"alpha": a, "gap": g} for a in ("3/2", "2") for g in ("2", "3")]
    shares = [Fraction(1, d) for d in range(2, profile.pick(6, 20))]
    same = [{"alpha": a, "p": str(p)} for a in ("1001/1000", "3/2", "2") for p in shares]
    found = decided(
        [*gaps, *same],
        lambda case: violates_pairing(subject, case),
        domain="two classes, $\\alpha = 1.001, 3/2, 2$",
        detail="$J = h(1, -1)(1, -1)^\\top$ with $h = s_1s_2/(s_1+s_2)$ for both maps, in intervals.",
        says=_says_pairing,
        kind=Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        agrees = subject.at == "probabilities" and sp.sympify(subject.factor(ALPHA)) == 1
        domain = "every $1 \\le \\alpha' \\le \\alpha$, every $N$ and every $p$"
        yield proof(order_steps(), "this is the claim, with the factor 1", agrees, domain)


def _says_pairing(case: Mapping[str, str]) -> str:
    if "gap" in case:
        return rf"for $\alpha = {case['alpha']}$ and $z = ({case['gap']}, 0)$ entmax is constant nearby and $J = 0$"
    return rf"for $\alpha = {case['alpha']}$ and $p = ({case['p']}, 1 - {case['p']})$ its norm is less than that"


def violates_pairing(subject: Comparison, values: Mapping[str, str]) -> bool:
    """Whether entmax's norm is surely less: where it has one class in the support, or by the two closed forms.

    With two classes of scores `gap` and 0, one has all the mass if the gap is above 1/(alpha - 1).
    """
    import sympy as sp

    from theory.intervals import rational, sign

    alpha = Fraction(values["alpha"])
    if "gap" in values:
        beyond = alpha <= 2 and Fraction(values["gap"]) * (alpha - 1) > 1
        return subject.at == "scores" and beyond and subject.factor(alpha) > 0
    p = rational(Fraction(values["p"]))
    if subject.at == "scores" or not (0 < p < 1 and alpha >= 1):
        return False

    def norm(a: Fraction) -> sp.Expr:
        return 2 / (p ** rational(a - 2) + (1 - p) ** rational(a - 2))

    return sign(norm(alpha) - sp.sympify(subject.factor(rational(alpha))) * norm(Fraction(1))) == -1


def check_above_two(subject: Bound, profile: Profile) -> Iterator[Evidence]:
    """Exact quotients where two classes share the least probability; then every p."""
    import sympy as sp

    from theory.entmax_supremum import above_two_steps

    least, sizes = ("1/3", "1/10", "1/1000000"), profile.pick(("3", "5"), ("3", "5", "10", "1000"))
    cases = [{"alpha": a, "least": e, "N": n} for a in ("2", "5/2", "3", "4") for e in least for n in sizes]
    cases = [case for case in cases if Fraction(case["least"]) * int(case["N"]) <= 1]
    tried, wrong = first(cases, lambda case: violates_above_two(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain="$\\alpha = 2, 5/2, 3, 4$, two or more classes share the least probability",
        detail="The quotient at $x = (1, -1)$ on these two, in intervals, is the claimed bound.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(
            rf"for $\alpha = {wrong['alpha']}$ and two classes of the least probability ${wrong['least']}$ of "
            rf"{wrong['N']} the norm is another",
            wrong,
        ),
    )
    if wrong is None:
        power, e = sp.Symbol("g", positive=True), sp.Symbol("e", positive=True)
        agrees = sp.simplify(subject(2 + power, e) - e ** (-power)) == 0
        domain = "every $\\alpha \\ge 2$, every $N$ and every $z$ without a tie at the threshold"
        yield proof(above_two_steps(), "this is the claimed bound", agrees, domain)


def violates_above_two(subject: Bound, values: Mapping[str, str]) -> bool:
    """Whether the bound surely differs from the norm where all classes but the first share the least probability.

    There all other s are largest, so that the norm, which lies between the two largest, is theirs.
    """
    from theory.entmax_supremum import quotient
    from theory.intervals import enclose, rational

    alpha, least, n = Fraction(values["alpha"]), Fraction(values["least"]), int(values["N"])
    if not (alpha >= 2 and n >= 3 and 0 < least * n <= 1):
        return False
    p, x = [1 - (n - 1) * least, least, least], [Fraction(0), Fraction(1), Fraction(-1)]
    counts = [1, 1, 1]
    if n > 3:
        p, x, counts = [*p, least], [*x, Fraction(0)], [*counts, n - 3]
    found = quotient(alpha, counts, p, x)
    return not found.overlaps(enclose(subject(rational(alpha), rational(least))))


POINTWISE = "sf.jacobian.entmax.pointwise"
TIES = r"is taken where no score ties with the threshold; at a tie the map has a kink if $\alpha \ge 2$."
MARKS = (f"The norm {TIES}",)

CLAIMS = (
    Claim(
        id="sf.jacobian.entmax.formula",
        paper=Paper.SF,
        where="beyond the summary, Foundational learning",
        source=Source.BEYOND,
        title="The Jacobian of entmax",
        statement=(
            r"$J(z) = \operatorname{diag}(s) - ss^\top/\sum_i s_i$ for $\alpha$-entmax, with $s_i = p_i^{2-\alpha}$ on "
            r"the support and 0 off it."
        ),
        subject=lambda s_i, s_j, same, total: s_i * same - s_i * s_j / total,
        check=check_formula,
        violates=violates_formula,
        assumptions=(f"The Jacobian {TIES}",),
        mutants=(
            Mutant("the sum of s lost, as if it were 1", lambda s_i, s_j, same, _: s_i * same - s_i * s_j),
            Mutant("softmax's, p for s", lambda s_i, s_j, same, _: s_i**2 * same - s_i**2 * s_j**2),
            Mutant("plus for minus", lambda s_i, s_j, same, total: s_i * same + s_i * s_j / total),
            Mutant("the threshold held fixed", lambda s_i, _s, same, _t: s_i * same),
        ),
        bibtex=("peters2019sparse",),
    ),
    Claim(
        id="sf.jacobian.entmax",
        paper=Paper.SF,
        where="summary, Foundational learning",
        source=Source.SUMMARY,
        title="Entmax has larger Jacobian norms than softmax, at its worst",
        statement=(
            r"For every $1 < \alpha \le 2$ and every $N \ge 2$ the largest norm of the Jacobian of $\alpha$-entmax is "
            r"above $\tfrac12$, the bound for softmax."
        ),
        subject=Fraction(1, 2),
        check=check_higher,
        violates=violates_higher,
        assumptions=("Norms are compared at their largest, each over all scores.", *MARKS),
        mutants=(
            Mutant("51/100", Fraction(51, 100)),
            Mutant("1/sqrt 2, right from 1.5-entmax on", Fraction(7071, 10_000)),
            Mutant("just below 1, as for sparsemax", Fraction(99, 100)),
        ),
        uses=("sf.jacobian.entmax.formula", "sf.jacobian.softmax"),
        bibtex=("pu2026softmax", "peters2019sparse"),
    ),
    Claim(
        id=POINTWISE,
        paper=Paper.SF,
        where="summary, Foundational learning",
        source=Source.SUMMARY,
        title="Entmax has larger Jacobian norms than softmax at the same scores",
        statement=r"Score by score: $\|J_\alpha(z)\|_2 \ge \|J_1(z)\|_2$ for every $1 < \alpha \le 2$ and every $z$.",
        subject=Comparison("scores", lambda _: 1),
        check=check_pairing,
        violates=violates_pairing,
        assumptions=MARKS,
        repaired_by=f"{POINTWISE}.repair",
        bibtex=("pu2026softmax", "peters2019sparse"),
    ),
    Claim(
        id=f"{POINTWISE}.repair",
        paper=Paper.SF,
        where="beyond the summary, Foundational learning",
        source=Source.BEYOND,
        title="Entmax has larger Jacobian norms than softmax at the same probabilities",
        statement=(
            r"Where both maps give the same probabilities, $v^\top J_\alpha v \ge v^\top J_1v$ for every $v$ and every "
            r"$\alpha \ge 1$; so the norm is no smaller. At the same scores it can be 0 against a positive one."
        ),
        subject=Comparison("probabilities", lambda _: 1),
        check=check_pairing,
        violates=violates_pairing,
        assumptions=MARKS,
        mutants=(
            Mutant("at the same scores", Comparison("scores", lambda _: 1)),
            Mutant("1 % larger for every alpha", Comparison("probabilities", lambda _: Fraction(101, 100))),
            Mutant("larger by the factor alpha", Comparison("probabilities", lambda alpha: alpha)),
            Mutant("twice as large, as sparsemax's", Comparison("probabilities", lambda _: 2)),
        ),
        uses=("sf.jacobian.entmax.formula",),
        bibtex=("peters2019sparse",),
    ),
    Claim(
        id="sf.jacobian.entmax.above_two",
        paper=Paper.SF,
        where="beyond the summary, Key results",
        source=Source.BEYOND,
        title="Above alpha = 2 the Jacobian of entmax has no bound",
        statement=(
            r"For $\alpha \ge 2$, $\|J\|_2 \le \varepsilon^{2-\alpha}$ with the least positive probability "
            r"$\varepsilon$, and equal to it where two classes have that: unbounded for $\alpha > 2$ and $N \ge 3$."
        ),
        subject=lambda alpha, least: least ** (2 - alpha),
        check=check_above_two,
        violates=violates_above_two,
        assumptions=MARKS,
        mutants=(
            Mutant("1, as for sparsemax", lambda _, least: least / least),
            Mutant("1 % tighter", lambda alpha, least: least ** (2 - alpha) * Fraction(99, 100)),
            Mutant("2^(alpha - 2), the value at two equal classes", lambda alpha, _: 2 ** (alpha - 2)),
            Mutant("twice that", lambda alpha, least: 2 * least ** (2 - alpha)),
        ),
        uses=("sf.jacobian.entmax.formula",),
        bibtex=("peters2019sparse",),
    ),
)
