"""`/catalog`, `/dataset`, VoID, `/dumps`, sitemaps: computed from the graphs, valid, by version, with ranges."""

import gzip
import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, VOID

from graph_service.vocabulary import prefixes
from tests.instance import Instance

SHAPES = Path(__file__).with_name("dcat-ap.ttl")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"
ROOMS = """
<{g}> a dcat:Dataset ; dct:title "Salles"@fr , "Rooms"@en ; dct:license <https://example.org/open> ; dct:publisher "La ville" ;
  dct:modified "2026-01-02T03:04:05Z"^^xsd:dateTime ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/WEEKLY> .
<{b}/id/premises/1> a maillage:Premises ; rdfs:label "Salle ronde"@fr ; maillage:commune <https://w3id.org/maillage/id/commune/35360> .
<{b}/id/directory/1> a maillage:Directory ; maillage:lists maillage:Premises ; maillage:observedOn "2026-01-01"^^xsd:date ;
  dct:spatial <https://w3id.org/maillage/id/departement/35> ; maillage:complete true .
"""
MAPS = (
    f'<{{g}}> dct:title "Cartes"@fr ; dct:license <{BY_SA}> ; dct:modified "2026-11-01T00:00:00Z"^^xsd:dateTime .'
    '<{b}/id/map/1> rdfs:label "Carte"@fr .'
)


