"""Every command ends with a status, and says in one line what stopped it."""

import pytest

from verify import script
from verify.errors import UsageError


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (UsageError("dim is 0"), 2, "tool: dim is 0"),
        (MemoryError("unable to allocate 3 TiB"), 2, "tool: not enough memory: unable to allocate 3 TiB"),
        (
            PermissionError(13, "Permission denied", "/root/x"),
            2,
            "tool: no access to /root/x: Permission denied; choose",
        ),
        (KeyboardInterrupt(), 130, "tool: interrupted"),
    ],
)
def test_what_stops_a_command_is_one_line(error, status, words, capsys):
    def run():
        raise error

    assert script.status("tool", run) == status
    said = capsys.readouterr().err
    assert said.startswith(words)
    assert said.count("\n") == 1


def test_the_status_is_that_of_the_command_and_a_defect_keeps_its_traceback():
    assert script.status("tool", lambda: 1) == 1
    with pytest.raises(ZeroDivisionError):
        script.status("tool", lambda: 1 // 0)
