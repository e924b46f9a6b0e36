"""A calendar as a source: an iCalendar file or its address, with the theme and territory of what it does not say."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from graph_service.engine.formats.calendars import Occurrence, read_calendar
from graph_service.engine.formats.ntriples import LABEL, TYPE, day, describe, iri, term, text
from graph_service.engine.formats.ntriples import concept as known
from graph_service.engine.formats.sheets.concepts import close_to, concept
from graph_service.engine.frequencies import WEEKLY
from graph_service.engine.library.question import today
from graph_service.errors import UnreadableTable, UsageError
from graph_service.languages import Text
from graph_service.vocabulary import XSD
from loaders.cleaning import Cleaned, clean_website, holds_contact, public_text
from loaders.places import UnresolvedError, commune, lies_in, territory
from loaders.report import Remark, Severity
from loaders.sheets.cells import CellError, parse_day
from loaders.sheets.organisations import key, named, organisation
from loaders.source import Loading, Option, Part, Source
from loaders.tables import expand

_POSTCODE = re.compile(r"\b(\d{5})\s+([^,;\n(]+)")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_SECONDS = 60.0
SLOW = Text(
    f"Cet agenda n’a pas été développé en {_SECONDS:g} s : réduisez la période (--from, --until) ou ses répétitions.",
    f"This calendar could not be expanded in {_SECONDS:g} s: narrow the period (--from, --until) or its recurrences.",
)
_LONGEST = {"rdfs:label": 300, "dct:description": 5000, "locn:fullAddress": 300}
_STATUSES = {"CANCELLED": "EventCancelled", "TENTATIVE": "EventScheduled", "CONFIRMED": "EventScheduled"}
_CUT = Text("texte trop long, coupé", "text too long, cut")
_TENTATIVE = Text("à confirmer, selon l’agenda d’origine", "tentative, by its own calendar")
_NOWHERE = Text(
    "lieu sans commune reconnue : territoire par défaut", "no commune found in the place: default territory"
)


def lines(paths: tuple[Path, ...], loading: Loading) -> Iterator[str]:
    """The events of calendar files within the window."""
    first, last = (parse_day(name, str(loading.options[name])) for name in ("from", "until"))
    owner, said = _organiser(loading)
    yield from said
    for path in paths:
        with deadline(_SECONDS, SLOW):
            occurrences = list(read_calendar(path.read_bytes(), path.name, first, last))
        for found in occurrences:
            loading.report.rows += 1
            if isinstance(found, Occurrence):
                yield from _Event(loading, path.name, found).lines(owner)
            else:
                loading.report.note(Remark(path.name, found.number, "VEVENT", found.uid, "listed", found.reason))


@contextmanager
def deadline(seconds: float, why: Text) -> Iterator[None]:
    """End what takes too long: a rule of one line can keep the expansion busy for hours. Main thread only.

    Raises:
        UnreadableTable: the time has passed.
    """

    def ring(_signal: int, _frame: object) -> None:
        raise UnreadableTable(why)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Event:
    """One occurrence being written: its IRI, and where its remarks go."""

    def __init__(self, loading: Loading, file: str, occurrence: Occurrence) -> None:
        self.loading, self.file, self.occurrence = loading, file, occurrence
        # The same event in two calendars is two events until someone says otherwise: the slug is part of the key.
        start = occurrence.recurrence or ("" if occurrence.uid else occurrence.begins.isoformat())
        identity = key("event", loading.slug, occurrence.uid or occurrence.summary, start)
        self.subject = iri(f"{loading.base}/id/event/{identity}")
        loading.origins[self.subject] = (file, occurrence.number)

    def lines(self, organiser: str) -> Iterator[str]:
        """What the calendar says, and the defaults for what it does not."""
        found, options = self.occurrence, self.loading.options
        yield from describe(
            self.subject,
            (TYPE, term("schema:Event")),
            (LABEL, self._text("rdfs:label", "SUMMARY", found.summary, "fr")),
            (term("dct:description"), self._text("dct:description", "DESCRIPTION", found.description, "fr")),
            (term("schema:startDate"), _when(found.begins)),
            (term("schema:endDate"), _when(found.ends) if found.ends is not None else None),
            (term("schema:eventStatus"), term(f"schema:{_STATUSES.get(found.status, 'EventScheduled')}")),
            (term("schema:organizer"), organiser),
            *((term("dct:type"), iri(kind)) for kind in self._concepts("event-type", str(options["type"]))),
            *((term("dct:subject"), iri(theme)) for theme in self._concepts("theme", str(options.get("theme") or ""))),
            *(
                (term("dcat:keyword"), text(word[:300], "fr"))
                for word in found.categories
                if word and not holds_contact(word)
            ),
            # Nobody has said: unknown is not « no ».
            (term("maillage:accessibility"), known("accessibility", "unknown")),
        )
        yield from self._links()
        yield from self._place()
        if found.status == "TENTATIVE":
            self._note("STATUS", "TENTATIVE", "warning", _TENTATIVE)

    def _concepts(self, scheme: str, default: str) -> list[str]:
        """The concepts of a scheme that its categories name, or else the default ones."""
        named_here = [found for word in self.occurrence.categories if (found := concept(scheme, word))]
        return list(dict.fromkeys(named_here)) or [
            found for part in default.split(";") if (found := concept(scheme, part))
        ]

    def _links(self) -> Iterator[str]:
        address = self._clean("URL", clean_website(self.occurrence.url))
        yield from describe(self.subject, (term("schema:url"), iri(address) if address else None))
        if _ADDRESS.search(self.occurrence.location):
            online = term("schema:OnlineEventAttendanceMode")
            yield from describe(self.subject, (term("schema:eventAttendanceMode"), online))

    def _place(self) -> Iterator[str]:
        online = bool(_ADDRESS.search(self.occurrence.location))
        written = "" if online else self.occurrence.location
        default = territory(str(self.loading.options["territory"]))
        place = _commune(written, default)
        if place is None and written:
            self._note("LOCATION", written, "warning", _NOWHERE)
        if place is None and not written and not online and "/id/commune/" in default:
            place = default
        yield from describe(
            self.subject,
            (term("maillage:commune"), place),
            (term("dct:spatial"), default if place is None else None),
            (term("locn:fullAddress"), self._text("locn:fullAddress", "LOCATION", written, None)),
        )

    def _text(self, prop: str, column: str, value: str, language: str | None) -> str | None:
        cleaned = self._clean(column, public_text(value))
        if cleaned is not None and len(cleaned) > _LONGEST[prop]:
            self._note(column, cleaned, "repaired", _CUT)
            cleaned = cleaned[: _LONGEST[prop] - 1].rstrip() + "…"
        return text(cleaned, language) if cleaned else None

    def _clean(self, column: str, cleaned: Cleaned) -> str | None:
        if cleaned.remark is not None:
            self._note(column, cleaned.value or "", "repaired" if cleaned.repaired else "value", cleaned.remark)
        return cleaned.value

    def _note(self, column: str, value: str, severity: Severity, why: Text) -> None:
        self.loading.report.note(Remark(self.file, self.occurrence.number, column, value, severity, why))


def _when(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return f'"{value.isoformat(timespec="seconds")}"^^<{XSD}dateTime>'
    return day(value)


def _commune(written: str, default: str) -> str | None:
    """The commune of a place: by postcode and name, or by a last word that is a commune of the default territory.

    A bare name from elsewhere is not believed: « Bar » is a place to drink before it is a commune.
    """
    # The last one: « CS 63126 35031 Rennes » begins with what is no postcode.
    match = next(reversed(list(_POSTCODE.finditer(written))), None)
    name = match[2].strip() if match else written.rpartition(",")[2].strip()
    try:
        found = commune("", name, match[1] if match else "", "")[0]
    except UnresolvedError:
        return None
    return found if match or (found is not None and lies_in(found, default)) else None


def _organiser(loading: Loading) -> tuple[str, list[str]]:
    name, number = str(loading.options["organiser"]).strip(), str(loading.options.get("organiser_number") or "")
    if not name or holds_contact(name):
        why = Text("--organiser : donnez le nom d’une organisation", "--organiser: give the name of an organisation")
        raise UsageError(why)
    try:
        subject, said = organisation(loading, name, number, "--organiser-number")
    except CellError as error:
        raise UsageError(error.reason) from None
    return subject, [*said, *named(subject, name)]


def _parts(paths: tuple[Path, ...], loading: Loading) -> list[Part]:
    options, now = loading.options, today()
    # Whole months: asking every day must not make a version every day.
    options.setdefault("from", date(now.year - 1, now.month, 1).isoformat())
    options.setdefault("until", date(now.year + 1, now.month, 1).isoformat())
    _check(loading)
    files = expand(paths, (".ics",))
    return [Part(loading.slug, files, lambda loading: lines(files, loading), sum(f.stat().st_size for f in files))]


def _check(loading: Loading) -> None:
    """Refuse options that mean nothing, before anything is read."""
    try:
        territory(str(loading.options["territory"]))
        for name in ("from", "until"):
            loading.options[name] = parse_day(f"--{name}", str(loading.options[name])).isoformat()
    except (UnresolvedError, CellError) as error:
        raise UsageError(error.reason) from None
    if str(loading.options["from"]) > str(loading.options["until"]):
        raise UsageError(Text("--from vient après --until.", "--from comes after --until."))
    for name, scheme in (("theme", "theme"), ("type", "event-type")):
        for word in filter(None, map(str.strip, str(loading.options.get(name) or "").split(";"))):
            if concept(scheme, word) is None:
                near = ", ".join(close_to(scheme, word)) or "-"
                why = Text(
                    f"--{name} : « {word} » n’est pas dans la liste ; le plus proche : {near}",
                    f"--{name}: “{word}” is not in the list; the closest: {near}",
                )
                raise UsageError(why)


SOURCE = Source(
    name="events",
    title=Text("Agenda", "Calendar"),
    licence="",
    publisher="",
    homepage="https://w3id.org/maillage/def/agenda",
    frequency=Text(
        "à relancer quand on veut : seul ce qui a changé est relu", "run again at will: only changes are read"
    ),
    parts=_parts,
    usage=Text(
        "fichiers ics ou leur adresse, avec --territory et --organiser",
        "ics files or their address, with --territory and --organiser",
    ),
    judged=True,
    named=True,
    options=(
        Option(
            "--territory",
            Text("territoire de ce qui n’a pas de commune", "territory of what has no commune"),
            required=True,
        ),
        Option(
            "--organiser",
            Text("organisation qui tient l’agenda", "organisation that keeps the calendar"),
            required=True,
        ),
        Option("--organiser-number", Text("son numéro RNA ou SIREN", "its RNA or SIREN number")),
        Option(
            "--theme",
            Text("thème par défaut ; plusieurs avec des points-virgules", "default theme; several with semicolons"),
        ),
        Option("--type", Text("type d’événement par défaut", "default type of event"), default="rencontre"),
        Option("--from", Text("premier jour (défaut : il y a un an)", "first day (default: a year ago)")),
        Option("--until", Text("dernier jour (défaut : dans un an)", "last day (default: in a year)")),
    ),
    rhythm=WEEKLY,
)
