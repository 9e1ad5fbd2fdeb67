"""The theorems of `theory/formal`: each is one item and each of its mutants another (`pytest -k rg.lemma9`)."""

import fcntl
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from formal_example import NEEDS_COQ

from paper_checks import registry, run
from paper_checks.formal import compilation, coq, runner
from paper_checks.formal.finding import Finding
from paper_checks.formal.joined import Theorems, refuted_by_ledger
from paper_checks.formal.library import hold_against, library
from paper_checks.formal.schedule import in_order
from verify.profile import Profile

LIBRARY = library()
THEOREMS = [pytest.param(t, id=f"{t.claim or 'serving'}: {t.key}") for t in LIBRARY.theorems]
MUTANTS = [
    pytest.param(t, place, id=f"{t.claim}: {t.key}: {mutant.what}")
    for t in LIBRARY.theorems
    for place, mutant in enumerate(t.mutants)
]
CLAIMED = sorted({theorem.claim for theorem in LIBRARY.theorems if theorem.claim})


def test_every_comment_names_what_there_is():
    """Parsing alone, which needs no Coq, refuses forbidden words and malformed comments."""
    assert "Sums" in LIBRARY.sources
    hold_against(LIBRARY, registry.claims())


def test_a_theorem_is_beyond_a_paper_where_its_claim_is():
    """What a paper does not say is not put down to it; this needs no Coq."""
    claims = registry.claims()
    about = [theorem for theorem in LIBRARY.theorems if theorem.claim]
    assert [t.key for t in about if ("beyond" in t.place) != ("beyond" in claims[t.claim].where)] == []


def test_every_theorem_without_a_claim_refutes_a_mutant():
    named = {(LIBRARY.home(t, m.refuter), m.refuter.theorem) for t in LIBRARY.theorems for m in t.mutants}
    assert [t.key for t in LIBRARY.theorems if t.claim is None and (t.file, t.name) not in named] == []


@pytest.mark.parametrize("id", CLAIMED)
def test_a_theorem_agrees_with_the_check_of_its_claim(id):
    """Were every theorem accepted, the verdict would be that of the check; this needs no Coq."""
    accepted = {t.key: Finding(True, t.statement, 0.0, (), None) for t in LIBRARY.about([id])}
    theorems = Theorems(LIBRARY, "none", accepted)
    assert theorems.faults([id], Profile.QUICK) == []
    assert theorems.join(run.outcome(id, Profile.QUICK)).ruling.verdict == run.outcome(id, Profile.QUICK).ruling.verdict


@pytest.fixture(scope="session")
def findings(tmp_path_factory, pytestconfig):
    """What Coq says of all theorems, asked by the first of the processes that share the tests.

    What `softproof check` has kept in the checkout is taken over, for a key of all that it rests on goes with it.
    """
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    kept = pytestconfig.rootpath / "results" / "formal"
    with (folder / "formal.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.is_dir() and not (folder / "formal").exists():
            shutil.copytree(kept, folder / "formal")
        return runner.check(LIBRARY, LIBRARY.sources, coq.find(), folder / "formal", os.cpu_count() or 1)


@NEEDS_COQ
def test_every_file_compiles_by_itself(tmp_path, monkeypatch):
    """Without what the files that it is compiled together with have loaded."""
    monkeypatch.setattr(compilation, "FILES_TOGETHER", 1)
    done, here, workers = {}, coq.find(), os.cpu_count() or 1

    def compile_(file):
        done.update(compilation.compile_group(LIBRARY, file, here, tmp_path, done))

    files = compilation.groups(LIBRARY, set(LIBRARY.sources), 1)
    needs = {file: {(used,) for used in LIBRARY.used(file)} for file in files}
    with ThreadPoolExecutor(workers) as pool:
        assert len(list(in_order({file: partial(compile_, file) for file in files}, needs, pool, workers))) == len(
            files
        )
    assert {file: compiled.within for file, compiled in done.items()} == {file: file for file in LIBRARY.sources}
    assert [f"{file}: {compiled.error}" for file, compiled in done.items() if compiled.error] == []


@NEEDS_COQ
@pytest.mark.parametrize("theorem", THEOREMS)
def test_theorem(theorem, findings):
    """Coq accepts it, on no axiom but those of its real numbers."""
    finding = findings[theorem.key]
    assert finding.accepted, finding.fault


@NEEDS_COQ
@pytest.mark.parametrize(("theorem", "place"), MUTANTS)
def test_theorem_mutant(theorem, place, findings):
    """The same proof does not prove the altered statement, which is false."""
    tried = findings[theorem.key].mutants[place]
    assert tried.fault is None
    assert tried.script_fails
    assert tried.refuted or refuted_by_ledger(theorem.mutants[place], Profile.QUICK)
