"""What somebody answers in a form, as N-Triples about a thing; what cannot be said is a fault tied to its field."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pyoxigraph as ox

from graph_service.engine.formats.sheets.concepts import close_to, concept
from graph_service.engine.forms.fields import Field, Form
from graph_service.engine.forms.kinds import TODAY
from graph_service.engine.forms.names import choice_name, whole_name
from graph_service.engine.forms.written import Term, UnreadableError, cleaned, clock_of, day_of, term_of
from graph_service.engine.model.schemes import SCHEME, concept_of
from graph_service.engine.zones import PARIS, zone_of
from graph_service.languages import Text
from graph_service.vocabulary import XSD, prefixes

Values = Mapping[str, Sequence[str]]
Resolve = Callable[[str, str], str | None]
"""(local name of a class, what was written) → the IRI it means, if one alone."""

LANGUAGE = "textLanguage"
"""The field that tells the language of the texts; French when it is not there."""
MOST_PARTS = 20
_TYPE = ox.NamedNode(prefixes()["rdf"] + "type")
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_TIMEZONE = prefixes()["schema"] + "scheduleTimezone"
_OBSTACLE = Text("Frein cité dans un formulaire : {name}.", "Obstacle mentioned in a form: {name}.")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an answer, in words, and the input it belongs to."""

    field: str
    message: Text


@dataclass(frozen=True)
class Said:
    """The statements of a form, and what could not be said."""

    text: str
    faults: tuple[Fault, ...]


@dataclass
class _Saying:
    form: Form
    values: Values
    resolve: Resolve
    language: str
    zone: str = PARIS
    faults: list[Fault] = field(default_factory=list)

    def answers(self, name: str) -> list[str]:
        """What was answered to a field, without blanks."""
        return [value for value in self.values.get(name, ()) if cleaned(value, lines=True)]

    def fault(self, name: str, message: Text) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(name, message))


def statements(
    form: Form, values: Values, thing: str, resolve: Resolve, today: date, others: Iterable[str] = ()
) -> Said:
    """What the answers say of a thing.

    `others` are the lines that `readback` found in its published version and no field shows: they are said again,
    and the form's own fixed values give way to them.
    """
    tag = next(iter(values.get(LANGUAGE, ())), "") or "fr"
    saying = _Saying(form, values, resolve, tag if _TAG.match(tag) else "fr")
    saying.zone = _zone(saying)
    kept = list(others)
    triples = [*_typed(form, thing), *_fixed(form, thing, today, kept), *_answered(saying, thing)]
    lines = [f"{triple} .\n" for triple in dict.fromkeys(triples)]
    lines += [line for line in kept if line not in lines]
    return Said("".join(lines), tuple(saying.faults))


def _zone(saying: _Saying) -> str:
    return zone_of(_places(saying))


def _places(saying: _Saying) -> Iterator[str]:
    """The territories that are answered, a commune before what it lies in."""
    fields = [one for one in saying.form.said if one.widget == "territory"]
    for one in sorted(fields, key=lambda one: one.name != "commune"):
        found = (saying.resolve(kind, answer) for answer in saying.answers(one.name) for kind in one.classes)
        yield from (iri for iri in found if iri)


def _typed(form: Form, thing: str) -> Iterator[ox.Triple]:
    for name in form.kind.classes:
        yield ox.Triple(ox.NamedNode(thing), _TYPE, ox.NamedNode(whole_name(name)))


def _fixed(form: Form, thing: str, today: date, others: list[str]) -> Iterator[ox.Triple]:
    for name, value in form.kind.fixed:
        path = ox.NamedNode(whole_name(name))
        term: Term = ox.NamedNode(whole_name(value)) if value != TODAY else _day(today)
        if not any(line.startswith(f"<{thing}> {path} ") for line in others):
            yield ox.Triple(ox.NamedNode(thing), path, term)


def _day(today: date) -> ox.Literal:
    return ox.Literal(today.isoformat(), datatype=ox.NamedNode(XSD + "date"))


def _answered(saying: _Saying, thing: str) -> Iterator[ox.Triple]:
    for one in saying.form.said:
        if one.part:
            yield from _parts(saying, one, thing)
        else:
            yield from _values(saying, one, one.name, thing)
    if saying.form.kind.key == "obstacle":
        yield from _about_an_obstacle(saying, thing)


def _parts(saying: _Saying, whole: Field, thing: str) -> Iterator[ox.Triple]:
    """Each part that was answered at least in part, under a name of its own."""
    for number in part_numbers(whole, saying.values):
        subject = f"{thing}#{whole.name}-{number}"
        yield ox.Triple(ox.NamedNode(thing), ox.NamedNode(whole.path), ox.NamedNode(subject))
        yield ox.Triple(ox.NamedNode(subject), _TYPE, ox.NamedNode(whole.part))
        for one in whole.fields:
            yield from _values(saying, one, f"{whole.name}-{number}.{one.name}", subject)
        if whole.part.endswith("Schedule"):
            yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(_TIMEZONE), ox.Literal(saying.zone))


