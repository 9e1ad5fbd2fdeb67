"""RG s. 4.4.2: operations of a sweep, counted on numbers that count, against the stated orders."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Order = Callable[[Any, Any, Any, Any], Any]
"""A function of (M, N, K, |D|)."""
Sweep = Literal["rows", "corrected", "shared", "rgx_rows", "rgx_corrected", "rgx_shared", "rgx_exact"]


@dataclass(frozen=True)
class Cost:
    """The order said to bound the count of a sweep; `tight`: the count is said to bound the order, too.

    With `over`, the count is that of the operations which the sweep takes more than that other sweep.
    """

    sweep: Sweep
    order: Order
    tight: bool = False
    over: Sweep | None = None


def check(subject: Cost, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """Families of growing sizes on which a ratio may grow; then term by term, for all sizes."""
    import sympy as sp

    from theory import operations as ops
    from theory.argument import Step

    tried, wrong = first(FAMILIES, lambda family: violates(subject, family))
    counted, order = _counted(subject), sp.expand(subject.order(*ops.SIZES))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(FAMILIES)} families of sizes",
        detail=f"The count is ${sp.latex(counted)}$.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is not None:
        return
    steps = [
        Step(
            f"{_named(subject)} ${sp.latex(counted)}$ additions, subtractions, multiplications and divisions: counted "
            f"on {len(ops.GRID)} sizes, which fix a polynomial linear in $M$, $N$, $|D|$ and cubic in $K$, as the "
            f"loops are assumed to give, and on {len(ops.CHECKED)} more",
            all(counted.subs(dict(zip(ops.SIZES, size, strict=True))) == _count(subject, size) for size in ops.CHECKED),
        ),
        Step("each of its positive terms is below one of the order's, for $|D| \\ge M$", ops.at_most(counted, order)),
    ]
    if subject.tight:
        steps.append(Step("each term of the order is below half of the count, term by term", _covers(counted, order)))
    yield proof(steps, "so the count has the stated order", True, r"all sizes, $|D| \ge M$")


def violates(subject: Cost, values: Mapping[str, str]) -> bool:
    """Whether count over order, or, if said to be tight, order over count, has no bound along a family in m.

    It has none, either, where the order vanishes and the count does not.
    """
    import sympy as sp

    from theory.operations import SIZES

    m = sp.Symbol("m", positive=True)
    sizes = _family(values)
    if sizes is None:
        return False
    counted = _counted(subject).subs(dict(zip(SIZES, sizes, strict=True)))
    order = sp.expand(subject.order(*sizes))
    if order == 0:
        return bool(sp.expand(counted) != 0)
    limit = sp.limit(sp.cancel(counted / order), m, sp.oo)
    return limit in (sp.oo, -sp.oo) or (subject.tight and limit == 0)


def _family(values: Mapping[str, str]) -> tuple[Any, ...] | None:
    """M, N, K and |D|, integer polynomials in m that are sizes of data for every large m; else None."""
    import sympy as sp

    m = sp.Symbol("m", positive=True)
    M, N, K, D = sizes = tuple(sp.sympify(values[name], {"m": m}) for name in ("M", "N", "K", "D"))
    if not all(x.is_polynomial(m) and all(c.is_Integer for c in sp.Poly(x, m).coeffs()) for x in sizes):
        return None
    differences = (M - 1, N - 1, K - 1, D - M, M * N - D)
    return sizes if all(sp.Poly(x, m).LC() >= 0 for x in differences) else None


def _counted(subject: Cost) -> Any:
    import sympy as sp

    from theory import operations as ops

    return sp.expand(_difference(subject, lambda sweep: ops.polynomial(getattr(ops, sweep))))


def _count(subject: Cost, size: tuple[int, int, int, int]) -> Any:
    from theory import operations as ops

    return _difference(subject, lambda sweep: ops.count(getattr(ops, sweep), *size))


def _difference(subject: Cost, count: Callable[[Sweep], Any]) -> Any:
    return count(subject.sweep) - (0 if subject.over is None else count(subject.over))


def _named(subject: Cost) -> str:
    return "a sweep takes" if subject.over is None else "a sweep of RGx takes, beyond one of RG2,"


def _covers(counted: Any, order: Any) -> bool:
    """Whether the order's terms are at most the count, for sizes of at least 1: all coefficients of the rest are."""
    import sympy as sp

    from theory.operations import SIZES

    moved = sp.expand((2 * counted - order).subs({size: size + 1 for size in SIZES}, simultaneous=True))
    return all(c >= 0 for c in sp.Poly(moved, *SIZES).coeffs())


