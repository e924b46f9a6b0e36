"""A batch of small writes, published together: each applied on its own and failing on its own."""

from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import VersionRecord
from graph_service.engine.versions.retention import INTERNAL, find_key
from graph_service.engine.writer import publication
from graph_service.engine.writer.application import Application, TooLargeError
from graph_service.engine.writer.changes import Ledger, line_of, write_changes
from graph_service.errors import Conflict, MaillageError
from graph_service.languages import Text

Receipt = dict[str, Any]


@dataclass
class Batch:
    """The outcome of a batch: one receipt a job, and the idempotency keys to publish."""

    folder: DataFolder
    application: Application
    base: VersionRecord
    receipts: list[Receipt] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    causes: list[str] = field(default_factory=list)
    changed: bool = False

    def take(self, job: dict[str, Any]) -> None:
        """Apply one job and write its receipt."""
        try:
            receipt = self._replay(job) or self._apply(job)
        except TooLargeError:
            receipt = {"large": True}
        except (ValueError, OverflowError) as error:
            # The engine's word on a term that is none: nothing was applied.
            receipt = {
                "error": "malformed-query",
                "fr": f"Le moteur répond : {error}",
                "en": f"The engine says: {error}",
            }
        except MaillageError as error:
            receipt = {
                "error": error.slug,
                "fr": error.detail.fr,
                "en": error.detail.en,
                "members": error.members,
            }
        self.receipts.append(receipt)

    def _apply(self, job: dict[str, Any]) -> Receipt:
        receipt = self.application.apply(job)
        self.changed |= receipt["changed"]
        # A key of our own stands for a published change; one that a client gave is remembered even for no change.
        if receipt["changed"] or not job["key"].startswith(INTERNAL):
            self.keys[job["key"]] = job["digest"]
        self.causes.append(job["cause"])
        return receipt

    def _replay(self, job: dict[str, Any]) -> Receipt | None:
        """The receipt of an idempotency key already seen, in this batch or in a published version."""
        key = job.get("key")
        if key in self.keys:
            return _replay_receipt(self.base.number + 1, self.keys[key], job["digest"])
        return replay(self.folder, key, job["digest"])

    def record(self) -> VersionRecord:
        """The record of the version that this batch makes."""
        ledger = self.application.ledger
        return VersionRecord(
            number=self.base.number + 1,
            previous=self.base.number,
            time=publication.now(),
            cause="; ".join(dict.fromkeys(self.causes)),
            graphs=dict(ledger.graphs.items()),
            default=ledger.default,
            touched=ledger.touched,
            added=len(ledger.added),
            removed=len(ledger.removed),
            keys=self.keys,
        )


def replay(folder: DataFolder, key: str | None, digest: str) -> Receipt | None:
    """The receipt of an idempotency key that a published version answered, or None.

    Raises:
        Conflict: it answered another request.
    """
    found = find_key(folder, key) if key else None
    return None if found is None else _replay_receipt(*found, digest)


def _replay_receipt(number: int, kept: str, digest: str) -> Receipt:
    if kept != digest:
        raise key_conflict()
    return {"replayed": True, "version": number, "changed": False, "added": 0, "removed": 0, "created": False}


def key_conflict() -> Conflict:
    """The same idempotency key came with another request."""
    return Conflict(
        Text(
            "Cette clé d’idempotence a déjà servi pour une autre requête.",
            "This idempotency key was already used for another request.",
        )
    )


def base_record(folder: DataFolder) -> VersionRecord:
    """The published version's record, or that of an empty graph before the first."""
    if folder.current_number():
        return folder.current_record()
    return VersionRecord(number=0, previous=0, time=publication.now(), cause="empty")


def run_batch(folder: DataFolder, jobs: list[dict[str, Any]], merged: bool, small: int) -> list[Receipt]:
    """Apply the jobs and publish them as one version. Needs the write lock.

    Any exception leaves the primary marked dirty: it is thrown away at the next write.
    """
    base = base_record(folder)
    store = publication.open_primary(folder)
    batch = Batch(folder, Application(store, Ledger(base), merged, small), base)
    for job in jobs:
        batch.take(job)
    number = base.number
    if batch.keys or batch.changed or not number:
        number = _publish(folder, store, batch)
    if number != base.number or not batch.application.in_doubt:
        publication.mark_clean(folder)
    for receipt in batch.receipts:
        receipt.setdefault("version", number)
    return batch.receipts


def _publish(folder: DataFolder, store: ox.Store, batch: Batch) -> int:
    record = batch.record()
    changes = folder.spool_path("changes")
    ledger = batch.application.ledger
    write_changes(changes, sorted(map(line_of, ledger.added)), sorted(map(line_of, ledger.removed)))
    publication.publish(folder, store, record, changes)
    return record.number
