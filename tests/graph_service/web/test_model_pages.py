"""The pages of the model, without a graph: what they say, where their links lead, formats, 303, 304, 404, 406."""

import json
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
import rdflib.compare
from flask import Flask

from graph_service.engine.library.shelf import questions
from graph_service.engine.model.schemes import schemes
from graph_service.engine.model.terms import modules, terms
from graph_service.errors import BY_SLUG
from graph_service.web.problem_meanings import MEANINGS

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
FORMATS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
PAGES = [
    "/ontology", "/shapes", "/vocabularies", "/problem",
    *(f"/{kind}/{name}" for kind in ("ontology", "shapes") for name in modules()),
    *(f"/vocabularies/{name}" for name in schemes()),
    *(f"/problem/{slug}" for slug in BY_SLUG),
]  # fmt: skip
VOID = {"meta", "link", "input", "br", "wbr"}


class Page(HTMLParser):
    """What a test asks of a page: its ids, links, headings, inline code, and whether its elements close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.faults += [f"unclosed {tag}" for tag in self._open]
        self.faults += [f"id twice: {name}" for name in {name for name in self.ids if self.ids.count(name) > 1}]
        self.faults += [f"h{b} after h{a}" for a, b in pairwise([0, *self.levels]) if b > a + 1]
        if self.levels.count(1) != 1:
            self.faults.append("one h1 a page")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says."""
        told = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name == "href" and value]
        self.faults += [f"{name} of {tag}" for name in told if name == "style" or name.startswith("on")]
        if tag == "script" or (tag == "th" and not {"scope", "aria-hidden"} & told.keys()):
            self.faults.append(tag)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself, as SVG writes it."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """A tag closes the last one open."""
        if tag not in VOID and (not self._open or self._open.pop() != tag):
            self.faults.append(f"closes {tag}")


def get(pages: Flask, path: str, accept: str = HTML, **headers: str) -> Any:
    """GET without following."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return pages.test_client().get(path, headers={"Accept": accept, **sent})


@pytest.fixture(scope="module")
def read(pages: Flask) -> Any:
    """A page by its address and language, fetched once."""

    @cache
    def page(path: str, language: str = "fr") -> Page:
        answer = get(pages, path, Accept_Language=language)
        assert answer.status_code == 200, path
        assert f'<html lang="{language}">' in answer.text
        return Page(answer.text)

    return page


# --- what every page keeps


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_are_well_formed_with_ordered_headings_and_no_inline_code(read: Any, language: str) -> None:
    for path in PAGES:
        assert read(path, language).faults == [], path


def test_a_page_with_a_fault_is_seen() -> None:
    bad = '<h1>a</h1><h3 id="x">b</h3><p id="x" style="color:red"><table><th>c</th></table>'
    assert set(Page(bad).faults) == {"h3 after h1", "id twice: x", "style of p", "th", "unclosed p"}


def test_every_link_leads_to_a_route_and_every_anchor_to_an_element(pages: Flask, read: Any) -> None:
    routes = pages.url_map.bind("")
    for path in PAGES:
        for link in read(path).links:
            if link.startswith(("/", "#")):
                address, _, anchor = link.partition("#")
                target = address.partition("?")[0] or path
                assert routes.test(target, "GET"), (path, link)
                if anchor and target in PAGES:
                    assert anchor in read(target).ids, (path, link)
                if target.startswith("/queries/"):
                    assert target.removeprefix("/queries/").removesuffix(".html") in questions()


def test_a_language_chosen_on_the_page_is_kept_by_its_links(pages: Flask) -> None:
    text = get(pages, "/ontology/pooling?lang=en", Accept_Language="fr").text
    assert '<html lang="en">' in text
    assert 'href="/shapes/pooling?lang=en#Equipment"' in text
    assert 'href="/ontology/pooling?lang=fr"' in text


# --- the ontology


