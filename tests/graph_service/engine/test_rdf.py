"""Foreign RDF: what hides its depth is refused, what is only long is read, in linear time."""

import time

import pytest

from graph_service.engine.formats.rdf import UnreadableError, statements
from graph_service.media_types import JSON_LD, TURTLE


def read(text: bytes, media_type: str = TURTLE.media_type) -> int:
    """How many statements a document holds."""
    return len(list(statements(text, media_type, None, 64, frozenset())))


@pytest.mark.parametrize(
    "hidden", [rb"e:b\# ", rb"e:b\' ", rb"e:b ", b"e:b # '\n"], ids=["hash", "quote", "plain", "comment"]
)
def test_depth_cannot_hide_behind_an_escape_or_a_quote(hidden: bytes) -> None:
    deep = b"<<( <urn:s> <urn:p> " * 500 + b"<urn:o>" + b" )>>" * 500
    with pytest.raises(UnreadableError, match="nested"):
        read(b"@prefix e: <urn:> . e:a " + hidden + deep + b" .")


def test_brackets_inside_literals_and_comments_are_not_depth() -> None:
    brackets = b"(" * 200
    text = b'<urn:a> <urn:b> "%s" , """%s"x""" , \'%s\' . # %s' % (brackets, brackets, brackets, brackets)
    assert read(text) == 3


def test_a_long_literal_is_read_in_linear_time() -> None:
    started = time.monotonic()
    assert read(b'<urn:a> <urn:b> "' + b'\\"' * 1_000_000 + b'" .') == 1
    assert read(b'<urn:a> <urn:b> "' + b"A" * 10_000_000 + b'" .') == 1
    assert time.monotonic() - started < 10


def test_a_term_beyond_the_parser_s_limit_says_so() -> None:
    with pytest.raises(UnreadableError, match="16 MiB"):
        read(b'<urn:a> <urn:b> "' + b"A" * 20_000_000 + b'" .')


def test_contexts_nested_in_lists_are_refused() -> None:
    with pytest.raises(UnreadableError):
        read(b'{"@context":' + b"[" * 5000 + b"]" * 5000 + b"}", JSON_LD.media_type)
