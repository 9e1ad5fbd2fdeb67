"""A document that is not what its schema says gives one short line with the place of the fault."""

import copy

import pytest

from paper_checks import ledger, run
from verify.profile import Profile
from verify.schema import WIDTH, fault

ID = "rg.table5.sparsity"


@pytest.fixture(scope="module")
def document():
    entry = ledger.entries({ID: run.outcome(ID, Profile.QUICK)}, Profile.QUICK)[ID]
    entry |= {"status": {"stands": True, "because": []}}
    return {"versions": ledger.versions(), "profile": "quick", "claims": [entry], "definitions": []}


def test_a_ledger_has_no_fault(document):
    assert fault(document, ledger.schema()) is None


@pytest.mark.parametrize("member", sorted(ledger.schema()["$defs"]["claim"]["required"]))
def test_a_wrong_or_missing_member_is_named_in_one_line(document, member):
    for change in (lambda claim: claim.pop(member), lambda claim: claim.update({member: {"x": [3] * 1000}})):
        wrong = copy.deepcopy(document)
        change(wrong["claims"][0])
        said = fault(wrong, ledger.schema())
        assert said.startswith("claims[0]")
        assert member in said
        assert "\n" not in said
        assert len(said) <= WIDTH


def test_a_document_of_the_wrong_type_is_named():
    assert fault([], ledger.schema()).startswith("the document: ")
