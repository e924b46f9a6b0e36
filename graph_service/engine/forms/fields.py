"""A form: the fields of a kind of contribution, drawn from the property shapes of its classes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from graph_service.engine.forms.kinds import Kind, kinds
from graph_service.engine.forms.names import choice_name, licences, whole_name
from graph_service.engine.model.shapes import NodeShape, PropertyShape, inherited, shapes_of
from graph_service.languages import Text
from graph_service.vocabulary import ONTOLOGY, XSD, prefixes

Widget = Literal[
    "text", "long", "day", "moment", "time", "number", "whole", "yes-no", "choice", "concept", "territory",
    "organisation", "thing", "link", "photo", "part", "period",
]  # fmt: skip
"""How a value is entered; `concept`, `territory`, `organisation` and `thing` complete what is typed."""

_DCT, _ADMS, _RDF, _ORG = (prefixes()[name] for name in ("dct", "adms", "rdf", "org"))
OF_THE_DESK = frozenset({_ADMS + "status", ONTOLOGY + "statusSince", ONTOLOGY + "decision"})
"""Where a thing stands: the desk says it; a kind that shows one at first asks for it."""
_EDITORIAL = OF_THE_DESK | {_ADMS + "identifier", _RDF + "type"}
COMPUTED = frozenset({prefixes()["schema"] + "scheduleTimezone"})
"""Said by a form from its other answers."""
_PARTS = {ONTOLOGY + "JobShare": "share", prefixes()["schema"] + "Schedule": "openingSchedule"}
_PERIOD = ("hasBeginning", "hasEnd")
_LONG_AFTER = 400
_SCHEME = re.compile(r"/scheme/([a-z-]+)/")
_BY_DATATYPE: tuple[tuple[str, Widget], ...] = (
    (XSD + "dateTime", "moment"), (XSD + "date", "day"), (XSD + "time", "time"), (XSD + "boolean", "yes-no"),
    (XSD + "decimal", "number"), (XSD + "integer", "whole"),
)  # fmt: skip
_PHOTO = Text("Photo", "Photo")
_PHOTO_HELP = Text("JPEG, PNG, WebP ou GIF, 5 Mo au plus.", "JPEG, PNG, WebP or GIF, 5 MB at most.")
_WHEN = Text("Disponibilité", "Availability")


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    name: str
    """Of the input; a part's is `<part>-<n>.<name>`."""
    path: str
    """IRI of the property; empty for what is no property of the thing."""
    label: Text
    help: Text
    group: Text
    order: tuple[int, int]
    widget: Widget
    shape: str = ""
    """IRI of the property shape."""
    required: bool = False
    multiple: bool = False
    first: bool = False
    """Whether it is seen at once."""
    choices: tuple[tuple[str, Text], ...] = ()
    """Value and words."""
    classes: tuple[str, ...] = ()
    """Local names of the classes of the things that complete it."""
    scheme: str = ""
    """Vocabulary that completes it."""
    datatypes: tuple[str, ...] = ()
    length: int | None = None
    smallest: str = ""
    largest: str = ""
    default: str = ""
    """IRI that is said when nothing is answered."""
    part: str = ""
    """IRI of the class of the part that its fields describe."""
    fields: tuple["Field", ...] = ()
    """Of a part or of a period."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a kind, in the order they are drawn."""

    kind: Kind
    fields: tuple[Field, ...]

    @property
    def first(self) -> tuple[Field, ...]:
        """Those seen at once, in the order of the table."""
        return tuple(sorted((f for f in self.fields if f.first), key=lambda f: self.kind.first.index(f.name)))

    @property
    def groups(self) -> dict[Text, tuple[Field, ...]]:
        """The others, by group."""
        found: dict[Text, tuple[Field, ...]] = {}
        for field in (field for field in self.fields if not field.first):
            found[field.group] = (*found.get(field.group, ()), field)
        return found

    @property
    def said(self) -> tuple[Field, ...]:
        """The fields that say something of the thing: a period's are its own."""
        return tuple(one for f in self.fields for one in (f.fields if f.widget == "period" else (f,)) if one.path)


