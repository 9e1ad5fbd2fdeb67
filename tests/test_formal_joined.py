"""Theorems in the ledger: what they add, what they may not change, and what is said where Coq is not installed."""

import json
from dataclasses import replace

import jsonschema
import pytest
from formal_example import COMMENT, FILE, HEADER, NEEDS_COQ, library

from paper_checks import ledger, registry, run
from paper_checks.__main__ import main
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.formal import library as libraries
from paper_checks.formal.finding import Finding, Tried
from paper_checks.formal.joined import Theorems
from verify.errors import UsageError
from verify.profile import Profile

ID = "rg.eq25"
QUICK = Profile.QUICK
TRIED = Tried("`S n` becomes `n`", True, True, None)
FINDING = Finding(True, "forall n : nat, n < S n", 0.25, (TRIED,), None)


def evidence(holds, under=None):
    case = Counterexample("a case", {"N": "1"}) if holds is False else None
    return Evidence(
        kind=Kind.EXACT,
        holds=holds,
        domain="all",
        detail="d",
        exercised=1,
        complete=True,
        under=under,
        counterexample=case,
    )


@pytest.fixture
def joined(tmp_path, monkeypatch):
    """The claim with this evidence of its own and a theorem about it; the outcome, and what is at fault."""

    def join(own, role="establishes", finding=FINDING, mutant=None):
        text = FILE.replace("establishes", role)
        text = text.replace("theorem not_below_itself", mutant) if mutant else text
        claim = replace(registry.claims()[ID], check=lambda *_: iter(own), violates=lambda *_: True)
        found = registry.claims() | {ID: claim}
        monkeypatch.setattr("paper_checks.registry.claims", lambda: found)
        theorems = Theorems(library(tmp_path / "files", Next=text), "8.16.1", {"Next.below_the_next": finding})
        return theorems.told(theorems.join(run.outcome(ID, QUICK)), QUICK), theorems.faults([ID], QUICK)

    run.forget()
    yield join
    run.forget()


def formal(outcome):
    return [e for e in outcome.evidence if e.kind is Kind.FORMAL]


def test_what_establishes_is_the_strongest_evidence_and_leaves_the_verdict(joined):
    outcome, faults = joined([evidence(True)])
    (found,) = formal(outcome)
    assert (found.holds, found.under, found.covers_domain, found.seconds) == (True, None, True, 0.25)
    assert found.detail == "A number is below the next. Accepted by Coq: theory/formal/Next.v, below_the_next."
    assert (outcome.ruling.verdict, outcome.ruling.decided_by) == ("holds", Kind.FORMAL)
    assert faults == []


def test_what_refutes_has_the_counterexample_of_the_check(joined):
    outcome, faults = joined([evidence(False)], "refutes")
    (found,) = formal(outcome)
    assert (found.holds, found.counterexample) == (False, Counterexample("a case", {"N": "1"}))
    assert (outcome.ruling.verdict, outcome.ruling.decided_by) == ("fails", Kind.FORMAL)
    assert faults == []


def test_what_establishes_under_an_assumption_has_that_of_the_check(joined):
    outcome, faults = joined([evidence(False), evidence(True, "N is 2")], "establishes under N is 2")
    assert [e.under for e in formal(outcome)] == ["N is 2"]
    assert (outcome.ruling.verdict, outcome.ruling.decided_by) == ("holds-if", Kind.FORMAL)
    assert faults == []
    run.forget()
    outcome, faults = joined([evidence(False), evidence(True, "N is 2")], "establishes under N is 3")
    assert faults == [f"theorem Next.below_the_next: the check of {ID} establishes nothing under 'N is 3'"]


@pytest.mark.parametrize("own", [[evidence(True)], [evidence(False)]])
def test_a_part_decides_nothing_and_blocks_nothing(joined, own):
    outcome, faults = joined(own, "part")
    assert outcome.evidence == tuple(replace(e, seconds=f.seconds) for e, f in zip(own, outcome.evidence, strict=True))
    assert [entry["role"] for entry in outcome.theorems] == ["part"]
    assert faults == []


