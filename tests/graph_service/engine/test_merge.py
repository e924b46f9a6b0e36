"""The default graph is the exact merge of the named graphs, whatever is written and in whatever order."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from graph_service.engine.store import EmbeddedStorage
from graph_service.errors import DefaultGraphIsMerged, MaillageError, TooComplex
from graph_service.settings import read_settings
from tests.sparql import put, rows, triple, update

A, B = "http://e/graph/a", "http://e/graph/b"
DEFAULT = "SELECT ?s ?p ?o { ?s ?p ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def test_a_triple_in_two_graphs_counts_once(storage: EmbeddedStorage) -> None:
    update(
        storage,
        f"INSERT DATA {{ GRAPH <{A}> {{ <http://e/s> <http://e/p> 1 }} GRAPH <{B}> {{ <http://e/s> <http://e/p> 1 }} }}",
    )
    assert rows(storage, COUNT) == [("1",)]
    assert storage.version().default.count == 1


def test_replacing_a_graph_removes_only_what_no_other_graph_says(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, A, [triple("s", 1), triple("s", 2)], tmp_path)
    put(storage, B, [triple("s", 2), triple("s", 3)], tmp_path)
    put(storage, A, [triple("s", 4)], tmp_path)
    assert [o for _, _, o in rows(storage, DEFAULT)] == ["2", "3", "4"]


def test_dropping_a_graph_keeps_what_another_says(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, A, [triple("s", 1), triple("s", 2)], tmp_path)
    put(storage, B, [triple("s", 2)], tmp_path)
    update(storage, f"DROP GRAPH <{A}>")
    assert [o for _, _, o in rows(storage, DEFAULT)] == ["2"]
    assert set(storage.version().graphs) == {B}


def test_a_free_update_over_any_graph_is_reconciled(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, A, [triple("s", 1)], tmp_path)
    put(storage, B, [triple("s", 1), triple("t", 5)], tmp_path)
    update(
        storage,
        'DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { GRAPH ?g { ?s ?p "new" } } WHERE { GRAPH ?g { ?s ?p ?o } FILTER(?o = "1") }',
    )
    assert rows(storage, DEFAULT) == [("http://e/s", "http://e/p", "new"), ("http://e/t", "http://e/p", "5")]


def test_drop_all_empties_both(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, A, [triple("s", 1)], tmp_path)
    update(storage, "DROP ALL")
    assert rows(storage, DEFAULT) == []
    assert storage.version().default.count == 0
    assert storage.version().graphs == {}


def test_a_write_to_the_default_graph_is_refused_even_when_prefixed_by_others(
    storage: EmbeddedStorage,
) -> None:
    with pytest.raises(DefaultGraphIsMerged):
        update(
            storage,
            f"INSERT DATA {{ GRAPH <{A}> {{ <http://e/s> <http://e/p> 1 }} <http://e/s> <http://e/p> 2 }}",
        )
    assert rows(storage, DEFAULT) == []


def test_several_from_too_large_to_merge_are_refused_with_a_sentence(storage: EmbeddedStorage, tmp_path: Path) -> None:
    many = [triple(i, i) for i in range(150_000)]
    put(storage, A, many, tmp_path)
    put(storage, B, [*many[:60_000], triple("x", 1)], tmp_path)
    with pytest.raises(TooComplex, match="default graph"):
        rows(storage, f"SELECT (COUNT(*) AS ?n) FROM <{A}> FROM <{B}> {{ ?s ?p ?o }}")
    put(storage, B, [triple("x", 1)], tmp_path)
    assert rows(storage, f"SELECT (COUNT(*) AS ?n) FROM <{A}> FROM <{B}> {{ ?s ?p ?o }}") == [("150001",)]


def test_the_own_default_graph_stands_alone(open_storage: Callable[..., EmbeddedStorage]) -> None:
    own = open_storage(default_graph="own")
    update(own, f"INSERT DATA {{ <http://e/s> <http://e/p> 1 GRAPH <{A}> {{ <http://e/s> <http://e/p> 2 }} }}")
    assert [o for _, _, o in rows(own, DEFAULT)] == ["1"]
    assert own.writes.upkeep("verify", {})["problems"] == []


_graphs = st.sampled_from([A, B, "http://e/graph/c"])
_triples = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=6)


class MergeMachine(RuleBasedStateMachine):
    """Random writes on a real store, held against sets in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        root = Path(self.folder.name)
        # A small threshold: the same writes go through the small path and through builds.
        self.storage = EmbeddedStorage(read_settings(data_dir=root / "data", small_write=1000, readers=1)).start()
        self.model: dict[str, set[tuple[int, int]]] = {}

    @rule(graph=_graphs, content=_triples)
    def replace(self, graph: str, content: set[tuple[int, int]]) -> None:
        put(self.storage, graph, [triple(s, o) for s, o in content], Path(self.folder.name))
        self.model[graph] = set(content)

    @rule(graph=_graphs, content=_triples)
    def insert(self, graph: str, content: set[tuple[int, int]]) -> None:
        body = " ".join(triple(s, o) for s, o in content)
        update(self.storage, f"INSERT DATA {{ GRAPH <{graph}> {{ {body} }} }}")
        if content:
            self.model.setdefault(graph, set()).update(content)

    @rule(graph=_graphs, content=_triples)
    def delete(self, graph: str, content: set[tuple[int, int]]) -> None:
        body = " ".join(triple(s, o) for s, o in content)
        update(self.storage, f"DELETE DATA {{ GRAPH <{graph}> {{ {body} }} }}")
        if graph in self.model:
            self.model[graph] -= content

    @rule(source=_graphs, other=_graphs)
    def copy(self, source: str, other: str) -> None:
        try:
            update(self.storage, f"COPY <{source}> TO <{other}>")
        except MaillageError:
            assert source not in self.model
        else:
            self.model[other] = set(self.model.get(source, set()))

    @rule(old=st.integers(0, 3), new=st.integers(0, 3))
    def rename_everywhere(self, old: int, new: int) -> None:
        update(
            self.storage,
            f'DELETE {{ GRAPH ?g {{ ?s ?p "{old}" }} }} INSERT {{ GRAPH ?g {{ ?s ?p "{new}" }} }} '
            f'WHERE {{ GRAPH ?g {{ ?s ?p "{old}" }} }}',
        )
        for graph, content in self.model.items():
            self.model[graph] = {(s, new if o == old else o) for s, o in content}

    @invariant()
    def the_default_graph_is_the_union(self) -> None:
        expected = {(f"http://e/{s}", str(o)) for content in self.model.values() for s, o in content}
        assert {(s, o) for s, _, o in rows(self.storage, DEFAULT)} == expected
        assert self.storage.version().default.count == len(expected)

    @invariant()
    def the_record_counts_each_graph(self) -> None:
        counts = {name: state.count for name, state in self.storage.version().graphs.items() if state.count}
        assert counts == {name: len(content) for name, content in self.model.items() if content}

    def teardown(self) -> None:
        assert self.storage.writes.upkeep("verify", {})["problems"] == []
        self.storage.close()
        self.folder.cleanup()


TestMergeMachine = MergeMachine.TestCase
TestMergeMachine.settings = settings(
    max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
