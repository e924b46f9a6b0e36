"""Asking for what is shared over HTTP: forms, links, mail, the desk's inbox, calendars; and who never learns what."""

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import icalendar
import pytest
import requests

from graph_service.desk.dates import told_slot, told_weekday
from tests.desk import (
    ALPHA,
    BETA,
    HAUTE_GARONNE,
    ILLE_ET_VILAINE,
    PREFIXES,
    contribute,
    decide,
    furnish,
    person,
    settled,
)
from tests.instance import Instance
from tests.mailing import Inbox, smtp
from tests.waiting import eventually

OWNER, ASKER = "salle@alpha.example", "demandeuse@beta.example"
PARIS = "Europe/Paris"
GUADELOUPE = "https://w3id.org/maillage/id/commune/97105"
OFFER = f"""{PREFIXES}<> a maillage:Offer ; rdfs:label "Prêt de tables"@fr ; vf:provider <{ALPHA}> ;
  maillage:poolingType <https://w3id.org/maillage/scheme/pooling-type/equipment> ; maillage:terms terms:loan ;
  vf:eligibleLocation <{ILLE_ET_VILAINE}> ; adms:status <https://w3id.org/maillage/scheme/exchange-state/open> ."""
NEED = f"""{PREFIXES}<> a maillage:Need ; rdfs:label "Cherche des tables"@fr ; vf:receiver <{BETA}> ;
  maillage:poolingType <https://w3id.org/maillage/scheme/pooling-type/equipment> ;
  maillage:commune <https://w3id.org/maillage/id/commune/35360> ;
  adms:status <https://w3id.org/maillage/scheme/exchange-state/open> ."""


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    """A mail server."""
    with smtp() as running:
        yield running


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, inbox: Inbox) -> Iterator[Instance]:
    """A small world with a desk that sends mail; Alpha has an account, a place takes Bêta's mail."""
    server = f"smtp://127.0.0.1:{inbox.port}"
    root = tmp_path_factory.mktemp("asking") / "data"
    running = Instance(root, writes_hour=10_000, logins_hour=1000, smtp_url=server).start().authorise()
    furnish(running)
    running.command("account", "create", OWNER, "--organisation", ALPHA)
    yield running
    running.stop()


def published(desk: Instance, turtle: str) -> str:
    """Contribute, accept, wait; the IRI of the thing."""
    sent = contribute(desk, turtle, desk.bearer["Authorization"].removeprefix("Bearer "))
    assert sent.status_code == 201, sent.text
    decided = decide(desk, sent.headers["Location"], "accept")
    assert decided.status_code == 200, decided.text
    told = settled(desk, sent.headers["Location"])
    assert told["published"], told
    return str(told["things"][0]["iri"])


def room(desk: Instance, name: str, commune: str = "https://w3id.org/maillage/id/commune/35360", more: str = "") -> str:
    """A published room of Alpha's."""
    return published(
        desk,
        f"""{PREFIXES}<> a maillage:Premises ; rdfs:label "{name}"@fr ; maillage:owner <{ALPHA}> ;
  maillage:terms terms:loan ; maillage:commune <{commune}> ;
  maillage:accessibility <https://w3id.org/maillage/scheme/accessibility/unknown> {"; " + more if more else ""} .""",
    )


def day(days: int) -> datetime:
    """A day to come, at noon in Paris; the hour is the same on both sides of a change of clocks."""
    return datetime.now(ZoneInfo(PARIS)).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)


def dates(days: int = 10, hours: int = 2) -> dict[str, str]:
    """A slot as a form sends it."""
    begins = day(days)
    ends = begins + timedelta(hours=hours)
    return {"begins": f"{begins:%Y-%m-%dT%H:%M}", "ends": f"{ends:%Y-%m-%dT%H:%M}"}


