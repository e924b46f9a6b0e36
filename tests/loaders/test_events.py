"""A calendar as a source: dates, recurrences, cancellations, places, what is private; by address, only what changed is read."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.engine.formats.calendars import Occurrence, Skipped, read_calendar
from graph_service.engine.library.question import today
from graph_service.errors import UnreadableTable
from graph_service.federation.client import Bounds, Client
from graph_service.federation.downloads import fetch
from graph_service.settings import read_settings
from loaders.registry import find_source
from loaders.report import Report
from loaders.source import Loading
from loaders.sources.events import SLOW, deadline
from tests.instance import Instance
from tests.loaders.graphs import said, statements

WEEKLY = """UID:permanence@example.org
SUMMARY:Permanence
DTSTART;TZID=Europe/Paris:20261020T140000
DTEND;TZID=Europe/Paris:20261020T160000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/Paris:20261027T140000"""
CANCELLED = """UID:permanence@example.org
RECURRENCE-ID;TZID=Europe/Paris:20261103T140000
SUMMARY:Permanence
STATUS:CANCELLED
DTSTART;TZID=Europe/Paris:20261103T150000
DTEND;TZID=Europe/Paris:20261103T160000"""
FAIR = """UID:salon
SUMMARY:Salon des associations
DTSTART;VALUE=DATE:20261205
DTEND;VALUE=DATE:20261207
LOCATION:Parc des expositions\\, 35500 Vitré
CATEGORIES:Manifestation publique,Fête
URL:https://example.org/salon
ORGANIZER;CN=Une Personne:mailto:une.personne@example.org
ATTENDEE:mailto:autre@example.org
DESCRIPTION:Deux jours de rencontres."""
FIRST, LAST = date(2026, 10, 1), date(2027, 1, 1)
PARIS = ZoneInfo("Europe/Paris")


def calendar(*events: str, head: str = "") -> bytes:
    """An iCalendar file."""
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{head}{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def read(*events: str, head: str = "") -> list[Occurrence | Skipped]:
    """The occurrences of a file within the window."""
    return list(read_calendar(calendar(*events, head=head), "a.ics", FIRST, LAST))


def occurrences(*events: str, head: str = "") -> list[Occurrence]:
    """The occurrences of a file of which nothing is skipped."""
    found = read(*events, head=head)
    assert all(isinstance(item, Occurrence) for item in found), found
    return [item for item in found if isinstance(item, Occurrence)]


# --- reading


def test_a_series_is_expanded_without_its_exceptions_and_keeps_its_cancellations() -> None:
    found = occurrences(WEEKLY, CANCELLED)
    assert [(o.begins.isoformat(), o.status) for o in found] == [
        ("2026-10-20T14:00:00+02:00", ""),
        ("2026-11-03T15:00:00+01:00", "CANCELLED"),
        ("2026-11-10T14:00:00+01:00", ""),
    ]
    # A moved date keeps the name that its series gave it.
    assert [o.recurrence for o in found][1] == "2026-11-03T13:00:00+00:00"


def test_the_last_day_is_the_last_day_and_one_day_has_no_end() -> None:
    fair, one = occurrences(FAIR, "UID:1\nSUMMARY:x\nDTSTART;VALUE=DATE:20261205")
    assert (fair.begins, fair.ends) == (date(2026, 12, 5), date(2026, 12, 6))
    assert (one.begins, one.ends) == (date(2026, 12, 5), None)


@pytest.mark.parametrize(
    ("start", "head", "offset"),
    [
        ("DTSTART:20261205T100000", "", 1),
        ("DTSTART:20261205T100000Z", "", 0),
        ("DTSTART;TZID=Romance Standard Time:20261205T100000", "", 1),
        ("DTSTART:20261205T100000", "X-WR-TIMEZONE:Indian/Reunion\n", 4),
        ("DTSTART:20261205T100000", "X-WR-TIMEZONE:Nowhere/Land\n", 1),
    ],
)
def test_every_moment_has_a_time_zone(start: str, head: str, offset: int) -> None:
    (found,) = occurrences(f"UID:1\nSUMMARY:x\n{start}", head=head)
    assert isinstance(found.begins, datetime)
    assert found.begins.utcoffset() == timedelta(hours=offset)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("UID:1\nSUMMARY:x\nCLASS:PRIVATE\nDTSTART:20261205T100000", "privé"),
        ("UID:1\nSUMMARY:x", "sans date de début"),
        ("UID:1\nSUMMARY:x\nCLASS:X-SECRET\nDTSTART:20261205T100000", "privé"),
        ("UID:1\nSUMMARY:x\nDTSTART:00010101T100000\nRRULE:FREQ=DAILY", "avant 1970"),
        ("UID:1\nSUMMARY:x\nDTSTART:20261205T100000\nRRULE:FREQ=DAILY;INTERVAL=0", "se répète"),
        ("UID:1\nSUMMARY:x\nDTSTART:quand", "illisible"),
        ("UID:1\nSUMMARY:x\nDTSTART:20261205T100000\nRRULE:FREQ=SECONDLY", "se répète"),
        (
            "UID:1\nSUMMARY:x\nDTSTART:20261205T100000\nRRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5",
            "se répète",
        ),
        ("UID:1\nSUMMARY:x\nDTSTART:20261205T100000\nDTEND:20261204T100000", "finit avant"),
    ],
)
def test_an_event_that_cannot_be_taken_is_told_and_the_others_are_read(event: str, words: str) -> None:
    skipped, kept = read(event, FAIR)
    assert isinstance(skipped, Skipped)
    assert words in skipped.reason.fr
    assert isinstance(kept, Occurrence)


@pytest.mark.parametrize(
    "data",
    [b"", b"BEGIN:VEVENT\r\n" * 20_000, b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"<html></html>", b"BEGIN:VCALENDAR\r\n"],
)
def test_what_is_no_calendar_is_told(data: bytes) -> None:
    with pytest.raises(UnreadableTable):
        list(read_calendar(data, "a.ics", FIRST, LAST))


@given(
    st.datetimes(datetime(2026, 10, 2), datetime(2026, 12, 30)),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 5),
    st.integers(1, 12),
)
def test_every_occurrence_lies_in_the_window_and_is_named_once(
    start: datetime, frequency: str, interval: int, count: int
) -> None:
    rule = f"RRULE:FREQ={frequency};INTERVAL={interval};COUNT={count}"
    found = occurrences(f"UID:1\nSUMMARY:x\nDTSTART;TZID=Europe/Paris:{start:%Y%m%dT%H%M%S}\n{rule}")
    assert len({o.recurrence for o in found}) == len(found) <= count
    assert all(isinstance(o.begins, datetime) and FIRST <= o.begins.date() <= LAST for o in found)


# --- the source


OPTIONS = ("--territory", "35", "--organiser", "Ville d’exemple", "--licence", "licence ouverte")


def load(instance: Instance, given: Path | str, name: str, *options: str, code: int = 0) -> str:
    """Load a calendar of the département; what the command said."""
    command = ("load", "events", str(given), "--name", name, "--from", "2026-10-01", "--until", "2027-01-01")
    return said(instance.command(*command, *OPTIONS, *options, code=code))


def write(path: Path, *events: str) -> Path:
    """A calendar file."""
    path.write_bytes(calendar(*events))
    return path


def test_a_calendar_enters_with_its_defaults_and_nobody_s_address(france: Instance, tmp_path: Path) -> None:
    load(france, write(tmp_path / "a.ics", FAIR), "fair", "--theme", "gouvernance et vie statutaire")
    text = "\n".join(sorted(statements(france, "events-fair")))
    for part in (
        "id/commune/35360>",
        "event-type/public-event>",
        "theme/governance>",
        '"Fête"@fr',
        "accessibility/unknown>",
        "schema.org/EventScheduled>",
        '"2026-12-05"^^',
        '"2026-12-06"^^',
        '"Ville d’exemple"@fr',
    ):
        assert part in text, part
    assert "personne" not in text
    assert "autre@" not in text


def test_load_again_change_cancel_withdraw(france: Instance, tmp_path: Path) -> None:
    path = write(tmp_path / "a.ics", WEEKLY, FAIR)
    load(france, path, "life")
    first = statements(france, "events-life")
    assert "rien ne change" in load(france, path, "life")
    write(path, WEEKLY, CANCELLED, FAIR)
    load(france, path, "life")
    second = statements(france, "events-life")
    assert {line.split()[1] for line in first ^ second} == {
        "<https://schema.org/eventStatus>",
        "<https://schema.org/startDate>",
    }
    assert len({line.split()[0] for line in second}) == len({line.split()[0] for line in first})
    france.command("withdraw", "events", "--name", "life")
    assert statements(france, "events-life") == set()


@pytest.mark.parametrize(
    ("place", "predicate", "value"),
    [
        ("Salle\\, 35500 Vitré", "commune", "commune/35360"),
        ("Salle du Temps\\, Vitré", "commune", "commune/35360"),
        ("Bar", "spatial", "departement/35"),
        ("Rennes (visio)", "spatial", "departement/35"),
        ("https://visio.example.org/salle", "spatial", "departement/35"),
        ("", "spatial", "departement/35"),
    ],
)
def test_a_place_is_found_or_the_territory_stands_for_it(
    france: Instance, tmp_path: Path, place: str, predicate: str, value: str
) -> None:
    event = f"UID:{place}\nSUMMARY:x\nDTSTART;VALUE=DATE:20261205\nLOCATION:{place}"
    load(france, write(tmp_path / "a.ics", event), "place", "--force")
    lines = {line for line in statements(france, "events-place") if f"{predicate}> " in line}
    assert {line.split("/id/")[-1].split(">")[0] for line in lines} == {value}


def test_an_event_without_a_title_is_refused_and_one_too_long_is_cut(france: Instance, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    long = f"UID:l\nSUMMARY:{'x' * 400}\nDTSTART;VALUE=DATE:20261205"
    silent = "UID:s\nDTSTART;VALUE=DATE:20261205"
    load(france, write(tmp_path / "a.ics", silent, long), "refused", "--report", str(report), code=3)
    text = report.read_text(encoding="utf-8-sig")
    assert "a.ics;1;rdfs:label;" in text
    assert "« nom » manque" in text
    assert "texte trop long, coupé" in text
    assert any("xxx…" in line for line in statements(france, "events-refused"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--theme", "jardinage"), "le plus proche"),
        (("--type", "bal"), "n’est pas dans la liste"),
        (("--organiser-number", "123"), "ni un numéro RNA"),
        (("--territory", "nulle-part"), "pas un territoire connu"),
        (("--from", "hier"), "donnez un jour"),
        (("--from", "2027-02-01"), "vient après"),
        (("--organiser", "a.b@example.org"), "nom d’une organisation"),
        (("--organiser", "  "), "nom d’une organisation"),
        (("--licence", "https://"), "pas une licence connue"),
        (("--name", "x" * 300), "Donnez un nom"),
        (("--report", "/nowhere/x.csv"), "ne peut pas être écrit"),
    ],
)
def test_a_wrong_option_says_what_was_expected(
    france: Instance, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    assert words in load(france, write(tmp_path / "a.ics", FAIR), "wrong", *options, code=1)


def test_the_default_window_moves_by_months(france: Instance, tmp_path: Path) -> None:
    soon = today() + timedelta(days=20)
    event = f"UID:1\nSUMMARY:Bientôt\nDTSTART;VALUE=DATE:{soon:%Y%m%d}\nRRULE:FREQ=YEARLY"
    path = write(tmp_path / "a.ics", event)
    france.command("load", "events", str(path), "--name", "window", *OPTIONS)
    assert len([line for line in statements(france, "events-window") if "startDate" in line]) == 1
    loading = Loading(tmp_path, france.base, Report(None), options={"territory": "35", "type": "rencontre"})
    find_source("events").parts((path,), loading)
    assert {str(loading.options[name])[-3:] for name in ("from", "until")} == {"-01"}


# --- by address


class Feed:
    """A calendar at an address: what it holds, whether it answers, and how it was asked."""

    def __init__(self) -> None:
        self.data, self.tag, self.status = calendar(FAIR), '"1"', 200
        self.asked: list[tuple[str | None, int]] = []


@contextmanager
def serving(feed: Feed) -> Iterator[str]:
    """Serve a feed on loopback until the test ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            condition = self.headers.get("If-None-Match")
            status = 304 if feed.status == 200 and condition == feed.tag else feed.status
            feed.asked.append((condition, status))
            self.send_response(status)
            self.send_header("ETag", feed.tag)
            self.end_headers()
            if status == 200:
                self.wfile.write(feed.data)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/agenda/ville.ics"
    finally:
        server.shutdown()
        server.server_close()


