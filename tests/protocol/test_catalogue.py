"""`/catalogue`: cards narrowed by facets and distance, files and feeds of the same view, the watch."""

import csv
from io import BytesIO, StringIO
from xml.etree import ElementTree as Xml

import openpyxl
import pytest

from tests.instance import Instance

HTML = {"Accept": "text/html"}
ATOM = "{http://www.w3.org/2005/Atom}"


def page(site: Instance, query: str, status: int = 200) -> str:
    """The page of a view."""
    answer = site.get(f"/catalogue?{query}", headers=HTML)
    assert answer.status_code == status, answer.text
    return answer.text


def labels(site: Instance, query: str) -> list[str]:
    """The names in the CSV of a view."""
    answer = site.get(f"/catalogue.csv?{query}")
    assert answer.status_code == 200, answer.text
    return [row["label"] for row in csv.DictReader(StringIO(answer.text))]


def test_the_ring_near_blagnac_is_a_card_with_its_distance_and_a_way_to_ask(site: Instance) -> None:
    text = page(site, "q=boxe&near=Blagnac")
    assert "Ring gonflable pour la boxe" in text
    assert "Blagnac · 0 km" in text
    assert "prêt gratuit" in text
    assert "/ask?thing=" in text
    assert "Salle fictive" not in text


@pytest.mark.parametrize(
    ("query", "found", "left"),
    [
        ("pooling=premises&demonstration=true", "Salle fictive claire", "Barnum fictif de six mètres"),
        ("accessibility=wheelchair&demonstration=true", "Salle fictive claire", "Salle fictive à l’accès inconnu"),
        ("terms=hire&demonstration=true", "Remorque fictive", "Barnum fictif de six mètres"),
        ("territory=epci/200039022&demonstration=true", "Remorque fictive", "Sonorisation fictive"),
        ("region=53&demonstration=true", "Sonorisation fictive", "Ring gonflable pour la boxe"),
        ("size=10000-49999&demonstration=true", "Remorque fictive", "Sonorisation fictive"),
        ("reach=everywhere&demonstration=true", "Guide fictif de la trésorerie", "Carnet fictif de la mutualisation"),
        ("label=national-base&demonstration=true", "Guide fictif de la trésorerie", "Remorque fictive"),
        ("circle=first&demonstration=true", "Remorque fictive", "Barnum fictif de six mètres"),
        ("theme=employment&demonstration=true", "Paies traitées pour le compte d’une association", "Remorque fictive"),
        ("family=legal-watch&demonstration=true", "Fiche fictive de la déclaration", "Guide fictif de la trésorerie"),
        ("near=48.1113,-1.68&radius=5&demonstration=true", "Sonorisation fictive", "Remorque fictive"),
    ],
)
def test_each_facet_narrows(site: Instance, query: str, found: str, left: str) -> None:
    told = labels(site, query)
    assert found in told
    assert left not in told


def test_facets_tell_counts_that_the_narrowed_view_has(site: Instance) -> None:
    text = page(site, "demonstration=true")
    for title in (
        "Ce qui se mutualise",
        "Conditions",
        "Accessibilité",
        "Portée",
        "Label",
        "Cercle de producteurs",
        "Taille de la commune",
        "Région",
    ):
        assert f"<summary>{title}</summary>" in text
    number = len(labels(site, "pooling=premises&demonstration=true"))
    assert f'premises">local</a> <span class="small">{number}</span>' in text


def test_a_label_that_ended_labels_nothing(site: Instance) -> None:
    # Guid’Asso of the fictitious house ended on 31 May 2026.
    assert labels(site, "label=guidasso-generalist&demonstration=true") == []


def test_the_accessibility_of_a_room_is_always_told(site: Instance) -> None:
    assert "accessibilité inconnue" in page(site, "q=locaux&near=Blagnac")


