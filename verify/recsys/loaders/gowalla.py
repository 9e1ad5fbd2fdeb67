"""Gowalla's check-ins: `user, time, latitude, longitude, place`, parted by tabs, in a gzip file.

Format: https://snap.stanford.edu/data/loc-gowalla.html, file loc-gowalla_totalCheckins.txt.gz.
"""

from array import array
from typing import BinaryIO

import numpy as np

from verify.errors import UsageError
from verify.recsys.archives import gunzipped, lines
from verify.recsys.loaders.rows import Rows, bad_line, require_rows

WANTED = "user, time, latitude, longitude and place"


def read(stream: BinaryIO) -> Rows:
    """The check-ins by user and place; times are seconds."""
    users, places, times = array("q"), array("q"), []
    for number, line in enumerate(lines(gunzipped(stream), "the file"), start=1):
        if line:
            try:
                user, time, _, _, place = line.split("\t")
                users.append(int(user))
                places.append(int(place))
            except (ValueError, OverflowError) as error:
                raise bad_line(number, "the file", WANTED) from error
            times.append(time.removesuffix("Z"))
    require_rows(len(users), "the file")
    try:
        seconds = np.array(times, dtype="datetime64[s]").astype(np.int64)
    except ValueError as error:
        raise UsageError(f"a time of the file is not like 2010-10-19T23:55:27Z ({error})") from error
    return Rows(np.array(users), np.array(places), times=seconds)
