"""The Hessian of hierarchical softmax in the nodes' scores and in features, and the Jacobian of its probabilities."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

if TYPE_CHECKING:
    from theory.trees import Tree


@dataclass(frozen=True)
class Curvature:
    """The claim that the largest norm of the Hessian, for a target of that depth, is `largest(depth)`."""

    variables: Literal["node scores", "features"]
    largest: Callable[[Any], Any]


def tree_of(text: str) -> "Tree":
    """`balanced 5`, `caterpillar 5` (one class leaves at each node) or `huffman 1, 2, 4`; ValueError for others."""
    import numpy as np

    from theory.trees import Tree, balanced, huffman

    kind, rest = text.split(" ", 1)
    if kind == "balanced":
        return balanced(int(rest))
    if kind == "huffman":
        return huffman([Fraction(w) for w in rest.split(",")])
    if kind == "caterpillar":
        last = int(rest) - 2
        return Tree(np.array([[~i, i + 1 if i < last else ~(i + 1)] for i in range(last + 1)]))
    raise ValueError(f"tree: expected balanced, caterpillar or huffman, got {text!r}")


def _trees(profile: Profile) -> tuple[str, ...]:
    few = ("balanced 2", "caterpillar 3", "balanced 5", "caterpillar 5", "huffman 1, 2, 4, 8, 16")
    return profile.pick(few, (*few, "balanced 8", "caterpillar 9", "huffman 1, 1, 2, 3, 5, 8, 13"))


def check_hessian(subject: Curvature, profile: Profile) -> Iterator[Evidence]:
    """The exact Hessian at scores 0 on every path of several trees; then every tree and all scores."""
    import sympy as sp

    from theory.loss_hessians import features_steps, hsm_steps

    cases = [{"tree": t, "target": str(c)} for t in _trees(profile) for c in range(tree_of(t).n_items)]
    found = decided(
        cases,
        lambda case: violates_hessian(subject, case),
        domain="balanced, Huffman and caterpillar trees, every target",
        detail="The largest eigenvalue at scores 0, in exact arithmetic; in features, all nodes' vectors are one.",
        says=lambda values: _says_hessian(subject, values),
    )
    yield found
    if found.holds:
        d = sp.Symbol("d", positive=True)
        in_nodes = subject.variables == "node scores"
        agrees = sp.simplify(sp.sympify(subject.largest(d)) - (sp.Rational(1, 4) if in_nodes else d / 4)) == 0
        steps = hsm_steps() if in_nodes else features_steps()
        yield proof(steps, "this is the claimed norm", agrees, "every tree, every target and all scores")


def _says_hessian(subject: Curvature, case: Mapping[str, str]) -> str:
    found, claimed = _norms(subject, case)
    where = f"for the tree {case['tree']} and the class {case['target']}"
    return f"{where} the largest norm in the {subject.variables} is ${found}$, not ${claimed}$"


def _norms(subject: Curvature, case: Mapping[str, str]) -> tuple[Any, Any]:
    """The exact norm at scores 0, in features with one unit vector for all nodes, and the claimed one."""
    from theory.intervals import rational
    from theory.loss_hessians import hsm_hessian

    tree, target = tree_of(case["tree"]), int(case["target"])
    hessian = hsm_hessian([Fraction(1)] * (tree.n_items - 1), tree, target)
    top = sum(hessian) if subject.variables == "features" else max(hessian.eigenvals())
    return top, rational(subject.largest(Fraction(int(tree.depths[target]))))


def violates_hessian(subject: Curvature, values: Mapping[str, str]) -> bool:
    """Whether the norm at scores 0, where every curvature is largest, is not the claimed one.

    In features, the largest is met where all the nodes' vectors are the same unit vector.
    """
    found, claimed = _norms(subject, values)
    return bool(found != claimed)


def check_map(subject: Fraction, profile: Profile) -> Iterator[Evidence]:
    """Exact quotients with the mass of each side of the root in nearly one class; then every tree and all scores."""
    from theory.loss_hessians import map_steps

    cases = [
        {"tree": t, "odds": ", ".join(["1", *[str(far)] * (tree_of(t).n_items - 2)])}
        for t in _trees(profile)
        for far in (1, 2, 10**6)
    ]
    tried, wrong = first(cases, lambda case: violates_map(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="balanced, Huffman and caterpillar trees, the other nodes' odds 1, 2 and a million",
        detail=r"$\|Jv\|^2/\|v\|^2$ for the root's direction, against the squared bound, in rational arithmetic.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(f"for the tree {wrong['tree']}, nodes' odds {wrong['odds']}, it is larger", wrong),
    )
    if wrong is None:
        agrees = subject == Fraction(1, 8)
        yield proof(map_steps(), "its square is the claimed number", agrees, "every tree and all scores")


def violates_map(subject: Fraction, values: Mapping[str, str]) -> bool:
    """Whether the square of the norm of the root's column is above the claimed one."""
    from theory.intervals import rational, rationals
    from theory.loss_hessians import hsm_jacobian

    odds = rationals(values["odds"])
    if min(odds) <= 0:
        return False
    column = hsm_jacobian(odds, tree_of(values["tree"]))[:, 0]
    return bool(sum(x**2 for x in column) > rational(subject))


