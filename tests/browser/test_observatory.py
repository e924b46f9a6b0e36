"""The observatory in a real browser: from a chart to its csv, its SPARQL and its citation; axe finds nothing serious."""

import csv
import io
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import opened
from tests.instance import Instance

PAGES = ("", "/associations", "/coverage", "/pooling", "/obstacles", "/network", "/partners", "/compare")


def serious(page: Page) -> list[tuple[str, Any]]:
    """What axe finds on a page that is serious or worse."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return [
        (rule["id"], [node["target"] for node in rule["nodes"]])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(
    ("language", "width"),
    [
        ("fr", 390),
        ("en", 1280),
        pytest.param("fr", 1280, marks=pytest.mark.campaign),
        pytest.param("en", 390, marks=pytest.mark.campaign),
    ],
)
def test_every_page_fits_its_screen_calls_nobody_and_can_be_read_by_all(
    browser: Browser, site: Instance, language: str, width: int
) -> None:
    page, troubles = opened(browser, site, width, language)
    for path in PAGES:
        page.goto(f"{site.base}/observatory{path}?demonstration=true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("html").get_attribute("lang") == language, path
        assert page.locator("h1").count() == 1, path
        # One width a language is enough for axe: it costs seconds.
        if (language, width) in (("fr", 390), ("en", 1280)):
            assert serious(page) == [], path
        assert not troubles, (path, troubles)
    page.context.close()


@pytest.mark.parametrize(("language", "width"), [("fr", 390), ("en", 1280)])
def test_an_observatory_leads_from_a_chart_to_its_csv_its_sparql_and_its_citation(
    browser: Browser, site: Instance, language: str, width: int
) -> None:
    words = {"fr": ("Freins et leviers", "Freins cités", "la question"), "en": ("Obstacles and enablers", "Obstacles mentioned", "the question")}[language]  # fmt: skip
    page, troubles = opened(browser, site, width, language)
    page.goto(f"{site.base}/observatory")
    page.locator(".headlines").get_by_role("link", name=words[0]).click()
    figure = page.get_by_role("group", name=words[1])
    first = figure.locator(".bars li").first
    assert first.locator(".value").inner_text() == "5"
    figure.locator("summary").focus()
    page.keyboard.press("Enter")
    assert figure.locator("tbody tr").count() > 1
    assert figure.locator("table").is_visible()
    with page.expect_download() as told:
        figure.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(told.value.path().read_text())))
    assert len(rows) == figure.locator("tbody tr").count()
    assert max(int(row["mentions"]) for row in rows) == 5
    assert f"version {site.health()['version']}" in figure.locator(".cite").inner_text()
    sparql = figure.get_by_role("link", name="SPARQL").get_attribute("href")
    assert "SELECT" in site.get(str(sparql)).text
    figure.get_by_role("link", name=words[2]).click()
    assert page.locator("table").is_visible()
    assert not troubles
    page.context.close()


def test_a_printed_page_has_its_charts_tables_version_and_day(browser: Browser, site: Instance) -> None:
    page, _ = opened(browser, site, 1280, "fr")
    page.goto(f"{site.base}/observatory/obstacles")
    page.emulate_media(media="print")
    figure = page.get_by_role("group", name="Freins cités")
    for part in (".bars", "table", ".cite"):
        assert figure.locator(part).is_visible(), part
    assert not page.locator("form.terms").is_visible()
    assert "à la date du" in page.locator(".terms-told").inner_text()
    page.context.close()
