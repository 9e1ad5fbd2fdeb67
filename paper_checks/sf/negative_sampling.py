"""Negative sampling and NCE: their losses, and what each learns."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Factor = Callable[[Any, Any], Any]
"""What a class's odds are multiplied by in NCE's classifier, against negative sampling's; a function of (k, q)."""

UNIFORM = "$Q$ is uniform"
ROWS = (
    {"odds": "1, 2", "q": "1/2, 1/2", "y": "0", "draws": "1"},
    {"odds": "1, 2", "q": "1/2, 1/2", "y": "0", "draws": "1, 0"},
    {"odds": "3, 1, 2", "q": "1/6, 1/3, 1/2", "y": "2", "draws": "0, 0, 1"},
    {"odds": "3, 1, 2", "q": "1/3, 1/3, 1/3", "y": "1", "draws": "0, 2, 2"},
    {"odds": "3, 1, 2", "q": "1/3, 1/3, 1/3", "y": "1", "draws": "0"},
)


def check_loss(subject: Factor, _: Profile) -> Iterator[Evidence]:
    """exp(loss) of both in rational arithmetic; then the difference of their logits, for every N, k and Q."""
    import sympy as sp

    from theory.nce_sums import K, Q
    from theory.negative_sampling import loss_steps

    tried, wrong = first(ROWS, lambda values: violates_loss(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(ROWS)} rational odds and proposals, 2 or 3 classes, 1 to 3 draws",
        detail="$e^{loss}$ of NCE with $c = 0$, and of negative sampling at the odds of the claim.",
        exercised=tried,
        counterexample=_losses(subject, wrong) if wrong else None,
    )
    if wrong is None:
        agrees = sp.simplify(subject(K, Q) * K * Q - 1) == 0
        yield proof(loss_steps(), "this is the claimed factor", agrees, "every $N$, $k$, $Q > 0$ and all scores")


def violates_loss(subject: Factor, values: Mapping[str, str]) -> bool:
    """Whether NCE's loss is not negative sampling's at the scores that the claim says."""
    found = _both(subject, values)
    return found is not None and found[0] != found[1]


def _both(subject: Factor, values: Mapping[str, str]) -> tuple[Fraction, Fraction] | None:
    from theory.intervals import rationals
    from theory.negative_sampling import exp_loss, exp_nce_loss

    odds, q = rationals(values["odds"]), rationals(values["q"])
    y, draws = int(values["y"]), tuple(int(x) for x in values["draws"].split(","))
    if min(*odds, *q) <= 0 or sum(q) != 1 or len(q) != len(odds) or not {y, *draws} <= {*range(len(q))}:
        return None
    shifted = tuple(o * Fraction(subject(len(draws), b)) for o, b in zip(odds, q, strict=True))
    return exp_nce_loss(odds, q, y, draws), exp_loss(shifted, y, draws)


def _losses(subject: Factor, values: Mapping[str, str]) -> Counterexample:
    found = _both(subject, values)
    assert found is not None
    at = f"odds $({values['odds']})$, $q = ({values['q']})$, label {values['y']}, draws {values['draws']}"
    return Counterexample(f"at {at} NCE's $e^{{loss}}$ is ${found[0]}$ and the other ${found[1]}$", values)


@dataclass(frozen=True)
class Odds:
    """The odds exp(o) that negative sampling learns, a function of (p, q, k); if `scaled`, up to a common factor."""

    formula: Callable[[Any, Any, Any], Any]
    scaled: bool = False


CHANCES = tuple(
    {"p": p, "q": q, "k": k}
    for p, q in (
        ("1/3, 2/3", "1/2, 1/2"),
        ("1/3, 2/3", "1/3, 2/3"),
        ("2/5, 3/5", "1/4, 3/4"),
        ("1/2, 1/3, 1/6", "4/7, 2/7, 1/7"),
    )
    for k in ("1", "2", "5")
)


def check_learned(subject: Odds, _: Profile) -> Iterator[Evidence]:
    """The odds at which the risk's gradient is 0: at rational chances, and for every N, k, P and Q."""
    import sympy as sp

    from theory.nce_sums import K, P, Q
    from theory.negative_sampling import learned, learned_steps

    tried, wrong = first(CHANCES, lambda values: violates_learned(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(CHANCES)} rational $P$, $Q$ and $k$ = 1, 2, 5",
        detail="The odds at the minimum of the population risk, exactly.",
        exercised=tried,
        counterexample=_learned_says(subject, wrong) if wrong else None,
    )
    ratio = sp.simplify(learned() / subject.formula(P, Q, K))
    if subject.scaled:
        agrees = not ratio.subs(Q, sp.Symbol("N", positive=True) ** -1).has(P)
        says = "for $q = 1/N$ the learned odds are the claimed ones times a constant"
        argument = proof(learned_steps(), says, agrees, "every $N$, $k$ and $P$, uniform $Q$")
        yield replace(argument, under=UNIFORM)
    elif wrong is None:
        yield proof(learned_steps(), "these are the claimed odds", ratio == 1, "every $N$, $k$, positive $P$ and $Q$")