def test_by_address_only_what_changed_is_read_and_a_failure_changes_nothing(france: Instance) -> None:
    feed = Feed()
    with serving(feed) as address:
        command = (
            "load",
            "events",
            address,
            *OPTIONS,
            "--from",
            "2026-10-01",
            "--until",
            "2027-01-01",
            "--name",
            "ville",
        )
        unnamed = said(france.command(*command[:-2], code=1))
        assert "Donnez un nom" in unnamed
        france.command(*command)
        first = statements(france, "events-ville")
        assert first
        assert "rien ne change" in said(france.command(*command))
        assert feed.asked == [(None, 200), ('"1"', 304)]
        feed.status = 503
        assert "Rien n’a changé" in said(france.command(*command, code=1))
        assert statements(france, "events-ville") == first
        feed.status, feed.tag, feed.data = 200, '"2"', calendar(FAIR, WEEKLY)
        france.command(*command)
        assert statements(france, "events-ville") > first
    assert "Rien n’a changé" in said(france.command(*command, code=1))


def test_a_download_is_bounded_and_leaves_no_half_file(tmp_path: Path) -> None:
    feed = Feed()
    with serving(feed) as address:
        client = Client(read_settings(private_networks=True))
        kept = fetch(address, tmp_path, client)
        feed.tag = '"3"'
        with pytest.raises(Exception, match="did not give its file"):
            fetch(address, tmp_path, client, Bounds(bytes=10))
        assert kept.read_bytes() == calendar(FAIR)
        assert not list(tmp_path.glob("partial-*"))


