import copy
import json
import re
from pathlib import Path

import jsonschema
import pytest
from report_example import NASTY, Page, claim, evidence, example_ledger, write_results

from paper_checks.ledger import schema
from paper_checks.report import build
from paper_checks.report.mathml import prose
from paper_checks.report.views import Graph, standing
from verify.errors import UsageError


@pytest.fixture
def results(tmp_path):
    return write_results(tmp_path / "results", example_ledger())


def site_pages(index):
    return {path: Page(path) for path in index.parent.rglob("*.html")}


def claim_page(results, name):
    return Page(build(results).parent / "claims" / f"{name}.html")


def test_every_claim_has_a_page_and_a_row(results):
    index = build(results)
    names = [c["id"] for c in example_ledger()["claims"]]
    assert index == results / "report" / "index.html"
    assert sorted(p.stem for p in (index.parent / "claims").iterdir()) == sorted(names)
    assert set(names) <= set(Page(index).ids)


def test_pages_are_balanced_and_ids_are_unique(results):
    for path, page in site_pages(build(results)).items():
        assert len(page.ids) == len(set(page.ids)), path
        assert [tag for tag, _ in page.elements].count("h1") == 1, path


def test_links_resolve_inside_the_site(results):
    pages = site_pages(build(results))
    checked = 0
    for path, page in pages.items():
        for reference in page.references():
            if reference.startswith(("https://arxiv.org/abs/", "data:,")):
                continue
            target, _, anchor = reference.partition("#")
            goal = (path.parent / target).resolve() if target else path.resolve()
            assert goal.is_file(), (path, reference)
            if anchor:
                assert anchor in next(p for q, p in pages.items() if q.resolve() == goal).ids, (path, reference)
            checked += 1
    assert checked > 50


def test_nothing_is_loaded_from_elsewhere(results):
    for path, page in site_pages(build(results)).items():
        loaded = [a.get("src") or a.get("href") for tag, a in page.elements if tag in ("script", "link", "img")]
        assert not any(re.match(r"\w+:(?!,)|//", url) for url in loaded), path
        scripts = [a for tag, a in page.elements if tag == "script"]
        assert scripts == ([{"src": "filter.js"}] if path.name == "index.html" else [])
    assert "url(" not in (path.parents[1] / "style.css").read_text()


def test_formulas_become_mathml_and_no_dollar_is_left(results):
    for path, page in site_pages(build(results)).items():
        without_formula = path.name in ("bench.html", "questions.html") or path.match("errata/sf.html")
        assert without_formula or "math" in [tag for tag, _ in page.elements], path
        assert "$" not in page.text.replace("$5", ""), path
        assert "\\" not in re.sub(r'\{\\"o\}|/\\', "", page.text), path


def test_nasty_text_is_escaped_and_shown(results):
    page = claim_page(results, "sf.nasty")
    assert page.text.count(NASTY.replace("\\$", "$")) >= 4
    assert "alert(1)" not in [a.get("src") for _, a in page.elements]


def test_images_have_the_caption_as_alternative_text(results):
    images = [a for tag, a in Page(build(results)).elements if tag == "img"]
    assert [image["alt"] for image in images] == ['The ratio tends to \\frac{1}{2} & stays "below" N.']


def test_figures_are_copied_and_shown_with_their_claims(results):
    page = claim_page(results, "rg.prop7.repair")
    copies = results / "report" / "figures"
    for name in ("bound.svg", "bound.png", "bound.json"):
        assert (copies / name).read_bytes() == (results / "figures" / name).read_bytes()
    assert "figure-bound" in page.ids
    assert "softproof figures undrawn" in claim_page(results, "rg.lemma23").text


def test_a_claim_page_tells_its_whole_life(results):
    text = " ".join(claim_page(results, "rg.prop7").text.split())
    assert "True instead: rg.prop7.repair" in text
    assert "This statement repairs rg.prop7" in " ".join(claim_page(results, "rg.prop7.repair").text.split())
    assert "the bound is exceeded" in text
    assert "rg.elsewhere not in this ledger" in text
    assert "@article{pu2025rg" in text
    assert "absent2000 (no entry" in text
    assert text.index("confirms under") < text.index("refutes as printed")
    assert "Known from a summary" in claim_page(results, "sf.nasty").text
    assert "accepts it" in claim_page(results, "rg.thm12").text


