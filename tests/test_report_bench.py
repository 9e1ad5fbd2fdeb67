"""The page on speed and precision says what the bench's records say, and no more."""

import re

import pytest
from report_example import Page, example_ledger, write_results

import figures
from paper_checks.__main__ import main
from paper_checks.report import bench, build
from verify.bench import documents, run


@pytest.fixture
def results(tmp_path):
    return write_results(tmp_path / "results", example_ledger())


@pytest.fixture
def records(tmp_path, monkeypatch):
    """A folder of bench records of its own: sparsemax at two sizes, one of them slower than its peer."""
    folder = tmp_path / "records"
    monkeypatch.setattr(documents, "RECORDS", folder)
    machine = {"versions": {"torch": "2.0"}, "platform": "Linux", "cpu": "a processor", "cores": 4, "threads": 2}
    document = {"suite": "maps", "records": [comparison(100_000, 13.0), comparison(1_000, 0.5)], "missing": []}
    documents.save(document | {"environment": machine}, folder)
    rows = [errors("softproof", 1e-8), errors("entmax", None), errors("jaxopt", 0.25)]
    rows += [{**errors("old", 0), "raised": "IndexError: no such thing"}]
    missing = ["another is not installed: get it"]
    precision = {"suite": "precision", "records": rows, "missing": missing, "environment": machine | {"threads": 3}}
    documents.save(precision, folder)
    return folder


def comparison(classes, ratio):
    seconds = {"softproof": 1e-3, "entmax, sort": ratio * 1e-3, "torch softmax": 5e-4}
    roles = {"softproof": "ours", "torch softmax": "yardstick"}
    contenders = {
        name: {"role": roles.get(name, "peer"), "share": 1.0, "seconds": [time] * 5, "peak": 250 << 20}
        for name, time in seconds.items()
    }
    settings = {"classes": classes, "scale": 1.0, "rows": 256}
    return {"case": "sparsemax", "settings": settings, "unit": 100 << 20, "contenders": contenders}


def errors(library, loss):
    place = {"member": "sparsemax", "dtype": "float32", "condition": "offset 1e4", "library": library}
    return place | {"map": 0.0, "sum": 1e-7, "loss": loss, "least": -29.0}


def bench_page(results):
    page = Page(build(results).parent / "bench.html")
    return page, " ".join(page.text.split())


@pytest.mark.usefixtures("records")
def test_the_bench_page_shows_times_ratios_memory_and_targets(results):
    page, text = bench_page(results)
    assert "sparsemax rows 256, scale 1.0" in text
    assert "classes 100,000; 5 rounds" in text
    assert "softproof at least 12 times as fast as entmax, sort 13 met" in text
    assert "softproof takes at most 2.2 times the memory of the scores 2.5 missed" in text
    assert "softproof at least 15 times as fast as entmax, sort – not measured" in text
    shown = text.partition("Targets Function")[2].partition("Figures Not drawn")[0]
    outcomes = re.findall(r"\b(met|missed|not measured)\b", shown)
    assert f"{outcomes.count('met')} of {len(outcomes)} targets of speed and memory are met" in text
    assert (outcomes.count("met"), outcomes.count("missed")) == (1, 1)
    assert "Of 2 comparisons with a peer, a peer is faster than ours in 1: sparsemax, classes 1,000." in text
    assert "softproof ours 1 ms 1 ms – 1 ms – 250 2.50" in text
    assert "entmax, sort peer 13 ms 13 ms – 13 ms 13 250 2.50 best peer" in text
    assert {"sparsemax-1", "sparsemax-2"} <= set(page.ids)
    index = " ".join(Page(results / "report" / "index.html").text.split())
    assert f"{outcomes.count('met')} of {len(outcomes)} targets of speed and memory are met." in index


@pytest.mark.usefixtures("records")
def test_the_bench_page_shows_errors_and_marks_what_is_lost(results):
    page, text = bench_page(results)
    assert "largest error of a probability sparsemax softproof 0 sparsemax entmax 0 sparsemax jaxopt 0" in text
    assert "softproof 1.0e-08 sparsemax entmax no number sparsemax jaxopt 0.25 sparsemax old raises IndexError" in text
    assert "least loss sparsemax softproof -29" in text
    assert "Not compared: another is not installed: get it" in text
    strong = [tag for tag, _ in page.elements].count("strong")
    assert strong == 2 + 3 + 4, "two losses, three other numbers of what raises, and every least loss"


@pytest.mark.usefixtures("records")
def test_the_bench_page_tells_the_environment_and_the_command(results):
    _, text = bench_page(results)
    assert "softproof bench --record" in text
    assert "pip install -c constraints.txt -e '.[bench]'" in text
    assert "maps processor a processor threads 2 on 4 cores platform Linux versions torch 2.0" in text
    assert "precision processor a processor threads 3 on 4 cores" in text


@pytest.mark.usefixtures("records")
def test_the_bench_page_shows_its_figures(results):
    assert (
        "Not drawn yet: softproof figures map_speed Not drawn yet: softproof figures precision"
        in bench_page(results)[1]
    )
    for end in ("json", "svg", "png"):
        content = (results / "figures" / f"bound.{end}").read_bytes()
        (results / "figures" / f"map_speed.{end}").write_bytes(content)
    page, text = bench_page(results)
    assert "figure-map_speed" in page.ids
    assert "figure-bound" not in page.ids
    assert "softproof figures map_speed" not in text


def test_every_figure_without_claims_is_on_the_bench_page():
    assert [figure.name for figure in figures.all_figures() if not figure.claims] == list(bench.FIGURES)


def test_a_suite_that_is_not_recorded_is_noticed(results, records):
    (records / "maps.json").unlink()
    (records / "precision.json").unlink()
    _, text = bench_page(results)
    for suite in ("maps", "losses", "sampling", "precision"):
        assert f"Not recorded: softproof bench {suite} --record" in text
    assert "0 of" in text


def test_a_damaged_record_of_the_bench_is_refused_and_the_old_site_stays(results, records, capsys):
    before = build(results).read_bytes()
    (records / "maps.json").write_text('{"suite": "maps"}')
    assert main(["report", "--results", str(results)]) == 2
    said = capsys.readouterr().err
    assert re.fullmatch(r"softproof: .*maps\.json.*; run: softproof bench maps --record\n", said)
    assert (results / "report" / "index.html").read_bytes() == before


def test_the_recorded_bench_is_shown_whole(results):
    _, text = bench_page(results)
    assert "Not recorded" not in text
    for suite in run.SUITES:
        for record in documents.load(suite)["records"]:
            assert record.get("case", record.get("member")) in text
