"""The `maillage` command as a person types it."""

import time
from pathlib import Path

from graph_service.engine.photos.storage import PhotoStorage
from tests.campaigns.test_kill import children
from tests.instance import Instance
from tests.loaders.register import write_register


def test_versions_tag_rollback_backup_restore_verify(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")
    assert instance.command("load", "ontology")
    instance.command("tag", "first")
    instance.command("load", "rna", str(write_register(tmp_path / "rna_waldec.csv", {})))
    listing = instance.command("versions")
    assert "load ontology" in listing
    assert "first" in listing
    assert "Version 4" in instance.command("rollback", "first")
    assert "✓" in instance.command("verify")
    photo = PhotoStorage(tmp_path / "data" / "photos").keep(b"jpeg")
    instance.command("backup", str(tmp_path / "copy"))
    assert "exists" in instance.command("backup", str(tmp_path / "copy"), code=1)
    other = Instance(tmp_path / "other")
    assert "published from the backup" in " ".join(other.command("restore", str(tmp_path / "copy")).split())
    restored = PhotoStorage(tmp_path / "other" / "photos").path(photo)
    assert restored is not None
    assert restored.read_bytes() == b"jpeg"
    other.command("verify")
    assert "no such" not in other.command("versions")
    assert "does not exist" in other.command("rollback", "99", code=1)


def test_loading_tells_its_sources_and_its_errors(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")
    listing = instance.command("load", "--list")
    for name in ("territories", "rna", "ontology"):
        assert name in listing
    assert "is no source" in instance.command("load", "nothing", code=1)
    instance.command("load", "rna", code=2)
    assert "does not exist" in instance.command("load", "rna", str(tmp_path / "none.csv"), code=1)
    path = write_register(tmp_path / "rna_waldec.csv", {}, {"id": "bad"})
    report = tmp_path / "report.csv"
    instance.command("load", "rna", str(path), "--report", str(report), code=3)
    lines = report.read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("rna_waldec.csv;3;id;bad;row;")


def test_help_teaches(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")
    assert "maillage load territories" in instance.command("--help")
    assert "Exit codes" in instance.command("load", "--help")
    assert "MAILLAGE_QUERY_TIMEOUT" in instance.command("settings")


def test_serve_refuses_a_port_that_is_taken(tmp_path: Path) -> None:
    first = Instance(tmp_path / "first").start()
    second = Instance(tmp_path / "second")
    second.environment["MAILLAGE_PORT"] = str(first.port)
    assert "another port" in second.command("serve", code=1)
    first.stop()


def test_a_service_killed_outright_frees_its_port_and_answers_no_more(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data").start()
    assert instance.process is not None
    workers = children(instance.process.pid)
    assert workers
    instance.process.kill()
    instance.process.wait()
    deadline = time.monotonic() + 20
    while (left := [pid for pid in workers if Path(f"/proc/{pid}").exists()]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []
    assert instance.start().health()["version"] == 1
    instance.stop()


def test_wrong_settings_are_sentences(tmp_path: Path) -> None:
    listed = Instance(tmp_path / "data", trusted_hosts="a.fr")
    said = listed.command("serve", code=1)
    assert "JSON list" in said
    assert "Traceback" not in said


def test_an_update_since_the_load_makes_the_same_file_load_again(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data").start().authorise()
    instance.command("load", "ontology")
    assert "nothing changes" in " ".join(instance.command("load", "ontology").split())
    graph = instance.base + "/graph/source/ontology"
    instance.update(
        f'DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o FILTER(?o = "001000") }} }}'
    )
    assert "+3 −2" in instance.command("load", "ontology")
    instance.stop()


def test_a_token_is_shown_once_listed_without_its_secret_and_revoked(tmp_path: Path) -> None:
    maillage = Instance(tmp_path / "data")
    token = maillage.command("token", "create", "--name", "essai", "--role", "contributor").strip()
    assert token.startswith("mlg_")
    told = maillage.command("token", "list")
    assert "essai" in told
    assert token.rpartition("_")[2] not in told
    maillage.command("token", "revoke", "essai")
    maillage.command("token", "revoke", "essai", code=1)
