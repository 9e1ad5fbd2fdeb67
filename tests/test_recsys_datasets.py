import hashlib
import io
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from verify.errors import UsageError
from verify.recsys import datasets, online_retail, registry
from verify.recsys.interactions import Interactions
from verify.recsys.kcore import k_core
from verify.recsys.splits import split
from verify.seeds import generator


@pytest.fixture
def toy(monkeypatch, tmp_path):
    """A registered data set `toy` that is not embedded, with the folder it is looked for in; returns its content."""
    monkeypatch.setenv("SOFTPROOF_DATA", str(tmp_path / "data"))
    content = npz(user=[7, 7, 9, 9, 9], item=[1, 2, 1, 2, 5], rating=[3, 4, 5, 3, 2])
    data = registry.DataSet(
        name="toy",
        title="",
        file="toy.npz",
        sha256=hashlib.sha256(content).hexdigest(),
        users=2,
        items=2,
        pairs=4,
        licence="",
        source="nowhere",
        citation="",
        arrays=("user", "item", "rating"),
        minimum_rating=3,
        core=2,
    )
    monkeypatch.setitem(registry.REGISTRY, "toy", data)
    return content


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **{name: np.asarray(values) for name, values in arrays.items()})
    return buffer.getvalue()


def test_the_embedded_data_set():
    data = datasets.load("online-retail")
    assert (data.n_users, data.n_items, len(data.users)) == (4_074, 3_145, 264_514)
    assert np.bincount(data.users).min() >= 5
    assert np.bincount(data.items).min() >= 5
    assert not data.users.flags.writeable


def test_the_embedded_file_is_small_and_plain():
    content = datasets.verify("online-retail")
    assert len(content) < 2_000_000
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        assert {name: arrays[name].dtype for name in arrays} == {
            "items": np.uint16,
            "minutes": np.uint32,
            "users": np.uint16,
        }
        assert online_retail.archive(dict(arrays)) == content


@pytest.mark.data
def test_the_embedded_file_is_built_from_its_source(tmp_path):
    source = Path(os.environ.get("SOFTPROOF_DATA", "/nowhere")) / "uci_online_retail.parquet"
    if not source.is_file():
        pytest.skip("uci_online_retail.parquet is not in $SOFTPROOF_DATA")
    pytest.importorskip("pyarrow")
    built = online_retail.build(source, tmp_path / "built.npz")
    assert built.read_bytes() == datasets.verify("online-retail")


