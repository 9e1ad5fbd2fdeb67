r"""Operations of an epoch of training, counted as it runs on numbers that count, for each loss of the softmax family.

An epoch passes |D| pairs of a context and a positive item. Each is one step of stochastic gradient descent on a factor
model: scores $s_j = u^\top v_j$, the loss's gradient in the scores, the gradients in $u$ and $v_j$, and the update.
Counted are additions, subtractions, multiplications, divisions, exponentials, comparisons and draws. C is the number
of items, d of factors; k of negatives (sampled losses), of decisions on the way to the item (hierarchical softmax), or
of halvings (entmax by bisection).
"""

import math
from collections.abc import Callable, Sequence

from theory.operations import Counted, Meter

Vector = list[Counted]
RATE, ALPHA = 0.1, 1.25


def _exp(x: Counted) -> Counted:
    x.meter.operations += 1
    return Counted(math.exp(x.value), x.meter)


def _power(x: Counted, exponent: int) -> Counted:
    result = x
    for _ in range(exponent - 1):
        result = result * x
    return result


def less(a: Counted, b: Counted) -> bool:
    """One comparison."""
    a.meter.operations += 1
    return a.value < b.value


def _total(values: Sequence[Counted]) -> Counted:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total


def largest(values: Sequence[Counted]) -> Counted:
    """The largest value, by one comparison for each but the first."""
    best = values[0]
    for value in values[1:]:
        best = value if less(best, value) else best
    return best


def vectors(rows: int, columns: int, meter: Meter) -> list[Vector]:
    """Factors that differ so little that the scores' distances sum to less than 1: all are in every support."""
    middle, spread = columns**-0.5, 1e-3 / (rows * columns)
    return [[Counted(middle + spread * math.sin(i + 7 * j), meter) for j in range(columns)] for i in range(rows)]


def _train(u: Vector, items: list[Vector], gradient: Callable[[Vector], Vector]) -> None:
    """Scores, the gradient in them, and what `update` does with it."""
    update(u, items, gradient([_total([a * b for a, b in zip(u, v, strict=True)]) for v in items]))


def update(u: Vector, items: list[Vector], gradient: Vector) -> None:
    """From the gradient in the scores of some items that in the context and in each of these, and the update of all."""
    rate = Counted(RATE, u[0].meter)
    steps = [g * rate for g in gradient]
    moved = [_total([g * v[j] for g, v in zip(steps, items, strict=True)]) for j in range(len(u))]
    for g, v in zip(steps, items, strict=True):
        v[:] = [a - g * b for a, b in zip(v, u, strict=True)]
    u[:] = [a - b for a, b in zip(u, moved, strict=True)]


def softmax_map(scores: Vector) -> Vector:
    """Softmax, its scores shifted by their maximum."""
    top = largest(scores)
    odds = [_exp(s - top) for s in scores]
    total = _total(odds)
    return [x / total for x in odds]


def _less_target(p: Vector) -> Vector:
    return [p[0] - Counted(1.0, p[0].meter), *p[1:]]


def sigmoids(scores: Vector) -> Vector:
    """1 / (1 + exp(s)), the gradient of a binary decision for the other side."""
    one = Counted(1.0, scores[0].meter)
    return [one / (one + _exp(s)) for s in scores]


def rankmax_gradient(scores: Vector) -> Vector:
    """The gradient with the scale adapted to the target: 1/S within the margin, and minus their sum at the target."""
    one, zero = Counted(1.0, scores[0].meter), Counted(0.0, scores[0].meter)
    excess = [s - scores[0] + one for s in scores]
    inside = [less(zero, x) for x in excess]
    share = one / _total([x for x, within in zip(excess, inside, strict=True) if within])
    negatives = [share if within else zero for within in inside[1:]]
    return [zero - _total(negatives), *negatives]


def bisected(scores: Vector, halvings: int) -> Vector:
    """Entmax of alpha = 5/4 by bisection of its threshold."""
    meter = scores[0].meter
    scaled = [s * Counted(ALPHA - 1, meter) for s in scores]
    high, half, one, zero = largest(scaled), Counted(0.5, meter), Counted(1.0, meter), Counted(0.0, meter)
    low, p = high - one, scaled
    for _ in range(halvings):
        middle = (low + high) * half
        gaps = [s - middle for s in scaled]
        p = [_power(x, round(1 / (ALPHA - 1))) if less(zero, x) else zero * zero * zero * zero for x in gaps]
        low, high = (low, middle) if less(_total(p), one) else (middle, high)
    return p


