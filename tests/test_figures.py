"""Figures and the ledger name each other; a figure is the same twice, and explains what changed."""

import json
from pathlib import Path

import pytest

import figures
from figures.press import Figure
from figures.press.inputs import sources
from figures.press.run import changes, main, render
from paper_checks import registry
from verify.profile import Profile


def dot(colour="k"):
    return Figure(
        name="rg2_ray",
        title="A dot",
        claims=("rg.eq13",),
        compute=lambda profile: {"x": [profile.pick(1.0, 2.0)]},
        draw=lambda data, canvas: canvas.subplots().plot(data["x"], data["x"], "o", color=colour) and None,
        caption=lambda data: f"at ${data['x'][0]}$",
    )


@pytest.mark.parametrize("name", figures.names())
def test_a_script_and_its_figure_have_one_name_and_show_claims_of_the_ledger(name):
    figure = figures.load(name)
    assert figure.name == name
    assert set(figure.claims) <= set(registry.claims())


def test_a_figure_is_the_same_twice_and_is_not_drawn_again(tmp_path):
    assert render(dot(), tmp_path, Profile.QUICK, ("svg", "png", "pdf"))
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert not render(dot(), tmp_path, Profile.QUICK, ("svg", "png", "pdf"))
    (tmp_path / "rg2_ray.json").unlink()
    assert render(dot(), tmp_path, Profile.QUICK, ("svg", "png", "pdf"))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    assert set(first) == {"rg2_ray.json", "rg2_ray.svg", "rg2_ray.png", "rg2_ray.pdf"}


def test_changes_are_explained(tmp_path):
    assert "is not there yet" in changes(dot(), tmp_path, Profile.QUICK)[0]
    render(dot(), tmp_path, Profile.QUICK)
    assert changes(dot(), tmp_path, Profile.QUICK) == []
    assert changes(dot(), tmp_path, Profile.PAPER) == ["profile quick -> paper"]
    sheet = json.loads((tmp_path / "rg2_ray.json").read_text())
    sheet["inputs"]["figures.press.style"] = "another"
    sheet["inputs"]["gone"] = "0"
    (tmp_path / "rg2_ray.json").write_text(json.dumps(sheet))
    assert changes(dot(), tmp_path, Profile.QUICK) == ["figures.press.style changed", "gone is no longer read"]


def test_pictures_in_another_format_are_never_older_than_the_data(tmp_path):
    render(dot("k"), tmp_path, Profile.QUICK)
    old = (tmp_path / "rg2_ray.svg").read_bytes()
    render(dot("r"), tmp_path, Profile.PAPER, ("pdf",))
    assert (tmp_path / "rg2_ray.svg").read_bytes() != old


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"inputs": 3, "profile": "quick"}'])
def test_damaged_data_are_drawn_again(tmp_path, text):
    (tmp_path / "rg2_ray.json").write_text(text)
    assert "is damaged" in changes(dot(), tmp_path, Profile.QUICK)[0]
    assert render(dot(), tmp_path, Profile.QUICK)
    assert changes(dot(), tmp_path, Profile.QUICK) == []


def test_a_script_that_cannot_write_says_so_in_one_line(tmp_path, monkeypatch, capsys):
    (tmp_path / "results").write_text("a file where the folder should be")
    monkeypatch.setattr("sys.argv", ["rg2_ray", "--results", str(tmp_path / "results")])
    with pytest.raises(SystemExit) as stopped:
        main(dot())
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("rg2_ray: cannot write")


def test_the_inputs_of_a_figure_are_the_modules_that_it_imports():
    found = sources("figures.press.run")
    assert {"figures.press.run", "figures.press.style", "verify.files", "verify.errors"} <= set(found)
    assert all(Path(path).exists() for path in found.values())
