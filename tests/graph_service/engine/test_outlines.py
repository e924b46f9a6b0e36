"""The outline of updates and queries: targets, datasets, rewriting, ambiguity."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.engine.outlines import from_clauses, operations, update_text, with_using
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


def test_late_prefixes_and_bases_are_resolved_where_they_stand() -> None:
    found = operations(
        "PREFIX a: <x:a/> DROP SILENT GRAPH a:g ; PREFIX a: <x:b/> DROP SILENT GRAPH a:g ; BASE <http://b/> DROP GRAPH <g>",
        None,
    )
    assert update_text(found, [], []).split(" ;\n") == [
        "DROP SILENT GRAPH <x:a/g>",
        "DROP SILENT GRAPH <x:b/g>",
        "DROP GRAPH <http://b/g>",
    ]
    ox.Store().update(update_text(found[:2], [], []))


def test_relative_names_are_resolved_as_the_engine_does() -> None:
    (operation,) = operations("BASE <http://e//mine/x> INSERT { GRAPH <y> { <a:a> <a:a> 1 } } WHERE {}", None)
    assert operation.targets == {"http://e//mine/y"}
    store = ox.Store()
    store.update(operation.text)
    assert [str(graph) for graph in store.named_graphs()] == ["<http://e//mine/y>"]


HIDDEN = [
    "DROP SILENTALL",
    "DROP SILENTDEFAULT",
    "CLEAR SILENTNAMED",
    "COPY <g:a> TODEFAULT",
    "PREFIX p: <p:p> INSERT DATA { GRAPHp:other { <s:s> <p:p> 1 } }",
    "INSERT { GRAPH <g:a> { <s:s> <p:p> 1 } } WHERE { FILTER(1 ` 2) }",
    "DROP GRAPH <g:%zz>",
    "DROP GRAPH <\\UFFFFFFFF>",
    "BASE <http://[> DROP GRAPH <a>",
    "DROP GRAPH <relative>",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_what_the_engine_could_read_otherwise_is_refused(text: str) -> None:
    with pytest.raises(MalformedQuery):
        update_text(operations(text, None), [], [])


READ_ANEW = [
    ("PREFIX GRAPH: <http://mine/> DROP GRAPH GRAPH:other", {"http://mine/other"}),
    (
        "PREFIX GRAPH: <http://mine/> PREFIX : <http://e/> WITH <g:a> DELETE { GRAPH GRAPH:o { ?s ?p ?o } } WHERE {}",
        {"http://mine/o"},
    ),
    ('WITH <g:a> INSERT { <s:s> <p:p> "}" } WHERE { FILTER(1 < 2) # } ; DROP ALL\n }', {"g:a"}),
]


@pytest.mark.parametrize(("text", "targets"), READ_ANEW)
def test_what_runs_is_what_was_judged(text: str, targets: set[str]) -> None:
    (operation,) = operations(text, None)
    assert targets <= operation.targets
    ox.Store().update(operation.text.replace("DROP", "DROP SILENT"))
    assert "#" not in operation.text
    assert operations(operation.text, None)[0].targets == operation.targets


def test_an_operator_read_as_an_iri_breaks_the_text_instead_of_hiding_some() -> None:
    text = (
        'INSERT {GRAPH <g:a> {<s:s> <p:p> 1}} WHERE { FILTER(1<2#>"""\n) } ; DROP GRAPH <g:other> ; '
        'INSERT {GRAPH <g:a> {<s:s> <p:p> 1}} WHERE { FILTER(1=1\n#"""\n)}'
    )
    found = operations(text, "http://b/")
    with pytest.raises(SyntaxError):
        ox.Store().update(update_text(found, [], []))


KEPT = [
    'INSERT DATA { GRAPH <g:a> { <s:s> <p:p> "a\\"b"@fr , 1.5 , 1e3 , true , "x"^^<t:t> ; a <c:c> . _:b1 <p:p> ( 1 2 ) , [ <p:p> -1 ] . } }',
    "PREFIX p: <http://p/> INSERT { GRAPH <g:a> { ?s p:x ?o } } WHERE { ?s p:a/p:b*|^p:c+ ?o . FILTER(?o>=1&&!(?o=2||-?o<3)) OPTIONAL { ?s p:d.e ?z. } }",
    "INSERT { GRAPH <g:a> { <<( <s:s> <p:p> 1 )>> <p:p> 1 } } WHERE {}",
]


@pytest.mark.parametrize("text", KEPT[:2])
def test_writing_anew_keeps_the_meaning(text: str) -> None:
    ours, theirs = ox.Store(), ox.Store()
    for store, update in ((ours, update_text(operations(text, None), [], [])), (theirs, text)):
        store.update("PREFIX p: <http://p/> INSERT DATA { <s:1> p:a <s:2> . <s:2> p:b 1 . <s:1> p:d.e 4 }")
        store.update(update)
    assert len(ours) == len(theirs)
    assert {str(q.predicate) for q in ours} == {str(q.predicate) for q in theirs}


@given(st.text(max_size=200))
def test_any_text_is_an_outline_or_a_refusal(text: str) -> None:
    try:
        operations(text, "http://base/")
        from_clauses(text, "http://base/")
    except MaillageError as error:
        assert error.status == 400
