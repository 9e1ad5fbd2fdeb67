"""Files of theorems as text: what is not as it should be is an error that names file, line and remedy."""

import re

import pytest
from formal_example import COMMENT, FILE, HEADER, REFUTATION, THEOREM, library

from paper_checks import registry
from paper_checks.formal.lexical import FORBIDDEN, one_line
from paper_checks.formal.library import hold_against
from paper_checks.formal.source import Refuter, Role, read
from verify.errors import UsageError


def refused(folder, text, message):
    path = folder / "Next.v"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        hold_against(library(folder, Next=text), registry.claims())
    assert re.match(rf"{re.escape(str(path))}:\d+: ", str(caught.value)), caught.value
    assert ";" in str(caught.value), "a remedy is named"


def test_a_theorem_is_read_with_its_comment(tmp_path):
    source = library(tmp_path).sources["Next"]
    serving, theorem = source.theorems
    assert (serving.claim, serving.role, serving.mutants) == (None, Role.PART, ())
    assert (theorem.key, theorem.claim, theorem.role, theorem.under) == (
        "Next.below_the_next",
        "rg.eq25",
        "establishes",
        None,
    )
    assert (theorem.place, theorem.says, theorem.gap) == ("RG, Eq. 25", "A number is below the next.", "Nothing.")
    assert theorem.statement == "forall n : nat, n < S n"
    assert theorem.script == "Proof. intros n. lia. Qed."
    assert theorem.lines == 2
    assert FILE.splitlines()[theorem.line - 1].startswith("Theorem below_the_next")
    (mutant,) = theorem.mutants
    assert mutant.what == "`S n` becomes `n`"
    assert mutant.of(theorem.statement) == "forall n : nat, n < n"
    assert mutant.refuter == Refuter(theorem="not_below_itself")


def test_what_a_file_imports_and_opens_is_its_header(tmp_path):
    opening = "Open Scope nat_scope.\n(* From Coq Require Import Reals. *)\n"
    library(tmp_path, Other=f"{HEADER}From softproof Require\n  Import Next.\n{opening}", After=HEADER)
    found = library(tmp_path, Last="From softproof Require Import Other After.\n")
    names = [*found.sources]
    header = found.sources["Other"].header.splitlines()
    assert [one_line(line).strip() for line in header] == [
        "From Coq Require Import Lia.",
        "Import Next.",
        "Open Scope nat_scope.",
    ]
    assert names.index("Next") < names.index("Other") < names.index("Last")
    assert found.needs(["Last"]) == [name for name in names if name in ("Next", "Other", "After", "Last")]
    assert found.needs(["Next"]) == ["Next"]


def test_a_module_only_imports_and_has_every_sentence_at_its_place(tmp_path):
    text = f"(* é *)\nFrom softproof Require\n  Import Next (* é *) Other.\nFrom softproof Require Other.\n{FILE}"
    module = library(tmp_path, Other=HEADER, Last=text).sources["Last"].module
    assert len(module.encode()) == len(text.encode())
    assert module.endswith(FILE)
    assert one_line(module.removesuffix(FILE)) == "(* é *) Import Next Other. "


def test_a_name_that_is_qualified_with_a_file_that_is_not_used_is_refused(tmp_path):
    used = "From softproof Require Next.\nDefinition small := Next.below_the_next.\n"
    library(tmp_path, Other=used, Last="From softproof Require Other.\nDefinition small := Next.below_the_next.\n")
    with pytest.raises(UsageError, match=r"Last\.v names a thing of Next and does not use that file; import Next"):
        library(tmp_path, Last="(* Other.small *)\nDefinition small := Next.below_the_next.\n")


def test_a_definition_is_read_with_the_comment_directly_above(tmp_path):
    text = """(** What the file is about. *)

Definition one := 1%nat.
(** Two (or
    one). *)
Fixpoint two (n : nat) :=
  match n with O => Nat.add 0 (* nothing *) one | S m => two m end.
(** ** A heading *)

Inductive three := Left | Right' : three.
Record four := { left : nat }.
"""
    definitions = library(tmp_path, Other=text).sources["Other"].definitions
    assert [(d.key, d.comment) for d in definitions] == [
        ("Other.one", ""),
        ("Other.two", "Two (or one)."),
        ("Other.three", ""),
        ("Other.four", ""),
    ]
    assert definitions[0].text == "Definition one := 1%nat."
    assert definitions[1].text in text
    assert definitions[1].text.endswith("(* nothing *) one | S m => two m end.")
    made = {name: [d.name for d in definitions if d.makes(name)] for name in ("Left", "Right'", "left", "Build_four")}
    assert made == {"Left": ["three"], "Right'": ["three"], "left": ["four"], "Build_four": ["four"]}
    assert not any(d.makes("one") or d.makes("Right") for d in definitions)


