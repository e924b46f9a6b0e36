"""A row as a thing: its properties by column, its owner, its place; for a support actor also its service and label."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph_service.engine.formats.ntriples import LABEL, TYPE, concept, day, describe, iri, own, term, text
from graph_service.engine.formats.sheets.cells import CellError, parse_day, terms
from graph_service.engine.formats.sheets.organisations import key, named, organisation
from graph_service.engine.formats.sheets.places import Places, UnresolvedError
from graph_service.engine.formats.sheets.reading import SheetRow
from graph_service.languages import Text


@dataclass
class Thing:
    """What a row says, the repairs that reading it took, and the cells that could not be read."""

    subject: str = ""
    """As a term of N-Triples, as is the organisation."""
    lines: list[str] = field(default_factory=list)
    organisation: str = ""
    """The organisation that answers for it, if the row names one; a support actor is its own."""
    organisation_lines: list[str] = field(default_factory=list)
    """What the row says of that organisation, where it is not the thing itself."""
    repairs: dict[str, Text] = field(default_factory=dict)
    faults: dict[str, Text] = field(default_factory=dict)
    """Key of a column → what is wrong with its cell."""

    @property
    def every_line(self) -> list[str]:
        """Of the thing and of its organisation."""
        return [*self.lines, *self.organisation_lines]


@dataclass
class _Work:
    """One row being read: every fault is kept, so that a person corrects them all at once."""

    row: SheetRow
    base: str
    slug: str
    places: Places
    thing: Thing = field(default_factory=Thing)

    def cell(self, name: str) -> str:
        """The text of a cell."""
        return self.row.cells.get(name, "")

    def values(self, name: str) -> list[str]:
        """The terms of a cell; none, with a fault, if it cannot be read."""
        column = next(column for column in self.row.template.columns if column.key == name)
        try:
            return terms(column, self.cell(name), self.places) if self.cell(name) else []
        except CellError as error:
            self.thing.faults[error.column] = error.reason
            return []

    def day(self, name: str) -> str | None:
        """The day of a cell."""
        try:
            return day(parse_day(name, self.cell(name))) if self.cell(name) else None
        except CellError as error:
            self.thing.faults[error.column] = error.reason
            return None

    def organisation(self, name: str, number: str) -> tuple[str, list[str]]:
        """The organisation that two cells name."""
        try:
            return organisation(self.base, self.cell(name), self.cell(number), number)
        except CellError as error:
            self.thing.faults[error.column] = error.reason
            return organisation(self.base, self.cell(name), "")


def thing(row: SheetRow, base: str, slug: str, places: Places) -> Thing:
    """The thing of a row, as far as its cells can be read.

    The slug, where there is one, keeps apart the things that two files number alike.
    """
    work = _Work(row, base, slug, places)
    made = work.thing
    made.subject, made.lines = _support_actor(work) if row.template.path == "organisation" else _owned(work)
    made.lines += describe(made.subject, (own("commune"), _place(work)))
    return made


def _place(work: _Work) -> str | None:
    try:
        place, how = work.places.commune(*(work.cell(name) for name in ("insee", "commune", "postcode", "departement")))
    except UnresolvedError as error:
        work.thing.faults["insee" if work.cell("insee") else "commune"] = error.reason
        return None
    if how is not None:
        work.thing.repairs["commune"] = how
    return place


def _properties(subject: str, work: _Work) -> Iterator[str]:
    yield from describe(subject, *((TYPE, term(kind)) for kind in work.row.template.kinds))
    for column in work.row.template.columns:
        if column.predicate:
            yield from describe(subject, *((term(column.predicate), value) for value in work.values(column.key)))


def _owned(work: _Work) -> tuple[str, list[str]]:
    path = work.row.template.path
    owner, said = work.organisation("owner", "ownerNumber")
    identity = work.cell("reference") or "\x1e".join((work.cell("name"), work.cell("commune")))
    # Two maps number their elements alike.
    identity = f"{work.slug}\x1e{identity}" if work.slug else identity
    subject = iri(f"{work.base}/id/{path}/{key(path, owner, identity)}")
    lines = [*_properties(subject, work)]
    if work.cell("owner") or work.cell("ownerNumber"):
        link = term("dct:creator") if path == "resource" else own("owner")
        lines += describe(subject, (link, owner))
        work.thing.organisation = owner
        work.thing.organisation_lines = [*said, *named(owner, work.cell("owner"))]
    if work.cell("tested"):
        lines += describe(subject, *((own("testedOn"), place) for place in work.values("tested")))
    return subject, lines


def _support_actor(work: _Work) -> tuple[str, list[str]]:
    subject, said = work.organisation("name", "number")
    work.thing.organisation = subject
    places = work.values("perimeter")
    lines = [*_properties(subject, work), *said, *describe(subject, *((term("dct:spatial"), p) for p in places))]
    identity = key("service", subject, work.slug, work.cell("reference"))
    label = iri(f"{work.base}/id/label/{identity}") if work.cell("brand") else None
    if label is not None:
        lines += _label(work, subject, label, places)
    if work.cell("level") or work.cell("themes"):
        lines += _service(work, subject, iri(f"{work.base}/id/service/{identity}"), label, places)
    return subject, lines


def _service(work: _Work, provider: str, service: str, label: str | None, places: list[str]) -> Iterator[str]:
    themes = work.values("themes") or [concept("theme", "general")]
    yield from describe(
        service,
        (TYPE, term("schema:Service")),
        (LABEL, text(f"Appui de {work.cell('name')}", "fr")),
        (term("schema:provider"), provider),
        (own("underAuthorisation"), label),
        *((term("schema:areaServed"), place) for place in places),
        *((term("dct:subject"), theme) for theme in themes),
        *((own("supportLevel"), level) for level in work.values("level")),
        *((term("schema:audience"), audience) for audience in work.values("audience")),
        *((term("schema:availableChannel"), channel) for channel in work.values("channel")),
    )


def _label(work: _Work, holder: str, label: str, places: list[str]) -> Iterator[str]:
    authority = work.cell("authority")
    issuer = organisation(work.base, authority, "")[0] if authority else None
    if issuer is not None:
        yield from named(issuer, authority)
    yield from describe(
        label,
        (TYPE, own("Label")),
        (term("schema:about"), holder),
        (term("schema:issuedBy"), issuer),
        (term("adms:status"), concept("label-state", "in-force")),
        *((own("brand"), brand) for brand in work.values("brand")),
        (term("schema:validFrom"), work.day("from")),
        (term("schema:validThrough"), work.day("until")),
        *((term("schema:validIn"), place) for place in places),
    )


def already(first: int) -> Text:
    """Why a row that gives again what another gave is not taken."""
    return Text(f"déjà donnée à la ligne {first}", f"already given on row {first}")
