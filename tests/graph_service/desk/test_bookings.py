"""Bookings against a plain model: asks, answers, other dates, cancellations, time that passes, on a real desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from graph_service.desk.answers import Answer, Side, decide, expire
from graph_service.desk.asks import PATIENCE, request
from graph_service.desk.bookables import bookable
from graph_service.desk.office import Office
from graph_service.desk.tables.exchange import bookings
from graph_service.desk.tables.moments import now
from graph_service.desk.wishes import Wish, ask
from graph_service.desk.zones import local
from graph_service.engine.library.shelf import questions
from graph_service.errors import MoveRefused, SlotTaken, UnfitRequest
from tests.offices import office, publish, room

_BOOKED = """PREFIX vf: <https://w3id.org/valueflows/ont/vf#> PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX time: <http://www.w3.org/2006/time#>
SELECT ?from ?until WHERE {{ ?booking vf:resourceInventoriedAs <{thing}> ; time:hasTime ?interval ;
  adms:status <https://w3id.org/maillage/scheme/booking-state/confirmed> .
  ?interval time:hasBeginning/time:inXSDDateTimeStamp ?from ; time:hasEnd/time:inXSDDateTimeStamp ?until }}"""

Hours = tuple[datetime, datetime]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A desk over a small world."""
    with office(tmp_path_factory.mktemp("bookings")) as opened:
        yield opened


def published(opened: Office, thing: str) -> set[Hours]:
    """The intervals that the graph tells taken."""
    rows = opened.published.rows(_BOOKED.format(thing=thing))
    return {(datetime.fromisoformat(row["from"]), datetime.fromisoformat(row["until"])) for row in rows}


def typed(value: datetime) -> str:
    """A moment as a form in Paris writes it."""
    return local(value, "Europe/Paris").strftime("%Y-%m-%dT%H:%M")


@dataclass
class Modelled:
    """What the model knows of a request."""

    state: str
    slot: Hours | None
    made: datetime
    other: Hours | None = None

    def standing(self, at: datetime) -> str:
        """Its state, time considered."""
        waited = self.other if self.state == "other" else self.slot
        until = waited[0] if waited else self.made + PATIENCE
        return "expired" if self.state in ("asked", "other") and until <= at else self.state


DAYS = st.integers(min_value=1, max_value=6)
LENGTHS = st.integers(min_value=1, max_value=3)


