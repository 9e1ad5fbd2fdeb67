"""The bookkeepings of sampled softmax by their names in a configuration."""

from itertools import product
from typing import get_args

from theory.bookkeeping import (
    IMPORTANCE,
    LOG_Q_BOTH,
    NEGATIVES_ONLY,
    RG_EQ_8,
    RG_EQ_9,
    Bookkeeping,
    Correction,
    Hits,
)
from verify.errors import UsageError

NAMED = {
    "importance": IMPORTANCE,
    "negatives-only": NEGATIVES_ONLY,
    "rg-eq-8": RG_EQ_8,
    "rg-eq-9": RG_EQ_9,
    "log-q-both": LOG_Q_BOTH,
}
POSITIVE = {"own": True, "-": False}
SPELLED = {
    ",".join(parts): Bookkeeping(POSITIVE[parts[0]], parts[1], parts[2])
    for parts in product(POSITIVE, get_args(Hits), get_args(Correction))
}
"""All 20: whether the positive's own term is in the sum ("own" or "-"), what becomes of hits, and the correction."""


def parse(text: str) -> Bookkeeping:
    """The bookkeeping of a name, or of three words such as `own,remove,kq`; `UsageError` for any other text."""
    found = NAMED.get(text) or SPELLED.get(text.replace(" ", ""))
    if found is None:
        words = (", ".join(each) for each in (POSITIVE, get_args(Hits), get_args(Correction)))
        raise UsageError(
            f"unknown bookkeeping {text!r}; choose from {', '.join(NAMED)}, or join three words by commas, one of "
            f"each: {'; '.join(words)}"
        )
    return found