def merge_sort(values: Vector) -> Vector:
    """Descending; by merging halves."""
    if len(values) < 2:
        return values
    left, right = merge_sort(values[: len(values) // 2]), merge_sort(values[len(values) // 2 :])
    merged, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if less(left[i], right[j]):
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    return merged + left[i:] + right[j:]


def thresholded(scores: Vector, ordered: Vector) -> Vector:
    """Sparsemax of scores, given them in order."""
    one, zero = Counted(1.0, scores[0].meter), Counted(0.0, scores[0].meter)
    total, size, threshold = zero - one, zero, zero
    for value in ordered:
        total, size = total + value, size + one
        candidate = total / size
        if not less(candidate, value):
            break
        threshold = candidate
    gaps = [s - threshold for s in scores]
    return [gap if less(zero, gap) else zero for gap in gaps]


def softmax(items: int, factors: int, _k: int, meter: Meter) -> None:
    """One step of softmax over all items."""
    u, *V = vectors(items + 1, factors, meter)
    _train(u, V, lambda s: _less_target(softmax_map(s)))


def rankmax(items: int, factors: int, _k: int, meter: Meter) -> None:
    """One step of Rankmax with its scale adapted to the target."""
    u, *V = vectors(items + 1, factors, meter)
    _train(u, V, rankmax_gradient)


def entmax(items: int, factors: int, halvings: int, meter: Meter) -> None:
    """One step of entmax by bisection."""
    u, *V = vectors(items + 1, factors, meter)
    _train(u, V, lambda s: _less_target(bisected(s, halvings)))


def sparsemax(items: int, factors: int, _k: int, meter: Meter) -> None:
    """One step of sparsemax, all items in the support, without the comparisons that sort the scores."""
    u, *V = vectors(items + 1, factors, meter)
    _train(u, V, lambda s: _less_target(thresholded(s, sorted(s, key=lambda x: -x.value))))


def ssm(_items: int, factors: int, negatives: int, meter: Meter) -> None:
    """One step of sampled softmax: the positive and uniform negatives, which need no correction."""
    meter.operations += negatives
    u, *V = vectors(negatives + 2, factors, meter)
    _train(u, V, lambda s: _less_target(softmax_map(s)))


def ssm_table(items: int, factors: int, negatives: int, meter: Meter) -> None:
    """One step of sampled softmax with negatives from a table, each by two draws and a comparison."""
    meter.operations += 2 * negatives
    ssm(items, factors, negatives, meter)


def nce(_items: int, factors: int, negatives: int, meter: Meter) -> None:
    """One step of noise-contrastive estimation: a binary decision for the positive and each uniform negative."""
    meter.operations += negatives
    shift = Counted(0.5, meter)
    u, *V = vectors(negatives + 2, factors, meter)
    _train(u, V, lambda s: _less_target(sigmoids([x - shift for x in s])))


def hsm(_items: int, factors: int, depth: int, meter: Meter) -> None:
    """One step of hierarchical softmax: a binary decision at each node on the way to the item."""
    u, *V = vectors(depth + 1, factors, meter)
    _train(u, V, sigmoids)


def ssm_adaptive(items: int, factors: int, negatives: int, meter: Meter) -> None:
    """One step of sampled softmax whose proposal is the model itself: all scores, then draws, without their table."""
    u, *V = vectors(items + 1, factors, meter)
    softmax_map([_total([a * b for a, b in zip(u, v, strict=True)]) for v in V])
    ssm_table(items, factors, negatives, meter)


def alias_table(weights: Sequence[float], meter: Meter) -> tuple[list[Counted], list[int]]:
    """The table from which a draw takes two numbers and one comparison; each entry keeps itself or its alias.

    Walker (1977), doi 10.1145/355744.355749.
    """
    q = [Counted(w, meter) for w in weights]
    share, one = _total(q) / Counted(float(len(q)), meter), Counted(1.0, meter)
    keep, alias = [x / share for x in q], list(range(len(q)))
    small = [i for i, x in enumerate(keep) if less(x, one)]
    large = [i for i in range(len(q)) if i not in set(small)]
    while small and large:
        low, high = small.pop(), large[-1]
        alias[low] = high
        keep[high] = keep[high] - (one - keep[low])
        if less(keep[high], one):
            small.append(large.pop())
    return keep, alias


STEPS = {
    "softmax": softmax,
    "rankmax": rankmax,
    "entmax": entmax,
    "sparsemax": sparsemax,
    "ssm": ssm,
    "ssm table": ssm_table,
    "nce": nce,
    "hsm": hsm,
    "ssm adaptive": ssm_adaptive,
}


def count(method: str, items: int, factors: int, third: int) -> int:
    """The operations of one step."""
    meter = Meter()
    STEPS[method](items, factors, third, meter)
    return meter.operations


def comparisons(scores: Sequence[float]) -> int:
    """The comparisons by which merge sort orders scores."""
    meter = Meter()
    merge_sort([Counted(score, meter) for score in scores])
    return meter.operations
