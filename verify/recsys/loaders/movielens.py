"""The zip archives of MovieLens: one member has a line `user, item, rating, seconds` for each rating.

Format: https://files.grouplens.org/datasets/movielens/ml-10m-README.html and its like.
"""

from functools import partial

from verify.recsys.archives import Stream, lines, zip_member
from verify.recsys.loaders.rows import Reader, Rows
from verify.recsys.loaders.table import numbers, whole


def reader(member: str, delimiter: str) -> Reader:
    """A reader of one member whose columns are parted by `delimiter`."""
    return partial(_read, member=member, delimiter=delimiter)


def _read(stream: Stream, member: str, delimiter: str) -> Rows:
    with zip_member(stream, member) as content:
        text = (line.replace(delimiter, "\t") for line in lines(content, member))
        users, items, ratings, times = numbers(text, 4, member, "\t").T
    return Rows(whole(users, "users"), whole(items, "items"), ratings, whole(times, "times"))
