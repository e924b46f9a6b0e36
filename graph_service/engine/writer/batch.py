"""A batch of small writes, published together: each applied on its own and failing on its own."""

from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from graph_service.engine.versions.folder import DataFolder
from graph_service.engine.versions.record import VersionRecord
from graph_service.engine.versions.retention import find_key
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
    dropped_or_created: bool = False

    def take(self, job: dict[str, Any]) -> None:
        """Apply one job and write its receipt."""
        try:
            receipt = self._replay(job) or self._apply(job)
        except TooLargeError:
            receipt = {"large": True}
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
        self.dropped_or_created |= receipt["changed"]
        if job.get("key"):
            self.keys[job["key"]] = job["digest"]
        self.causes.append(job["cause"])
        return receipt

    def _replay(self, job: dict[str, Any]) -> Receipt | None:
        """The receipt of an idempotency key already seen, in this batch or in a published version."""
        key = job.get("key")
        if not key:
            return None
        number = self.base.number + 1
        digest = self.keys.get(key)
        if digest is None:
            found = find_key(self.folder, key)
            if found is None:
                return None
            number, digest = found
        if digest != job["digest"]:
            raise key_conflict()
        return {
            "replayed": True,
            "version": number,
            "changed": False,
            "added": 0,
            "removed": 0,
            "created": False,
        }

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
    if batch.keys or batch.dropped_or_created or not number:
        number = _publish(folder, store, batch)
    publication.mark_clean(folder)
    for receipt in batch.receipts:
        receipt.setdefault("version", number)
    return batch.receipts


def _publish(folder: DataFolder, store: ox.Store, batch: Batch) -> int:
    record = batch.record()
    changes = folder.spool / f"changes-{record.number}"
    ledger = batch.application.ledger
    write_changes(changes, sorted(map(line_of, ledger.added)), sorted(map(line_of, ledger.removed)))
    publication.publish(folder, store, record, changes)
    return record.number
