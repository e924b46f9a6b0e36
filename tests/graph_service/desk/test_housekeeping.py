"""What a desk does by itself: forgets what is a year old, lets pass what nobody answered, proposes what was missed."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import insert, select

from graph_service.desk import exchanges
from graph_service.desk.accounts import account
from graph_service.desk.asks import PATIENCE, request
from graph_service.desk.database import open_desk
from graph_service.desk.exchanges import Told, balances, settle, tell
from graph_service.desk.housekeeping import Housekeeping
from graph_service.desk.links import make_link, subject_of
from graph_service.desk.office import Office
from graph_service.desk.proposals import propose
from graph_service.desk.tables.delivery import mails
from graph_service.desk.tables.exchange import proposals
from graph_service.desk.tables.moments import now
from graph_service.desk.wishes import Wish, ask
from graph_service.engine.photos.storage import PhotoStorage
from graph_service.errors import InvalidContribution, NotFound, UnfitRequest
from graph_service.languages import Text
from tests.desk import ALPHA, BETA, BLAGNAC, HAUTE_GARONNE, ILLE_ET_VILAINE, PREFIXES, VITRE
from tests.instance import free_port
from tests.offices import FAILURES, hold, office, publish, room
from tests.waiting import eventually

YEAR = timedelta(days=365)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A desk whose mail goes nowhere yet."""
    smtp = f"smtp://127.0.0.1:{free_port()}"
    with office(tmp_path_factory.mktemp("housekeeping"), smtp_url=smtp) as opened:
        yield opened


def keep_house(desk: Office, **later: float) -> None:
    """One round, as if it were later."""
    Housekeeping(desk, desk.on_failure).run_once(now() + timedelta(**later))


def test_words_names_and_addresses_go_after_twelve_months_and_not_before(desk: Office) -> None:
    words = ("Aline Oubliée", "aline@oubliee.example", "Cercle Effacé", "Un mot à oublier")
    wish = Wish(room(desk, "memoire"), words[0], words[3], words[2], words[1])
    old, young = ask(desk, wish, now() - YEAR - timedelta(days=1)), ask(desk, wish, now() - YEAR + timedelta(days=1))
    assert Housekeeping(desk, desk.on_failure).told == "ok"
    keep_house(desk)
    with desk.engine.connect() as connection:
        forgotten, kept = request(connection, old), request(connection, young)
    assert (forgotten.name, forgotten.address, forgotten.organisation, forgotten.message) == (None, None, None, None)
    assert forgotten.erased is not None
    assert forgotten.title == kept.title
    assert (kept.name, kept.address, kept.organisation, kept.message) == (words[0], words[1], words[2], words[3])
    keep_house(desk, days=2)
    with sqlite3.connect(desk.storage.folder.desk) as connection_:
        dump = "\n".join(line for line in connection_.iterdump() if 'INTO "asks"' in line or "INTO asks" in line)
    assert all(word not in dump for word in words)


def test_a_message_that_no_server_took_in_a_year_is_forgotten(desk: Office) -> None:
    with desk.engine.begin() as connection:
        for name, age in (("vieux", YEAR + timedelta(days=1)), ("recent", timedelta(days=1))):
            told = {"recipient": f"{name}@exemple.example", "subject": "s", "body": "b", "attempts": 12}
            at = now() - age
            connection.execute(insert(mails).values(id=name, created=at, due=at, **told))
    keep_house(desk)
    with desk.engine.connect() as connection:
        left = set(connection.execute(select(mails.c.id)).scalars())
    assert ("recent" in left, "vieux" in left) == (True, False)


def test_what_nobody_answers_expires_and_a_private_link_ends(desk: Office) -> None:
    identity = ask(desk, Wish(room(desk, "attente"), "A", "Je suis intéressée"))
    with desk.engine.begin() as connection:
        secret = make_link(connection, "confirm", identity)
    keep_house(desk, days=PATIENCE.days - 1)
    with desk.engine.connect() as connection:
        assert request(connection, identity).state == "asked"
        assert subject_of(connection, "confirm", secret) == identity
    keep_house(desk, days=PATIENCE.days + 1)
    with desk.engine.connect() as connection:
        assert request(connection, identity).state == "expired"


