"""`/agenda`: what is coming by theme, place, words, period and accessibility; a list, a month, ICS and Atom."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import icalendar
import pytest

from graph_service.engine.search.request import MONTH, Search
from graph_service.web.agenda_request import AgendaRequest, nearer
from graph_service.web.parameters import Parameters
from tests.instance import Instance

HTML = {"Accept": "text/html"}
MARCH = "from=2026-03-01&until=2026-03-31&demonstration=true"


@pytest.fixture(scope="module")
def site(france: Instance) -> Iterator[Instance]:
    """The sample network, and an event that is cancelled."""
    france.command("load", "demo")
    graph = f"{france.base}/graph/source/agenda"
    france.update(
        "PREFIX s: <https://schema.org/> PREFIX r: <http://www.w3.org/2000/01/rdf-schema#>"
        "PREFIX m: <https://w3id.org/maillage/def#> PREFIX x: <http://www.w3.org/2001/XMLSchema#>"
        f"INSERT DATA {{ GRAPH <{graph}> {{ <{france.base}/id/event/off> a s:Event ; r:label 'Forum annulé'@fr ;"
        "s:startDate '2026-03-20'^^x:date ; s:endDate '2026-03-21'^^x:date ; s:eventStatus s:EventCancelled ;"
        f"m:commune <https://w3id.org/maillage/id/commune/35360> . <{france.base}/id/event/soon> a s:Event ;"
        f"r:label 'Forum de demain'@fr ; s:startDate '{date.today() + timedelta(days=1)}'^^x:date . }} }}"
    )
    france.wait_for_search()
    yield france
    france.update(f"DROP GRAPH <{graph}>")


def page(site: Instance, query: str, status: int = 200) -> str:
    """The page of a view."""
    answer = site.get(f"/agenda?{query}", headers=HTML)
    assert answer.status_code == status, answer.text
    return answer.text


def events(site: Instance, query: str) -> dict[str, Any]:
    """Name → event, in the ICS of a view."""
    answer = site.get(f"/agenda.ics?{query}")
    assert answer.status_code == 200, answer.text
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


def test_a_period_keeps_what_touches_it(site: Instance) -> None:
    text = page(site, MARCH)
    assert "Rencontre fictive de trésorerie" in text
    assert "Rencontre fictive d’avril" not in text
    assert "Mars 2026" in text


def test_past_and_expired_dates_leave_the_default_view(site: Instance) -> None:
    text = page(site, "demonstration=true")
    assert "Forum de demain" in text
    assert "Rencontre fictive" not in text
    assert "Appel fictif" not in text


def test_accessibility_is_always_told_and_unknown_is_said(site: Instance) -> None:
    text = page(site, MARCH)
    assert text.count("small access") == text.count('<li class="entry') - text.count('<p class="small">appel')
    assert "Accessibilité : inconnue" in text
    assert "interprétation en langue des signes" in text


def test_a_cancelled_event_says_so_on_the_page_and_in_the_calendar(site: Instance) -> None:
    text = page(site, MARCH)
    assert '<strong class="state">Annulé</strong>' in text
    told = events(site, MARCH)["Annulé : Forum annulé"]
    assert str(told["STATUS"]) == "CANCELLED"
    # A day event ends on the day after its last.
    assert (told["DTSTART"].to_ical(), told["DTEND"].to_ical()) == (b"20260320", b"20260322")


@pytest.mark.parametrize(
    ("query", "found", "left"),
    [
        (
            "accessibility=sign-language",
            "Rencontre fictive de trésorerie, traduite en signes",
            "Atelier fictif de comptes",
        ),
        ("theme=accounting", "Atelier fictif de comptes", "Formation fictive aux réseaux sociaux"),
        ("commune=35068", "Rencontre fictive de trésorerie, traduite en signes", "Atelier fictif de comptes"),
        ("departement=35&q=comptes", "Atelier fictif de comptes", "Formation fictive aux réseaux sociaux"),
    ],
)
def test_each_filter_narrows_and_they_intersect(site: Instance, query: str, found: str, left: str) -> None:
    told = events(site, f"{MARCH}&{query}")
    assert found in told
    assert left not in told


def test_open_calls_stand_on_their_last_day(site: Instance) -> None:
    text = page(site, "from=2026-06-01&until=2026-06-30&demonstration=true&kind=Call")
    assert "Appel fictif à projets mutualisés" in text
    assert "favorise la mutualisation" in text
    assert "du 5 janvier 2026 au 30 juin 2026" in text
    # Open in May, though its last day is in June.
    assert "Appel fictif à projets mutualisés" in page(site, "from=2026-05-01&until=2026-05-31&demonstration=true")


def test_a_month_is_a_calendar_with_its_neighbours(site: Instance) -> None:
    text = page(site, "view=month&month=2026-03&demonstration=true")
    assert '<time datetime="2026-03-07">7</time><ul>' in text
    assert "inconnue</span>" in text
    assert "month=2026-02" in text
    assert "month=2026-04" in text
    assert "March 2026" in page(site, "view=month&month=2026-03&lang=en")


def test_facets_count_the_days_that_are_shown(site: Instance) -> None:
    text = page(site, "from=2026-03-08&until=2026-03-31&demonstration=true")
    # The fictitious dates of the seventh are of the same month, and gone.
    assert "comptabilité et gestion" not in text
    assert "comptabilité et gestion" in page(site, MARCH)


def test_more_dates_than_a_page_holds_are_cut_by_their_day() -> None:
    asked = AgendaRequest(
        Parameters([]), Search(facets=tuple((MONTH, f"2026-{n:02d}") for n in range(1, 13))), date(2026, 1, 1), None, ""
    )
    closer = nearer(asked)
    assert closer is not None
    assert closer.last == date(2026, 6, 30)
    assert [value for _, value in closer.search.facets] == [f"2026-{n:02d}" for n in range(1, 7)]
    one = replace(asked, search=Search(facets=((MONTH, "2026-01"),)))
    assert nearer(one) is None


def test_moments_are_in_utc_for_calendars(site: Instance) -> None:
    told = events(site, MARCH)["Rencontre fictive de trésorerie, traduite en signes"]
    assert told["DTSTART"].to_ical() == b"20260307T130000Z"


def test_english_pages_tell_concepts_in_english(site: Instance) -> None:
    text = page(site, f"{MARCH}&lang=en")
    assert "Accessibility: unknown" in text
    assert "inconnue" not in text


ENDLESS = (
    ("2026-12-01T10:00:00", "9999-12-31T23:59:59-01:00"),
    ("0001-01-01T00:00:00+14:00", "2026-12-02T10:00:00Z"),
    ("2026-12-01", "9999-12-31"),
    ("-0044-03-15", "2026-12-02"),
)


def test_a_moment_beyond_every_calendar_leaves_the_others_standing(site: Instance) -> None:
    graph = f"{site.base}/graph/source/endless"
    for number, (start, end) in enumerate(ENDLESS):
        kind = "dateTime" if "T" in start else "date"
        site.update(
            "PREFIX s: <https://schema.org/> PREFIX r: <http://www.w3.org/2000/01/rdf-schema#>"
            "PREFIX x: <http://www.w3.org/2001/XMLSchema#>"
            f"INSERT DATA {{ GRAPH <{graph}> {{ <{site.base}/id/event/endless{number}> a s:Event ; r:label 'Sans fin'@fr ;"
            f"s:startDate '{start}'^^x:{kind} ; s:endDate '{end}'^^x:{kind} }} }}"
        )
    site.wait_for_search()
    for path in ("/agenda", "/agenda.ics", "/agenda.atom", "/embed/agenda"):
        answer = site.get(f"{path}?from=2026-03-01&demonstration=true", headers=HTML)
        assert answer.status_code == 200, path
        assert "Forum" in answer.text
    site.update(f"DROP GRAPH <{graph}>")
    site.wait_for_search()


def test_a_feed_follows_the_filter(site: Instance) -> None:
    text = site.get(f"/agenda.atom?{MARCH}&theme=communication").text
    assert "Formation fictive aux réseaux sociaux" in text
    assert "Atelier fictif" not in text
    assert "theme=communication" in text


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-13-01",
        "until=2026-01-01&from=2026-02-01",
        "view=week",
        "month=2026-00",
        "from=1900-01-01&until=2199-12-31",
        "month=0001-01",
        "month=9999-12",
        "month=http://x",
        "colour=red",
    ],
)
def test_a_view_that_is_none_is_refused_with_a_sentence_400(site: Instance, query: str) -> None:
    assert 'role="alert"' in page(site, query, 400)
    assert site.get(f"/agenda.ics?{query}").status_code == 400
