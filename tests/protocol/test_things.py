"""`/id`, `/doc`, `/scheme`: every IRI answers, in every format, and says when it is unknown, moved or withdrawn."""

import json
from pathlib import Path
from typing import Any

import pytest
import rdflib

from tests.instance import Instance

SHARED = "https://w3id.org/maillage/"
DEF = rdflib.Namespace(SHARED + "def#")
VITRE = rdflib.URIRef(SHARED + "id/commune/35360")
FORMATS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


@pytest.fixture(scope="module")
def site(france: Instance) -> Instance:
    """The territories, the vocabularies, the sample network, and some things that lean on what may go wrong."""
    france.command("load", "demo")
    base = france.base
    statements = f"""
      <{base}/id/tool/script> a <{DEF}Tool> ; <{rdflib.RDFS.label}> "<script>alert(1)</script>"@fr ;
        <http://xmlns.com/foaf/0.1/homepage> <javascript:alert(1)> , <data:text/html,x> , <https://example.org/ok> .
      <{base}/id/tool/br> a <{DEF}Tool> ; <{rdflib.RDFS.label}> "Ostilh"@br .
      <{base}/id/tool/old> a <{DEF}TransferredRecord> ; <http://purl.org/dc/terms/isReplacedBy> <{base}/id/tool/br> .
    """
    answer = france.update(f"INSERT DATA {{ GRAPH <{base}/graph/test-things> {{ {statements} }} }}")
    assert answer.status_code < 300, answer.text
    return france


