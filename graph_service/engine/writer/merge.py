"""The default graph as the merge of the named graphs, kept exact by the write path.

The engine's own union counts a triple of two graphs twice; a materialised default graph counts it once.
Removing from a graph removes from the default graph only what no other graph says.
"""

from collections.abc import Collection

import pyoxigraph as ox

_MANY = 5_000


def in_default(quad: ox.Quad) -> ox.Quad:
    """The same triple in the default graph."""
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def add(store: ox.Store, quads: Collection[ox.Quad]) -> None:
    """Add quads: many of them past the engine's transaction, which holds all in memory and takes ten times longer.

    A batch that fails halfway is thrown away whole with its primary store, so nothing depends on that transaction.
    """
    if len(quads) > _MANY:
        store.bulk_extend(quads)
    else:
        store.extend(quads)


def reconcile(store: ox.Store, added: set[ox.Quad], removed: set[ox.Quad]) -> int:
    """Bring the default graph up to date after named graphs changed; returns the change of its size."""
    fresh = [quad for quad in {in_default(quad) for quad in added} if quad not in store]
    add(store, fresh)
    orphans = [quad for quad in {in_default(quad) for quad in removed} if not _said_elsewhere(store, quad)]
    for quad in orphans:
        store.remove(quad)
    return len(fresh) - len(orphans)


def _said_elsewhere(store: ox.Store, quad: ox.Quad) -> bool:
    same = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    return any(isinstance(other.graph_name, ox.NamedNode | ox.BlankNode) for other in same)
