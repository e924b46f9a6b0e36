"""The validator process: foreign RDF in, findings out. One version open read-only under a shared lock."""

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyshacl.rdfutil.stringify import stringify_blank_node

from graph_service.engine.formats.rdf import UnreadableError, statements
from graph_service.engine.formats.sheets.reading import grids
from graph_service.engine.formats.sheets.workbooks import Bounds
from graph_service.engine.formats.skolems import skolemised
from graph_service.engine.processes.channel import Channel, Header
from graph_service.engine.processes.sandbox import cap_memory, set_alarm
from graph_service.engine.readers.evaluation import RefusedError
from graph_service.engine.readers.service import ALARM_MARGIN, OpenVersion, refused
from graph_service.engine.validation.judgement import judge
from graph_service.engine.validation.model import Model, read_model
from graph_service.engine.validation.reserved import refuse_reserved
from graph_service.engine.validation.surroundings import surroundings
from graph_service.errors import UnreadableTable


class Validator:
    """The state of one validator process: the model, read once, and the version it holds."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.memory = int(config["memory"])
        self.model: Model = read_model(Path(config["shapes"]))
        self.version: OpenVersion | None = None

    def answer(self, header: Header, blob: bytes) -> tuple[Header, bytes]:
        """Validate one contribution, or rewrite it; what cannot be done is an answer too."""
        try:
            return self._validate(header, blob)
        except (RefusedError, UnreadableError) as refusal:
            return refused(refusal), b""
        except OSError as error:
            return {"refused": "storage-unavailable", "said": str(error)[:500], "members": {}}, b""

    def _validate(self, header: Header, blob: bytes) -> tuple[Header, bytes]:
        if header["task"] == "tables":
            return _tables(header["name"], Bounds(*header["bounds"]), blob)
        store = self._store(header["version"])
        arguments = header["arguments"]
        quads = statements(blob, **{**arguments, "contexts": frozenset(arguments["contexts"])})
        if header["task"] == "statements":
            return {}, b"".join(skolemised(quads, arguments["base"], header["numbers"]))
        contribution = list(quads)
        refuse_reserved(contribution)
        judgement = judge(self.model, contribution, surroundings(self.model, store, contribution))
        found: Header = {"findings": judgement.findings, "statements": len(contribution)}
        return found, judgement.turtle.encode()

    def _store(self, path: str | None) -> ox.Store | None:
        if self.version is not None and self.version.path != path:
            self.version.close()
            self.version = None
        if path is None:
            cap_memory(self.memory)
            return None
        if self.version is None:
            self.version = OpenVersion(path, self.memory)
        return self.version.store


def _tables(name: str, bounds: Bounds, blob: bytes) -> tuple[Header, bytes]:
    """The lines of each sheet of a file, as JSON; what makes it unreadable is an answer too."""
    try:
        found = [(title, list(lines)) for title, lines in grids(blob, name, bounds)]
    except UnreadableTable as error:
        return {"unreadable": list(error.detail)}, b""
    return {}, json.dumps(found).encode()


def serve(channel: Channel, config: dict[str, Any]) -> None:
    """Answer tasks until the channel closes."""
    validator = Validator(config)
    while True:
        message = channel.receive()
        set_alarm(message.header["seconds"] + ALARM_MARGIN)
        header, blob = validator.answer(message.header, message.blob)
        set_alarm(0)
        # pySHACL remembers every blank node that it ever wrote down.
        getattr(stringify_blank_node, "dict_cache", {}).clear()
        channel.send(header, blob)