def test_machine_checked_theorems_stand_with_their_claims_and_on_a_page(results):
    site = build(results).parent
    text = " ".join(claim_page(results, "rg.lemma23").text.split())
    assert "sum_bound The sum of f is at most N. RG, Prop. 7; establishes the claim." in text
    assert "establishes the claim. forall n p, simplex n p /\\ 0 < n -> sum n p <= 1 Definitions" in text
    assert "Accepted by Coq 8.16.1, which prints the statement so" in text
    assert "theory/formal/Bound.v, 7 lines with its proof, 0.12 s, on no axiom but Classical_Prop.classic." in text
    assert "0 < n -> becomes (nothing): not proved by the same proof, and refuted by the theorem none." in text
    assert "../theorems.html" in claim_page(results, "rg.lemma23").references()
    assert "Not run here; the statement is as theory/formal" in claim_page(results, "rg.prop7.repair").text
    text = " ".join(claim_page(results, "rg.thm12").text.split())
    assert "establishes the claim under: N=2." in text
    assert "Not accepted: no proof." in text
    page = Page(site / "theorems.html")
    text = " ".join(page.text.split())
    assert {"Bound.sum_bound", "Bound.half", "Bound.wrong"} <= set(page.ids)
    assert "accepted 1 of these 3 theorems about 3 claims. Claims that one decides: 1." in text
    assert "1 of them were not run here. With Coq (apt install coq" in text
    assert "sum_bound rg.lemma23 holds formal establishes 7 0.12 1/1" in text
    assert "half rg.prop7.repair holds if proof not run here 7 – 1/1" in text
    without = text.partition("Claims that no theorem establishes or refutes")[2].partition("The statements")[0]
    words = (
        "1 by proof",
        "still to be written.rg.prop7.repair 1 by exact",
        "given numbers.rg.prop7 1 open",
        "so far.sf.nasty",
    )
    assert [without.index(word) for word in words] == sorted(without.index(word) for word in words)
    assert "rg.lemma23" not in without
    assert "accepted 1 of 3 theorems about 3 claims" in " ".join(Page(site / "index.html").text.split())


def test_the_definitions_in_a_statement_are_folded_below_it_and_on_the_page_of_all(results):
    site = build(results).parent
    page = claim_page(results, "rg.lemma23")
    text = " ".join(page.text.split())
    assert "-> sum n p <= 1 Definitions in it: 2 Sums.sum theory/formal/Sums.v Fixpoint sum n f" in text
    assert "Sums.simplex: A list of n <probabilities>. theory/formal/Sums.v Definition simplex n p :=" in text
    assert "Definitions in it" not in claim_page(results, "rg.prop7.repair").text
    page = Page(site / "theorems.html")
    text = " ".join(page.text.split())
    assert "Definitions in it: Sums.sum, Sums.simplex." in text
    assert text.count("Fixpoint sum n f") == 1
    assert {"Sums.sum", "Sums.simplex"} <= set(page.ids)
    assert {"#Sums.sum", "#Sums.simplex"} <= set(page.references())


def test_a_ledger_without_theorems_says_so(results):
    ledger = example_ledger()
    ledger["claims"] = [entry | {"theorems": []} for entry in ledger["claims"]]
    (results / "ledger.json").write_text(json.dumps(ledger))
    assert "No claim of this ledger has one." in Page(build(results).parent / "theorems.html").text


