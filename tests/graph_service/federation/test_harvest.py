"""A harvest replaces a peer's graph in one step or not at all; what is not the peer's to say, or unfit, is kept apart."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph_service.engine.readers.pool import Ticket
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.validation.validation import Validation
from graph_service.errors import UsageError
from graph_service.federation.authority import sorted_by_authority
from graph_service.federation.client import Client
from graph_service.federation.harvest import Harvested, Harvester
from graph_service.federation.peers import Outcome, Peer, Peers
from graph_service.media_types import N_TRIPLES
from graph_service.settings import Settings
from tests.graph_service.federation.test_client import Host, hosting

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
PREFIXES = """@prefix maillage: <https://w3id.org/maillage/def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix scheme: <https://w3id.org/maillage/scheme/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix dct: <http://purl.org/dc/terms/> .
"""
CLUB = "<https://w3id.org/maillage/id/association/W351000001>"


def tools(number: int) -> str:
    """As many tools of the peer, in Turtle; each is two statements."""
    return PREFIXES + "\n".join(f'<tool/{n}> a maillage:Tool ; rdfs:label "Outil {n}"@fr .' for n in range(number))


@pytest.fixture
def host() -> Iterator[Host]:
    """The peer's host."""
    with hosting() as found:
        found.body = tools(10).encode()
        yield found


@pytest.fixture
def harvest(
    host: Host, settings: Settings, open_storage: Callable[..., EmbeddedStorage]
) -> Iterator[Callable[..., Harvested]]:
    """Harvest the peer once more."""
    storage = open_storage()
    validation = Validation(settings, None)
    client = Client(settings.model_copy(update={"private_networks": True}))
    harvester = Harvester(settings.base_iri, storage.folder, storage.writes, validation, client)
    peers = Peers(storage.folder.root)
    peers.add(Peer("bretagne", host.address, "Réseau de Bretagne", LICENCE, "regional"))

    def once(opposed: frozenset[str] = frozenset(), *, confirmed: bool = False) -> Harvested:
        return harvester.harvest(peers.get("bretagne"), opposed, confirmed=confirmed)

    yield once
    validation.close()


def published(storage: EmbeddedStorage, settings: Settings) -> bytes:
    """The peer's graph, byte for byte."""
    return storage.reads.graph(f"{settings.base_iri}/graph/peer/bretagne/main", N_TRIPLES, None, Ticket()).data


def only(opened: Callable[..., EmbeddedStorage], settings: Settings) -> EmbeddedStorage:
    """The storage of the test's folder."""
    return opened(data_dir=settings.data_dir)


def test_a_harvest_publishes_the_peer_s_things_with_licence_and_provenance(
    harvest: Callable[..., Harvested], settings: Settings, open_storage: Callable[..., EmbeddedStorage]
) -> None:
    done = harvest()
    assert done.peer.outcome.error is None
    assert done.version
    assert (done.peer.outcome.statements, done.peer.outcome.quarantined) == (20, 0)
    told = published(only(open_storage, settings), settings).decode()
    assert '/tool/3> <http://www.w3.org/2000/01/rdf-schema#label> "Outil 3"@fr .' in told
    assert f"<{LICENCE}>" in told
    assert "wasGeneratedBy" in told


def test_harvesting_the_same_file_twice_changes_nothing(harvest: Callable[..., Harvested], host: Host) -> None:
    harvest()
    again = harvest()
    assert (again.version, again.peer.outcome.error) == (None, None)
    host.headers = {"ETag": '"1"'}
    harvest()
    host.statuses = [304]
    assert harvest().version is None


TROUBLES = {
    "truncated": (b"<a> <b> ", {}, []),
    "shorter than told": (tools(10).encode(), {"Content-Length": "99999"}, []),
    "a page": (b"<!doctype html><html><body>Erreur</body></html>", {}, []),
    "nothing": (b"", {}, []),
    "ten times smaller": (tools(1).encode(), {}, []),
    "an error": (b"", {}, [500]),
    "overloaded": (b"", {}, [503] * 5),
    "leads to the loopback": (b"", {"Location": "http://127.0.0.1:9/x.ttl"}, [302]),
    "a bomb": (gzip.compress(b"\0" * 1_000_000), {"Content-Encoding": "gzip"}, []),
    "reserved words": (b"<https://w3id.org/maillage/def#Tool> a <http://www.w3.org/2002/07/owl#Class> .", {}, []),
}


def test_70_whatever_goes_wrong_the_old_graph_stays_byte_for_byte_and_is_stale(
    harvest: Callable[..., Harvested], host: Host, settings: Settings, open_storage: Callable[..., EmbeddedStorage]
) -> None:
    harvest()
    storage = only(open_storage, settings)
    before = published(storage, settings)
    for trouble, (body, headers, statuses) in TROUBLES.items():
        host.body, host.headers, host.statuses = body, headers, list(statuses)
        failed = harvest()
        assert failed.version is None, trouble
        assert failed.peer.outcome.error is not None, trouble
        assert failed.peer.stale, trouble
        assert published(storage, settings) == before, trouble
    host.body, host.headers, host.statuses = tools(11).encode(), {}, []
    assert harvest().peer.outcome.error is None
    assert published(storage, settings) != before


