"""The losses: which solvers train each, on which backbones, and which fields of `Config` belong to what."""

from collections.abc import Mapping
from dataclasses import dataclass, field

ADAM, ALS, NEWTON, COUNT = "adam", "als", "newton-cg", "count"
SOLVERS = (ADAM, ALS, COUNT, NEWTON)
STARTS = ("random", "softmax")


@dataclass(frozen=True)
class Method:
    """A loss: the fields of `Config` that it reads, and what trains it.

    `objective` is the module of `verify.recsys.objectives` that Adam descends, on any backbone. `solved_in` names the
    modules of the other solvers, for matrix factorisation alone; the first is what it is trained by if nothing else is
    asked for. `map`, of `verify.maps`, turns scores into the probabilities that the loss fits. `negatives` are drawn if no number is given. `quadratic` losses have
    linear systems to solve.
    """

    objective: str | None = None
    reads: tuple[str, ...] = ()
    solved_in: Mapping[str, str] = field(default_factory=dict)
    map: str | None = None
    negatives: int | None = None
    quadratic: bool = False

    @property
    def solvers(self) -> tuple[str, ...]:
        """All solvers on matrix factorisation, the default first."""
        return (*self.solved_in, *((ADAM,) if self.objective else ()))

    def default_solver(self, backbone: str) -> str:
        """The first solver; on other backbones than mf Adam, where the method has it."""
        return self.solvers[0] if backbone == "mf" or ADAM not in self.solvers else ADAM


SAMPLED = ("negatives", "proposal", "shared")
METHODS = {
    "popularity": Method(solved_in={COUNT: "popularity"}),
    "oracle": Method(solved_in={COUNT: "oracle"}),
    "softmax": Method("full", map="softmax"),
    "sparsemax": Method("full", map="sparsemax"),
    "entmax15": Method("full", map="entmax15"),
    "rankmax": Method("full"),
    "sampled-softmax": Method("sampled", (*SAMPLED, "bookkeeping"), map="softmax", negatives=1024),
    "nce": Method("sampled", SAMPLED, map="softmax", negatives=1024),
    "hierarchical-softmax": Method("tree", ("tree",), map="softmax"),
    "bpr": Method("pairwise", SAMPLED, negatives=16),
    "bce": Method("pairwise", SAMPLED, negatives=16),
    "uib": Method("pairwise", SAMPLED, negatives=16),
    "sml": Method("pairwise", ("negatives", "proposal", "margin", "weight", "reward"), negatives=16),
    "rg2": Method("quadratic", solved_in={ALS: "als", NEWTON: "newton_cg"}, quadratic=True),
    "rgx": Method("quadratic", solved_in={ALS: "als"}, quadratic=True),
    "wrmf": Method("quadratic", ("alpha",), {ALS: "wrmf"}, quadratic=True),
}

COMMON = ("dataset", "backbone", "loss", "solver", "seed", "split", "split_seed", "epochs", "patience", "cutoffs")
BY_SOLVER = {
    COUNT: (),
    ALS: ("dim", "regularisation", "start"),
    NEWTON: ("dim", "regularisation", "start"),
    ADAM: ("dim", "regularisation", "learning_rate", "batch_contexts", "device"),
}
BY_BACKBONE = {"mf": (), "lightgcn": ("layers",), "sasrec": ("layers", "max_length", "heads", "dropout")}


def refusal(loss: str, backbone: str, solver: str) -> str | None:
    """Why this loss is not trained on this backbone by this solver, or None if it is."""
    method = METHODS[loss]
    if solver not in method.solvers:
        return f"{loss} is not trained by {solver}; choose from {', '.join(method.solvers)}"
    if backbone != "mf" and solver == COUNT:
        return f"{loss} has no model to train; leave out --backbone {backbone}"
    if backbone != "mf" and solver != ADAM:
        return (
            f"{solver} solves for the factors of two tables, which {backbone} does not have: its scores are not "
            f"bilinear in its parameters; choose --solver {ADAM}, or --backbone mf"
        )
    return None


def used(loss: str, backbone: str, solver: str, proposal: str, weights: str) -> set[str]:
    """The fields of `Config` that make a difference to such a run."""
    found = {*COMMON, *BY_SOLVER[solver], *BY_BACKBONE[backbone], *METHODS[loss].reads}
    if "proposal" in found and proposal == "dynamic":
        found.add("pool")
    if solver == ALS and loss in ("rg2", "rgx"):
        constants = {"rg2": {"alpha"}, "rgx": {"alpha", "beta"}}[loss]
        found |= {"weights", *(constants if weights == "constant" else ())}
    return found
