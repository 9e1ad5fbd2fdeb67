import hashlib
import io
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from paper_checks.__main__ import main
from verify.errors import UsageError
from verify.recsys import datasets, online_retail, registry, synthetic
from verify.recsys.kcore import k_core
from verify.recsys.loaders import sasrec
from verify.recsys.loaders.npz import reader
from verify.recsys.splits import SPLITS, split
from verify.seeds import generator


@pytest.fixture
def toy(monkeypatch, tmp_path):
    """A registered data set `toy` that is not embedded, with the folder it is looked for in; returns its content."""
    monkeypatch.setenv("SOFTPROOF_DATA", str(tmp_path / "data"))
    content = npz(user=[7, 7, 9, 9, 9], item=[1, 2, 1, 2, 5], rating=[3, 4, 5, 3, 2], time=[5, 5, 8, 1, 0])
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
        read=reader("user", "item", ratings="rating", times="time"),
        originals=(registry.Original("toy.txt", sasrec.read, "http://127.0.0.1:9/toy.txt"),),
        minimum_rating=3.0,
        core=2,
    )
    monkeypatch.setitem(registry.REGISTRY, "toy", data)
    return content


@pytest.fixture
def unhashed(monkeypatch, toy):  # noqa: ARG001
    """The data set `toy` with its original only, whose hash and counts nobody knows, and without ratings."""
    bare = {"file": "", "sha256": None, "users": None, "items": None, "pairs": None, "minimum_rating": None}
    monkeypatch.setitem(registry.REGISTRY, "toy", replace(registry.REGISTRY["toy"], **bare))
    return b"7 1\n7 2\n9 1\n9 2\n"


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
    content = datasets.path("online-retail").read_bytes()
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
    assert built.read_bytes() == datasets.path("online-retail").read_bytes()


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


def drawn_or_read(name):
    """The pairs of a registered data set; skipped where its file is absent."""
    if not datasets.present(name):
        pytest.skip(f"{name} is not in the data folder: {datasets.remedy(datasets.lookup(name))}")
    return datasets.load(name)


ORDERED = {
    *("online-retail", "ml-latest-small", "ml100k", "ml1m", "ml10m", "gowalla-checkins", "electronics"),
    *("electronics-sample", "beauty", "steam", "steam-sample"),
}
"""The data sets with times that compare across users."""

WITHIN_USERS = {"ml1m-sasrec", "videogames-sasrec", "synthetic-low-rank"}
GIVEN = {"gowalla", "electronics-10core"}


@pytest.mark.data
@pytest.mark.parametrize("name", registry.REGISTRY)
def test_every_data_set_that_is_here_is_as_registered(name):
    data, pairs = datasets.lookup(name), drawn_or_read(name)
    for ids in (pairs.users, pairs.items):
        counts = np.bincount(ids)
        assert counts[counts > 0].min() >= data.core
    assert (pairs.moments is not None) == (name in ORDERED)
    assert (pairs.times is not None) == (name in ORDERED | WITHIN_USERS)
    assert (pairs.part is not None) == (name in GIVEN)
    parts = split(pairs, data.split, 0)
    sizes = [len(lists.values) for lists in (parts.train, parts.validation, parts.test)]
    assert sum(sizes) == len(pairs.users)
    assert min(sizes) > 0
    if pairs.times is not None:
        assert (parts.in_order(parts.train).counts == parts.train.counts).all()


@pytest.mark.data
def test_movielens_1m_is_in_the_order_of_its_rows():
    """The timestamp of 598 rows is unknown: the order of the rows tells their place among their user's."""
    drawn_or_read("ml1m")
    with np.load(datasets.path("ml1m")) as arrays:
        users, items, ratings = (arrays[name].astype(np.int64) for name in ("user", "item", "rating"))
    pairs = datasets.load("ml1m")
    order = np.lexsort((pairs.times, pairs.users))
    kept = ratings >= 3
    kept[kept] = k_core(users[kept], items[kept], 5)
    np.testing.assert_array_equal(pairs.items[order], np.unique(items[kept], return_inverse=True)[1])


@pytest.mark.data
def test_the_split_of_lightgcn_keeps_its_test_part():
    parts = split(drawn_or_read("gowalla"), "given", 0)
    assert len(parts.test.values) == 217_242
    assert len(parts.train.values) + len(parts.validation.values) == 810_128
    assert parts.n_users == 29_858


