"""Validation: one contribution at a time, in the context of a store that holds the full territories."""

import time
from collections.abc import Iterator
from statistics import median

from graph_service.engine.validation.validation import Validation
from graph_service.media_types import TURTLE
from tests.benchmarks.rows import Row, quantile
from tests.benchmarks.stage import Stage
from tests.loaders.network import network
from tests.model import EXAMPLES

_ROUNDS = 3


def measure(stage: Stage) -> Iterator[Row]:
    """Milliseconds of each conforming example, one caller after the other, the first of each left out."""
    stage.tell("validating the examples over the full territories")
    storage = network()
    validation = Validation(storage.settings, storage.folder)
    examples = [path.read_bytes() for path in EXAMPLES if path.name.startswith("ok")]
    try:
        started = time.perf_counter()
        validation.validate(examples[0], TURTLE)
        yield Row("validation, the first one (the process starts)", "ms", (time.perf_counter() - started) * 1000)
        times = [_one(validation, example) for _ in range(_ROUNDS + 1) for example in examples][len(examples) :]
    finally:
        validation.close()
        storage.close()
    yield Row("validation of one contribution, median", "ms", median(times))
    yield Row("validation of one contribution, p95", "ms", quantile(times, 0.95))
    yield Row("validation of one contribution, slowest", "ms", max(times))


def _one(validation: Validation, example: bytes) -> float:
    started = time.perf_counter()
    validation.validate(example, TURTLE)
    return (time.perf_counter() - started) * 1000
