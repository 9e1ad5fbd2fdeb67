import json
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

from paper_checks.report import build

BROWSER = Path("/usr/bin/chromium")
DRIVER = Path("/usr/bin/chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (BROWSER.exists() and DRIVER.exists()), reason=f"needs {BROWSER} and {DRIVER}; install chromium-driver"
    ),
]

VERDICTS = {"rg.one": "holds", "rg.two": "fails", "rg.two.repair": "holds", "sf.three": "holds-if", "sf.four": "open"}


def finding(kind, holds, under=None):
    return {
        "kind": kind,
        "holds": holds,
        "under": under,
        "domain": "every $N$",
        "detail": "At $o = (1, 0)$.",
        "complete": True,
        "exercised": 7,
        "value": None,
        "bound": 0.5,
        "interval": None,
        "n": None,
        "seed": None,
        "seconds": 0.1,
    }


def claim(name, verdict):
    evidence = {
        "holds": [finding("proof", True)],
        "holds-if": [finding("exact", False), finding("certificate", True, "$N = 2$")],
        "fails": [finding("exact", False)],
        "open": [finding("measurement", None)],
    }[verdict]
    return {
        "id": name,
        "paper": name[:2].upper(),
        "where": "s. 4",
        "source": "full-text",
        "title": f"The title of {name.split('.')[1]}",
        "statement": "$$\\sum_{i=1}^N p_i = 1$$",
        "assumptions": [],
        "theorems": [],
        "uses": ["rg.one"] if name == "rg.two" else [],
        "verdict": verdict,
        "reason": "as computed",
        "decided_by": {"holds": "proof", "holds-if": "certificate", "fails": "exact", "open": None}[verdict],
        "command": f"softproof check {name}",
        "status": {"stands": verdict.startswith("holds"), "because": []},
        "repaired_by": "rg.two.repair" if name == "rg.two" else None,
        "repairs": ["rg.two"] if name == "rg.two.repair" else [],
        "counterexample": {"says": "At $o = 0$.", "values": {"o": "0"}} if verdict == "fails" else None,
        "bibtex": [],
        "slip": False,
        "evidence": evidence,
        "mutants": [],
        "figures": [],
        "seconds": 0.1,
    }


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    results = tmp_path_factory.mktemp("results")
    claims = [claim(name, verdict) for name, verdict in VERDICTS.items()]
    ledger = {"versions": {"softproof": "0.1.0"}, "profile": "quick", "claims": claims, "definitions": []}
    (results / "ledger.json").write_text(json.dumps(ledger))
    return build(results).as_uri()


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = str(BROWSER)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SE_OFFLINE", "true")
        browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))
        yield browser
        browser.quit()


def shown(driver):
    rows = driver.find_elements(By.CSS_SELECTOR, "#claim-table tbody tr")
    return [row.get_attribute("id") for row in rows if row.is_displayed()]


def choose(driver, name, words):
    Select(driver.find_element(By.NAME, name)).select_by_visible_text(words)


def test_the_filter_narrows_the_claims_and_clears(driver, index):
    driver.get(index)
    assert shown(driver) == list(VERDICTS)
    choose(driver, "paper", "RG")
    choose(driver, "verdict", "holds")
    assert shown(driver) == ["rg.one", "rg.two.repair"]
    driver.find_element(By.NAME, "text").send_keys("TITLE two")
    assert shown(driver) == ["rg.two.repair"]
    assert driver.find_element(By.ID, "filter-count").text == "1 of 5 claims"
    driver.find_element(By.CSS_SELECTOR, "#filter button").click()
    assert shown(driver) == list(VERDICTS)
    choose(driver, "kind", "certificate")
    assert shown(driver) == ["sf.three"]
    choose(driver, "kind", "nothing yet")
    assert shown(driver) == ["sf.four"]
    assert driver.get_log("browser") == []


def test_a_claim_page_opens_and_draws_its_formula(driver, index):
    driver.get(index)
    driver.find_element(By.LINK_TEXT, "rg.two").click()
    assert driver.find_element(By.TAG_NAME, "h1").text == "The title of two"
    size = driver.find_element(By.CSS_SELECTOR, ".statement math").size
    assert size["width"] > 80
    assert size["height"] > 40
    driver.find_element(By.LINK_TEXT, "rg.two.repair").click()
    assert driver.title.startswith("rg.two.repair: ")
    driver.find_element(By.LINK_TEXT, "all claims").click()
    assert driver.current_url == f"{index}#rg.two.repair"
    assert driver.get_log("browser") == []


def test_a_false_claim_leads_to_its_entry_in_the_errata_and_back(driver, index):
    driver.get(index.replace("index.html", "claims/rg.two.html"))
    driver.find_element(By.LINK_TEXT, "errata of RG").click()
    entry = driver.find_element(By.CSS_SELECTOR, "[id='rg.two']")
    assert driver.current_url.endswith("errata/rg.html#rg.two")
    assert 0 <= driver.execute_script("return arguments[0].getBoundingClientRect().top", entry) < 200
    assert entry.find_element(By.CSS_SELECTOR, ".statement math").size["height"] > 40
    entry.find_element(By.LINK_TEXT, "rg.two").click()
    assert driver.title.startswith("rg.two: ")
    assert driver.get_log("browser") == []


def test_errata_print_without_navigation_and_nothing_is_cut_off(driver, index):
    driver.get(index.replace("index.html", "errata/rg.html"))
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    metrics = {"width": 700, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    cut = """return [...document.querySelectorAll(".erratum *")]
        .filter(element => element.clientWidth && element.scrollWidth > element.clientWidth + 1).length"""
    try:
        assert not driver.find_element(By.TAG_NAME, "nav").is_displayed()
        assert driver.find_element(By.CSS_SELECTOR, "[id='rg.two'] .statement").is_displayed()
        assert driver.execute_script(cut) == 0
    finally:
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_a_target_leads_to_its_comparison(driver, index):
    driver.get(index)
    driver.find_element(By.LINK_TEXT, "Speed and precision").click()
    target = driver.find_element(By.CSS_SELECTOR, "[aria-labelledby=targets] tbody a")
    place = target.get_attribute("href").partition("#")[2]
    target.click()
    rows = driver.find_elements(By.CSS_SELECTOR, f"tbody[id='{place}'] tr.ours")
    assert rows
    assert 0 <= driver.execute_script("return arguments[0].getBoundingClientRect().top", rows[0]) < 200
    assert driver.get_log("browser") == []


@pytest.mark.parametrize("page", ["index.html", "claims/rg.two.html", "errata/rg.html", "questions.html", "bench.html"])
def test_a_narrow_screen_does_not_scroll_sideways(driver, index, page):
    metrics = {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    driver.get(index.replace("index.html", page))
    width = driver.execute_script("return document.documentElement.scrollWidth")
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert width == 400


def test_without_script_all_claims_are_listed_and_the_filter_is_hidden(driver, index):
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        driver.get(index)
        assert shown(driver) == list(VERDICTS)
        assert not driver.find_element(By.ID, "filter").is_displayed()
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
