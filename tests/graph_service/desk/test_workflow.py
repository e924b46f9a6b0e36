"""The two tables of moves, and the life of contributions against a plain model of it."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from graph_service.desk.accounts import account, create_account, grant_role
from graph_service.desk.authors import SERVICE, Author
from graph_service.desk.contributions import contribution
from graph_service.desk.database import open_desk, writing
from graph_service.desk.office import Office
from graph_service.desk.reviewing import Actor, move
from graph_service.desk.submission import Request, abandon, correct, submit
from graph_service.desk.workflow import CONTRIBUTION_MOVES, RESOURCE_MOVES, open_moves, step
from graph_service.engine.readers.pool import Ticket
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.writes import Update
from graph_service.errors import Conflict, Forbidden, MaillageError, MoveRefused, NotFound
from graph_service.media_types import TURTLE
from graph_service.settings import read_settings
from tests.desk import ALPHA, BLAGNAC, CONTEXT, HAUTE_GARONNE, ILLE_ET_VILAINE, TERRITORIES, VILLE, VITRE, ring

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
MOVES = ("confirm", "return", "accept", "refuse", "undo")


@pytest.mark.parametrize("moves", [CONTRIBUTION_MOVES, RESOURCE_MOVES])
def test_every_state_is_reached_and_every_move_is_refused_to_who_has_no_right(moves: tuple[Any, ...]) -> None:
    for one in moves:
        for state in one.before:
            assert step(moves, one.name, state, one.rights, "Parce que.") in moves
            assert one not in open_moves(moves, state, frozenset())
            with pytest.raises(MoveRefused):
                step(moves, one.name, state, frozenset())
            if one.reason:
                with pytest.raises(MoveRefused, match="Tell why"):
                    step(moves, one.name, state, one.rights, " ")


def test_a_move_that_a_state_does_not_have_names_those_it_has() -> None:
    with pytest.raises(MoveRefused) as refused:
        step(CONTRIBUTION_MOVES, "accept", "refused", frozenset({"animator"}))
    assert "undo" in refused.value.detail.en


@dataclass
class Modelled:
    """A contribution as the model knows it."""

    title: str
    territory: str
    state: str
    thing: str = ""
    history: list[str] = field(default_factory=list)


class Life(RuleBasedStateMachine):
    """Contributions sent, corrected, decided, undone and forgotten, on a real desk and a real store."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="maillage-")
        root = Path(self.folder.name) / "data"
        self.settings = read_settings(data_dir=root, readers=1, update_memory=512)
        self.storage = EmbeddedStorage(self.settings).start()
        engine = open_desk(self.storage.folder.desk)
        self.office = Office(self.settings, self.storage, lambda: engine, _fail)
        self.known: dict[str, Modelled] = {}
        self.count = 0

    @initialize()
    def furnish(self) -> None:
        """A small world, two animators and an author."""
        text = "".join(line for line in (CONTEXT.read_text(), TERRITORIES))
        target = self.storage.reads.new_spool()
        target.write_text(text)
        part, _ = self.storage.reads.normalise(target, TURTLE, "http://e/", Ticket())
        told = part.read_text()
        self.storage.submit(
            Update(cause="world", text=f"INSERT DATA {{ GRAPH <{self.office.base}/graph/source/e> {{ {told} }} }}")
        )
        with writing(self.office.engine) as connection:
            self.author = create_account(connection, ALPHA, "Alpha", None)
            self.animators = {}
            for territory in (ILLE_ET_VILAINE, HAUTE_GARONNE):
                self.animators[territory] = create_account(connection, VILLE, "Ville", None)
                grant_role(connection, self.animators[territory], "animator", SERVICE, None, territory)

    @rule(here=st.booleans())
    def send(self, here: bool) -> None:
        """Contribute in one of two territories."""
        self.count += 1
        title = f"Ring {self.count}"
        found = self.office.intake.read(ring(title, commune=VITRE if here else BLAGNAC).encode(), TURTLE)
        sent = submit(self.office, found, Request(self._author()))
        territory = ILLE_ET_VILAINE if here else HAUTE_GARONNE
        self.known[sent.contribution] = Modelled(title, territory, "submitted", found.items[0].iri)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), name=st.sampled_from(MOVES), theirs=st.booleans(), reason=st.booleans())
    def decide(self, data: st.DataObject, name: str, theirs: bool, reason: bool) -> None:
        """An animator of the territory, or of the other one, makes a move."""
        identity = data.draw(st.sampled_from(sorted(self.known)))
        model = self.known[identity]
        other = HAUTE_GARONNE if model.territory == ILLE_ET_VILAINE else ILLE_ET_VILAINE
        who = self._animator(model.territory if theirs else other)
        expected = _after(model.state, name, reason) if theirs else None
        if expected is None:
            with pytest.raises(Conflict if theirs else Forbidden):
                move(self.office, who, identity, name, "Parce que." if reason else "")
            return
        move(self.office, who, identity, name, "Parce que." if reason else "")
        model.state = expected

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def revise(self, data: st.DataObject) -> None:
        """The author corrects what waits."""
        identity = data.draw(st.sampled_from(sorted(self.known)))
        model, former = self.known[identity], self._read(identity)
        if model.state == "accepted":
            return
        title = model.title + " bis"
        commune = VITRE if model.territory == ILLE_ET_VILAINE else BLAGNAC
        found = self.office.intake.read(ring(title, commune=commune, iri=model.thing).encode(), TURTLE)
        request = Request(self._author(), if_match=former.etag)
        if model.state == "refused":
            with pytest.raises(MoveRefused):
                correct(self.office, former, found, request)
            return
        correct(self.office, former, found, request)
        model.title, model.state = title, "submitted"

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def forget(self, data: st.DataObject) -> None:
        """The author forgets a contribution."""
        identity = data.draw(st.sampled_from(sorted(self.known)))
        model = self.known[identity]
        if model.state == "accepted":
            with pytest.raises(MoveRefused):
                abandon(self.office, identity, self._author())
            return
        abandon(self.office, identity, self._author())
        del self.known[identity]
        with pytest.raises(NotFound):
            self._read(identity)

    @rule()
    def publish(self) -> None:
        """The publisher passes."""
        self.office.publisher.run_once()
        assert self._published() == {m.thing: m.title for m in self.known.values() if m.state == "accepted"}

    @invariant()
    def every_state_is_the_models(self) -> None:
        """The desk knows what the model knows, and nothing that waits is in the graph."""
        for identity, model in self.known.items():
            assert self._read(identity).state == model.state
            assert self._read(identity).title == model.title
        waiting = {m.thing for m in self.known.values() if m.state != "accepted"}
        if not self.office.publisher.run_once():
            assert not waiting & set(self._published())

    def teardown(self) -> None:
        """End every process."""
        self.office.close()
        self.storage.close()
        self.folder.cleanup()

    def _author(self) -> Author:
        return Author("account", self.author, ALPHA)

    def _animator(self, territory: str) -> Actor:
        with self.office.engine.connect() as connection:
            held = account(connection, self.animators[territory])
        return Actor(held.author, held)

    def _read(self, identity: str) -> Any:
        with self.office.engine.connect() as connection:
            return contribution(connection, identity)

    def _published(self) -> dict[str, str]:
        own = f"{self.office.base}/id/equipment/"
        rows = self.office.published.rows(
            f"SELECT ?thing ?name WHERE {{ ?thing rdfs:label ?name FILTER STRSTARTS(STR(?thing), '{own}') }}"
        )
        assert len(rows) == len({row["thing"] for row in rows})
        return {row["thing"]: row["name"] for row in rows}


