"""Which graphs make a dataset: a source's graph is one, contributed things are one for each kind."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

_LONGEST = 80
"""Characters of a name: file systems take 255 bytes."""

_SAFE = re.compile(r"[^a-z0-9]+")


def demonstration_graph(base: str) -> str:
    """The graph of the fictitious things, which no figure counts and no dump holds."""
    return f"{base}/graph/source/demonstration"


def dataset_of(graph: str, base: str) -> str:
    """The slug of the dataset that a graph belongs to."""
    if not graph.startswith(base + "/graph/"):
        last = _slug(re.split(r"[/#]", graph.rstrip("/#"))[-1])
        return f"{last or 'graph'}-{_digest(graph)}"
    family, _, rest = graph.removeprefix(base + "/graph/").partition("/")
    if family == "source" and rest:
        return _slug(rest)
    if family == "thing" and "/" in rest:
        return f"contributions-{_slug(rest.partition('/')[0])}"
    return _slug(f"{family} {rest}")


def named(pairs: Iterable[tuple[str, str]], base: str) -> dict[str, str]:
    """Graph → name of its dataset, of graphs and their licences: a name is of one licence, and of one dataset.

    Graphs that only their names' folding or their licence brings together are told apart by a digest.
    """
    parted: dict[tuple[str, str, str], list[str]] = {}
    for graph, licence in pairs:
        parted.setdefault((dataset_of(graph, base), _family(graph, base), licence), []).append(graph)
    alike = Counter(slug for slug, _, _ in parted)
    found: dict[str, str] = {}
    taken = set(alike)
    for (slug, family, licence), graphs in parted.items():
        name = slug
        if not slug or alike[slug] > 1:
            name = f"{slug or 'graph'}-{_digest(family + licence)}"
            while name in taken:
                name = f"{name}-{_digest(name)}"
            taken.add(name)
        found |= dict.fromkeys(graphs, name)
    return found


def licence_names(licences: Iterable[str]) -> dict[str, str]:
    """Licence → its name in a file's name; two that fold alike are told apart."""
    slugs = {licence: licence_slug(licence) for licence in dict.fromkeys(licences)}
    alike = Counter(slugs.values())
    return {
        licence: slug if slug and alike[slug] == 1 else f"{slug or 'licence'}-{_digest(licence)}"
        for licence, slug in slugs.items()
    }


def _family(graph: str, base: str) -> str:
    """What makes graphs one dataset: contributed things of a kind; every other graph is one by itself."""
    things = f"{base}/graph/thing/"
    return things + graph.removeprefix(things).partition("/")[0] if graph.startswith(things) else graph


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def licence_slug(licence: str) -> str:
    """A licence in a file's name."""
    parts = [part for part in re.split(r"[/.]", licence.partition("://")[2]) if part not in ("www", "")]
    return _slug(" ".join(parts[2:] or parts))[:60]


def _slug(text: str) -> str:
    slug = _SAFE.sub("-", text.lower()).strip("-")
    return slug if len(slug) <= _LONGEST else f"{slug[:_LONGEST].strip('-')}-{_digest(text)}"
