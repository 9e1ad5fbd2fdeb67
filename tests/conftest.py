"""Settings for every test: reproducible examples, no hidden parallelism, results of their own."""

import hypothesis
import pytest

hypothesis.settings.register_profile("softproof", derandomize=True, deadline=None)
hypothesis.settings.load_profile("softproof")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    """Every test runs in a folder of its own, so that nothing is written into the checkout."""
    monkeypatch.chdir(tmp_path)
