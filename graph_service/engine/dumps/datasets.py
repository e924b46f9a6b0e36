"""Which graphs make a dataset: a source's graph is one, contributed things are one for each kind."""

import hashlib
import re

_SAFE = re.compile(r"[^a-z0-9]+")


def demonstration_graph(base: str) -> str:
    """The graph of the fictitious things, which no figure counts and no dump holds."""
    return f"{base}/graph/source/demonstration"


def dataset_of(graph: str, base: str) -> str:
    """The slug of the dataset that a graph belongs to."""
    if not graph.startswith(base + "/graph/"):
        last = _slug(re.split(r"[/#]", graph.rstrip("/#"))[-1])
        return f"{last or 'graph'}-{hashlib.sha256(graph.encode()).hexdigest()[:8]}"
    family, _, rest = graph.removeprefix(base + "/graph/").partition("/")
    if family == "source" and rest:
        return _slug(rest)
    if family == "thing" and "/" in rest:
        return f"contributions-{_slug(rest.partition('/')[0])}"
    return _slug(f"{family} {rest}")


def licence_slug(licence: str) -> str:
    """A licence in a file's name."""
    parts = [part for part in re.split(r"[/.]", licence.partition("://")[2]) if part not in ("www", "")]
    return _slug(" ".join(parts[2:] or parts))[:60]


def _slug(text: str) -> str:
    return _SAFE.sub("-", text.lower()).strip("-")
