"""The command line: exit statuses, one clear line for bad input, quick starts, nothing half-written."""

import json
import os
import subprocess
import sys

import jsonschema
import pytest

from paper_checks import ledger, registry
from paper_checks.__main__ import COMMANDS, main, parser

ID = "rg.eq13"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A results folder with one claim checked."""
    folder = tmp_path_factory.mktemp("results")
    assert main(["check", ID, "--results", str(folder)]) == 0
    return folder


def one_line(capsys, *words):
    """What a failing command says: exactly one line, on standard error, with these words."""
    captured = capsys.readouterr()
    assert captured.err.startswith("softproof: ")
    assert captured.err.count("\n") == 1
    for word in words:
        assert word in captured.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert "examples:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "rg.eq31x"], ["rg.eq31x", "did you mean", "rg.eq31"]),
        (["show", "sf.ssm.bia"], ["sf.ssm.bia", "did you mean", "sf.ssm.bias"]),
        (["list", "zz"], ["zz"]),
        (["figures", "ssm_bais"], ["ssm_bais", "did you mean ssm_bias"]),
        (["figures", "--format", "gif"], ["gif", "png"]),
        (["figures", "--explain", "nothing"], ["nothing"]),
        (["data", "verify", "online-retial"], ["online-retial", "did you mean online-retail"]),
        (["train", "--loss", "sofmax"], ["sofmax", "did you mean softmax"]),
        (["train", "--loss", "rg2", "--dataset", "online"], ["online", "online-retail"]),
        (["train", "--loss", "rg2", "--backbone", "mff"], ["mff", "mf"]),
        (["train", "--loss", "softmax", "--k", "0"], ["0"]),
        (["train", "--loss", "softmax", "--k", "10000"], ["cutoffs is 10000", "3,145 items"]),
        (
            [
                "train",
                "--loss",
                "softmax",
                "--backbone",
                "sasrec",
                "--max-length",
                "2000000000",
                "--regularisation",
                "0.1",
            ],
            ["max_length is 2000000000", "264,514 pairs"],
        ),
        (["train", "--loss", "softmax", "--dim", "1000000000"], ["dim is 1000000000", "3,145 items"]),
        (
            ["train", "--loss", "sampled-softmax", "--negatives", "2000000000"],
            ["negatives is 2000000000", "264,514 pairs"],
        ),
        (["list", "--missing", "rg.eq13"], ["--missing", "leave out rg.eq13"]),
        (["figures", "rg2_ray", "--explain", "ssm_bias"], ["leave out rg2_ray"]),
        (["train", "--loss", "softmax", "--learning-rate", "nan"], ["nan"]),
        (["train", "--loss", "rg2", "--seed", "9" * 30], ["seed is 999", "too large; give at most 2147483647"]),
        (["sweep", "none.toml"], ["cannot read none.toml", "No such file"]),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_2(arguments, words, capsys, tmp_path):
    assert main(arguments) == 2
    one_line(capsys, *words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "--kind", "hearsay"], "choose from formal"),
        (["check", "--profile", "fast"], "'fast' is not one of quick, paper"),
        (["train", "--loss", "rg2", "--k", "1.5"], "'1.5' is not a whole number"),
        (["sweep", "grid.toml", "--for", "120"], "expected a time like 90s, 120m or 2h, got '120'"),
        (["sweep", "grid.toml", "--workers", "0"], "expected a whole number of at least 1"),
    ],
)
def test_a_wrong_option_exits_2_and_says_what_is_possible(arguments, words, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err.replace("'formal'", "formal")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_described(command):
    commands = next(a for a in parser()._actions if isinstance(a.choices, dict))
    assert all(action.help for action in commands.choices[command]._actions if action.metavar != "ACTION")


def test_a_kind_that_no_claim_has_leaves_the_ledger_alone(capsys, tmp_path):
    assert main(["check", ID, "--kind", "experiment", "--results", str(tmp_path)]) == 2
    one_line(capsys, "experiment", "none of the 1 claims")
    assert not (tmp_path / "ledger.json").exists()


def test_a_json_file_that_cannot_be_written_is_named_before_the_run(capsys, tmp_path):
    assert main(["check", ID, "--json", str(tmp_path), "--results", str(tmp_path)]) == 2
    one_line(capsys, str(tmp_path), "give the name of a file")
    assert list(tmp_path.iterdir()) == []


DAMAGED = ["", "{", "[]", "null", "{}", '{"claims": 3}', '{"claims": [3]}', '{"claims": [{"id": "rg.eq13"}]}', "\xff"]


@pytest.mark.parametrize("text", DAMAGED)
@pytest.mark.parametrize("command", [["list"], ["show", ID], ["errata", "rg"], ["report"]])
def test_a_damaged_ledger_is_one_line_and_exit_2(text, command, capsys, tmp_path):
    (tmp_path / ledger.NAME).write_text(text, encoding="latin-1")
    assert main([*command, "--results", str(tmp_path)]) == 2
    one_line(capsys, str(tmp_path / ledger.NAME), "run: softproof check")


@pytest.mark.parametrize("text", DAMAGED)
def test_check_makes_a_damaged_ledger_anew(text, tmp_path):
    (tmp_path / ledger.NAME).write_text(text, encoding="latin-1")
    assert main(["check", ID, "--results", str(tmp_path)]) == 0
    jsonschema.validate(ledger.read(tmp_path), ledger.schema())


def test_signs_are_escaped_where_they_cannot_be_printed(tmp_path):
    command = [sys.executable, "-m", "paper_checks", "check", "rg.table5.sparsity"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=True)
    assert done.stdout.startswith("\\u2713 rg.table5.sparsity")


def test_a_data_set_without_a_recipe_needs_the_regularisation(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("SOFTPROOF_DATA", str(tmp_path))
    assert main(["train", "--loss", "rg2", "--dataset", "ml10m"]) == 2
    one_line(capsys, "no recipe for rg2", "give the hyper-parameters")
    assert main(["train", "--loss", "rg2", "--dataset", "ml10m", "--regularisation", "0.1"]) == 2
    one_line(capsys, "data set ml10m is not at")


def test_report_without_a_ledger_says_what_to_run(capsys):
    assert main(["report", "--results", "nowhere"]) == 2
    one_line(capsys, "softproof check")


@pytest.mark.parametrize("arguments", [["check", ID], ["figures", "rg2_ray"], ["train", "--loss", "popularity"]])
def test_results_that_cannot_be_written(arguments, capsys, tmp_path):
    (tmp_path / "results").write_text("a file where the folder should be")
    assert main(arguments) == 2
    one_line(capsys, "results", "--results DIR")


def test_check_prints_a_table_and_writes_a_valid_ledger(results, capsys):
    assert main(["check", ID, "--results", str(results), "--json", str(results / "extra.json")]) == 0
    assert ID in capsys.readouterr().out
    for name in (ledger.NAME, "extra.json"):
        document = json.loads((results / name).read_text())
        jsonschema.validate(document, ledger.schema())
        assert [claim["id"] for claim in document["claims"]] == [ID]


def test_check_keeps_the_other_claims_of_the_ledger(results):
    assert main(["check", "rg.table5.sparsity", "--results", str(results)]) == 0
    assert main(["check", ID, "--results", str(results)]) == 0
    claims = ledger.read(results)["claims"]
    assert [claim["id"] for claim in claims] == [ID, "rg.table5.sparsity"]


def test_a_verdict_that_differs_from_the_lock_exits_1(monkeypatch, capsys):
    monkeypatch.setattr("paper_checks.lock.read", lambda: {ID: "fails"})
    assert main(["check", ID]) == 1
    assert "the lock says fails" in capsys.readouterr().err


def test_an_accepted_mutant_exits_1_and_is_not_recorded(monkeypatch, capsys, tmp_path):
    from dataclasses import replace

    from paper_checks import run
    from paper_checks.claim import Mutant

    id = "rg.eq9.uniform.literal"
    claim = registry.claims()[id]
    blind = replace(claim, mutants=(Mutant("no error at all", claim.subject),))
    known = registry.claims() | {id: blind}
    monkeypatch.setattr("paper_checks.registry.claims", lambda: known)
    monkeypatch.setattr("paper_checks.lock.PATH", tmp_path / "lock.json")
    run.forget()
    try:
        assert main(["check", id, "--record"]) == 1
    finally:
        run.forget()
    assert "accepts the mutant 'no error at all'" in capsys.readouterr().err
    assert not (tmp_path / "lock.json").exists()


def test_show_tells_all(results, capsys):
    assert main(["show", ID, "--results", str(results)]) == 0
    out = capsys.readouterr().out
    assert "verdict: holds" in out
    assert "mutant rejected" in out


def test_show_gives_the_values_of_a_counterexample(capsys, tmp_path):
    assert main(["check", "rg.a3.psd.relaxed", "--results", str(tmp_path)]) == 0
    assert main(["show", "rg.a3.psd.relaxed", "--results", str(tmp_path)]) == 0
    assert "  counterexample: p = 1/2, 1/4, 1/4" in capsys.readouterr().out


def test_show_before_any_run_says_how_to_run(capsys):
    assert main(["show", "rg.prop5"]) == 0
    assert "softproof check rg.prop5.bregman" in capsys.readouterr().out


def test_list_is_the_ledger_and_no_id_of_the_inventory_is_missing(capsys):
    assert main(["list"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(registry.claims())
    assert main(["list", "--missing"]) == 0
    assert not capsys.readouterr().out.split()


def test_missing_names_an_id_that_no_claim_stands_for(capsys, monkeypatch):
    known = {id: claim for id, claim in registry.claims().items() if not id.startswith("sf.nce.js")}
    monkeypatch.setattr(registry, "claims", lambda: known)
    assert main(["list", "--missing"]) == 0
    assert capsys.readouterr().out.split() == ["sf.nce.js"]


@pytest.mark.parametrize("arguments", [["--help"], ["list"]])
def test_a_quick_command_imports_nothing_heavy(arguments, tmp_path):
    heavy = "{'torch', 'sympy', 'scipy', 'matplotlib', 'seaborn', 'numba', 'flint', 'numpy'}"
    code = f"""
