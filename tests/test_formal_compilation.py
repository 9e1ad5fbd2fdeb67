"""Files compiled together: no group has a file and what it uses, and what a group holds decides nothing."""

import math

import pytest
from formal_example import FILE, NEEDS_COQ, library

from paper_checks.formal import compilation, coq
from paper_checks.formal.library import library as own


@pytest.mark.parametrize("workers", [1, 2, 5, 64])
def test_groups_are_complete_small_in_order_and_as_many_as_can_be_worked_at(workers):
    found = own()
    groups = compilation.groups(found, set(found.sources), workers)
    assert sorted(name for group in groups for name in group) == sorted(found.sources)
    seen = set()
    for group in groups:
        assert 0 < len(group) <= compilation.FILES_TOGETHER
        assert not set(found.used(group)) - seen
        seen |= set(group)
    first = [group for group in groups if not found.used(group)]
    files = sum(map(len, first))
    assert len(first) == max(min(workers, files), math.ceil(files / compilation.FILES_TOGETHER))


CHAIN = {
    "First": "Definition small := 1.\n",
    "Second": "From softproof Require Import First Next.\nDefinition smaller := below_the_next small.\n",
    "Third": "From softproof Require Next.\nDefinition smaller := Next.below_the_next 3.\n",
    "Fourth": "From softproof Require Import Second.\nDefinition least := smaller.\n",
    "Fifth": "From softproof Require Third.\nFrom softproof Require Import Third.\nDefinition least := smaller.\n",
}


def compiled(folder, **files):
    """What Coq says of the chain with these files, a group after the other."""
    found = library(folder, **CHAIN | files)
    work = folder / "work"
    work.mkdir()
    done = {}
    for group in compilation.groups(found, set(found.sources), 1):
        done |= compilation.compile_group(found, group, coq.find(), work, done)
    return done


@NEEDS_COQ
def test_files_are_modules_of_one_and_use_those_of_others(tmp_path):
    done = compiled(tmp_path / "files")
    assert {name: found.error for name, found in done.items()} == dict.fromkeys(["Next", *CHAIN])
    together = [done["First"].within, done["Second"].within, done["Fourth"].within]
    assert all(name.startswith("Together_") for name in together)
    assert together == [done["Next"].within, done["Third"].within, done["Fifth"].within]
    assert len(set(together)) == 3


@NEEDS_COQ
def test_a_refused_file_takes_with_it_those_that_use_it_and_no_other(tmp_path):
    done = compiled(tmp_path / "files", Second=f"{CHAIN['Second']}Definition wrong := tiny.\n")
    assert done["Second"].error == "The reference tiny was not found in the current environment."
    assert done["Fourth"].error == "Fourth uses Second, which Coq does not accept"
    assert [done[name].error for name in ("First", "Next", "Third", "Fifth")] == [None] * 4
    assert done["Third"].within == "Third"


@NEEDS_COQ
def test_names_that_files_share_stay_apart(tmp_path):
    hidden = "Definition small := 7.\nOpen Scope bool_scope.\n"
    done = compiled(tmp_path / "files", Second=hidden, Third=f"{CHAIN['Third']}Definition least := small.\n")
    assert done["Second"].error is None
    assert done["Third"].error == "The reference small was not found in the current environment."


@NEEDS_COQ
def test_sentences_are_told_where_they_stand_in_their_file(tmp_path):
    done = compiled(tmp_path / "files", Other=f"(* é *)\n{FILE}", Third="Definition smaller := tiny.\n")
    proof = len(FILE.encode()) - 1
    assert proof in [end for end, _ in done["Next"].times]
    assert proof + len("(* é *)\n".encode()) in [end for end, _ in done["Other"].times]
    alone = [end for end, _ in done["Second"].times]
    assert alone[-1] == len(CHAIN["Second"]) - 1, "with the sentences before it that load what it uses"
