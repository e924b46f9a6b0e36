"""Dumps of a real store: by dataset and by licence, whole, checked, written again only where something changed."""

import gzip
import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph_service.engine.catalog.entries import entries
from graph_service.engine.dumps.datasets import dataset_of, licence_slug
from graph_service.engine.dumps.manifest import Manifest, latest, made, set_path
from graph_service.engine.dumps.upkeep import DumpUpkeep
from graph_service.engine.dumps.writing import dump
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.tombstones import withdraw_thing
from graph_service.settings import Settings
from graph_service.vocabulary import ONTOLOGY, prefixes
from tests.sparql import update

BASE = "http://localhost:8000"
OPEN, SHARE_ALIKE = "https://example.org/open", "https://creativecommons.org/licenses/by-sa/4.0/"
HEAD = f"PREFIX dct: <{prefixes()['dct']}> PREFIX skos: <{prefixes()['skos']}> PREFIX : <http://e/>"


def graph(name: str, licence: str, body: str) -> str:
    """An insertion into a graph that tells its licence."""
    told = f"<{BASE}/graph/{name}> dct:license <{licence}> ." if licence else ""
    return f"{HEAD} INSERT DATA {{ GRAPH <{BASE}/graph/{name}> {{ {told} {body} }} }}"


@pytest.fixture
def filled(storage: EmbeddedStorage) -> EmbeddedStorage:
    """Graphs of two licences, one without, one fictitious, two of contributed things."""
    for name, licence, body in (
        ("source/rooms", OPEN, f"<{BASE}/id/room/1> a :Room ; :p 1, 2 ; skos:exactMatch <http://other.fr/x> ."),
        ("source/maps", SHARE_ALIKE, ":m a :Map . :n a :Map ."),
        ("source/nobody", "", ":z a :Room ."),
        ("source/demonstration", OPEN, ":fake a :Room ."),
        ("thing/need/1", OPEN, ":need1 a :Need ."),
        ("thing/need/2", OPEN, ":need2 a :Need ."),
    ):
        update(storage, graph(name, licence, body))
    return storage


def dumped(storage: EmbeddedStorage) -> Manifest:
    """The dump of the current version, made now."""
    dump(storage.folder, storage.folder.current_number(), BASE, 1 << 30)
    manifest = latest(storage.folder)
    assert manifest is not None
    return manifest


def quads(storage: EmbeddedStorage, manifest: Manifest, name: str) -> set[str]:
    """The lines of a file, its size and checksum checked."""
    file = next(file for file in manifest.files if file.name == name)
    data = (set_path(storage.folder, manifest.version) / name).read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (file.size, file.sha256)
    lines = gzip.decompress(data).decode().splitlines()
    assert len(list(ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS))) == file.quads == len(lines)
    return set(lines)


def test_a_dataset_a_file_and_a_licence_a_file_that_holds_no_other_licence(filled: EmbeddedStorage) -> None:
    manifest = dumped(filled)
    names = {file.name for file in manifest.files}
    assert names == {
        "rooms.nq.gz", "maps.nq.gz", "contributions-need.nq.gz",
        "licence_open.nq.gz", "licence_licenses-by-sa-4-0.nq.gz",
    }  # fmt: skip
    shared = quads(filled, manifest, "licence_licenses-by-sa-4-0.nq.gz")
    open_ones = quads(filled, manifest, "licence_open.nq.gz")
    assert shared == quads(filled, manifest, "maps.nq.gz")
    assert open_ones == quads(filled, manifest, "rooms.nq.gz") | quads(filled, manifest, "contributions-need.nq.gz")
    assert not shared & open_ones
    assert manifest.unlicensed == (f"{BASE}/graph/source/nobody",)
    assert not [line for line in shared | open_ones if "fake" in line or "/nobody>" in line]


def test_the_statistics_are_what_the_graph_holds(filled: EmbeddedStorage) -> None:
    told = dumped(filled).statistics["rooms"]
    assert (told.triples, told.subjects, told.example) == (5, 2, f"{BASE}/id/room/1")
    assert dict(told.classes) == {"http://e/Room": 1}
    assert told.properties["http://e/p"] == 2
    assert dict(told.links) == {prefixes()["skos"] + "exactMatch http://other.fr/": 1}
    assert dumped(filled).statistics["contributions-need"].classes["http://e/Need"] == 2


def test_a_graph_that_did_not_change_is_not_written_again(filled: EmbeddedStorage) -> None:
    first = dumped(filled)
    pool = filled.folder.dumps / "graphs"
    before = {path.name: path.stat().st_mtime_ns for path in pool.iterdir()}
    update(filled, graph("source/maps", SHARE_ALIKE, ":o a :Map ."))
    second = dumped(filled)
    after = {path.name: path.stat().st_mtime_ns for path in pool.iterdir()}
    assert len(set(after) - set(before)) == 2  # the new content and its figures
    assert {name: time for name, time in before.items() if name in after}.items() <= after.items()
    assert made(filled.folder) == [second.version]
    assert not set_path(filled.folder, first.version).exists()
    assert len(after) == len(before), "what no dump is made of is removed"