import sys
from paper_checks.__main__ import main
try:
    main({arguments})
except SystemExit:
    pass
print(sorted({heavy} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stderr.strip() == "[]"


def test_a_closed_pipe_is_no_error(tmp_path):
    command = f"{sys.executable} -m paper_checks list | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stderr == ""


def test_doctor_finds_what_the_default_run_needs(capsys):
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "torch" in out
    assert "data set online-retail: here" in out


def test_doctor_reports_a_folder_that_cannot_be_written(capsys, tmp_path):
    (tmp_path / "results").write_text("a file")
    assert main(["doctor", "--results", str(tmp_path / "results" / "below")]) == 1
    assert "cannot be written; use --results DIR" in capsys.readouterr().out


def test_runs_with_other_settings_do_not_overwrite_one_another(tmp_path):
    for more in ([], ["--k", "5"], ["--split-seed", "1"]):
        assert main(["train", "--loss", "popularity", *more]) == 0
    names = {
        path.name.removeprefix("online-retail-mf-popularity-seed0") for path in (tmp_path / "results/runs").iterdir()
    }
    assert names == {f"{tag}{end}" for tag in ("", "-cutoffs5", "-split_seed1") for end in (".json", ".npz")}


def test_a_run_with_very_many_settings_has_a_name_that_files_may_have(tmp_path):
    for last in ("100", "101"):
        assert main(["train", "--loss", "popularity", "--k", *map(str, range(1, 100)), last]) == 0
    names = [path.name for path in (tmp_path / "results/runs").glob("*.json")]
    assert len(names) == 2
    assert all(len(name) < 100 for name in names)


def test_a_run_that_cannot_make_its_first_step_says_so_in_one_line(capsys, tmp_path):
    few = ["--bookkeeping=-,remove,kq", "--negatives", "1", "--regularisation", "0", "--dim", "4", "--epochs", "1"]
    assert main(["train", "--loss", "sampled-softmax", *few, "--results", str(tmp_path)]) == 2
    one_line(capsys, "sampled-softmax on mf: the loss is -inf at step 1", "lower the learning rate")


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith("softproof 0.")
