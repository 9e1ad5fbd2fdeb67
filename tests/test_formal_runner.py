"""Asking Coq: what is false, unproved or rests on too much is not accepted, and no mutant is believed to be refused."""

import json
import os
import re
import stat
import time
from dataclasses import replace
from threading import Timer

import pytest
from formal_example import COMMENT, FILE, HEADER, NEEDS_COQ, REFUTATION, THEOREM, library

from paper_checks.formal import coq, runner
from paper_checks.formal.finding import Finding, Tried, recall, store
from verify.errors import UsageError

FALSE = FILE.replace("n < S n", "S n < n")
MUTANT = "`S n` becomes `n`; refuted by the theorem not_below_itself"


@pytest.fixture
def ask(tmp_path):
    """What Coq says of the files, each finding by its theorem's key."""

    def check(workers=1, installed=None, **files):
        found = library(tmp_path / "files", **files)
        return runner.check(found, found.sources, installed or coq.find(), tmp_path / "cache", workers)

    return check


def faults(finding):
    return [*finding.faults]


@NEEDS_COQ
def test_a_theorem_is_accepted_as_printed_and_its_mutant_refused_and_refuted(ask):
    found = ask()
    assert list(found) == ["Next.not_below_itself", "Next.below_the_next"]
    finding = found["Next.below_the_next"]
    assert finding.accepted
    assert finding.statement == "forall n : nat, n < S n"
    assert faults(finding) == []
    (tried,) = finding.mutants
    assert (tried.what, tried.script_fails, tried.refuted) == ("`S n` becomes `n`", True, True)


@NEEDS_COQ
def test_axioms_of_the_reals_are_none_of_ours_and_a_foreign_one_is_a_fault(ask):
    reals = "From Coq Require Import Reals Lra Classical ProofIrrelevance.\nOpen Scope R_scope.\n"
    theorem = THEOREM.replace("nat, n < S n", "R, n < n + 1").replace("lia", "lra")
    refuted = REFUTATION.replace("nat", "R").replace("lia", "apply (Rlt_irrefl 0 H)")
    comment = COMMENT.replace("S n` becomes", "n + 1` becomes")
    finding = ask(Next=reals + refuted + comment + theorem)["Next.below_the_next"]
    assert faults(finding) == []
    assert finding.accepted
    foreign = "intros n. pose proof (proof_irrelevance True I I). destruct H. lra."
    found = ask(Next=reals + refuted + comment + theorem.replace("intros n. lra.", foreign))
    finding = found["Next.below_the_next"]
    assert not finding.accepted
    assert "Next.v cannot be examined: a theorem there, or what refutes a mutant, rests on Proof" in finding.fault
    assert finding.fault.endswith("ProofIrrelevance.proof_irrelevance")
    lemma = refuted.replace("Proof. ", "Proof. pose proof (proof_irrelevance True I I) as P. ")
    found = ask(Next=reals + comment + theorem, Other=reals + lemma)
    assert not any(finding.accepted for finding in found.values()), "what refutes is held to the same"


@NEEDS_COQ
@pytest.mark.parametrize(
    "theorem",
    [
        THEOREM.replace("S n", "n + 0"),
        THEOREM.replace("lia", "exact I"),
        THEOREM.replace("S n", "m").replace("n < m", "n < S m"),
        THEOREM.replace(" Qed", " exact I. Qed"),
    ],
)
def test_what_coq_does_not_prove_is_not_accepted(ask, theorem):
    comment = COMMENT.replace("`S n` becomes `n`", "`<` becomes `<=`")
    found = ask(Next=HEADER + REFUTATION + comment + theorem)
    assert not any(finding.accepted for finding in found.values()), "the file as a whole is refused"
    assert all("Coq does not accept Next.v: " in faults(finding)[0] for finding in found.values())


