"""The moments by Monte Carlo that streams: any number of classes and draws, to a requested precision, resumable.

Replicates come in chunks of a fixed size and are added up in their order; so the result does not depend on how often it
was written down, or interrupted. The chunks of a task share a key of the counter-based Philox generator, and chunk i
has the counters from i 2^192 on: no two of them share a number, on whatever device. Salmon et al. (2011),
doi:10.1145/2063384.2063405.
"""

import hashlib
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from scipy.special import ndtri
from torch import Tensor

from verify.errors import UsageError
from verify.files import read_json, write_json
from verify.moments.estimator import Estimator
from verify.progress import progress
from verify.samplers import AliasSampler
from verify.seeds import sequence

CELLS = 1 << 19
FEWEST = 8
FEWEST_ROWS = 1 << 14
"""With the square of S/m - 1 as the last control, residuals are cubes: their kurtosis, 46, is 0.003 in such a mean."""
ROUNDING = 1e-14


@dataclass(frozen=True)
class Streamed:
    """Estimates with standard errors from n replicates: the loss's mean and variance, and the target's mean share."""

    n: int
    mean: float
    mean_error: float
    variance: float
    variance_error: float
    share: float
    share_error: float

    def half_width(self, confidence: float) -> tuple[float, float, float]:
        """Half the widths of the confidence intervals of mean, variance and share."""
        z = float(ndtri((1 + confidence) / 2))
        return z * self.mean_error, z * self.variance_error, z * self.share_error


@dataclass
class State:
    """What has been added up: chunks, rows, and sums of residuals, less the pilot's means, and of their products."""

    key: str
    coefficients: list[list[float]]
    origin: list[float]
    chunks: int = 0
    n: int = 0
    sums: list[float] = field(default_factory=lambda: [0.0] * 3)
    products: list[list[float]] = field(default_factory=lambda: [[0.0] * 3 for _ in range(3)])


