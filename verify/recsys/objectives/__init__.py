"""The training objectives: one loss each, on the batches of any backbone."""

from typing import TYPE_CHECKING

from verify.errors import UsageError

if TYPE_CHECKING:
    from verify.recsys.config import Config
    from verify.recsys.objectives.base import Objective
    from verify.recsys.splits import Split


def build(config: "Config", split: "Split") -> "Objective":
    """The objective of the configuration's loss, drawn by its seed; no module of another loss is imported.

    `UsageError` for a loss that has none.
    """
    match config.loss:
        case "softmax" | "sparsemax" | "entmax15" | "rankmax":
            from verify.recsys.objectives.full import OBJECTIVES
        case "sampled-softmax" | "nce":
            from verify.recsys.objectives.sampled import OBJECTIVES
        case "hierarchical-softmax":
            from verify.recsys.objectives.tree import OBJECTIVES
        case "bpr" | "bce" | "uib":
            from verify.recsys.objectives.pairwise import OBJECTIVES
        case "sml":
            from verify.recsys.objectives.metric import OBJECTIVES
        case "rg2" | "rgx" | "wrmf":
            from verify.recsys.objectives.quadratic import OBJECTIVES
        case _:
            raise UsageError(f"{config.loss} is not descended by gradients; choose another loss, or its own solver")
    return OBJECTIVES[config.loss](config, split).to(config.device)
