"""`/queries`: every question as a page and an API; typed values bound as terms, formats, pages, what is refused."""

import csv
import io
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import icalendar
import openpyxl
import pyoxigraph as ox
import pytest
import rdflib

from graph_service.engine.formats.spreadsheets import workbook
from graph_service.engine.library.shelf import questions
from graph_service.web.columns import column_name, shown_columns
from tests.instance import Instance

SHARED = "https://w3id.org/maillage/"


@pytest.fixture(scope="module")
def library(france: Instance) -> Instance:
    """The sample network, its fictitious things included, to ask questions of; the search has read it."""
    france.command("load", "demo")
    france.wait_for_search()
    return france


def get(library: Instance, path: str, accept: str = "", **parameters: str) -> Any:
    """GET a question."""
    return library.get(path, params=parameters, headers={"Accept": accept} if accept else {})


GIVEN = {"demonstration": "true"}


@pytest.mark.parametrize("name", questions())
def test_every_question_200_as_a_page_and_as_csv(library: Instance, name: str) -> None:
    extension, media_type = ("ttl", "text/turtle") if questions()[name].result == "graph" else ("csv", "text/csv")
    page = get(library, f"/queries/{name}.html")
    assert page.status_code == 200, page.text
    assert f"/queries/{name}.{extension}" in page.text
    table = get(library, f"/queries/{name}.{extension}")
    assert table.status_code == 200, table.text
    assert table.headers["Content-Type"].startswith(media_type)


def test_a_short_value_stands_for_its_iri(library: Instance) -> None:
    short = get(library, "/queries/support-given.csv", territory="243500139", **GIVEN)
    whole = get(library, "/queries/support-given.csv", territory=SHARED + "id/epci/243500139", **GIVEN)
    # The example is a département: a short value is taken for one, a whole one for what it is.
    assert list(csv.reader(io.StringIO(whole.text)))[1][4] == "20"
    assert short.text != whole.text
    theme = get(library, "/queries/accessible-events.csv", theme="accounting", departement="35", **GIVEN)
    assert "demo-signes" in theme.text


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"from": "hier"}, "donnez un jour"),
        ({"departement": "35> } ; DROP ALL #"}, "rien ne s’appelle"),
        ({"departement": "https://a.fr/35> } ; DROP ALL #"}, "adresse"),
        ({"departement": "Ille"}, "donnez un code : Ille-et-Vilaine (35)"),
        ({"jardin": "1"}, "n’est pas un paramètre"),
        ({"demonstration": "peut-être"}, "true ou false"),
        ({"limit": "0"}, "entier positif"),
        ({"page": "x"}, "entier positif"),
    ],
)
def test_a_wrong_value_400_names_the_parameter_and_what_it_accepts(
    library: Instance, parameters: dict[str, str], words: str
) -> None:
    answer = get(library, "/queries/accessible-events.json", **parameters)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]