def test_a_dump_is_due_once_then_when_it_is_old_and_for_each_tag(filled: EmbeddedStorage, settings: Settings) -> None:
    chore = DumpUpkeep(settings, filled.folder)
    current = filled.folder.current_number()
    assert chore.due() == {"task": "dump", "version": current}
    first = dumped(filled)
    assert chore.due() is None
    update(filled, graph("source/maps", SHARE_ALIKE, ":o a :Map ."))
    assert chore.due() is None, "the last one is not a day old"
    assert DumpUpkeep(settings.model_copy(update={"dump_hours": 1e-9}), filled.folder).due() is not None
    filled.writes.upkeep("tag", {"name": "report", "version": first.version - 1})
    assert chore.due() == {"task": "dump", "version": first.version - 1}
    dump(filled.folder, first.version - 1, BASE, 1 << 30)
    dumped(filled)
    assert made(filled.folder) == [first.version - 1, filled.folder.current_number()], "a tag's dump stays"


def test_erasing_removes_the_dumps(filled: EmbeddedStorage) -> None:
    dumped(filled)
    chore = DumpUpkeep(filled.settings, filled.folder)
    assert chore.due() is None
    update(filled, graph("source/maps", SHARE_ALIKE, ":o a :Map ."))
    assert chore.due() is None
    filled.writes.upkeep("erase", {"iri": "http://e/need1"})
    assert not made(filled.folder)
    assert chore.due() == {"task": "dump", "version": filled.folder.current_number()}, "at once, not a day later"
    lines = quads(filled, dumped(filled), "contributions-need.nq.gz")
    assert not [line for line in lines if "need1" in line]


def test_names_that_fold_alike_are_told_apart_and_no_licence_is_written_over_another(storage: EmbeddedStorage) -> None:
    for name, licence in (
        ("source/a.b", "http://example.org/by/4.0/"), ("source/a-b", "https://example.org/by/4.0/"), ("source/é", "urn:l"),
        ("thing/need/1", "http://example.org/by/4.0/"), ("thing/need/2", "https://example.org/by/4.0/"),
        ("thing/need/3", "http://example.org/by/4.0/"), ("source/contributions-need", OPEN),
    ):  # fmt: skip
        update(storage, graph(name, licence, f"<http://e/{name.replace('/', '-')}> a :Thing ."))
    manifest = dumped(storage)
    files = [file for file in manifest.files if file.kind == "dataset"]
    assert len({file.name for file in manifest.files}) == len(manifest.files) == 6 + 4
    assert sorted(len(file.graphs) for file in files) == [1, 1, 1, 1, 1, 2]
    for file in manifest.files:
        lines = quads(storage, manifest, file.name)
        told = {line.split("license> ")[1].split(" ")[0] for line in lines if "license>" in line}
        assert told == {f"<{file.licence}>"}
    found = entries(storage, storage.version(), manifest, BASE)
    assert {entry.slug for entry in found} == {file.slug for file in files}
    assert all(entry.file and entry.statistics for entry in found)


def test_odd_graphs_neither_stop_a_dump_nor_enter_it(storage: EmbeddedStorage) -> None:
    fictitious = f"<{BASE}/id/x/1> a <{ONTOLOGY}DemonstrationThing> , :Thing . <{BASE}/id/x/1#part> :p 1 . <{BASE}/id/x/2> a :Thing ."
    update(storage, graph("source/" + "a" * 300, OPEN, fictitious))
    update(storage, graph("source/two", OPEN, f"<{BASE}/graph/source/two> dct:license <{SHARE_ALIKE}> ."))
    update(storage, graph("source/text", "", f"<{BASE}/graph/source/text> dct:license 'CC BY' ."))
    leftover = storage.folder.dumps / "sets" / "000001.tmp"
    leftover.mkdir(parents=True)
    manifest = dumped(storage)
    assert not leftover.exists()
    (long,) = [file for file in manifest.files if file.kind == "dataset"]
    assert len(long.name) < 120
    lines = quads(storage, manifest, long.name)
    assert not [line for line in lines if "/x/1" in line]
    assert [line for line in lines if "/x/2" in line]
    assert manifest.statistics[long.slug].classes == {"http://e/Thing": 1}
    assert manifest.unlicensed == tuple(f"{BASE}/graph/source/{name}" for name in ("text", "two"))
    assert [entry.slug for entry in entries(storage, storage.version(), manifest, BASE)] == [long.slug]


def test_what_is_withdrawn_makes_a_dump_due_at_once(filled: EmbeddedStorage, settings: Settings) -> None:
    dumped(filled)
    chore = DumpUpkeep(settings, filled.folder)
    withdraw_thing(filled, filled.writes, f"{BASE}/id/room/1", BASE, "")
    assert chore.due() == {"task": "dump", "version": filled.folder.current_number()}
    dumped(filled)
    assert chore.due() is None
    whole = (set_path(filled.folder, filled.folder.current_number()) / "rooms.nq.gz").read_bytes()
    assert b"/id/room/1" not in gzip.decompress(whole)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        (f"{BASE}/graph/source/rna-waldec", "rna-waldec"),
        (f"{BASE}/graph/thing/need/01ABC", "contributions-need"),
        (f"{BASE}/graph/peer/bretagne/actors", "peer-bretagne-actors"),
        (f"{BASE}/graph/../../etc", "etc"),
    ],
)
def test_a_graph_belongs_to_a_dataset_whose_name_is_safe(name: str, slug: str) -> None:
    assert dataset_of(name, BASE) == slug
    assert dataset_of("http://a.fr/x", BASE) != dataset_of("http://b.fr/x", BASE)
    assert Path(f"/dumps/{dataset_of(name, BASE)}").parent == Path("/dumps")
    assert licence_slug("https://www.etalab.gouv.fr/licence-ouverte-open-licence") == "fr-licence-ouverte-open-licence"
