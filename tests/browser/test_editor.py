"""The editor of `/sparql` in a real browser: examples, completion, views, links, refusals; by hand, keyboard and phone."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from playwright.sync_api import Browser, Page, expect

from graph_service.vocabulary import ONTOLOGY, prefixes
from tests.browser.test_pages import opened
from tests.instance import Instance

LABEL = prefixes()["rdfs"] + "label"
COUNTED = f"SELECT ?name (COUNT(?c) AS ?communes) {{ ?c <{ONTOLOGY}region> ?r . ?r <{LABEL}> ?name }} GROUP BY ?name"
PLACES = (
    "SELECT ?label ?lat ?long { VALUES (?label ?lat ?long) { ('<b>Vitré</b>' 48.12 -1.21) ('Rennes' 48.11 -1.68) } }"
)
SHAPES = (
    "SELECT ?n ?g { VALUES (?n ?g) { ('carré' 'POLYGON((1 45, 2 45, 2 46, 1 46, 1 45))')"
    f" ('ici' '<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(3 47)'^^<{prefixes()['geo']}wktLiteral>) }} }}"
)
AXE = import_module("axe_playwright_python.sync_playwright").Axe()
"""By its name, since it has no types to import."""

VIEWS = ".yasr_btnGroup button:visible"


class Desk:
    """The page as its reader uses it."""

    def __init__(self, page: Page, troubles: list[str]) -> None:
        self.page = page
        self.troubles = troubles

    def write(self, query: str) -> None:
        """Replace the query."""
        self.page.locator(".CodeMirror").evaluate("(place, text) => place.CodeMirror.setValue(text)", query)

    def written(self) -> str:
        """The query."""
        text: str = self.page.locator(".CodeMirror").evaluate("place => place.CodeMirror.getValue()")
        return text

    def run(self, query: str = "") -> None:
        """Run a query, or the one that stands there, and wait for what the page says of it."""
        if query:
            self.write(query)
        status = self.page.get_by_role("status")
        self.page.locator("#run").click()
        expect(status).not_to_have_text("La requête est en cours…")
        expect(self.page.locator("#answer")).to_be_visible()

    def type_at_end(self, words: str) -> None:
        """Type after what is written."""
        self.page.locator(".CodeMirror").evaluate("place => { place.CodeMirror.focus(); place.CodeMirror.execCommand('goDocEnd'); }")  # fmt: skip
        self.page.keyboard.type(words, delay=20)

    def faults(self) -> list[str]:
        """What axe finds serious or critical, with the first place of each."""
        found = AXE.run(self.page).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


@pytest.fixture(params=[1280])
def desk(browser: Browser, site: Instance, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """The editor, ready, in French; it must not have erred nor called elsewhere when the test ends."""
    page, troubles = opened(browser, site, request.param, "fr")
    page.goto(f"{site.base}/sparql")
    page.locator(".CodeMirror").wait_for()
    yield Desk(page, troubles)
    page.context.close()
    # A refusal is an answer that Chromium notes by itself.
    assert [trouble for trouble in troubles if "status of 400" not in trouble] == []


def test_a_developer_picks_an_example_runs_it_and_sees_rows(desk: Desk) -> None:
    desk.page.get_by_label("Exemples").select_option("obstacles-ranking")
    desk.page.get_by_role("button", name="Charger l’exemple").click()
    expect(desk.page.get_by_role("status")).to_contain_text("Exemple chargé")
    assert desk.written().startswith("# ")
    assert "#+" not in desk.written()
    desk.run()
    expect(desk.page.get_by_role("status")).to_contain_text("ligne")
    assert desk.page.locator("#results tbody tr").count() > 1
    with desk.page.expect_download() as saved:
        desk.page.locator("#downloads").get_by_role("link", name="csv").click()
    assert saved.value.path().read_text(encoding="utf-8").count("\n") > 1


def test_a_shared_link_opened_by_someone_else_has_the_same_query_and_never_told_the_server(
    desk: Desk, browser: Browser, site: Instance
) -> None:
    desk.write(f"# Été & “guillemets” + 100 %\n{COUNTED}")
    desk.page.get_by_role("button", name="Partager").click()
    link = desk.page.get_by_label("Lien vers cette requête").input_value()
    assert link.startswith(f"{site.base}/sparql#query=")
    other, troubles = opened(browser, site, 1280, "fr")
    other.goto(link)
    other.locator(".CodeMirror").wait_for()
    assert Desk(other, troubles).written() == desk.written()
    assert other.locator("#answer").is_hidden()
    other.context.close()


def test_a_number_gives_bars_and_no_map(desk: Desk) -> None:
    desk.run(COUNTED)
    assert desk.page.locator(VIEWS).all_inner_texts() == ["Tableau", "Diagramme", "Réponse brute"]
    desk.page.get_by_role("button", name="Diagramme").click()
    expect(desk.page.get_by_role("img", name="18 barres : communes par name")).to_be_visible()
    assert desk.page.locator(".chart rect").count() == 18
    expect(desk.page.get_by_role("button", name="Diagramme")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(("query", "places"), [(PLACES, 2), (SHAPES, 2)])
def test_coordinates_give_a_map_without_tiles_and_no_bars(desk: Desk, query: str, places: int) -> None:
    desk.run(query)
    assert desk.page.locator(VIEWS).all_inner_texts() == ["Tableau", "Carte", "Réponse brute"]
    desk.page.get_by_role("button", name="Carte").click()
    desk.page.locator(".place-map path.place").first.wait_for()
    assert desk.page.locator(".place-map path.place").count() == places
    assert desk.page.locator(".place-map b").count() == 0
    assert desk.page.locator(".leaflet-tooltip").count() == places
    desk.run(COUNTED)
    expect(desk.page.locator("#results table")).to_be_visible()
    expect(desk.page.get_by_role("button", name="Carte")).to_be_hidden()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK { ?s ?p ?o }", "Oui"),
        ("SELECT ?s { ?s <http://example.org/none> 1 }", "Aucune ligne ne répond à cette requête."),
        ("CONSTRUCT { ?s a ?o } { ?s <http://example.org/none> ?o }", "Aucune ligne ne répond à cette requête."),
        (f"CONSTRUCT {{ ?s a ?o }} {{ ?s a ?o FILTER (?o = <{ONTOLOGY}Region>) }} LIMIT 1", "maillage:Region"),
    ],
)
def test_each_kind_of_answer_is_shown(desk: Desk, query: str, words: str) -> None:
    desk.run(query)
    expect(desk.page.locator("#results")).to_contain_text(words)


def test_many_rows_come_by_portions(desk: Desk) -> None:
    desk.run("SELECT ?s { ?s ?p ?o } LIMIT 250")
    expect(desk.page.locator("#results tbody tr")).to_have_count(100)
    desk.page.get_by_role("button", name="Afficher 100 lignes de plus").click()
    expect(desk.page.locator("#results tbody tr")).to_have_count(200)
    desk.page.get_by_role("button", name="Afficher 50 lignes de plus").click()
    expect(desk.page.locator("#results tbody tr")).to_have_count(250)
    desk.run("SELECT ?s { ?s ?p ?o }")
    expect(desk.page.get_by_role("status")).to_contain_text("Seul le début est montré")


def test_a_refusal_is_the_sentence_of_the_service_and_not_its_document(desk: Desk) -> None:
    desk.run("SELECT ?s { ?s ?p }")
    alert = desk.page.locator("#results [role=alert]")
    expect(alert).to_contain_text("Le moteur répond")
    assert "{" not in alert.inner_text()
    assert desk.page.locator(VIEWS).count() == 0
    desk.page.get_by_role("link", name="Ce que dit cette erreur").click()
    assert "/problem/" in desk.page.url


def test_a_long_query_is_stopped_by_the_button_that_began_it(desk: Desk) -> None:
    desk.write("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER (?c != ?f) }")
    desk.page.get_by_role("button", name="Exécuter").click()
    desk.page.get_by_role("button", name="Arrêter").click()
    expect(desk.page.get_by_role("status")).to_have_text("Requête arrêtée.")
    desk.run("ASK {}")
    expect(desk.page.locator("#results")).to_contain_text("Oui")


def test_completion_proposes_classes_properties_and_concepts_by_their_names_and_declares_their_prefix(
    desk: Desk,
) -> None:
    desk.write("SELECT * {\n  ?x a ")
    hints = desk.page.locator(".CodeMirror-hint")
    desk.type_at_end("commu")
    expect(hints.first).to_have_text("maillage:Commune · commune")
    desk.page.keyboard.press("Enter")
    expect(hints).to_have_count(0)
    assert desk.written() == f"PREFIX maillage: <{ONTOLOGY}>\nSELECT * {{\n  ?x a maillage:Commune"
    desk.type_at_end(" ; départ")
    expect(hints.first).to_have_text("maillage:departement · département")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("textbox", name="Requête SPARQL")).to_be_focused()
    desk.type_at_end(" ?d ; maillage:terms pret")
    expect(hints.filter(has_text="pooling-terms/loan> · prêt gratuit")).to_be_visible()


def test_control_space_proposes_before_a_letter_is_typed(desk: Desk) -> None:
    desk.write("SELECT * { ?x a ")
    desk.type_at_end("")
    desk.page.keyboard.press("Control+Space")
    expect(desk.page.locator(".CodeMirror-hint").first).to_contain_text("maillage:")


def test_the_keyboard_enters_the_editor_runs_and_leaves_it(desk: Desk) -> None:
    desk.write("ASK {}")
    desk.page.get_by_role("button", name="Charger l’exemple").focus()
    desk.page.keyboard.press("Tab")
    assert desk.page.evaluate("document.activeElement.ariaLabel") == "Requête SPARQL"
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.locator("#results")).to_contain_text("Oui")
    desk.page.keyboard.press("Tab")
    assert desk.page.evaluate("document.activeElement.id") == "run"


def test_a_query_is_still_there_the_next_day(desk: Desk) -> None:
    desk.run("ASK { ?kept ?p ?o }")
    desk.page.reload()
    desk.page.locator(".CodeMirror").wait_for()
    assert desk.written() == "ASK { ?kept ?p ?o }"


@pytest.mark.parametrize("desk", [390, 1280], indirect=True)
def test_no_state_of_the_page_is_wider_than_its_screen_or_has_a_serious_fault(desk: Desk) -> None:
    for query, view in ((COUNTED, "table"), (COUNTED, "chart"), (PLACES, "map"), ("ASK {}", ""), ("SELECT", "")):
        desk.run(query)
        if view:
            desk.page.locator(f".select_{view}").click()
            expect(desk.page.locator(f".select_{view}")).to_have_attribute("aria-pressed", "true")
        assert desk.faults() == [], (query, view)
        width = desk.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], (query, view)
    desk.write("SELECT * { ?x a ")
    desk.type_at_end("maillage:Co")
    desk.page.locator(".CodeMirror-hint").first.wait_for()
    expect(desk.page.get_by_role("listbox", name="Propositions")).to_be_visible()
    assert desk.faults() == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_plain_form_answers_without_the_editor_on_a_phone(browser: Browser, site: Instance, scripts: bool) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site.base}/sparql")
    if scripts:
        page.get_by_role("link", name="Plain form").click()
    page.get_by_label("Examples").select_option("open-calls")
    page.get_by_role("button", name="Load the example").click()
    assert "?call" in page.get_by_label("Query", exact=True).input_value()
    page.get_by_label("Query", exact=True).fill(COUNTED)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_role("table", name="18 rows")).to_be_visible()
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert Desk(page, []).faults() == []
    context.close()
