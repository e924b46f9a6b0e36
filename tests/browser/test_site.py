"""The journeys of the site in a real browser, on a phone and on a desk, in both languages; axe on every page."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages import PAGES, opened
from tests.instance import Instance

SITE = (
    "/map", "/map?territory=departement/31&layer=resources", "/map?near=31069&layer=resources", "/map?layer=white-zones&lang=en",
    "/catalogue?demonstration=true", "/catalogue/watch?demonstration=true", "/who-can-help?commune=35068&demonstration=true&asOf=2026-03-01",
    "/agenda?from=2026-03-01&demonstration=true", "/agenda?view=month&month=2026-03&demonstration=true", "/embedding",
    "/embed/map?territory=region/76&layer=resources", "/embed/catalogue", "/embed/agenda?demonstration=true&from=2026-03-01",
    "/legal/notice", "/legal/privacy", "/legal/accessibility", "/legal/reuse", "/legal/contribution",
    "/sparql?editor=plain", "/sparql/table?query=ASK%20%7B%7D", "/login", "/claim", "/report", "/network",
)  # fmt: skip
HEAVIEST = 300_000
"""Bytes that a page may weigh as it travels, the editor apart."""


def grave(page: Page) -> list[str]:
    """What axe finds serious or critical."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found if one["impact"] in ("serious", "critical")]