def test_the_errata_of_each_paper_are_a_page_that_its_false_claims_lead_to(results):
    site = build(results).parent
    page = Page(site / "errata" / "rg.html")
    text = " ".join(page.text.split())
    assert {"result", "unstated", "rg.prop7", "rg.prop7.repair"} <= set(page.ids)
    assert "rg.lemma23" not in page.ids
    assert "1. Prop. 7, s. 6 In the paper Title of rg.prop7. rg.prop7" in text
    assert "What is wrong fails: refuted as printed by exact arithmetic: at" in text
    assert "True instead Title of rg.prop7.repair. rg.prop7.repair established by proof if" in text
    assert "To reproduce softproof check rg.prop7" in text
    assert "The ledger lacks" in text
    assert "../errata/rg.html#rg.prop7" in claim_page(results, "rg.prop7").references()
    assert not [r for r in claim_page(results, "rg.thm12").references() if "errata/rg.html#" in r]
    sf = Page(site / "errata" / "sf.html")
    assert "From a summary: 1 of the statements" in sf.text
    assert "Nothing to list." in sf.text
    for name in ("index.html", "questions.html", "bench.html"):
        assert {"errata/rg.html", "errata/sf.html"} <= set(Page(site / name).references())


def test_a_paper_without_claims_has_no_errata(results):
    ledger = example_ledger()
    ledger["claims"] = [c for c in ledger["claims"] if c["paper"] == "RG"]
    (results / "ledger.json").write_text(json.dumps(ledger))
    site = build(results).parent
    assert [path.name for path in (site / "errata").iterdir()] == ["rg.html"]
    assert "errata/sf.html" not in Page(site / "index.html").references()


def test_verdicts_are_words_in_the_table(results):
    text = " ".join(Page(build(results)).text.split())
    assert re.search(r"rg\.prop7 RG Prop\. 7, s\. 6 Title of rg\.prop7 fails exact does not stand – –", text)
    assert re.search(r"rg\.thm12 RG .*? holds proof undermined 0/1 –", text)
    assert "Profile of the checks: quick" in text


def test_standing_tells_undermined_from_unchecked():
    resting = claim("rg.b", "holds", uses=["rg.a"], status={"stands": False, "because": ["rg.a"]})
    assert standing(resting, {"rg.a", "rg.b"}) == "undermined"
    assert standing(resting, {"rg.b"}) == "not checked throughout"


def test_the_graph_unfolds_each_ancestor_once_and_survives_a_cycle():
    uses = {"x.a": ["x.b", "x.c"], "x.b": ["x.c"], "x.c": ["x.d"], "x.d": ["x.b"]}
    graph = Graph([claim(name, "holds", uses=used) for name, used in uses.items()])
    b, c = graph.ancestors("x.a")
    assert (b.id, b.children[0].id, b.children[0].children[0].id) == ("x.b", "x.c", "x.d")
    assert (c.id, c.seen, c.children) == ("x.c", True, [])
    assert graph.descendants("x.d") == ["x.a", "x.b", "x.c"]
    assert graph.descendants("x.a") == []


def run_record(seed, k=10):
    return {
        "config": {"dataset": "toy", "backbone": "mf", "loss": "softmax", "seed": seed, "split_seed": 7},
        "data": {"name": "toy", "sha256": "0" * 64, "users": 1200, "items": 30, "pairs": 4000},
        "protocol": {"split": f"leave {k} out", "seen_items": "masked", "metrics": {"recall": "hits / n"}},
        "test": {f"ndcg@{k}": 0.12346, f"mrr@{k}": None},
        "cost": {"wall_seconds": 12.34},
    }


def test_training_runs_are_grouped_by_protocol_and_metrics_are_labelled(results):
    (results / "runs").mkdir()
    for place, run in enumerate([run_record(1), run_record(2), run_record(1, k=20)]):
        (results / "runs" / f"{place}.json").write_text(json.dumps(run))
    page = Page(build(results))
    text = " ".join(page.text.split())
    assert {"protocol-1", "protocol-2"} <= set(page.ids)
    assert "2 runs under one protocol split leave 10 out. seen items masked. recall hits / n." in text
    assert "1 run under one protocol split leave 20 out." in text
    assert "toy mf softmax 2 0.1235 – 1,200 × 30, 4,000 12.3 split seed 7" in text


def test_a_record_that_is_no_training_run_is_refused(results):
    (results / "runs").mkdir()
    (results / "runs" / "0.json").write_text(json.dumps({"config": {}, "data": {}, "test": {}, "cost": {}}))
    with pytest.raises(UsageError, match="'protocol' is a required property"):
        build(results)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"claims": 3}'])
