"""What an acceptance, its undoing and a withdrawal write to the graph: the thing, and in PROV who did what, when.

A thing lies in a graph of its own, replaced whole. Its history lies apart, in the graph of each contribution, so that
it outlives the thing. Nobody's name is in it: a function (`org:Post`) of an organisation, and its role.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import pyoxigraph as ox

from graph_service.desk.contributions import ContributedThing, Contribution
from graph_service.desk.kinds import ANONYMOUS
from graph_service.desk.tasks import Task
from graph_service.languages import Text
from graph_service.vocabulary import LICENCE_OUVERTE, ONTOLOGY, SHARED, XSD, prefixes

Term = ox.NamedNode | ox.Literal
Photo = tuple[str, str, str]

_NS = prefixes()
_TYPE = _NS["rdf"] + "type"


@dataclass(frozen=True, slots=True)
class Post:
    """A function of an organisation, as the graph tells it."""

    id: str
    organisation: str
    organisation_name: str
    role: str
    """Concept of the scheme `role`."""

    def iri(self, base: str) -> str:
        """Its IRI."""
        return f"{base}/id/function/{self.id}"

    def lines(self, base: str) -> list[str]:
        """Its statements."""
        subject, role = self.iri(base), f"{SHARED}scheme/role/{self.role}"
        named = french(f"{self.organisation_name} : {self.role}")
        return [
            line(subject, _TYPE, iri(_NS["org"] + "Post")),
            line(subject, _NS["rdfs"] + "label", named),
            line(subject, _NS["org"] + "role", iri(role)),
            line(subject, _NS["org"] + "postIn", iri(self.organisation)),
        ]


def iri(value: str) -> ox.NamedNode:
    """An IRI as a term."""
    return ox.NamedNode(value)


def french(value: str) -> ox.Literal:
    """A text in French."""
    return ox.Literal(value, language="fr")


def day(value: date) -> ox.Literal:
    """A day."""
    return ox.Literal(value.isoformat(), datatype=iri(XSD + "date"))


def moment(value: datetime) -> ox.Literal:
    """A moment."""
    return ox.Literal(value.isoformat(timespec="seconds"), datatype=iri(XSD + "dateTime"))


def line(subject: str, predicate: str, value: Term) -> str:
    """One statement of N-Triples."""
    return f"{iri(subject)} {iri(predicate)} {value} .\n"


def dataset(graph: str, title: Text, generated_by: str | None = None) -> list[str]:
    """What a graph says of itself: its licence, its title, what made it."""
    told = [
        line(graph, _NS["dct"] + "license", iri(LICENCE_OUVERTE)),
        line(graph, _NS["dct"] + "title", french(title.fr)),
        line(graph, _NS["dct"] + "title", ox.Literal(title.en, language="en")),
    ]
    return [*told, line(graph, _NS["prov"] + "wasGeneratedBy", iri(generated_by))] if generated_by else told


def replacing(graphs: dict[str, Iterable[str]]) -> str:
    """The update that puts statements in graphs, in the place of what they held; an empty one is dropped."""
    told = {graph: "".join(lines) for graph, lines in graphs.items()}
    steps = [f"DROP SILENT GRAPH {iri(graph)}" for graph in told]
    blocks = "".join(f"GRAPH {iri(graph)} {{\n{lines}}}\n" for graph, lines in told.items() if lines)
    return " ;\n".join([*steps, f"INSERT DATA {{\n{blocks}}}"] if blocks else steps)


_DECIDED = ("validated", "national-base", "spread", "to-revise")
"""States that a committee's decision bears."""


