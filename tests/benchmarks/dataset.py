"""Associations as N-Triples, shaped as the RNA loader writes them, and the same as N-Quads for the peer.

Written directly: the loader's own speed is another measure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from graph_service.engine.formats.ntriples import LABEL, TYPE, concept, own, shared, term, text
from graph_service.vocabulary import SHARED
from loaders.cog import table
from loaders.nomenclature import labels
from tests.benchmarks.words import vocabulary, zipf

GRAPH = "http://example.org/graph/benchmark"
STATEMENTS = 16
"""Statements of one association."""

OFFICE = 100
"""Associations of one office: a join over them takes about 2 ms in the engine."""


@dataclass(frozen=True)
class Dataset:
    """Two files with the same statements."""

    triples: Path
    quads: Path
    count: int

    @property
    def associations(self) -> int:
        """How many subjects, numbered from 0."""
        return self.count // STATEMENTS

    @property
    def offices(self) -> int:
        """How many offices, numbered from 0, each with `OFFICE` associations at least."""
        return max(1, self.associations // OFFICE)


def make_dataset(folder: Path, quads: int) -> Dataset:
    """Write both files, about so many statements."""
    count = max(1, quads // STATEMENTS) * STATEMENTS
    dataset = Dataset(folder / f"{count}.nt", folder / f"{count}.nq", count)
    with (
        dataset.triples.open("w", encoding="utf-8") as plain,
        dataset.quads.open("w", encoding="utf-8") as named,
    ):
        for block in _blocks(dataset):
            plain.write(block)
            named.write(block.replace(" .\n", f" <{GRAPH}> .\n"))
    return dataset


def _blocks(dataset: Dataset) -> Iterator[str]:
    random = Random(1901)
    words = zipf(random, vocabulary(random))
    present = [row["code"] for row in table("communes") if row["type"] == "commune-actuelle"]
    places = zip(zipf(random, present), zipf(random, sorted(labels())), strict=False)
    for number in range(dataset.associations):
        title = " ".join(islice(words, 4)).upper()
        purpose = " ".join(islice(words, 15))
        office = f"{number % dataset.offices:09}P"
        yield _describe(number, (title, purpose), office, next(places))


def _describe(number: int, wording: tuple[str, str], office: str, place: tuple[str, str]) -> str:
    (title, purpose), (commune, activity) = wording, place
    key = f"W{number:09}"
    subject, node = shared("association", key), f"<{SHARED}id/association/{key}#rna>"
    day = f"{1950 + number % 70}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    pairs = (
        (TYPE, own("Association")),
        (own("rna"), text(key)),
        (term("adms:identifier"), node),
        (LABEL, text(title, "fr")),
        (own("shortTitle"), text(title[:20], "fr")),
        (term("dct:description"), text(purpose, "fr")),
        (own("creationDate"), f'"{day}"^^{term("xsd:date")}'),
        (own("declarationDate"), f'"{day}"^^{term("xsd:date")}'),
        (term("dct:modified"), f'"{day}T12:00:{number % 60:02}Z"^^{term("xsd:dateTime")}'),
        (own("activity"), concept("waldec", activity)),
        (own("status"), concept("association-status", "active")),
        (own("nature"), concept("association-nature", "D")),
        (own("commune"), shared("commune", commune)),
        (own("managingOffice"), text(office)),
    )
    lines = [f"{subject} {predicate} {value} .\n" for predicate, value in pairs]
    lines.append(f"{node} {TYPE} {term('adms:Identifier')} .\n{node} {term('skos:notation')} {text(key)} .\n")
    return "".join(lines)