def _says(subject: Cost, family: Mapping[str, str]) -> str:
    import sympy as sp

    from theory.operations import SIZES

    m = sp.Symbol("m", positive=True)
    sizes = _family(family)
    assert sizes is not None
    counted = _counted(subject).subs(dict(zip(SIZES, sizes, strict=True)))
    order = sp.expand(subject.order(*sizes))
    if order == 0:
        return f"{_at_sizes(family)}: the order is 0, the count ${sp.latex(sp.expand(counted))}$"
    ratio = sp.cancel(counted / order)
    at = [f"{float(ratio.subs(m, value)):.3g}" for value in (10, 100, 1000)]
    return f"{_at_sizes(family)}: count over order is {', '.join(at)} at $m = 10, 100, 1000$"


def _at_sizes(family: Mapping[str, str]) -> str:
    return f"$M={family['M']}$, $N={family['N']}$, $K={family['K']}$, $|D|={family['D']}$"


def _stated(M: Any, N: Any, K: Any, D: Any) -> Any:
    return D * K**2 + (M + N) * K**3


def _rows(M: Any, N: Any, K: Any, _D: Any) -> Any:
    return M * N * K**2 + (M + N) * K**3


def _both_sides(M: Any, N: Any, K: Any, _D: Any) -> Any:
    return (M + N) * K**2


def _shared(M: Any, N: Any, K: Any, D: Any) -> Any:
    return D * K + (M + N) * K**2 + K**3


