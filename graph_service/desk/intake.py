"""A contribution on its way in: read, named, judged; nothing is stored of one that is refused."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from graph_service.desk.anonymity import anonymous
from graph_service.desk.kinds import ANONYMOUS
from graph_service.desk.payload import Item, Payload, payload, placeholder
from graph_service.desk.published import Published
from graph_service.desk.territories import SEVERAL
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.tombstones import withdrawn
from graph_service.engine.validation.report import Finding, Report
from graph_service.engine.validation.validation import Validation
from graph_service.errors import (
    Gone,
    InvalidContribution,
    NotContributable,
    PreconditionFailed,
    PreconditionRequired,
    UnreadableContribution,
    UnreadableData,
)
from graph_service.languages import Text
from graph_service.media_types import N_TRIPLES, Format
from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes

_OFFICIAL = (f"{SHARED}id/association/", f"{SHARED}id/organisation/")
_EDITORIAL = tuple(
    f"<{iri}>" for iri in (prefixes()["adms"] + "status", ONTOLOGY + "statusSince", ONTOLOGY + "decision")
)
"""What the desk alone says of a documentary resource."""

_TOLD_BY_DESK = frozenset(
    f"<{prefixes()[prefix]}{name}>"
    for prefix, names in (
        ("prov", "Activity generated used specializationOf wasAssociatedWith qualifiedAssociation"),
        ("prov", "generatedAtTime endedAtTime invalidatedAtTime"),
        ("maillage", "Contribution Verification Decision Label DemonstrationThing Withdrawn"),
    )
    for name in names.split()
)
"""Properties and classes of what was done, and by whom: a thing that said them would write another's history."""

_LEFT_ASIDE = Text(
    "L’état éditorial, et « applicable partout » sans deux essais, se décident au bureau : ils sont laissés de côté.",
    "The editorial state, and “applicable everywhere” without two trials, are decided at the desk: they are left out.",
)
_SHAPES = f"{SHARED}shape/"


@dataclass(frozen=True, slots=True)
class Judged:
    """A payload that may be stored: what it says, what it extends, where it lies, what was remarked."""

    payload: Payload
    base_digest: str | None
    """Validator of the published graph that it revises; None: nothing of it is published."""
    areas: tuple[str, ...]
    """The territories that it lies in, and the networks of who answers for it."""
    warnings: tuple[Finding, ...]


