"""Local times, overseas zones, changes of clocks, and opening hours."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest

from graph_service.desk.bookables import bookable, zone_of_thing
from graph_service.desk.office import Office
from graph_service.desk.openings import Opening, Slot, merged, refuse_closed, slot
from graph_service.desk.wishes import Wish, ask
from graph_service.desk.zones import NAMES, moment, span
from graph_service.engine.zones import zone_of
from graph_service.errors import NotFound, UnfitRequest
from graph_service.vocabulary import SHARED
from tests.desk import ALPHA, BLAGNAC
from tests.offices import office, publish, room

AT = datetime(2026, 1, 1, tzinfo=UTC)
SATURDAY = Opening(frozenset({5}), time(14), time(18), "Europe/Paris")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A desk over a small world."""
    with office(tmp_path_factory.mktemp("openings")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("commune/97105", "America/Guadeloupe"),
        ("departement/972", "America/Martinique"),
        ("commune/97302", "America/Cayenne"),
        ("commune/97411", "Indian/Reunion"),
        ("commune/97502", "America/Miquelon"),
        ("departement/976", "Indian/Mayotte"),
        ("commune/97701", "America/St_Barthelemy"),
        ("commune/97801", "America/Marigot"),
        ("collectivite-outre-mer/986", "Pacific/Wallis"),
        ("commune/98735", "Pacific/Tahiti"),
        ("commune/98818", "Pacific/Noumea"),
        ("region/04", "Indian/Reunion"),
        ("region/53", "Europe/Paris"),
        ("commune/35360", "Europe/Paris"),
        ("epci/971000000", "Europe/Paris"),
    ],
)
def test_the_zone_comes_from_the_official_code(place: str, zone: str) -> None:
    assert zone_of([f"{SHARED}id/{place}"]) == zone
    assert zone in NAMES


@pytest.mark.parametrize(
    ("written", "zone", "utc"),
    [
        ("2026-07-01T14:00", "Europe/Paris", "2026-07-01T12:00:00+00:00"),
        ("2026-01-10 14:00", "Europe/Paris", "2026-01-10T13:00:00+00:00"),
        ("2026-07-01T14:00", "America/Guadeloupe", "2026-07-01T18:00:00+00:00"),
        ("2026-07-01T14:00", "Pacific/Noumea", "2026-07-01T03:00:00+00:00"),
        # 25 October 2026: 02:30 comes twice; it is the first.
        ("2026-10-25T02:30", "Europe/Paris", "2026-10-25T00:30:00+00:00"),
    ],
)
def test_a_local_time_is_kept_in_utc(written: str, zone: str, utc: str) -> None:
    assert moment(written, zone).isoformat() == utc


@pytest.mark.parametrize(
    ("written", "zone", "words"),
    [
        ("2026-03-29T02:30", "Europe/Paris", "n’existe pas. Prenez 03:30"),
        ("2026-03-08T02:30", "America/Miquelon", "n’existe pas"),
        ("2026-07-01", "Europe/Paris", "pas un jour et une heure"),
        ("2026-07-01T14:00Z", "Europe/Paris", "à l’heure du lieu"),
        ("demain", "Europe/Paris", "pas un jour et une heure"),
        ("9999-12-31T23:59", "America/Guadeloupe", "hors du calendrier"),
        ("0001-01-01T00:00", "Europe/Paris", "hors du calendrier"),
    ],
)
def test_a_local_time_that_does_not_exist_is_refused_with_a_sentence(written: str, zone: str, words: str) -> None:
    with pytest.raises(UnfitRequest) as refused:
        moment(written, zone)
    assert words in refused.value.detail.fr


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        ("2026-06-06T14:00", "", "le début et la fin"),
        ("2026-06-06T14:00", "2026-06-06T14:00", "après le début"),
        ("2026-06-06T14:00", "2026-06-06T13:00", "après le début"),
        ("2025-06-06T14:00", "2025-06-06T15:00", "déjà passé"),
        ("2026-06-06T14:00", "2027-06-08T14:00", "un an au plus"),
        ("2028-06-06T14:00", "2028-06-06T15:00", "deux ans au plus"),
    ],
)
def test_a_slot_that_does_not_fit_is_refused_with_a_sentence(begins: str, ends: str, words: str) -> None:
    with pytest.raises(UnfitRequest) as refused:
        slot(begins, ends, "Europe/Paris", AT)
    assert words in refused.value.detail.fr


def test_slots_that_touch_do_not_meet_and_make_one_opening() -> None:
    a, b, c = (datetime(2026, 6, 6, hour, tzinfo=UTC) for hour in (10, 11, 12))
    assert not Slot(a, b).meets(Slot(b, c))
    assert Slot(a, c).meets(Slot(b, c))
    assert merged([Slot(b, c), Slot(a, b)]) == [Slot(a, c)]


