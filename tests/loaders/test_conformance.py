"""What the loaders of registers publish is what the shapes describe: a sample of each kind of thing, judged whole."""

import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.validation.validation import Validation
from graph_service.media_types import N_TRIPLES
from loaders import pipeline
from loaders.registry import find_source
from loaders.report import Report
from loaders.source import Loading
from tests.loaders.network import copy_territories, load, network
from tests.loaders.register import write_register

SAMPLE = os.environ.get("MAILLAGE_RNA_SAMPLE")
_THINGS, _BATCH = 400, 100


def described(storage: EmbeddedStorage, name: str, *paths: Path, **options: object) -> Iterator[dict[str, list[str]]]:
    """The lines of each part of a source, by the thing they describe (its parts after # with it)."""
    source = find_source(name)
    loading = Loading(storage.folder.root, storage.settings.base_iri, Report(None), None, dict(options))
    for part in source.parts(paths, loading):
        target = storage.folder.spool_path(f"judge-{part.slug}.nt")
        pipeline.write_part(source, part, loading, target, "0" * 64, frozenset())
        things: dict[str, list[str]] = defaultdict(list)
        for line in target.read_text(encoding="utf-8").splitlines(True):
            things[line.split(" ", 1)[0].split("#")[0].strip("<>")].append(line)
        target.unlink()
        yield things


def findings(storage: EmbeddedStorage, things: dict[str, list[str]]) -> Counter[tuple[str, str]]:
    """What validation finds on a sample of the things."""
    validation = Validation(storage.settings.model_copy(update={"validation_timeout": 100.0}), storage.folder)
    chosen = random.Random(1).sample(sorted(things), min(len(things), _THINGS))
    found: Counter[tuple[str, str]] = Counter()
    try:
        for start in range(0, len(chosen), _BATCH):
            text = "".join(line for name in chosen[start : start + _BATCH] for line in things[name])
            for finding in validation.validate(text.encode(), N_TRIPLES).findings:
                found[finding.shape.rpartition("/")[2], finding.value] += 1
    finally:
        validation.close()
    return found


def test_the_territories_conform() -> None:
    (things,) = described(network(), "territories", no_geometry=True)
    assert findings(network(), things) == {}


def test_the_associations_conform(open_storage: Callable[..., EmbeddedStorage], tmp_path: Path) -> None:
    storage = open_storage(data_dir=copy_territories(tmp_path / "territories"), query_memory=1024)
    files = (
        tuple(sorted(Path(SAMPLE).glob("rna_*utf8.csv"))) + tuple(Path(SAMPLE).glob("rna_import*.csv"))
        if SAMPLE
        else (write_register(tmp_path / "rna_waldec.csv", {}, {"siret": "73282932000074"}, {"position": "D"}),)
    )
    load(storage, "rna", *files)
    for things in described(storage, "rna", *files):
        # The register holds telephone-like numbers in purposes: told as warnings, never a refusal.
        assert not [key for key in findings(storage, things) if not key[0].startswith("FreeText")]
