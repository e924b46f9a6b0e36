"""Whatever is written in a form stays inside its literal."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.engine.forms.fields import form_of
from graph_service.engine.forms.kinds import KINDS
from graph_service.engine.forms.readback import readback
from tests.graph_service.engine.forms.answers import ANSWERS, THING, said

KEYS = [kind.key for kind in KINDS]
ESCAPE = f'"@fr .\n<{THING}> <http://example.org/p> <http://example.org/o> .\n<{THING}> <http://example.org/p> "'
HOSTILE = [
    ESCAPE,
    "\\",
    '"',
    "\u202eabc\u2066",
    "a" * 5001,
    "\\u0022",
    "\r\n",
    "\x00\x1b[2J",
    "<script>alert(1)</script>",
    "{0}{written}",
    "\u2028",
]
WRITTEN = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60), st.text('"\\<>@.\n\r{} ', max_size=30))


def predicates(key: str) -> set[str]:
    """The properties that a form may say."""
    form = form_of(key)
    inner = {one.path for field in form.fields for one in field.fields}
    return {one.path for one in form.said} | inner


def check(key: str, values: dict[str, list[str]]) -> None:
    """Statements parse, speak of the thing and its parts, and say nothing but what was asked."""
    told = said(key, values)
    usual = {
        quad.predicate.value for quad in ox.parse(said(key, ANSWERS[key]).text.encode(), format=ox.RdfFormat.N_TRIPLES)
    }
    quads = list(ox.parse(told.text.encode(), format=ox.RdfFormat.N_TRIPLES))
    assert told.text.count("\n") == len(quads)
    assert {quad.predicate.value for quad in quads} <= usual | predicates(key)
    for quad in quads:
        assert isinstance(quad.subject, ox.NamedNode)
        assert quad.subject.value.partition("#")[0] == THING
    readback(form_of(key), told.text, THING)
    for fault in told.faults:
        assert fault.message.fr
        assert len(fault.message.fr) < 400


@settings(max_examples=150, deadline=None)
@given(data=st.data(), key=st.sampled_from(KEYS))
def test_answers_never_leave_their_literal(data: st.DataObject, key: str) -> None:
    changed = data.draw(
        st.dictionaries(st.sampled_from(sorted(ANSWERS[key])), st.lists(WRITTEN, max_size=3), max_size=4)
    )
    check(key, {**ANSWERS[key], **changed})


@pytest.mark.parametrize("written", HOSTILE)
def test_each_hostile_text_as_a_name_and_as_a_description(written: str) -> None:
    check("problem", {**ANSWERS["problem"], "label": [written], "description": [written]})


def test_a_text_that_left_its_literal_would_be_seen() -> None:
    quads = list(
        ox.parse(f'<{THING}> <http://example.org/p> "{ESCAPE}"@fr .\n'.encode(), format=ox.RdfFormat.N_TRIPLES)
    )
    assert len(quads) == 3


@settings(max_examples=100, deadline=None)
@given(text=st.text(min_size=1, max_size=80))
def test_a_text_is_read_back_as_it_was_kept(text: str) -> None:
    once = readback(form_of("problem"), said("problem", {"description": [text]}).text, THING).values
    again = readback(form_of("problem"), said("problem", once).text, THING).values
    assert once == again
