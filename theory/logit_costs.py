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
    return [x for x in scores if x > max(scores) - 1]


def spread(size: int, near: int) -> list[float]:
    """Scores of which so many are equal and largest, and all others 2 lower."""
    return [0.0] * near + [-2.0] * (size - near)


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
    logarithm, weight = sp.symbols("l w", real=True)
    cases = [(n, m) for n in range(2, 40) for m in range(1, n + 1)]
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
                r"result: $4C + 1 + 4m$ and the sorting at most, and just so where the $m$ are equal (counted for all "
                r"$m \le C < 40$)",
                all(sparsemax_count(spread(n, m)) == 4 * n + 1 + 4 * m + comparisons([0.0] * m) for n, m in cases),
            ),
            *bound_steps("sparsemax"),
            Step(
                r"sorting $m$ takes at most $m\lceil\log_2 m\rceil$ comparisons, so that "
                r"$m(4 + \lceil\log_2 m\rceil) + 3 < C$ makes $4C + 1 + 4m + m\lceil\log_2 m\rceil < 5C - 2$; and "
                r"where "
                r"all scores are equal $4C + 1 + 4C > 5C - 2$",
                all(comparisons([0.0] * m) <= m * math.ceil(math.log2(m)) for _, m in cases)
                and all(sparsemax_count(spread(n, n)) > 5 * n - 2 for n in range(2, 40)),
            ),
            Step(
                r"if an exponential counts as $w$ operations, softmax takes $(4 + w)C - 2$, and at equal scores "
                r"sparsemax, "
                r"with the sorting's $\frac C4\log_2 C$ or more, at least $(8 + \frac14\log_2 C)C$: more, whatever "
                r"$w$, "
                r"where $\log_2 C > 4(w - 4)$",
                sp.solve((8 + logarithm / 4) - (4 + weight), logarithm) == [4 * (weight - 4)],
            ),
        )
    )