class Bookings(RuleBasedStateMachine):
    """One room; people who ask for it by whole days of June (no clock changes then)."""

    desk: ClassVar[Office]
    rooms: ClassVar[int] = 0
    requests = Bundle("requests")

    @initialize()
    def open_room(self) -> None:
        """Another room each time."""
        type(self).rooms += 1
        self.thing = room(self.desk, f"modele{self.rooms}")
        year = now().year + 1
        self.clock = datetime(year, 6, 1, 6, 0, tzinfo=UTC)
        self.origin = datetime(year, 6, 1, 8, 0, tzinfo=UTC)
        self.known: dict[str, Modelled] = {}

    def hours(self, day: int, length: int) -> Hours:
        """Some days, from eight to eight."""
        begins = self.origin + timedelta(days=day)
        return begins, begins + timedelta(days=length)

    def confirmed(self) -> set[Hours]:
        """What the model says is taken."""
        return {one.slot for one in self.known.values() if one.state == "yes" and one.slot}

    def free(self, slot: Hours) -> bool:
        """Whether nothing confirmed meets it."""
        return all(slot[1] <= begins or ends <= slot[0] for begins, ends in self.confirmed())

    def ask_slot(self, day: int, length: int) -> str:
        """Ask for a slot; nothing if the model refuses."""
        slot = self.hours(day, length)
        wish = Wish(self.thing, "Demandeuse", "Bonjour", begins=typed(slot[0]), ends=typed(slot[1]))
        if slot[0] <= self.clock:
            with pytest.raises(UnfitRequest):
                ask(self.desk, wish, self.clock)
            return ""
        if not self.free(slot):
            with pytest.raises(SlotTaken):
                ask(self.desk, wish, self.clock)
            return ""
        identity = ask(self.desk, wish, self.clock)
        self.known[identity] = Modelled("asked", slot, self.clock)
        return identity

    @rule(target=requests, days=st.lists(DAYS, min_size=1, max_size=3), length=LENGTHS)
    def ask_for_what_meets(self, days: list[int], length: int) -> MultipleResults[str]:
        """Several ask, perhaps for the same days, before the owner answers any."""
        return multiple(*(self.ask_slot(day, length) for day in days))

    @rule(target=requests)
    def ask_without_dates(self) -> str:
        """Tell one's interest."""
        identity = ask(self.desk, Wish(self.thing, "Demandeur", "Je suis intéressé"), self.clock)
        self.known[identity] = Modelled("asked", None, self.clock)
        return identity

    def move(self, identity: str, side: Side, given: Answer) -> None:
        """Make a move that the model allows."""
        decide(self.desk, identity, side, given, at=self.clock)

    def refused(self, identity: str, side: Side, given: Answer, error: type[Exception] = MoveRefused) -> None:
        """Make a move that the model refuses."""
        before = self.state_of(identity)
        with pytest.raises(error):
            decide(self.desk, identity, side, given, at=self.clock)
        assert self.state_of(identity) == before

    def state_of(self, identity: str) -> str:
        """The stored state."""
        with self.desk.engine.connect() as connection:
            return request(connection, identity).state

    @rule(identity=requests)
    def yes(self, identity: str) -> None:
        """The owner says yes."""
        self.yes_to(identity)

    def yes_to(self, identity: str) -> None:
        """Say yes where the model allows it, and be refused elsewhere."""
        found = self.known.get(identity)
        if found is None:
            return
        state = found.standing(self.clock)
        if state == "yes":
            self.move(identity, "owner", Answer("yes"))
        elif state not in ("asked", "no") or (found.slot and found.slot[0] <= self.clock):
            self.refused(identity, "owner", Answer("yes"))
        elif found.slot and not self.free(found.slot):
            self.refused(identity, "owner", Answer("yes"), SlotTaken)
        else:
            self.move(identity, "owner", Answer("yes", "D’accord"))
            found.state, found.other = "yes", None

    @rule()
    def yes_to_everyone(self) -> None:
        """The owner says yes to all, and the first who came has it."""
        for identity in self.known:
            self.yes_to(identity)

    @rule(identity=requests)
    def no(self, identity: str) -> None:
        """The owner says no."""
        found = self.known.get(identity)
        if found is None:
            return
        if found.standing(self.clock) in ("asked", "other", "no"):
            self.move(identity, "owner", Answer("no", "Désolé"))
            found.state = "no"
        else:
            self.refused(identity, "owner", Answer("no"))

    @rule(identity=requests, day=DAYS, length=LENGTHS)
    def another_date(self, identity: str, day: int, length: int) -> None:
        """The owner proposes another date."""
        found = self.known.get(identity)
        if found is None:
            return
        slot = self.hours(day, length)
        given = Answer("other", "Plutôt", typed(slot[0]), typed(slot[1]))
        if found.standing(self.clock) not in ("asked", "other", "no"):
            self.refused(identity, "owner", given)
        elif found.slot is None or slot[0] <= self.clock:
            self.refused(identity, "owner", given, UnfitRequest)
        else:
            self.move(identity, "owner", given)
            found.state, found.other = "other", slot

    @rule(identity=requests)
    def accept(self, identity: str) -> None:
        """The asker takes the other date."""
        found = self.known.get(identity)
        if found is None:
            return
        state = found.standing(self.clock)
        if state == "yes":
            self.move(identity, "asker", Answer("accept"))
        elif state != "other" or found.other is None:
            self.refused(identity, "asker", Answer("accept"))
        elif not self.free(found.other):
            self.refused(identity, "asker", Answer("accept"), SlotTaken)
        else:
            self.move(identity, "asker", Answer("accept"))
            found.state, found.slot, found.other = "yes", found.other, None

    @rule(identity=requests, side=st.sampled_from(("owner", "asker")))
    def cancel(self, identity: str, side: Side) -> None:
        """Either side cancels."""
        found = self.known.get(identity)
        if found is None:
            return
        state = found.standing(self.clock)
        allowed = ("yes",) if side == "owner" else ("asked", "other", "yes")
        past = state == "yes" and found.slot is not None and found.slot[1] <= self.clock
        if state == "cancelled":
            self.move(identity, side, Answer("cancel"))
        elif state not in allowed or past:
            self.refused(identity, side, Answer("cancel"))
        else:
            self.move(identity, side, Answer("cancel"))
            found.state = "cancelled"

    @rule(identity=requests, side=st.sampled_from(("owner", "asker")))
    def wrong_side(self, identity: str, side: Side) -> None:
        """Nobody makes the move of the other side."""
        found = self.known.get(identity)
        if found is None or found.state == "yes":
            return
        self.refused(identity, side, Answer("accept" if side == "owner" else "other"))

    @rule(hours=st.integers(min_value=1, max_value=30))
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.clock += timedelta(hours=hours)

    @rule()
    def sweep(self) -> None:
        """What nobody answered expires."""
        expired = [one for one in self.known.values() if one.standing(self.clock) == "expired" != one.state]
        assert expire(self.desk, self.clock) >= len(expired)
        for one in expired:
            one.state = "expired"

    @invariant()
    def desk_agrees(self) -> None:
        """States and slots are the model's, and no two confirmed slots meet."""
        if not hasattr(self, "known"):
            return
        for identity, found in self.known.items():
            assert self.state_of(identity) == found.state
        with self.desk.engine.connect() as connection:
            query = select(bookings.c.begins, bookings.c.ends)
            held = connection.execute(query.where(bookings.c.thing == self.thing, bookings.c.state == "confirmed"))
            taken = [(row.begins, row.ends) for row in held]
        assert len(taken) == len(set(taken))
        assert set(taken) == self.confirmed()
        assert all(a[1] <= b[0] for a, b in zip(sorted(taken), sorted(taken)[1:], strict=False))

    def teardown(self) -> None:
        """Published, the graph agrees too, and the library's check finds no overlap."""
        if not hasattr(self, "known"):
            return
        self.desk.publisher.run_once()
        assert published(self.desk, self.thing) == self.confirmed()
        assert self.desk.published.rows(questions()["bookings-overlapping"].text) == []


