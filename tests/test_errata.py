"""The errata: every false statement of a paper once, at its level, with its correction; nothing else."""

from dataclasses import replace

import pytest
from report_example import claim, evidence, example_ledger, write_results

from paper_checks import ledger, registry, run
from paper_checks.__main__ import main
from paper_checks.claim import Paper
from paper_checks.errata import errata, needs, strength
from paper_checks.severity import Severity, severity
from verify.profile import Profile

WRONG = {"says": "at $N = 2$", "values": {"N": "2"}}


def false(name, **fields):
    given = {
        "verdict": "fails",
        "reason": f"refuted as printed by exact arithmetic: $N = 2$ for {name}",
        "decided_by": "exact",
        "repaired_by": f"{name}.repair",
        "counterexample": WRONG,
        "evidence": [evidence("exact", False)],
        "status": {"stands": False, "because": [name]},
    }
    return claim(name, **(given | fields))


def conditional(name, **fields):
    given = [evidence("proof", under="$N > 2$"), evidence("exact", False)]
    return claim(name, "holds-if", counterexample=WRONG, evidence=given, **fields)


def repair(name, **fields):
    return claim(f"{name}.repair", "holds", source="beyond", **fields)


def document(*claims, **fields):
    return {"versions": ledger.versions(), "profile": "quick", "claims": list(claims), "definitions": []} | fields


def listed(found):
    return [(entry.severity, [s["id"] for s in entry.statements]) for entry in found.entries]


RESULTS = ["Prop. 7, A.3", "title, abstract", "s. 5.2, Findings 1; Tables 3-4", "Thm 10 and before", "A.5, Lemma 25"]
RESULTS += ["s. 4.4, Prop. 15, Eq. 34-35", "s. 4.4, Thm 14; Table 5, B.3", "Prop. 6, Eq. 5-6"]
RESULTS += ["Remark 22", "Fig. 1, s. 5.3", "Cor. 11", "summary, Mechanism 2", "Alg. 1", "Table 5, B.1"]
STEPS = ["A.3, Eq. 42", "A.3, proof of Prop. 7", "before Cor. 11", "s. 4.1, after Eq. 17", "Def. 1", "end of s. 4.2"]
STEPS += ["Eq. 30, Prop. 6", "s. 4.4, before Remark 13", "s. 6; s. 4.1, before Eq. 18", "B.2, Eq. 32"]


@pytest.mark.parametrize(("where", "level"), [*((w, "result") for w in RESULTS), *((w, "step") for w in STEPS)])
def test_a_false_statement_is_a_result_or_a_step_by_its_place(where, level):
    assert severity(false("rg.a", where=where), repair("rg.a")) == level
    assert severity(false("rg.a", where=where), None) == level


def test_what_an_assumption_or_another_reading_of_the_paper_saves_was_left_unsaid():
    assert severity(conditional("rg.a"), None) == "unstated"
    assert severity(false("rg.a"), claim("rg.a.other", "holds", source="full-text")) == "unstated"
    assert severity(false("rg.a"), claim("rg.a.other", "open", source="full-text")) == "result"
    assert severity(false("rg.a"), repair("rg.a")) == "result"


def test_a_marked_misprint_is_a_slip_whether_it_fails_or_holds_under_an_assumption():
    assert severity(false("rg.a", slip=True), repair("rg.a")) == "slip"
    assert severity(conditional("rg.a", slip=True), None) == "slip"


def test_what_only_trained_models_refute_is_not_replicated():
    seen = evidence("experiment", False)
    assert severity(false("rg.a", evidence=[seen]), None) == "replication"
    assert severity(false("rg.a", evidence=[seen, evidence("exact", False)]), None) == "result"
    assert severity(false("rg.a", evidence=[evidence("measurement", False)]), None) == "result"


def test_the_worst_come_first_and_each_level_is_in_the_order_of_the_paper():
    found = errata(
        document(
            false("rg.speedup.printed", source="summary", where="summary, Results"),
            false("rg.fig1.level", evidence=[evidence("experiment", False)]),
            false("rg.prop5.misprint", slip=True),
            conditional("rg.prop6"),
            false("rg.eq12", where="Eq. 12"),
            false("rg.thm12", where="Thm 12"),
            false("rg.prop3", where="Prop. 3"),
        ),
        Paper.RG,
    )
    names = ["rg.prop3", "rg.thm12", "rg.eq12", "rg.prop6", "rg.prop5.misprint", "rg.fig1.level"]
    names.append("rg.speedup.printed")
    levels = ["result", "result", "step", "unstated", "slip", "replication", "said"]
    assert listed(found) == [(level, [name]) for level, name in zip(levels, names, strict=True)]
    assert [[n for n, _ in entries] for entries in found.levels.values()] == [[1, 2], [3], [4], [5], [6], [7]]
    assert list(found.levels) == list(Severity)


