"""One harvest of a peer: fetched within bounds, parsed and judged in sealed processes, then replaced in one step.

Whatever goes wrong before that step, the graph of the last good harvest stays byte for byte, and is shown as stale.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from graph_service import __version__
from graph_service.engine.formats.ntriples import TYPE, describe, iri, moment, own, term, text
from graph_service.engine.validation.batches import judge_things
from graph_service.engine.validation.things import Thing, things
from graph_service.engine.validation.validation import Validation
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.writes import GraphWrite, Writes
from graph_service.errors import InvalidData, MaillageError, UnreadableData
from graph_service.federation.authority import Sorted, sorted_by_authority
from graph_service.federation.client import Client
from graph_service.federation.downloads import fetch
from graph_service.federation.peers import Outcome, Peer, Peers, stamp
from graph_service.languages import Text
from graph_service.media_types import UPLOADS, Format, by_extension

LEAST = 0.5
"""A harvest that holds less than this part of the last one waits for a person."""

MOST_REFUSED = 0.2
"""As does one of which more than this part is refused."""

_NOTHING = Text("ce fichier ne dit rien que ce pair puisse dire", "this file says nothing that this peer may say")


@dataclass(frozen=True)
class Harvested:
    """What a harvest came to."""

    peer: Peer
    version: int | None
    """The version published; None: nothing changed, or it waits."""


class Harvester:
    """Harvests peers into the graph of an instance."""

    def __init__(self, base: str, folder: DataFolder, writes: Writes, validation: Validation, client: Client) -> None:
        self._base = base
        self._folder = folder
        self._writes = writes
        self._validation = validation
        self._client = client
        self._peers = Peers(folder.root)

    def harvest(self, peer: Peer, opposed: frozenset[str] = frozenset(), *, confirmed: bool = False) -> Harvested:
        """Harvest a peer; `confirmed`: a person looked at what it lost, or at what is refused of it.

        Nothing is raised for what the peer does wrong: it is told in its outcome.
        """
        tried = replace(peer.outcome, tried=stamp())
        try:
            outcome, version = self._harvested(peer, tried, opposed, confirmed=confirmed)
        except MaillageError as error:
            outcome, version = replace(tried, error=(error.detail.fr, error.detail.en)), None
        kept = replace(peer, outcome=outcome)
        self._peers.keep(kept)
        return Harvested(kept, version)

    def report(self, peer: Peer) -> Path:
        """The file of what was refused or set aside: N-Triples, for the peer to correct."""
        return self._folder.sources / f"peer-{peer.slug}-quarantine.nt"

    def _harvested(
        self, peer: Peer, tried: Outcome, opposed: frozenset[str], *, confirmed: bool
    ) -> tuple[Outcome, int | None]:
        path = fetch(peer.address, self._folder.sources / "peers" / peer.slug, self._client)
        checksum = _checksum(path, peer, opposed)
        if checksum == tried.checksum and not tried.waiting:
            return replace(tried, error=None, succeeded=tried.tried), None
        parted = sorted_by_authority(self._statements(path, peer), peer.own, opposed)
        kept, accepted, refused = self._judged(parted)
        self._write_report(peer, refused, parted.aside)
        if (reason := _suspicious(len(kept), accepted, len(refused), tried)) is not None and not confirmed:
            return replace(tried, error=(reason.fr, reason.en), waiting=checksum), None
        version = self._publish(peer, kept, checksum)
        done = Outcome(tried.tried, tried.tried, None, len(kept), len(refused), len(parted.aside), checksum)
        return done, version

    def _statements(self, path: Path, peer: Peer) -> list[str]:
        syntax = _syntax(peer.address)
        found = self._validation.statements(path.read_bytes(), syntax, peer.address, 0)
        return [f"{line}\n" for line in found.decode().split("\n") if line]

    def _judged(self, parted: Sorted) -> tuple[list[str], int, list[Thing]]:
        """The lines of the things that the shapes let through and the links; how many; and those that they refuse."""
        kept, accepted, refused = list(parted.links), 0, list[Thing]()
        for verdict in judge_things(self._validation, things(parted.own)):
            if verdict.accepted:
                kept.extend(verdict.thing.lines)
                accepted += 1
            else:
                refused.append(verdict.thing)
        if not kept:
            raise InvalidData(_NOTHING)
        return kept, accepted, refused

    def _write_report(self, peer: Peer, refused: list[Thing], aside: list[str]) -> None:
        path = self.report(peer)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            file.writelines(line for thing in refused for line in thing.lines)
            file.writelines(aside)

    def _publish(self, peer: Peer, lines: list[str], checksum: str) -> int | None:
        graph = peer.graph(self._base)
        target = self._folder.spool_path(f"peer-{peer.slug}.nt")
        try:
            told = [*_provenance(peer, graph, checksum), *lines]
            target.write_text("".join(told), "utf-8")
            write = GraphWrite(
                cause=f"harvest {peer.slug}", kind="replace", graph=graph, file=str(target), count=len(told)
            )
            version = self._writes.submit(write).get("version")
            return int(version) if version is not None else None
        finally:
            target.unlink(missing_ok=True)


def _checksum(path: Path, peer: Peer, opposed: frozenset[str]) -> str:
    """What decides whether a harvest would change anything: the file, the program, the terms, the oppositions."""
    terms = f"{__version__} {peer.own} {peer.licence} {peer.title} {sorted(opposed)} "
    return hashlib.sha256(terms.encode() + path.read_bytes()).hexdigest()


def _syntax(address: str) -> Format:
    extension = address.partition("?")[0].rpartition(".")[2]
    syntax = by_extension(extension, UPLOADS)
    if syntax is None:
        known = ", ".join(offer.extension for offer in UPLOADS)
        raise UnreadableData(
            Text(
                f"l’adresse ne finit pas par une extension lue ici ({known})",
                f"the address does not end in an extension that is read here ({known})",
            )
        )
    return syntax


def _suspicious(kept: int, accepted: int, refused: int, before: Outcome) -> Text | None:
    """Why a person must look first; None: nothing."""
    if before.statements and kept < LEAST * before.statements:
        return Text(
            f"{kept} énoncés au lieu de {before.statements} : à confirmer (maillage peer harvest NOM --confirm)",
            f"{kept} statements instead of {before.statements}: to be confirmed (maillage peer harvest NAME --confirm)",
        )
    if refused > MOST_REFUSED * (refused + accepted):
        return Text(
            f"{refused} choses refusées par les formes : à confirmer (maillage peer harvest NOM --confirm)",
            f"{refused} things refused by the shapes: to be confirmed (maillage peer harvest NAME --confirm)",
        )
    return None


def _provenance(peer: Peer, graph: str, checksum: str) -> Iterator[str]:
    """Licence, publisher and the activity that made the graph (PROV)."""
    subject, activity = iri(graph), iri(f"{graph}#harvest-{checksum[:16]}")
    now = stamp()
    yield from describe(
        subject,
        (TYPE, term("dcat:Dataset")),
        (term("dct:title"), text(peer.title, "fr")),
        (term("dct:license"), iri(peer.licence)),
        (term("dct:publisher"), text(peer.title)),
        (term("dcat:landingPage"), iri(peer.own)),
        (term("dct:source"), iri(peer.address)),
        (term("dct:spatial"), iri(peer.territory) if peer.territory else None),
        (term("prov:wasGeneratedBy"), activity),
        (own("checksum"), text(checksum)),
        (term("dct:modified"), moment(now.replace("+00:00", "Z"))),
    )
    yield from describe(
        activity,
        (TYPE, term("prov:Activity")),
        (term("prov:used"), iri(peer.address)),
        (term("prov:endedAtTime"), moment(now.replace("+00:00", "Z"))),
        (own("program"), text(f"maillage {__version__}")),
    )
