"""Files .npz of plain integer arrays, one entry a row; never unpickled."""

import io
from functools import partial
from typing import Any

import numpy as np
from jaxtyping import Int

from verify.errors import UsageError
from verify.recsys.archives import Stream, zip_member
from verify.recsys.interactions import TEST, TRAINING
from verify.recsys.loaders.rows import Reader, Rows, require_rows

LARGEST_ARRAY = 1 << 30
"""The most bytes of one array."""

FORMATS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


def reader(
    users: str = "users",
    items: str = "items",
    ratings: str | None = None,
    times: str | None = None,
    part: str | None = None,
    test: str | None = None,
    in_order: bool = False,
    sorted_by_item: bool = False,
) -> Reader:
    """A reader of the arrays with these names.

    `part` holds 0, 1 and 2 as `Interactions.part` does; `test` holds 1 for the rows of a test part and 0 for those of
    training. With `in_order` rows stand in each user's order of time; an unknown time, -1, becomes that of the user's
    row before (of the next known one, if it is the first), and without `times` only that order is known. Where rows are
    `sorted_by_item` their order says nothing of time: they are shuffled, by a fixed seed, so that of items of one
    moment none comes first for its number.
    """
    names = {"users": users, "items": items, "ratings": ratings, "times": times, "part": part, "test": test}
    return partial(
        _read, names={key: name for key, name in names.items() if name}, in_order=in_order, shuffled=sorted_by_item
    )


def _read(stream: Stream, names: dict[str, str], in_order: bool, shuffled: bool) -> Rows:
    columns: dict[str, Any] = {key: array(stream, name) for key, name in names.items()}
    lengths = {name: len(columns[key]) for key, name in names.items()}
    if len(set(lengths.values())) != 1:
        raise UsageError(f"arrays {', '.join(lengths)} have lengths {list(lengths.values())}; they must be equal")
    count = len(columns["users"])
    require_rows(count, "the .npz file")
    for key, column in columns.items():
        least = -1 if key == "times" and in_order else 0
        if int(column.min()) < least:
            raise UsageError(f"array {names[key]!r} holds the negative value {column.min()}; number from 0")
    if "test" in columns:
        columns["part"] = np.where(columns.pop("test") > 0, TEST, TRAINING)
    if in_order and "times" in columns:
        columns["times"] = _filled(columns["users"], columns["times"])
    elif in_order:
        columns |= {"times": np.arange(count), "clock": False}
    if shuffled:
        order = np.random.default_rng(20_101_201).permutation(count)
        columns = {key: column[order] for key, column in columns.items()}
    return Rows(**columns)


def _filled(users: Int[np.ndarray, " rows"], times: Int[np.ndarray, " rows"]) -> Int[np.ndarray, " rows"]:
    """The times with -1 replaced; `UsageError` where a user's times, or a user's rows, are out of order."""
    number = np.cumsum(np.diff(users, prepend=users[:1]) != 0)
    known = np.flatnonzero(times >= 0)
    if not known.size or len(np.unique(users)) != number[-1] + 1 or len(np.unique(number[known])) != number[-1] + 1:
        raise UsageError("each user's rows must stand together and hold a known time; use the registered file")
    before = np.searchsorted(known, np.arange(len(users)), side="right") - 1
    inside = (before >= 0) & (number[known[before]] == number)
    filled = times[known[np.where(inside, before, np.minimum(before + 1, len(known) - 1))]]
    if ((np.diff(filled) < 0) & (np.diff(number) == 0)).any():
        raise UsageError("the times of one user go back; use the registered file")
    return np.asarray(filled)


def array(stream: Stream, name: str) -> Int[np.ndarray, " rows"]:
    """One array of integers out of an .npz file; `UsageError` for anything else."""
    with zip_member(stream, f"{name}.npy", LARGEST_ARRAY) as member:
        content = member.read()
    shape, kind, start = _header(content, name)
    if len(shape) != 1 or not np.issubdtype(kind, np.integer):
        raise UsageError(f"array {name!r} must be one axis of integers, not {kind} of shape {shape}")
    if shape[0] * kind.itemsize != len(content) - start:
        raise UsageError(f"array {name!r} is not as long as its header says; use the registered file")
    values = np.frombuffer(content, dtype=kind, offset=start)
    if values.size and int(values.max()) > np.iinfo(np.int64).max:
        raise UsageError(f"array {name!r} holds {values.max()}, which is too large")
    return values.astype(np.int64)


def _header(content: bytes, name: str) -> tuple[tuple[int, ...], np.dtype[Any], int]:
    """The shape, the type of the entries, and where they begin."""
    stream = io.BytesIO(content)
    try:
        shape, _, kind = FORMATS[np.lib.format.read_magic(stream)](stream)
    except Exception as error:  # a header is parsed as Python, which fails in many ways
        raise UsageError(f"cannot read array {name!r}: no header of a .npy file; use the registered file") from error
    return shape, kind, stream.tell()
