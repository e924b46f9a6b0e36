"""A form as a page: each field with its inputs, what was answered, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph_service.engine.forms.fields import Field, Form
from graph_service.engine.forms.kinds import KINDS, SECTIONS, Kind
from graph_service.engine.forms.names import licences
from graph_service.engine.forms.statements import MOST_PARTS, Fault, part_numbers
from graph_service.languages import Language
from graph_service.web.contribute_names import suggested

Values = Mapping[str, Sequence[str]]

MORE = "more"
"""The button that asks for one more input of a field, and its value: the field's name."""

NEW_ORGANISATION = "newOrganisation"
"""The box that says: the organisation whose name is written is not here yet."""

PHOTO_TEXT, PHOTO_LICENCE, PHOTO_KEPT = "photoText", "photoLicence", "photoKept"
_MOST_INPUTS = 20


@dataclass(frozen=True, slots=True)
class Input:
    """One place to write in."""

    id: str
    value: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    id: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A field as the template writes it."""

    field: Field
    name: str
    label: str
    help: str
    inputs: tuple[Input, ...]
    choices: tuple[Choice, ...]
    faults: tuple[str, ...]
    suggest: str
    parts: tuple[tuple["Drawn", ...], ...] = ()
    clock: str = ""
    """Of a moment: the time."""
    needed: bool = False
    """Whether it must be answered, whatever else is: a part that may be left out asks for nothing by itself."""
    open: bool = False
    """Of a part or a photo, which may be left out: whether it is begun, or wrong."""

    @property
    def told(self) -> str:
        """The ids of what describes it."""
        about = (("help", self.help), ("fault", self.faults))
        return " ".join(f"{self.name}-{what}" for what, told in about if told)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the summary of what is wrong."""

    target: str
    """Id of the input; empty: it is about the whole."""
    label: str
    message: str


@dataclass(frozen=True)
class Drawing:
    """Everything the form's template writes."""

    kind: Kind
    title: str
    first: tuple[Drawn, ...]
    groups: tuple[tuple[str, tuple[Drawn, ...]], ...]
    troubles: tuple[Trouble, ...]
    open: bool
    """Whether « Préciser » is open: something in it is answered or wrong."""
    licences: tuple[tuple[str, str], ...]
    values: Values
    unknown: bool
    """Whether an organisation that is named is not found: it may be new here."""