def test_damaged_figures_and_runs_name_the_file_and_the_remedy(results, text):
    old = (results / "figures" / "bound.json").read_text()
    (results / "figures" / "bound.json").write_text(text)
    with pytest.raises(UsageError, match=r"bound\.json.*run: softproof figures bound"):
        build(results)
    (results / "figures" / "bound.json").write_text(old)
    (results / "runs").mkdir()
    (results / "runs" / "0.json").write_text(text)
    with pytest.raises(UsageError, match=r"0\.json.*run: softproof train"):
        build(results)


def test_a_missing_ledger_names_the_remedy(tmp_path):
    with pytest.raises(UsageError, match="run: softproof check"):
        build(tmp_path)


def test_a_missing_picture_names_the_remedy(results):
    (results / "figures" / "bound.svg").unlink()
    with pytest.raises(UsageError, match="run: softproof figures bound"):
        build(results)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "../evil"}, r"claims\[4\].id: .* does not match"),
        ({"id": "rg.lemma23"}, "is there twice"),
        ({"verdict": "true"}, r"verdict: 'true' is not one of \['holds'"),
        ({"evidence": [evidence("hearsay")]}, r"evidence\[0\].kind: 'hearsay'"),
        ({"evidence": 3}, "evidence: 3 is not of type 'array'"),
        ({"counterexample": {}}, "counterexample: {} is not valid"),
        ({"status": {}}, "status: 'stands' is a required property"),
    ],
)
def test_a_faulty_ledger_is_refused(results, change, message):
    ledger = example_ledger()
    ledger["claims"][-1] |= change
    (results / "ledger.json").write_text(json.dumps(ledger))
    with pytest.raises(UsageError, match=message):
        build(results)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"claims": [{"id": "rg.a"}]}', "{"])
def test_a_damaged_ledger_is_refused(results, text):
    (results / "ledger.json").write_text(text)
    with pytest.raises(UsageError, match="softproof check"):
        build(results)


def test_rebuilding_replaces_the_site_and_is_deterministic(results):
    def snapshot():
        return {p.relative_to(results): p.read_bytes() for p in sorted(results.rglob("*")) if p.is_file()}

    build(results)
    first = snapshot()
    (results / "report" / "claims" / "stale.html").write_text("old")
    build(results)
    assert snapshot() == first
    assert [p.name for p in results.glob(".*")] == []


def test_an_error_leaves_the_old_site(results):
    index = build(results)
    before = index.read_bytes()
    ledger = example_ledger()
    ledger["claims"][0]["assumptions"] = ["$\\frac{1$"]
    (results / "ledger.json").write_text(json.dumps(ledger))
    with pytest.raises(UsageError, match=r"claim rg\.lemma23.*\\frac\{1"):
        build(results)
    assert index.read_bytes() == before
    assert sorted(p.name for p in results.iterdir()) == ["figures", "ledger.json", "report"]


@pytest.mark.parametrize("field", ["title", "where", "statement", "reason"])
def test_broken_latex_is_named_with_its_claim(results, field):
    ledger = copy.deepcopy(example_ledger())
    ledger["claims"][2][field] = "of $\\nosuchcommand x$"
    (results / "ledger.json").write_text(json.dumps(ledger))
    with pytest.raises(UsageError, match=r"claim rg\.prop7\.repair: .*unknown command \\nosuchcommand"):
        build(results)


def test_every_formula_of_the_example_converts():
    texts = re.findall(r'"((?:[^"\\]|\\.)*)"', json.dumps(example_ledger()))
    formulas = [text for text in map(json.loads, (f'"{t}"' for t in texts)) if re.search(r"(?<!\\)\$", text)]
    assert len(formulas) > 20
    for text in formulas:
        assert "<math" in prose(text, "example")


def test_the_example_is_a_ledger():
    jsonschema.validate(example_ledger(), schema())


def test_templates_are_beside_the_code():
    import paper_checks.report

    templates = Path(paper_checks.report.__file__).parent / "templates"
    assert {p.name for p in templates.iterdir()} >= {
        "index.html",
        "theorems.html",
        "claim.html",
        "questions.html",
        "bench.html",
        "style.css",
        "filter.js",
    }