def test_readings_of_one_statement_are_one_entry_with_one_correction():
    found = errata(
        document(
            false("rg.prop7.literal", repaired_by="rg.prop7.repair"),
            false("rg.prop7.global", repaired_by="rg.prop7.repair"),
            false("rg.prop7.ray"),
            false("rg.prop7.ssm", where="s. 6"),
            claim("rg.prop7.near", "holds"),
            repair("rg.prop7"),
            repair("rg.prop7.ray"),
        ),
        Paper.RG,
    )
    assert listed(found) == [
        ("result", ["rg.prop7.literal", "rg.prop7.global", "rg.prop7.ray"]),
        ("step", ["rg.prop7.ssm"]),
    ]
    first = found.entries[0]
    assert [c.repair["id"] for c in first.corrections] == ["rg.prop7.repair", "rg.prop7.ray.repair"]
    assert [c["id"] for c in first.holds] == ["rg.prop7.near"], "the reading that holds is told"
    assert first.commands == ["softproof check rg.prop7"]
    assert found.entries[1].corrections[0].repair is None, "the repair is not in this ledger"
    assert found.entries[1].holds == [], "rg.prop7.ssm has an id of its own in the inventory"


def test_a_reading_that_is_quoted_as_the_correction_is_not_told_twice():
    found = errata(
        document(false("rg.eq3.positive", repaired_by="rg.eq3.nonnegative"), claim("rg.eq3.nonnegative", "holds")),
        Paper.RG,
    )
    assert found.entries[0].corrections[0].repair["id"] == "rg.eq3.nonnegative"
    assert found.entries[0].holds == []


def test_only_statements_of_this_paper_are_listed_and_open_ones_only_counted():
    found = errata(
        document(
            false("rg.prop3", source="beyond"),
            false("sf.nce.js"),
            claim("rg.eq12", "open", source="code"),
            claim("rg.eq13", "holds"),
            false("rg.eq14", source="code", where="Eq. 14"),
        ),
        Paper.RG,
    )
    assert listed(found) == [("step", ["rg.eq14"])]
    assert found.counts == {"holds": 1, "holds-if": 0, "fails": 1, "open": 1}
    assert "checked: 3. Of these hold as printed: 1; hold under a further assumption: 0; fail: 1;" in found.summary
    assert found.summary.endswith("; open, and not listed here: 1.")
    assert "rg.eq14" in found
    assert "rg.prop3" not in found


def test_an_assumption_is_named_and_a_correction_tells_its_strength():
    assert needs(conditional("rg.a")) == "$N > 2$"
    assert needs(false("rg.a")) is None
    assert strength(conditional("rg.a", decided_by="proof")) == "established by proof if $N > 2$"
    assert strength(repair("rg.a", decided_by="exact")) == "established by exact arithmetic"
    assert strength(claim("rg.a", "open", decided_by=None)) == "not established: its verdict is open"
    shaky = repair("rg.a", status={"stands": False, "because": ["rg.b"]})
    assert strength(shaky) == "established by proof, building on rg.b, not established in this ledger"


def test_the_strongest_whole_condition_is_the_one_that_is_named():
    partial, whole = evidence("exact", under="$N = 3$"), evidence("certificate", under="$N > 1$", complete=True)
    assert needs(conditional("rg.a") | {"evidence": [partial, whole]}) == "$N > 1$"


def test_a_command_of_its_own_is_kept():
    seen = false("rg.fig1.level", command="python -m verify.recsys.record_all && softproof check rg.fig1")
    assert errata(document(seen, false("rg.fig1.other")), Paper.RG).entries[0].commands == [
        "python -m verify.recsys.record_all && softproof check rg.fig1",
        "softproof check rg.fig1",
    ]


def test_a_ledger_that_lacks_claims_or_is_of_other_code_says_so():
    mine = [id for id, known in registry.claims().items() if known.paper is Paper.RG]
    whole = document(*(claim(id, "holds") for id in mine))
    assert errata(whole, Paper.RG).notes == []
    fewer = whole | {"claims": whole["claims"][1:]}
    assert errata(fewer, Paper.RG).notes == [
        f"The ledger lacks 1 of the {len(mine)} claims about RG; run: softproof check rg"
    ]
    other = whole | {"versions": whole["versions"] | {"code": "0" * 12, "torch": "1.0"}, "profile": "paper"}
    (note,) = errata(other, Paper.RG).notes
    assert note == "The ledger was made with another version of code, torch; run: softproof check rg"
    assert "profile paper" in errata(other, Paper.RG).made