def test_a_round_that_another_process_makes_is_left_to_it(desk: Office) -> None:
    identity = ask(desk, Wish(room(desk, "double-ronde"), "A", "m"), now() - PATIENCE - timedelta(days=1))
    with desk.storage.folder.desk.with_suffix(".housekeeping").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keep_house(desk)
        with desk.engine.connect() as connection:
            assert request(connection, identity).state == "asked"
    keep_house(desk)
    with desk.engine.connect() as connection:
        assert request(connection, identity).state == "expired"


def test_a_desk_that_nobody_opened_is_not_made(tmp_path: Path) -> None:
    with office(tmp_path) as opened:
        path = opened.storage.folder.desk
        path.rename(path.with_suffix(".aside"))
        Housekeeping(opened, opened.on_failure).run_once()
        assert not path.exists()


def test_it_keeps_house_in_the_background_and_then_ends(desk: Office) -> None:
    identity = ask(desk, Wish(room(desk, "fond"), "A", "m"), now() - PATIENCE - timedelta(days=1))
    chore = Housekeeping(desk, desk.on_failure)
    chore.start()

    def expired() -> bool:
        with desk.engine.connect() as connection:
            return request(connection, identity).state == "expired"

    assert eventually(expired)
    chore.close()
    assert chore.told == "ok"


def test_what_a_round_meets_is_told_and_nothing_private_with_it(desk: Office, tmp_path: Path) -> None:
    FAILURES.clear()
    empty = open_desk(tmp_path / "desk.sqlite")
    with empty.begin() as connection:
        connection.exec_driver_sql("DROP TABLE proposals")
        connection.exec_driver_sql("DROP TABLE bookings")
        connection.exec_driver_sql("DROP TABLE asks")
    broken = Office(desk.settings, desk.storage, lambda: empty, desk.on_failure)
    chore = Housekeeping(broken, broken.on_failure)
    chore.start()
    eventually(lambda: FAILURES)
    chore.close()
    assert FAILURES[0][0] == "housekeeping"
    assert "no such table: asks" in chore.told
    empty.dispose()


def test_hours_that_the_other_never_confirms_are_forgotten_and_hours_of_nobody_refused(desk: Office) -> None:
    identity = hold(desk.engine, ALPHA)
    with desk.engine.connect() as connection:
        alpha = account(connection, identity)
    first = tell(desk, alpha, Told("provider", BETA, "2.25", "2026-03-02"))
    second = tell(desk, alpha, Told("receiver", BETA, "1", "2026-03-02"))
    for refused in (Told("both", BETA, "1", "2026-03-02"), Told("provider", BETA, "NaN", "2026-03-02")):
        with pytest.raises(UnfitRequest):
            tell(desk, alpha, refused)
    with pytest.raises(InvalidContribution):
        tell(desk, alpha, Told("provider", "https://example.org/id/organisation/none", "1", "2026-03-02"))
    settle(desk, first, BETA, "confirm")
    keep_house(desk, days=91)
    with desk.engine.connect() as connection:
        with pytest.raises(NotFound):
            exchanges.exchange(connection, second)
        found = balances(connection)
    assert (str(found[ALPHA].balance), str(found[BETA].balance)) == ("2.25", "-2.25")
    # What cannot be published counts no longer.
    with desk.engine.begin() as connection:
        exchanges.fall(connection, first)
        assert balances(connection) == {}


