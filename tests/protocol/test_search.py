"""`/search` and `/suggest`: formats, facets, places, what is refused; the index follows what is written."""

from typing import Any

import pytest

from tests.instance import Instance

SHARED = "https://w3id.org/maillage/"


@pytest.fixture(scope="module")
def network(france: Instance) -> Instance:
    """The sample network, read by the search."""
    france.command("load", "demo")
    france.wait_for_search()
    return france


def search(network: Instance, **parameters: str) -> Any:
    """The JSON answer of a search."""
    answer = network.get("/search.json", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def labels(network: Instance, **parameters: str) -> list[str]:
    """The labels of the results."""
    return [one["label"] for one in search(network, **parameters)["results"]]


def test_boxe_finds_the_inflatable_ring_and_vitre_vitre_200(network: Instance) -> None:
    assert "Ring gonflable pour la boxe" in labels(network, q="boxe")
    first = search(network, q="vitre")["results"][0]
    assert (first["label"], first["address"]) == ("Vitré", "/doc/commune/35360")
    assert first["kinds"][0]["label"] == "commune"


def test_facets_tell_labels_and_counts_and_narrow(network: Instance) -> None:
    told = search(network, q="boxe", lang="en")
    kinds = {value["label"]: value["count"] for value in told["facets"]["kind"]}
    assert kinds["equipment"] == 1
    assert "Haute-Garonne" in [value["label"] for value in told["facets"]["departement"]]
    narrowed = search(network, q="boxe", kind="Equipment", pooling="equipment", departement="31", lang="en")
    assert narrowed["total"] == 1
    assert search(network, q="boxe", territory="departement/35")["total"] == 0


@pytest.mark.parametrize(
    "word", ['x" . } ; DROP ALL #', '\\" ) UNION { GRAPH ?g { ?s ?p ?o } }', "boxe\\", "a\nb", "*", '"', "NEAR("]
)
def test_a_hostile_word_200_is_a_word(network: Instance, word: str) -> None:
    assert network.get("/search.json", params={"q": word}).status_code == 200


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"colour": "red"}, "colour"),
        ({"q": "x" * 201}, "200"),
        ({"departement": "35>"}, "un code"),
        ({"kind": "<script>"}, "nom court"),
        ({"near": "Atlantide"}, "rien ne s’appelle"),
        ({"near": "99,99"}, "latitude,longitude"),
        ({"near": "48,-1", "radius": "5000"}, "200 km"),
        ({"bbox": "1,2,3"}, "ouest,sud,est,nord"),
        ({"page": "999999"}, "premiers résultats"),
        ({"demonstration": "oui"}, "true ou false"),
        ({"version": "x"}, "entier positif"),
    ],
)
def test_a_wrong_value_400_names_it_and_what_is_accepted(
    network: Instance, parameters: dict[str, str], words: str
) -> None:
    answer = network.get("/search.json", params=parameters, headers={"Accept-Language": "fr"})
    assert answer.status_code == 400
    assert words in answer.json()["detail"]


def test_near_a_point_200_the_nearest_first_as_json_and_geojson(network: Instance) -> None:
    given = {"near": "48.1245,-1.2085", "radius": "20", "kind": "Equipment", "demonstration": "true"}
    results = [one for one in search(network, **given)["results"] if one.get("fictitious")]
    assert [(one["label"], one["kilometres"], one["position"]) for one in results] == [
        ("Remorque fictive", 0.1, "own"),
        ("Barnum fictif de six mètres", 14.5, "own"),
    ]
    answer = network.get("/search", params=given, headers={"Accept": "application/geo+json"})
    assert answer.headers["Content-Type"] == "application/geo+json"
    barnum = next(one for one in answer.json()["features"] if one["properties"]["label"].startswith("Barnum"))
    assert barnum["geometry"] == {"type": "Point", "coordinates": [-1.402, 48.11]}
    assert labels(network, bbox="-1.5,48,-1.3,48.2", kind="Equipment", demonstration="true") == [
        "Barnum fictif de six mètres"
    ]
    assert labels(network, q="barnum", kind="Equipment") == []


def test_pages_follow_each_other_and_say_each_thing_once(network: Instance) -> None:
    link, seen = "/search?q=saint&limit=100&kind=Commune&departement=35", []
    while link:
        answer = network.get(link)
        seen += [one["iri"] for one in answer.json()["results"]]
        link = answer.links["next"]["url"] if "next" in answer.links else ""
    assert len(seen) == len(set(seen)) == search(network, q="saint", kind="Commune", departement="35")["total"]


def test_facets_tell_themes_terms_accessibility_and_skills(network: Instance) -> None:
    premises = search(network, kind="Premises", demonstration="true", lang="en")["facets"]
    assert {"accessibility", "terms", "pooling", "commune", "epci", "departement", "region"} <= set(premises)
    services = search(network, kind="schema:Service", demonstration="true")
    themes = {value["iri"].rpartition("/")[2] for value in services["facets"]["theme"]}
    assert "accounting" in themes
    narrowed = search(network, kind="schema:Service", theme="accounting", demonstration="true")
    assert 0 < narrowed["total"] < services["total"]
    assert (
        search(network, skill="management", demonstration="true")["total"]
        >= search(network, skill="accounting", demonstration="true")["total"]
        > 0
    )


def test_names_complete_what_is_typed(network: Instance) -> None:
    told = network.get("/suggest", params={"q": "Châteaub", "kind": "Commune"}).json()
    assert {"label": "Châteaubourg", "iri": SHARED + "id/commune/35068", "kinds": ["commune"]} in told


def test_304_406_404_and_head(network: Instance) -> None:
    first = network.get("/search?q=boxe")
    assert network.get("/search?q=boxe", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert network.get("/search?q=boxe", headers={"Accept": "image/png"}).status_code == 406
    assert network.get("/search.docx").status_code == 404
    head = network.request("HEAD", "/search?q=boxe")
    assert (head.status_code, head.content) == (200, b"")
    assert first.headers["Maillage-Version"] == str(network.health()["version"])


@pytest.mark.parametrize(("language", "words"), [("fr", "Ce qui se mutualise"), ("en", "What is pooled")])
def test_the_page_speaks_the_reader_s_language_and_says_what_it_holds(
    network: Instance, language: str, words: str
) -> None:
    page = network.get("/search.html?q=barnum&demonstration=true", headers={"Accept-Language": language})
    assert page.status_code == 200
    assert words in page.text
    assert ("fictif" if language == "fr" else "fictitious") in page.text


def test_a_hostile_label_is_escaped_on_the_page(network: Instance) -> None:
    graph = f"{network.base}/graph/test/hostile"
    label = '<script>alert(1)</script> xyzzy"><img onerror=alert(2)>'
    network.update(
        f"INSERT DATA {{ GRAPH <{graph}> {{ <{network.base}/id/tool/hostile> "
        f"<http://www.w3.org/2000/01/rdf-schema#label> '{label}'@fr }} }}"
    )
    network.wait_for_search()
    page = network.get("/search.html?q=xyzzy").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img" not in page
    before = network.health()["version"]
    network.write("DELETE", f"/graphs?graph={graph}")
    network.wait_for_search()
    assert search(network, q="xyzzy")["total"] == 0
    assert search(network, q="xyzzy", version=str(before))["total"] == 1
    assert network.get("/search.json?version=1").status_code == 410


def test_without_an_index_503_says_so(instance: Instance) -> None:
    answer = instance.get("/search.json?q=a")
    assert answer.status_code == 503
    assert "index" in answer.json()["detail"]