def violates_learned(subject: Odds, values: Mapping[str, str]) -> bool:
    """Whether the learned odds are others; if scaled, whether their quotients to the claimed ones differ by class."""
    found = _learned_and_claimed(subject, values)
    if found is None:
        return False
    ratios = [a / b for a, b in found]
    return len(set(ratios)) > 1 if subject.scaled else set(ratios) != {1}


def _learned_and_claimed(subject: Odds, values: Mapping[str, str]) -> list[tuple[Any, Any]] | None:
    from theory.intervals import rational, rationals
    from theory.nce_sums import K, P, Q
    from theory.negative_sampling import learned

    p, q, k = rationals(values["p"]), rationals(values["q"]), int(values["k"])
    if min(*p, *q) <= 0 or sum(p) != 1 or sum(q) != 1 or len(p) != len(q) or k < 1:
        return None
    chances = [(rational(a), rational(b)) for a, b in zip(p, q, strict=True)]
    return [(learned().subs({P: a, Q: b, K: k}), subject.formula(a, b, k)) for a, b in chances]


def _learned_says(subject: Odds, values: Mapping[str, str]) -> Counterexample:
    found = _learned_and_claimed(subject, values)
    assert found is not None
    learned, claimed = (", ".join(str(x) for x in column) for column in zip(*found, strict=True))
    what = "in proportion to " * subject.scaled
    says = f"for $P = ({values['p']})$, $Q = ({values['q']})$, $k = {values['k']}$ the learned odds are $({learned})$, "
    return Counterexample(f"{says}not {what}$({claimed})$", values)


COMMON: dict[str, Any] = {"paper": Paper.SF, "bibtex": ("mikolov2013word2vec", "levy2014pmi", "mnih2012nce")}
LOSS: dict[str, Any] = COMMON | {"check": check_loss, "violates": violates_loss}
LEARNED: dict[str, Any] = COMMON | {"check": check_learned, "violates": violates_learned}
SETTING = (
    r"Negative sampling is $-\log\sigma(o_y) - \sum_j\log\sigma(-o_j)$ over $k$ draws from $Q > 0$; NCE has "
    r"$o - \log(kq)$ in place of $o$, its normaliser clamped, $c = 0$.",
)
BEYOND: dict[str, Any] = {"where": "beyond the summary, Mechanism 2", "source": Source.BEYOND, "assumptions": SETTING}

CLAIMS = (
    Claim(
        id="sf.nce.negative_sampling.loss",
        title="Negative sampling is NCE: their losses are the same",
        statement="At the same scores and draws the two losses are equal, for every $k$ and $Q$.",
        subject=lambda _k, _q: 1,
        repaired_by="sf.nce.negative_sampling.loss.repair",
        **LOSS,
        **BEYOND,
    ),
    Claim(
        id="sf.nce.negative_sampling.loss.repair",
        title="NCE's loss is negative sampling's at odds divided by kq, so that they are the same exactly where kq = 1",
        statement=(
            r"$\ell_{\mathrm{NCE}}(o) = \ell_{\mathrm{NS}}(o - \log(kq))$; the two are the same function of the "
            r"scores if and only if $kq = 1$ for every class, which means $Q$ uniform and $k = N$."
        ),
        subject=lambda k, q: 1 / (k * q),
        mutants=(
            Mutant("1/q, k left out", lambda _, q: 1 / q),
            Mutant("k for 1/k", lambda k, q: k / q),
            Mutant("kq, the correction added", lambda k, q: k * q),
            Mutant("the same loss", lambda _k, _q: 1),
        ),
        **LOSS,
        **BEYOND,
    ),
    Claim(
        id="sf.nce.negative_sampling.learned",
        title="Negative sampling learns the data's distribution, as NCE does",
        statement=r"The softmax of the scores at the minimum of negative sampling's risk is $P$, for all $k$, $Q > 0$.",
        subject=Odds(lambda p, _q, _k: p, scaled=True),
        repaired_by="sf.nce.negative_sampling.learned.repair",
        **LEARNED,
        **BEYOND,
    ),
    Claim(
        id="sf.nce.negative_sampling.learned.repair",
        title="Negative sampling learns the pointwise mutual information less log k",
        statement=(
            r"The only minimiser of $\sum p\log(1 + e^{-o}) + kq\log(1 + e^o)$ is $o = \log(p/q) - \log k$. Its order "
            r"is that of $p/q$, not of $p$: popular classes rank lower where the noise grows faster "
            "than the popularity."
        ),
        subject=Odds(lambda p, q, k: p / (k * q)),
        mutants=(
            Mutant("k added to the mutual information", Odds(lambda p, q, k: k * p / q)),
            Mutant("no shift", Odds(lambda p, q, _: p / q)),
            Mutant("the data's chance", Odds(lambda p, _q, _k: p)),
            Mutant("the data's chance over k", Odds(lambda p, _, k: p / k)),
        ),
        uses=("sf.nce.js.minimiser.odds",),
        **LEARNED,
        **BEYOND,
    ),
)
