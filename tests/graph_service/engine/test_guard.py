"""The guard: every limit has a vector that trips it and a control that passes; nothing passes by being short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.engine.guard import Limits, inspect
from graph_service.errors import RemoteAccessRefused, TooComplex

LIMITS = Limits(depth=4, operators=5, clauses=3, terms=20, values=30, tokens=100)

TRIPS = {
    "MAILLAGE_GUARD_DEPTH": ("ASK {{{{}}}}", "ASK {{{{{}}}}}"),
    "MAILLAGE_GUARD_OPERATORS": ("ASK {FILTER(1+1+1+1=4)}", "ASK {FILTER(1+1+1+1+1+1=6)}"),
    "MAILLAGE_GUARD_CLAUSES": (
        "ASK {FILTER(1) FILTER(1) FILTER(1)}",
        "ASK {FILTER(1) FILTER(1) FILTER(1) FILTER(1)}",
    ),
    "MAILLAGE_GUARD_TERMS": (
        "ASK {?s ?p ?a,?b,?c,?d,?e}",
        "ASK {?s ?p " + ",".join("?x" * 1 for _ in range(20)) + "}",
    ),
    "MAILLAGE_GUARD_VALUES": (
        "ASK {VALUES ?x {" + " 1" * 30 + "}}",
        "ASK {VALUES ?x {" + " 1" * 31 + "}}",
    ),
    "MAILLAGE_GUARD_TOKENS": (
        "INSERT DATA {" + "<a:a> a 1 ." * 20 + "}",
        "INSERT DATA {" + "<a:a> a 1 ." * 40 + "}",
    ),
}


@pytest.mark.parametrize("setting", TRIPS)
def test_each_limit_has_a_control_that_passes_and_a_vector_that_trips_it(setting: str) -> None:
    control, vector = TRIPS[setting]
    inspect(control, LIMITS)
    with pytest.raises(TooComplex) as refused:
        inspect(vector, LIMITS)
    assert refused.value.members["setting"] == setting


def test_lists_in_values_in_and_data_are_not_counted_as_terms() -> None:
    limits = Limits(depth=64, operators=200, clauses=200, terms=10, values=1000, tokens=10_000)
    many = " ".join(f"<http://e/{number}>" for number in range(500))
    inspect(f"SELECT * {{ VALUES ?x {{ {many} }} ?x ?p ?o }}", limits)
    inspect(f"SELECT * {{ VALUES (?x ?y) {{ ({many}) }} }}", limits)
    inspect(f"ASK {{ ?x ?p ?o FILTER(?x IN ({many.replace(' ', ',')})) }}", limits)
    inspect(f"INSERT DATA {{ <a:a> <a:b> {many.replace(' ', ',')} }}", limits)
    with pytest.raises(TooComplex):
        inspect(f"SELECT * {{ VALUES ?x {{ 1 }} ?x ?p {many.replace(' ', ',')} }}", limits)


@pytest.mark.parametrize("word", ["NOW", "now", "RAND", "UUID", "STRUUID", "BNODE"])
def test_what_depends_on_the_moment_is_not_repeatable(word: str) -> None:
    assert inspect(f"SELECT ({word}() AS ?x) {{}}", LIMITS).repeatable is False
    assert inspect(f'SELECT ("{word}" AS ?x) {{}}', LIMITS).repeatable is True


@given(
    st.sampled_from(["SERVICE", "service", "SeRvIcE"]),
    st.text(" \t\n", max_size=3),
    st.sampled_from(["", "#x\n", " SILENT ", "#\nSILENT#\n"]),
)
def test_service_is_refused_however_it_is_spaced(word: str, space: str, after: str) -> None:
    with pytest.raises(RemoteAccessRefused):
        inspect(
            f"SELECT * {{ {word}{space}{after}<http://x/> {{ ?s ?p ?o }} }}",
            Limits(64, 200, 200, 400, 400, 400),
        )


@given(st.text(max_size=400))
def test_any_text_is_judged_without_an_unforeseen_error(text: str) -> None:
    try:
        inspect(text, LIMITS)
    except (TooComplex, RemoteAccessRefused):
        pass


def test_a_hundred_thousand_tokens_are_judged_in_one_linear_pass() -> None:
    limits = Limits(64, 10**6, 10**6, 10**6, 10**6, 10**6)
    for text in (
        "(" * 60 + "?x=1||" * 200_000,
        '"' * 300_001,
        "<" * 300_000,
        "'''" + "a'" * 200_000,
        "?" * 400_000,
    ):
        try:
            inspect(text, limits)
        except TooComplex:
            pass
