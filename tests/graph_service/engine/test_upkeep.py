"""Versions: verify, tag, rollback, backup, restore, optimize, erase, retention, layout."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph_service.desk.database import open_desk
from graph_service.desk.office import instance_secret
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.versions import backups
from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import VersionRecord
from graph_service.engine.versions.retention import kept_numbers
from graph_service.errors import Gone, NotFound, StorageUnavailable, UsageError
from graph_service.settings import Settings
from tests.sparql import put, rows, triple, update

G = "http://e/graph/g"
ALL = "SELECT ?s ?o { ?s ?p ?o }"


def test_verify_finds_one_changed_quad(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, G, [triple("s", number) for number in range(50)], tmp_path)
    assert storage.writes.upkeep("verify", {})["problems"] == []
    copy = tmp_path / "copy"
    shutil.copytree(storage.folder.root, copy, symlinks=True)
    number = storage.version().number
    damaged = ox.Store(str(copy / f"versions/{number:06d}/store"))
    quads = [
        ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal(str(n)), ox.NamedNode(G))
        for n in (7, 99)
    ]
    damaged.remove(quads[0])
    damaged.add(quads[1])
    damaged.flush()
    del damaged
    changed = EmbeddedStorage(storage.settings.model_copy(update={"data_dir": copy}))
    problems = changed.writes.upkeep("verify", {})["problems"]
    assert any("hash differs" in problem for problem in problems)
    assert any("default graph" in problem for problem in problems)


def test_rollback_publishes_an_earlier_content_as_a_new_version(storage: EmbeddedStorage, tmp_path: Path) -> None:
    first = put(storage, G, [triple("s", 1)], tmp_path)["version"]
    put(storage, G, [triple("s", 2)], tmp_path)
    source = str(storage.folder.version_path(first))
    receipt = storage.writes.upkeep("restore", {"source": source, "cause": "rollback"})
    assert (receipt["added"], receipt["removed"]) == (1, 1)
    assert rows(storage, ALL) == [("http://e/s", "1")]
    assert storage.version().number == first + 2
    update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ {triple('s', 3)} }} }}")
    assert rows(storage, ALL) == [("http://e/s", "1"), ("http://e/s", "3")]
    assert storage.writes.upkeep("verify", {})["problems"] == []


def test_a_backup_restores_into_an_empty_folder(storage: EmbeddedStorage, settings: Settings, tmp_path: Path) -> None:
    put(storage, G, [triple("s", 1)], tmp_path)
    target = tmp_path / "backup"
    backups.backup(storage.folder, target)
    update(storage, f"DROP GRAPH <{G}>")
    with pytest.raises(UsageError):
        backups.backup(storage.folder, target)
    backups.check(target)
    fresh = EmbeddedStorage(settings.model_copy(update={"data_dir": tmp_path / "fresh"})).start()
    fresh.writes.upkeep("restore", {"source": str(target / "version"), "cause": "restore"})
    assert rows(fresh, ALL) == [("http://e/s", "1")]
    fresh.close()
    with pytest.raises(UsageError):
        backups.check(tmp_path)


def test_a_backup_holds_the_secret_that_private_links_are_derived_from(
    storage: EmbeddedStorage, tmp_path: Path
) -> None:
    open_desk(storage.folder.desk).dispose()
    secret = instance_secret(storage.folder.desk.with_suffix(".key"))
    backups.backup(storage.folder, tmp_path / "backup")
    fresh = DataFolder(tmp_path / "fresh")
    fresh.prepare("merge")
    assert backups.restore_desk(tmp_path / "backup", fresh)
    assert instance_secret(fresh.desk.with_suffix(".key")) == secret


def test_erase_leaves_no_trace_in_any_kept_version(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, G, [triple("person", "Someone"), triple("s", 1)], tmp_path)
    put(storage, G, [triple("person", "Someone"), triple("s", 2)], tmp_path)
    storage.writes.upkeep("tag", {"name": "before", "version": 2})
    before = rows(storage, ALL, version=2)
    assert len(before) == 2
    receipt = storage.writes.upkeep("erase", {"iri": "http://e/person"})
    assert receipt["left"] == 0
    assert receipt["removed"] == 1
    for number in storage.folder.kept():
        assert all("person" not in subject for subject, _ in rows(storage, ALL, version=number))
        changes = storage.folder.version_path(number) / "changes.nq.gz"
        assert b"person" not in __import__("gzip").decompress(changes.read_bytes())
        assert storage.writes.upkeep("verify", {"version": number})["problems"] == []
    for file in (*storage.folder.versions.rglob("*.sst"), *storage.folder.stores.rglob("*.sst")):
        assert b"http://e/person" not in file.read_bytes()


def test_optimize_keeps_the_content(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, G, [triple("s", number) for number in range(100)], tmp_path)
    digest = storage.version().content_hash
    storage.writes.upkeep("optimize", {})
    assert storage.version().content_hash == digest
    assert len(rows(storage, ALL)) == 100


def test_optimize_refuses_without_room_and_says_how_much(small_disk: Path, settings: Settings) -> None:
    storage = EmbeddedStorage(settings.model_copy(update={"data_dir": small_disk / "data"})).start()
    update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ {triple('s', 3)} }} }}")
    filler = small_disk / "filler"
    free = shutil.disk_usage(small_disk).free
    filler.write_bytes(b"0" * (free - 40_000))
    with pytest.raises(StorageUnavailable, match="MiB"):
        storage.writes.upkeep("optimize", {})
    filler.unlink()
    assert len(rows(storage, ALL)) == 1
    storage.close()


def test_old_versions_are_pruned_but_tags_stay_and_a_pruned_number_names_its_neighbours(
    open_storage: Callable[..., EmbeddedStorage],
) -> None:
    storage = open_storage(versions_kept=3, days_kept=0, months_kept=0)
    storage.writes.upkeep("tag", {"name": "start", "version": 1})
    for number in range(8):
        update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ {triple('s', number)} }} }}")
    storage.writes.close()
    kept = storage.folder.kept()
    assert kept[0] == 1
    assert kept[-1] == 9
    assert len(kept) <= 5
    with pytest.raises(Gone) as gone:
        rows(storage, ALL, version=3)
    assert gone.value.members["nearest"] == [1, kept[1]]
    with pytest.raises(NotFound):
        rows(storage, ALL, version=10)


def test_retention_keeps_recent_daily_monthly_and_tagged() -> None:
    now = datetime(2026, 6, 30, tzinfo=UTC)
    records = [
        VersionRecord(number=n, previous=n - 1, time=(now - timedelta(days=800 - n)).isoformat(), cause="")
        for n in range(1, 801)
    ]
    kept = kept_numbers(records, {"first": 3}, recent=5, days=30, months=24, now=now)
    assert {3, 796, 797, 798, 799, 800} <= kept
    assert {800 - age for age in range(31)} <= kept
    assert 22 <= len(kept - {3} - {800 - age for age in range(31)}) <= 26
    assert 10 not in kept


def test_a_folder_of_another_layout_is_refused_with_a_sentence(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    folder.format.write_text(json.dumps({"layout": 99, "engine": "other", "program": "9.9"}))
    with pytest.raises(StorageUnavailable, match=r"layout 99"):
        folder.prepare()


def test_an_older_layout_is_brought_up_to_date(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    old = json.loads(folder.format.read_text()) | {"layout": 1}
    del old["default_graph"]
    folder.format.write_text(json.dumps(old))
    folder.prepare("own")
    assert json.loads(folder.format.read_text())["default_graph"] == "own"


def test_another_kind_of_default_graph_is_refused_with_a_sentence(tmp_path: Path) -> None:
    DataFolder(tmp_path / "data").prepare("merge")
    with pytest.raises(StorageUnavailable, match="MAILLAGE_DEFAULT_GRAPH"):
        DataFolder(tmp_path / "data").prepare("own")


def test_erase_takes_the_parts_of_a_thing_and_the_words_of_what_was_deleted_since(
    storage: EmbeddedStorage, tmp_path: Path
) -> None:
    put(storage, G, [triple("gone", 1), "<http://e/gone#id> <http://e/p> <http://e/gone#id> ."], tmp_path)
    update(storage, f"DELETE DATA {{ GRAPH <{G}> {{ {triple('gone', 1)} }} }}")
    update(storage, f"INSERT DATA {{ GRAPH <{G}> {{ {triple('s', 1)} }} }}")
    receipt = storage.writes.upkeep("erase", {"iri": "http://e/gone"})
    assert receipt["left"] == 0
    assert rows(storage, ALL) == [("http://e/s", "1")]
    for file in (*storage.folder.versions.rglob("*.sst"), *storage.folder.stores.rglob("*.sst")):
        assert b"http://e/gone" not in file.read_bytes(), file


def test_a_backup_that_is_damaged_is_not_restored(storage: EmbeddedStorage, tmp_path: Path) -> None:
    put(storage, G, [triple("s", 1)], tmp_path)
    backups.backup(storage.folder, tmp_path / "backup")
    document = json.loads((tmp_path / "backup/version/version.json").read_text())
    document["graphs"][G][0] = 2
    (tmp_path / "backup/version/version.json").write_text(json.dumps(document))
    assert storage.writes.upkeep("verify", {"source": str(tmp_path / "backup/version")})["problems"]


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageUnavailable, match="MAILLAGE_DATA_DIR"):
        DataFolder(tmp_path / "file" / "data").prepare()