def post(desk: Instance, path: str, headers: dict[str, str] | None, **fields: str) -> requests.Response:
    """Send a form without following where it leads."""
    sent = {"Accept": "text/html", "Accept-Language": "fr", **(headers or {})}
    return requests.post(desk.base + path, data=fields, headers=sent, timeout=60, allow_redirects=False)


def ask(desk: Instance, thing: str, **fields: str) -> requests.Response:
    """Ask for a thing."""
    return post(desk, "/ask", None, thing=thing, **{"name": "Denise Demandeuse", "message": "Bonjour", **fields})


def asked(desk: Instance, thing: str, **fields: str) -> str:
    """Ask; the path of the asker's page."""
    answer = ask(desk, thing, **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def page(desk: Instance, path: str) -> str:
    """A page in French."""
    answer = desk.get(path, headers={"Accept": "text/html", "Accept-Language": "fr"})
    assert answer.status_code == 200, answer.text
    return answer.text


def state(desk: Instance, path: str) -> str:
    """The state that a request's page tells."""
    found = re.search(r'id="state">([^<]*)<', page(desk, path))
    assert found is not None
    return found[1]


def rows(desk: Instance, text: str) -> list[tuple[object, ...]]:
    """What the desk's database holds."""
    with sqlite3.connect(desk.root / "desk.sqlite") as connection:
        return list(connection.execute(text))


def busy(desk: Instance, thing: str, **parameters: str) -> list[icalendar.Event]:
    """The events of a thing's calendar."""
    answer = desk.get("/busy.ics", params={"thing": thing, **parameters})
    assert answer.status_code == 200, answer.text
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))  # type: ignore[arg-type]


def own_link(inbox: Inbox, title: str) -> str:
    """The path of the owner's page of the last request for a thing, as their mail tells it."""

    def look() -> str:
        bodies = [body for body in inbox.to(OWNER) if title in body]
        found = re.findall(r"https?://\S+(/answer/\S+)", bodies[-1]) if bodies else []
        return found[-1] if found else ""

    return eventually(look)


def test_a_request_is_relayed_answered_by_one_link_and_neither_side_learns_the_others_address_303(
    desk: Instance, inbox: Inbox
) -> None:
    thing = room(desk, "Salle relayée")
    following = asked(desk, thing, address=ASKER, organisation="Bêta", message="Pour notre loto", **dates())
    link = own_link(inbox, "Salle relayée")
    told = inbox.to(OWNER)[-1]
    assert "Denise Demandeuse (Bêta)" in told
    assert "Pour notre loto" in told
    assert "à 12:00" in told
    assert "heure de Paris" in told
    assert ASKER not in told
    assert inbox.link(ASKER, "/asker").removeprefix(desk.base) == following
    # Opening the link decides nothing: mail programs open links.
    shown = page(desk, link)
    assert ASKER not in shown
    assert state(desk, following) == "demandé"
    assert post(desk, link, None, move="yes", words="Avec plaisir, clés au bar").status_code == 303
    answer = eventually(lambda: next((body for body in inbox.to(ASKER) if "accordé" in body), ""))
    assert "clés au bar" in answer
    assert OWNER not in answer
    assert OWNER not in page(desk, following)
    assert state(desk, following) == "accordé"
    events = eventually(lambda: busy(desk, thing))
    assert events[0].start == day(10).astimezone(UTC)
    assert events[0].end == day(10).astimezone(UTC) + timedelta(hours=2)
    assert str(events[0]["SUMMARY"]) == "Occupé / Busy"
    # A second press changes nothing, and takes nothing more.
    assert post(desk, link, None, move="yes").status_code == 303
    assert rows(desk, f"SELECT COUNT(*) FROM bookings WHERE thing = '{thing}'") == [(1,)]
    # The asker cancels: the slot is free, the owner is told.
    assert post(desk, following, None, move="cancel", words="Loto annulé").status_code == 303
    eventually(lambda: not busy(desk, thing))
    assert eventually(lambda: [body for body in inbox.to(OWNER) if "Loto annulé" in body])
    said = desk.rows(
        f"SELECT ?state WHERE {{ ?b <https://w3id.org/valueflows/ont/vf#resourceInventoriedAs> <{thing}> ;"
        " <http://www.w3.org/ns/adms#status> ?state }"
    )
    assert [row["state"].rpartition("/")[2] for row in said] == ["cancelled"]
    assert asked(desk, thing, **dates())


