"""The redirect rules to register: each IRI of the shared space leads to an address that the application answers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from graph_service.engine.model.schemes import schemes
from graph_service.engine.model.shapes import places
from graph_service.engine.model.terms import modules
from graph_service.errors import BY_SLUG
from graph_service.vocabulary import SHARED
from tests.model import EXAMPLES, MODULES, QUERIES, ROOT, SHAPES, VOCABULARIES

RULES = (ROOT / "ontology/w3id/.htaccess").read_text(encoding="utf-8")
BASE = "https://maillage.example"
_RULE = re.compile(r"^RewriteRule (\S+) (\S+) \[([^\]]+)\]$", re.MULTILINE)
# Paths that read the graph: their route is enough, what it holds is another test's matter.
GRAPH = ("/scheme/", "/id/")


def led(path: str, rules: str = RULES) -> str:
    """Where the rules lead a path, as Apache reads them in a folder's file; empty: nowhere."""
    environment: dict[str, str] = {}
    for pattern, target, flags in _RULE.findall(rules):
        match = re.search(pattern, path)
        if not match:
            continue
        named = dict(re.findall(r"E=(\w+):([^,]+)", flags))
        environment.update(named)
        if target == "-":
            continue
        filled = re.sub(r"%\{ENV:(\w+)\}", lambda m: environment[m[1]], target)
        assert re.search(r"\bR=30[23]\b", flags), flags
        assert "L" in flags.split(","), flags
        return match.expand(re.sub(r"\$(\d)", r"\\\1", filled))
    return ""


def shared_iris() -> Iterator[str]:
    """Every IRI of the shared space that the model can say, and one of each kind of thing."""
    yield from ("", "def", "def/", "problem", "context.jsonld", "prefixes")
    yield from (f"problem/{slug}" for slug in BY_SLUG)
    yield from (f"shape/{name}" for name in places())
    for scheme in schemes().values():
        yield f"scheme/{scheme.name}"
        yield from (concept.iri.removeprefix(SHARED) for concept in list(scheme.concepts())[:3])
    for module in modules().values():
        yield from (module.iri.removeprefix(SHARED), module.version.removeprefix(SHARED))
        yield from (structure.iri.removeprefix(SHARED) for structure in module.structures)
    yield from ("id/commune/35360", "id/association/W353001234", "id/arrondissement-municipal/75101")


def answers(app: Flask, address: str) -> bool:
    """Whether the application answers an address; of what reads the graph, whether it has a route."""
    path = address.removeprefix(BASE)
    if path.startswith(GRAPH):
        return bool(app.url_map.bind("").test(path, "GET"))
    return app.test_client().get(path, headers={"Accept": "text/html"}).status_code in (200, 303)


@pytest.mark.parametrize("start", sorted({iri.split("/")[0] for iri in shared_iris()}))
def test_the_rules_lead_where_the_application_answers(pages: Flask, start: str) -> None:
    for iri in (iri for iri in shared_iris() if iri.split("/")[0] == start):
        address = led(iri)
        assert address.startswith(BASE + "/"), iri
        assert answers(pages, address), (iri, address)


def test_a_rule_that_leads_nowhere_is_seen(pages: Flask) -> None:
    broken = RULES.replace("%{ENV:BASE}/shape/$1", "%{ENV:BASE}/forms/$1")
    assert not answers(pages, led("shape/PooledThing", broken))
    assert led("nowhere/at-all") == ""
    assert not answers(pages, BASE + "/def/nothing")


def test_every_beginning_of_a_shared_iri_that_the_files_write_has_a_rule() -> None:
    written: set[str] = set()
    for path in (*MODULES, *VOCABULARIES, *SHAPES, *QUERIES, *EXAMPLES, *(ROOT / "graph_service").rglob("*.py")):
        written |= set(re.findall(rf"{SHARED}([a-z]+)\b", Path(path).read_text(encoding="utf-8")))
    samples = {iri.split("/")[0].partition(".")[0] for iri in shared_iris()}
    assert written <= samples


def test_the_base_is_named_once_and_is_a_placeholder() -> None:
    assert RULES.count(BASE) == 1
    assert BASE in (ROOT / "ontology/w3id/README.md").read_text(encoding="utf-8")