def stream_moments(
    estimator: Estimator,
    k: int,
    name: str,
    *,
    precision: float = 0.01,
    most: int = 1 << 24,
    device: str = "cpu",
    checkpoint: Path | None = None,
    every: int = 64,
) -> Streamed:
    """Draw until the standard errors of the loss's bias and variance are `precision` times them, or for `most` rows.

    Each row has k draws by the alias method. S/m - 1, m = E S, its square, the target's part and its product with S/m -
    1 are controls: their means are known from the moments of one draw. The coefficients come from a pilot chunk that is
    not counted, so that nothing is biased. Under log(nq) without hits n is random, and there are no controls. No fewer
    than eight chunks and 2^14 rows are drawn, so that normal intervals cover as they say, unless outcomes that next to
    no row saw have most of the residuals' variance: what is so rare is not in the standard errors either. With
    `checkpoint`, the sums are written there every `every` chunks, and read from there at the start. Raises `UsageError`
    for a checkpoint of another task.
    """
    if precision <= 0 or most < 2:
        raise UsageError(f"precision, most: expected a positive number and at least 2 rows, got {precision}, {most}")
    problem = Problem(estimator, k, name, torch.device(device))
    state = _resumed(problem, checkpoint)
    left = range(state.chunks, -(-most // problem.rows))
    for _ in progress(left, f"k = {k}", total=len(left)):
        if (
            state.chunks >= FEWEST
            and state.n >= FEWEST_ROWS
            and _precise(_estimates(problem, state), estimator, precision)
        ):
            break
        _add(problem, state)
        if checkpoint and state.chunks % every == 0:
            write_json(checkpoint, asdict(state))
    if checkpoint:
        write_json(checkpoint, asdict(state))
    return _estimates(problem, state)


class Problem:
    """The tables of one estimator on a device, and the known means of the controls."""

    def __init__(self, estimator: Estimator, k: int, name: str, device: torch.device) -> None:
        self.estimator, self.k, self.name = estimator, k, name
        self.rows = max(64, CELLS // k)
        self.size = estimator.size(k, k, 1.0)
        self.log_m = float(np.logaddexp(self.size.log_fixed, estimator.log_mean))
        self.fixed = float(np.exp(self.size.log_fixed - self.log_m))
        terms = np.exp(estimator.log_terms - self.log_m)
        self.terms = torch.from_numpy(terms).to(device)
        self.sampler = AliasSampler(torch.from_numpy(np.exp(estimator.log_q)).to(device))
        self.expected = _expected(terms, np.exp(estimator.log_q), estimator.target, k)
        self.stream = sequence(name).generate_state(2, np.uint64)
        self.device = device

    @property
    def key(self) -> str:
        """What the task is, as a hash."""
        e = self.estimator
        text = f"{self.name} {self.k} {self.rows} {e.target} {e.bookkeeping} {self.device.type}"
        return hashlib.sha256(e.scores.tobytes() + e.log_q.tobytes() + text.encode()).hexdigest()

    def chunk(self, index: int) -> tuple[Float[np.ndarray, "rows 3"], Float[np.ndarray, "rows controls"]]:
        """log(S/m), its square and the target's share, row by row, and the controls less their means."""
        generator = np.random.Generator(np.random.Philox(key=self.stream, counter=[0, 0, 0, index]))
        uniform = torch.from_numpy(generator.random((self.rows, self.k))).to(self.device)
        ids = self.sampler.at(uniform).ids
        hits = (ids == self.estimator.target).sum(-1).double()
        drawn = self.k - hits if self.estimator.conditional else torch.full_like(hits, self.k)
        total = self.fixed + self.terms[ids].sum(-1) / drawn.clamp(min=1)
        own = hits * self.terms[self.estimator.target] / self.k
        log = total.log()
        values = torch.stack([log, log**2, (self.fixed + own) / total], -1)
        return values.numpy(force=True), self._controls(total - 1, own).numpy(force=True)

    def _controls(self, delta: Float[Tensor, " rows"], own: Float[Tensor, " rows"]) -> Float[Tensor, "rows controls"]:
        if self.estimator.conditional:
            return delta.new_zeros((len(delta), 1))
        return torch.stack([delta, delta**2, own, own * delta], -1) - torch.from_numpy(self.expected).to(self.device)


def _expected(
    terms: Float[np.ndarray, " n"], q: Float[np.ndarray, " n"], target: int, k: int
) -> Float[np.ndarray, " controls"]:
    """The means of delta, of its square, of the target's part and of its product with delta, over k draws."""
    mean = q @ terms
    second = float(q @ (terms - mean) ** 2)
    own = q[target] * terms[target]
    product = (own * terms[target] - own * mean) / k
    return np.array([0.0, second / k, own, product])


def _resumed(problem: Problem, checkpoint: Path | None) -> State:
    """The state of the checkpoint, or a new one with the coefficients of the pilot."""
    if checkpoint and checkpoint.exists():
        state = State(**read_json(checkpoint, f"rm {checkpoint}"))
        if state.key != problem.key:
            raise UsageError(f"{checkpoint} is of another task; give another file, or remove it")
        return state
    values, controls = problem.chunk(0)
    found, *_ = np.linalg.lstsq(controls - controls.mean(0), values - values.mean(0), rcond=None)
    return State(problem.key, found.tolist(), (values - controls @ found).mean(0).tolist())


def _add(problem: Problem, state: State) -> None:
    """One chunk more; the pilot had the number 0."""
    values, controls = problem.chunk(state.chunks + 1)
    residuals = values - controls @ np.array(state.coefficients) - np.array(state.origin)
    state.chunks += 1
    state.n += len(residuals)
    state.sums = (np.array(state.sums) + residuals.sum(0)).tolist()
    state.products = (np.array(state.products) + residuals.T @ residuals).tolist()


def _estimates(problem: Problem, state: State) -> Streamed:
    shift = np.array(state.sums) / state.n
    covariance = (np.array(state.products) / state.n - np.outer(shift, shift)) / (state.n - 1)
    covariance += ROUNDING**2 * np.eye(3)
    log, square, share = np.array(state.origin) + shift
    slopes = np.array([[1.0, 0.0, 0.0], [-2 * log, 1.0, 0.0], [0.0, 0.0, 1.0]])
    errors = np.sqrt(np.diag(slopes @ covariance @ slopes.T))
    values = (problem.size.offset + problem.log_m + log, square - log**2, share)
    return Streamed(state.n, *(float(x) for pair in zip(values, errors, strict=True) for x in pair))


def _precise(found: Streamed, estimator: Estimator, precision: float) -> bool:
    bias = abs(found.mean - estimator.softmax_loss())
    return found.mean_error <= precision * bias and found.variance_error <= precision * found.variance
