"""The datasets of a version: what their graphs say of themselves, what the record counts, what the dump measured."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from graph_service.engine.dumps.datasets import demonstration_graph, named
from graph_service.engine.dumps.manifest import DumpFile, Manifest
from graph_service.engine.dumps.statistics import Statistics
from graph_service.engine.frequencies import Frequency, frequency_of
from graph_service.engine.reads import Query, Reading
from graph_service.engine.store import Storage
from graph_service.engine.versions.record import VersionRecord
from graph_service.languages import Text
from graph_service.media_types import JSON, N_TRIPLES
from graph_service.vocabulary import prefixes

_P = prefixes()
_HEAD = "".join(f"PREFIX {name}: <{_P[name]}>\n" for name in ("dct", "dcat", "maillage", "rdfs"))
_GRAPHS = f"""{_HEAD}SELECT ?graph ?property ?value WHERE {{
  GRAPH ?graph {{ ?graph dct:license ?licence . ?graph ?property ?value }}
}}"""
_DIRECTORIES = f"""{_HEAD}SELECT ?graph ?directory ?lists ?area ?areaLabel ?day ?complete WHERE {{
  GRAPH ?graph {{ ?directory a maillage:Directory ; maillage:lists ?lists ; dct:spatial ?area ;
    maillage:observedOn ?day ; maillage:complete ?complete FILTER (isIRI(?directory)) }}
  OPTIONAL {{ ?area rdfs:label ?areaLabel FILTER (LANG(?areaLabel) = "fr") }}
}}"""
Told = list[tuple[str, dict[str, str]]]
"""Property and value, as cells of SPARQL's JSON results."""

_CONTRIBUTIONS = Text("Contributions : {kind}", "Contributions: {kind}")


@dataclass(frozen=True, slots=True)
class Coverage:
    """A directory of the dataset: of what, where and when it says whether it is complete."""

    directory: str
    lists: str
    area: str
    area_label: str
    day: str
    complete: bool


@dataclass
class Entry:
    """One dataset."""

    slug: str
    graphs: list[str]
    licence: str
    titles: dict[str, str] = field(default_factory=dict)
    """Language tag → title."""
    publisher: str = ""
    modified: datetime | None = None
    landing: str = ""
    frequency: Frequency | None = None
    spatial: list[str] = field(default_factory=list)
    """What its graphs say that it covers."""
    temporal: list[str] = field(default_factory=list)
    quads: int = 0
    statistics: Statistics | None = None
    """Of the last dump; None before the first."""
    file: DumpFile | None = None
    coverage: list[Coverage] = field(default_factory=list)

    def title(self, language: str) -> str:
        """Its title in a language, else in another, else its slug."""
        return self.titles.get(language) or next(iter(self.titles.values()), self.slug)


def entries(storage: Storage, record: VersionRecord, manifest: Manifest | None, base: str) -> list[Entry]:
    """The datasets of a version in the order of their slugs; fictitious things are in none.

    Raises:
        MaillageError: a read failed.
    """
    told = _described(storage, record.number)
    told.pop(demonstration_graph(base), None)
    licences = {
        graph: licence for graph in sorted(set(told) & set(record.graphs)) if (licence := _licence(told[graph]))
    }
    names = named(licences.items(), base)
    found: dict[str, Entry] = {}
    for graph, licence in licences.items():
        entry = found.setdefault(names[graph], Entry(names[graph], [], licence))
        entry.graphs.append(graph)
        entry.quads += record.graphs[graph].count
        _describe(entry, told[graph], _kind(graph, base))
    for graph, coverage in _coverages(storage, record.number):
        if graph in names:
            found[names[graph]].coverage.append(coverage)
    for entry in found.values():
        entry.statistics = manifest.statistics.get(entry.slug) if manifest else None
        entry.file = manifest.file("dataset", entry.slug) if manifest else None
    return [found[slug] for slug in sorted(found)]


def _kind(graph: str, base: str) -> str:
    """The kind of a contributed thing, by its graph; nothing for another graph."""
    things = f"{base}/graph/thing/"
    return graph.removeprefix(things).partition("/")[0] if graph.startswith(things) else ""


def _licence(told: Told) -> str:
    """The licence that a graph tells; nothing if it tells none, or several that contradict each other."""
    found = {cell["value"] for name, cell in told if name == _P["dct"] + "license" and cell["type"] == "uri"}
    return found.pop() if len(found) == 1 else ""


def _described(storage: Storage, version: int) -> dict[str, Told]:
    """Graph → property and value, of the graphs that have a licence."""
    rows = storage.query(Query(_GRAPHS, JSON, N_TRIPLES, version=version), Reading()).rows()
    found = defaultdict[str, Told](list)
    for row in rows:
        found[row["graph"]["value"]].append((row["property"]["value"], row["value"]))
    return dict(found)


def _coverages(storage: Storage, version: int) -> list[tuple[str, Coverage]]:
    rows = storage.query(Query(_DIRECTORIES, JSON, N_TRIPLES, version=version), Reading()).rows()
    cells = [{name: cell["value"] for name, cell in row.items()} for row in rows]
    return [(row["graph"], _coverage(row)) for row in cells]


def _coverage(row: dict[str, str]) -> Coverage:
    complete = row["complete"] == "true"
    return Coverage(row["directory"], row["lists"], row["area"], row.get("areaLabel", ""), row["day"], complete)


def _describe(entry: Entry, told: Told, kind: str) -> None:
    """Add what a graph says of itself to its dataset."""
    one = dict(told)
    modified = _moment(one.get(_P["dct"] + "modified", {}).get("value", ""))
    if modified is not None and (entry.modified is None or modified > entry.modified):
        entry.modified = modified
    if kind:
        entry.titles = {"fr": _CONTRIBUTIONS.fr.format(kind=kind), "en": _CONTRIBUTIONS.en.format(kind=kind)}
    else:
        titles = (cell for name, cell in told if name == _P["dct"] + "title")
        entry.titles |= {cell.get("xml:lang", ""): cell["value"] for cell in titles}
    entry.publisher = one.get(_P["dct"] + "publisher", {}).get("value", "") or entry.publisher
    entry.landing = one.get(_P["dcat"] + "landingPage", {}).get("value", "") or entry.landing
    entry.frequency = frequency_of(one.get(_P["dct"] + "accrualPeriodicity", {}).get("value", "")) or entry.frequency
    entry.spatial += [cell["value"] for name, cell in told if name == _P["dct"] + "spatial" and cell["type"] == "uri"]
    entry.temporal += [cell["value"] for name, cell in told if name == _P["dct"] + "temporal" and cell["type"] == "uri"]


def _moment(text: str) -> datetime | None:
    """A day or a moment; without an offset it is taken for UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