def test_another_date_is_proposed_and_taken_303(desk: Instance, inbox: Inbox) -> None:
    thing = room(desk, "Salle déplacée")
    following = asked(desk, thing, address=ASKER, **dates(12))
    link = own_link(inbox, "Salle déplacée")
    refused = post(desk, link, None, move="other", begins="2020-01-01T10:00", ends="2020-01-01T12:00", words="Plutôt")
    assert refused.status_code == 422
    assert "déjà passé" in refused.text
    assert "Plutôt" in refused.text
    assert post(desk, link, None, move="accept").status_code == 409
    assert post(desk, link, None, move="other", words="Plutôt le lendemain", **dates(13)).status_code == 303
    assert "Plutôt le lendemain" in page(desk, following)
    assert state(desk, following) == "autre date proposée"
    assert post(desk, following, None, move="accept").status_code == 303
    assert eventually(lambda: busy(desk, thing))[0].start == day(13).astimezone(UTC)


def test_fifty_yes_at_once_for_one_slot_make_one_303_and_forty_nine_409(desk: Instance) -> None:
    thing = room(desk, "Salle disputée")
    for _ in range(50):
        asked(desk, thing, **dates(14))
    ids = [str(row[0]) for row in rows(desk, f"SELECT id FROM asks WHERE thing = '{thing}'")]
    owner = person(desk, "cinquante@alpha.example", ALPHA)
    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(lambda one: owner.post(f"/desk/requests/{one}", move="yes").status_code, ids))
    assert sorted(statuses) == [303] + [409] * 49
    lost = ids[statuses.index(409)]
    assert "accordé à quelqu’un d’autre" in owner.get(f"/desk/requests/{lost}").text
    assert "accordé à quelqu’un d’autre" not in owner.get(f"/desk/requests/{ids[statuses.index(303)]}").text
    assert rows(desk, f"SELECT COUNT(*) FROM bookings WHERE thing = '{thing}' AND state = 'confirmed'") == [(1,)]
    assert len(eventually(lambda: busy(desk, thing))) == 1
    late = ask(desk, thing, **dates(14))
    assert late.status_code == 409
    assert "déjà pris" in late.text
    # Who ends as another begins is no conflict.
    assert (
        ask(desk, thing, begins=dates(14)["ends"], ends=f"{day(14) + timedelta(hours=3):%Y-%m-%dT%H:%M}").status_code
        == 303
    )


def test_fifty_presses_on_one_request_take_its_slot_once_303(desk: Instance) -> None:
    thing = room(desk, "Salle pressée")
    asked(desk, thing, **dates(15))
    owner = person(desk, "presse@alpha.example", ALPHA)
    one = rows(desk, f"SELECT id FROM asks WHERE thing = '{thing}'")[0][0]
    with ThreadPoolExecutor(50) as pool:
        statuses = set(pool.map(lambda _: owner.post(f"/desk/requests/{one}", move="yes").status_code, range(50)))
    assert statuses == {303}
    assert rows(desk, f"SELECT COUNT(*) FROM bookings WHERE thing = '{thing}'") == [(1,)]


def test_an_overseas_room_is_asked_for_at_its_own_hours(desk: Instance) -> None:
    thing = room(desk, "Salle de Basse-Terre", GUADELOUPE)
    shown = page(desk, f"/ask?thing={quote(thing)}")
    assert "heure de la Guadeloupe" in shown
    following = asked(desk, thing, **dates(16))
    assert "heure de la Guadeloupe" in page(desk, following)
    begins = rows(desk, f"SELECT begins, zone FROM asks WHERE thing = '{thing}'")[0]
    local = day(16).replace(tzinfo=ZoneInfo("America/Guadeloupe"))
    assert begins == (local.astimezone(UTC).isoformat(timespec="microseconds"), "America/Guadeloupe")