def test_the_view_is_exported_in_each_format(site: Instance) -> None:
    wanted = labels(site, "q=ring")
    assert "Ring gonflable pour la boxe" in wanted
    sheet = openpyxl.load_workbook(BytesIO(site.get("/catalogue.xlsx?q=ring").content)).active
    assert sheet is not None
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == wanted
    features = site.get("/catalogue.geojson?q=ring").json()["features"]
    assert [feature["properties"]["label"] for feature in features] == wanted
    ring = next(feature for feature in features if feature["properties"]["label"] == "Ring gonflable pour la boxe")
    assert ring["geometry"]["coordinates"] == pytest.approx([1.3783, 43.6365])
    for extension in ("ttl", "jsonld", "nt", "rdf"):
        answer = site.get(f"/catalogue.{extension}?q=ring")
        assert answer.status_code == 200
        assert "p08" in answer.text
    feed = Xml.fromstring(site.get("/catalogue.atom?q=ring").content)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == wanted
    assert site.get("/catalogue.pdf").status_code == 404


def test_a_card_shows_the_photo_that_this_service_keeps_and_no_other(site: Instance) -> None:
    graph, thing = f"{site.base}/graph/source/photo", f"{site.base}/id/pooled-thing/demo-barnum"
    own, other = f"{site.base}/photos/{'a' * 64}.jpg", "https://ailleurs.exemple/b.jpg"
    for picture, shown in ((other, False), (f"{site.base}/photos/0/../../legal/notice?x=.jpg", False), (own, True)):
        site.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <{thing}> <https://schema.org/image> <{picture}> }} }}")
        site.wait_for_search()
        text = page(site, "q=barnum&demonstration=true")
        assert (f'<img src="/photos/{"a" * 64}.jpg"' in text) is shown
        assert "ailleurs.exemple" not in text
        assert "/legal/notice?" not in text
        site.update(f"DROP GRAPH <{graph}>")


def test_an_export_is_whole_whatever_page_is_asked_for(site: Instance) -> None:
    assert labels(site, "demonstration=true&page=2") == labels(site, "demonstration=true")


def test_an_earlier_version_is_told_by_its_number(site: Instance) -> None:
    now = site.health()["version"]
    site.update(f"INSERT DATA {{ GRAPH <{site.base}/graph/source/photo> {{ <urn:a> <urn:b> <urn:c> }} }}")
    site.wait_for_search()
    answer = site.get(f"/catalogue?q=ring&version={now}", headers=HTML)
    assert answer.headers["Maillage-Version"] == str(now)
    assert site.get(f"/map.json?version={now}").json()["version"] == now


def test_english_pages_tell_concepts_in_english(site: Instance) -> None:
    text = page(site, "q=boxe&near=Blagnac&lang=en")
    assert "prêt gratuit" not in text
    assert "free loan" in text
    assert "sports equipment" in text


def test_a_view_is_validated_by_its_etag_304(site: Instance) -> None:
    for path in ("/catalogue?q=ring", "/catalogue.csv?q=ring"):
        answer = site.get(path, headers=HTML)
        assert site.get(path, headers={**HTML, "If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_watch_lists_its_two_families_and_their_feeds(site: Instance) -> None:
    text = site.get("/catalogue/watch?demonstration=true", headers=HTML).text
    assert "Veille juridique et réglementaire" in text
    assert "Veille sociale" in text
    assert "Fiche fictive de la déclaration" in text
    assert "Guide fictif de la trésorerie" not in text
    assert "family=social-watch" in text
    assert "Legal and regulatory watch" in site.get("/catalogue/watch?lang=en", headers=HTML).text


def test_what_is_refused_comes_back_with_the_form_and_a_sentence_400(site: Instance) -> None:
    text = page(site, "radius=900&near=Blagnac&q=ring", 400)
    assert "au plus 200 km" in text
    assert 'value="ring"' in text
    assert site.get("/catalogue.csv?colour=red").status_code == 400


def test_a_name_that_is_markup_stays_text(site: Instance) -> None:
    assert "<script>alert" not in page(site, "q=%3Cscript%3Ealert(1)%3C/script%3E")