def test_a_great_loss_waits_for_a_person(harvest: Callable[..., Harvested], host: Host) -> None:
    harvest()
    host.body = tools(4).encode()
    waiting = harvest()
    assert "à confirmer" in (waiting.peer.outcome.error or ("", ""))[0]
    assert waiting.peer.outcome.waiting
    # It waits as long as nobody looked at it.
    assert harvest().peer.outcome.error is not None
    assert harvest(confirmed=True).peer.outcome.statements == 8


def test_what_a_shape_refuses_is_quarantined_thing_by_thing(
    harvest: Callable[..., Harvested], host: Host, settings: Settings
) -> None:
    host.body = (tools(10) + "<tool/bad> a maillage:Tool .").encode()
    done = harvest()
    assert (done.peer.outcome.quarantined, done.peer.outcome.statements) == (1, 20)
    report = (Path(settings.data_dir) / "sources/peer-bretagne-quarantine.nt").read_text()
    assert "/tool/bad>" in report
    assert "/tool/1>" not in report
    host.body = (tools(10) + "".join(f"<tool/bad{n}> a maillage:Tool ." for n in range(5))).encode()
    assert "refusées" in (harvest().peer.outcome.error or ("", ""))[0]


def test_an_official_attribute_of_a_shared_identifier_is_set_aside_and_a_link_is_kept(
    harvest: Callable[..., Harvested], host: Host, settings: Settings, open_storage: Callable[..., EmbeddedStorage]
) -> None:
    said = f'{CLUB} rdfs:label "Autre nom"@fr ; maillage:rna "W351000009" ; a maillage:SupportActor ; rdfs:seeAlso <tool/1> .'
    host.body = (tools(10) + said + '<https://ailleurs.exemple/x> rdfs:label "À un autre"@fr .').encode()
    assert harvest().peer.outcome.aside == 3
    told = published(only(open_storage, settings), settings).decode()
    assert "Autre nom" not in told
    assert "W351000009" not in told
    assert "À un autre" not in told
    assert f"{CLUB} <http://www.w3.org/2000/01/rdf-schema#seeAlso>" in told
    assert "SupportActor" in told


def test_what_was_erased_here_and_what_reaches_a_person_never_comes_back(
    harvest: Callable[..., Harvested], host: Host, settings: Settings, open_storage: Callable[..., EmbeddedStorage]
) -> None:
    host.body = (tools(10) + '<tool/me> a maillage:Tool ; rdfs:label "Écrire à jean@exemple.fr"@fr .').encode()
    gone = f"{host.address.removesuffix('file.ttl')}tool/3"
    harvest(frozenset({gone}))
    told = published(only(open_storage, settings), settings).decode()
    assert "/tool/3>" not in told
    assert "jean@exemple.fr" not in told
    assert "/tool/4>" in told


def test_names_levels_and_addresses_of_peers_are_checked(tmp_path: Path) -> None:
    peers = Peers(tmp_path)
    good = Peer("a", "https://a.fr/x.ttl", "A", LICENCE)
    for wrong in (
        replace(good, slug="../etc"),
        replace(good, slug="A b"),
        replace(good, level="galactic"),
        replace(good, address="file:///etc/passwd"),
        replace(good, own="not an address"),
    ):
        with pytest.raises(UsageError):
            peers.add(wrong)
    assert peers.add(good).own == "https://a.fr/"
    assert [peer.slug for peer in peers] == ["a"]
    peers.remove("a")
    assert list(peers) == []
    with pytest.raises(UsageError):
        peers.get("a")


def test_a_peer_is_due_by_its_hours_and_never_while_it_is_paused() -> None:
    at = datetime(2026, 11, 25, tzinfo=UTC)
    peer = Peer("a", "https://a.fr/x.ttl", "A", LICENCE, hours=6)
    assert peer.due(at)
    tried = replace(peer, outcome=Outcome(tried=(at - timedelta(hours=5)).isoformat()))
    assert not tried.due(at)
    assert tried.due(at + timedelta(hours=2))
    assert not replace(tried, paused=True).due(at + timedelta(hours=9))


def test_a_statement_has_one_place() -> None:
    lines = [
        f"{ox.NamedNode('https://a.fr/x')} {ox.NamedNode('http://p')} {ox.Literal('y')} .\n",
        f"{CLUB} <http://p> <http://o> .\n",
    ]
    parted = sorted_by_authority(lines, "https://a.fr/", frozenset())
    assert (parted.own, parted.links, parted.aside) == ([lines[0]], [], [lines[1]])
