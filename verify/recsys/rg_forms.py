r"""The forms of RG2 and RGx that alternating least squares can solve: weights, interaction and ridge.

RG paper, arXiv 2506.09454, Eq. 15-17, 31-32, 36-39 and B.2. Its formulas for the interaction differ from each other:

- Eq. 15 has $(1^\top o_x)^2$ with the share kappa = 1 / N of the weight W_x, once a context.
- Eq. 17 has it inside the sum over the items: kappa = 1, which is not bounded below.
- Eq. 31, 38 and 39 have the squared scores $|o_x|^2$ in its place, again with kappa = 1 / N (Eq. 32).

The ridge of Eq. 31 is $|P|^2 + |Q|^2$, "plain"; that of Eq. 36-39 weighs each row with the sum of its weights.
"""

import math
from dataclasses import dataclass
from typing import Literal

from verify.errors import UsageError, unknown

WEIGHTS = ("constant", "corrected", "eq17", "eq31", "printed")


@dataclass(frozen=True)
class Form:
    """A form of the objective of `verify.recsys.als`.

    `weight` is the W of every user, None for |I_x| (Eq. 16). `interaction` is what is subtracted: nothing (RG2), the
    "squares" of the scores or the square of their "sum"; `kappa` is its share of the weight, None for 1 / N (Eq. 32).
    Raises `UsageError` for a weight that is not positive and a kappa below 0.
    """

    weight: float | None = None
    interaction: Literal["none", "squares", "sum"] = "none"
    kappa: float | None = None
    ridge: Literal["weighted", "plain"] = "weighted"

    def __post_init__(self) -> None:
        if self.weight is not None and not (math.isfinite(self.weight) and self.weight > 0):
            raise UsageError(f"alpha, the constant weight, is {self.weight}; it must be a positive number")
        if self.kappa is not None and not (math.isfinite(self.kappa) and self.kappa >= 0):
            raise UsageError(
                f"the interaction's share of the weight is {self.kappa}; it must be a number of at least 0"
            )

    def share(self, n_items: int) -> float:
        """The kappa for N items; 0 without interaction."""
        if self.interaction == "none":
            return 0.0
        return 1 / n_items if self.kappa is None else self.kappa

    def require_bounded(self, n_items: int) -> None:
        """`UsageError` if the objective may have no lower bound: that of Eq. 17 to the letter, or beta >= alpha."""
        share = self.share(n_items)
        if self.interaction == "squares" and share >= 1:
            raise UsageError(
                f"the interaction has {share:g} times the weight of the squares, so the objective has no lower bound; "
                "give a beta below alpha"
            )
        if self.interaction == "sum" and share * n_items > 1:
            raise UsageError(
                f"with (1^T o)^2 at {share:g} times the weight, as Eq. 17 reads to the letter, the objective has no "
                f"lower bound: 1/N = {1 / n_items:g} is the most; use the weights 'corrected' (Eq. 15)"
            )


RG2 = Form()


def form(loss: str, weights: str, alpha: float = 1.0, beta: float = 0.0) -> Form:
    """The form of "rg2" or "rgx" that a choice of weights names; alpha and beta count for "constant" alone.

    - "printed": what Eq. 36-37 and 38-39 minimise exactly. For RG2 this is "corrected" too.
    - "corrected": RGx with the interaction of Eq. 15. Its iterates are RG2's from the first item step on.
    - "eq31": Eq. 31 to the letter, with the plain ridge, by its exact minimisers.
    - "constant": Eq. 31 with W = alpha and V = beta, as B.2 runs it. RGx is then RG2 in other units.
    - "eq17": Eq. 17 to the letter, which only RGx differs in; `Form.require_bounded` refuses it.

    Raises `UsageError` for other names.
    """
    if loss not in ("rg2", "rgx"):
        raise unknown("quadratic loss", loss, ("rg2", "rgx"))
    if weights not in WEIGHTS:
        raise unknown("choice of weights", weights, WEIGHTS)
    if weights == "constant":
        plain = Form(weight=alpha, ridge="plain")
        return plain if loss == "rg2" else Form(alpha, "squares", beta / alpha, "plain")
    if loss == "rg2":
        return Form(ridge="plain") if weights == "eq31" else RG2
    return {
        "printed": Form(interaction="squares"),
        "corrected": Form(interaction="sum"),
        "eq31": Form(interaction="squares", ridge="plain"),
        "eq17": Form(interaction="sum", kappa=1.0),
    }[weights]