def part_numbers(whole: Field, values: Values) -> list[int]:
    """The numbers of the parts that somebody answered something about."""
    return [
        number
        for number in range(1, MOST_PARTS + 1)
        if any(v.strip() for one in whole.fields for v in values.get(f"{whole.name}-{number}.{one.name}", ()))
    ]


def _values(saying: _Saying, one: Field, name: str, subject: str) -> Iterator[ox.Triple]:
    answers = saying.answers(name)
    if not answers and one.default:
        answers = [one.default]
    if one.widget == "moment" and not answers and saying.answers(f"{name}.time"):
        saying.fault(name, _NO_DAY)
    for answer in answers:
        try:
            term = _term(saying, one, name, answer)
        except UnreadableError as error:
            saying.fault(name, error.message)
            continue
        yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(one.path), term)


def _term(saying: _Saying, one: Field, name: str, answer: str) -> Term:
    if one.widget == "moment":
        return _moment(answer, next(iter(saying.answers(f"{name}.time")), ""), saying.zone)
    if one.widget == "concept":
        return ox.NamedNode(_concept(one.scheme, answer))
    if one.classes:
        return ox.NamedNode(_resolved(saying, one, answer))
    return term_of(one, answer, saying.language)


def _moment(day: str, clock: str, zone: str) -> ox.Literal:
    if not clock:
        return ox.Literal(day_of(day), datatype=ox.NamedNode(XSD + "date"))
    moment = datetime.fromisoformat(f"{day_of(day)}T{clock_of(clock)}").replace(tzinfo=ZoneInfo(zone))
    return ox.Literal(moment.isoformat(), datatype=ox.NamedNode(XSD + "dateTime"))


def _concept(scheme: str, answer: str) -> str:
    written = answer.strip()
    iri = written if written.startswith(f"{SCHEME}{scheme}/") and concept_of(written) else concept(scheme, written)
    if iri is not None:
        return iri
    near, shown = ", ".join(close_to(scheme, written)), written[:60]
    french, english = (f"peut-être {near} ?", f"perhaps {near}?") if near else ("essayez un autre mot.", "try another.")
    raise UnreadableError(
        Text(f"« {shown} » n’est pas dans la liste : {french}", f"“{shown}” is not in the list: {english}")
    )


def _resolved(saying: _Saying, one: Field, answer: str) -> str:
    written = answer.strip()
    found = next((iri for kind in one.classes if (iri := saying.resolve(kind, written))), None)
    try:
        if found is not None:
            return ox.NamedNode(found).value
    except ValueError:
        pass
    raise UnreadableError(_UNKNOWN.get(one.widget, _NOTHING).format(written=written[:60]))


def _about_an_obstacle(saying: _Saying, thing: str) -> Iterator[ox.Triple]:
    """An obstacle is published without the words of who met it: its name, and the form it came by."""
    node, dct = ox.NamedNode(thing), prefixes()["dct"]
    base = thing.partition("/id/")[0]
    for answer in saying.answers("subject")[:1]:
        for language, name in (("fr", choice_name(answer).fr), ("en", choice_name(answer).en)):
            told = _OBSTACLE.fr if language == "fr" else _OBSTACLE.en
            said = ox.Literal(told.replace("{name}", name), language=language)
            yield ox.Triple(node, ox.NamedNode(dct + "description"), said)
    yield ox.Triple(node, ox.NamedNode(dct + "source"), ox.NamedNode(f"{base}/contribute/obstacle"))


_NO_DAY = Text("Donnez aussi le jour de cette heure.", "Give the day of that time too.")
_NOTHING = Text(
    "« {written} » n’est pas connu ici : commencez à écrire et choisissez dans la liste, ou collez son adresse.",
    "“{written}” is not known here: begin to write and choose from the list, or paste its address.",
)
_UNKNOWN = {
    "territory": Text(
        "« {written} » ne désigne pas un territoire et un seul : donnez son code INSEE, ou choisissez dans la liste.",
        "“{written}” does not name one territory alone: give its INSEE code, or choose from the list.",
    ),
    "organisation": Text(
        "« {written} » ne désigne pas une organisation et une seule : choisissez dans la liste, ou donnez son numéro "
        "RNA (W…) ou SIREN.",
        "“{written}” does not name one organisation alone: choose from the list, or give its RNA (W…) or SIREN number.",
    ),
}