FAMILIES = (
    {"M": "m", "N": "m", "K": "1", "D": "m"},
    {"M": "m**2", "N": "m**2", "K": "m", "D": "m**2"},
    {"M": "m", "N": "m", "K": "m", "D": "m"},
    {"M": "m", "N": "m", "K": "1", "D": "m**2"},
    {"M": "m", "N": "m", "K": "m", "D": "m**2"},
    {"M": "m", "N": "m**3", "K": "m", "D": "m**2"},
    {"M": "m**3", "N": "m**3", "K": "m", "D": "m**6"},
    {"M": "m**3", "N": "m", "K": "m", "D": "m**3"},
)
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.4.2",
    "check": check,
    "violates": violates,
    "assumptions": (
        "Operations are additions, subtractions, multiplications and divisions of one sweep, Gaussian elimination "
        "included; no "
        r"context is empty, so $M \le |D| \le MN$.",
        r"The count of a sweep, each of whose loops runs over one of the sizes, is a polynomial linear in $M$, $N$ "
        r"and $|D|$ and cubic in $K$.",
    ),
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.complexity.rows", source=Source.FULL_TEXT,
        title="Row by row, with a product of order N K^2 for each context, a sweep costs |D| K^2 + (M+N) K^3",
        statement=r"Per context $Q^\top\widetilde W_x$ costs $O(NK)$, its product with $Q$ $O(NK^2)$, the inverse "
        r"$O(K^3)$; the whole "
        r"sweep costs $O(|D|K^2 + (M+N)K^3)$",
        subject=Cost("rows", _stated), repaired_by="rg.complexity.rows.repair", **COMMON,
    ),
    Claim(
        id="rg.complexity.rows.repair", source=Source.BEYOND,
        title="Row by row a sweep costs M N K^2 + (M+N) K^3, however sparse the data",
        statement=r"With $Q^\top\widetilde W_xQ$ formed anew for each context, and $P^\top\widetilde W_yP$ for each "
        r"item, the count "
        r"is of order $MNK^2 + (M+N)K^3$, above and below",
        subject=Cost("rows", _rows, tight=True),
        mutants=(
            Mutant(r"$|D|K^2$ for $MNK^2$", Cost("rows", _stated)),
            Mutant(r"$MNK$ for $MNK^2$", Cost("rows", lambda M, N, K, _D: M * N * K + (M + N) * K**3)),
            Mutant(r"$(M+N)K^3$ alone", Cost("rows", lambda M, N, K, _D: (M + N) * K**3)),
            Mutant(r"$MNK^3$, said to be tight", Cost("rows", lambda M, N, K, _D: M * N * K**3, tight=True)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.complexity.total", source=Source.FULL_TEXT,
        title="A sweep can be done in |D| K^2 + (M+N) K^3 operations with weights that differ on the positives",
        statement=r"With Eq. 18's weights a sweep costs $O(|D|K^2 + (M+N)K^3)$: $Q^\top Q$ is shared, and corrected "
        r"at the positives",
        subject=Cost("corrected", _stated),
        mutants=(
            Mutant(r"$|D|K$ for $|D|K^2$", Cost("corrected", lambda M, N, K, D: D * K + (M + N) * K**3)),
            Mutant(r"$K^2$ for $K^3$", Cost("corrected", lambda M, N, K, D: D * K**2 + (M + N) * K**2)),
            Mutant("$N$ dropped", Cost("corrected", lambda M, _N, K, D: D * K**2 + M * K**3)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.complexity.tight", source=Source.BEYOND,
        title="With Eq. 16's weights a sweep needs |D| K^2 + (M+N) K^3 operations",
        statement=r"The complexity of a sweep, $|D|K^2 + (M+N)K^3$, is also the order of what is needed with Eq. "
        r"16's weights, for "
        "which all rows share one system",
        subject=Cost("shared", _stated, tight=True), repaired_by="rg.complexity.tight.repair", **COMMON,
    ),
    Claim(
        id="rg.complexity.tight.repair", source=Source.BEYOND,
        title="With Eq. 16's weights a sweep costs |D| K + (M+N) K^2 + K^3",
        statement=r"One $K\times K$ system serves all contexts and one all items: the count is of order $|D|K + "
        r"(M+N)K^2 + K^3$, above and below: a factor $K$ less than stated where $K \le M + N$",
        subject=Cost("shared", _shared, tight=True),
        mutants=(
            Mutant("the stated order", Cost("shared", _stated, tight=True)),
            Mutant(r"$(M+N)K$", Cost("shared", lambda M, N, K, D: D * K + (M + N) * K + K**3)),
            Mutant(r"$|D|K^2$, said to be "
            r"tight", Cost("shared", lambda M, N, K, D: D * K**2 + (M + N) * K**2 + K**3, tight=True)),
            Mutant(r"$|D|$ for $|D|K$", Cost("shared", lambda M, N, K, D: D + (M + N) * K**2 + K**3)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.complexity.rgx.rows", source=Source.FULL_TEXT,
        title="Row by row a sweep of RGx costs |D| K^2 + (M+N) K^3, as one of RG2 does",
        statement=r"With $Q^\top Q$ and $P^\top\widetilde VP$ formed once a sweep, a context costs $O(NK^2 + K^3)$ and "
        r"an item $O(MK^2 + K^3)$; the whole sweep of Eq. 38-39 costs $O(|D|K^2 + (M+N)K^3)$",
        subject=Cost("rgx_rows", _stated), repaired_by="rg.complexity.rgx.rows.repair", **COMMON,
    ),
    Claim(
        id="rg.complexity.rgx.rows.repair", source=Source.BEYOND,
        title="Row by row a sweep of RGx costs M N K^2 + (M+N) K^3, however sparse the data",
        statement=r"With $Q^\top Q$ and $P^\top\widetilde VP$ formed once a sweep, and $Q^\top\widetilde W_xQ$ and "
        r"$P^\top\widetilde W_yP$ for each row, the count for Eq. 38-39 is of order $MNK^2 + (M+N)K^3$, above and "
        "below",
        subject=Cost("rgx_rows", _rows, tight=True),
        mutants=(
            Mutant(r"$|D|K^2$ for $MNK^2$", Cost("rgx_rows", _stated)),
            Mutant(r"a context's $O(NK^2)$ once", Cost("rgx_rows", lambda M, N, K, _D: (M + N) * (K**2 + K**3))),
            Mutant(r"$MNK$ for $MNK^2$", Cost("rgx_rows", lambda M, N, K, _D: M * N * K + (M + N) * K**3)),
            Mutant(r"$MNK^3$, said to be tight", Cost("rgx_rows", lambda M, N, K, _D: M * N * K**3, tight=True)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.complexity.rgx.overhead", source=Source.FULL_TEXT,
        title="Row by row the interaction of RGx adds (M+N) K^2 operations to a sweep",
        statement=r"$V_xQ^\top Q$ and $P^\top\widetilde VP$, whose Gram matrices are formed once a sweep (the second "
        r"from the new $P$), add $O((M+N)K^2)$ to a sweep of RG$^2$ that goes row by row",
        subject=Cost("rgx_rows", _both_sides, over="rows"),
        mutants=(
            Mutant(r"$MK^2$ alone", Cost("rgx_rows", lambda M, _N, K, _D: M * K**2, over="rows")),
            Mutant(r"$NK^2$ alone", Cost("rgx_rows", lambda _M, N, K, _D: N * K**2, over="rows")),
            Mutant(r"$(M+N)K$", Cost("rgx_rows", lambda M, N, K, _D: (M + N) * K, over="rows")),
            Mutant(r"$MNK^2$, said to be tight", Cost("rgx_rows", _rows, tight=True, over="rows")),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.complexity.rgx.total", source=Source.FULL_TEXT,
        title="A sweep of RGx can be done in |D| K^2 + (M+N) K^3 operations with weights that differ on the positives",
        statement=r"With Eq. 32's weights that follow Eq. 18, $V_x = \frac{|\mathcal I_x|(n+1)}{N^2}$, a sweep of Eq. "
        r"38-39 as printed costs $O(|D|K^2 + (M+N)K^3)$: $Q^\top Q$ is shared, and corrected at the positives. With "
        r"Eq. 17's weights, which are Eq. 19's for $n + 1 = N$, it costs no more",
        subject=Cost("rgx_corrected", _stated),
        mutants=(
            Mutant("$|D|K$ for $|D|K^2$", Cost("rgx_corrected", lambda M, N, K, D: D * K + (M + N) * K**3)),
            Mutant("$K^2$ for $K^3$", Cost("rgx_corrected", lambda M, N, K, D: D * K**2 + (M + N) * K**2)),
            Mutant("$N$ dropped", Cost("rgx_corrected", lambda M, _N, K, D: D * K**2 + M * K**3)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.complexity.rgx.tight", source=Source.BEYOND,
        title="With Eq. 17's weights a sweep of RGx needs |D| K^2 + (M+N) K^3 operations",
        statement=r"The complexity of a sweep, $|D|K^2 + (M+N)K^3$, is also the order of what Eq. 38-39 need with Eq. "
        "17's weights, for which all rows share one system",
        subject=Cost("rgx_shared", _stated, tight=True), repaired_by="rg.complexity.rgx.tight.repair", **COMMON,
    ),
    Claim(
        id="rg.complexity.rgx.tight.repair", source=Source.BEYOND,
        title="With Eq. 17's weights a sweep of RGx costs |D| K + (M+N) K^2 + K^3",
        statement=r"With Eq. 17's weights $\widetilde W_x - V_xI = |\mathcal I_x|(1 - \frac1N)I$, so one $K\times K$ "
        r"system serves all contexts and one all items in Eq. 38-39: the count is of order "
        r"$|D|K + (M+N)K^2 + K^3$, above and below",
        subject=Cost("rgx_shared", _shared, tight=True),
        mutants=(
            Mutant("the stated order", Cost("rgx_shared", _stated, tight=True)),
            Mutant(r"$(M+N)K$", Cost("rgx_shared", lambda M, N, K, D: D * K + (M + N) * K + K**3)),
            Mutant(r"$K$ times as much", Cost("rgx_shared", lambda M, N, K, D: K * _shared(M, N, K, D), tight=True)),
            Mutant(r"$K^3$ dropped", Cost("rgx_shared", lambda M, N, K, D: D * K + (M + N) * K)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.complexity.rgx.exact", source=Source.BEYOND,
        title="With Eq. 17's weights the interaction of Eq. 15 adds K^2 operations to a sweep, whatever M and N",
        statement=r"A sweep of RGx with the interaction of Eq. 15 solves one system with $Q^\top Q - "
        r"\frac1NQ^\top\mathbf{11}^\top Q$ for all contexts and Eq. 37 for all items; it takes of order $K^2$ "
        r"operations more than one of RG$^2$, above and below",
        uses=("rg.eq38.interaction.repair", "rg.eq39.interaction.repair"),
        subject=Cost("rgx_exact", lambda _M, _N, K, _D: K**2, tight=True, over="shared"),
        mutants=(
            Mutant(r"$(M+N)K^2$, said to be tight", Cost("rgx_exact", _both_sides, tight=True, over="shared")),
            Mutant("$K$", Cost("rgx_exact", lambda _M, _N, K, _D: K, over="shared")),
            Mutant("$K^3$ as tight", Cost("rgx_exact", lambda _M, _N, K, _D: K**3, tight=True, over="shared")),
            Mutant("the whole sweep", Cost("rgx_exact", lambda _M, _N, K, _D: K**2)),
        ),
        **COMMON,
    ),
)  # fmt: skip
