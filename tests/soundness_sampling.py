"""Sampling and its weights.

Wrong subjects that are right on every case that their check tries, and values that miss a hypothesis.
"""

from dataclasses import replace
from fractions import Fraction

from paper_checks.rg.alignment import Closer
from paper_checks.rg.sampled_partition import reading, zero
from paper_checks.rg.sampled_squares import Reading
from paper_checks.rg.sampled_weights import Stated
from paper_checks.rg.sampling_effect import Mixture
from paper_checks.rg.ssm_taylor import Line
from paper_checks.rg.uniform_sampling import Effect
from paper_checks.rg.weighted_squares import Confidence, Rescaled
from paper_checks.sf.sampling_dns import PEAKED, RAISED
from theory.schemes import as_softmax, from_all, uniformly


def late(x, *nodes):
    """A polynomial that is 0 at the nodes and not elsewhere."""
    value = 1
    for node in nodes:
        value = value * (x - node)
    return value


def off(N):
    return late(N, 2, 3, 4, 5)


WRONG = [
    ("rg.eq9.partition.repair", reading(from_all, zero, lambda N, n, q: (1 + off(N)) / (n * q))),
    ("rg.eq9.uniform.unbiased.repair", reading(uniformly, zero, lambda N, n, _q: N / n + late(n, 1, 2))),
    ("rg.eq9.loss.repair", reading(as_softmax, zero, lambda N, n, q: (1 + off(N)) / (n * q))),
    ("rg.eq9.gradient.repair", reading(as_softmax, zero, lambda N, n, q: (1 + off(N)) / (n * q))),
    ("rg.eq9.gradient.only", lambda i, t: as_softmax(i, t) * (1 + off(t.N))),
    ("rg.eq9.loss.bound", lambda p, V, n: V / (2 * n * p) * (1 + late(n, 1, 2) ** 2)),
    (
        "rg.eq9.partition.mean",
        lambda N, n, q: ((1 + n * q, n * q, n / N), (1 + n / N, n / N, n / N), (1, 0, n / N + off(N))),
    ),
    ("rg.eq9.uniform.literal", lambda N, n, q: N * q + late(n, 1, 2, 3, 4, 5)),
    (
        "rg.eq9.uniform.cancels.repair",
        Effect(lambda p, c: p + (1 - p) / c, lambda p, c: (1 - p) / (1 + (c - 1) * p) + late(c, 2, Fraction(1, 3))),
    ),
    (
        "rg.ssm_taylor.expansion.repair",
        Line(
            lambda n, log, y, s, r: log(n + 1) - y + s / (n + 1) + (r - s**2 / (n + 1)) / (2 * n + 2 + late(n, 1, 2, 3))
        ),
    ),
    (
        "rg.eq18.rg2.repair",
        (
            Reading(
                lambda s: s.squares(s.m + s.N / s.n, s.m + off(s.N), s.N * (s.n + 1) / (s.N + s.m * s.n)),
                "all",
            ),
        ),
    ),
    ("rg.eq19.ratio.repair", (Stated(lambda N, n, m: 1 + N / (m * n) + off(N)),)),
    ("rg.sampling_is_weighting.target.repair", (Stated(lambda N, n, m: N * (n + 1) / (N + m * n) + off(N)),)),
    ("rg.sampling_is_weighting.direction", lambda N, n, m: 1 + N / (m * n) + off(N)),
    (
        "rg.sampling_is_weighting.mixture",
        Mixture(lambda n: n / (n + 1), lambda n: 1 / (2 * (n + 1)), lambda n: late(n, 1, 2, 3, 4)),
    ),
    ("rg.closer_than_wsl.zero", lambda N, m: 1 - m / N + late(N, 2, 3, 4, 5, 6)),
    ("rg.closer_than_wsl.rg2.repair", Closer("rg2", lambda N, m: N / (2 * m) + late(N, 2, 3, 4), again=True)),
    ("rg.closer_than_wsl.rgx.repair", Closer("rgx", lambda N, m: N / m + late(N, 2, 3, 4))),
    ("rg.eq11.rg2", Rescaled(lambda N, m: N / (2 * m) + late(N, 2, 3, 4), lambda N, m: m / N)),
    (
        "sf.sampling.dns.value.repair",
        replace(PEAKED, enough=lambda x, q, N, m: PEAKED.enough(x, q, N, m) + late(N, 2, 3, 4, 5, 6) ** 2),
    ),
    ("sf.sampling.dns.gradient.repair", replace(RAISED, enough=lambda _x, _q, _N, m: m - 49)),
    ("sf.ssm.variance.gradient.one", lambda _p, q: (q - q**2) * (1 + late(12 * q, 1, 2, 3, 4, 6, 8, 9))),
    ("rg.eq11.wrmf.counts.repair", Confidence(lambda a, c, _seen: 1 + a * c + late(c, 0, 1, 2, 3, 4))),
]

HALVES = {"odds": "1, 2", "q": "1/2, 1/2", "n": "1", "m": "1"}
NO_COUNTEREXAMPLES = [
    *(
        (id, HALVES | change)
        for id in (
            "rg.eq9.partition",
            "rg.eq9.loss",
            "rg.eq9.gradient",
            "rg.eq9.uniform.unbiased",
            "rg.eq9.gradient.only",
        )
        for change in ({"q": "1/2, 1/3"}, {"q": "1, 0"}, {"odds": "1, -2"}, {"n": "0"}, {"m": "2"}, {"odds": "1, 2, 3"})
    ),
    ("rg.eq9.uniform.cancels", {"positive": "1", "draws": "0", "c": "2"}),
    ("rg.eq9.uniform.cancels", {"positive": "1", "draws": "1", "c": "-2"}),
    ("rg.eq18.rg2", {"o": "1, 0", "o2": "0, 1", "n": "1", "m": "2"}),
    ("rg.eq18.rg2", {"o": "1, 0", "o2": "0, 1, 1", "n": "1", "m": "1"}),
    ("rg.eq19.ratio", {"N": "2", "n": "0", "m": "1"}),
    ("rg.eq19.ratio", {"N": "2", "n": "1", "m": "2"}),
    ("rg.sampling_is_weighting.target", {"N": "2", "n": "1", "m": "1"}),
    ("rg.ssm_taylor.expansion", {"sample": "1"}),
    ("rg.closer_than_wsl.rg2.repair", {"o": "2/3, 2/3", "m": "1", "alpha": "1"}),
    ("rg.closer_than_wsl.rg2", {"o": "2/3, 2/3", "m": "1", "alpha": "-2"}),
    ("rg.closer_than_wsl.rg2", {"o": "1, 0", "m": "1", "alpha": "1"}),
    ("rg.eq11.wrmf", {"alpha": "1", "count": "2"}),
    ("sf.ssm.variance.gradient", {"p": "1/2, 1/4", "q": "1/2, 1/2"}),
    ("sf.ssm.variance.gradient", {"p": "1, 1", "q": "1/2, 1/2"}),
    ("sf.ssm.variance.gradient.one", {"p": "1/2, 1/2", "q": "1/2, 1/4"}),
    ("sf.ssm.variance.gradient.one", {"p": "1/2, 1/2", "q": "2/3, 2/3"}),
    ("sf.ssm.variance.bound.repair", {"p": "1/2, 1/2", "q": "1/2, 1/2", "k": "0"}),
    ("sf.ssm.mle.exists", {"eta": "1/2, 1/2", "q": "1/2, 1/2", "k": "0"}),
]