class Intake:
    """Reads and judges contributions against the published version."""

    def __init__(
        self, storage: EmbeddedStorage, validation: Validation, base: str, opposed: Callable[[], frozenset[str]]
    ) -> None:
        self.opposed = opposed
        """What was erased and must not come back."""
        self.storage = storage
        self.validation = validation
        self.published = Published(storage, base)
        self.base = base

    def read(self, data: bytes, syntax: Format) -> Payload:
        """The things of foreign RDF.

        Raises:
            UnreadableContribution: it cannot be parsed.
            NotContributable: a thing that is not contributed, or not this way.
        """
        try:
            statements = self.validation.statements(data, syntax, placeholder(self.base) + "/it")
        except UnreadableData as error:
            raise UnreadableContribution(error.detail, members=error.members) from None
        found = payload(statements.decode(), self.base)
        if not found.items:
            raise UnreadableContribution(
                Text(
                    "Aucun énoncé n’a été lu. En JSON-LD, vérifiez le @context.",
                    "No statement was read. In JSON-LD, look at the @context.",
                )
            )
        return found

    def judge(self, found: Payload, if_match: str | None, own: frozenset[str] = frozenset()) -> Judged:
        """Judge a payload; `own` are the IRIs that its contribution named before.

        Raises:
            NotContributable: a thing of a register, or named by its sender.
            Gone: a thing that was withdrawn.
            PreconditionRequired, PreconditionFailed: a revision without If-Match, or of another state.
            InvalidContribution: the shapes refuse it.
        """
        digest = self._extended(found, if_match, own)
        found = replace(found, items=tuple(anonymous(item, self.base) for item in found.items))
        found, aside = _without_state(found)
        report = self.validation.validate(found.statements, N_TRIPLES, self.base)
        refuse_report(report)
        warnings = (*aside, *(finding for finding in report.findings if finding.severity != "violation"))
        return Judged(found, digest, self._areas(found, digest), warnings)

    def _areas(self, found: Payload, digest: str | None) -> tuple[str, ...]:
        """Who decides on it: where the thing that it revises lies and whose it is, whatever it would say of it."""
        thing = found.items[0].iri if digest is not None else ""
        owner = (self.published.owner(thing) if thing else None) or found.owner
        lies = self.published.places([thing]) if thing else []
        networks = self.published.networks(owner)
        if lies or not found.places:
            places = lies or self.published.places([owner] if owner else [])
            return (*self.published.areas(places), *networks)
        return (*_shared_areas(found, self.published.areas_by_place(found.places)), *networks)

    def _extended(self, found: Payload, if_match: str | None, own: frozenset[str]) -> str | None:
        """The validator of what the payload revises, once every thing in it may be spoken of."""
        _refuse_mixed(found)
        iris = [item.iri for item in found.items]
        speaking = self.published.graphs(iris)
        gone, refused = withdrawn(self.storage, self.base), self.opposed()
        for item in found.items:
            self._refuse_named(item, speaking.get(item.iri, []), own | found.named)
            _refuse_history(item)
            if item.iri in gone or item.iri in refused:
                raise Gone(Text(f"{item.iri} a été retirée.", f"{item.iri} was withdrawn."))
        if named := refused.intersection(found.objects()):
            raise Gone(Text(f"{min(named)} a été effacée.", f"{min(named)} was erased."))
        revised = [item for item in found.items if item.graph(self.base) in speaking.get(item.iri, [])]
        if not revised:
            return None
        if len(found.items) > 1:
            raise NotContributable(
                Text(
                    f"{revised[0].iri} est déjà publiée : révisez-la seule, avec If-Match.",
                    f"{revised[0].iri} is published already: revise it alone, with If-Match.",
                )
            )
        return check_match(self.published.etag(revised[0].graph(self.base)), if_match)

    def _refuse_named(self, item: Item, graphs: list[str], own: frozenset[str]) -> None:
        official = [
            graph for graph in graphs if graph.startswith((f"{self.base}/graph/source/", f"{self.base}/graph/peer/"))
        ]
        if official:
            raise NotContributable(
                Text(
                    f"{item.iri} vient d’un registre ou d’un fichier chargé ({official[0]}) : personne ne le modifie. "
                    "Proposez une correction (oa:Annotation), montrée à côté.",
                    f"{item.iri} comes from a register or a loaded file ({official[0]}): nobody edits it. "
                    "Send a correction (oa:Annotation), shown beside it.",
                )
            )
        ours = item.iri == f"{self.base}/id/{item.kind}/{item.iri.rpartition('/')[2]}" and "#" not in item.iri
        known = bool(graphs) or item.iri in own or _minted(item.iri)
        official_key = item.kind == "organisation" and item.iri.startswith(_OFFICIAL)
        if not official_key and not (ours and known):
            raise NotContributable(
                Text(
                    f"{item.iri} : laissez le service nommer ce qui est nouveau (écrivez <> ou un nœud anonyme), "
                    "ou prenez l’adresse d’une chose publiée ici.",
                    f"{item.iri}: leave the naming of what is new to the service (write <> or a blank node), "
                    "or take the address of a thing that is published here.",
                )
            )


def _refuse_mixed(found: Payload) -> None:
    """What is published without who told it comes alone: what comes with it is published with its contributor."""
    hidden = {item.kind in ANONYMOUS for item in found.items}
    if len(hidden) > 1:
        raise NotContributable(
            Text(
                "Un frein, un levier ou un besoin rencontré se publie sans son auteur : envoyez-le à part du reste.",
                "An obstacle, enabler or need met is published without who told it: send it apart from the rest.",
            )
        )


