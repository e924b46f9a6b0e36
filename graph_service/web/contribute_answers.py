"""What a browser sends from a form: the answers, the photo, and what they say of a thing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import Response, render_template, request

from graph_service.desk.accounts import is_address
from graph_service.engine.forms.faults import field_of
from graph_service.engine.forms.fields import Field, Form
from graph_service.engine.forms.names import licences
from graph_service.engine.forms.statements import LANGUAGE, MOST_PARTS, Fault, Said, statements
from graph_service.engine.library.question import today
from graph_service.engine.validation.report import Finding
from graph_service.engine.writes import digest_of
from graph_service.errors import BodyTooLarge, UnreadablePhoto
from graph_service.languages import Text
from graph_service.media_types import N_TRIPLES
from graph_service.web.contribute_names import NamedHere, Names
from graph_service.web.contribute_page import MORE, NEW_ORGANISATION, PHOTO_KEPT, PHOTO_LICENCE, PHOTO_TEXT, drawing
from graph_service.web.identity import current_account
from graph_service.web.limits import spend_write
from graph_service.web.preferences import interface_language
from graph_service.web.service import service

_OTHERS = (MORE, PHOTO_TEXT, PHOTO_LICENCE, PHOTO_KEPT, LANGUAGE, NEW_ORGANISATION, "address")
_MOST_VALUES = 60
_MOST_SIGNS = 20_000
_NO_TEXT = Text(
    "Dites en quelques mots ce que montre la photo, pour qui ne la voit pas.",
    "Tell in a few words what the photo shows, for who cannot see it.",
)
_NO_LICENCE = Text(
    "Choisissez la licence de la photo ; si vous l’avez prise vous-même, la Licence Ouverte convient.",
    "Choose the licence of the photo; if you took it yourself, the Licence Ouverte suits.",
)

_NO_ADDRESS = Text(
    "Ce courriel ne se lit pas : écrivez-le sous la forme nom@exemple.fr, ou laissez vide.",
    "This e-mail cannot be read: write it as name@example.org, or leave it empty.",
)

Photo = tuple[str, str, str]


@dataclass(frozen=True)
class Answered:
    """A form as it was sent."""

    values: dict[str, list[str]]
    said: Said
    photos: tuple[Photo, ...]
    faults: tuple[Fault, ...]
    """What keeps it from being sent on: unreadable answers, and what is wrong with the photo."""

    @property
    def digest(self) -> str:
        """Of all that was answered: the same answers again are the same request."""
        told = sorted((name, value) for name, several in self.values.items() for value in several)
        return digest_of(repr(told).encode(), repr(self.photos).encode())


def answers(form: Form, pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The values of a form's own inputs among what was sent, without what nobody wrote."""
    known = _names(form)
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in known and value.strip() and len(found.get(name, ())) < _MOST_VALUES:
            found.setdefault(name, []).append(value[:_MOST_SIGNS])
    return found


def answered(form: Form, thing: str, others: Iterable[str] = ()) -> Answered:
    """What the request's form says of a thing (see `statements` for `others`)."""
    values = answers(form, request.form.items(multi=True))
    photos, faults = _photo(form, values)
    named = NamedHere(Names(service().storage.search), service().settings.base_iri, NEW_ORGANISATION in values)
    told = statements(form, values, thing, named.resolve, today(), others)
    said = replace(told, text=told.text + "".join(named.lines()))
    return Answered(values, said, photos, (*said.faults, *faults, *_address(values)))


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a form that changes something."""

    title: str = ""
    """Name of what is changed; empty: it is a new thing."""
    reason: str = ""
    """Why it came back, in the words of whoever reviewed it."""


NEW = Heading()


def form_page(
    form: Form,
    values: dict[str, list[str]],
    faults: Iterable[Fault],
    action: str,
    hidden: dict[str, str],
    heading: Heading = NEW,
) -> Response:
    """The page of a form: 200, or 422 with what is wrong beside each field. It is nobody else's to keep."""
    language, wrong = interface_language(), tuple(faults)
    shown = Names(service().storage.search).shown(form, values, language)
    view = drawing(form, shown, wrong, language)
    told = {"view": view, "action": action, "hidden": hidden, "account": current_account(), "heading": heading}
    mail = service().office.mailbox.configured
    page = render_template("contribute_form.html", language=language, mail=mail, **told)
    response = Response(page, 422 if wrong else 200, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return response


def found_faults(form: Form, findings: Iterable[Finding], values: dict[str, list[str]]) -> tuple[Fault, ...]:
    """What the validator refuses, each at its field."""
    return tuple(
        Fault(field_of(form, finding, values) or "", finding.message)
        for finding in findings
        if finding.severity == "violation"
    )


def all_faults(form: Form, found: Answered) -> tuple[Fault, ...]:
    """What cannot be read, and what the validator says of the other fields: all is told at once."""
    spend_write()
    report = service().office.validation.validate(found.said.text.encode(), N_TRIPLES)
    known = {fault.field for fault in found.faults}
    others = [fault for fault in found_faults(form, report.findings, found.values) if fault.field not in known]
    return (*found.faults, *others)


def _names(form: Form) -> frozenset[str]:
    def of(one: Field, start: str = "") -> Iterable[str]:
        yield f"{start}{one.name}"
        if one.widget == "moment":
            yield f"{start}{one.name}.time"

    parts = (
        name
        for whole in form.said
        if whole.part
        for number in range(1, MOST_PARTS + 1)
        for one in whole.fields
        for name in of(one, f"{whole.name}-{number}.")
    )
    return frozenset((*(name for one in form.said for name in of(one)), *parts, *_OTHERS))


def _address(values: dict[str, list[str]]) -> list[Fault]:
    address = next(iter(values.get("address", ())), "").strip()
    return [Fault("address", _NO_ADDRESS)] if address and not is_address(address) else []


def _photo(form: Form, values: dict[str, list[str]]) -> tuple[tuple[Photo, ...], list[Fault]]:
    """The photo that was sent, or kept from the time before, if it has its text and its licence."""
    if not form.kind.photo:
        return (), []
    try:
        digest = _sent() or _kept(values)
    except (UnreadablePhoto, BodyTooLarge) as error:
        return (), [Fault("photo", error.detail)]
    if not digest:
        return (), []
    values[PHOTO_KEPT] = [digest]
    text, licence = (next(iter(values.get(name, ())), "").strip() for name in (PHOTO_TEXT, PHOTO_LICENCE))
    faults = [] if text else [Fault(PHOTO_TEXT, _NO_TEXT)]
    if licence not in {iri for iri, _ in licences()}:
        faults.append(Fault(PHOTO_LICENCE, _NO_LICENCE))
    return (() if faults else ((digest, re.sub(r"\s+", " ", text)[:300], licence),)), faults


def _sent() -> str:
    """The digest of the photo of this request, drawn anew and kept; nothing: none was sent."""
    file = request.files.get("photo")
    data = file.read() if file else b""
    if data:
        # It stays on disk whatever becomes of the form.
        spend_write()
    return service().kept_photos.keep(service().photos.reencode(data)) if data else ""


def _kept(values: dict[str, list[str]]) -> str:
    digest = next(iter(values.pop(PHOTO_KEPT, ())), "")
    return digest if service().kept_photos.path(digest) else ""
