"""The whole way on a phone: proposed, refused, corrected, accepted, published, found, asked for, granted."""

from datetime import datetime, timedelta

from playwright.sync_api import Browser, Page, expect

from tests.browser.test_forms import opened, sent
from tests.instance import Instance
from tests.waiting import eventually

ORGANISATION = 'SELECT ?o { ?o <http://www.w3.org/2000/01/rdf-schema#label> "AFEV"@fr }'
VITRE_AREA = "https://w3id.org/maillage/id/departement/35"


def logged_in(browser: Browser, site: Instance, address: str, *options: str) -> Page:
    """Someone of AFEV at the desk, by the link that the command prints."""
    organisation = site.rows(ORGANISATION)[0]["o"]
    link = site.command("account", "create", address, "--organisation", organisation, *options).strip()
    page = opened(browser)
    page.goto(link.splitlines()[-1])
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/desk")
    return page


def test_a_ring_is_proposed_refused_corrected_accepted_and_found_by_its_map(browser: Browser, site: Instance) -> None:
    author = opened(browser)
    author.goto(f"{site.base}/contribute/equipment")
    author.get_by_label("Commune").fill("Vitré (35360)")
    author.locator("#owner").fill("AFEV")
    author.get_by_label("prêt gratuit").check()
    author.get_by_role("button", name="Envoyer").last.click()
    assert "« nom » manque" in author.get_by_role("alert").inner_text()
    author.get_by_label("Quel matériel ?").fill("Ring du voyage")
    sent(author, "equipment")
    author.wait_for_url("**/follow/*")
    assert "confirmera" in author.get_by_role("status").inner_text()
    follow = author.url

    options = ("--role", "animator", "--territory", VITRE_AREA, "--post", "network-animator")
    animator = logged_in(browser, site, "animation-voyage@exemple.fr", *options)
    animator.get_by_role("link", name="Ring du voyage").click()
    animator.get_by_role("button", name="Confirmer").click()
    animator.get_by_role("button", name="Accepter").click()
    assert "Acceptée" in animator.get_by_role("status").inner_text()
    assert animator.evaluate("document.documentElement.scrollWidth") <= 390

    author.goto(follow)
    eventually(lambda: author.reload() is not None and author.get_by_role("link", name="Ring du voyage").count())
    author.get_by_role("link", name="Ring du voyage").first.click()
    author.wait_for_url("**/doc/equipment/*")
    assert "Histoire de cette fiche" in author.content()
    assert "animation de réseau" in author.content()

    def found() -> bool:
        answer = site.get("/queries/pooled-things.geojson", params={"thing": "ring voyage", "departement": "35"})
        return answer.status_code == 200 and "Ring du voyage" in answer.text

    eventually(found)
    assert "Ring du voyage" in site.get("/map?near=35360&layer=resources", headers={"Accept": "text/html"}).text
    another_asks_for_it_and_gets_a_yes(author, animator)
    author.context.close()
    animator.context.close()


def another_asks_for_it_and_gets_a_yes(asker: Page, owner: Page) -> None:
    """From the page of the thing to the owner's desk, and back."""
    begins = datetime.now().replace(hour=14, minute=0) + timedelta(days=20)
    asker.get_by_role("link", name="Demander ce créneau").click()
    asker.get_by_label("Votre nom").fill("Camille")
    asker.get_by_label("Début").fill(f"{begins:%Y-%m-%dT%H:%M}")
    asker.get_by_label("Fin").fill(f"{begins + timedelta(hours=4):%Y-%m-%dT%H:%M}")
    asker.get_by_role("button", name="Envoyer la demande").click()
    expect(asker.locator("#state")).to_have_text("demandé")
    # The page of the acceptance looks again by itself until it is published.
    expect(owner.locator('meta[http-equiv="refresh"]')).to_have_count(0)
    owner.goto(owner.url.partition("/desk")[0] + "/desk/requests")
    owner.get_by_role("link", name="Ring du voyage").first.click()
    assert "Camille" in owner.content()
    owner.get_by_role("button", name="Oui").click()
    asker.reload()
    expect(asker.locator("#state")).to_have_text("accordé")
