"""The home page, the legal pages, and what other sites may frame."""

from pathlib import Path

import pytest

from tests.instance import Instance

HTML = {"Accept": "text/html"}
FRAMED = (
    "/embed/map?territory=departement/31&layer=resources",
    "/embed/catalogue?territory=commune/31069",
    "/embed/agenda?theme=accounting",
)


def test_the_home_page_says_what_this_is_counts_now_and_shows_how_to_reuse(site: Instance) -> None:
    text = site.get("/", headers=HTML).text
    assert "Qui aide les associations, où, et avec quoi." in text
    assert "choses à partager" in text
    assert "DemonstrationThing" in text
    for tool in ("curl http", "SPARQLWrapper(", "read.csv(", "await fetch("):
        assert tool in text
    assert '<tr><th scope="row"><a href="/dataset/' in text
    assert "Licence Ouverte" in text
    assert "Who helps associations" in site.get("/?lang=en", headers=HTML).text


def test_its_figures_are_those_that_sparql_counts(site: Instance) -> None:
    rows = site.rows(
        "PREFIX m: <https://w3id.org/maillage/def#> SELECT (COUNT(DISTINCT ?t) AS ?n) WHERE { ?t a m:SupportActor ."
        " FILTER NOT EXISTS { ?t a m:DemonstrationThing } }"
    )
    text = site.get("/", headers=HTML).text
    assert f'<dt>acteurs d’appui</dt><dd><a href="/map?layer=support">{rows[0]["n"]}</a>' in text


def test_the_python_example_of_the_home_page_runs(site: Instance) -> None:
    text = site.get("/", headers=HTML).text
    code = text.partition("from SPARQLWrapper")[2].partition("</code>")[0]
    code = "from SPARQLWrapper" + code.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"').replace(
        "&amp;", "&"
    )
    printed: list[str] = []
    exec(code, {"print": lambda *words: printed.append(" ".join(map(str, words)))})
    assert len(printed) > 3


@pytest.mark.parametrize("name", ["notice", "privacy", "accessibility", "reuse", "contribution"])
def test_each_legal_page_speaks_both_languages_and_is_linked_from_every_page_200(site: Instance, name: str) -> None:
    french, english = (site.get(f"/legal/{name}?lang={tag}", headers=HTML).text for tag in ("fr", "en"))
    assert french.partition("<h1>")[2][:20] != english.partition("<h1>")[2][:20]
    assert f"/legal/{name}" in site.get("/catalogue", headers=HTML).text


def test_missing_settings_of_the_publisher_are_told_on_the_page_and_at_the_start(site: Instance) -> None:
    assert "MAILLAGE_PUBLISHER_ADDRESS" in site.get("/legal/notice", headers=HTML).text
    assert "MAILLAGE_PUBLISHER_ADDRESS" in site.log.read_text()
    assert "Accessibilité : évaluation à faire" in site.get("/", headers=HTML).text
    assert site.get("/legal/cookies").status_code == 404
    # Each page tells what it lacks, and no more.
    assert "MAILLAGE_PUBLISHER_ADDRESS" not in site.get("/legal/privacy", headers=HTML).text


def test_a_page_that_does_not_exist_leads_on_404(site: Instance) -> None:
    answer = site.get("/nulle-part", headers=HTML)
    assert answer.status_code == 404
    for path in ("/search", "/map", "/catalogue", "/who-can-help"):
        assert f'"{path}"' in answer.text


@pytest.mark.parametrize("path", FRAMED)
def test_a_view_may_be_framed_and_is_light(site: Instance, path: str) -> None:
    answer = site.get(path, headers=HTML)
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert "<header>" not in answer.text
    refused = site.get(f"{path}&colour=red", headers=HTML)
    assert refused.status_code == 400
    assert "<header>" not in refused.text


@pytest.mark.parametrize(
    "path", ["/", "/map", "/catalogue", "/agenda", "/embedding", "/contribute", "/sparql", "/embed"]
)
def test_nothing_else_may_be_framed(site: Instance, path: str) -> None:
    assert "frame-ancestors 'none'" in site.get(path, headers=HTML).headers["Content-Security-Policy"]


def test_without_a_search_the_home_page_stands_and_the_policy_names_the_tiles_that_are_set(tmp_path: Path) -> None:
    tiles = "http://tuiles.exemple.fr/{z}/{x}/{y}.png"
    bare = Instance(tmp_path / "data", tile_url=tiles).start()
    assert bare.get("/", headers=HTML).status_code == 200
    policy = bare.get("/map", headers=HTML).headers["Content-Security-Policy"]
    assert policy.endswith("img-src 'self' data: http://tuiles.exemple.fr")
    assert bare.get("/map", headers=HTML).status_code == 503
    assert bare.get("/catalogue", headers=HTML).status_code == 503
    assert bare.stop() == 0


def test_an_embedded_view_is_fixed_to_its_territory_and_theme(site: Instance) -> None:
    assert "Ring gonflable" in site.get(FRAMED[1], headers=HTML).text
    assert "Ring gonflable" not in site.get("/embed/catalogue?territory=departement/35", headers=HTML).text
    assert site.get("/embed/desk").status_code == 404


def test_one_line_embeds_a_view(site: Instance) -> None:
    text = site.get("/embedding?view=agenda&territory=Blagnac&theme=accounting", headers=HTML).text
    assert "/embed/agenda?territory=commune%2F31069&amp;theme=accounting" in text
    for wrong in ("view=desk", "view=map&layer=none", "view=agenda&theme=none", "territory=departement/00"):
        assert site.get(f"/embedding?{wrong}", headers=HTML).status_code == 400


def test_the_policy_names_the_tiles_only_where_they_are_set(site: Instance) -> None:
    from graph_service.web.headers import tile_host

    assert "img-src" not in site.get("/map", headers=HTML).headers["Content-Security-Policy"]
    assert tile_host("https://tuiles.exemple.fr/{z}/{x}/{y}.png") == "https://tuiles.exemple.fr"
    assert tile_host("") == ""