def test_the_index_has_an_anchor_a_term(read: Any) -> None:
    assert set(terms()) <= set(read("/ontology").ids)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Mutualisation", "chose mutualisée", "est une sorte de", "Un exemple, en Turtle", "au moins 1"]),
        ("en", ["Pooling", "pooled thing", "is a kind of", "An example, in Turtle", "at least 1"]),
    ],
)
def test_a_module_tells_definitions_shapes_alignments_questions_and_examples(
    pages: Flask, language: str, words: list[str]
) -> None:
    text = get(pages, "/ontology/pooling", Accept_Language=language).text
    for word in (*words, "https://w3id.org/maillage/def/20", "/queries/equipment-nearby.html", "schema:Product"):
        assert word in text, word
    assert "a maillage:Equipment ;" in text
    assert "<svg" in text
    assert '<desc id="diagram-description">' in text


def test_the_structures_of_cubes_are_told(read: Any) -> None:
    assert "structure-obstacles" in read("/ontology/observation").ids


# --- the shapes


def test_a_shape_tells_cardinality_values_sentence_and_severity(pages: Flask) -> None:
    text = get(pages, "/shapes/agenda", Accept_Language="en").text
    assert "The end does not come before the start." in text
    assert "SELECT $this" in text
    assert "never after" in text
    assert "warning" in get(pages, "/shapes/core", Accept_Language="en").text


# --- the vocabularies


@pytest.mark.parametrize("words", ["benevolat", "B%C3%89N%C3%89VOLAT", "b%C3%A9n%C3%A9volat"])
def test_the_search_ignores_accents_and_case(pages: Flask, words: str) -> None:
    text = get(pages, f"/vocabularies?q={words}").text
    assert 'href="/scheme/pooling-type/volunteers"' in text
    assert "9 valeurs" in text


def test_a_search_within_a_scheme_stays_in_it(pages: Flask) -> None:
    text = get(pages, "/vocabularies/skill?q=comptabilite").text.partition("Toutes les valeurs")[0]
    assert "/scheme/skill/accounting" in text
    assert "/scheme/theme/" not in text


def test_a_search_that_nothing_matches_says_so_and_shows_what_was_typed_as_text(pages: Flask) -> None:
    text = get(pages, "/vocabularies?q=%3Cscript%3Ex").text
    assert "&lt;script&gt;x" in text
    assert "<script>" not in text
    assert "Rien ne répond" in text


def test_a_tree_has_its_levels_and_an_anchor_a_concept(pages: Flask, read: Any) -> None:
    for name in ("skill", "waldec", "theme"):
        assert {concept.name for concept in schemes()[name].concepts()} <= set(read(f"/vocabularies/{name}").ids)
    text = get(pages, "/vocabularies/skill").text
    assert text.index('id="management"') < text.index('id="accounting"') < text.index('id="general-bookkeeping"')


# --- formats, and what lets a client keep an answer


@pytest.mark.parametrize("path", ["/ontology/charter", "/shapes/charter", "/vocabularies/theme"])
@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_is_the_same_statements_in_every_format(pages: Flask, path: str, extension: str) -> None:
    by_extension, by_accept = get(pages, f"{path}.{extension}"), get(pages, path, FORMATS[extension])
    assert by_extension.data == by_accept.data
    assert by_extension.content_type.split(";")[0] == FORMATS[extension]
    text = by_extension.text.replace(
        '"https://w3id.org/maillage/context.jsonld"', json.dumps(get(pages, "/context.jsonld").json["@context"])
    )
    written = rdflib.Graph().parse(data=text, format=FORMATS[extension])
    folder = {"/ontology": "ontology", "/shapes": "shapes"}.get(path.rpartition("/")[0], "ontology/vocabularies")
    source = rdflib.Graph().parse(f"{folder}/{path.rpartition('/')[2]}.ttl")
    assert rdflib.compare.isomorphic(written, source)


@pytest.mark.parametrize("path", ["/ontology", "/shapes", "/vocabularies"])
def test_all_the_files_of_a_kind_come_as_one(pages: Flask, path: str) -> None:
    one = get(pages, f"{path}/{'theme' if path == '/vocabularies' else 'pooling'}.nt").text.splitlines()
    assert set(one[:20]) - {line for line in one if "_:" in line} <= set(get(pages, f"{path}.nt").text.splitlines())