@pytest.mark.parametrize(
    ("own", "role", "verdict", "fault"),
    [
        ([evidence(False)], "establishes", "open", f"{ID}: fails by its check, open with its machine-checked theorems"),
        ([evidence(True)], "refutes", "holds", f"theorem Next.below_the_next: it refutes {ID}, whose check finds no"),
        ([evidence(None)], "establishes", "holds", f"{ID}: open by its check, holds with its machine-checked theorems"),
        (
            [evidence(False), evidence(True, "N is 2")],
            "establishes",
            "open",
            f"{ID}: holds-if by its check, open with its machine-checked theorems",
        ),
    ],
)
def test_what_contradicts_the_check_or_decides_alone_is_a_fault(joined, own, role, verdict, fault):
    outcome, faults = joined(own, role)
    assert outcome.ruling.verdict == verdict
    assert len(faults) == 1
    assert faults[0].startswith(fault)


def test_a_theorem_that_is_not_accepted_is_a_fault_and_no_evidence(joined):
    outcome, faults = joined([evidence(True)], finding=Finding(False, "forall n", 0.0, (), "it is not proved"))
    assert formal(outcome) == []
    assert faults == ["theorem Next.below_the_next: it is not proved"]
    (entry,) = outcome.theorems
    assert (entry["accepted"], entry["fault"]) == (False, "it is not proved")
    assert [m["script_fails"] for m in entry["mutants"]] == [None]


def test_a_mutant_at_fault_is_a_fault(joined):
    tried = replace(TRIED, script_fails=False, fault="the proof proves it")
    outcome, faults = joined([evidence(True)], finding=replace(FINDING, mutants=(tried,)))
    assert faults == ["theorem Next.below_the_next: `S n` becomes `n`: the proof proves it"]
    assert [m["script_fails"] for m in outcome.theorems[0]["mutants"]] == [False]


@pytest.mark.parametrize(
    ("mutant", "refuted"),
    [("claim rg.eq25.graded", True), ("claim rg.eq25.graded.repair", False), ("a planted error", True)],
)
def test_the_ledger_refutes_a_mutant_or_it_is_a_fault(joined, mutant, refuted):
    if mutant == "a planted error":
        planted = registry.claims()["rg.eq25.graded.repair"].mutants[0]
        mutant = f'mutant "{planted.what}" of rg.eq25.graded.repair'
    finding = replace(FINDING, mutants=(replace(TRIED, refuted=None),))
    outcome, faults = joined([evidence(True)], finding=finding, mutant=mutant)
    assert [m["refuted"] for m in outcome.theorems[0]["mutants"]] == [refuted]
    assert [m["refuted_by"] for m in outcome.theorems[0]["mutants"]] == [f"the {mutant}"]
    assert faults == (
        [] if refuted else [f"theorem Next.below_the_next: `S n` becomes `n`: the {mutant} does not refute it"]
    )


@pytest.fixture
def example(tmp_path, monkeypatch):
    """The example file in the place of the project's own."""
    made = library(tmp_path / "files")
    libraries.library.cache_clear()
    monkeypatch.setattr(libraries, "FOLDER", made.folder)
    yield made
    libraries.library.cache_clear()