def test_clicks_from_true_scores():
    """Each user's clicks have higher scores than the others: the true scores rank what is held out well."""
    pairs = datasets.load("synthetic-low-rank")
    contexts, items = synthetic.factors()
    scores = contexts @ items.T
    assert np.linalg.matrix_rank(scores) == synthetic.RANK
    assert abs(scores.std() - synthetic.SPREAD) < 0.1
    assert (np.bincount(pairs.users) == synthetic.CLICKS).all()
    probability = np.exp(scores - scores.max(1, keepdims=True))
    probability /= probability.sum(1, keepdims=True)
    first = pairs.times % synthetic.CLICKS == 0
    assert first.sum() == synthetic.USERS
    seen, expected = (
        np.log(probability[np.arange(synthetic.USERS), pairs.items[first]]),
        (probability * np.log(probability)).sum(1),
    )
    deviation = np.sqrt(((probability * np.log(probability) ** 2).sum(1) - expected**2).sum())
    assert abs(seen.sum() - expected.sum()) < 5 * deviation


def test_very_many_items():
    pairs = datasets.load("synthetic-200k")
    assert (pairs.n_users, pairs.n_items) == (10_000, 200_000)
    popular = np.sort(np.bincount(pairs.items, minlength=200_000))[::-1]
    assert popular[0] > 5_000
    assert popular[100_000] <= 3


def test_what_is_drawn_is_the_same_with_fresh_seeds(monkeypatch):
    monkeypatch.setenv("SOFTPROOF_FRESH_SEEDS", "1")
    assert datasets.load("synthetic-200k").sha256 == datasets.lookup("synthetic-200k").sha256
    assert datasets.present("synthetic-200k")
    with pytest.raises(UsageError, match="comes with softproof"):
        datasets.add("synthetic-200k", Path("file"))


def test_a_drawing_that_comes_out_otherwise_is_refused(monkeypatch):
    monkeypatch.setattr(synthetic, "CLICKS", 99)
    with pytest.raises(UsageError, match="registered"):
        datasets.load("synthetic-low-rank")
    changed = replace(registry.REGISTRY["synthetic-low-rank"], sha256="0" * 64, pairs=None)
    monkeypatch.setitem(registry.REGISTRY, "synthetic-low-rank", changed)
    with pytest.raises(UsageError, match="use the pinned NumPy"):
        datasets.load("synthetic-low-rank")


def test_the_registry_is_complete():
    for name, data in registry.REGISTRY.items():
        assert name == data.name
        assert data.licence
        assert data.source
        assert data.citation
        assert data.split in SPLITS
        assert bool(data.draw) != bool(datasets.files(data))
        assert all(file.url.startswith("http") for file in data.originals)
        if data.file or data.draw:
            assert len(data.sha256) == 64
            assert min(data.counts) > 0
        else:
            with pytest.raises(UsageError, match="nobody has counted"):
                _ = data.counts


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
    os.mkfifo(tmp_path / "pipe")
    for none in ("pipe", "."):
        with pytest.raises(UsageError, match="it is no plain file"):
            datasets.add("toy", tmp_path / none)


def test_where_data_sets_are_looked_for(monkeypatch, tmp_path):
    monkeypatch.setenv("SOFTPROOF_DATA", str(tmp_path))
    assert datasets.folder() == tmp_path
    monkeypatch.delenv("SOFTPROOF_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert datasets.folder() == tmp_path / "xdg" / "softproof"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert datasets.folder() == Path.home() / ".local" / "share" / "softproof"
    monkeypatch.setenv("SOFTPROOF_DATA", "~nobody-of-this-name/data")
    with pytest.raises(UsageError, match=r"no folder for data sets: .* Set \$SOFTPROOF_DATA"):
        datasets.folder()


def objects(text):
    buffer = io.BytesIO()
    np.savez(buffer, user=np.array([text], dtype=object), item=np.zeros(1, int), rating=np.zeros(1, int))
    return buffer.getvalue()


MALFORMED = {
    "not an archive": (b"nonsense", "cannot read"),
    "a pickle": (pickle.dumps({"user": 1}), "cannot read"),
    "objects": (objects("x"), "integers, not object"),
    "an array missing": (npz(user=[0], rating=[5]), "'item.npy' is missing"),
    "negative": (npz(user=[0, -1], item=[0, 1], rating=[5, 5], time=[0, 0]), "negative value -1"),
    "not integers": (npz(user=[0.5], item=[0], rating=[5], time=[0]), "integers, not float64"),
    "two axes": (npz(user=[[0]], item=[0], rating=[5], time=[0]), "one axis"),
    "lengths": (npz(user=[0, 1], item=[0], rating=[5], time=[0]), "lengths"),
    "nothing left": (npz(user=[0], item=[0], rating=[5], time=[0]), "nothing is left"),
}


@pytest.mark.parametrize("case", MALFORMED)
@pytest.mark.usefixtures("toy")
def test_a_malformed_file_is_refused_in_one_line(case, tmp_path, monkeypatch):
    content, message = MALFORMED[case]
    monkeypatch.setitem(registry.REGISTRY, "toy", replace(registry.REGISTRY["toy"], sha256=None, originals=()))
    (tmp_path / "toy.npz").write_bytes(content)
    with pytest.raises(UsageError, match=message) as caught:
        datasets.add("toy", tmp_path / "toy.npz")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "data").exists()


