"""The text of SASRec: a line `user item` for each pair, each user's in order of time; perhaps compressed by gzip."""

import numpy as np

from verify.recsys.archives import Stream, gunzipped, lines
from verify.recsys.loaders.rows import Rows
from verify.recsys.loaders.table import numbers, whole


def read(stream: Stream) -> Rows:
    """The pairs, with the order of rows as times within each user."""
    users, items = numbers(lines(gunzipped(stream), "the file"), 2, "the file").T
    return Rows(whole(users, "users"), whole(items, "items"), times=np.arange(len(users)), clock=False)
