"""Blank nodes get names: the same for the same text, none left, and no two nodes share one."""

from typing import Any

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from graph_service.engine.formats.skolems import skolemised, whole

BASE = "https://example.org/id/"
IRIS = st.sampled_from([ox.NamedNode(f"{BASE}{key}") for key in ("a", "b", "a#x", "c/d")])
BLANKS = st.integers(0, 6).map(lambda number: ox.BlankNode(f"b{number}"))
QUADS = st.lists(
    st.builds(
        ox.Quad,
        IRIS | BLANKS,
        st.sampled_from([ox.NamedNode(f"{BASE}p#{key}") for key in ("knows", "part", "9")]),
        IRIS | BLANKS | st.text("ab", max_size=2).map(ox.Literal),
    ),
    max_size=12,
)


def named(quads: list[ox.Quad]) -> list[ox.Quad]:
    """The statements read back."""
    return list(ox.parse(b"".join(skolemised(quads, BASE)), format=ox.RdfFormat.N_TRIPLES))


@given(QUADS)
def test_no_blank_node_is_left_and_the_graph_is_the_same(quads: list[ox.Quad]) -> None:
    found = named(quads)
    assert not any(isinstance(term, ox.BlankNode) for quad in found for term in (quad.subject, quad.object))
    pairs = {
        (a, b) for q, n in zip(quads, found, strict=True) for a, b in ((q.subject, n.subject), (q.object, n.object))
    }
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)


@given(QUADS)
def test_the_labels_of_a_file_do_not_matter(quads: list[ox.Quad]) -> None:
    other: dict[Any, Any] = {ox.BlankNode(f"b{n}"): ox.BlankNode(f"other{9 - n}") for n in range(7)}
    renamed = [ox.Quad(other.get(q.subject, q.subject), q.predicate, other.get(q.object, q.object)) for q in quads]
    assert named(renamed) == named(quads)


def test_a_part_is_named_after_its_whole_and_leads_back_to_it() -> None:
    text = b"<https://example.org/id/a> <https://example.org/p#hours> [ <https://example.org/p#day> [] ] , [] ."
    quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    subjects = {str(q.object) for q in named(quads)}
    assert subjects == {f"<{BASE}a#hours-1>", f"<{BASE}a#hours-1-day-1>", f"<{BASE}a#hours-2>"}
    assert whole(f"<{BASE}a#hours-1-day-1>") == f"<{BASE}a#hours-1>"
    assert whole(f"<{BASE}a#hours-1>") == f"<{BASE}a>"
    assert whole(f"<{BASE}a>") is None


def test_a_long_chain_of_blank_nodes_makes_no_long_names() -> None:
    quads = [ox.Quad(ox.BlankNode(f"n{i}"), ox.NamedNode(f"{BASE}p"), ox.BlankNode(f"n{i + 1}")) for i in range(2000)]
    assert max(len(str(quad.object)) for quad in named(quads)) < 600