def test_order_comes_with_the_pairs(toy, tmp_path):
    """The row of rating 2 at time 0 is no positive; two rows at time 5 stay in the order of the file."""
    (tmp_path / "given").write_bytes(toy)
    datasets.add("toy", tmp_path / "given")
    data = datasets.load("toy")
    np.testing.assert_array_equal(data.times, [1, 2, 3, 0])
    np.testing.assert_array_equal(data.moments, [1, 1, 2, 0])


def test_the_original_serves_as_well(toy, tmp_path):
    registry.REGISTRY["toy"] = replace(registry.REGISTRY["toy"], minimum_rating=None)
    (tmp_path / "toy.txt").write_bytes(b"7 1\n7 2\n9 1\n9 2\n")
    place = datasets.add("toy", tmp_path / "toy.txt")
    assert place == tmp_path / "data" / "toy.txt"
    assert datasets.path("toy") == place
    data = datasets.load("toy")
    np.testing.assert_array_equal(data.items, [0, 1, 0, 1])
    assert data.sha256 == hashlib.sha256(b"7 1\n7 2\n9 1\n9 2\n").hexdigest()
    assert datasets.hashes("toy") == {data.sha256, hashlib.sha256(toy).hexdigest()}


@pytest.mark.usefixtures("toy")
def test_an_original_with_other_counts_is_refused(tmp_path):
    registry.REGISTRY["toy"] = replace(registry.REGISTRY["toy"], minimum_rating=None)
    (tmp_path / "toy.txt").write_bytes(b"7 1\n7 2\n9 1\n9 2\n8 1\n8 2\n")
    with pytest.raises(UsageError, match=r"toy has \(3, 2, 6\) users, items, pairs; registered: \(2, 2, 4\)"):
        datasets.add("toy", tmp_path / "toy.txt")
    assert not (tmp_path / "data").exists()


def test_the_first_hash_is_pinned_and_another_is_an_error(unhashed, tmp_path):
    (tmp_path / "toy.txt").write_bytes(unhashed)
    place = datasets.add("toy", tmp_path / "toy.txt")
    note = place.with_name("toy.txt.sha256")
    assert note.read_text() == f"{hashlib.sha256(unhashed).hexdigest()}  toy.txt\n"
    datasets.load("toy")
    place.write_bytes(unhashed + b"8 1\n")
    with pytest.raises(UsageError, match=r"was at first use .*toy\.txt\.sha256"):
        datasets.load("toy")
    (tmp_path / "toy.txt").write_bytes(unhashed + b"8 1\n")
    with pytest.raises(UsageError, match=r"delete .*toy\.txt\.sha256, if the new file is meant"):
        datasets.add("toy", tmp_path / "toy.txt")
    note.unlink()
    assert len(datasets.load("toy").users) == 4
    assert note.is_file()


@pytest.mark.parametrize("text", ["", "nonsense", "\0" * 64])
def test_a_damaged_pin_is_named(unhashed, tmp_path, text):
    (tmp_path / "toy.txt").write_bytes(unhashed)
    place = datasets.add("toy", tmp_path / "toy.txt")
    place.with_name("toy.txt.sha256").write_text(text)
    with pytest.raises(UsageError, match="holds no SHA-256; delete it"):
        datasets.load("toy")


@pytest.mark.usefixtures("unhashed")
def test_nonsense_is_neither_copied_nor_pinned(tmp_path):
    (tmp_path / "toy.txt").write_bytes(b"<html>404</html>\n")
    with pytest.raises(UsageError, match="is it the right file"):
        datasets.add("toy", tmp_path / "toy.txt")
    assert not (tmp_path / "data").exists()


