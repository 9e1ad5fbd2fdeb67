"""The open questions: what they name exists, and the page shows each with the verdicts of its claims."""

import pytest
from report_example import Page, claim, example_ledger, write_results

from paper_checks import inventory, registry
from paper_checks.questions import QUESTIONS
from paper_checks.report import build

NAMES = [question.id for question in QUESTIONS]


def test_they_are_those_of_the_inventory():
    assert [id for id in inventory.ids() if ".oq" in id] == NAMES


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
def test_claims_stand_for_it_and_for_what_is_related(question):
    known = [{"id": id} for id in registry.claims()]
    assert question.claims(known)[0]["id"].startswith(question.id)
    for prefix in question.related:
        assert any(c["id"] == prefix or c["id"].startswith(f"{prefix}.") for c in known), prefix


def test_the_page_shows_each_question_and_the_verdicts_about_it(tmp_path):
    ledger = example_ledger()
    ledger["claims"].append(claim("rg.oq1.grades", title="Labels are grades", verdict="open"))
    ledger["claims"].sort(key=lambda entry: entry["id"])
    page = Page(build(write_results(tmp_path / "results", ledger)).parent / "questions.html")
    assert set(NAMES) <= set(page.ids)
    assert "Labels are grades" in page.text
    assert page.text.count("No claim of this ledger is about it") == len(NAMES) - 1
    assert all(question.remains in " ".join(page.text.split()) for question in QUESTIONS)