DEFINED = """
Definition base := 1.
(** A number
    below another. *)
Definition small (n m : nat) := n * base < m.
Definition large (n : nat) := small 7 n.
Inductive tree := Leaf (n : nat) | Node (a b : tree).
Fixpoint size (t : tree) := match t with Leaf _ => base | Node a b => size a + size b end.
"""
USING = "From softproof Require Import Before.\nDefinition base := 0.\n"


def defined(ask, statement, proof, own=""):
    """The finding on a theorem with this statement, which can use `DEFINED` and a definition that hides one of it."""
    header = HEADER.replace("Lia", "Lia List") + USING + own
    comment = COMMENT.replace(MUTANT, f"`{statement}` becomes `0 = 1`; refuted by the claim rg.eq25.graded")
    theorem = f"\nTheorem below_the_next : {statement}.\nProof. {proof} Qed.\n"
    return ask(Before=HEADER + DEFINED, Next=header + comment + theorem)["Next.below_the_next"]


@NEEDS_COQ
@pytest.mark.parametrize(
    ("statement", "proof", "used"),
    [
        ("forall n, large n -> 7 < n", "unfold large, small. simpl. trivial.", "Before.base Before.small Before.large"),
        ("base = 0", "reflexivity.", "Next.base"),
        ("base < Before.base", "exact (le_n 1).", "Before.base Next.base"),
        ("forall small large : nat, small = large -> large = small", "intros. lia.", ""),
        ("Leaf = Leaf", "reflexivity.", "Before.tree"),
        ("exists t, size t = 1", "exists (Leaf 0). reflexivity.", "Before.base Before.tree Before.size"),
        ("forall n : nat, length (repeat n 2) = 2", "reflexivity.", ""),
    ],
)
def test_a_statement_is_told_with_the_definitions_that_it_uses(ask, statement, proof, used):
    finding = defined(ask, statement, proof)
    assert faults(finding) == []
    assert finding.definitions == tuple(used.split())


@NEEDS_COQ
def test_a_statement_that_uses_what_no_reader_finds_is_a_fault(ask):
    hidden = "Lemma seven : nat. Proof. exact 7. Qed.\n"
    finding = defined(ask, "seven = seven", "reflexivity.", hidden)
    assert not finding.accepted
    assert finding.fault.startswith("its statement uses Next.seven, of which no definition is found")


@NEEDS_COQ
def test_files_that_share_a_session_know_nothing_of_each_other(ask):
    known = f"{HEADER}Definition small (n : nat) := n < 1.\nDefinition S := 1.\nOpen Scope bool_scope.\n"
    served = REFUTATION.replace("_itself", "_itself_either")
    mutant = "`n < S n` becomes `small n`; refuted by the theorem not_below_itself"
    found = ask(Before=known + served, Next=FILE.replace(MUTANT, mutant))
    assert list(found) == ["Before.not_below_itself_either", "Next.not_below_itself", "Next.below_the_next"]
    assert found["Next.below_the_next"].accepted
    (fault,) = faults(found["Next.below_the_next"])
    assert "the mutated statement is none: The reference small was not found" in fault


@NEEDS_COQ
def test_seconds_are_those_of_the_theorem_where_files_are_compiled_together(ask):
    often = "do 40 (assert (forall a b, a + b = b + a) as Q by (intros; lia); clear Q). lia"
    slow = REFUTATION.replace("_itself", "_itself_either").replace("lia", often)
    found = ask(Before=HEADER + REFUTATION.replace("_itself", "_at_all"), Last=HEADER + slow)
    seconds = {name: finding.seconds for name, finding in found.items()}
    assert seconds.pop("Last.not_below_itself_either") > 5 * max(seconds.values())


@NEEDS_COQ
def test_a_refused_file_leaves_those_of_its_session_alone(ask):
    served = REFUTATION.replace("_itself", "_itself_either")
    found = ask(Next=FALSE, Other=HEADER + served)
    assert {name: finding.accepted for name, finding in found.items()} == {
        "Next.not_below_itself": False,
        "Next.below_the_next": False,
        "Other.not_below_itself_either": True,
    }


