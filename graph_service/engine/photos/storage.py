"""Photos on disk, each under the digest of its bytes: the same photo twice is one file."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from graph_service.engine.versions.durability import sync_folder

_DIGEST = re.compile(r"[0-9a-f]{64}")


class PhotoStorage:
    """A folder of JPEG files that this service made itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, jpeg: bytes) -> str:
        """Put a photo on disk, whole or not at all; its digest."""
        digest = hashlib.sha256(jpeg).hexdigest()
        self._folder.mkdir(parents=True, exist_ok=True)
        if not self._name(digest).exists():
            self._write(jpeg, self._name(digest))
        return digest

    def path(self, digest: str) -> Path | None:
        """Where a photo lies, if it is kept; what is no digest names nothing."""
        if _DIGEST.fullmatch(digest) is None:
            return None
        found = self._name(digest)
        return found if found.is_file() else None

    def remove(self, digest: str) -> None:
        """Forget a photo; one that is not kept is forgotten already."""
        found = self.path(digest)
        if found is not None:
            found.unlink(missing_ok=True)
            sync_folder(self._folder)

    def _name(self, digest: str) -> Path:
        return self._folder / f"{digest}.jpg"

    def _write(self, jpeg: bytes, name: Path) -> None:
        # A name of its own: two people may send the same photo at once.
        descriptor, temporary = tempfile.mkstemp(suffix=".tmp", dir=self._folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(jpeg)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(name)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        sync_folder(self._folder)