def test_a_paper_known_from_a_summary_is_told_to_be():
    notes = errata(document(false("sf.nce.js", source="summary")), Paper.SF).notes
    assert notes[0] == "From a summary: 1 of the statements; a verdict is on its sentence, not the paper's own"


def test_a_slip_is_a_statement_of_the_paper_and_does_not_hold():
    claims = registry.claims()
    with pytest.raises(ValueError, match=r"rg\.prop7\.repair is marked as a slip"):
        replace(claims["rg.prop7.repair"], slip=True)
    printed = replace(claims["rg.eq13"], slip=True)
    assert run.faults(printed, Profile.QUICK) == ["rg.eq13: is marked as a slip, and holds as printed"]
    assert run.faults(claims["rg.eq13"], Profile.QUICK) == []


@pytest.fixture
def results(tmp_path):
    return write_results(tmp_path / "results", example_ledger())


def test_without_a_ledger_the_command_says_what_to_run(capsys, tmp_path):
    assert main(["errata", "rg", "--results", str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith("ledger.json; run: softproof check rg\n")


def test_a_ledger_without_the_paper_is_no_list_of_errata(results, capsys):
    (results / "ledger.json").write_text((results / "ledger.json").read_text().replace('"SF"', '"RG"'))
    assert main(["errata", "sf", "--results", str(results)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.endswith("has no claims about SF; run: softproof check sf\n")


@pytest.mark.parametrize("arguments", [["errata"], ["errata", "xy"], ["errata", "rg", "--format", "pdf"]])
def test_a_wrong_paper_or_format_exits_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: softproof errata" in capsys.readouterr().err


def printed(results, capsys, *arguments):
    assert main(["errata", *arguments, "--results", str(results)]) == 0
    return capsys.readouterr().out


def test_the_text_tells_place_statement_fault_correction_and_command(results, capsys):
    out = printed(results, capsys, "rg")
    assert max(map(len, out.splitlines())) <= 100
    text = " ".join(out.split())
    assert text.startswith("Errata of RG: NDCG-Consistent Softmax Approximation with Accelerated Convergence, arXiv 25")
    assert "that were checked: 4. Of these hold as printed: 2; hold under a further assumption: 1; fail: 1;" in text
    assert "Note: The ledger lacks" in text
    assert "FALSE RESULTS: a theorem," in text
    assert "1. Prop. 7, s. 6 rg.prop7: Title of rg.prop7 In the paper: For $o" in text
    assert "What is wrong: refuted as printed by exact arithmetic: at $o = (1, 0)$" in text
    assert "True instead, rg.prop7.repair, established by proof if $N = 2$: Title of rg.prop7.repair." in text
    assert "LEFT UNSAID: true, but only" in text
    assert "Needs an assumption: $N = 2$" in text
    assert "Conventions: $N$ is at least $2$. To reproduce: softproof check rg.prop7" in text
    assert "rg.lemma23" not in text


def test_a_paper_without_errata_has_an_empty_list(results, capsys):
    out = printed(results, capsys, "sf")
    assert "fail: 0; open, and not listed here: 1." in " ".join(out.split())
    assert "From a summary: 1 of the statements" in out
    assert "sf.nasty" not in out


def test_markdown_has_headings_and_lets_no_mark_through(results, capsys):
    ledger_text = (results / "ledger.json").read_text()
    (results / "ledger.json").write_text(ledger_text.replace("Title of rg.prop7", "A *bold* <b> $a * b$"))
    out = printed(results, capsys, "rg", "--format", "markdown")
    assert out.startswith("# Errata of RG: NDCG-Consistent")
    assert "\n## False results\n\nA theorem," in out
    assert "\n### 1. Prop. 7, s. 6\n\n**rg.prop7:** A \\*bold\\* \\<b> $a * b$\n\n**In the paper:** For $o \\in" in out
    assert "**To reproduce:** softproof check rg.prop7\n" in out


def test_the_errata_of_checked_claims_are_what_the_checks_found(tmp_path, capsys):
    assert main(["check", "rg.finding1", "rg.prop5.calibrated", "--results", str(tmp_path)]) == 0
    capsys.readouterr()
    text = " ".join(printed(tmp_path, capsys, "rg").split())
    result, slip = text.index("FALSE RESULTS"), text.index("SLIPS")
    assert result < text.index("Steam MRR@10: WRMF has 0.0464, SSM 0.0466") < slip
    assert slip < text.index("Needs an assumption: $\\eta \\ge 0$")
    assert "True instead, rg.finding1.nonsampling.repair, established by exact arithmetic:" in text
    assert "Holds as printed, rg.finding1.gain:" in text