def test_a_wrong_value_in_a_form_400_brings_the_form_back_with_the_sentence(library: Instance) -> None:
    answer = library.get("/queries/accessible-events.html", params={"from": "hier"}, headers={"Accept-Language": "fr"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "donnez un jour" in answer.text
    assert 'value="hier"' in answer.text


@pytest.mark.parametrize("value", ['x" . } ; DROP ALL #', '\\" ) UNION { GRAPH ?g { ?s ?p ?o } }', "x\\", "a\nb"])
def test_a_hostile_text_is_a_text_200(library: Instance, value: str) -> None:
    answer = get(library, "/queries/support-given.json", year=value)
    assert answer.status_code == 200
    assert answer.json()["results"]["bindings"] == []


def test_a_name_stands_for_a_territory_and_words_for_the_things_they_find(library: Instance) -> None:
    for given in ({"departement": "ille et vilaine"}, {"departement": "35"}):
        rows = get(library, "/queries/pooled-things.json", thing="salles fictives", **given, **GIVEN).json()
        names = [row["label"]["value"] for row in rows["results"]["bindings"]]
        assert "Salle fictive claire" in names
        assert not [name for name in names if "Barnum" in name]
    assert not get(library, "/queries/pooled-things.json", thing="zzzz", **GIVEN).json()["results"]["bindings"]


def test_a_map_is_geojson_with_a_place_for_each_row_and_drawn_on_its_page(library: Instance) -> None:
    answer = get(library, "/queries/equipment-nearby.geojson", **GIVEN)
    assert answer.headers["Content-Type"] == "application/geo+json"
    features = answer.json()["features"]
    assert [f["geometry"]["coordinates"] for f in features] == [[-1.402, 48.11]]
    assert features[0]["properties"]["kilometresAway"] == "14.5"
    page = get(library, "/queries/equipment-nearby.html", **GIVEN).text
    assert '<circle class="mark"' in page
    assert "<title>Barnum fictif de six mètres</title>" in page
    # Without geometry a territory has neither point nor contour here: the row stays, its geometry is null.
    zones = get(library, "/queries/white-zones.geojson", **GIVEN).json()["features"]
    assert zones
    assert {feature["geometry"] for feature in zones} == {None}


def test_a_feed_is_atom_and_a_calendar(library: Instance) -> None:
    given = {"asOf": "2026-03-01", **GIVEN}
    answer = get(library, "/queries/open-calls.atom", **given)
    root = ElementTree.fromstring(answer.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert answer.headers["Content-Type"] == "application/atom+xml"
    assert [e.text for e in root.findall("a:entry/a:title", space)] == ["Appel fictif à projets mutualisés"]
    assert root.find("a:entry/a:link", space).get("href") == "https://example.org/appel"  # type: ignore[union-attr]
    calendar = icalendar.Calendar.from_ical(get(library, "/queries/open-calls.ics", **given).content)
    events = calendar.walk("VEVENT")
    assert [(e["SUMMARY"], e.decoded("DTSTART").isoformat()) for e in events] == [
        ("Appel fictif à projets mutualisés", "2026-06-30")
    ]
    # What is over has left both.
    assert not get(library, "/queries/open-calls.ics", **{**given, "asOf": "2030-01-01"}).text.count("VEVENT")


def test_a_graph_answers_in_rdf_and_refuses_csv_404(library: Instance) -> None:
    for extension, syntax in (("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml")):
        answer = get(library, f"/queries/pooled-things-as-data.{extension}", **GIVEN)
        graph = rdflib.Graph().parse(data=answer.text, format=syntax)
        assert (None, rdflib.RDFS.label, rdflib.Literal("Salle fictive claire", lang="fr")) in graph, extension
    assert get(library, "/queries/pooled-things-as-data.csv").status_code == 404


@pytest.mark.parametrize(("name", "refused"), [("open-calls", "geojson"), ("white-zones", "atom"), ("bodies", "ics")])
def test_a_format_that_the_kind_does_not_allow_404(library: Instance, name: str, refused: str) -> None:
    assert get(library, f"/queries/{name}.{refused}").status_code == 404


def test_a_question_404_or_a_format_404_says_what_there_is(library: Instance) -> None:
    assert get(library, "/queries/nothing").status_code == 404
    answer = get(library, "/queries/open-calls.docx")
    assert answer.status_code == 404
    assert "xlsx" in answer.json()["detail"]
    assert get(library, "/queries/open-calls", "image/png").status_code == 406


def test_pages_follow_each_other_by_link_and_say_each_row_once(library: Instance) -> None:
    link, rows = "/queries/white-zones.json?limit=100", []
    whole = get(library, "/queries/white-zones.json").json()["results"]["bindings"]
    for _ in range(1 + len(whole) // 100):
        answer = library.get(link)
        rows += answer.json()["results"]["bindings"]
        if "next" not in answer.links:
            break
        link = answer.links["next"]["url"]
    assert rows == whole


def test_an_answer_304_while_the_version_stands_and_tells_it(library: Instance) -> None:
    first = get(library, "/queries/open-calls.csv")
    again = library.get("/queries/open-calls.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    version = first.headers["Maillage-Version"]
    assert get(library, "/queries/open-calls.csv", version=version).text == first.text
    assert get(library, "/queries/open-calls.csv", version="999999").status_code == 404


def test_a_workbook_holds_numbers_as_numbers_and_no_formula(library: Instance) -> None:
    answer = get(library, "/queries/obstacles-ranking.xlsx")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["territory", "territoryLabel", "year", "obstacle", "label", "mentions"]
    assert rows[1][1:3] == ["Haute-Garonne", "2021"]
    assert rows[1][5] == 5
    made = workbook("a/b", ["x"], [["=HYPERLINK(1)"], ["@SUM"], ["+1"], ["-1+1"], ["\tx"], ["plain\x07"], [3]])
    cells = [row[0] for row in openpyxl.load_workbook(BytesIO(made)).worksheets[0].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * 6 + ["n"]
    assert [cell.value for cell in cells] == ["'=HYPERLINK(1)", "'@SUM", "+1", "'-1+1", "'\tx", "plain", 3]


def test_the_library_is_published_as_executables(library: Instance) -> None:
    for path in ("/queries", "/queries/open-calls.ttl"):
        graph = rdflib.Graph().parse(data=get(library, path, "text/turtle").text, format="turtle")
        subject = rdflib.URIRef(f"{library.base}/queries/open-calls")
        assert (subject, rdflib.RDF.type, rdflib.SH.SPARQLExecutable) in graph
        assert str(graph.value(subject, rdflib.SH.select)) == questions()["open-calls"].text
        keywords = set(graph.objects(subject, rdflib.URIRef("https://schema.org/keywords")))
        assert {rdflib.Literal("agenda"), rdflib.Literal("Agenda et appels", lang="fr")} <= keywords
    assert len(set(graph.subjects(rdflib.RDF.type, rdflib.SH.SPARQLExecutable))) == 1


@pytest.mark.parametrize(("language", "words"), [("fr", "Les questions"), ("en", "The questions")])
def test_the_list_speaks_the_reader_s_language(library: Instance, language: str, words: str) -> None:
    answer = library.get("/queries", headers={"Accept": "text/html", "Accept-Language": language})
    assert words in answer.text
    assert questions()["white-zones"].title.to(language) in answer.text  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name, one in questions().items() if one.result != "graph"])
def test_every_column_has_a_name_in_both_languages(name: str) -> None:
    found = ox.Store().query(questions()[name].text)
    assert isinstance(found, ox.QuerySolutions)
    for shown in shown_columns([variable.value for variable in found.variables]):
        assert column_name(shown), shown


def test_a_label_names_the_thing_before_it_not_its_code() -> None:
    assert shown_columns(["departement", "code", "label"]) == {"departement": "label", "code": ""}
    assert shown_columns(["area", "areaLabel", "label"]) == {"area": "areaLabel", "label": ""}
    assert shown_columns(["label"]) == {"label": ""}


def test_a_thing_is_shown_by_its_name_and_leads_to_its_page(library: Instance) -> None:
    text = get(library, "/queries/obstacles-ranking.html").text
    assert '<a href="/doc/departement/31">Haute-Garonne</a>' in text
    assert "territoryLabel" not in text.split("<tbody>")[0].split("<thead>")[1]


def test_a_form_offers_the_concepts_and_shows_the_example(library: Instance) -> None:
    text = library.get("/queries/accessible-events.html", headers={"Accept-Language": "fr"}).text
    assert '<option value="accounting" selected>comptabilité et gestion</option>' in text
    assert 'type="date" value="2026-03-01"' in text
    assert 'name="departement" type="text" value="35"' in text
