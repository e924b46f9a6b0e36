"""The query library's files: headers known key by key, names unique, SPARQL that runs as it stands."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.engine import guard
from graph_service.engine.library.binding import UnboundError, bind
from graph_service.engine.library.header import HeaderError, read_question
from graph_service.engine.library.question import end_of_today, today
from graph_service.engine.library.shelf import THEMES, questions
from graph_service.engine.library.values import term_of
from graph_service.errors import InvalidParameter
from graph_service.languages import Text
from graph_service.settings import read_settings
from tests.model import QUERIES

LABEL = Text("valeur", "value")
HEADER = "#+ title: {fr: a, en: b}\n#+ description: {fr: a, en: b}\n#+ result: table\n"


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_runs_as_it_stands_and_its_header_is_known(path: Path) -> None:
    question = read_question(path)
    assert ox.Store().query(question.text) is not None
    assert question.title.fr != question.title.en
    assert question.title.fr.endswith(("?", "."))
    values = dict(re.findall(r"VALUES \?(\w+) \{([^{}]*)\}", question.text))
    assert set(question.parameters) <= set(values)
    for name, parameter in question.parameters.items():
        examples = [str(t).strip('<>"').split('"')[0] for t in values[name].split()]
        assert all(term_of(parameter.type, example, parameter.label) for example in examples), name
    assert guard.inspect(question.text, guard.Limits.of(read_settings())).repeatable


def test_every_competency_question_is_asked_once() -> None:
    numbers = sorted(q.number for q in questions().values() if q.number is not None)
    assert numbers == list(range(1, 36))


def test_every_theme_has_a_name_in_both_languages() -> None:
    assert set(THEMES) == {question.theme for question in questions().values()}


def test_names_are_unique_across_themes() -> None:
    assert len({path.stem for path in QUERIES}) == len(QUERIES)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_no_query_asks_what_time_it_is(path: Path) -> None:
    assert not re.search(r"\b(NOW|RAND|UUID|STRUUID)\s*\(", path.read_text(), re.IGNORECASE)


@pytest.mark.parametrize("path", [p for p in QUERIES if p.parent.name != "checks"], ids=lambda path: path.stem)
def test_what_is_fictitious_is_left_out_unless_asked_for(path: Path) -> None:
    text = path.read_text()
    if "demonstration" in questions()[path.stem].parameters:
        assert "VALUES ?demonstration { false }" in text
        assert "maillage:DemonstrationThing" in text
    else:
        # A fictitious thing has no number, and no name in two registers.
        assert re.search(r"maillage:rna|DemonstrationThing|GRAPH \?graph", text)


def test_a_date_that_is_not_told_is_today() -> None:
    question = questions()["open-calls"]
    assert f'"{today()}"^^<http://www.w3.org/2001/XMLSchema#date>' in question.bound({})
    assert '"2026-03-01"^^<http://www.w3.org/2001/XMLSchema#date>' in question.bound({"asOf": "2026-03-01"})


def test_today_ends_at_midnight_in_paris() -> None:
    end = datetime.fromtimestamp(end_of_today(), ZoneInfo("Europe/Paris"))
    assert (end.date() - today(), end.hour, end.minute) == (timedelta(days=1), 0, 0)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("iri", "pas une adresse"), ("iri", "https://a.fr/> } DELETE"), ("iri", "relative"), ("integer", "1.5"),
        ("integer", "9" * 40), ("decimal", "1e400"), ("date", "2026-13-01"), ("date", "hier"), ("dateTime", "2026-03-01"),
        ("boolean", "oui"), ("date", "2026-02-31"), ("dateTime", "2026-03-99T14:00:00+01:00"), ("iri", "urn:x%zz"),
        ("iri", "http://["), ("iri", "urn:\ud800"),
    ],
)  # fmt: skip
def test_a_value_that_is_not_of_its_type_is_400(kind: str, value: str) -> None:
    with pytest.raises(InvalidParameter) as caught:
        term_of(kind, value, LABEL)  # type: ignore[arg-type]
    assert caught.value.status == 400
    assert "valeur" in caught.value.detail.fr


def test_a_parameter_that_the_question_lacks_is_400() -> None:
    with pytest.raises(InvalidParameter) as caught:
        questions()["open-calls"].bound({"colour": "red"})
    assert "asOf" in caught.value.detail.en


@given(st.text(max_size=60))
def test_no_string_leaves_its_place(value: str) -> None:
    text = bind('SELECT * WHERE { VALUES ?x { "example" } }', {"x": [term_of("string", value, LABEL)]})
    answer = ox.Store().query(text)
    assert isinstance(answer, ox.QuerySolutions)
    found = [row["x"].value for row in answer]
    # A lone surrogate or a NUL is no character of RDF; anything else comes back as it was.
    assert found == [value]


def test_a_value_that_looks_like_another_parameter_is_not_bound() -> None:
    text = 'SELECT * WHERE { VALUES ?a { "x" } VALUES ?b { "y" } }'
    first, second = "VALUES ?b { }", "} ?x ?y ?z . VALUES ?q { "
    answer = ox.Store().query(
        bind(text, {"a": [term_of("string", first, LABEL)], "b": [term_of("string", second, LABEL)]})
    )
    assert isinstance(answer, ox.QuerySolutions)
    assert [(row["a"].value, row["b"].value) for row in answer] == [(first, second)]


def test_too_many_values_are_400() -> None:
    with pytest.raises(InvalidParameter):
        questions()["open-calls"].bound({"region": ["https://a.fr/x"] * 1_001})


def test_a_query_without_the_line_cannot_be_bound() -> None:
    with pytest.raises(UnboundError):
        bind("SELECT * WHERE { ?s ?p ?o }", {"x": []})


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("SELECT", "no header"),
        (HEADER + "#+ colour: red\n", "unknown"),
        (HEADER.replace("table", "poem"), "result"),
        (HEADER.replace("fr: a, ", ""), "title"),
        (HEADER + "#+ parameters: {x: {type: poem, fr: a, en: b}}\n", "parameter x"),
        (HEADER + "#+ parameters: {x: {type: iri, fr: a}}\n", "parameter x"),
        (HEADER + "#+ : [\n", "query.rq"),
    ],
)
def test_a_wrong_header_says_what_is_wrong(tmp_path: Path, header: str, said: str) -> None:
    path = tmp_path / "query.rq"
    path.write_text(header)
    with pytest.raises(HeaderError, match=said):
        read_question(path)
