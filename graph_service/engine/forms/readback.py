"""What is said of a thing, as the answers of its form: to fill it with what is published or was returned."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import pyoxigraph as ox

from graph_service.engine.forms.fields import COMPUTED, OF_THE_DESK, Field, Form, form_of
from graph_service.engine.forms.kinds import kind_of_classes
from graph_service.engine.forms.names import whole_name
from graph_service.engine.zones import zone_of
from graph_service.vocabulary import ONTOLOGY, XSD, prefixes

_TYPE = prefixes()["rdf"] + "type"
_OF_OBSTACLES = frozenset(prefixes()["dct"] + name for name in ("description", "source"))
_SECONDS = ":00"


@dataclass(frozen=True)
class Read:
    """The answers, and the lines of N-Triples that no field shows."""

    values: dict[str, list[str]]
    others: tuple[str, ...]


@dataclass
class _Reading:
    form: Form
    thing: str
    language: str
    zone: str
    parts: dict[str, tuple[Field, str]] = field(default_factory=dict)
    """Part → its field, and the name of its inputs."""
    values: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        """One more answer to a field."""
        self.values.setdefault(name, []).append(value)


def readback(form: Form, ntriples: str | bytes, thing: str, language: str = "fr") -> Read:
    """The answers that would say the same of a thing again, given with the rest to `statements`."""
    data = ntriples.encode() if isinstance(ntriples, str) else ntriples
    quads = list(ox.parse(data, format=ox.RdfFormat.N_TRIPLES))
    reading = _Reading(form, thing, language, _zone(quads))
    reading.parts = _parts(form, thing, quads)
    others = [f"{quad.triple} .\n" for quad in quads if not _is_read(reading, quad)]
    return Read(reading.values, tuple(others))


def _parts(form: Form, thing: str, quads: Iterable[ox.Quad]) -> dict[str, tuple[Field, str]]:
    found: dict[str, tuple[Field, str]] = {}
    for whole in (one for one in form.said if one.part):
        said = [q.object.value for q in quads if _is(q, thing, whole.path) and isinstance(q.object, ox.NamedNode)]
        named = sorted(dict.fromkeys(part for part in said if part.startswith(f"{thing}#")), key=_number)
        found.update({part: (whole, f"{whole.name}-{n}") for n, part in enumerate(named, 1)})
    return found


def _number(part: str) -> tuple[int, str]:
    last = part.rpartition("-")[2]
    return int(last) if last.isdecimal() else 0, part


def _is(quad: ox.Quad, subject: str, path: str) -> bool:
    return quad.subject == ox.NamedNode(subject) and quad.predicate.value == path


def _is_read(reading: _Reading, quad: ox.Quad) -> bool:
    """Whether a statement is an answer, or one that the form says by itself."""
    subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
    target = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
    if subject in reading.parts:
        return _is_of_part(reading, quad, *reading.parts[subject])
    if subject == reading.thing:
        return target in reading.parts or _is_said(reading, quad) or _take(reading, reading.form.said, "", quad)
    return False


def form_that_says(ntriples: str | bytes, thing: str) -> Form | None:
    """The form whose answers are what is said of a thing."""
    data = ntriples.encode() if isinstance(ntriples, str) else ntriples
    quads = [q for q in ox.parse(data, format=ox.RdfFormat.N_TRIPLES) if _is(q, thing, _TYPE)]
    classes = [quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)]
    kind = kind_of_classes(thing.rpartition("/")[0].rpartition("/")[2], classes)
    return form_of(kind.key) if kind else None


def _is_said(reading: _Reading, quad: ox.Quad) -> bool:
    """What `statements` says without being asked, whatever the answers, and what the desk says itself."""
    kind, path = reading.form.kind, quad.predicate.value
    fixed = {whole_name(name) for name, _ in kind.fixed}
    if path in OF_THE_DESK - fixed - {one.path for one in reading.form.said}:
        return True
    if path == _TYPE:
        return quad.object in {ox.NamedNode(whole_name(name)) for name in kind.classes}
    return kind.key == "obstacle" and path in _OF_OBSTACLES


def _is_of_part(reading: _Reading, quad: ox.Quad, whole: Field, name: str) -> bool:
    if quad.predicate.value in COMPUTED or (quad.predicate.value == _TYPE and quad.object == ox.NamedNode(whole.part)):
        return True
    return _take(reading, whole.fields, f"{name}.", quad)


def _take(reading: _Reading, fields: Iterable[Field], start: str, quad: ox.Quad) -> bool:
    for one in fields:
        if one.path == quad.predicate.value and not one.part:
            return _answer(reading, one, start + one.name, quad.object)
    return False


def _there(moment: str, zone: str) -> str:
    """A moment as clocks of a zone show it, which is how the form takes it back."""
    try:
        told = datetime.fromisoformat(moment)
        return told.astimezone(ZoneInfo(zone)).isoformat() if told.tzinfo else moment
    except (ValueError, OverflowError):
        return moment


def _zone(quads: list[ox.Quad]) -> str:
    pointed = [quad for quad in quads if isinstance(quad.object, ox.NamedNode)]
    ordered = sorted(pointed, key=lambda quad: quad.predicate.value != ONTOLOGY + "commune")
    return zone_of(quad.object.value for quad in ordered if isinstance(quad.object, ox.NamedNode))


def _answer(reading: _Reading, one: Field, name: str, value: object) -> bool:
    if isinstance(value, ox.NamedNode):
        reading.add(name, value.value)
        return True
    if not isinstance(value, ox.Literal) or (value.language or reading.language) != reading.language:
        return False
    if one.widget == "moment" and value.datatype.value == XSD + "dateTime":
        day, _, clock = _there(value.value, reading.zone).partition("T")
        reading.add(name, day)
        reading.add(f"{name}.time", clock[:5])
        return True
    reading.add(name, value.value.removesuffix(_SECONDS) if one.widget == "time" else value.value)
    return True
