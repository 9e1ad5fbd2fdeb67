"""What every command shares: its options, and how it ends, with a status and one line where it was stopped."""

import argparse
import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path

from verify.errors import UsageError
from verify.profile import Profile


def status(name: str, run: Callable[[], int]) -> int:
    """The exit status of `run`: its own; 2 for bad input, a forbidden place or too little memory; 130 if interrupted.

    It is 0 for a closed pipe. What standard output cannot encode is written as an escape.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        outcome = run()
        sys.stdout.flush()
    except UsageError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 2
    except MemoryError as error:
        print(f"{name}: not enough memory: {error}; ask for less", file=sys.stderr)
        return 2
    except PermissionError as error:
        print(f"{name}: no access to {error.filename}: {error.strerror}; choose another place", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(f"{name}: interrupted; no file is half-written", file=sys.stderr)
        return 130
    return outcome


def results(parser: argparse.ArgumentParser) -> None:
    """The option `--results DIR`."""
    parser.add_argument(
        "--results", type=Path, default=Path("results"), metavar="DIR", help="folder for results (default: ./results)"
    )


def profile(parser: argparse.ArgumentParser) -> None:
    """The option `--profile quick|paper`."""
    parser.add_argument(
        "--profile",
        type=Profile.parse,
        default=Profile.QUICK,
        metavar="{quick,paper}",
        help="how much work: quick (default, two cores, minutes) or paper",
    )


def at_least_one(text: str) -> int:
    """The value of an option that is a whole number of at least 1."""
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, got {text!r}")
    return number
