"""The outline of updates and queries: targets, datasets, rewriting, ambiguity."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.engine.outlines import from_clauses, operations, recomposed, refuse_ambiguity, with_using
from graph_service.errors import BadRequest, MaillageError, MalformedQuery

TARGETS = [
    ("INSERT DATA { GRAPH <g:a> { <s:s> <p:p> 1 } }", {"g:a"}, False, False),
    ("INSERT DATA { <s:s> <p:p> 1 . GRAPH <g:a> { <s:s> <p:p> 1 } }", {"g:a"}, True, False),
    ("INSERT DATA { GRAPH <g:a> { <s:s> <p:p> 1 } <s:s> <p:p> 1 }", {"g:a"}, True, False),
    ("WITH <g:a> DELETE { ?s ?p ?o } INSERT { GRAPH <g:b> { ?s ?p 1 } } USING <g:c> WHERE { ?s ?p ?o }", {"g:a", "g:b"}, False, False),
    ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }", set(), False, True),
    ("DELETE WHERE { GRAPH <g:a> { ?s ?p ?o } }", {"g:a"}, False, False),
    ("INSERT { ?s ?p ?o } WHERE { GRAPH <g:a> { ?s ?p ?o } }", set(), True, False),
    ("CLEAR GRAPH <g:a>", {"g:a"}, False, False),
    ("DROP ALL", set(), True, True),
    ("CLEAR NAMED", set(), False, True),
    ("MOVE <g:a> TO DEFAULT", {"g:a"}, True, False),
    ("PREFIX g: <http://g/> ADD g:a TO g:b", {"http://g/a", "http://g/b"}, False, False),
    ("BASE <http://b/> DROP GRAPH <x>", {"http://b/x"}, False, False),
    ('INSERT DATA { GRAPH <g:a> { <s:s> <p:p> "} GRAPH <g:z> {" } }', {"g:a"}, False, False),
    ("INSERT DATA { GRAPH <g:a> { <s:s> <p:p> 1 } # } GRAPH <g:z> {\n }", {"g:a"}, False, False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "targets", "default", "anything"), TARGETS)
def test_an_operation_names_what_it_may_write(text: str, targets: set[str], default: bool, anything: bool) -> None:
    (operation,) = operations(text, None)
    assert (operation.targets, operation.writes_default, operation.writes_any) == (targets, default, anything)


@pytest.mark.parametrize(("text", "targets", "default", "anything"), TARGETS)
def test_the_engine_writes_nowhere_else(text: str, targets: set[str], default: bool, anything: bool) -> None:
    store = ox.Store()
    for graph in ("g:a", "g:b", "g:c", "http://g/a", "http://b/x"):
        store.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <s:0> <p:0> 0 }} }}")
    store.update("INSERT DATA { <s:d> <p:d> 0 }")
    before = set(store)
    store.update(text)
    graphs = {q.graph_name for q in before ^ set(store)}
    written = {str(g.value) for g in graphs if isinstance(g, ox.NamedNode)}
    assert anything or written <= targets
    assert default or not any(isinstance(g, ox.DefaultGraph) for g in graphs)


def test_from_clauses_are_read_outside_brackets_with_prefixes() -> None:
    text = "PREFIX g: <http://g/> SELECT (1 AS ?x) FROM g:a FROM NAMED <g:n> FROM <rel> { ?s ?p 'FROM <no>' # FROM <no>\n }"
    assert from_clauses(text, "http://base/") == (["http://g/a", "http://base/rel"], ["g:n"])


def test_using_parameters_go_before_where_and_not_beside_using() -> None:
    (operation,) = operations("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", None)
    assert "USING <g:a> USING NAMED <g:b> WHERE" in " ".join(with_using(operation, ["g:a"], ["g:b"]).split())
    (other,) = operations("DELETE { ?s ?p ?o } USING <g:x> WHERE { ?s ?p ?o }", None)
    with pytest.raises(BadRequest):
        with_using(other, ["g:a"], [])


def test_late_prefixes_come_to_the_front_unless_they_change_meaning() -> None:
    found = operations("PREFIX a: <x:a/> DROP SILENT GRAPH a:g ; PREFIX b: <x:b/> DROP SILENT GRAPH b:g", None)
    text = recomposed(found, [], [])
    ox.Store().update(text)
    changed = operations("PREFIX a: <x:a/> DROP SILENT GRAPH a:g ; PREFIX a: <x:b/> DROP SILENT GRAPH a:g", None)
    with pytest.raises(MalformedQuery):
        recomposed(changed, [], [])


@pytest.mark.parametrize("text", ["FILTER(?o<?p&&'>'='x')", "FILTER(1<((2))&&3>1)", "FILTER(?a<?b)BIND(1>2 AS ?x)"])
def test_what_reads_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(MalformedQuery):
        refuse_ambiguity(f"INSERT {{}} WHERE {{ {text} }}")


@pytest.mark.parametrize(
    "text", ["?s <http://e/a?b=c&d#e> <urn:x:y>", "FILTER(?a < 1 && 2 > ?b)", "FILTER(?a <= 1)", "?s <rel> 1"]
)
def test_what_reads_in_one_way_passes(text: str) -> None:
    refuse_ambiguity(f"INSERT {{}} WHERE {{ {text} }}")


@given(st.text(max_size=200))
def test_any_text_is_an_outline_or_a_refusal(text: str) -> None:
    try:
        operations(text, "http://base/")
        from_clauses(text, "http://base/")
    except MaillageError as error:
        assert error.status == 400
