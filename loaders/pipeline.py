"""The shared path of every source: parts → lines → one named graph with licence and provenance → the writer."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

from graph_service import __version__
from graph_service.engine.formats.ntriples import TYPE, describe, iri, moment, own, term, text
from graph_service.engine.writes import GraphWrite, OnProgress, Receipt, Writes
from graph_service.errors import UsageError
from graph_service.federation.downloads import is_address
from graph_service.languages import Text, folded
from loaders.admission import admitted
from loaders.licences import licence
from loaders.source import Loading, Part, Source

_BLOCK = 1 << 20
_LONGEST_NAME = 60
_UNTOLD = "non renseigné"


@dataclass(frozen=True)
class Outcome:
    """What became of one part."""

    graph: str
    statements: int
    receipt: Receipt | None
    """None: a dry run, or the same files as last time."""


def graph_name(base: str, slug: str) -> str:
    """The named graph of a source's part."""
    return f"{base}/graph/source/{slug}"


def slug(name: str) -> str:
    """A name as it stands in the name of a graph."""
    return re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-")


def name_load(source: Source, given: tuple[str, ...], loading: Loading) -> None:
    """Give the load of a named source its slug, and its licence its address.

    Raises:
        UsageError: a name that is no slug, or no licence.
    """
    if not source.named:
        return
    # Addresses end alike (basic.ics, elements.json), and some hold a secret: their loads are named by a person.
    first = "" if given and is_address(given[0]) else PurePath(given[0]).stem if given else ""
    name = slug(str(loading.options.get("name") or first))
    if not 0 < len(name) <= _LONGEST_NAME:
        raise UsageError(
            Text(f"Donnez un nom à ce chargement : --name {source.name}", f"Name this load: --name {source.name}")
        )
    if not loading.options.get("licence"):
        raise UsageError(
            Text(
                "Tout graphe dit sa licence. Demandez-la à qui tient ces données, puis : --licence « licence ouverte »",
                "Every graph tells its licence. Ask whoever keeps this data, then: --licence “licence ouverte”",
            )
        )
    loading.options["licence"] = licence(str(loading.options["licence"]))
    loading.slug = f"{source.name}-{name}"


def checksum(source: Source, part: Part, loading: Loading, opposed: frozenset[str]) -> str:
    """What decides whether a load would change anything: files, program, options, oppositions."""
    whole = hashlib.sha256(f"{source.name} {__version__} {loading.limit} {sorted(opposed)}".encode())
    for name, value in sorted(loading.options.items()):
        whole.update(f"{name}={value}".encode())
    for path in part.files:
        whole.update(path.name.encode())
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                whole.update(block)
    return whole.hexdigest()


def write_part(
    source: Source,
    part: Part,
    loading: Loading,
    target: Path,
    digest: str,
    opposed: frozenset[str],
    published: Iterable[str] = (),
) -> int:
    """Write a part's statements to a file and return their number.

    `published` are the lines of the graph that the load adds to: what it says anew takes their place.
    """
    graph = graph_name(loading.base, part.slug)
    needles = [f"<{name}{end}" for name in opposed for end in (">", "#")]
    count, anew = 0, set[str]()
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for line in _all_lines(source, part, loading, graph, digest):
            if needles and any(needle in line for needle in needles):
                continue
            file.write(line)
            count += 1
            if loading.options.get("add"):
                anew.add(line)
        for line in _left(published, anew, iri(graph)):
            file.write(line)
            count += 1
    return count


def _left(published: Iterable[str], anew: set[str], graph: str) -> Iterator[str]:
    """What stays of a graph that a load adds to: things, and words on the graph itself, that it does not say anew."""
    said = {line.split(" ", 1)[0] for line in anew}
    described = {line.split(" ", 2)[1] for line in anew if line.startswith(f"{graph} ")} - {TYPE}
    for line in published:
        subject, predicate, _ = line.split(" ", 2)
        stays = predicate not in described and line not in anew if subject == graph else not _said_anew(subject, said)
        if stays:
            yield line


def _said_anew(subject: str, anew: set[str]) -> bool:
    """Whether a thing, or the thing that it is a part of, is in the load."""
    return subject in anew or f"{subject.partition('#')[0]}>" in anew


def _all_lines(source: Source, part: Part, loading: Loading, graph: str, digest: str) -> Iterator[str]:
    yield from provenance(source, graph, digest, loading.options)
    lines = part.lines(loading)
    yield from admitted(lines, loading, part.size) if source.judged else lines


def provenance(source: Source, graph: str, digest: str, told: dict[str, Any]) -> Iterator[str]:
    """Licence, publisher and the activity that made the graph (PROV)."""
    subject, activity = iri(graph), iri(f"{graph}#load-{digest[:16]}")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    yield from describe(
        subject,
        (TYPE, term("dcat:Dataset")),
        (term("dct:title"), text(told.get("title") or source.title.fr, "fr")),
        (term("dct:title"), text(source.title.en, "en") if not told.get("title") else None),
        (term("dct:license"), iri(told.get("licence") or source.licence)),
        (term("dct:publisher"), text(told.get("publisher") or source.publisher or _UNTOLD)),
        (term("dcat:landingPage"), iri(source.homepage)),
        (term("prov:wasGeneratedBy"), activity),
        (own("checksum"), text(digest)),
        (term("dct:modified"), moment(now)),
        (term("dct:accrualPeriodicity"), iri(source.rhythm.iri) if source.rhythm else None),
    )
    yield from describe(
        activity,
        (TYPE, term("prov:Activity")),
        (term("prov:endedAtTime"), moment(now)),
        (own("program"), text(f"maillage {__version__}")),
    )


def publish_part(
    writes: Writes,
    source: Source,
    part: Part,
    loading: Loading,
    target: Path,
    count: int,
    on_progress: OnProgress,
) -> Outcome:
    """Hand a written part to the writer and wait until it is published."""
    graph = graph_name(loading.base, part.slug)
    write = GraphWrite(cause=f"load {source.name}", kind="replace", graph=graph, file=str(target), count=count)
    return Outcome(graph, count, writes.submit(write, on_progress))
