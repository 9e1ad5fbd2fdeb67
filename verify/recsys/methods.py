"""The losses: which solvers train each, on which backbones, and which fields of `Config` belong to what."""

from dataclasses import dataclass

ADAM, ALS, NEWTON, COUNT = "adam", "als", "newton-cg", "count"
SOLVERS = (ADAM, ALS, COUNT, NEWTON)


@dataclass(frozen=True)
class Method:
    """A loss: its solvers on matrix factorisation, the first the default, and the fields of `Config` that it reads.

    On other backbones Adam is the only solver. `quadratic` losses have linear systems to solve.
    """

    solvers: tuple[str, ...] = (ADAM,)
    reads: tuple[str, ...] = ()
    quadratic: bool = False

    def default_solver(self, backbone: str) -> str:
        """The first solver; on other backbones than mf Adam, where the method has it."""
        return self.solvers[0] if backbone == "mf" or ADAM not in self.solvers else ADAM


SAMPLED = ("negatives", "proposal", "shared")
METHODS = {
    "popularity": Method((COUNT,)),
    "softmax": Method(),
    "sparsemax": Method(),
    "entmax15": Method(),
    "rankmax": Method(),
    "sampled-softmax": Method(reads=(*SAMPLED, "bookkeeping")),
    "nce": Method(reads=SAMPLED),
    "hierarchical-softmax": Method(reads=("tree",)),
    "bpr": Method(reads=SAMPLED),
    "bce": Method(reads=SAMPLED),
    "uib": Method(reads=SAMPLED),
    "sml": Method(reads=("negatives", "proposal", "margin", "weight", "reward")),
    "rg2": Method((ALS, ADAM, NEWTON), quadratic=True),
    "rgx": Method((ALS, ADAM), quadratic=True),
    "wrmf": Method((ALS, ADAM), ("weight",), quadratic=True),
}

COMMON = ("dataset", "backbone", "loss", "solver", "seed", "split", "split_seed", "epochs", "patience", "cutoffs")
BY_SOLVER = {
    COUNT: (),
    ALS: ("dim", "regularisation"),
    NEWTON: ("dim", "regularisation"),
    ADAM: ("dim", "regularisation", "learning_rate", "batch_contexts", "device"),
}
BY_BACKBONE = {"mf": (), "lightgcn": ("layers",), "sasrec": ("layers", "max_length", "heads", "dropout")}


def refusal(loss: str, backbone: str, solver: str) -> str | None:
    """Why this loss is not trained on this backbone by this solver, or None if it is."""
    method = METHODS[loss]
    if solver not in method.solvers:
        return f"{loss} is not trained by {solver}; choose from {', '.join(method.solvers)}"
    if backbone != "mf" and solver == COUNT:
        return f"{loss} counts users and has no model to train; leave out --backbone {backbone}"
    if backbone != "mf" and solver != ADAM:
        return (
            f"{solver} solves for the factors of two tables, which {backbone} does not have: its scores are not "
            f"bilinear in its parameters; choose --solver {ADAM}, or --backbone mf"
        )
    return None


def used(loss: str, backbone: str, solver: str, proposal: str) -> set[str]:
    """The fields of `Config` that make a difference to such a run."""
    reads = METHODS[loss].reads
    dynamic = ("pool",) if "proposal" in reads and proposal == "dynamic" else ()
    return {*COMMON, *BY_SOLVER[solver], *BY_BACKBONE[backbone], *reads, *dynamic}