@pytest.mark.parametrize(("width", "language"), [(390, "fr"), (1280, "en")])
def test_every_page_fits_is_light_calls_nobody_and_axe_finds_nothing_serious(
    browser: Browser, site: Instance, width: int, language: str
) -> None:
    page, troubles = opened(browser, site, width, language)
    received = weighed(page)
    # The pages of before are looked at once here; at both widths and in both languages in the campaign.
    for path in (*PAGES, *SITE) if language == "fr" else SITE:
        received.clear()
        answer = page.goto(site.base + path)
        assert answer is not None
        assert grave(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("html").get_attribute("lang") == ("en" if "lang=en" in path else language), path
        assert page.locator("h1").count() == 1, path
        assert sum(received) < HEAVIEST, (path, sum(received))
        assert answer.status >= 400 or not troubles, (path, troubles)
        troubles.clear()
    page.context.close()


def weighed(page: Page) -> list[float]:
    """The bytes of what a page receives, as they travel; each visit is a first one: nothing is kept."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    received: list[float] = []
    session.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    return received


def test_an_association_finds_the_ring_near_blagnac_on_a_phone_and_asks_for_it(
    browser: Browser, site: Instance
) -> None:
    page, troubles = opened(browser, site, 390, "fr")
    page.goto(site.base)
    page.get_by_role("link", name="Emprunter, partager").click()
    page.get_by_label("Mots").fill("ring")
    page.get_by_label("Autour de").fill("Blagnac")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("status")).to_have_text("1 réponse")
    expect(page.locator(".card")).to_contain_text("Blagnac · 0 km")
    page.get_by_role("link", name="Demander : Ring gonflable pour la boxe").click()
    expect(page.get_by_label("Début")).to_be_visible()
    page.goto(site.base)
    page.get_by_role("link", name="Qui peut m’aider ?").first.click()
    page.get_by_label("Votre commune").fill("Blagnac")
    page.get_by_role("button", name="Trouver").click()
    expect(page.locator(".results")).to_contain_text("Conseil aux associations")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not troubles
    page.context.close()


@pytest.mark.parametrize(("width", "language"), [(390, "en"), (1280, "fr")])
def test_a_coordinator_sees_the_gaps_of_a_departement_and_exports(
    browser: Browser, site: Instance, width: int, language: str
) -> None:
    page, troubles = opened(browser, site, width, language)
    page.goto(f"{site.base}/map?territory=departement/35&demonstration=true")
    expect(page.locator("#atlas")).to_be_visible()
    page.get_by_role("link", name="Zones blanches" if language == "fr" else "White zones").click()
    expect(page.locator("#map-told [role=status]")).to_contain_text("14")
    assert "layer=white-zones" in page.url
    expect(page.locator("path.part.unknown").first).to_be_attached()
    page.get_by_role("link", name="CC Roche aux Fées Communauté").click()
    expect(page.locator(".crumbs strong")).to_have_text("CC Roche aux Fées Communauté")
    page.go_back()
    expect(page.locator(".crumbs strong")).to_have_text("Ille-et-Vilaine")
    exported = page.request.get(
        f"{site.base}/queries/white-zones.csv?territory={'https://w3id.org/maillage/id/departement/35'}&demonstration=true"
    )
    assert exported.text().count("\r\n") == 15
    assert not troubles
    page.context.close()


def test_the_map_goes_down_by_a_click_and_its_button(browser: Browser, site: Instance) -> None:
    page, troubles = opened(browser, site, 1280, "fr")
    page.goto(f"{site.base}/map?layer=resources")
    page.locator("#atlas .bubble[title^=Occitanie]").click()
    expect(page.locator("#panel-title")).to_have_text("Occitanie")
    page.get_by_role("button", name="Entrer dans Occitanie").click()
    expect(page.locator(".crumbs strong")).to_have_text("Occitanie")
    assert "territory=region%2F76" in page.url
    page.locator("#atlas .bubble[title^=Haute-Garonne]").click()
    page.get_by_role("button", name="Entrer dans Haute-Garonne").click()
    expect(page.locator(".pin, .bubble").first).to_be_visible()
    assert not troubles
    page.context.close()


def test_zooming_in_enters_what_is_under_the_middle_and_zooming_out_leaves_it(browser: Browser, site: Instance) -> None:
    page, troubles = opened(browser, site, 1280, "fr")
    page.goto(f"{site.base}/map?territory=region/76&layer=resources")
    page.locator("path.part.t5").first.wait_for()
    page.locator("#atlas").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(page.locator(".crumbs strong")).to_have_text("Haute-Garonne")
    for _ in range(6):
        page.locator("#atlas").press("-")
        page.wait_for_timeout(400)
    expect(page.locator(".crumbs strong")).not_to_have_text("Haute-Garonne")
    assert not troubles
    page.context.close()


def test_without_script_the_map_is_drawn_and_the_list_leads_down(browser: Browser, site: Instance) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{site.base}/map?layer=resources")
    expect(page.locator("#drawn path.mark.t5")).to_be_visible()
    page.locator("#map-list").get_by_role("link", name="Occitanie").click()
    expect(page.locator("#map-list")).to_contain_text("Haute-Garonne")
    context.close()


def test_an_embedded_map_stays_in_its_frame_and_other_pages_refuse_to(browser: Browser, site: Instance) -> None:
    frames = "".join(f'<iframe src="{site.base}{path}"></iframe>' for path in ("/embed/map?layer=resources", "/map"))
    with served(frames) as address:
        page, _ = opened(browser, site, 1280, "fr")
        page.goto(address)
        expect(page.frame_locator("iframe >> nth=0").locator("#atlas")).to_be_visible()
        expect(page.frame_locator("iframe >> nth=1").locator("#atlas")).to_have_count(0)
        page.context.close()


@contextmanager
def served(body: str) -> Iterator[str]:
    """A page of another site: the same machine, another origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_keys_alone_reach_the_content_and_the_layers(browser: Browser, site: Instance) -> None:
    page, _ = opened(browser, site, 1280, "fr")
    page.goto(f"{site.base}/map")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Ressources à partager"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#map-told [aria-current]")).to_have_text("Ressources à partager")
    page.context.close()


def test_near_me_asks_the_browser_and_tells_a_hundred_metres_only(browser: Browser, site: Instance) -> None:
    context = browser.new_context(
        locale="fr-FR", permissions=["geolocation"], geolocation={"latitude": 43.63651234, "longitude": 1.37831234}
    )
    page = context.new_page()
    page.goto(f"{site.base}/map?layer=resources")
    page.get_by_role("button", name="Autour de moi").click()
    page.wait_for_url("**near=43.637%2C1.378**")
    expect(page.locator("#map-list")).to_contain_text("Ring gonflable pour la boxe")
    context.close()