@dataclass(frozen=True)
class Acceptance:
    """A contribution accepted: everything that its publication tells."""

    base: str
    found: Contribution
    decision: str
    at: datetime
    author: Post | None
    animator: Post | None
    previous: Contribution | None
    """The contribution whose revision this is."""
    photos: tuple[Photo, ...] = ()
    former: str = ""
    """N-Triples of the graph that it replaces."""

    def task(self) -> Task:
        """What the outbox is given."""
        graphs: dict[str, Iterable[str]] = {}
        for thing in self.found.things:
            modified = line(thing.graph, _NS["dct"] + "modified", moment(self.at))
            about = [*dataset(thing.graph, _title(thing), self._activity()), modified]
            graphs[thing.graph] = [*self._thing(thing), *about]
        history = list(self._history())
        if history:
            graphs[history_graph(self.base, self.found.id)] = [
                *history,
                *dataset(history_graph(self.base, self.found.id), _history_title(self.found)),
            ]
        judged = "".join([*(one for thing in self.found.things for one in self._thing(thing)), *history])
        extends = tuple((thing.graph, self.found.base_digest) for thing in self.found.things)
        return Task(update=replacing(graphs), judged=judged, extends=extends, former=self.former)

    @property
    def _pictured(self) -> ContributedThing:
        """What a photo is of: never the organisation that is proposed with it."""
        return next((one for one in self.found.things if one.kind != "organisation"), self.found.things[0])

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        """The statements by the thing that they are about, parts with it."""
        found: dict[str, list[str]] = {}
        for one in self.found.statements.split("\n"):
            if one:
                found.setdefault(one[1:].partition(">")[0].partition("#")[0], []).append(one + "\n")
        return found

    @property
    def anonymous(self) -> bool:
        """Whether nothing is told of who contributed."""
        return all(thing.kind in ANONYMOUS for thing in self.found.things)

    def _activity(self) -> str | None:
        return None if self.anonymous else contribution_iri(self.base, self.found.id)

    def _thing(self, thing: ContributedThing) -> Iterator[str]:
        yield from self._lines.get(thing.iri, ())
        if thing.kind == "resource":
            yield from self._editorial(thing)
        if thing is self._pictured:
            yield from self._pictures(thing)

    def _editorial(self, thing: ContributedThing) -> Iterator[str]:
        """The state of a resource: what a committee decided is to be looked at again, it is not undone in passing."""
        head = f"<{thing.iri}> <{_NS['adms']}status> "
        before = next((one.removeprefix(head) for one in self.former.split("\n") if one.startswith(head)), "")
        decided = any(str(state(name)) in before for name in _DECIDED)
        yield line(thing.iri, _NS["adms"] + "status", state("to-revise" if decided else "proposed"))
        yield line(thing.iri, ONTOLOGY + "statusSince", day(self.at.date()))
        if decided:
            decision = f"<{thing.iri}> <{ONTOLOGY}decision> "
            yield from (one + "\n" for one in self.former.split("\n") if one.startswith(decision))

    def _pictures(self, thing: ContributedThing) -> Iterator[str]:
        for digest, caption, licence in self.photos:
            picture = f"{self.base}/photos/{digest}.jpg"
            yield line(thing.iri, _NS["schema"] + "image", iri(picture))
            yield line(picture, _TYPE, iri(_NS["schema"] + "ImageObject"))
            yield line(picture, _NS["schema"] + "caption", french(caption))
            yield line(picture, _NS["dct"] + "license", iri(licence))

    def _history(self) -> Iterator[str]:
        if self.anonymous:
            return
        subject, revision = contribution_iri(self.base, self.found.id), revision_iri(self.base, self.found.id)
        yield from self._contributed(subject)
        for thing in self.found.things:
            yield line(subject, _NS["prov"] + "generated", iri(thing.iri))
            yield line(revision, _NS["prov"] + "specializationOf", iri(thing.iri))
        yield line(revision, _TYPE, iri(_NS["prov"] + "Entity"))
        yield line(revision, _NS["prov"] + "wasGeneratedBy", iri(subject))
        yield line(revision, _NS["prov"] + "generatedAtTime", moment(self.at))
        if self.previous is not None:
            former = revision_iri(self.base, self.previous.id)
            yield line(revision, _NS["prov"] + "wasRevisionOf", iri(former))
        yield from self._accepted(subject, revision)

    def _contributed(self, subject: str) -> Iterator[str]:
        if self.found.organisation is not None:
            yield line(subject, _TYPE, iri(ONTOLOGY + "Contribution"))
            yield line(subject, ONTOLOGY + "contributor", iri(self.found.organisation))
            nature = f"{SHARED}scheme/contribution-nature/{self.found.nature}"
            yield line(subject, ONTOLOGY + "contributionNature", iri(nature))
            yield line(subject, _NS["adms"] + "status", state("proposed"))
            if self.animator is not None:
                yield line(subject, ONTOLOGY + "animator", iri(self.animator.organisation))
        else:
            yield line(subject, _TYPE, iri(_NS["prov"] + "Activity"))
        title = _history_title(self.found)
        yield line(subject, _NS["rdfs"] + "label", french(title.fr))
        yield line(subject, _NS["rdfs"] + "label", ox.Literal(title.en, language="en"))
        yield line(subject, _NS["dct"] + "created", day(self.found.created.date()))
        yield line(subject, _NS["prov"] + "endedAtTime", moment(self.found.created))
        if self.author is not None:
            yield line(subject, _NS["prov"] + "wasAssociatedWith", iri(self.author.iri(self.base)))
            yield from self.author.lines(self.base)

    def _accepted(self, subject: str, revision: str) -> Iterator[str]:
        act = f"{subject}#acceptance"
        yield line(act, _TYPE, iri(_NS["prov"] + "Activity"))
        yield line(act, _NS["prov"] + "used", iri(revision))
        yield line(act, _NS["prov"] + "endedAtTime", moment(self.at))
        if self.animator is not None:
            yield line(act, _NS["prov"] + "wasAssociatedWith", iri(self.animator.iri(self.base)))
            yield from self.animator.lines(self.base)


