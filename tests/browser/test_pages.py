"""Pages in a real browser: nothing wider than a phone, nothing from elsewhere, no error; names completed as they are typed."""

import pytest
from playwright.sync_api import Browser, Page

from tests.instance import Instance

PAGES = (
    "/", "/search?q=boxe", "/search?q=salle&near=48.12,-1.2&demonstration=true", "/queries", "/queries/pooled-things.html?demonstration=true",
    "/queries/obstacles-ranking.html", "/queries/pooled-things-as-data.html?demonstration=true", "/catalog", "/dataset/territories.html",
    "/dumps", "/api", "/citing", "/doc/commune/35360.html", "/doc/pooled-thing/demo-barnum.html", "/ontology", "/ontology/pooling",
    "/shapes/pooling", "/vocabularies", "/vocabularies/skill", "/problem", "/doc/commune/none.html",
    "/contribute", "/contribute/premises", "/contribute/shared-job", "/contribute/event", "/contribute/resource",
)  # fmt: skip


def opened(browser: Browser, site: Instance, width: int, language: str) -> tuple[Page, list[str]]:
    """A page of a width and a language, and the list that its troubles are written to."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=f"{language}-{language.upper()}")
    page, troubles = context.new_page(), list[str]()
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(site.base) else troubles.append(asked.url))
    return page, troubles


@pytest.mark.campaign
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_its_screen_calls_elsewhere_or_errs(
    browser: Browser, site: Instance, width: int, language: str
) -> None:
    """All four; `test_site` looks at one of them each time."""
    page, troubles = opened(browser, site, width, language)
    for path in PAGES:
        answer = page.goto(site.base + path)
        assert answer is not None
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("html").get_attribute("lang") == language, path
        assert page.locator("h1").count() == 1, path
        if answer.status == 200:
            assert not troubles, (path, troubles)
        troubles.clear()
    page.context.close()


def test_a_commune_is_completed_while_its_name_is_typed(browser: Browser, site: Instance) -> None:
    page, troubles = opened(browser, site, 390, "fr")
    page.goto(f"{site.base}/queries/who-can-help.html")
    field = page.locator("input[name=commune]")
    field.fill("")
    field.press_sequentially("châteaub", delay=20)
    option = page.locator("#commune-names option", has_text="Châteaubourg (35068)")
    option.wait_for(state="attached", timeout=20_000)
    assert option.get_attribute("value") == "35068"
    field.fill("Châteaubourg")
    page.get_by_role("button", name="Répondre").click()
    # Two communes bear that name: the sentence gives their codes, and the form what was typed.
    assert "Châteaubourg (35068)" in page.locator("[role=alert]").inner_text()
    assert page.locator("input[name=commune]").input_value() == "Châteaubourg"
    page.locator("input[name=commune]").fill("35068")
    page.get_by_role("button", name="Répondre").click()
    assert page.locator("[role=alert]").count() == 0
    assert [trouble for trouble in troubles if "400" not in trouble] == []
    page.context.close()


def test_a_search_narrows_by_a_click_and_widens_by_another(browser: Browser, site: Instance) -> None:
    page, troubles = opened(browser, site, 390, "fr")
    page.goto(site.base)
    page.get_by_label("Chercher une association").fill("boxe")
    page.get_by_role("button", name="Chercher").click()
    before = page.locator("[role=status]").inner_text()
    page.get_by_role("link", name="matériel", exact=True).first.click()
    assert page.locator(".results li").count() == 1
    assert "Ring gonflable pour la boxe" in page.locator(".results").inner_text()
    page.get_by_role("link", name="retirer matériel").click()
    assert page.locator("[role=status]").inner_text() == before
    page.get_by_role("link", name="Ring gonflable pour la boxe").first.click()
    assert page.locator("h1").inner_text() == "Ring gonflable pour la boxe"
    assert not troubles
    page.context.close()
