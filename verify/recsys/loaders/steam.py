"""Steam reviews: a Python dictionary a line, in a gzip file; read as literals, never run.

Format: https://cseweb.ucsd.edu/~jmcauley/datasets.html#steam_data, file steam_reviews.json.gz (Kang and McAuley, 2018).
"""

import ast
import datetime
from array import array

import numpy as np

from verify.errors import UsageError
from verify.recsys.archives import Stream, gunzipped, lines
from verify.recsys.loaders.rows import Names, Rows, bad_line, require_rows

LONGEST = 1 << 20
EPOCH = datetime.date(1970, 1, 1).toordinal()
WANTED = "a literal dictionary with username, product_id and date"


def read(stream: Stream) -> Rows:
    """The reviews by user name and product; times are days. ids are the ranks of names."""
    users, items, dates = Names(), Names(), array("q")
    days: dict[str, int] = {}
    for number, line in enumerate(lines(gunzipped(stream), "the file", LONGEST), start=1):
        if line:
            user, item, date = _review(line, number)
            users.append(user)
            items.append(item)
            dates.append(days[date] if date in days else days.setdefault(date, _day(date, number)))
    require_rows(len(dates), "the file")
    return Rows(users.ranks(), items.ranks(), times=np.array(dates, dtype=np.int64))


def _review(line: str, number: int) -> tuple[str, str, str]:
    try:
        review = ast.literal_eval(line)
        found = review["username"], review["product_id"], review["date"]
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError) as error:
        raise bad_line(number, "the file", WANTED) from error
    if not all(isinstance(value, str) and value for value in found):
        raise bad_line(number, "the file", WANTED)
    return found


def _day(date: str, number: int) -> int:
    """Days since 1970."""
    try:
        return datetime.date.fromisoformat(date).toordinal() - EPOCH
    except ValueError as error:
        raise UsageError(f"line {number} of the file has the date {date[:40]!r}; it must be YYYY-MM-DD") from error