def test_what_was_read_slowly_is_kept_for_this_file_only(unhashed, tmp_path, monkeypatch):
    reads = []

    def slowly(stream):
        reads.append(stream.tell())
        return sasrec.read(stream)

    original = replace(registry.REGISTRY["toy"].originals[0], read=slowly)
    monkeypatch.setitem(registry.REGISTRY, "toy", replace(registry.REGISTRY["toy"], originals=(original,), slow=True))
    (tmp_path / "toy.txt").write_bytes(unhashed)
    place = datasets.add("toy", tmp_path / "toy.txt")
    first = datasets.load("toy")
    assert len(reads) == 1
    np.testing.assert_array_equal(datasets.load("toy").times, first.times)
    assert len(reads) == 1
    assert datasets.load("toy").moments is None
    kept = place.with_name(".toy.txt.rows.npz")
    kept.write_bytes(b"damaged")
    datasets.load("toy")
    assert len(reads) == 2
    place.with_name("toy.txt.sha256").unlink()
    place.write_bytes(unhashed + b"8 1\n8 2\n")
    assert datasets.load("toy").n_users == 3
    assert len(reads) == 3


def test_a_disk_that_is_full_leaves_nothing(toy, tmp_path, monkeypatch):
    (tmp_path / "given").write_bytes(toy)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(datasets.shutil, "copyfileobj", full)
    with pytest.raises(UsageError, match="No space left on device"):
        datasets.add("toy", tmp_path / "given")
    assert list((tmp_path / "data").iterdir()) == []


def test_get_downloads_checks_and_pins(unhashed, tmp_path, monkeypatch):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "toy.txt").write_bytes(unhashed)
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "site"))
    monkeypatch.setattr(SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=partial(server.serve_forever, poll_interval=0.01), daemon=True)
        thread.start()
        original = replace(
            registry.REGISTRY["toy"].originals[0], url=f"http://127.0.0.1:{server.server_address[1]}/toy.txt"
        )
        monkeypatch.setitem(registry.REGISTRY, "toy", replace(registry.REGISTRY["toy"], originals=(original,)))
        assert datasets.get("toy") == tmp_path / "data" / "toy.txt"
        assert len(datasets.load("toy").users) == 4
        (tmp_path / "site" / "toy.txt").write_bytes(b"<html>captive portal</html>")
        assert datasets.get("toy") == tmp_path / "data" / "toy.txt"
        (tmp_path / "data" / "toy.txt").unlink()
        with pytest.raises(UsageError, match="was at first use"):
            datasets.get("toy")
        (tmp_path / "data" / "toy.txt.sha256").unlink()
        with pytest.raises(UsageError, match="is it the right file"):
            datasets.get("toy")
        assert list((tmp_path / "data").iterdir()) == []
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("toy")
def test_get_of_what_has_no_address_says_how_else(monkeypatch):
    monkeypatch.setitem(registry.REGISTRY, "toy", replace(registry.REGISTRY["toy"], originals=()))
    with pytest.raises(UsageError, match=r"no address .*softproof data add toy FILE \(from nowhere\)"):
        datasets.get("toy")


def test_the_command_lists_verifies_and_names_every_fault(toy, tmp_path, capsys):
    (tmp_path / "given").write_bytes(toy)
    assert main(["data", "add", "toy", str(tmp_path / "given")]) == 0
    assert main(["data", "verify", "toy", "online-retail"]) == 0
    out = capsys.readouterr().out
    assert "toy: 2 users, 2 items, 4 pairs, as registered" in out
    assert "online-retail: 4,074 users" in out
    (tmp_path / "data" / "toy.npz").write_bytes(b"")
    assert main(["data", "verify"]) == 2
    captured = capsys.readouterr()
    assert "toy.npz has SHA-256" in captured.err
    assert "synthetic-200k: 10,000 users" in captured.out
    assert main(["data", "list"]) == 0
    out = capsys.readouterr().out
    assert all(f"{name}: " in out for name in registry.REGISTRY)
    assert "softproof data get ml10m" in out
    assert main(["data", "get", "toys"]) == 2
    assert "did you mean toy" in capsys.readouterr().err


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


def test_importing_data_sets_is_cheap():
    script = "import sys; from verify.recsys import datasets, recipes, records; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