def test_an_assumption_and_the_three_ways_to_refute(tmp_path):
    mutants = """Mutant: `n < S n` becomes `n <
      n`; refuted by the claim rg.eq25.graded
    Mutant: `forall` becomes ``; refuted by the mutant "the 1st of
      2" of rg.eq25
*)"""
    text = FILE.replace("establishes", "establishes under N = 2, or so").replace("Mutant: `S n` becomes", "*)")
    text = re.sub(r"\*\) `n`.*\n\*\)", mutants, text)
    theorem = library(tmp_path, Next=text).theorems[-1]
    assert theorem.under == "N = 2, or so"
    assert [m.refuter for m in theorem.mutants] == [
        Refuter(claim="rg.eq25.graded"),
        Refuter(claim="rg.eq25", mutant="the 1st of 2"),
    ]
    assert [m.new for m in theorem.mutants] == ["n < n", ""]
    assert [m.refuter.words for m in theorem.mutants] == [
        "the claim rg.eq25.graded",
        'the mutant "the 1st of 2" of rg.eq25',
    ]


@pytest.mark.parametrize("word", FORBIDDEN)
def test_a_forbidden_word_is_refused_outside_comments_alone(tmp_path, word):
    refused(tmp_path, f"{FILE}\n{word} x : False.\n", f"'{word}' is forbidden")
    library(tmp_path, Next=f'{FILE}(* {word} (* {word} "*)" *) {word} *)\nDefinition a{word}\' := 0.\n')


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (COMMENT, "", "below_the_next has no structured comment directly above"),
        (THEOREM, "\n\nDefinition two := 2.\n" + THEOREM, "no structured comment directly above"),
        (THEOREM, "", "a comment about a claim, and no theorem directly below"),
        ("(** Claim: rg.eq25", "(** The claim: rg.eq25", "no structured comment"),
        ("rg.eq25\n", "rg.eq2555\n", "unknown claim 'rg.eq2555'; did you mean"),
        ("rg.eq25\n", "\n", "the field Claim is missing or empty"),
        ("    Role: establishes\n", "", "the field Role is missing or empty"),
        ("establishes", "proves", "unknown role 'proves'; write"),
        ("establishes", "part under N = 2", "unknown role 'part under N = 2'"),
        ("    Gap: Nothing.\n", "", "the field Gap is missing or empty"),
        ("    Gap: Nothing.\n", "    Gap: Nothing.\n    Gap: Nothing.\n", "the field Gap is there twice; keep one"),
        ("    Gap: Nothing.\n", "    Gaps: Nothing.\n", "unknown field 'Gaps'; the fields are Claim"),
        ("Claim: none", "Claim: none\n    Role: part", "Role with `Claim: none`"),
        ("`S n` becomes `n`", "`S n` is `n`", "a mutant of another form"),
        ("the theorem not_below", "not_below", "a mutant of another form"),
        ("`S n` becomes", "`S  m` becomes", "`S m` is 0 times in the statement; choose"),
        ("`S n` becomes", "`n` becomes", "`n` is 4 times in the statement; choose"),
        ("becomes `n`", "becomes `S n`", "changes nothing"),
        ("theorem not_below_itself\n", "theorem nowhere\n", "not one file has the theorem nowhere"),
        ("theorem not_below_itself\n", "claim rg.eq2555\n", "unknown claim 'rg.eq2555'"),
        ("theorem not_below_itself\n", 'mutant "nothing" of rg.eq25\n', "rg.eq25: unknown mutant 'nothing'"),
        ("next : forall n : nat,", "next (n : nat) :", "a theorem of another form"),
        ("Proof. intros n. lia. Qed.", "Proof using. intros n. lia. Qed.", "a theorem of another form"),
        ("intros n. lia. Qed.", "intros n. lia. Defined.", "the command Defined is not allowed; use only From, "),
        ("intros n. lia. Qed.", "intros n. lia.", "does not end with Qed"),
        ("From Coq Require Import Lia", "Require Import Lia", "the command Require is not allowed"),
        ("From Coq Require Import Lia", "From mathcomp Require Import all", "import From Coq or From softproof"),
        ("Lia.\n", "Lia.\n(* open\n", "does not end; close it"),
        ("Lia.\n", 'Lia.\nDefinition x := "open.\n', "does not end; close it"),
    ],
)
def test_what_is_malformed_is_an_error(tmp_path, old, new, message):
    assert old in FILE
    head, tail = FILE.split(old, 1) if old not in COMMENT + THEOREM else FILE.rsplit(old, 1)
    refused(tmp_path, f"{head}{new}{tail}", message)