def test_bookings_follow_the_plain_model(desk: Office) -> None:
    Bookings.desk = desk
    # Without shrinking: every step is real, and a smaller example would be looked for during many minutes.
    run_state_machine_as_test(
        Bookings, settings=settings(max_examples=30, stateful_step_count=30, deadline=None, phases=(Phase.generate,))
    )


def test_what_cannot_be_published_gives_its_slot_back_and_is_asked_again(desk: Office) -> None:
    thing = room(desk, "doublon")
    begins = now().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=20)
    ends = begins + timedelta(hours=2)
    identity = ask(desk, Wish(thing, "A", "m", begins=typed(begins), ends=typed(ends)))
    assert decide(desk, identity, "owner", Answer("yes")).state == "yes"
    # A source books the same room before the yes is published.
    stamps = [value.isoformat(timespec="seconds") for value in (begins, ends)]
    publish(
        desk,
        f"{desk.base}/graph/source/agenda",
        f"""@prefix vf: <https://w3id.org/valueflows/ont/vf#> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix time: <http://www.w3.org/2006/time#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:b> a <https://w3id.org/maillage/def#Booking> ; vf:resourceInventoriedAs <{thing}> ; time:hasTime <urn:b#i> ;
  adms:status <https://w3id.org/maillage/scheme/booking-state/confirmed> .
<urn:b#i> time:hasBeginning <urn:b#f> ; time:hasEnd <urn:b#t> .
<urn:b#f> time:inXSDDateTimeStamp "{stamps[0]}"^^xsd:dateTimeStamp .
<urn:b#t> time:inXSDDateTimeStamp "{stamps[1]}"^^xsd:dateTimeStamp .""",
    )
    desk.publisher.run_once()
    with desk.engine.connect() as connection:
        assert request(connection, identity).state == "asked"
        assert not list(
            connection.execute(select(bookings).where(bookings.c.ask == identity, bookings.c.state == "confirmed"))
        )
    assert published(desk, thing) == {(begins, ends)}
    # And now that the graph tells it, a yes is refused at once.
    with pytest.raises(SlotTaken):
        decide(desk, identity, "owner", Answer("yes"))
    with pytest.raises(SlotTaken):
        ask(desk, Wish(thing, "B", "m", begins=typed(begins), ends=typed(ends)))


def test_a_desk_elsewhere_is_not_needed_to_read_what_is_bookable(desk: Office) -> None:
    found = bookable(desk.published, room(desk, "lisible"))
    assert (found.pooled, found.zone, found.openings) == (True, "Europe/Paris", ())