FEATURES = "sf.jacobian.hsm.features"
QUARTER = Fraction(1, 4)

CLAIMS = (
    Claim(
        id="sf.jacobian.hsm",
        paper=Paper.SF,
        where="beyond the summary, Foundational learning, quick check",
        source=Source.BEYOND,
        title="The norm of hierarchical softmax's Hessian is at most 1/4 for every tree, in the nodes' scores",
        statement=(
            r"The largest norm over all scores of the Hessian of $-\log p_y$ in the inner nodes' scores is $\tfrac14$, "
            r"for every tree and every $y$: that of the quick check, whose method is 'affected by sampling noise', as "
            r"this one is not."
        ),
        subject=Curvature("node scores", lambda _: QUARTER),
        check=check_hessian,
        violates=violates_hessian,
        mutants=(
            Mutant("1 % tighter", Curvature("node scores", lambda _: Fraction(99, 400))),
            Mutant("1/2, as for softmax", Curvature("node scores", lambda _: Fraction(1, 2))),
            Mutant("depth/4, the trace", Curvature("node scores", lambda depth: depth * QUARTER)),
            Mutant("1/(4 depth)", Curvature("node scores", lambda depth: QUARTER / depth)),
        ),
        bibtex=("pu2026softmax", "morin2005hierarchical"),
    ),
    Claim(
        id=FEATURES,
        paper=Paper.SF,
        where="beyond the summary, Foundational learning, quick check",
        source=Source.BEYOND,
        title="In the features the depth of the class counts: depth/4",
        statement=(
            r"In the features $x$ of scores $\langle w_i, x\rangle$, $\|w_i\| \le 1$, the largest norm over $x$ and "
            r"$w$ is $d/4$ for a class under $d$ nodes: up to $\lceil\log_2N\rceil/4$ in a balanced tree and $(N-1)/4$ "
            r"in a caterpillar."
        ),
        subject=Curvature("features", lambda depth: depth * QUARTER),
        check=check_hessian,
        violates=violates_hessian,
        mutants=(
            Mutant("1/4 whatever the tree", Curvature("features", lambda _: QUARTER)),
            Mutant("(depth + 1)/4", Curvature("features", lambda depth: (depth + 1) * QUARTER)),
            Mutant("depth/2", Curvature("features", lambda depth: depth * QUARTER * 2)),
            Mutant("depth^2/4", Curvature("features", lambda depth: depth**2 * QUARTER)),
        ),
        uses=("sf.jacobian.hsm",),
        bibtex=("morin2005hierarchical",),
    ),
    Claim(
        id="sf.jacobian.hsm.map",
        paper=Paper.SF,
        where="beyond the summary, Foundational learning",
        source=Source.BEYOND,
        title="The Jacobian of hierarchical softmax's probabilities is at most 1/sqrt 8 for every tree",
        statement=(
            r"$\|\partial p/\partial s\|_2^2 \le \tfrac18$ for the probabilities of all classes in the inner nodes' "
            r"scores, for every tree, and no smaller constant will do for any."
        ),
        subject=Fraction(1, 8),
        check=check_map,
        violates=violates_map,
        mutants=(
            Mutant("1/16, the square of 1/4", Fraction(1, 16)),
            Mutant("1 % tighter", Fraction(99, 800)),
            Mutant("1/9", Fraction(1, 9)),
        ),
        bibtex=("morin2005hierarchical",),
    ),
)
