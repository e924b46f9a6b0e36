"""While the search is late its answers say so, and nothing that it told then is told again later."""

import json
from collections.abc import Iterator

import pytest

from graph_service.engine.search.indexing import lock_of
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.locks import held
from graph_service.vocabulary import prefixes
from tests.instance import Instance

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())
ROOM = """INSERT DATA {{ GRAPH <{b}/graph/source/rooms> {{ <{b}/id/premises/{n}> a maillage:Premises ; rdfs:label "Salle {n}"@fr ;
  maillage:commune <https://w3id.org/maillage/id/commune/35360> .
  <https://w3id.org/maillage/id/commune/35360> maillage:departement <https://w3id.org/maillage/id/departement/35> ;
  rdfs:label "Vitré"@fr ; a maillage:Commune ; wgs84:lat 48.1 ; wgs84:long -1.2 . }} }}"""
QUESTION = "/queries/pooled-things.json?thing=salle"


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with one room, read by its search."""
    running = Instance(tmp_path_factory.mktemp("late") / "data", search=True).start().authorise()
    assert running.update(HEAD + ROOM.format(b=running.base, n=1)).status_code < 300
    running.wait_for_search()
    yield running
    running.stop()


def test_a_late_search_says_so_and_is_asked_again_when_it_is_not(late: Instance) -> None:
    assert len(late.get(QUESTION).json()["results"]["bindings"]) == 1
    before = late.get("/search.json?q=salle")
    etag = {"If-None-Match": before.headers["ETag"]}
    with held(lock_of(DataFolder(late.root)), wait=True):
        assert late.update(HEAD + ROOM.format(b=late.base, n=2)).status_code < 300
        told = late.get("/search.json?q=salle", headers=etag)
        assert (told.status_code, told.json()["behind"], told.json()["total"]) == (200, 1, 1)
        assert told.headers["Maillage-Behind"] == "1"
        assert told.headers["Maillage-Version"] == before.headers["Maillage-Version"]
        page = late.get("/search.html?q=salle", headers={"Accept-Language": "en"})
        assert "the last changes are on their way" in page.text
        question = late.get(QUESTION)
        assert question.headers["Maillage-Behind"] == "1"
        assert len(question.json()["results"]["bindings"]) == 1
        asked = late.get(f"/search.json?q=salle&version={late.health()['version']}")
        assert (asked.status_code, asked.headers["Retry-After"]) == (503, "2")
        assert late.health()["background"]["indexer"] == "ok"
    late.wait_for_search()
    assert late.get("/search.json?q=salle").json()["total"] == 2
    again = late.get(QUESTION)
    assert "Maillage-Behind" not in again.headers
    assert len(again.json()["results"]["bindings"]) == 2
    assert late.health()["search"] == late.health()["version"]


def test_places_of_a_map_are_those_of_the_version_that_is_read(late: Instance) -> None:
    version = late.health()["version"]
    first = late.get("/queries/pooled-things.geojson?thing=salle")
    assert first.json()["features"][0]["geometry"]["coordinates"] == [-1.2, 48.1]
    move = """DELETE { GRAPH ?g { ?c wgs84:lat ?lat } } INSERT { GRAPH ?g { ?c wgs84:lat 48.2 } }
      WHERE { GRAPH ?g { ?c a maillage:Commune ; wgs84:lat ?lat } }"""
    assert late.update(HEAD + move).status_code < 300
    late.wait_for_search()
    again = late.get("/queries/pooled-things.geojson?thing=salle", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.json()["features"][0]["geometry"]["coordinates"] == [-1.2, 48.2]
    # Territories moved: the file was made anew and reaches back to today.
    assert late.get(f"/search.json?q=salle&version={version}").status_code == 410
    assert late.get("/search.json?q=salle&version=99999").status_code == 404


def test_a_thing_s_page_shows_where_it_lies_once_contours_are_there(late: Instance) -> None:
    before = late.get("/doc/premises/1.html")
    assert '<figure class="map">' not in before.text
    box = [[[-2, 48], [-1, 48], [-1, 49], [-2, 49], [-2, 48]]]
    for name, code in (("departements", "35"), ("communes/35", "35360")):
        feature = {"properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": box}}
        path = late.root / "contours" / f"{name}.geojson"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"features": [feature]}))
    after = late.get("/doc/premises/1.html", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200, "the map is part of what the page's ETag tells"
    assert '<path class="around"' in after.text
    assert '<path class="mark"' in after.text
    commune = late.get("/doc/commune/35360.html").text
    assert "<title>Vitré</title>" in commune