@cache
def form_of(key: str) -> Form:
    """The form of a kind.

    Raises:
        KeyError: no such kind.
    """
    kind = kinds()[key]
    found = {field.name: field for field in _fields(kind)}
    if kind.photo:
        found["photo"] = Field("photo", "", _PHOTO, _PHOTO_HELP, Text("Identité", "Identity"), (1, 90), "photo")
    shown = [replace(f, first=f.name in kind.first) for f in _with_period(found).values()]
    return Form(kind, tuple(sorted(shown, key=lambda field: (field.order[0], field.order[1]))))


def _fields(kind: Kind) -> Iterator[Field]:
    hidden, fixed = set(kind.hidden), {whole_name(name) for name, _ in kind.fixed}
    defaults = {name: whole_name(value) for name, value in kind.defaults}
    for one in reversed([one for name in reversed(kind.classes) for one in _properties(whole_name(name))]):
        field = _field(one)
        wanted = field.name in kind.only if kind.only else field.name not in hidden
        internal = field.path in fixed or one.most == 0 or (field.path in _EDITORIAL and field.name not in kind.first)
        if wanted and not internal:
            default = defaults.get(field.name, "")
            label = kind.what if field.name == "label" else field.label
            yield replace(field, default=default, required=field.required and not default, label=label)


def _properties(iri: str) -> list[PropertyShape]:
    nodes: list[NodeShape] = [*reversed(inherited(iri)), *shapes_of(iri)]
    return [one for node in nodes for one in node.properties]


def _field(one: PropertyShape) -> Field:
    asked, name = one.asked, one.name.rpartition("-")[2]
    path, single = one.paths[0], one.most == 1 or asked.once
    choices = licences() if path == _DCT + "license" else tuple((iri, choice_name(iri)) for iri in asked.choices)
    scheme = _SCHEME.search(asked.pattern.replace("[.]", ".")) if asked.pattern else None
    part = next((iri for iri in asked.classes if iri in _PARTS), "")
    return Field(
        name=name,
        path=path,
        label=_WHEN if name == "openingSchedule" else one.label,
        help=one.description,
        group=one.group,
        order=one.order,
        widget="choice" if choices else "part" if part else _widget(one),
        shape=one.iri,
        required=one.least > 0 and not one.warning,
        multiple=not single,
        choices=choices,
        classes=tuple(iri.rpartition("#")[2].rpartition("/")[2] for iri in asked.classes),
        scheme="skill" if ONTOLOGY + "Skill" in asked.classes else scheme[1] if scheme else "",
        datatypes=asked.datatypes,
        length=asked.length,
        smallest=asked.smallest,
        largest=asked.largest,
        part=part,
        fields=tuple(f for p in _properties(part) if (f := _field(p)).path not in COMPUTED) if part else (),
    )


def _widget(one: PropertyShape) -> Widget:
    asked = one.asked
    if ONTOLOGY + "Skill" in asked.classes or prefixes()["skos"] + "Concept" in asked.classes:
        return "concept"
    if ONTOLOGY + "Territory" in asked.classes or ONTOLOGY + "Commune" in asked.classes:
        return "territory"
    if asked.classes:
        return "organisation" if _ORG + "Organization" in asked.classes else "thing"
    if asked.link:
        return "link"
    found = next((widget for datatype, widget in _BY_DATATYPE if datatype in asked.datatypes), None)
    return found or ("long" if (asked.length or 0) > _LONG_AFTER else "text")


def _with_period(found: dict[str, Field]) -> dict[str, Field]:
    """A beginning and an end as one question."""
    if not all(name in found for name in _PERIOD):
        return found
    start, end = (found.pop(name) for name in _PERIOD)
    found["period"] = Field("period", "", _WHEN, start.help, start.group, start.order, "period", fields=(start, end))
    return found
