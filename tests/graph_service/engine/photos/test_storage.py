"""Photos on disk: whole, once, and only under a digest."""

import hashlib
from pathlib import Path

from graph_service.engine.photos.storage import PhotoStorage


def test_a_photo_is_kept_once_under_its_digest(tmp_path: Path) -> None:
    storage = PhotoStorage(tmp_path / "photos")
    digest = storage.keep(b"jpeg")
    assert digest == hashlib.sha256(b"jpeg").hexdigest() == storage.keep(b"jpeg")
    found = storage.path(digest)
    assert found is not None
    assert found.read_bytes() == b"jpeg"
    assert [path.name for path in (tmp_path / "photos").iterdir()] == [found.name]


def test_a_removed_photo_is_gone_and_removing_it_again_is_nothing(tmp_path: Path) -> None:
    storage = PhotoStorage(tmp_path)
    digest = storage.keep(b"jpeg")
    storage.remove(digest)
    storage.remove(digest)
    assert storage.path(digest) is None
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_digest_names_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    storage = PhotoStorage(tmp_path / "photos")
    storage.keep(b"jpeg")
    for name in ("../secret", "", "A" * 64, "0" * 63, "0" * 64, "0" * 64 + "\n"):
        assert storage.path(name) is None
        storage.remove(name)
    assert (tmp_path / "secret.jpg").exists()