@pytest.fixture
def no_coq(monkeypatch, tmp_path):
    """A path on which there is no Coq."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("example", "no_coq")
def test_without_coq_the_ledger_says_that_theorems_were_not_run_and_how_to_get_it(capsys, tmp_path):
    sentence = "1 machine-checked theorem was not run here: Coq is not installed (apt install coq"
    assert main(["check", ID, "--workers", "1", "--results", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert said.count("not run here") == 1
    assert sentence in said
    document = ledger.read(tmp_path)
    jsonschema.validate(document, ledger.schema())
    entries = {claim["id"]: claim["theorems"] for claim in document["claims"]}
    assert [(t["name"], t["coq"], t["accepted"]) for t in entries[ID]] == [("below_the_next", None, None)]
    assert entries["rg.eq25.graded"] == []
    assert main(["check", "--kind", "formal", "--results", str(tmp_path)]) == 0
    assert sentence in capsys.readouterr().out
    assert main(["show", ID, "--results", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "theory/formal/Next.v, 2 lines: not run here" in said
    assert said.count("apt install coq") == 1
    main(["doctor", "--results", str(tmp_path)])
    assert "machine-checked theorems: not run here; apt install coq" in capsys.readouterr().out
    assert main(["check", "rg.eq13", "--results", str(tmp_path)]) == 0
    assert "not run here" not in capsys.readouterr().out


@NEEDS_COQ
@pytest.mark.usefixtures("example")
def test_check_runs_the_theorems_of_its_claims_and_prints_them(capsys, tmp_path):
    assert main(["check", "--kind", "formal", "--results", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert f"✓ {ID} " in said
    assert "Next.v below_the_next  rg.eq25  establishes  2      0.0" in said
    assert "1/1" in said
    assert "accepts 1 of 1, on no axiom but ClassicalDedekindReals.sig_forall_dec, " in said
    (entry,) = ledger.read(tmp_path)["claims"]
    assert (entry["decided_by"], entry["verdict"]) == ("formal", "holds")
    assert entry["theorems"][0]["mutants"] == [
        {
            "what": "`S n` becomes `n`",
            "script_fails": True,
            "refuted_by": "the theorem not_below_itself",
            "refuted": True,
        }
    ]
    assert main(["show", ID, "--results", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "theorem below_the_next (establishes it): A number is below the next." in said
    assert "mutant refused and refuted by the theorem not_below_itself: `S n` becomes `n`" in said
    assert "to run the theorems" not in said


@NEEDS_COQ
def test_the_ledger_has_the_definitions_in_statements_once_and_show_prints_them(capsys, tmp_path, example):
    defined = "(** Less than. *)\nDefinition small (n m : nat) := n < m.\nDefinition unused := 0.\n"
    text = (
        FILE.replace(HEADER, HEADER + defined).replace("n < S n.", "small n (S n).").replace("lia", "unfold small; lia")
    )
    (example.folder / "Next.v").write_text(text, encoding="utf-8")
    libraries.library.cache_clear()
    assert main(["check", "--kind", "formal", "--results", str(tmp_path)]) == 0
    document = ledger.read(tmp_path)
    (entry,) = document["claims"]
    assert entry["theorems"][0]["definitions"] == ["Next.small"]
    definition = {
        "name": "Next.small",
        "file": "theory/formal/Next.v",
        "comment": "Less than.",
        "text": "Definition small (n m : nat) := n < m.",
    }
    assert document["definitions"] == [definition]
    capsys.readouterr()
    assert main(["show", ID, "--results", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "    in it: Next.small\n" in said
    assert "  definition Next.small: Less than.\n      Definition small (n m : nat) := n < m.\n" in said
    (tmp_path / ledger.NAME).write_text(json.dumps(document | {"definitions": []}))
    with pytest.raises(UsageError, match=r"definition 'Next\.small' is not there; run: softproof check"):
        ledger.read(tmp_path)


@NEEDS_COQ
def test_check_ends_with_1_for_a_faulty_theorem_and_2_for_a_malformed_file(capsys, tmp_path, example):
    path = example.folder / "Next.v"
    path.write_text(FILE.replace("< S n.", "< S n + 0."), encoding="utf-8")
    libraries.library.cache_clear()
    assert main(["check", "--kind", "formal", "--results", str(tmp_path)]) == 1
    assert (
        "theorem Next.below_the_next: `S n` becomes `n`: the theorem not_below_itself does not"
        in capsys.readouterr().err
    )
    path.write_text(FILE.replace(COMMENT, ""), encoding="utf-8")
    libraries.library.cache_clear()
    assert main(["check", ID, "--results", str(tmp_path)]) == 2
    assert "Next.v:9: the theorem below_the_next has no structured comment" in capsys.readouterr().err