def spring() -> str:
    """The Sunday of the next change of clocks in spring, in Paris."""
    zone, now = ZoneInfo(PARIS), datetime.now(UTC)
    for days in range(1, 400):
        noon = datetime.combine((now + timedelta(days=days)).date(), datetime.min.time(), zone)
        if (noon + timedelta(hours=12)).utcoffset() > noon.utcoffset():  # type: ignore[operator]
            return f"{noon:%Y-%m-%d}"
    raise AssertionError


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Dites votre nom"),
        ({"message": ""}, "Écrivez un message"),
        ({"address": "pas un courriel"}, "n’en est pas un"),
        ({"message": "x" * 5001}, "5000 signes"),
        ({"begins": "2020-01-01T10:00", "ends": "2020-01-01T12:00"}, "déjà passé"),
        ({"begins": dates(20)["begins"], "ends": ""}, "le début et la fin"),
        ({"begins": dates(20)["ends"], "ends": dates(20)["begins"]}, "après le début"),
        ({"begins": dates(20)["begins"], "ends": dates(400)["ends"]}, "un an au plus"),
        ({"begins": f"{spring()}T02:30", "ends": f"{spring()}T05:00"}, "n’existe pas"),
    ],
)
def test_what_does_not_fit_422_brings_the_form_back_with_a_sentence_and_what_was_typed(
    desk: Instance, closed_room: str, fields: dict[str, str], words: str
) -> None:
    before = rows(desk, "SELECT COUNT(*) FROM asks")
    answer = ask(desk, closed_room, organisation="Mon club", **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text
    assert "Mon club" in answer.text
    assert rows(desk, "SELECT COUNT(*) FROM asks") == before


@pytest.fixture(scope="module")
def closed_room(desk: Instance) -> str:
    """A room that opens on Saturdays from two to six."""
    schedule = (
        "maillage:openingSchedule [ a schema:Schedule ; schema:byDay schema:Saturday ; "
        'schema:startTime "14:00:00"^^xsd:time ; schema:endTime "18:00:00"^^xsd:time ]'
    )
    return room(desk, "Salle du samedi", more=schedule)


def saturday() -> datetime:
    """The Saturday of next week, as clocks say."""
    today = datetime.now()
    return today.replace(minute=0, second=0, microsecond=0) + timedelta(days=7 + (5 - today.weekday()) % 7)


def test_outside_the_opening_hours_is_422_and_within_is_303(desk: Instance, closed_room: str) -> None:
    assert "samedi : 14:00 – 18:00" in page(desk, f"/ask?thing={quote(closed_room)}")
    when = saturday()
    late = ask(desk, closed_room, begins=f"{when:%Y-%m-%d}T17:00", ends=f"{when:%Y-%m-%d}T19:00")
    assert late.status_code == 422
    assert "samedi : 14:00 – 18:00" in late.text
    assert ask(desk, closed_room, begins=f"{when:%Y-%m-%d}T16:00", ends=f"{when:%Y-%m-%d}T18:00").status_code == 303


def test_a_form_sent_twice_asks_once_303_and_its_key_with_other_words_is_409(desk: Instance) -> None:
    thing = room(desk, "Salle double")
    key = re.search(r'name="key" value="([^"]+)"', page(desk, f"/ask?thing={quote(thing)}"))
    assert key is not None
    first, second = (asked(desk, thing, key=key[1], **dates(17)) for _ in range(2))
    assert first == second
    assert ask(desk, thing, key=key[1], message="Autre chose").status_code == 409
    assert rows(desk, f"SELECT COUNT(*) FROM asks WHERE thing = '{thing}'") == [(1,)]


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_of_another_site_asks_and_decides_nothing_403(desk: Instance, headers: dict[str, str]) -> None:
    thing = room(desk, "Salle d’ailleurs")
    assert post(desk, "/ask", headers, thing=thing, name="A", message="m").status_code == 403
    following = asked(desk, thing)
    assert post(desk, following, headers, move="cancel").status_code == 403
    assert state(desk, following) == "demandé"


def test_unknown_links_and_things_are_404_and_what_is_not_asked_for_is_422(desk: Instance) -> None:
    following = asked(desk, room(desk, "Salle des liens"))
    secret = following.rpartition("/")[2]
    for path in ("/answer/x", "/asker/x", f"/answer/{secret}", "/exchange/x", f"/exchange/{secret}"):
        assert desk.get(path).status_code == 404
        assert post(desk, path, None, move="yes", choice="confirm").status_code == 404
    assert desk.get("/ask", params={"thing": f"{desk.base}/id/premises/none"}).status_code == 404
    assert desk.get("/ask", params={"thing": ALPHA}).status_code == 422
    assert desk.get("/ask").status_code == 400
    assert ask(desk, "pas une adresse").status_code == 400
    assert desk.get("/busy.ics", params={"thing": f"{desk.base}/id/premises/none"}).status_code == 404
    assert desk.get("/busy.ics").status_code == 400


def test_interest_in_an_offer_is_told_and_agreed_without_a_booking_303(desk: Instance, inbox: Inbox) -> None:
    thing = published(desk, OFFER.replace("tables", "bancs"))
    shown = page(desk, f"/ask?thing={quote(thing)}")
    assert "Je suis intéressé" in shown
    assert 'name="begins"' not in shown
    assert ask(desk, thing, **dates()).status_code == 422
    following = asked(desk, thing, address=ASKER)
    link = own_link(inbox, "Prêt de bancs")
    assert "Proposer une autre date" not in page(desk, link)
    assert post(desk, link, None, move="other", **dates()).status_code == 422
    assert post(desk, link, None, move="yes").status_code == 303
    assert state(desk, following) == "accordé"
    assert rows(desk, f"SELECT COUNT(*) FROM bookings WHERE thing = '{thing}'") == [(0,)]


def test_the_page_of_a_thing_leads_to_asking_and_to_its_calendar(desk: Instance) -> None:
    thing = room(desk, "Salle à demander")
    shown = page(desk, thing.removeprefix(desk.base).replace("/id/", "/doc/"))
    assert "Demander ce créneau" in shown
    address = re.search(r'href="(/ask\?[^"]+)"', shown)
    calendar = re.search(r'href="(/busy\.ics\?[^"]+)"', shown)
    assert address is not None
    assert calendar is not None
    assert "Salle à demander" in page(desk, address[1])
    assert desk.get(calendar[1]).headers["Content-Type"].startswith("text/calendar")
    need = published(desk, NEED.replace("tables", "chaises"))
    shown = page(desk, need.removeprefix(desk.base).replace("/id/", "/doc/"))
    assert "Je suis intéressé" in shown
    link = re.search(r'href="(/queries/offers-for-a-need[^"]+)"', shown)
    assert link is not None
    assert "Offres qui correspondent" in shown
    assert desk.get(link[1]).status_code == 200
    assert "Demander" not in page(desk, "/doc/commune/35360")


def test_the_inbox_of_the_desk_is_for_the_organisation_and_for_the_animators_of_the_territory(desk: Instance) -> None:
    thing = room(desk, "Salle du bureau")
    asked(desk, thing, **dates(18))
    one = rows(desk, f"SELECT id FROM asks WHERE thing = '{thing}'")[0][0]
    path = f"/desk/requests/{one}"
    owner = person(desk, "bureau@alpha.example", ALPHA)
    near = person(desk, "proche@beta.example", BETA, "--role", "animator", "--territory", ILLE_ET_VILAINE)
    far = person(desk, "loin@beta.example", BETA, "--role", "animator", "--territory", HAUTE_GARONNE)
    other = person(desk, "autre@beta.example", BETA)
    for who, sees in ((owner, True), (near, True), (far, False), (other, False)):
        assert ("Salle du bureau" in who.get("/desk/requests").text) is sees
        assert who.get(path).status_code == (200 if sees else 404)
        if not sees:
            assert who.post(path, move="yes").status_code == 404
    assert desk.get(path, headers={"Accept": "text/html"}, allow_redirects=False).status_code in (303, 401)
    assert near.post(path, headers={"Origin": "https://evil.example"}, move="no").status_code == 403
    assert near.post(path, move="no", words="Fermée").status_code == 303
    assert "refusé" in owner.get("/desk/requests").text


def test_the_calendar_has_a_validator_a_version_and_no_name_200_304(desk: Instance) -> None:
    thing = room(desk, "Salle au calendrier")
    empty = desk.get("/busy.ics", params={"thing": thing})
    asked(desk, thing, name="Zoé Secrète", **dates(19))
    owner = person(desk, "agenda@alpha.example", ALPHA)
    one = rows(desk, f"SELECT id FROM asks WHERE thing = '{thing}'")[0][0]
    assert owner.post(f"/desk/requests/{one}", move="yes").status_code == 303
    eventually(lambda: busy(desk, thing))
    full = desk.get("/busy.ics", params={"thing": thing})
    assert full.headers["ETag"] != empty.headers["ETag"]
    again = desk.get("/busy.ics", params={"thing": thing}, headers={"If-None-Match": full.headers["ETag"]})
    assert again.status_code == 304
    assert busy(desk, thing, version=empty.headers["Maillage-Version"]) == []
    assert "Zoé" not in full.text
    free = desk.get(
        "/queries/accessible-premises-free.json",
        params={
            "territory": ILLE_ET_VILAINE,
            **{name: dates(19)[key] for name, key in (("start", "begins"), ("end", "ends"))},
        },
    )
    assert free.status_code in (200, 400)


def test_nothing_of_the_asker_is_in_the_graph_the_dumps_the_log_or_the_versions(desk: Instance) -> None:
    thing = room(desk, "Salle discrète")
    words = ("Prune Invisible", "prune@invisible.example", "Club Transparent", "mot de passe oublié sur la table")
    following = asked(
        desk, thing, name=words[0], address=words[1], organisation=words[2], message=words[3], **dates(21)
    )
    owner = person(desk, "discret@alpha.example", ALPHA)
    one = rows(desk, f"SELECT id FROM asks WHERE thing = '{thing}'")[0][0]
    assert owner.post(f"/desk/requests/{one}", move="yes", words="Réponse privée").status_code == 303
    eventually(lambda: busy(desk, thing))
    graph = next(
        row["g"]
        for row in desk.rows(
            f"SELECT ?g WHERE {{ GRAPH ?g {{ ?b <https://w3id.org/valueflows/ont/vf#resourceInventoriedAs> <{thing}> }} }}"
        )
    )
    assert graph.startswith(f"{desk.base}/graph/thing/booking/")
    public = desk.get("/graphs", params={"graph": graph}, headers={"Accept": "application/n-triples"}).text
    assert "licence" in public
    everything = desk.query("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }", "application/n-triples").text
    # An answer refused on purpose goes through the log, with its path.
    assert post(desk, following, None, move="accept", words=words[3]).status_code in (303, 409)
    assert post(desk, following, None, move="nothing").status_code == 409
    secret = following.rpartition("/")[2]
    log = desk.log.read_text()
    assert "/asker/…" in log
    for word in (*words, "Réponse privée", secret):
        assert word not in public
        assert word not in everything
        assert word not in log
    assert str(one) not in everything
    kept = b"".join(
        file.read_bytes() for file in Path(desk.root).rglob("*") if file.is_file() and not file.name.startswith("desk.")
    )
    assert all(word.encode() not in kept for word in words)


def test_hours_told_by_one_side_are_published_once_the_other_confirmed_303(desk: Instance, inbox: Inbox) -> None:
    alpha = person(desk, "heures@alpha.example", ALPHA)
    beta = person(desk, "heures@beta.example", BETA)
    told = {"role": "provider", "other": BETA, "hours": "3,5", "day": "2026-03-02", "skill": ""}
    assert alpha.post("/desk/exchanges", None, **{**told, "hours": "0"}).status_code == 422
    assert alpha.post("/desk/exchanges", None, **{**told, "other": "Bêta"}).status_code == 422
    assert alpha.post("/desk/exchanges", None, **{**told, "other": ALPHA}).status_code == 422
    assert (
        alpha.post("/desk/exchanges", None, **{**told, "other": "https://example.org/id/organisation/none"}).status_code
        == 422
    )
    assert alpha.post("/desk/exchanges", None, **{**told, "day": "2999-01-01"}).status_code == 422
    assert alpha.post("/desk/exchanges", None, **told).status_code == 303
    one = rows(desk, "SELECT id FROM exchanges")[-1][0]
    hours = f"SELECT ?h WHERE {{ <{desk.base}/id/exchange/{one}> <https://w3id.org/maillage/def#hours> ?h }}"
    assert desk.rows(hours) == []
    assert alpha.post(f"/desk/exchanges/{one}", choice="confirm").status_code == 403
    link = inbox.link("heures@beta.example", "/exchange").removeprefix(desk.base)
    assert "a donné 3.50 h" in page(desk, link)
    with ThreadPoolExecutor(10) as pool:
        statuses = set(pool.map(lambda _: post(desk, link, None, choice="confirm").status_code, range(10)))
    assert statuses == {303}
    assert eventually(lambda: desk.rows(hours)) == [{"h": "3.50"}] or desk.rows(hours) == [{"h": "3.5"}]
    assert beta.post(f"/desk/exchanges/{one}", choice="refuse").status_code == 409
    assert "+3.50" in alpha.get("/desk/exchanges").text
    assert "-3.50" in beta.get("/desk/exchanges").text
    balance = desk.get("/queries/hours-balance.json").json()["results"]["bindings"]
    assert {row["organisation"]["value"]: float(row["balance"]["value"]) for row in balance} == {ALPHA: 3.5, BETA: -3.5}


def test_hours_refused_or_forgotten_are_never_published_303(desk: Instance) -> None:
    alpha = person(desk, "oubli@alpha.example", ALPHA)
    beta = person(desk, "oubli@beta.example", BETA)
    told = {"role": "receiver", "other": BETA, "hours": "1", "day": "2026-03-03"}
    for who, choice in ((beta, "refuse"), (alpha, "forget")):
        assert alpha.post("/desk/exchanges", None, **told).status_code == 303
        one = rows(desk, "SELECT id FROM exchanges ORDER BY created DESC")[0][0]
        assert who.post(f"/desk/exchanges/{one}", choice=choice).status_code == 303
        assert rows(desk, f"SELECT COUNT(*) FROM outbox WHERE id = '{one}'") == [(0,)]


def test_an_offer_that_fits_a_need_is_told_to_both_owners_once(desk: Instance, inbox: Inbox) -> None:
    beta = person(desk, "besoin@beta.example", BETA)
    need, offer = published(desk, NEED), published(desk, OFFER)
    pair = f"SELECT COUNT(*) FROM proposals WHERE need = '{need}' AND offer = '{offer}'"
    eventually(lambda: rows(desk, pair) == [(1,)])
    for address, thing in ((OWNER, need), ("besoin@beta.example", offer)):
        assert eventually(lambda a=address, t=thing: [body for body in inbox.to(a) if t in body])  # type: ignore[misc]
    assert "Prêt de tables" in beta.get("/desk/requests").text
    # A need published after its offer is found too.
    later = published(desk, NEED.replace("Cherche des", "Voudrait des"))
    eventually(
        lambda: rows(desk, f"SELECT COUNT(*) FROM proposals WHERE need = '{later}' AND offer = '{offer}'") == [(1,)]
    )


@pytest.mark.parametrize("path", ["/ask?thing={thing}", "{asker}"])
def test_the_pages_speak_both_languages_and_are_kept_by_nobody_200(desk: Instance, path: str) -> None:
    thing = room(desk, "Salle bilingue")
    address = path.format(thing=quote(thing), asker=asked(desk, thing))
    for language, words in (("fr", "Courriel"), ("en", "E-mail")):
        answer = desk.get(address, headers={"Accept": "text/html", "Accept-Language": language})
        assert answer.status_code == 200
        assert words.lower() in answer.text.lower()
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_client_may_ask_so_often_429(tmp_path: Path) -> None:
    running = Instance(tmp_path / "data", writes_hour=4).start().authorise()
    try:
        furnish(running)
        thing = room(running, "Salle courue")
        statuses = [ask(running, thing).status_code for _ in range(4)]
        assert statuses == [303, 303, 303, 429]
    finally:
        running.stop()


def test_the_page_of_a_thing_lists_when_it_is_taken_and_its_booking_tells_its_dates(desk: Instance) -> None:
    thing = room(desk, "Salle listée")
    asked(desk, thing, **dates(30))
    owner = person(desk, "liste@alpha.example", ALPHA)
    one = rows(desk, f"SELECT id FROM asks WHERE thing = '{thing}'")[0][0]
    path = thing.removeprefix(desk.base).replace("/id/", "/doc/") + ".html"
    assert "rien à venir" in page(desk, path)
    assert owner.post(f"/desk/requests/{one}", move="yes").status_code == 303
    eventually(lambda: busy(desk, thing))
    told = told_slot(day(30), day(30) + timedelta(hours=2), PARIS)
    shown = page(desk, path)
    assert f"<li>{told.fr}</li>" in shown
    assert "heure de Paris" in shown
    assert "/busy.ics?thing=" in shown
    assert "/id/booking/" not in shown
    assert "/doc/booking/" not in shown
    key = rows(desk, f"SELECT id FROM bookings WHERE thing = '{thing}'")[0][0]
    booking = page(desk, f"/doc/booking/{key}.html")
    assert "Réservation : Salle listée" in booking
    assert told_weekday(day(30), PARIS).fr in booking
    assert "#interval" not in booking
    assert "Proposer une modification" not in booking
    english = desk.get(f"/doc/booking/{key}.html?lang=en").text
    assert "Booking: Salle listée" in english
    assert told_weekday(day(30), PARIS).en in english


def test_a_request_says_what_comes_next_and_what_is_wrong_at_its_field(desk: Instance) -> None:
    thing = room(desk, "Salle expliquée")
    form = page(desk, f"/ask?thing={quote(thing)}")
    assert "à remplir" in form
    wrong = ask(desk, thing, **{**dates(31), "ends": dates(30)["ends"]})
    assert wrong.status_code == 422
    assert '<p class="fault" id="ends-fault">La fin doit venir après le début.</p>' in wrong.text
    assert 'href="#ends"' in wrong.text
    assert 'aria-describedby="ends-fault"' in wrong.text
    following = asked(desk, thing, **dates(31))
    shown = page(desk, following)
    assert "Votre demande est envoyée." in shown
    assert '<button name="move" value="cancel" class="plain">' in shown
    owner = person(desk, "explique@alpha.example", ALPHA)
    one = rows(desk, f"SELECT id FROM asks WHERE thing = '{thing}'")[0][0]
    answering = owner.get(f"/desk/requests/{one}").text
    assert '<button name="move" value="yes">' in answering
    assert '<button name="move" value="no" class="plain">' in answering
    assert "Votre demande est envoyée." not in answering
