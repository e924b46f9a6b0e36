"""`/metrics` in Prometheus' text format: requests, times, readers, cache, version."""

from collections.abc import Iterator

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from graph_service.engine.store import EmbeddedStorage
from graph_service.web.service import service

blueprint = Blueprint("metrics", __name__)

REGISTRY = CollectorRegistry()
REQUESTS = Counter("maillage_requests", "Requests by status", ["status"], registry=REGISTRY)
SECONDS = Histogram(
    "maillage_request_seconds",
    "Time from the first byte of a request to its answer",
    registry=REGISTRY,
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60),
)


class StorageCollector(Collector):
    """The state of the storage at the time of the scrape."""

    def __init__(self, storage: EmbeddedStorage) -> None:
        self.storage = storage

    def collect(self) -> Iterator[Metric]:
        """Gauges and counters read now."""
        reads, record = self.storage.reads, self.storage.version()
        for name, value in reads.pool.state().items():
            yield GaugeMetricFamily(f"maillage_readers_{name}", f"Readers or requests {name}", value)
        yield GaugeMetricFamily("maillage_version", "Number of the published version", record.number)
        yield GaugeMetricFamily("maillage_quads", "Quads in named graphs", record.quads)
        yield CounterMetricFamily("maillage_cache_hits", "Answers found in the cache", reads.cache.hits)
        yield CounterMetricFamily("maillage_cache_misses", "Answers not found there", reads.cache.misses)
        deaths = CounterMetricFamily("maillage_reader_deaths", "Readers that died, by cause", labels=["cause"])
        for cause, count in reads.pool.deaths.items():
            deaths.add_metric([cause], count)
        yield deaths


@blueprint.get("/metrics")
def metrics() -> Response:
    """The metrics of this web process."""
    current = CollectorRegistry()
    current.register(StorageCollector(service().storage))
    return Response(generate_latest(REGISTRY) + generate_latest(current), content_type=CONTENT_TYPE_LATEST)
