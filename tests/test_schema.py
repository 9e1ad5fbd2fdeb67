"""The ledger's schema is checked as the reference library checks it."""

import copy

import jsonschema
import pytest

from paper_checks import ledger, run
from paper_checks.schema import faults
from verify.profile import Profile

ID = "rg.table5.sparsity"


@pytest.fixture(scope="module")
def document():
    entry = ledger.entries({ID: run.outcome(ID, Profile.QUICK)}, Profile.QUICK)[ID]
    entry |= {"status": {"stands": True, "because": []}}
    return {"versions": ledger.versions(), "profile": "quick", "claims": [entry]}


def found(document):
    return list(faults(document, ledger.schema(), ledger.schema()["$defs"]))


def test_a_ledger_has_no_fault(document):
    assert found(document) == []


@pytest.mark.parametrize("member", sorted(ledger.schema()["$defs"]["claim"]["required"]))
@pytest.mark.parametrize("value", [3, None, "x", [3], {"x": 3}])
def test_a_wrong_member_is_found_wherever_the_reference_finds_a_wrong_type(document, member, value):
    wrong = copy.deepcopy(document)
    wrong["claims"][0][member] = value
    reference = jsonschema.Draft202012Validator(ledger.schema()).is_valid(wrong)
    assert (found(wrong) == []) == reference


def test_a_fault_names_its_place(document):
    wrong = copy.deepcopy(document)
    wrong["claims"][0]["verdict"] = "true"
    del wrong["claims"][0]["evidence"][0]["kind"]
    said = found(wrong)
    assert "claims[0].evidence[0] lacks kind" in said
    assert "claims[0].verdict is 'true', not one of holds, holds-if, fails, open" in said