def _refuse_history(item: Item) -> None:
    said = {term for line in item.lines for term in line.removesuffix(" .\n").split(" ", 2)[1:]}
    if told := sorted(said & _TOLD_BY_DESK):
        raise NotContributable(
            Text(
                f"{item.iri} dit {told[0]} : ce qui a été fait, et par qui, s’écrit au bureau seul.",
                f"{item.iri} says {told[0]}: what was done, and by whom, is written by the desk alone.",
            )
        )


def _shared_areas(found: Payload, by_place: dict[str, set[str]]) -> list[str]:
    """The territories that everything in a payload lies in: who decides on it decides on all of it."""
    placed = [Payload((item,)).places for item in found.items]
    lying = [set[str]().union(*(by_place[place] for place in places)) for places in placed if places]
    shared = set.intersection(*lying)
    return sorted(shared) or [SEVERAL]


def _without_state(found: Payload) -> tuple[Payload, tuple[Finding, ...]]:
    """The payload without the editorial state of its resources, and a word on each that lost one."""
    items, told = [], []
    for item in found.items:
        kept = tuple(line for line in item.lines if item.kind != "resource" or not _is_decided(line, item))
        if len(kept) < len(item.lines):
            shape = f"{_SHAPES}Resource-status"
            told.append(Finding("warning", item.iri, "adms:status", "", shape, _LEFT_ASIDE, Text("état", "state")))
        items.append(Item(item.iri, item.kind, item.title, kept))
    return Payload(tuple(items), found.named), tuple(told)


def _is_decided(line: str, item: Item) -> bool:
    """Whether a statement is the committee's to make: the state, and a reach that no two grounds of trial bear out."""
    if line.split(" ", 2)[1] in _EDITORIAL:
        return True
    grounds = sum(f"<{ONTOLOGY}testedOn>" in one for one in item.lines)
    return f"<{ONTOLOGY}reach> <{SHARED}scheme/reach/everywhere>" in line and grounds < 2


def _minted(iri: str) -> bool:
    """Whether an IRI ends as the service names things: a form names its thing before it is sent."""
    key = iri.rpartition("/")[2]
    return len(key) == 26 and key.isalnum() and key.isupper()


def check_match(current: str | None, if_match: str | None) -> str | None:
    """The current validator, if the request says that it knows it (RFC 9110, 13.1.1; RFC 6585, 3).

    Raises:
        PreconditionRequired: no If-Match.
        PreconditionFailed: it names another state.
    """
    if if_match is None:
        raise PreconditionRequired(
            Text(
                "Cette chose est déjà publiée : envoyez If-Match avec son ETag, pour réviser ce que vous avez lu.",
                "This thing is published already: send If-Match with its ETag, to revise what you read.",
            )
        )
    # The same under another encoding (`…-br`) is the same to revise.
    held = [value.strip().removeprefix("W/").strip('"').partition("-")[0] for value in if_match.split(",")]
    if "*" not in held and current not in held:
        raise PreconditionFailed(
            Text(
                "Cela a changé depuis que vous l’avez lu : relisez-le, puis révisez.",
                "This changed since you read it: read it again, then revise.",
            )
        )
    return current


def refuse_report(report: Report) -> None:
    """Let a report through that holds no violation.

    Raises:
        InvalidContribution: with each finding in both languages, and the whole report in Turtle.
    """
    if report.conforms:
        return
    blocking = sum(finding.severity == "violation" for finding in report.findings)
    first = next(finding for finding in report.findings if finding.severity == "violation")
    error = InvalidContribution(
        Text(
            f"{blocking} point(s) à corriger ; rien n’est enregistré. D’abord : {first.message.fr}",
            f"{blocking} point(s) to correct; nothing is recorded. First: {first.message.en}",
        ),
        members={"findings": [described(finding) for finding in report.findings]},
    )
    error.report = report.turtle
    error.findings = report.findings
    raise error


def described(finding: Finding) -> dict[str, object]:
    """A finding as JSON: the field, the sentence in both languages, and the page of the shape that says so."""
    told = asdict(finding)
    told["message"], told["name"] = finding.message._asdict(), finding.name._asdict()
    told["page"] = "/shape/" + finding.shape.removeprefix(_SHAPES) if finding.shape.startswith(_SHAPES) else None
    return told