@NEEDS_COQ
def test_a_file_that_rests_on_a_foreign_axiom_leaves_those_of_its_session_alone(ask):
    loads = "From Coq Require Import ProofIrrelevance.\n"
    foreign = REFUTATION.replace("_itself", "_itself_either").replace(
        "H 0)", "H 0); pose proof (proof_irrelevance True)"
    )
    found = ask(Other=HEADER + loads + foreign)
    assert {name: finding.accepted for name, finding in found.items()} == {
        "Next.not_below_itself": True,
        "Next.below_the_next": True,
        "Other.not_below_itself_either": False,
    }


@NEEDS_COQ
def test_a_file_that_uses_a_refused_one_is_refused(ask):
    found = ask(Next=FALSE, Last=f"From softproof Require Import Next.\n{REFUTATION}")
    assert "Last uses Next, which Coq does not accept" in faults(found["Last.not_below_itself"])[0]


@NEEDS_COQ
@pytest.mark.parametrize(
    ("mutant", "fault"),
    [
        ("`n < S n` becomes `n <= S n`; refuted by the theorem not_below_itself", "the proof proves the mutated"),
        (
            "`S n` becomes `S n + 0`; refuted by the claim rg.eq25.graded",
            "the proof proves the mutated statement as well",
        ),
        ("`S n` becomes `true`; refuted by the theorem not_below_itself", "the mutated statement is none: "),
        ("`S n` becomes `S m`; refuted by the theorem not_below_itself", "the mutated statement is none: "),
        ("`S n` becomes `n +`; refuted by the theorem not_below_itself", "the mutated statement is none: "),
        ("`n < S n` becomes `n < 2 * n`; refuted by the theorem not_below_itself", "does not refute it: "),
        ("`S n` becomes `n`; refuted by the theorem below_the_next", "does not refute it: "),
    ],
)
def test_a_mutant_that_goes_through_is_none_or_is_not_refuted_is_a_fault(ask, mutant, fault):
    finding = ask(Next=FILE.replace(MUTANT, mutant))["Next.below_the_next"]
    assert finding.accepted
    (found,) = faults(finding)
    assert fault in found
    assert found.startswith(mutant.partition(";")[0])
    (tried,) = finding.mutants
    assert tried.script_fails is ("refute it" in fault)


@NEEDS_COQ
def test_a_true_mutant_that_the_script_does_not_prove_is_not_refuted(ask):
    by_hand = THEOREM.replace("lia", "exact (le_n (S n))")
    mutated = MUTANT.replace("`n`", "`S (S n)`")
    (fault,) = faults(ask(Next=HEADER + REFUTATION + COMMENT.replace(MUTANT, mutated) + by_hand)["Next.below_the_next"])
    assert "the theorem not_below_itself does not refute it" in fault


@NEEDS_COQ
def test_a_mutant_for_the_ledger_is_left_open(ask):
    by_ledger = FILE.replace("theorem not_below_itself", "claim rg.eq25.graded")
    finding = ask(Next=by_ledger)["Next.below_the_next"]
    assert [(tried.script_fails, tried.refuted) for tried in finding.mutants] == [(True, None)]
    assert faults(finding) == []


@NEEDS_COQ
def test_a_proof_that_does_not_end_decides_nothing_unless_the_mutant_is_refuted(ask, monkeypatch):
    monkeypatch.setattr(runner, "STEP_SECONDS", 1)
    endless = THEOREM.replace("lia", "first [lia | repeat (assert True by exact I)]")
    (tried,) = ask(Next=HEADER + REFUTATION + COMMENT + endless)["Next.below_the_next"].mutants
    assert (tried.script_fails, tried.refuted, tried.fault) == (True, True, None)
    comment = COMMENT.replace("theorem not_below_itself", "claim rg.eq25.graded")
    (fault,) = faults(ask(Next=HEADER + comment + endless)["Next.below_the_next"])
    assert "was stopped after 1 seconds, which decides nothing" in fault


