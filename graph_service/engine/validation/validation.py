"""Validation as the rest of the service sees it: bytes in, a report out, within a deadline."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

from graph_service.engine.formats.sheets.workbooks import Bounds
from graph_service.engine.processes.channel import Message
from graph_service.engine.processes.worker import Worker
from graph_service.engine.refusals import refuse
from graph_service.engine.validation.report import Report
from graph_service.engine.versions.folder import DataFolder
from graph_service.errors import (
    Busy,
    DeadlineExceeded,
    Gone,
    MaillageError,
    MemoryLimit,
    UnreadableTable,
    ValidationUnfinished,
    WorkerCrashed,
)
from graph_service.languages import Text
from graph_service.media_types import Format
from graph_service.settings import Settings
from graph_service.vocabulary import model_folder

_BYTES_A_SECOND = 1 << 20
"""A tenth of the parser's speed."""


class Validation:
    """One validator process, started at the first use and again after each death; callers wait in line."""

    def __init__(self, settings: Settings, folder: DataFolder | None, shapes: Path | None = None) -> None:
        self.settings = settings
        self.folder = folder
        """The data folder whose published version gives the context; None: the model's files alone."""
        self._shapes = shapes or model_folder() / "shapes"
        self._worker: Worker | None = None
        self._line = threading.Lock()

    def validate(
        self,
        data: bytes,
        syntax: Format,
        base: str | None = None,
        version: int | None = None,
        seconds: float | None = None,
    ) -> Report:
        """Validate foreign RDF against the official shapes, in the context of a version (by default the current one).

        `seconds` is its deadline, MAILLAGE_VALIDATION_TIMEOUT by default: a file loaded by hand may take longer.

        Raises:
            UnreadableData: it cannot be parsed.
            ReservedVocabulary: it speaks of shapes, classes or the project's own terms.
            ValidationUnfinished: it passed the deadline or the memory of a validation.
            Busy: others were validating for longer than the deadline.
            Gone, NotFound: no such version is kept.
        """
        number, path = self._version(version)
        header = {"task": "validate", "version": path, "arguments": self._arguments(syntax, base)}
        message = self._answer(header, data, seconds or self.settings.validation_timeout)
        return Report.from_message(message.header, message.blob, number)

    def statements(self, data: bytes, syntax: Format, base: str, numbers: int = 0) -> bytes:
        """Foreign RDF as N-Triples in the order of its text, its blank nodes named after what they hang from.

        Their numbers come after `numbers`, so that several files of one graph share no name.

        Raises:
            UnreadableData: it cannot be parsed.
            ValidationUnfinished: it passed the deadline or the memory of a validation.
        """
        header = {"task": "statements", "version": None, "numbers": numbers, "arguments": self._arguments(syntax, base)}
        return self._answer(header, data, self.settings.validation_timeout + len(data) / _BYTES_A_SECOND).blob

    def tables(self, data: bytes, name: str, bounds: Bounds) -> list[tuple[str, Iterator[list[str]]]]:
        """Title and lines of each sheet of a csv or xlsx, of which the name tells the format.

        Raises:
            UnreadableTable: it is none, or is too large.
            ValidationUnfinished: it passed the deadline or the memory of a validation.
        """
        header = {"task": "tables", "version": None, "name": name, "bounds": list(astuple(bounds))}
        message = self._answer(header, data, self.settings.validation_timeout)
        if "unreadable" in message.header:
            raise UnreadableTable(Text(*message.header["unreadable"]))
        return [(title, iter(lines)) for title, lines in json.loads(message.blob)]

    def _answer(self, header: dict[str, Any], data: bytes, seconds: float) -> Message:
        if not self._line.acquire(timeout=seconds):
            raise Busy(retry_after=2)
        try:
            message = self._ask({**header, "seconds": seconds}, data, seconds)
        finally:
            self._line.release()
        refuse(message.header, self.settings)
        return message

    def close(self) -> None:
        """End the validator process."""
        with self._line:
            self._drop()

    def _version(self, version: int | None) -> tuple[int, str | None]:
        if self.folder is None:
            return 0, None
        number = self.folder.record(version).number if version is not None else self.folder.current_number()
        return number, self.folder.version_name(number)

    def _arguments(self, syntax: Format, base: str | None) -> dict[str, Any]:
        return {
            "media_type": syntax.media_type,
            "base": base,
            "max_depth": self.settings.guard_depth,
            "contexts": [f"{self.settings.base_iri}/context.jsonld"],
        }

    def _ask(self, header: dict[str, Any], data: bytes, seconds: float) -> Message:
        worker = self._ready_worker()
        try:
            worker.send(header, data)
            message = worker.receive(time.monotonic() + seconds)
        except MaillageError as error:
            self._drop()
            raise _unfinished(error, seconds, self.settings) from None
        if message.header.get("refused") == Gone.slug:
            # Pruned between the look and the lock: the next caller opens the current one.
            self._drop()
        return message

    def _ready_worker(self) -> Worker:
        if self._worker is None or not self._worker.alive:
            self._drop()
            memory = self.settings.query_memory * 1024 * 1024
            self._worker = Worker("validator", {"memory": memory, "shapes": str(self._shapes)})
            self._worker.greet()
        return self._worker

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None


def _unfinished(error: MaillageError, seconds: float, settings: Settings) -> MaillageError:
    """The death of a validator as a sentence: the data stays where it was, nothing is published."""
    if isinstance(error, DeadlineExceeded):
        return ValidationUnfinished(
            Text(
                f"La validation a dépassé {seconds:g} s (MAILLAGE_VALIDATION_TIMEOUT) ; rien n’est enregistré. "
                "Envoyez moins de choses à la fois.",
                f"The validation took more than {seconds:g} s (MAILLAGE_VALIDATION_TIMEOUT); nothing is recorded. "
                "Send fewer things at a time.",
            ),
            retry_after=5,
        )
    if isinstance(error, MemoryLimit | WorkerCrashed):
        return ValidationUnfinished(
            Text(
                f"La validation a épuisé ses {settings.query_memory} Mio (MAILLAGE_QUERY_MEMORY) ou s’est arrêtée ; "
                "rien n’est enregistré. Envoyez moins de choses à la fois.",
                f"The validation used up its {settings.query_memory} MiB (MAILLAGE_QUERY_MEMORY) or died; "
                "nothing is recorded. Send fewer things at a time.",
            ),
            members={"cause": error.members.get("cause", "")},
        )
    return error
