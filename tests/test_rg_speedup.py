"""The counts of patterns in the paper's text, counted again where the text is there."""

import hashlib
import re

import pytest

from paper_checks.rg import speedup
from verify.recsys import datasets

FILE = datasets.folder().parent / "papers" / "rg_losses_2506.09454_full_text.md"


@pytest.mark.data
@pytest.mark.skipif(not FILE.is_file(), reason=f"the paper's text is not at {FILE}")
def test_the_counts_are_those_of_the_text():
    content = FILE.read_bytes()
    assert hashlib.sha256(content).hexdigest() == speedup.TEXT
    text = content.decode()
    counts = {pattern: len(re.findall(pattern, text, re.IGNORECASE)) for pattern in speedup.SEARCHED}
    assert counts == speedup.SEARCHED


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (speedup.FACTOR, "3-5x faster"),
        (speedup.FACTOR, "three to five times"),
        (speedup.MULTIPLE, "4 times as fast"),
        (speedup.MULTIPLE, "a 10x gain"),
        (speedup.SPEEDUP, "speedups"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern, text):
    assert re.search(pattern, text, re.IGNORECASE)