def undoing(
    base: str, found: Contribution, accepted: Task, at: datetime, extends: tuple[tuple[str, str | None], ...]
) -> Task:
    """What undoes an acceptance: the graph before it is published again, or nothing is left but the history.

    `extends` are the graphs as they are now, and must still be then.
    """
    subject, revision = contribution_iri(base, found.id), revision_iri(base, found.id)
    former = [one + "\n" for one in accepted.former.split("\n") if one]
    steps = [replacing({thing.graph: former for thing in found.things})]
    graph, status = iri(history_graph(base, found.id)), iri(_NS["adms"] + "status")
    withdrawn, until = state("withdrawn"), iri(_NS["prov"] + "invalidatedAtTime")
    if not all(thing.kind in ANONYMOUS for thing in found.things):
        steps.append(f"DELETE WHERE {{ GRAPH {graph} {{ {iri(subject)} {status} ?state }} }}")
        told = f"{iri(subject)} {status} {withdrawn} . {iri(revision)} {until} {moment(at)}"
        steps.append(f"INSERT DATA {{ GRAPH {graph} {{ {told} }} }}")
    return Task(update=" ;\n".join(steps), extends=extends)


def state(name: str) -> ox.NamedNode:
    """A state of a published resource."""
    return iri(f"{SHARED}scheme/editorial-state/{name}")


def contribution_iri(base: str, identity: str) -> str:
    """The public IRI of an accepted contribution."""
    return f"{base}/id/contribution/{identity}"


def revision_iri(base: str, identity: str) -> str:
    """The IRI of what a thing was after a contribution."""
    return f"{contribution_iri(base, identity)}#revision"


def history_graph(base: str, identity: str) -> str:
    """The graph that tells how a thing came to be what it is."""
    return f"{base}/graph/thing/contribution/{identity}"


def _title(thing: ContributedThing) -> Text:
    return Text(thing.title, thing.title)


def _history_title(found: Contribution) -> Text:
    return Text(f"Contribution : {found.title}", f"Contribution: {found.title}")
