"""Gowalla's check-ins: `user, time, latitude, longitude, place`, parted by tabs, in a gzip file.

Format: https://snap.stanford.edu/data/loc-gowalla.html, file loc-gowalla_totalCheckins.txt.gz.
"""

from array import array

import numpy as np

from verify.errors import UsageError
from verify.recsys.archives import Stream, gunzipped, lines
from verify.recsys.loaders.rows import Rows, bad_line, require_rows

WANTED = "user, time, latitude, longitude and place"


def read(stream: Stream) -> Rows:
    """The check-ins by user and place; times are seconds."""
    users, places, times = array("q"), array("q"), []
    for number, line in enumerate(lines(gunzipped(stream), "the file"), start=1):
        if line:
            try:
                user, time, _, _, place = line.split("\t")
                users.append(int(user))
                places.append(int(place))
                times.append(_time(time))
            except (ValueError, OverflowError) as error:
                raise bad_line(number, "the file", WANTED) from error
    require_rows(len(users), "the file")
    try:
        seconds = np.array(times, dtype="datetime64[s]").astype(np.int64)
    except ValueError as error:
        raise UsageError(f"a time of the file is not like 2010-10-19T23:55:27Z ({error})") from error
    return Rows(np.array(users, dtype=np.int64), np.array(places, dtype=np.int64), times=seconds)


def _time(text: str) -> str:
    """A time that NumPy reads; ValueError for what it would read as another time, such as "now"."""
    if not (text.endswith("Z") and text[:4].isdigit()):
        raise ValueError(text)
    return text.removesuffix("Z")