def test_two_events_under_one_uid_or_under_none_are_two_events(france: Instance, tmp_path: Path) -> None:
    events = [
        f"{uid}SUMMARY:Permanence\nDTSTART;VALUE=DATE:202612{day}" for uid in ("UID:dup\n", "") for day in ("05", "06")
    ]
    load(france, write(tmp_path / "a.ics", *events), "twins")
    assert len([line for line in statements(france, "events-twins") if "startDate" in line]) == 4


def test_one_series_too_long_does_not_silence_the_next_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.engine.formats.calendars.MOST", 30)
    daily = "UID:{}\nSUMMARY:x\nDTSTART:20261001T000000\nRRULE:FREQ=DAILY;COUNT={}"
    found = read(daily.format("a", 20), daily.format("b", 40), FAIR)
    assert [type(item) for item in found] == [Occurrence] * 20 + [Skipped, Occurrence]


def test_a_rule_that_keeps_the_expansion_busy_meets_a_deadline() -> None:
    never = "UID:1\nSUMMARY:x\nDTSTART:20261205T100000\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    began = time.monotonic()
    with pytest.raises(UnreadableTable, match="narrow the period"), deadline(1.0, SLOW):
        read(*[never.replace("UID:1", f"UID:{n}") for n in range(30)])
    assert time.monotonic() - began < 10


