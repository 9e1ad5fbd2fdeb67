"""Files are whole or absent, and say clearly why they cannot be written."""

import numpy as np
import pytest

from verify.errors import UsageError, unknown
from verify.files import jsonable, read_json, require_file, write_bytes, write_json


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path):
    path = write_bytes(tmp_path / "a.txt", b"old")
    with pytest.raises(TypeError):
        write_bytes(path, "not bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"file.*--results DIR"):
        write_bytes(tmp_path / "file" / "a.txt", b"")


def test_a_folder_in_place_of_a_file_is_named_and_nothing_is_left(tmp_path):
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(UsageError, match=r"cannot write .*a\.txt"):
        write_bytes(tmp_path / "a.txt", b"")
    with pytest.raises(UsageError, match="give the name of a file"):
        require_file(tmp_path / "a.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("text", ["", "{", "[1]", "[" * 100_000])
def test_a_file_that_holds_no_json_object_names_the_remedy(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(UsageError, match=r"a\.json .*; run: the remedy"):
        read_json(tmp_path / "a.json", "the remedy")


def test_a_json_file_that_is_missing_or_a_folder_names_the_remedy(tmp_path):
    for place in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(UsageError, match="run: the remedy"):
            read_json(place, "the remedy")


def test_json_has_no_nan_and_takes_numpy(tmp_path):
    content = {"a": np.float64(1.5), "b": np.arange(2), "c": (float("inf"), float("nan"), True)}
    assert jsonable(content) == {"a": 1.5, "b": [0, 1], "c": [None, None, True]}
    assert "NaN" not in write_json(tmp_path / "a.json", content).read_text()


def test_unknown_names_the_nearest_or_else_all():
    assert "did you mean softmax" in str(unknown("loss", "sofmax", ["softmax", "rg2"]))
    assert "known: rg2, softmax" in str(unknown("loss", "zzz", ["softmax", "rg2"]))
