r"""Operations per logit of the maps softmax and sparsemax, and of what follows them, counted on numbers that count.

An exponential counts as one operation. Sparsemax first selects the candidates, the scores above the largest less 1,
for no other can be in its support, and sorts only these.
"""

import math
from collections.abc import Sequence

import sympy as sp

from theory.argument import Argument, Step
from theory.cost_orders import bound_steps
from theory.loss_costs import comparisons, largest, less, merge_sort, softmax_map, thresholded, update, vectors
from theory.operations import Counted, Meter

UPDATED = sp.symbols("d n", positive=True)


def softmax_count(scores: Sequence[float]) -> int:
    """The operations of softmax: 5C - 2."""
    meter = Meter()
    softmax_map([Counted(x, meter) for x in scores])
    return meter.operations


def sparsemax_count(scores: Sequence[float]) -> int:
    """The operations of sparsemax."""
    meter = Meter()
    numbers = [Counted(x, meter) for x in scores]
    level = largest(numbers) - Counted(1.0, meter)
    thresholded(numbers, merge_sort([x for x in numbers if less(level, x)]))
    return meter.operations


def candidates(scores: Sequence[float]) -> list[float]:
    """The scores above the largest less 1."""
    level = max(scores) - 1
    return [x for x in scores if x > level]


def spread(size: int, near: int, gap: float = 0.0) -> list[float]:
    """Scores of which so many are largest, equal or `gap` over their number apart, and all others at -2.

    Those apart are in the order that takes merge sort the most comparisons.
    """
    return interleaved([-gap * i / near for i in range(near)]) + [-2.0] * (size - near)


def interleaved(ordered: Sequence[float]) -> list[float]:
    """Different numbers, given in order, so that each merge of two halves takes one comparison less than it merges."""
    if len(ordered) < 2:
        return list(ordered)
    return interleaved(ordered[1::2]) + interleaved(ordered[::2])


def update_count(factors: int, touched: int) -> int:
    """The operations by which the gradient in the scores of so many items reaches and moves their factors."""
    meter = Meter()
    u, *V = vectors(touched + 1, factors, meter)
    update(u, V, [Counted(0.5, meter)] * touched)
    return meter.operations


def update_polynomial() -> sp.Expr:
    """That count in d factors and n items, linear in each as each loop runs over one; fixed by four sizes."""
    d, n = UPDATED
    a, b, c, e = (update_count(*size) for size in ((1, 1), (2, 1), (1, 2), (2, 2)))
    return sp.expand(a + (b - a) * (d - 1) + (c - a) * (n - 1) + (e - b - c + a) * (d - 1) * (n - 1))


def cheaper_argument() -> Argument:
    """For all scores: sparsemax takes fewer operations than softmax if the candidates are few enough."""
    cases = [(n, m) for n in range(2, 40) for m in range(1, n + 1)]
    apart = [(n, m, spread(n, m, 1 / n)) for n, m in cases]
    return Argument(
        (
            Step(
                r"softmax takes $C - 1$ comparisons, $C$ differences, $C$ exponentials, $C - 1$ sums and $C$ "
                r"quotients: "
                "$5C - 2$ (counted for 2 to 39 scores)",
                all(softmax_count([0.1 * i for i in range(n)]) == 5 * n - 2 for n in range(2, 40)),
            ),
            Step(
                r"sparsemax takes $C - 1$ comparisons for the largest, 1 difference and $C$ comparisons for the "
                r"candidates, what sorts these $m$, 1 and 4 for each of them at most for the threshold, and $2C$ for "
                r"the "
                r"result: $4C + 1 + 4m$ and the sorting at most, and just so where the $m$ are in the support (counted "
                r"for all $m \le C < 40$, equal or interleaved)",
                all(sparsemax_count(spread(n, m)) == 4 * n + 1 + 4 * m + comparisons([0.0] * m) for n, m in cases)
                and all(sparsemax_count(x) == 4 * n + 1 + 4 * m + comparisons(x[:m]) for n, m, x in apart),
            ),
            *bound_steps("sparsemax"),
            Step(
                r"merge sort halves $m$, rounded up, $\lceil\log_2 m\rceil$ times until 1 is left, and a merge takes "
                r"at most one comparison less than it merges: at most $m\lceil\log_2 m\rceil$ on each order, and, "
                r"where each merge takes as many, $m\lceil\log_2 m\rceil - 2^{\lceil\log_2 m\rceil} + 1$ (counted), so "
                r"that $m(4 + \lceil\log_2 m\rceil) + 3 < C$ makes $4C + 1 + 4m + m\lceil\log_2 m\rceil < 5C - 2$; and "
                r"where "
                r"all scores are equal $4C + 1 + 4C > 5C - 2$",
                all(comparisons(x[:m]) == _most_comparisons(m) <= m * math.ceil(math.log2(m)) for _, m, x in apart)
                and all(sparsemax_count(spread(n, n)) > 5 * n - 2 for n in range(2, 40)),
            ),
        )
    )


def _most_comparisons(size: int) -> int:
    depth = math.ceil(math.log2(size))
    return int(size * depth - 2**depth + 1)


def dear_exponential_argument() -> Argument:
    """For every cost of an exponential: at equal scores sparsemax takes more operations from some number of them on."""
    logarithm, weight = sp.symbols("l w", real=True)
    return Argument(
        (
            *cheaper_argument().steps,
            Step(
                r"if an exponential counts as $w$ operations, softmax takes $(4 + w)C - 2$, and at equal scores "
                r"sparsemax, with the sorting's $\frac C4\log_2 C$ or more, at least $(8 + \frac14\log_2 C)C + 1$: "
                r"more where $\log_2 C > 4(w - 4)$",
                sp.solve((8 + logarithm / 4) - (4 + weight), logarithm) == [4 * (weight - 4)],
            ),
        )
    )
