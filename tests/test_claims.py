"""The theorem checks: every claim is one item, every mutant another (`pytest -k rg.prop7`)."""

import json
import re
from importlib import resources

import pytest

from paper_checks import inventory, lock, registry, run
from verify.profile import Profile

CLAIMS = registry.claims()
MUTANTS = [pytest.param(c, m, id=f"{c.id}: {m.what}") for c in CLAIMS.values() for m in c.mutants]


@pytest.mark.parametrize("id", CLAIMS)
def test_claim(id):
    """The verdict is the reviewed one, its counterexample decides again, no evidence is undecided, a repair holds."""
    outcome = run.outcome(id, Profile.QUICK)
    assert outcome.ruling.verdict == lock.read().get(id, "not recorded"), outcome.ruling.reason
    assert outcome.ruling.verdict in ("fails", "open") or all(e.holds is not None for e in outcome.evidence)
    if outcome.ruling.verdict == "fails":
        repair = run.outcome(CLAIMS[id].repaired_by, Profile.QUICK)
        assert repair.ruling.verdict == "holds", repair.ruling.reason


@pytest.mark.parametrize(("claim", "mutant"), MUTANTS)
def test_mutant(claim, mutant):
    """The planted error is rejected, by a witness that decides again on its own."""
    trial = run.trial(claim, mutant, Profile.QUICK)
    assert trial.rejected, trial.witness


@pytest.mark.parametrize("id", CLAIMS)
def test_a_claim_has_mutants_of_its_own_or_with_the_repair_that_shares_its_check(id):
    claim = CLAIMS[id]
    if not claim.mutants:
        repair = CLAIMS[claim.repaired_by]
        assert repair.check is claim.check
        assert repair.mutants


@pytest.mark.parametrize("id", CLAIMS)
def test_what_a_claim_names_exists(id):
    claim = CLAIMS[id]
    assert {*claim.uses, *([claim.repaired_by] if claim.repaired_by else [])} <= set(CLAIMS)
    assert claim.id not in registry.ancestors(claim.id)
    assert claim.bibtex


def test_references_are_those_that_claims_name():
    text = resources.files("paper_checks").joinpath("references.bib").read_text(encoding="utf-8")
    keys = re.findall(r"^@\w+\{([^,]+),", text, re.MULTILINE)
    assert sorted(keys) == sorted({key for claim in CLAIMS.values() for key in claim.bibtex})


def test_the_lock_has_the_claims_and_no_others():
    assert set(lock.read()) == set(CLAIMS)


def test_every_claim_stands_for_an_id_of_the_inventory_or_goes_beyond_it():
    known = inventory.ids()
    strange = [c for c in CLAIMS if not any(c == i or c.startswith(f"{i}.") for i in known) and c.split(".")[1] != "x"]
    assert not strange


def test_counterexamples_are_plain_text():
    for id in CLAIMS:
        if counterexample := run.outcome(id, Profile.QUICK).counterexample:
            values = dict(counterexample.values)
            assert json.loads(json.dumps(values)) == values
