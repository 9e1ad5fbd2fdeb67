"""Archives that want to do harm: they are refused in one line, and nothing is ever written."""

import gzip
import io
import pickle
import tarfile
import zipfile
from functools import partial

import numpy as np
import pytest

from verify.errors import UsageError
from verify.recsys import archives
from verify.recsys.archives import gunzipped, lines, tar_member, zip_member
from verify.recsys.loaders import npz

NAME = "wanted.txt"


@pytest.fixture(autouse=True)
def _nothing_is_written(tmp_path):
    """Tests run in an empty folder; what an archive would extract to would show up there, above or in /tmp/evil."""
    before = sorted(tmp_path.parent.iterdir())
    yield
    assert list(tmp_path.iterdir()) == []
    assert sorted(tmp_path.parent.iterdir()) == before


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    buffer.seek(0)
    return buffer


def tarred(*members):
    """A tar archive, compressed; a member is a name with content, or a ready TarInfo with content."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for member, content in members:
            entry = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member)
            entry.size = len(content) if entry.isreg() else 0
            archive.addfile(entry, io.BytesIO(content))
    buffer.seek(0)
    return buffer


MAKE = {"zip": (zipped, zip_member), "tar": (tarred, tar_member)}


def read(opened):
    with opened as member:
        return member.read()


@pytest.mark.parametrize("kind", MAKE)
def test_a_member_is_read_by_its_exact_name(kind):
    make, member = MAKE[kind]
    assert read(member(make(("other", b"no"), (NAME, b"yes"), (f"folder/{NAME}", b"no")), NAME)) == b"yes"


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize("evil", ["../evil", "/tmp/evil", "..\\evil", "a/../../evil", f"../{NAME}"])
def test_names_that_leave_the_folder_are_never_opened(kind, evil):
    make, member = MAKE[kind]
    assert read(member(make((evil, b"evil"), (NAME, b"good")), NAME)) == b"good"
    with pytest.raises(UsageError, match="missing from the archive"):
        read(member(make((evil, b"evil")), NAME))


def test_a_name_that_stands_twice_is_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        archive = zipped((NAME, b"one"), (NAME, b"two"))
    with pytest.raises(UsageError, match="stands 2 times"):
        read(zip_member(archive, NAME))


@pytest.mark.parametrize("kind", MAKE)
def test_a_bomb_that_declares_its_size_is_refused_unread(kind):
    make, member = MAKE[kind]
    with pytest.raises(UsageError, match=r"declares 5,000,000 bytes|more than 1,000,000 bytes"):
        read(member(make((NAME, bytes(5_000_000))), NAME, 1_000_000))


def test_a_zip_bomb_that_lies_about_its_size_gives_no_more_than_it_declares():
    content = bytearray(zipped((NAME, bytes(5_000_000))).getvalue())
    size = (5_000_000).to_bytes(4, "little")
    for place in (content.find(size), content.rfind(size)):
        content[place : place + 4] = (1_000).to_bytes(4, "little")
    with pytest.raises(UsageError, match=f"cannot read '{NAME}'"):
        read(zip_member(io.BytesIO(bytes(content)), NAME, 1_000_000))


def test_what_comes_out_is_counted_whatever_is_declared():
    limited = archives.limited(io.BytesIO(bytes(2_000)), 1_000)
    with pytest.raises(UsageError, match="more than 1,000 bytes"):
        limited.read()
    assert archives.limited(io.BytesIO(bytes(1_000)), 1_000).read() == bytes(1_000)


def test_a_gzip_bomb_stops_at_the_limit():
    bomb = io.BytesIO(gzip.compress(bytes(50_000_000)))
    seen = []
    with pytest.raises(UsageError, match="more than 1,000,000 bytes"):
        seen.extend(iter(partial(gunzipped(bomb, 1_000_000).read, 100_000), b""))
    assert sum(map(len, seen)) <= 1_000_000


def test_a_bomb_before_the_member_of_a_tar_archive_stops_too():
    archive = tarred(("bomb", bytes(5_000_000)), (NAME, b"good"))
    with pytest.raises(UsageError, match="more than 1,000,000 bytes"):
        read(tar_member(archive, NAME, 1_000_000))


def test_a_tar_header_that_declares_too_much_is_refused():
    entry = tarfile.TarInfo("long")
    entry.type, entry.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    content = gzip.compress(entry.tobuf(format=tarfile.GNU_FORMAT) + bytes(2_000_000))
    with pytest.raises(UsageError, match=r"more than 1,000,000 bytes|cannot read"):
        read(tar_member(io.BytesIO(content), NAME, 1_000_000))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_only_plain_members_of_a_tar_archive_are_read(kind):
    entry = tarfile.TarInfo(NAME)
    entry.type, entry.linkname = kind, "/etc/passwd"
    with pytest.raises(UsageError, match="plain file"):
        read(tar_member(tarred((entry, b"")), NAME))


def test_a_symbolic_link_in_a_zip_archive_is_refused():
    entry = zipfile.ZipInfo(NAME)
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    with pytest.raises(UsageError, match="plain file"):
        read(zip_member(zipped((entry, "/etc/passwd")), NAME))


def test_an_encrypted_member_and_one_of_another_method_are_refused():
    content = bytearray(zipped((NAME, b"secret")).getvalue())
    content[content.find(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UsageError, match="plain file"):
        read(zip_member(io.BytesIO(bytes(content)), NAME))
    with pytest.raises(UsageError, match="plain file"):
        read(zip_member(zipped((NAME, b"x"), method=zipfile.ZIP_LZMA), NAME))


def damaged(content):
    half = len(content) // 2
    return {
        "cut": content[:half],
        "changed": content[:half] + b"????????" + content[half + 8 :],
        "empty": b"",
        "text": b"x",
    }


@pytest.mark.parametrize("how", ["cut", "changed", "empty", "text"])
@pytest.mark.parametrize("kind", MAKE)
def test_a_damaged_archive_is_one_clear_line(kind, how):
    make, member = MAKE[kind]
    noise = np.random.default_rng(0).bytes(20_000)
    with pytest.raises(UsageError) as caught:
        read(member(io.BytesIO(damaged(make((NAME, noise)).getvalue())[how]), NAME))
    assert "\n" not in str(caught.value)
    assert NAME in str(caught.value) or "archive" in str(caught.value)


def test_a_damaged_gzip_file_is_one_clear_line():
    content = damaged(gzip.compress(np.random.default_rng(0).bytes(20_000)))["cut"]
    with pytest.raises(UsageError, match=r"cannot read the file|not UTF-8"):
        list(lines(gunzipped(io.BytesIO(content)), "the file"))


def test_lines_of_text_with_any_end():
    stream = io.BytesIO("a\r\nb\n\nü".encode())
    assert list(lines(stream, "the file")) == ["a", "b", "", "ü"]


def test_a_line_without_end_is_refused():
    with pytest.raises(UsageError, match="line 2 of the file is longer than 100 bytes"):
        list(lines(io.BytesIO(b"short\n" + bytes(101)), "the file", 100))


def test_what_is_no_text_is_refused():
    with pytest.raises(UsageError, match="line 1 of the file is not UTF-8"):
        list(lines(io.BytesIO(b"\xff\xfe"), "the file"))


def header(text):
    content = text.encode()
    return b"\x93NUMPY\x01\x00" + len(content).to_bytes(2, "little") + content


def arrays(name, content):
    return zipped((f"{name}.npy", content), ("items.npy", header("")))


class Evil:
    """Writes a file when it is unpickled."""

    def __reduce__(self):
        return open, ("evil", "w")


def pickled():
    buffer = io.BytesIO()
    np.save(buffer, np.array([Evil()], dtype=object), allow_pickle=True)
    return buffer.getvalue()


HOSTILE = {
    "a pickle": (pickle.dumps(Evil()), "no header"),
    "objects": (pickled(), "integers, not object"),
    "more than there is": (header("{'descr': '<i8', 'fortran_order': False, 'shape': (10**12,), }"), "no header"),
    "a huge shape": (header("{'descr': '<i8', 'fortran_order': False, 'shape': (1000000000000,), }"), "not as long"),
    "a negative shape": (
        header("{'descr': '<i8', 'fortran_order': False, 'shape': (-1,), }") + bytes(8),
        "not as long",
    ),
    "less than there is": (
        header("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }") + bytes(16),
        "not as long",
    ),
    "code in the header": (header("{'descr': open('evil', 'w'), 'fortran_order': False, 'shape': (1,)}"), "no header"),
    "a deep header": (header("(" * 5_000), "no header"),
    "a long header": (header("{'descr': '<i8', 'fortran_order': False, 'shape': (1,)}" + " " * 20_000), "no header"),
    "a record": (header("{'descr': [('a', '<i8')], 'fortran_order': False, 'shape': (1,)}") + bytes(8), "integers"),
    "floats": (header("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}") + bytes(8), "integers, not float64"),
    "two axes": (header("{'descr': '<i8', 'fortran_order': False, 'shape': (1, 1)}") + bytes(8), "one axis"),
    "beyond 63 bits": (header("{'descr': '<u8', 'fortran_order': False, 'shape': (1,)}") + b"\xff" * 8, "too large"),
    "nothing": (b"", "no header"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_array_is_refused_in_one_line(case):
    content, message = HOSTILE[case]
    with pytest.raises(UsageError, match=message) as caught:
        npz.array(arrays("users", content), "users")
    assert "\n" not in str(caught.value)


def test_a_bomb_in_an_array_is_refused(monkeypatch):
    monkeypatch.setattr(npz, "LARGEST_ARRAY", 1_000_000)
    with pytest.raises(UsageError, match="declares 5,000,000 bytes"):
        npz.array(arrays("users", bytes(5_000_000)), "users")


@pytest.mark.parametrize("kind", ["<u2", ">i4", "<i8", "|u1", "<u8"])
def test_plain_arrays_of_any_width_are_read(kind):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, users=np.array([3, 1, 2], dtype=kind))
    buffer.seek(0)
    found = npz.array(buffer, "users")
    assert found.dtype == np.int64
    np.testing.assert_array_equal(found, [3, 1, 2])


CASES = {
    "zip": (zipped(("other", b"a" * 100), (NAME, b"b" * 100)), lambda stream: read(zip_member(stream, NAME, 10_000))),
    "tar": (tarred(("other", b"a" * 100), (NAME, b"b" * 100)), lambda stream: read(tar_member(stream, NAME, 100_000))),
    "array": (arrays("users", HOSTILE["floats"][0].replace(b"<f8", b"<i8")), lambda stream: npz.array(stream, "users")),
}


@pytest.mark.parametrize("case", CASES)
def test_whatever_bytes_are_changed_there_is_a_result_or_one_clear_line(case):
    stream, use = CASES[case]
    random = np.random.default_rng(1)
    refused = []
    for _ in range(300):
        content = np.frombuffer(stream.getvalue(), dtype=np.uint8).copy()
        content[random.integers(len(content), size=random.integers(1, 4))] = random.integers(256)
        try:
            use(io.BytesIO(content.tobytes()))
        except UsageError as error:
            refused.append(str(error))
    assert len(refused) > 50
    assert not [message for message in refused if "\n" in message]
