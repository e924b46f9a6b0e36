"""`/map`: every level counts what is below it, says what is not known, and shows the same to programs."""

from typing import Any

import pytest

from tests.instance import Instance

HTML = {"Accept": "text/html"}


def state(site: Instance, query: str) -> dict[str, Any]:
    """A state of the map as JSON."""
    answer = site.get(f"/map.json?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def parts(site: Instance, query: str) -> dict[str, str]:
    """Name of a territory below → what is told of it."""
    return {part["name"]: part["told"] for part in state(site, query)["parts"]}


def test_the_country_is_divided_into_its_regions_and_each_leads_one_level_down_200(site: Instance) -> None:
    country = state(site, "layer=resources")
    assert len(country["parts"]) == 18
    occitanie = next(part for part in country["parts"] if part["name"] == "Occitanie")
    down = state(site, occitanie["address"].partition("?")[2])
    assert down["below"] == "departement"
    assert {"Haute-Garonne", "Ariège"} <= {part["name"] for part in down["parts"]}
    assert down["parent"] == "/map?layer=resources"


def test_the_numbers_of_a_level_are_those_that_sparql_counts(site: Instance) -> None:
    rows = site.rows(
        "PREFIX m: <https://w3id.org/maillage/def#> SELECT ?d (COUNT(DISTINCT ?t) AS ?n) WHERE { ?t m:owner ?o ;"
        " m:commune/m:departement ?d . FILTER NOT EXISTS { ?t a m:DemonstrationThing } } GROUP BY ?d"
    )
    counted = {row["d"]: int(row["n"]) for row in rows if row["d"].endswith("/31")}
    told = {
        part["iri"]: part["count"]
        for part in state(site, "territory=region/76&layer=resources")["parts"]
        if part["count"]
    }
    assert told == counted


def test_what_no_complete_directory_lists_is_not_known_and_never_zero(site: Instance) -> None:
    told = parts(site, "layer=support&territory=departement/35&demonstration=true")
    assert told["CC Roche aux Fées Communauté"] == "0"
    assert told["CC Couesnon Marches de Bretagne"] == "non renseigné"
    assert "zero" not in {part["tone"] for part in state(site, "layer=support")["parts"]}


def test_white_zones_are_counted_where_a_directory_is_complete(site: Instance) -> None:
    told = parts(site, "layer=white-zones&territory=departement/35&demonstration=true")
    assert told["CC Roche aux Fées Communauté"].isdigit()
    assert told["CC Couesnon Marches de Bretagne"] == "non renseigné"
    # A question that was not asked counts nothing: no zero is told.
    country = state(site, "layer=white-zones&demonstration=true")
    assert country["refusal"].startswith("Choisissez une région")
    assert {part["tone"] for part in country["parts"]} == {"unknown"}
    assert state(site, "layer=white-zones&territory=commune/35002&demonstration=true")["total"] == 1


def test_overlaps_are_the_perimeters_of_several_actors(site: Instance) -> None:
    told = parts(site, "layer=overlaps&territory=departement/35&demonstration=true&asOf=2026-03-01")
    assert told["CA Vitré Communauté"] == "1"


def test_57_67_and_68_are_a_local_register_that_is_not_covered(site: Instance) -> None:
    told = parts(site, "layer=associations&territory=region/44")
    assert {told[name] for name in ("Moselle", "Bas-Rhin", "Haut-Rhin")} == {"registre local, non couvert"}
    assert "registre local, non couvert" in site.get("/map?territory=departement/67", headers=HTML).text
    # An EPCI of the Moselle and of the Bas-Rhin lies in neither, and in the local register all the same.
    assert (
        parts(site, "layer=associations&territory=departement/67")["CA Sarreguemines Confluences"]
        == "registre local, non couvert"
    )


def test_a_layer_is_narrowed_to_a_type_or_a_label(site: Instance) -> None:
    everything = state(site, "layer=resources")["total"]
    premises = state(site, "layer=resources&only=premises")["total"]
    assert 0 < premises < everything
    labelled = state(site, "layer=support&only=guidasso-generalist&demonstration=true&asOf=2026-03-01")
    assert [thing["properties"]["label"] for thing in labelled["things"]["features"]] == [
        "Maison fictive des associations"
    ]
    assert state(site, "layer=support&only=guidasso-generalist&demonstration=true&asOf=2026-06-01")["total"] == 0


def test_near_a_commune_things_come_by_distance(site: Instance) -> None:
    found = state(site, "near=Blagnac&layer=resources")
    assert found["near"][2] == 20
    assert "Ring gonflable pour la boxe" in [thing["properties"]["label"] for thing in found["things"]["features"]]


def test_a_territory_is_named_by_its_name_whatever_its_level(site: Instance) -> None:
    for name, level in (
        ("Haute-Garonne", "departement"),
        ("Occitanie", "region"),
        ("Toulouse Métropole", "epci"),
        ("Blagnac", "commune"),
    ):
        assert state(site, f"territory={name}")["level"] == level


def test_the_page_without_script_says_the_same_in_both_languages_200(site: Instance) -> None:
    page = site.get("/map?territory=region/76&layer=resources", headers=HTML).text
    assert "Haute-Garonne" in page
    assert "non renseigné" in page
    assert '<path class="mark t5"' in page
    assert "not known" in site.get("/map?territory=region/76&layer=resources&lang=en", headers=HTML).text


def test_the_panel_names_the_pair_as_functions_and_bodies(site: Instance) -> None:
    panel = site.get("/map/panel?territory=departement/35&demonstration=true", headers=HTML).text
    assert "Poste fictif de délégué" in panel
    assert "Maison fictive des associations" in panel
    assert "Aucun binôme ici" in site.get("/map/panel?territory=departement/29&demonstration=true", headers=HTML).text
    unknown = site.get("/map/panel?territory=departement/31&demonstration=true", headers=HTML).text
    assert "Non renseigné" in unknown
    # No directory of needs is complete: none is not told as none.
    assert '<dt>besoins</dt><dd class="unknown">non renseigné</dd>' in unknown


def test_contours_come_a_level_at_a_time_200_304_404(site: Instance) -> None:
    answer = site.get("/map/contours/departement.json?within=region/53")
    assert {feature["id"] for feature in answer.json()["features"]} == {"35"}
    assert site.get("/map/contours/departement.json?within=https://w3id.org/maillage/id/x").status_code == 404
    again = site.get(
        "/map/contours/departement.json?within=region/53", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert site.get("/map/contours/canton.json").status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("territory=departement/00", 404),
        ("layer=treasure", 400),
        ("territory=Nulle-Part-Les-Bains", 400),
        ("sort=name", 400),
        ("asOf=2026-02-31", 400),
        ("near=9999,9999", 400),
    ],
)
def test_a_state_that_is_none_is_refused_with_a_sentence(site: Instance, query: str, status: int) -> None:
    answer = site.get(f"/map.json?{query}")
    assert answer.status_code == status
    assert answer.json()["detail"]
    page = site.get(f"/map?{query}", headers=HTML)
    assert page.status_code == status


@pytest.mark.parametrize("version", ["a%0d%0aSet-Cookie:x=1", "%C3%A9%E2%98%83", "evil"])
def test_a_version_that_is_none_is_in_no_header_400(site: Instance, version: str) -> None:
    for path in ("/map", "/embed/map"):
        answer = site.get(f"{path}?colour=red&version={version}", headers=HTML)
        assert answer.status_code == 400
        assert answer.headers["Maillage-Version"].isdigit()
        assert "ETag" not in answer.headers


def test_the_answer_is_validated_by_its_etag_304(site: Instance) -> None:
    answer = site.get("/map.json?layer=resources")
    assert site.get("/map.json?layer=resources", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