@NEEDS_COQ
def test_a_refuting_theorem_of_another_file_that_shares_names_with_this_one(ask):
    other = f"{HEADER}From softproof Require Import Next.\n{REFUTATION}Definition small := 7.\n"
    own = "Definition small (n : nat) := n < S n.\n"
    theorem = THEOREM.replace("n < S n", "small n").replace("lia", "unfold small. lia")
    comment = COMMENT.replace("`S n` becomes `n`", "`small n` becomes `n < n`")
    assert faults(ask(Next=HEADER + own + comment + theorem, Other=other)["Next.below_the_next"]) == []


def entry(tmp_path, name="Next"):
    return tmp_path / "cache" / f"{name}.json"


@pytest.fixture
def sessions(monkeypatch):
    """The files that Coq was asked to compile."""
    compiled = []
    compile_ = coq.Coq.compile
    monkeypatch.setattr(
        coq.Coq, "compile", lambda self, name, folder: compiled.append(name) or compile_(self, name, folder)
    )
    return compiled


@NEEDS_COQ
def test_findings_are_kept_until_something_that_they_rest_on_changes(ask, sessions, tmp_path):
    other = f"From softproof Require Import Next.\n{HEADER}{REFUTATION}"
    first = ask(Other=other, workers=2)
    assert sorted(sessions) == ["Next", "Other"]
    sessions.clear()
    start = time.perf_counter()
    assert ask(Other=other) == first
    assert sessions == []
    assert time.perf_counter() - start < 1
    ask(Other=other + "\n(* more *)")
    assert sorted(sessions) == ["Next", "Other"], "Next is compiled, for Other needs it"
    before = entry(tmp_path).read_bytes()
    sessions.clear()
    ask(Next=FILE + "\n(* more *)", Other=other)
    assert sorted(sessions) == ["Next", "Other"]
    assert entry(tmp_path).read_bytes() != before
    sessions.clear()
    ask(Next=FILE + "\n(* more *)", Other=other, installed=replace(coq.find(), version="9.0"))
    assert sorted(sessions) == ["Next", "Other"]


FOUND = {"below_the_next": Finding(True, "forall", 0.5, (Tried("a for b", True, None, None),), None)}


def test_an_entry_is_recalled_as_it_was_kept(tmp_path):
    store(tmp_path / "Next.json", "key", FOUND)
    assert recall(tmp_path / "Next.json", "key", frozenset(FOUND)) == FOUND
    assert recall(tmp_path / "Next.json", "other", frozenset(FOUND)) is None
    assert recall(tmp_path / "Next.json", "key", frozenset({*FOUND, "more"})) is None
    assert recall(tmp_path / "None.json", "key", frozenset(FOUND)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"(?s).*", ""),
        (r"(?s).{20}$", ""),
        (r"(?s).*", "[]"),
        ('"fault": null', '"fault": 3'),
        ('"accepted": true', '"accepted": false'),
        ("below_the_next", "another"),
        ('"refuted": null', '"refuted": "yes"'),
        ('"statement": "forall"', '"statement": ""'),
    ],
)
def test_a_damaged_entry_is_not_recalled(tmp_path, old, new):
    path = tmp_path / "Next.json"
    store(path, "key", FOUND)
    text, changes = re.subn(old, new, path.read_text(), count=1)
    assert changes
    path.write_text(text)
    assert recall(path, "key", frozenset(FOUND)) is None


@NEEDS_COQ
def test_a_damaged_entry_is_made_again(ask, sessions, tmp_path):
    first = ask()
    sound = json.loads(entry(tmp_path).read_text())
    entry(tmp_path).write_text("{")
    assert ask()["Next.below_the_next"].statement == first["Next.below_the_next"].statement
    assert sessions == ["Next", "Next"]
    assert json.loads(entry(tmp_path).read_text())["key"] == sound["key"]


@NEEDS_COQ
def test_what_is_at_fault_is_not_kept(ask, tmp_path):
    ask(Next=FALSE)
    assert not entry(tmp_path).exists()