@pytest.mark.parametrize(
    ("begins", "ends", "is_open"),
    [
        ("2026-06-06T14:00", "2026-06-06T18:00", True),
        ("2026-06-06T13:59", "2026-06-06T15:00", False),
        ("2026-06-06T17:00", "2026-06-06T18:01", False),
        ("2026-06-05T14:00", "2026-06-05T15:00", False),
        ("2026-06-06T14:00", "2026-06-13T15:00", False),
    ],
)
def test_a_slot_lies_within_the_opening_hours_or_is_refused(begins: str, ends: str, is_open: bool) -> None:
    asked = slot(begins, ends, "Europe/Paris", AT)
    assert asked is not None
    if is_open:
        refuse_closed(asked, [SATURDAY], "Europe/Paris")
        return
    with pytest.raises(UnfitRequest) as refused:
        refuse_closed(asked, [SATURDAY], "Europe/Paris")
    assert "samedi : 14:00 – 18:00" in refused.value.detail.fr
    assert "Saturday: 14:00 – 18:00" in refused.value.detail.en


def test_an_opening_past_midnight_and_a_season_count() -> None:
    night = Opening(frozenset({5, 6}), time(20), time(2), "Europe/Paris", date(2026, 6, 6), date(2026, 6, 7))
    found = list(night.slots(date(2026, 6, 1), date(2026, 6, 30)))
    assert [one.begins.isoformat() for one in found] == ["2026-06-06T18:00:00+00:00", "2026-06-07T18:00:00+00:00"]
    assert found[0].ends.isoformat() == "2026-06-07T00:00:00+00:00"
    asked = slot("2026-06-06T23:00", "2026-06-07T01:00", "Europe/Paris", AT)
    assert asked is not None
    refuse_closed(asked, [night], "Europe/Paris")


def test_whole_days_that_touch_hold_a_slot_of_several_days() -> None:
    always = Opening(frozenset(range(7)), time(), time(), "Europe/Paris")
    asked = slot("2026-10-24T10:00", "2026-10-27T10:00", "Europe/Paris", AT)
    assert asked is not None
    refuse_closed(asked, [always], "Europe/Paris")


def test_people_read_the_interval_with_the_name_of_its_clock() -> None:
    told = span(datetime(2026, 6, 6, 18, tzinfo=UTC), datetime(2026, 6, 6, 22, tzinfo=UTC), "America/Guadeloupe")
    assert told.fr == "du 6 juin 2026 à 14:00 au 6 juin 2026 à 18:00 (heure de la Guadeloupe)"
    assert told.en == "from 6 June 2026 at 14:00 to 6 June 2026 at 18:00 (Guadeloupe time)"


def test_a_published_thing_tells_its_hours_and_the_clock_of_its_own_commune(desk: Office) -> None:
    overseas = room(
        desk,
        "basse-terre",
        "https://w3id.org/maillage/id/commune/97105",
        more="maillage:openingSchedule <urn:s>",
    )
    publish(
        desk,
        f"{desk.base}/graph/thing/premises/basse-terre",
        """@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:s> a schema:Schedule ; schema:byDay schema:Saturday , schema:Sunday ; schema:startTime "14:00:00"^^xsd:time ;
  schema:endTime "24:00:00"^^xsd:time ; schema:startDate "2026-01-01"^^xsd:date .""",
    )
    found = bookable(desk.published, overseas)
    # Its owner, Alpha, is at Vitré: the room's own commune counts first.
    assert found.zone == "America/Guadeloupe"
    assert found.openings == (
        Opening(frozenset({5, 6}), time(14), time(0), "America/Guadeloupe", date(2026, 1, 1), None),
    )
    assert zone_of_thing(desk.published, room(desk, "blagnac", BLAGNAC)) == "Europe/Paris"


def test_what_is_not_published_and_what_is_not_asked_for_are_refused(desk: Office) -> None:
    with pytest.raises(NotFound):
        bookable(desk.published, f"{desk.base}/id/premises/nulle-part")
    with pytest.raises(UnfitRequest):
        bookable(desk.published, ALPHA)
    with pytest.raises(UnfitRequest):
        ask(desk, Wish(room(desk, "muette"), "", "Bonjour"))
    with pytest.raises(UnfitRequest):
        ask(desk, Wish(room(desk, "vide"), "A", ""))
    with pytest.raises(UnfitRequest):
        ask(desk, Wish(room(desk, "longue"), "A", "x" * 5001))