def test_an_empty_calendar_leaves_the_last_load(france: Instance, tmp_path: Path) -> None:
    path = write(tmp_path / "a.ics", FAIR)
    load(france, path, "emptied")
    before = statements(france, "events-emptied")
    write(path)
    assert "l’ancien chargement reste" in load(france, path, "emptied", code=1)
    assert statements(france, "events-emptied") == before


def test_contacts_are_taken_from_no_field_however_they_are_written(france: Instance, tmp_path: Path) -> None:
    event = (
        "UID:1\nSUMMARY:Fête +33 (0)6 12 34 56 78\nDTSTART;VALUE=DATE:20261205\n"
        "DESCRIPTION:<p>Écrire à jean [at] exemple.fr</p>\nCATEGORIES:contact jean.dupont@exemple.fr\n"
        "URL:https://example.org/?mail=jean%40exemple.fr"
    )
    plain = "UID:2\nSUMMARY:Bal\nDTSTART;VALUE=DATE:20261205\nDESCRIPTION:<p>Programme&nbsp;: <br>bal<script>x()</script></p>"
    load(france, write(tmp_path / "a.ics", event, plain), "contacts", code=3)
    text = "\n".join(statements(france, "events-contacts"))
    assert "12 34" not in text
    assert "exemple.fr" not in text
    assert "Programme" in text
    assert "<p>" not in text
    assert "x()" not in text