def sections(language: Language) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The kinds by section: name and title of each, keys and titles in it."""
    return [
        (one.name, one.title.to(language), [(k.key, k.title.to(language)) for k in KINDS if k.section is one])
        for one in SECTIONS
    ]


def drawing(form: Form, values: Values, faults: Sequence[Fault], language: Language) -> Drawing:
    """The page of a form."""
    artist = _Artist(values, faults, language)
    groups = tuple((group.to(language), artist.all(fields)) for group, fields in form.groups.items())
    first = artist.all(form.first)
    return Drawing(
        kind=form.kind,
        title=f"{form.kind.section.title.to(language)}{_colon(language)} {_lowered(form.kind.title.to(language))}",
        first=first,
        groups=groups,
        troubles=artist.troubles((*first, *(drawn for _, several in groups for drawn in several))),
        open=any(_used(drawn) for _, several in groups for drawn in several),
        licences=tuple((iri, name.to(language)) for iri, name in licences()),
        values=values,
        unknown=NEW_ORGANISATION in values or _names_unknown((*first, *(one for _, g in groups for one in g))),
    )


def _names_unknown(drawn: Sequence[Drawn]) -> bool:
    every = (one for top in drawn for one in (top, *(inner for part in top.parts for inner in part)))
    return any(one.field.widget == "organisation" and one.faults and any(i.value for i in one.inputs) for one in every)


def _colon(language: Language) -> str:
    return "\u00a0:" if language == "fr" else ":"


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]


def _used(drawn: Drawn) -> bool:
    answered = any(one.value for one in drawn.inputs) or any(one.chosen for one in drawn.choices)
    return bool(drawn.faults) or answered or drawn.open or any(_used(inner) for part in drawn.parts for inner in part)


@dataclass(frozen=True)
class _Artist:
    values: Values
    faults: Sequence[Fault]
    language: Language

    def all(self, fields: Sequence[Field]) -> tuple[Drawn, ...]:
        """The fields of one place."""
        return tuple(self._drawn(one, one.name, one.required) for one in fields)

    def _drawn(self, one: Field, name: str, needed: bool) -> Drawn:
        given = [value for value in self.values.get(name, ()) if value]
        label = one.label.to(self.language)
        return Drawn(
            field=one,
            name=name,
            label=label[:1].upper() + label[1:],
            help=one.help.to(self.language),
            inputs=() if one.choices or one.fields else self._inputs(one, name, given),
            choices=tuple(
                Choice(f"{name}-{number}", value, words.to(self.language), value in given)
                for number, (value, words) in enumerate(one.choices, 1)
            ),
            faults=tuple(dict.fromkeys(f.message.to(self.language) for f in self.faults if f.field == name)),
            suggest=suggested(one.classes) if one.widget in ("territory", "organisation", "thing") else "",
            parts=self._parts(one),
            clock=next(iter(self.values.get(f"{name}.time", ())), ""),
            needed=needed,
            open=self._is_begun(one),
        )

    def _is_begun(self, one: Field) -> bool:
        if one.widget == "photo":
            told = (PHOTO_TEXT, PHOTO_LICENCE, PHOTO_KEPT)
            return any(self.values.get(name) for name in told) or any(f.field.startswith("photo") for f in self.faults)
        begun = bool(part_numbers(one, self.values)) or self._more(one.name)
        return bool(one.part) and (one.required or begun or any(f.field == one.name for f in self.faults))

    def _inputs(self, one: Field, name: str, given: list[str]) -> tuple[Input, ...]:
        blanks = 1 if not given or self._more(name) else 0
        written = [*given, *[""] * blanks][:_MOST_INPUTS] if one.multiple else (given or [""])[:1]
        return tuple(Input(name if n == 1 else f"{name}-{n}", value) for n, value in enumerate(written, 1))

    def _more(self, name: str) -> bool:
        return name in self.values.get(MORE, ())

    def _parts(self, whole: Field) -> tuple[tuple[Drawn, ...], ...]:
        if whole.widget == "period":
            return (self.all(whole.fields),)
        if not whole.part:
            return ()
        numbers = part_numbers(whole, self.values)
        next_one = max(numbers, default=0) + 1
        shown = [*numbers, next_one] if (not numbers or self._more(whole.name)) and next_one <= MOST_PARTS else numbers
        return tuple(
            tuple(
                self._drawn(one, f"{whole.name}-{number}.{one.name}", one.required and whole.required)
                for one in whole.fields
            )
            for number in shown
        )

    def troubles(self, drawn: Sequence[Drawn]) -> tuple[Trouble, ...]:
        """Every fault in the order of the page, with the input that it leads to."""
        places = {one.name: one for top in drawn for one in (top, *(inner for part in top.parts for inner in part))}
        order = {name: number for number, name in enumerate(places)}
        sorted_faults = sorted(self.faults, key=lambda fault: order.get(fault.field, len(order)))
        return tuple(dict.fromkeys(_trouble(f, places.get(f.field), self.language) for f in sorted_faults))


def _trouble(fault: Fault, place: Drawn | None, language: Language) -> Trouble:
    if place is None:
        alone = fault.field == "address" or fault.field.startswith("photo")
        return Trouble(fault.field if alone else "", "", fault.message.to(language))
    single = place.choices and not place.field.multiple
    target = f"{place.name}-1" if place.choices and not single else place.name
    return Trouble(target, place.label, fault.message.to(language))