@pytest.mark.parametrize(
    ("written", "iri"),
    [
        ("w353001234", "https://w3id.org/maillage/id/association/W353001234"),
        ("200 039 022", "https://w3id.org/maillage/id/organisation/200039022"),
        ("http://localhost:8000/doc/organisation/x.html", "http://localhost:8000/id/organisation/x"),
        (ALPHA, ALPHA),
    ],
)
def test_an_organisation_is_named_by_its_numbers_or_its_sheet(written: str, iri: str) -> None:
    assert exchanges.organisation_iri(written) == iri


def intent(desk: Office, kind: str, name: str, more: str, state: str = "open") -> str:
    """A published offer or need of equipment."""
    iri = f"{desk.base}/id/{kind.lower()}/{name}"
    publish(
        desk,
        f"{desk.base}/graph/thing/{kind.lower()}/{name}",
        f"""{PREFIXES}<{iri}> a maillage:{kind} ; rdfs:label "{kind} {name}"@fr ;
  maillage:poolingType <https://w3id.org/maillage/scheme/pooling-type/equipment> ; {more} ;
  adms:status <https://w3id.org/maillage/scheme/exchange-state/{state}> .""",
    )
    return iri


def test_an_offer_is_proposed_to_the_needs_it_fits_once_and_to_no_other(desk: Office) -> None:
    near = intent(desk, "Need", "proche", f"vf:receiver <{BETA}> ; maillage:commune <{VITRE}>")
    far = intent(desk, "Need", "loin", f"vf:receiver <{BETA}> ; maillage:commune <{BLAGNAC}>")
    own = intent(desk, "Need", "soi", f"vf:receiver <{ALPHA}> ; maillage:commune <{VITRE}>")
    closed = intent(desk, "Need", "clos", f"vf:receiver <{BETA}> ; maillage:commune <{VITRE}>", "closed")
    assert propose(desk, [near, far, own, closed]) == []
    offer = intent(desk, "Offer", "tables", f"vf:provider <{ALPHA}> ; vf:eligibleLocation <{ILLE_ET_VILAINE}>")
    found = propose(desk, [offer])
    assert [(one.need, one.offer, one.need_owner, one.offer_owner) for one in found] == [(near, offer, BETA, ALPHA)]
    assert propose(desk, [offer, near, closed, own]) == []
    other = intent(desk, "Offer", "ailleurs", f"vf:provider <{ALPHA}> ; vf:eligibleLocation <{HAUTE_GARONNE}>")
    assert [(one.need, one.offer) for one in propose(desk, [far])] == [(far, other)]
    with desk.engine.connect() as connection:
        assert len(list(connection.execute(select(proposals)))) == 2


def test_the_address_that_a_server_refuses_is_not_told(tmp_path: Path) -> None:
    class Refusing:
        async def handle_RCPT(self, _s: object, _x: object, _e: object, address: str, _o: object) -> str:  # noqa: N802
            return f"550 {address} is unknown"

    port = free_port()
    controller = Controller(Refusing(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with office(tmp_path, smtp_url=f"smtp://127.0.0.1:{port}") as opened:
            with opened.engine.begin() as connection:
                assert opened.mailbox.post(connection, "privee@exemple.example", Text("s", "s"), Text("b", "b"))
            FAILURES.clear()
            assert opened.postman.run_once() == 0
            told = f"{opened.postman.told} {FAILURES[-1][1].detail}"
            assert "is unknown" in told
            assert "privee@exemple.example" not in told
    finally:
        controller.stop()


def test_a_photo_that_nothing_shows_goes_after_a_day_and_one_that_is_shown_stays(desk: Office) -> None:
    kept = PhotoStorage(desk.storage.folder.photos)
    shown, forgotten, young = (kept.keep(name.encode()) for name in ("shown", "forgotten", "young"))
    room(desk, "photo", more=f"schema:image <{desk.base}/photos/{shown}.jpg>")
    for digest in (shown, forgotten):
        path = kept.path(digest)
        assert path is not None
        os.utime(path, (0, 0))
    keep_house(desk)
    assert [kept.path(digest) is not None for digest in (shown, forgotten, young)] == [True, False, True]