def test_a_page_304_by_its_own_bytes_and_its_language(pages: Flask) -> None:
    first = get(pages, "/ontology/charter", Accept_Language="fr")
    assert {"Accept", "Accept-Language"} <= set(first.headers["Vary"].replace(" ", "").split(","))
    again = get(pages, "/ontology/charter", Accept_Language="fr", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert get(pages, "/ontology/charter", Accept_Language="en", If_None_Match=first.headers["ETag"]).status_code == 200
    assert 'rel="alternate"; type="text/turtle"' in first.headers["Link"]


def test_head_says_what_get_would_and_nothing_else_is_allowed(pages: Flask) -> None:
    head = pages.test_client().head("/shapes/charter", headers={"Accept": "text/turtle"})
    assert (head.status_code, head.data) == (200, b"")
    assert pages.test_client().post("/shapes/charter").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/ontology/nothing", "/ontology/prefixes", "/ontology/..%2Fprefixes", "/ontology.docx", "/ontology/charter.docx",
        "/shapes/nothing", "/vocabularies/nothing", "/shape/Nothing", "/def/nothing", "/def/2026/charter",
        "/def/20261123/nothing", "/structure/nothing", "/problem/nothing",
    ],
)  # fmt: skip
def test_what_is_not_defined_404_says_where_the_list_is(pages: Flask, path: str) -> None:
    answer = get(pages, path, "*/*")
    assert answer.status_code == 404
    assert "/" in answer.json["detail"]


def test_a_format_that_does_not_exist_406(pages: Flask) -> None:
    for path in ("/ontology", "/shapes/charter", "/def", "/problem/busy"):
        assert get(pages, path, "image/png").status_code == 406, path


# --- where IRIs lead


@pytest.mark.parametrize(
    ("path", "page", "file"),
    [
        ("/def", "/ontology", "/ontology.ttl"),
        ("/def/pooling", "/ontology/pooling", "/ontology/pooling.ttl"),
        ("/shape/Equipment", "/shapes/pooling#Equipment", "/shapes/pooling.ttl"),
        ("/shape/Event-order", "/shapes/agenda#Event-order", "/shapes/agenda.ttl"),
        ("/shape/group-when", "/shapes/core#group-when", "/shapes/core.ttl"),
        ("/structure/obstacles", "/ontology/observation#structure-obstacles", "/ontology/observation.ttl"),
    ],
)
def test_an_iri_303_leads_a_person_to_the_page_and_a_program_to_the_file(
    pages: Flask, read: Any, path: str, page: str, file: str
) -> None:
    for accept, expected in ((HTML, page), ("text/turtle", file)):
        answer = get(pages, path, accept)
        assert (answer.status_code, answer.headers["Location"]) == (303, expected)
        assert "Accept" in answer.headers["Vary"]
    address, _, anchor = page.partition("#")
    assert not anchor or anchor in read(address).ids
    assert get(pages, path + "?lang=en").headers["Location"] == page.replace(address, address + "?lang=en")


def test_a_module_s_version_303_and_that_of_another_day_410(pages: Flask) -> None:
    dated = modules()["pooling"].dated
    assert get(pages, f"/def/{dated}/pooling").headers["Location"] == "/ontology/pooling"
    gone = get(pages, "/def/20200101/pooling", "*/*")
    assert gone.status_code == 410
    assert dated in gone.json["detail"]


# --- the problems


def test_every_problem_has_its_meaning_in_both_languages_and_no_other() -> None:
    assert MEANINGS.keys() == BY_SLUG.keys()
    assert all(meaning.fr != meaning.en for meaning in MEANINGS.values())


@pytest.mark.parametrize(("language", "title"), [("fr", "Service occupé"), ("en", "Service busy")])
def test_a_problem_s_type_200_as_json(pages: Flask, language: str, title: str) -> None:
    answer = get(pages, "/problem/busy", "application/json", Accept_Language=language)
    assert answer.content_type == "application/json"
    assert (answer.json["status"], answer.json["title"]) == (503, title)
    assert answer.json["type"] == "https://w3id.org/maillage/problem/busy"
    assert len(get(pages, "/problem", "application/json").json) == len(BY_SLUG)


def test_a_problem_met_in_a_browser_links_to_its_type(pages: Flask) -> None:
    assert 'href="/problem/not-found"' in get(pages, "/ontology/nothing").text
