"""Hierarchical softmax as an approximation of softmax: exact with free node scores, biased with shared factors."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from paper_checks.cases import Values, decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

if TYPE_CHECKING:
    from theory.tree_bias import Odds

ETAS = ("2/3, 1/3", "1/2, 1/3, 1/6", "2/5, 3/10, 1/5, 1/10", "1/3, 1/4, 1/5, 1/6, 1/20")


def check_exact(subject: "Odds", profile: Profile) -> Iterator[Evidence]:
    """Every tree over few classes, exactly; then every tree."""
    from theory.tree_bias import exact_steps

    etas = ETAS[: profile.pick(3, 4)]
    found = decided(
        _trees(etas),
        lambda values: violates_exact(subject, values),
        domain=f"every tree over 2 to {etas[-1].count(',') + 1} classes, one rational distribution for each number",
        detail="The chance of every class as the product along its path, in rational arithmetic.",
        says=lambda values: _says_exact(subject, values),
    )
    yield found
    if found.holds:
        yield proof(
            exact_steps(subject), "these odds are the claimed ones", True, "every tree, every $N$ and $\\eta > 0$"
        )


def _trees(etas: tuple[str, ...]) -> Iterator[dict[str, str]]:
    from theory.tree_bias import trees

    for eta in etas:
        yield from ({"eta": eta, "tree": str(tree.children.tolist())} for tree in trees(eta.count(",") + 1))


def _read(values: Values) -> tuple[Any, tuple[Fraction, ...]]:
    import ast

    import numpy as np

    from theory.intervals import rationals
    from theory.trees import Tree

    return Tree(np.array(ast.literal_eval(values["tree"]))), rationals(values["eta"])


def _says_exact(subject: "Odds", values: Values) -> str:
    from theory.intervals import literal
    from theory.tree_bias import probabilities

    found = literal(probabilities(_read(values)[0], subject, _read(values)[1]))
    return (
        rf"for $\eta = ({values['eta']})$ and the tree of children {values['tree']} ($-1 - c$ is class $c$) the "
        rf"probabilities are $({found})$"
    )


def violates_exact(subject: "Odds", values: Values) -> bool:
    """Whether the tree with the claimed odds has another distribution than the given positive one."""
    from theory.tree_bias import probabilities

    tree, eta = _read(values)
    if tree.n_items != len(eta) or sum(eta) != 1 or min(eta) <= 0:
        return False
    return probabilities(tree, subject, eta) != list(eta)


@dataclass(frozen=True)
class Biased:
    r"""The softmax model $o_c = a_c x$, $x \in \{-1, 0, 1\}$, that no tree is said to represent."""

    model: str


def check_biased(subject: Biased, profile: Profile) -> Iterator[Evidence]:
    """Every tree over the model's classes, by the bend of the node scores that it needs."""
    del profile
    from theory.tree_bias import trees

    size = subject.model.count(",") + 1
    cases = ({"model": subject.model, "tree": str(tree.children.tolist())} for tree in trees(size))
    tried, wrong = first(cases, lambda values: violates_biased(subject, values))
    proved = wrong is None and all(_bent(subject.model, tree) for tree in trees(size))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=False if wrong else True if proved else None,
        domain=f"every tree over {size} classes",
        detail=r"A node's score is $\log\frac lr$, and $s(1) + s(-1) - 2s(0)$ is 0 for $s = wx + b$; in intervals.",
        exercised=tried,
        complete=True,
        counterexample=wrong
        and Counterexample(
            f"the tree of children {wrong['tree']} ($-1 - c$ is class $c$) represents $a = ({wrong['model']})$",
            wrong,
        ),
    )


def _bent(model: str, tree: Any) -> bool:
    from theory.intervals import rationals, sign
    from theory.tree_bias import bends

    return any(sign(bend) in (-1, 1) for bend in bends(tree, rationals(model)))


def violates_biased(subject: Biased, values: Values) -> bool:
    """Whether this tree surely represents the subject's model."""
    from theory.intervals import rationals, sign
    from theory.tree_bias import bends

    if values["model"] != subject.model:
        return False
    tree, model = _read({"tree": values["tree"], "eta": values["model"]})
    if tree.n_items != len(model):
        return False
    return all(sign(bend) == 0 for bend in bends(tree, rationals(subject.model)))


COMMON: dict[str, Any] = {
    "paper": Paper.SF,
    "where": "novelty report, contribution 2",
    "source": Source.BEYOND,
    "bibtex": ("pu2026softmax", "morin2005hierarchical"),
}
NO_FORMULA = "The paper decomposes HSM's error into bias and variance; no formula of it is known here: these are ours."

CLAIMS = (
    Claim(
        id="sf.hsm.exact",
        title="With free node scores hierarchical softmax is unbiased, whatever the tree",
        statement=r"For every full binary tree and every $\eta > 0$ the conditional risk of hierarchical softmax is "
        r"least where the odds of each node are $\frac lr$, $l$ and $r$ the masses of $\eta$ in its left and its right "
        r"subtree, and there alone; its distribution is then $\eta$.",
        assumptions=(NO_FORMULA, "Every context has its own node scores."),
        subject=lambda left, right: left / right,
        check=check_exact,
        violates=violates_exact,
        mutants=(
            Mutant("left and right exchanged", lambda left, right: right / left),
            Mutant("the chance for the odds", lambda left, right: left / (left + right)),
            Mutant("the root of the odds", lambda left, right: (left / right) ** 2),
            Mutant("a fair coin at every node", lambda *_: Fraction(1)),
        ),
        **COMMON,
    ),
    Claim(
        id="sf.hsm.bias",
        title="With node scores affine in the context hierarchical softmax is biased for some model, whatever the tree",
        statement=r"No tree with node scores $s_i = w_ix + b_i$ has the distributions of the softmax of "
        r"$o = (x, -x, 0)$, $x \in \{-1, 0, 1\}$: a model of one dimension that softmax represents.",
        assumptions=(NO_FORMULA, "Node scores have the dimension of the softmax model, and a bias more."),
        subject=Biased("1, -1, 0"),
        check=check_biased,
        violates=violates_biased,
        mutants=(
            Mutant("two classes with the same scores", Biased("1, 1, 0")),
            Mutant("all classes with the same scores", Biased("0, 0, 0")),
            Mutant("two classes", Biased("1, -1")),
            Mutant("two classes of three with opposite scores, the third with one of them", Biased("1, -1, 1")),
        ),
        uses=("sf.hsm.exact",),
        universal=False,
        **COMMON,
    ),
)
