"""The verdict rule, case by case, and what evidence may not be."""

import pytest

from paper_checks.evidence import Counterexample, Evidence, Kind, VacuousEvidenceError
from paper_checks.verdict import rule

CASE = Counterexample("it breaks at $N = 3$", {"N": "3"})


def evidence(kind, holds, **more):
    counterexample = CASE if holds is False else None
    return Evidence(
        kind=kind, holds=holds, domain="all N", detail="a detail", exercised=1, counterexample=counterexample, **more
    )


PROOF = evidence(Kind.PROOF, True)
REFUTED = evidence(Kind.EXACT, False)
CONDITIONAL = evidence(Kind.PROOF, True, under="q > 0")


@pytest.mark.parametrize(
    ("found", "universal", "verdict"),
    [
        ([PROOF], True, "holds"),
        ([REFUTED], True, "fails"),
        ([REFUTED, CONDITIONAL], True, "holds-if"),
        ([CONDITIONAL], True, "open"),
        ([evidence(Kind.EXACT, True)], True, "open"),
        ([evidence(Kind.EXACT, True, complete=True)], True, "holds"),
        ([evidence(Kind.CERTIFICATE, True)], True, "open"),
        ([evidence(Kind.CERTIFICATE, True, complete=True)], True, "holds"),
        ([evidence(Kind.MEASUREMENT, True, complete=True)], True, "open"),
        ([evidence(Kind.EXPERIMENT, True, complete=True)], True, "open"),
        ([evidence(Kind.EXPERIMENT, True)], False, "holds"),
        ([evidence(Kind.MEASUREMENT, None)], True, "open"),
        ([PROOF, evidence(Kind.MEASUREMENT, None)], True, "holds"),
        ([REFUTED, evidence(Kind.MEASUREMENT, True, under="q > 0")], True, "fails"),
        ([PROOF, evidence(Kind.MEASUREMENT, False)], True, "open"),
        ([PROOF, evidence(Kind.EXACT, False, under="q > 0")], True, "open"),
        ([CONDITIONAL, evidence(Kind.EXACT, False, under="q > 0")], True, "open"),
        ([CONDITIONAL, evidence(Kind.EXACT, False, under="N is even")], True, "holds-if"),
    ],
)
def test_rule(found, universal, verdict):
    assert rule(found, universal).verdict == verdict


def test_the_ruling_names_the_kind_that_decided_and_not_a_stronger_one_that_did_not():
    weaker = evidence(Kind.CERTIFICATE, True)
    assert rule([weaker, evidence(Kind.EXACT, True, complete=True)], universal=True).decided_by is Kind.EXACT
    assert rule([REFUTED, CONDITIONAL], universal=True).decided_by is Kind.PROOF
    assert rule([CONDITIONAL, REFUTED], universal=True).reason.endswith("established by proof if q > 0")
    assert rule([weaker], universal=True).decided_by is None


def test_contradictory_evidence_says_so():
    assert "contradicts itself" in rule([PROOF, REFUTED], universal=True).reason


def test_a_refutation_gives_its_counterexample_as_the_reason():
    assert CASE.says in rule([REFUTED], universal=True).reason


def test_vacuous_evidence_is_an_error():
    with pytest.raises(VacuousEvidenceError, match="a detail"):
        Evidence(kind=Kind.EXACT, holds=True, domain="none", detail="a detail", exercised=0)


def test_a_refutation_without_a_counterexample_is_an_error():
    with pytest.raises(ValueError, match="counterexample"):
        Evidence(kind=Kind.EXACT, holds=False, domain="all", detail="a detail", exercised=1)


def test_an_open_verdict_names_the_assumption_of_what_is_established():
    assert rule([CONDITIONAL], universal=True).reason == "inconclusive; only proof on all N if q > 0"
