"""A form on a phone: filled with what is completed, refused with a sentence, corrected, received; with and without scripts."""

import pytest
from playwright.sync_api import Browser, Page

from tests.instance import Instance


def opened(browser: Browser, *, scripts: bool = True) -> Page:
    """A page on a phone, in French."""
    size = {"width": 390, "height": 844}
    return browser.new_context(viewport=size, locale="fr-FR", java_script_enabled=scripts).new_page()  # type: ignore[arg-type]


def sent(page: Page, kind: str) -> None:
    """Send the form, which is received."""
    with page.expect_response(lambda answer: f"/contribute/{kind}" in answer.url and answer.status == 303):
        page.get_by_role("button", name="Envoyer").last.click()


def test_a_form_is_filled_refused_and_corrected_on_a_phone(browser: Browser, site: Instance) -> None:
    page = opened(browser)
    page.goto(f"{site.base}/contribute")
    page.get_by_role("link", name="Du matériel", exact=True).click()
    page.get_by_label("prêt gratuit").check()
    page.get_by_label("Commune").press_sequentially("Vitr", delay=20)
    page.locator("#commune-names option", has_text="Vitré (35360)").wait_for(state="attached", timeout=20_000)
    page.get_by_label("Commune").fill("Vitré (35360)")
    page.locator("#owner").press_sequentially("AFE", delay=20)
    page.locator("#owner-names option", has_text="AFEV").wait_for(state="attached", timeout=20_000)
    page.locator("#owner").fill("AFEV (afev)")
    page.get_by_role("button", name="Envoyer").last.click()
    alert = page.get_by_role("alert")
    assert "« nom » manque" in alert.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # The summary leads to the field, which says the same beside it; what was answered is still there.
    alert.get_by_role("link").first.click()
    assert page.evaluate("location.hash") == "#label"
    assert page.locator("#label").get_attribute("aria-invalid") == "true"
    assert page.get_by_label("prêt gratuit").is_checked()
    assert page.locator("#owner").input_value() == "AFEV (afev)"
    page.get_by_label("Quel matériel ?").fill("Ring gonflable")
    sent(page, "equipment")
    page.context.close()


def test_the_return_key_sends_and_does_not_add_an_input(browser: Browser, site: Instance) -> None:
    page = opened(browser)
    page.goto(f"{site.base}/contribute/tool")
    page.get_by_label("Quel outil ?").press("Enter")
    page.get_by_role("alert").wait_for()
    page.context.close()


def test_a_form_works_without_scripts(browser: Browser, site: Instance) -> None:
    page = opened(browser, scripts=False)
    page.goto(f"{site.base}/contribute/tool")
    page.get_by_label("Quel outil ?").fill("Agenda partagé")
    page.locator("#usedBy").fill("AFEV")
    page.get_by_role("button", name="En ajouter (Utilisé par)").click()
    page.locator("#usedBy-2").fill("FIGO")
    assert page.locator("#usedBy").input_value() == "AFEV"
    sent(page, "tool")
    page.context.close()


@pytest.mark.parametrize("path", ["equipment", "premises", "skill", "offer", "need"])
def test_what_is_seen_at_first_is_six_questions(browser: Browser, site: Instance, path: str) -> None:
    page = opened(browser)
    page.goto(f"{site.base}/contribute/{path}")
    shown = page.locator("form.form > .field, form.form > fieldset, form.form > .part")
    assert 5 <= shown.count() <= 6
    page.context.close()
