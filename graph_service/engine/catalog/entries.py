"""The datasets of a version: what their graphs say of themselves, what the record counts, what the dump measured."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from graph_service.engine.dumps.datasets import dataset_of, demonstration_graph
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
    maillage:observedOn ?day ; maillage:complete ?complete }}
  OPTIONAL {{ ?area rdfs:label ?areaLabel FILTER (LANG(?areaLabel) = "fr") }}
}}"""
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
    found: dict[str, Entry] = {}
    for graph in sorted(set(told) & set(record.graphs)):
        _add(found, graph, told[graph], record, base)
    for coverage_graph, coverage in _coverages(storage, record.number):
        entry = found.get(dataset_of(coverage_graph, base))
        if entry is not None and coverage_graph in entry.graphs:
            entry.coverage.append(coverage)
    for entry in found.values():
        entry.statistics = manifest.statistics.get(entry.slug) if manifest else None
        entry.file = manifest.file("dataset", entry.slug) if manifest else None
    return [found[slug] for slug in sorted(found)]


def _described(storage: Storage, version: int) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Graph → property and value, of the graphs that have a licence."""
    rows = storage.query(Query(_GRAPHS, JSON, N_TRIPLES, version=version), Reading()).rows()
    found = defaultdict[str, list[tuple[str, dict[str, str]]]](list)
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


def _add(
    found: dict[str, Entry], graph: str, told: list[tuple[str, dict[str, str]]], record: VersionRecord, base: str
) -> None:
    """Make the dataset of a graph, or add the graph to the one it belongs to."""
    one = dict(told)
    licence = one[_P["dct"] + "license"]["value"]
    slug = dataset_of(graph, base)
    if slug in found and found[slug].licence != licence:
        # Two licences never make one dataset.
        slug = f"{slug}-{len(found)}"
    entry = found.setdefault(slug, Entry(slug, [], licence))
    entry.graphs.append(graph)
    entry.quads += record.graphs[graph].count
    modified = _moment(one.get(_P["dct"] + "modified", {}).get("value", ""))
    if modified is not None and (entry.modified is None or modified > entry.modified):
        entry.modified = modified
    if slug.startswith("contributions-"):
        kind = slug.removeprefix("contributions-")
        entry.titles = {"fr": _CONTRIBUTIONS.fr.format(kind=kind), "en": _CONTRIBUTIONS.en.format(kind=kind)}
    else:
        titles = (cell for name, cell in told if name == _P["dct"] + "title")
        entry.titles |= {cell.get("xml:lang", ""): cell["value"] for cell in titles}
    entry.publisher = one.get(_P["dct"] + "publisher", {}).get("value", "") or entry.publisher
    entry.landing = one.get(_P["dcat"] + "landingPage", {}).get("value", "") or entry.landing
    entry.frequency = frequency_of(one.get(_P["dct"] + "accrualPeriodicity", {}).get("value", "")) or entry.frequency
    entry.spatial += [cell["value"] for name, cell in told if name == _P["dct"] + "spatial" and cell["type"] == "uri"]
    entry.temporal += [cell["value"] for name, cell in told if name == _P["dct"] + "temporal"]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