@pytest.mark.parametrize(
    ("replacement", "message"),
    [
        ("True) : Prop). Redirect x Print Assumptions I. Check ((True", "makes no statement; replace a term by a term"),
        ("True) : Prop) /\\ (True", "makes no statement"),
        ("(", "makes no statement"),
        ("n. Check n", "makes no statement"),
        ("n.", "makes no statement"),
        ('n "x"', "makes no statement"),
        ("n (* x *)", "makes no statement"),
        ("ltac:(give_up)", "makes no statement"),
    ],
)
def test_a_mutant_that_is_more_than_a_term_is_refused(tmp_path, replacement, message):
    refused(tmp_path, FILE.replace("becomes `n`", f"becomes `{replacement}`"), message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Set Printing Depth 2.\n", "the command Set is not allowed"),
        ("Global Set Implicit Arguments.\n", "the command Global is not allowed"),
        ("#[global] Hint Resolve le_n : core.\n", "the command # is not allowed"),
        ("End Next.\n", "the command End is not allowed"),
        ("Lemma x : True.\nProof. Abort All.\n", "the command Abort is not allowed"),
        ("Lemma x : True.\nProof. { exact I. } Abort.\n", "the command Abort is not allowed"),
        ("Time Definition x := 1.\n", "the command Time is not allowed"),
        ("Definition x :=", "a sentence that does not end; close it with a full stop"),
        ("Ltac t := lia.\nLtac t ::= idtac.\n", "'::=' is forbidden"),
        ('Inductive either := where "a + b" := (a - b).\n', "'where' is forbidden"),
        ("From Coq Require Import List.\n", "a late Require; begin the file with all that it loads"),
        ("  Import ListNotations.\n", "a late Import; begin the file"),
        ("Definition x := softproof.Next.below_the_next.\n", r"a name that begins with softproof\.; qualify it with"),
        ("Definition x := Together_A.Next.below_the_next.\n", r"a name that begins with Together_A\.; qualify it"),
    ],
)
def test_what_reaches_beyond_its_place_is_refused(tmp_path, text, message):
    refused(tmp_path, FILE + text, message)


@pytest.mark.parametrize(
    "header", ["  From Coq Require Import Lia.\n", "From Coq Require Lia. From Coq Require List.\n"]
)
def test_what_is_loaded_stands_on_a_line_of_its_own(tmp_path, header):
    refused(
        tmp_path, FILE.replace(HEADER, header), "a late Require; begin the file with all that it loads, a sentence a"
    )


@pytest.mark.parametrize("name", ["small", "Together_Next", "A-b", "É"])
def test_a_file_has_a_name_that_is_one(tmp_path, name):
    with pytest.raises(UsageError, match=f"'{name}' is no name for a file; a capital, then letters"):
        library(tmp_path, **{name: ""})


def test_a_statement_is_one_sentence(tmp_path):
    text = FILE.replace("below_the_next : forall", "below_the_next : True. Theorem below_the_next : forall")
    refused(tmp_path, text, "the statement of below_the_next is not one sentence; end it where `Proof.` begins")


def test_a_file_that_is_imported_by_name_is_one_that_is_used(tmp_path):
    library(tmp_path, Other=f"From softproof Require Next.\nImport Next.\n{REFUTATION}")
    with pytest.raises(UsageError, match=r"Last\.v names a thing of Next and does not use that file; import Next"):
        library(tmp_path, Last="Import Next.\n")


def test_a_theorem_without_mutants_is_refused(tmp_path):
    refused(tmp_path, re.sub("    Mutant.*\n", "", FILE), "the field Mutant is missing or empty")


def test_files_that_are_not_there_and_circles_are_refused(tmp_path):
    with pytest.raises(UsageError, match=r"Next\.v: unknown file 'Nxt'; did you mean Next"):
        library(tmp_path, Next=f"From softproof Require Import Nxt.\n{FILE}")
    with pytest.raises(UsageError, match="Next and Other import each other; break the circle"):
        library(
            tmp_path,
            Next=f"From softproof Require Import Other.\n{FILE}",
            Other="From softproof Require Import Next.\n",
        )


def test_a_refuting_theorem_is_looked_for_in_its_own_file_and_then_in_all(tmp_path):
    found = library(tmp_path, Other=HEADER + REFUTATION)
    (theorem,) = found.about(["rg.eq25"])
    assert found.home(theorem, theorem.mutants[0].refuter) == "Next"
    found = library(tmp_path, Next=HEADER + COMMENT + THEOREM)
    (theorem,) = found.about(["rg.eq25"])
    assert found.home(theorem, theorem.mutants[0].refuter) == "Other"
    assert found.needs(["Next"]) == [name for name in found.sources if name in ("Next", "Other")]
    with pytest.raises(UsageError, match="not one file has the theorem not_below_itself"):
        hold_against(library(tmp_path, Next=HEADER + COMMENT + THEOREM, Third=HEADER + REFUTATION), registry.claims())


def test_places_are_counted_in_bytes(tmp_path):
    path = tmp_path / "Next.v"
    path.write_text(FILE.replace("below itself", "≤ itself"), encoding="utf-8")
    start, stop = read(path).theorems[-1].span
    assert path.read_bytes()[start:stop].decode() == THEOREM.strip()
