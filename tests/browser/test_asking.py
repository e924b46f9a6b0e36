"""Asking on a phone, without JavaScript: from the page of a thing to the page that follows the request, in a browser."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.instance import Instance


@pytest.fixture
def phone(browser: Browser) -> Page:
    """A narrow screen that runs no script."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, locale="fr-FR", java_script_enabled=False)
    return context.new_page()


def width(page: Page) -> int:
    """How wide the page is drawn."""
    box = page.locator("main").bounding_box()
    assert box is not None
    return round(box["x"] + box["width"])


def test_a_slot_is_asked_for_refused_with_a_sentence_corrected_and_cancelled(phone: Page, site: Instance) -> None:
    phone.goto(f"{site.base}/doc/pooled-thing/demo-barnum.html")
    phone.get_by_role("link", name="Demander ce créneau").click()
    assert width(phone) <= 390
    expect(phone.get_by_text("heure de Paris").first).to_be_visible()
    begins = datetime.now().replace(hour=10, minute=0) + timedelta(days=30)
    phone.get_by_label("Votre nom").fill("Camille")
    phone.get_by_label("Début").fill(f"{begins:%Y-%m-%dT%H:%M}")
    phone.get_by_label("Fin").fill(f"{begins - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    phone.get_by_role("button", name="Envoyer la demande").click()
    expect(phone.get_by_role("alert")).to_contain_text("La fin doit venir après le début.")
    expect(phone.get_by_label("Votre nom")).to_have_value("Camille")
    phone.get_by_label("Fin").fill(f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    phone.get_by_role("button", name="Envoyer la demande").click()
    expect(phone.locator("#state")).to_have_text("demandé")
    assert "/asker/" in phone.url
    assert width(phone) <= 390
    phone.get_by_role("button", name="Annuler ma demande").click()
    expect(phone.locator("#state")).to_have_text("annulé")
    phone.context.close()