def test_what_the_graph_makes_invalid_meanwhile_is_returned_told_and_holds_nothing_else_up() -> None:
    life, told = Life(), list[str]()
    life.furnish()
    for _ in range(2):
        life.send(True)
    first, second = life.known
    publisher, typed = life.office.publisher, f"<{ALPHA}> a ?kind"
    publisher._on_failure = lambda _role, error: told.append(error.slug)
    move(life.office, life._animator(ILLE_ET_VILAINE), first, "accept")
    forget = f"DELETE {{ GRAPH ?g {{ {typed} }} }} WHERE {{ GRAPH ?g {{ {typed} }} }}"
    life.storage.submit(Update(cause="the owner goes", text=forget))
    assert publisher.run_once() == 1
    kind = f"<{ALPHA}> a <http://www.w3.org/ns/org#Organization>"
    again = f"INSERT DATA {{ GRAPH <{life.office.base}/graph/source/e> {{ {kind} }} }}"
    life.storage.submit(Update(cause="the owner is back", text=again))
    move(life.office, life._animator(ILLE_ET_VILAINE), second, "accept")
    assert publisher.run_once() == 1
    assert (life._read(first).state, life._read(second).published) == ("returned", True)
    assert "organisation" in str(life._read(first).failure)
    assert told == ["invalid-contribution"]
    life.teardown()


def _after(state: str, name: str, reason: bool) -> str | None:
    """The model: the state after a move of an animator; None: refused."""
    told = {
        ("submitted", "accept"): "accepted",
        ("submitted", "return"): "returned" if reason else None,
        ("submitted", "refuse"): "refused" if reason else None,
        ("returned", "refuse"): "refused" if reason else None,
        ("accepted", "undo"): "submitted",
        ("refused", "undo"): "submitted",
    }
    return told.get((state, name))


def _fail(chore: str, error: MaillageError) -> None:
    raise AssertionError(f"{chore}: {error.detail.en}")


Life.TestCase.settings = settings(
    max_examples=5, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)


class TestLife(Life.TestCase):  # type: ignore[misc, valid-type] # hypothesis makes it
    """The machine, run."""
