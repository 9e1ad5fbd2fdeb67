"""Running a claim: what makes its evidence worthless is found, and never passes for a verdict."""

import re
from dataclasses import replace
from importlib import resources

import pytest

from paper_checks import ledger, registry, run
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.verdict import Verdict
from verify.profile import Profile

ID = "rg.eq13"


def finding(holds):
    case = Counterexample("a case", {"N": "1"}) if holds is False else None
    return Evidence(kind=Kind.PROOF, holds=holds, domain="all", detail="a detail", exercised=1, counterexample=case)


@pytest.fixture
def planted(monkeypatch):
    """Put a claim with this evidence and this `violates` in the place of another."""

    def plant(findings, violates=lambda *_: True, mutants=()):
        claim = replace(
            registry.claims()[ID], check=lambda *_: iter(findings), violates=violates, mutants=mutants, repaired_by=None
        )
        monkeypatch.setattr("paper_checks.registry.claims", lambda: {ID: claim})
        run.forget()
        return claim

    yield plant
    run.forget()


def test_a_counterexample_that_does_not_decide_again_refutes_nothing(planted):
    planted([finding(False)], violates=lambda *_: False)
    ruling = run.outcome(ID, Profile.QUICK).ruling
    assert ruling.verdict is Verdict.OPEN
    assert "decide again" in ruling.reason


def test_undecided_evidence_of_a_claim_that_holds_is_a_fault(planted):
    claim = planted([finding(True), finding(None)])
    assert run.outcome(ID, Profile.QUICK).ruling.verdict is Verdict.HOLDS
    assert run.faults(claim, Profile.QUICK) == [f"{ID}: proof decides nothing: a detail"]


def test_a_claim_that_fails_without_a_repair_is_a_fault(planted):
    assert run.faults(planted([finding(False)]), Profile.QUICK) == [f"{ID}: fails and names no repaired claim"]


def test_a_mutant_rejected_without_a_witness_is_accepted(planted):
    mutant = registry.claims()[ID].mutants[0]
    claim = planted([finding(False)], violates=lambda *_: False, mutants=(mutant,))
    assert not run.trials(ID, Profile.QUICK)[0].rejected
    assert any("accepts the mutant" in fault for fault in run.faults(claim, Profile.QUICK))


def test_a_check_without_evidence_is_an_error(planted):
    planted([])
    with pytest.raises(ValueError, match=f"the check of {ID} yields no evidence"):
        run.outcome(ID, Profile.QUICK)


def test_a_ledger_of_other_code_is_not_kept(tmp_path, monkeypatch):
    outcomes = {ID: run.outcome(ID, Profile.QUICK)}
    ledger.update(outcomes, Profile.QUICK, tmp_path)
    monkeypatch.setattr("paper_checks.ledger._code_digest", lambda: "another")
    other = {"rg.table5.sparsity": run.outcome("rg.table5.sparsity", Profile.QUICK)}
    ledger.update(other, Profile.QUICK, tmp_path)
    assert [claim["id"] for claim in ledger.read(tmp_path)["claims"]] == ["rg.table5.sparsity"]


def test_no_check_and_no_report_reads_the_lock():
    sources = {path.name: path.read_text() for path in resources.files("paper_checks").rglob("*.py")}
    readers = [name for name, text in sources.items() if re.search(r"import .*\block\b|verdicts\.lock", text)]
    assert sorted(readers) == ["check.py", "lock.py"]


def test_the_number_of_processes_changes_no_result():
    ids = ["rg.eq13", "rg.table5.sparsity", "rg.prop7.literal"]
    alone = [(run.outcome(id, Profile.QUICK), run.trials(id, Profile.QUICK)) for id in ids]
    run.forget()
    try:
        assert list(run.ahead(ids, Profile.QUICK, 2)) == ids
        together = [(run.outcome(id, Profile.QUICK), run.trials(id, Profile.QUICK)) for id in ids]
    finally:
        run.forget()
    for (first, tried), (second, tried_again) in zip(alone, together, strict=True):
        assert (first.ruling, first.evidence, tried) == (second.ruling, second.evidence, tried_again)


def test_an_error_in_another_process_names_its_claim():
    with pytest.raises(KeyError, match=r"rg\.no_such_claim"):
        list(run.ahead(["rg.eq13", "rg.no_such_claim"], Profile.QUICK, 2))
