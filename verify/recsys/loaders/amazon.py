"""Amazon reviews of 2014: JSON, one review a line, or `user,item,rating,seconds`; perhaps compressed by gzip.

Format: https://jmcauley.ucsd.edu/data/amazon/index_2014.html.
"""

import json
from array import array
from collections.abc import Iterator
from typing import Any

import numpy as np

from verify.recsys.archives import Stream, gunzipped, lines
from verify.recsys.loaders.rows import Names, Rows, bad_line, require_rows

FIELDS = ("reviewerID", "asin", "overall", "unixReviewTime")
WANTED = "a review with reviewer, product, rating and time"


def read(stream: Stream) -> Rows:
    """The reviews; ids are the ranks of names."""
    users, items, ratings, times = Names(), Names(), array("d"), array("q")
    for user, item, rating, time in _reviews(stream):
        users.append(user)
        items.append(item)
        ratings.append(rating)
        times.append(time)
    require_rows(len(times), "the file")
    return Rows(users.ranks(), items.ranks(), np.array(ratings), np.array(times, dtype=np.int64))


def _reviews(stream: Stream) -> Iterator[tuple[str, str, float, int]]:
    for number, line in enumerate(lines(gunzipped(stream), "the file"), start=1):
        if not line:
            continue
        try:
            user, item, rating, time = _review(line)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise bad_line(number, "the file", WANTED) from error
        named = isinstance(user, str) and isinstance(item, str) and user and item
        if not (named and 0 <= rating <= 5 and 0 <= time < 1 << 53):
            raise bad_line(number, "the file", WANTED)
        yield user, item, rating, time


def _review(line: str) -> tuple[Any, Any, float, int]:
    if line.startswith("{"):
        review = json.loads(line)
        user, item, rating, time = (review[field] for field in FIELDS)
    else:
        user, item, rating, time = line.split(",")
    return user, item, float(rating), int(float(time))