@pytest.fixture(scope="module")
def holder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance that keeps its search and its dumps, with graphs of two licences and one without."""
    root = tmp_path_factory.mktemp("holder") / "data"
    running = Instance(root, search=True, dump_hours=24, publisher_name="Réseau d’essai").start().authorise()
    parts = []
    for name, body in (("rooms", ROOMS), ("maps", MAPS), ("nobody", '<http://e/x> rdfs:label "x"@fr .')):
        graph = f"{running.base}/graph/source/{name}"
        parts.append(f"GRAPH <{graph}> {{ {body.format(g=graph, b=running.base)} }}")
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())
    answer = running.update(f"{head} INSERT DATA {{ {' '.join(parts)} }}")
    assert answer.status_code < 300, answer.text
    running.wait_for_search()
    deadline = time.monotonic() + 60
    while running.get("/dumps").json()["version"] is None:
        assert time.monotonic() < deadline, running.log.read_text()[-3000:]
        time.sleep(0.1)
    yield running
    running.stop()


def graph_at(holder: Instance, path: str) -> rdflib.Graph:
    """A document as a graph."""
    answer = holder.get(path)
    assert answer.status_code == 200, answer.text
    return rdflib.Graph().parse(data=answer.text, format="turtle")


def conforms(graph: rdflib.Graph) -> tuple[bool, str]:
    """Whether a catalogue has what DCAT-AP requires."""
    found: Any = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(SHAPES, format="turtle"))
    return bool(found[0]), str(found[2])


def test_the_catalogue_has_all_that_dcat_ap_requires_and_the_check_sees_what_lacks(holder: Instance) -> None:
    catalog = graph_at(holder, "/catalog.ttl")
    good, told = conforms(catalog)
    assert good, told
    for predicate in (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.publisher,
        DCAT.endpointURL,
        DCAT.accessURL,
        FOAF.name,
    ):
        broken = rdflib.Graph()
        broken += (t for t in catalog if t[1] != predicate)
        assert not conforms(broken)[0], predicate


def test_a_dataset_says_what_its_graph_says_and_what_is_counted(holder: Instance) -> None:
    rooms = rdflib.URIRef(f"{holder.base}/dataset/rooms")
    told = graph_at(holder, "/dataset/rooms.ttl")
    assert {str(t) for t in told.objects(rooms, DCTERMS.title)} == {"Salles", "Rooms"}
    assert str(told.value(rooms, DCTERMS.license)) == "https://example.org/open"
    assert str(told.value(told.value(rooms, DCTERMS.publisher), FOAF.name)) == "La ville"
    assert str(told.value(rooms, DCTERMS.accrualPeriodicity)).endswith("/WEEKLY")
    assert str(told.value(rooms, DCTERMS.spatial)) == "https://w3id.org/maillage/id/departement/35"
    directory = told.value(rooms, DCTERMS.hasPart)
    assert str(told.value(directory, rdflib.URIRef("https://w3id.org/maillage/def#complete"))) == "true"
    assert holder.get("/dataset/nobody.ttl").status_code == 404
    assert holder.get("/dataset/rooms.docx").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("fr", "à recharger"), ("en", "load it again")])
def test_the_page_shows_licence_and_freshness_as_the_command_does(holder: Instance, language: str, words: str) -> None:
    page = holder.get("/catalog", headers={"Accept": "text/html", "Accept-Language": language}).text
    assert words in page
    assert "CC BY-SA 4.0" in page
    assert "La ville" in page
    assert "1 graph" in page  # without a licence
    listed = holder.command("load", "--list")
    assert "load it again" in listed
    assert "CC BY-SA 4.0" in listed
    one = holder.get("/dataset/rooms.html", headers={"Accept-Language": language}).text
    assert ("local" if language == "fr" else "premises") in one
    assert words in one


def test_void_counts_what_sparql_counts(holder: Instance) -> None:
    void = graph_at(holder, "/.well-known/void")
    for name in ("rooms", "maps"):
        dataset = rdflib.URIRef(f"{holder.base}/dataset/{name}")
        graph = f"{holder.base}/graph/source/{name}"
        counted = holder.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")[0]["n"]
        assert str(void.value(dataset, VOID.triples)) == counted
        classes = {
            str(void.value(part, VOID["class"])): str(void.value(part, VOID.entities))
            for part in void.objects(dataset, VOID.classPartition)
        }
        rows = holder.rows(f"SELECT ?c (COUNT(?s) AS ?n) {{ GRAPH <{graph}> {{ ?s a ?c }} }} GROUP BY ?c")
        assert classes == {row["c"]: row["n"] for row in rows}
    whole = rdflib.URIRef(f"{holder.base}/catalog#everything")
    assert set(void.objects(whole, VOID.subset)) == {
        rdflib.URIRef(f"{holder.base}/dataset/{n}") for n in ("rooms", "maps")
    }
    assert (None, FOAF.primaryTopic, whole) in void


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "nt", "rdf"])
def test_the_catalogue_in_four_formats_200_304_406(holder: Instance, extension: str) -> None:
    syntax = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}[extension]
    answer = holder.get(f"/catalog.{extension}")
    text = answer.text
    if extension == "jsonld":
        # The context is named by its lasting address; here the instance's own copy stands for it.
        text = json.dumps({**answer.json(), **holder.get("/context.jsonld").json()})
    parsed = rdflib.Graph().parse(data=text, format=syntax)
    assert len(list(parsed.subjects(rdflib.RDF.type, DCAT.Dataset))) == 2
    etag = answer.headers["ETag"]
    assert holder.get(f"/catalog.{extension}", headers={"If-None-Match": etag}).status_code == 304
    assert holder.get("/catalog", headers={"Accept": "image/png"}).status_code == 406
    assert 'rel="alternate"' in answer.headers["Link"]


def test_a_dump_200_206_304_416_with_checksum_and_version(holder: Instance) -> None:
    manifest = holder.get("/dumps").json()
    file = next(file for file in manifest["files"] if file["name"] == "rooms.nq.gz")
    latest = holder.get("/dumps/latest/rooms.nq.gz", allow_redirects=False)
    assert latest.status_code == 302
    whole = holder.get(latest.headers["Location"])
    assert whole.status_code == 200
    assert hashlib.sha256(whole.content).hexdigest() == file["sha256"]
    assert whole.headers["Maillage-Version"] == str(manifest["version"])
    assert len(gzip.decompress(whole.content).splitlines()) == file["quads"]
    path = latest.headers["Location"]
    for asked, first, last in (
        ("bytes=0-9", 0, 9),
        ("bytes=10-", 10, file["size"] - 1),
        ("bytes=-5", file["size"] - 5, file["size"] - 1),
    ):
        part = holder.get(path, headers={"Range": asked})
        assert part.status_code == 206
        assert part.headers["Content-Range"] == f"bytes {first}-{last}/{file['size']}"
        assert part.content == whole.content[first : last + 1]
    assert holder.get(path, headers={"Range": f"bytes={file['size']}-"}).status_code == 416
    for whole_file in ("bytes=0-1,4-5", "bytes=5-2", "lines=0-1", "bytes=x"):
        assert holder.get(path, headers={"Range": whole_file}).status_code == 200
    assert holder.get(path, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).status_code == 200
    assert holder.get(path, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    head = holder.request("HEAD", path)
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(file["size"]), b"")


@pytest.mark.parametrize(
    "path",
    ["/dumps/1/rooms.nq.gz", "/dumps/999/rooms.nq.gz", "/dumps/latest/..%2fmanifest.json", "/dumps/2/manifest.json",
     "/dumps/2/..%2f..%2fformat.json", "/dumps/%2e%2e/lock", "/dumps?version=999"],
)  # fmt: skip
def test_what_is_no_dump_404_or_410(holder: Instance, path: str) -> None:
    assert holder.get(path).status_code in (404, 410)


def test_a_tag_gets_its_dump_and_an_old_version_its_catalogue(holder: Instance) -> None:
    dumped = holder.get("/dumps").json()["version"]
    holder.update(f"INSERT DATA {{ GRAPH <{holder.base}/graph/source/maps> {{ <http://e/new> <http://e/p> 0 }} }}")
    version = holder.health()["version"]
    assert version > dumped
    assert holder.get("/dumps", params={"version": str(version)}).status_code == 410
    holder.command("tag", "essai")
    deadline = time.monotonic() + 60
    while holder.get("/dumps", params={"version": str(version)}).status_code != 200:
        assert time.monotonic() < deadline, holder.log.read_text()[-3000:]
        time.sleep(0.1)
    holder.update(f"INSERT DATA {{ GRAPH <{holder.base}/graph/source/maps> {{ <http://e/new> <http://e/p> 1 }} }}")
    old = graph_at(holder, f"/dataset/maps.ttl?version={version}")
    new = graph_at(holder, "/dataset/maps.ttl")
    texts = [str(g.value(rdflib.URIRef(f"{holder.base}/dataset/maps"), DCTERMS.description)) for g in (old, new)]
    assert ": 5 " in texts[0]
    assert ": 6 " in texts[1]
    checksum = next(old.objects(None, SPDX.checksumValue))
    manifest = holder.get("/dumps", params={"version": str(version)}).json()
    assert str(checksum).lower() in {file["sha256"] for file in manifest["files"]}
    assert str(next(old.objects(None, DCAT.downloadURL))) == f"{holder.base}/dumps/{version}/maps.nq.gz"
    assert f"version={version}" in holder.get("/citing", params={"version": str(version)}).text


def test_sitemaps_name_every_page_of_a_thing_and_robots_the_sitemap(holder: Instance) -> None:
    assert f"Sitemap: {holder.base}/sitemap.xml" in holder.get("/robots.txt").text
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    index = ElementTree.fromstring(holder.get("/sitemap.xml").content)
    found = []
    for location in index.iter(f"{space}loc"):
        answer = holder.get(str(location.text).removeprefix(holder.base))
        assert answer.status_code == 200
        found += [
            str(loc.text).removeprefix(holder.base)
            for loc in ElementTree.fromstring(answer.content).iter(f"{space}loc")
        ]
    assert "/doc/premises/1" in found
    for path in found:
        assert holder.get(path, headers={"Accept": "text/html"}).status_code == 200, path
    assert holder.get("/sitemap-99.xml").status_code == 404


def test_an_empty_instance_has_an_empty_catalogue(instance: Instance) -> None:
    page = instance.get("/catalog", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert conforms(graph_at(instance, "/catalog.ttl"))[0]
    assert instance.get("/dumps").json() == {"files": [], "version": None}
    assert instance.get("/dumps/latest/x.nq.gz").status_code == 404