def get(site: Instance, path: str, accept: str = "", **headers: str) -> Any:
    """GET without following."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.get(path, headers={**({"Accept": accept} if accept else {}), **sent}, allow_redirects=False)


# --- the thing and its document


def test_a_thing_303_leads_to_its_document(site: Instance) -> None:
    answer = get(site, "/id/commune/35360")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/doc/commune/35360"
    assert 'rel="describedby"' in answer.headers["Link"]


def test_a_thing_of_a_version_303_leads_to_the_document_of_that_version(site: Instance) -> None:
    version = site.health()["version"]
    answer = get(site, f"/id/commune/35360?version={version}")
    assert answer.headers["Location"] == f"/doc/commune/35360?version={version}"


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("by", ["accept", "extension"])
def test_a_document_200_in_every_format(site: Instance, extension: str, by: str) -> None:
    path = "/doc/commune/35360" + ("." + extension if by == "extension" else "")
    answer = get(site, path, FORMATS[extension] if by == "accept" else "text/html")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].split(";")[0] == FORMATS[extension]
    text = answer.text.replace(SHARED + "context.jsonld", site.base + "/context.jsonld")
    graph = rdflib.Graph().parse(data=text, format=FORMATS[extension])
    assert graph.value(VITRE, rdflib.RDFS.label) == rdflib.Literal("Vitré", lang="fr")
    # What a reader expects beside its own statements: names of what it points at, its source and licence.
    assert graph.value(rdflib.URIRef(SHARED + "id/departement/35"), rdflib.RDFS.label) is not None
    source = rdflib.URIRef(f"{site.base}/graph/source/territories")
    assert graph.value(source, rdflib.DCTERMS.license) is not None
    assert (None, rdflib.DCTERMS.source, source) in graph


def test_json_ld_names_the_context_by_its_address_and_begins_with_the_thing(site: Instance) -> None:
    document = json.loads(get(site, "/doc/commune/35360.jsonld").text)
    assert document["@context"] == SHARED + "context.jsonld"
    first = document["@graph"][0]
    assert first["id"] == str(VITRE)
    assert first["departement"] == SHARED + "id/departement/35"


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("text/turtle;q=0.2, application/ld+json;q=0.9", "application/ld+json"),
        ("application/*;q=0.5, text/turtle", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "text/html"),
        ("text/html;q=0.3, text/turtle", "text/turtle"),
    ],
)
def test_negotiation_follows_quality_and_specificity(site: Instance, accept: str, given: str) -> None:
    answer = get(site, "/doc/commune/35360", accept)
    assert answer.headers["Content-Type"].split(";")[0] == given
    assert "Accept" in answer.headers["Vary"]


def test_a_document_406_in_a_format_that_does_not_exist(site: Instance) -> None:
    answer = get(site, "/doc/commune/35360", "image/png")
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["detail"]


def test_a_document_304_when_the_reader_has_it(site: Instance) -> None:
    first = get(site, "/doc/commune/35360", "text/turtle")
    again = get(site, "/doc/commune/35360", "text/turtle", If_None_Match=first.headers["ETag"])
    assert again.status_code == 304
    assert not again.content
    assert (
        get(site, "/doc/commune/35360", "application/n-triples", If_None_Match=first.headers["ETag"]).status_code == 200
    )


def test_head_and_options_say_what_get_would(site: Instance) -> None:
    head = site.request("HEAD", "/doc/commune/35360", headers={"Accept": "text/turtle"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"].startswith("text/turtle")
    options = site.request("OPTIONS", "/doc/commune/35360")
    assert {"GET", "HEAD", "OPTIONS"} <= {method.strip() for method in options.headers["Allow"].split(",")}
    assert site.request("DELETE", "/doc/commune/35360").status_code == 405


def test_links_name_every_format_and_the_canonical_address(site: Instance) -> None:
    links = get(site, "/doc/commune/35360.ttl").headers["Link"]
    for extension, media_type in {**FORMATS, "html": "text/html"}.items():
        assert f'</doc/commune/35360.{extension}>; rel="alternate"; type="{media_type}"' in links
    assert f'<{site.base}/doc/commune/35360>; rel="canonical"' in links


@pytest.mark.parametrize(
    "path", ["/scheme/theme", "/scheme/theme/legal", "/doc/epci/200039022", "/doc/region/53", "/doc/tool/br"]
)
def test_both_spaces_answer_200(site: Instance, path: str) -> None:
    assert get(site, path, "text/turtle").status_code == 200
    assert get(site, path, "text/html").status_code == 200


# --- unknown, moved, withdrawn


@pytest.mark.parametrize(
    "path",
    [
        "/id/commune/00000", "/doc/nothing/1", "/scheme/theme/nothing", "/doc/commune/35360.docx",
        "/id/x%3E%20%3Fp%20%3Fo%20%7D%20%23", "/id/tool/%3E", "/doc/tool/%5Cu003E", "/doc/tool/a%00b", "/doc/commune/",
    ],
)  # fmt: skip
def test_what_is_unknown_404_says_where_to_look(site: Instance, path: str) -> None:
    answer = get(site, path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_record_with_a_better_key_301_leads_to_it(site: Instance) -> None:
    answer = get(site, "/id/tool/old")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/id/tool/br"


def test_an_abolished_commune_200_is_another_thing_than_its_successor(site: Instance) -> None:
    (row,) = site.rows(
        f"SELECT ?c WHERE {{ ?c a <{DEF}AbolishedCommune> ; <http://purl.org/dc/terms/isReplacedBy> ?x }} LIMIT 1"
    )
    assert get(site, row["c"].removeprefix(SHARED).join(["/", ""])).status_code == 303


def test_a_withdrawn_thing_410_its_statements_are_gone_and_no_load_brings_it_back(
    site: Instance, tmp_path: Path
) -> None:
    thing = f"{site.base}/id/organisation/retiree"
    text = (
        f"<{thing}> a <http://www.w3.org/ns/org#Organization> ; "
        '<http://www.w3.org/2000/01/rdf-schema#label> "À retirer"@fr .\n'
        f"<{site.base}/id/organisation/restee> a <http://www.w3.org/ns/org#Organization> ; "
        '<http://www.w3.org/2000/01/rdf-schema#label> "Qui reste"@fr .\n'
    )
    path = tmp_path / "deux.ttl"
    path.write_text(text, encoding="utf-8")
    load = ("load", "rdf", str(path), "--licence", "cc0")
    site.command(*load)
    before = get(site, "/doc/organisation/retiree", "text/turtle").headers["Maillage-Version"]
    site.command("withdraw", thing, "--reason", "doublon")
    answer = get(site, "/id/organisation/retiree")
    assert answer.status_code == 410
    assert answer.json()["withdrawn"][:2] == "20"
    assert get(site, "/doc/organisation/retiree", "text/turtle").status_code == 410
    assert not site.ask('ASK { ?x ?y "À retirer"@fr }')
    site.command(*load, "--force")
    assert get(site, "/id/organisation/retiree").status_code == 410
    assert get(site, "/doc/organisation/restee", "text/turtle").status_code == 200
    # The version before still has it.
    assert get(site, f"/doc/organisation/retiree?version={before}", "text/turtle").status_code == 200


def test_only_a_thing_of_the_instance_is_withdrawn_by_its_iri(site: Instance) -> None:
    assert "maillage erase" in site.command("withdraw", str(VITRE), code=1)
    assert "Rien n’est publié" in site.command("withdraw", f"{site.base}/id/tool/nothing", code=1)


def test_what_points_at_a_thing_is_paged(site: Instance) -> None:
    here, pages, link = rdflib.URIRef(SHARED + "id/departement/35"), list[set[Any]](), "/doc/departement/35"
    while link:
        answer = get(site, link, "application/n-triples")
        met = rdflib.Graph().parse(data=answer.text, format="nt").triples((None, None, here))
        pages.append({triple for triple in met if "foaf" not in str(triple[1])})
        link = answer.links["next"]["url"] if "next" in answer.links else ""
    assert len(pages) > 5
    communes = {
        triple for found in pages for triple in found if triple[1] == DEF.departement and "/commune/" in triple[0]
    }
    assert len(communes) == 332
    assert sum(map(len, pages)) == len(set().union(*pages))
    assert get(site, "/doc/departement/35?page=0").status_code == 400


# --- the page


def page(site: Instance, path: str, language: str = "fr") -> str:
    """The page of a thing."""
    answer = get(site, path, "text/html", Accept_Language=language)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


@pytest.mark.parametrize(("language", "words"), [("fr", ["Identité", "D’où cela vient", "population municipale"]),
                                                 ("en", ["Identity", "Where this comes from", "municipal population"])])  # fmt: skip
def test_a_page_speaks_the_reader_s_language(site: Instance, language: str, words: list[str]) -> None:
    text = page(site, "/doc/commune/35360", language)
    assert f'<html lang="{language}">' in text
    assert all(word in text for word in words)
    assert "Ille-et-Vilaine" in text


def test_a_language_chosen_on_the_page_wins_over_the_browser_s(site: Instance) -> None:
    french = page(site, "/scheme/theme/accounting?lang=fr", "en-GB,en;q=0.9")
    assert "<h1>comptabilité et gestion</h1>" in french
    assert '<html lang="fr">' in french
    english = page(site, "/scheme/theme/accounting?content=en", "fr")
    assert '<h1 lang="en">' in english
    assert '<html lang="fr">' in english


def test_a_page_leads_to_the_registers_the_formats_and_its_citation(site: Instance) -> None:
    text = page(site, "/doc/commune/35360")
    assert "http://id.insee.fr/geo/commune/35360" in text
    assert 'href="/doc/commune/35360.ttl"' in text
    assert "/doc/commune/35360?version=" in text
    assert 'href="/doc/departement/35"' in text


def test_a_name_in_another_language_is_marked_as_such(site: Instance) -> None:
    text = page(site, "/doc/tool/br")
    assert '<h1 lang="br">Ostilh</h1>' in text
    assert "n’est pas dit en français" in text


def test_a_hostile_name_is_text_and_a_hostile_address_no_link(site: Instance) -> None:
    text = page(site, "/doc/tool/script")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert 'href="javascript' not in text
    assert 'href="data:' not in text
    assert 'href="https://example.org/ok"' in text
    assert "script-src 'self'" in get(site, "/doc/tool/script", "text/html").headers["Content-Security-Policy"]


def test_a_page_embeds_schema_org(site: Instance) -> None:
    text = page(site, "/doc/commune/35360")
    found = text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    document = json.loads(found)
    assert (document["@type"], document["name"]) == ("City", "Vitré")


def test_fictitious_things_are_marked(site: Instance) -> None:
    assert '<span class="small">(fictif)</span>' in page(site, "/doc/commune/35068")
    assert site.base in page(site, "/doc/event/demo-signes")
    assert "fictive, aucun chiffre" in page(site, "/doc/event/demo-signes")
    assert "fictive, aucun chiffre" not in page(site, "/doc/commune/35360")
