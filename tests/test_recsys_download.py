"""Downloads, against a server on this machine: whole, resumed, broken off, changed, refused, without room."""

import errno
import fcntl
import hashlib
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from verify.errors import UsageError
from verify.recsys import download
from verify.recsys.download import fetch

CONTENT = np.random.default_rng(0).bytes(300_000)
OTHER = np.random.default_rng(1).bytes(300_000)


class Site(ThreadingHTTPServer):
    """Serves one file, as its attributes tell; `asked` holds the ranges of requests, `given` the answers."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.tag, self.date = CONTENT, '"one"', None
        self.ranges, self.breaks, self.length, self.status = True, [], True, 200
        self.shift = 0
        self.asked, self.given = [], []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/data.bin"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        site = self.server
        wanted = self.headers.get("Range")
        site.asked.append(wanted)
        if site.status != 200:
            return self.send_error(site.status)
        start = self._start(site, wanted)
        if start is not None and start >= len(site.content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(site.content)}")
            return self._end(b"")
        body = site.content[start or 0 :]
        site.given.append(200 if start is None else 206)
        self.send_response(site.given[-1])
        if start is not None:
            last = len(site.content) - 1
            self.send_header("Content-Range", f"bytes {start + site.shift}-{last}/{len(site.content)}")
        for name, value in (("ETag", site.tag), ("Last-Modified", site.date)):
            if value:
                self.send_header(name, value)
        if site.length:
            self.send_header("Content-Length", str(len(body)))
        return self._end(body[: site.breaks.pop(0)] if site.breaks else body)

    def _start(self, site, wanted):
        """Where a range begins; None if the whole file is sent."""
        condition = self.headers.get("If-Range")
        strong = site.tag if site.tag and site.tag.startswith('"') else None
        current = condition is None or condition in (strong, site.date)
        return int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and site.ranges and current else None

    def _end(self, body):
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(download, "PAUSE", 0.0)
    monkeypatch.setattr(download, "CHUNK", 10_000)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Site() as server:
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


TARGET = Path("folder/data.bin")
PART, VERSION = Path("folder/data.bin.part"), Path("folder/data.bin.part.version")


def whole(part):
    """A check that takes the right content only."""
    found = part.read_bytes()
    if hashlib.sha256(found).digest() != hashlib.sha256(CONTENT).digest():
        raise UsageError(f"{part} is wrong")


def left():
    return sorted(str(path) for path in TARGET.parent.iterdir())


def started(size, version='"one"', content=CONTENT):
    """A part that an earlier run left."""
    PART.parent.mkdir()
    PART.write_bytes(content[:size])
    if version:
        VERSION.write_text(version)


def test_a_file_is_downloaded_and_nothing_else_is_left(site):
    assert fetch(site.url, TARGET, whole) == TARGET
    assert TARGET.read_bytes() == CONTENT
    assert left() == [str(TARGET)]
    assert site.asked == [None]


def test_a_transfer_that_breaks_off_goes_on_where_it_stopped(site):
    site.breaks = [100_000, 50_000]
    fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT
    assert site.asked == [None, "bytes=100000-", "bytes=150000-"]


def test_a_run_goes_on_where_an_earlier_one_stopped(site):
    started(200_000)
    fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT
    assert site.asked == ["bytes=200000-"]


def test_a_date_serves_where_there_is_no_strong_tag(site):
    site.tag, site.date = 'W/"weak"', "Mon, 01 Jan 2024 00:00:00 GMT"
    site.breaks = [100_000]
    fetch(site.url, TARGET, whole)
    assert site.asked == [None, "bytes=100000-"]
    assert site.given == [200, 206]


def test_a_transfer_that_breaks_off_again_and_again_keeps_its_part(site):
    site.breaks = [1_000] * download.ATTEMPTS
    with pytest.raises(UsageError, match=r"broke off 5 times, 5,000 bytes are in .*run the command again to go on"):
        fetch(site.url, TARGET, whole)
    assert left() == [str(PART), str(VERSION)]
    fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT
    assert site.asked[-1] == "bytes=5000-"


def test_a_server_without_ranges_sends_everything_again(site):
    site.ranges = False
    site.breaks = [100_000]
    fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT
    assert site.asked == [None, "bytes=100000-"]


def test_a_file_that_changed_meanwhile_is_not_spliced(site):
    started(200_000, '"old"', OTHER)
    fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT
    assert site.given == [200]


def test_a_part_of_unknown_version_is_not_continued(site):
    started(200_000, None, OTHER)
    fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT
    assert site.asked == [None]


def test_without_tag_or_date_every_attempt_starts_anew(site):
    site.tag = None
    site.breaks = [100_000]
    fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT
    assert site.asked == [None, None]


def test_a_whole_part_needs_only_be_checked(site):
    started(len(CONTENT))
    fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT
    assert site.asked == [f"bytes={len(CONTENT)}-"]


def test_a_part_that_is_too_long_starts_anew(site):
    started(len(CONTENT) + 5, content=CONTENT + b"extra")
    fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT


def test_another_range_than_was_asked_for_is_not_appended(site):
    started(200_000)
    site.shift = 7
    with pytest.raises(UsageError, match="broke off"):
        fetch(site.url, TARGET, whole)
    assert PART.read_bytes() == CONTENT[:200_000]


def test_a_length_that_is_not_told_is_no_obstacle(site):
    site.length = False
    fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT


def test_what_the_check_refuses_is_deleted(site):
    site.content = OTHER
    with pytest.raises(UsageError, match="is wrong"):
        fetch(site.url, TARGET, whole)
    assert left() == []
    site.content = CONTENT
    fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_refusal_is_told_with_its_number(site, status):
    site.status = status
    with pytest.raises(UsageError, match=f"gives {status} .*softproof data add"):
        fetch(site.url, TARGET, whole)
    assert not TARGET.exists()


def test_a_refusal_keeps_the_part(site):
    started(200_000)
    site.status = 503
    with pytest.raises(UsageError, match="gives 503"):
        fetch(site.url, TARGET, whole)
    assert PART.stat().st_size == 200_000


def test_a_server_that_is_not_there(site):
    url = site.url
    site.shutdown()
    site.server_close()
    with pytest.raises(UsageError, match=r"cannot reach .*are you offline\? .*softproof data add"):
        fetch(url, TARGET, whole)
    assert not TARGET.exists()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/file", "data.bin", "javascript:0"])
def test_only_the_web_is_asked(url):
    with pytest.raises(UsageError, match="only http and https"):
        fetch(url, TARGET, whole)
    assert not TARGET.parent.exists()


def test_too_little_room_is_told_before_the_transfer(site, monkeypatch):
    usage = download.shutil.disk_usage(".")
    monkeypatch.setattr(download.shutil, "disk_usage", lambda _: usage._replace(free=1_000))
    with pytest.raises(UsageError, match="needs 300,000 bytes more, and 1,000 are free"):
        fetch(site.url, TARGET, whole)
    assert PART.stat().st_size == 0


def test_a_disk_that_fills_up_keeps_what_came(site, monkeypatch):
    full = OSError(errno.ENOSPC, "No space left on device")

    class Disk(download.io.FileIO):
        def write(self, content):
            if self.tell() >= 50_000:
                raise full
            return super().write(content)

    with monkeypatch.context() as patched:
        patched.setattr(download, "_opened", lambda part: Disk(part, "ab"))
        with pytest.raises(UsageError, match=r"No space left on device; free some space .*to go on"):
            fetch(site.url, TARGET, whole)
    assert PART.read_bytes() == CONTENT[:50_000]
    fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT
    assert site.asked == [None, "bytes=50000-"]


def test_two_processes_do_not_write_into_one_part(site):
    started(100)
    with PART.open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(UsageError, match="another process"):
            fetch(site.url, TARGET, whole)
    assert PART.stat().st_size == 100


def test_a_part_that_another_process_has_just_finished_is_left_alone(site, monkeypatch):
    started(len(CONTENT))

    def finished(*_):
        PART.replace(TARGET)

    monkeypatch.setattr(download.fcntl, "flock", finished)
    with pytest.raises(UsageError, match="just ended the download"):
        fetch(site.url, TARGET, whole)
    assert TARGET.read_bytes() == CONTENT


def test_a_folder_that_cannot_be_made(site):
    TARGET.parent.write_text("a file")
    with pytest.raises(UsageError, match="cannot write"):
        fetch(site.url, TARGET, whole)