def program(folder, name, script):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def alive(process):
    """Whether a process is still there, after some patience."""
    for _ in range(50):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


def test_a_coq_that_hangs_is_stopped_with_all_that_it_started(ask, tmp_path):
    child = tmp_path / "child"
    hanging = program(tmp_path / "bin", "coqc", f"sleep 60 & echo $! > {child}; wait")
    start = time.perf_counter()
    found = ask(installed=coq.Coq(hanging, hanging, "8.16.1", limit=0.5))
    assert time.perf_counter() - start < 20
    assert "stopped after 0.5 seconds" in faults(found["Next.below_the_next"])[0]
    assert not found["Next.below_the_next"].accepted
    assert not alive(int(child.read_text()))


@NEEDS_COQ
def test_a_coqtop_that_hangs_or_ends_early_is_noticed(ask, tmp_path):
    hanging = program(tmp_path / "bin", "coqtop", "sleep 60")
    found = ask(installed=replace(coq.find(), coqtop=hanging, limit=3.0))
    (fault,) = faults(found["Next.below_the_next"])
    assert fault == "Next.v cannot be examined: the session was stopped after 6 seconds"
    ended = program(tmp_path / "bin", "coqtop", "cat > /dev/null; echo Error: no memory; exit 3")
    with pytest.raises(UsageError, match="coqtop ended with status 3 and left out steps: no memory; run again"):
        ask(installed=replace(coq.find(), coqtop=ended))


@NEEDS_COQ
def test_a_proof_cannot_say_that_a_step_went_through(ask):
    mutated = MUTANT.replace("`n`", "`S (S n)`")
    for step in ("refuted_below_the_next_0", "control_below_the_next"):
        said = f'match goal with |- n < S n => idtac "softproof ends Next/{step}" end. lia'
        text = FILE.replace(MUTANT, mutated).replace("intros n. lia", f"intros n. {said}")
        (fault,) = faults(ask(Next=text)["Next.below_the_next"])
        assert "the theorem not_below_itself does not refute it" in fault


@NEEDS_COQ
def test_a_file_named_as_one_of_the_library_of_coq_is_refused(ask):
    with pytest.raises(UsageError, match=r"Bool\.v has the name of a file of Coq's library; rename it"):
        ask(Bool=HEADER + REFUTATION.replace("_itself", "_itself_either"))


@NEEDS_COQ
def test_a_theorem_with_implicit_arguments_is_accepted(ask):
    implicit = THEOREM.replace("forall n : nat", "forall {n : nat}")
    assert ask(Next=HEADER + REFUTATION + COMMENT + implicit)["Next.below_the_next"].accepted


def test_a_halted_coq_ends_at_once_and_begins_no_more(ask, tmp_path):
    hanging = program(tmp_path / "bin", "coqc", "sleep 60")
    installed = coq.Coq(hanging, hanging, "8.16.1")
    Timer(0.5, installed.halted.set).start()
    start = time.perf_counter()
    found = ask(installed=installed, Other=HEADER + REFUTATION.replace("_itself", "_itself_either"))
    assert time.perf_counter() - start < 20
    assert all(finding.fault.endswith("halted") for finding in found.values())


def test_an_interruption_halts_coq(ask, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "progress", interrupted)
    installed = coq.Coq(str(tmp_path), str(tmp_path), "8.16.1")
    with pytest.raises(KeyboardInterrupt):
        ask(installed=installed)
    assert installed.halted.is_set()


def test_coq_is_looked_for_on_the_path_and_tells_its_version(tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    monkeypatch.setenv("PATH", str(folder))
    assert coq.find() is None
    program(folder, "coqc", "echo 8.20.1 5.2.0")
    assert coq.find() is None
    program(folder, "coqtop", "exit 0")
    assert coq.find().version == "8.20.1"
    program(folder, "coqc", "echo broken")
    with pytest.raises(UsageError, match="tells no version; mend it"):
        coq.find()