def test_a_source_with_rows_missing_is_refused(tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    rows = pandas.DataFrame({name: ["1"] for name in online_retail.COLUMNS})
    rows.to_parquet(tmp_path / "rows.parquet")
    with pytest.raises(UsageError, match="1 rows; the source has 541909"):
        online_retail.build(tmp_path / "rows.parquet", tmp_path / "built.npz")


def test_a_source_that_is_no_table_is_refused_in_one_line(tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    (tmp_path / "nonsense").write_text("nonsense")
    pandas.DataFrame({"a": [1]}).to_parquet(tmp_path / "other")
    for name in ("nonsense", "other", "absent"):
        with pytest.raises(UsageError, match=f"cannot read .*{name}") as caught:
            online_retail.build(tmp_path / name, tmp_path / "built.npz")
        assert "\n" not in str(caught.value)


@pytest.mark.data
def test_movielens():
    if not datasets.present("ml1m"):
        pytest.skip("ml1m is not in the data folder: softproof data add ml1m FILE")
    data = datasets.load("ml1m")
    assert np.bincount(data.users).min() >= 5
    assert np.bincount(data.items).min() >= 5


def test_add_then_load(toy, tmp_path):
    (tmp_path / "given").write_bytes(toy)
    with pytest.raises(UsageError, match="softproof data add toy FILE"):
        datasets.load("toy")
    assert not datasets.present("toy")
    assert datasets.add("toy", tmp_path / "given") == tmp_path / "data" / "toy.npz"
    assert datasets.present("toy")
    data = datasets.load("toy")
    np.testing.assert_array_equal(data.users, [0, 0, 1, 1])
    np.testing.assert_array_equal(data.items, [0, 1, 0, 1])


def test_a_file_that_differs_is_refused(toy, tmp_path):
    (tmp_path / "other").write_bytes(toy + b" ")
    found, registered = hashlib.sha256(toy + b" ").hexdigest(), hashlib.sha256(toy).hexdigest()
    with pytest.raises(UsageError, match=f"{found}.*{registered}"):
        datasets.add("toy", tmp_path / "other")
    assert not datasets.present("toy")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "toy.npz").write_bytes(toy + b" ")
    with pytest.raises(UsageError, match=found):
        datasets.load("toy")


def test_counts_that_differ_are_refused(toy, tmp_path, monkeypatch):
    (tmp_path / "given").write_bytes(toy)
    datasets.add("toy", tmp_path / "given")
    monkeypatch.setitem(registry.REGISTRY, "toy", replace(registry.REGISTRY["toy"], pairs=5))
    with pytest.raises(UsageError, match="registered"):
        datasets.load("toy")


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(UsageError, match="did you mean online-retail"):
        datasets.load("online-retial")


@pytest.mark.usefixtures("toy")
def test_a_missing_file_to_add_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot read"):
        datasets.add("toy", tmp_path / "absent")


def test_where_data_sets_are_looked_for(monkeypatch, tmp_path):
    monkeypatch.setenv("SOFTPROOF_DATA", str(tmp_path))
    assert datasets.folder() == tmp_path
    monkeypatch.delenv("SOFTPROOF_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert datasets.folder() == tmp_path / "xdg" / "softproof"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert datasets.folder() == Path.home() / ".local" / "share" / "softproof"


def objects(text):
    buffer = io.BytesIO()
    np.savez(buffer, user=np.array([text], dtype=object), item=np.zeros(1, int), rating=np.zeros(1, int))
    return buffer.getvalue()


MALFORMED = {
    "not an archive": (b"nonsense", "cannot read"),
    "a pickle": (pickle.dumps({"user": 1}), "cannot read"),
    "objects": (objects("x"), "cannot read array 'user'"),
    "an array missing": (npz(user=[0], rating=[5]), "array 'item' is missing"),
    "negative": (npz(user=[0, -1], item=[0, 1], rating=[5, 5]), "negative value -1"),
    "not integers": (npz(user=[0.5], item=[0], rating=[5]), "integers, not float64"),
    "two axes": (npz(user=[[0]], item=[0], rating=[5]), "one axis"),
    "lengths": (npz(user=[0, 1], item=[0], rating=[5]), "lengths"),
    "nothing left": (npz(user=[0], item=[0], rating=[5]), "nothing is left"),
}


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_file_is_refused_in_one_line(case):
    content, message = MALFORMED[case]
    with pytest.raises(UsageError, match=message) as caught:
        datasets.read(content, registry.REGISTRY["toy"])
    assert "\n" not in str(caught.value)


WRONG = {
    "float ids": (np.array([0.0]), np.array([0]), "integers"),
    "negative": (np.array([0, -1]), np.array([0, 1]), "negative id -1"),
    "out of range": (np.array([0, 1]), np.array([0, 9]), "items holds the id 9"),
    "lengths": (np.array([0, 1]), np.array([0]), "one of each"),
    "user without items": (np.array([0, 0]), np.array([0, 1]), "user 1 has no item"),
    "repeated": (np.array([0, 1, 1]), np.array([0, 1, 1]), "distinct"),
    "unsorted": (np.array([1, 0]), np.array([0, 0]), "sorted"),
}


@pytest.mark.parametrize("case", WRONG)
def test_interactions_are_checked(case):
    users, items, message = WRONG[case]
    with pytest.raises(UsageError, match=message):
        Interactions(users, items, 2, 2, "")


def test_interactions_of_any_pairs():
    data = Interactions.of(np.array([30, 10, 30, 30]), np.array([5, 7, 5, 2]))
    np.testing.assert_array_equal(data.users, [0, 1, 1])
    np.testing.assert_array_equal(data.items, [2, 0, 1])


def test_k_core_is_the_largest():
    random = generator("recsys.kcore")
    pairs = np.unique(random.integers(30, size=(150, 2)), axis=0)
    kept = k_core(pairs[:, 0], pairs[:, 1], 3)
    core = pairs[kept]
    for side in (0, 1):
        assert np.unique(core[:, side], return_counts=True)[1].min(initial=3) >= 3
    left = {tuple(pair) for pair in pairs.tolist()}
    while poor := {pair for pair in left for side in (0, 1) if sum(other[side] == pair[side] for other in left) < 3}:
        left.remove(max(poor))
    assert left == {tuple(pair) for pair in core.tolist()}
    assert left


def test_split_is_a_partition_of_stated_sizes(monkeypatch):
    monkeypatch.delenv("SOFTPROOF_FRESH_SEEDS", raising=False)
    counts = np.array([1, 4, 5, 14, 15, 24, 25, 100])
    users = np.repeat(np.arange(len(counts)), counts)
    data = Interactions.of(users, np.concatenate([np.arange(n) for n in counts]))
    parts = split(data, 3)
    np.testing.assert_array_equal(parts.validation.counts, [0, 0, 1, 1, 2, 2, 3, 10])
    np.testing.assert_array_equal(parts.test.counts, parts.validation.counts)
    np.testing.assert_array_equal(parts.train.counts, counts - 2 * parts.test.counts)
    whole = parts.train.union(parts.validation).union(parts.test)
    np.testing.assert_array_equal(whole.values, data.items)
    np.testing.assert_array_equal(whole.users, data.users)
    again, other = split(data, 3), split(data, 4)
    np.testing.assert_array_equal(again.test.values, parts.test.values)
    assert (other.test.values != parts.test.values).any()


def test_split_is_uniform():
    """1,000 users of 10 items: each place is tested 100 +- 9.5 times; a false alarm at 6 deviations: 2e-8."""
    data = Interactions.of(np.repeat(np.arange(1000), 10), np.tile(np.arange(10), 1000))
    tested = np.bincount(split(data, 0).test.values, minlength=10)
    assert abs(tested - 100).max() <= 57


def test_importing_data_sets_is_cheap():
    script = "import sys; from verify.recsys import datasets, recipes, records; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
