"""The default graph as the merge of the named graphs, kept exact by the write path.

The engine's own union counts a triple of two graphs twice; a materialised default graph counts it once.
Removing from a graph removes from the default graph only what no other graph says.
"""

import pyoxigraph as ox


def in_default(quad: ox.Quad) -> ox.Quad:
    """The same triple in the default graph."""
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def reconcile(store: ox.Store, added: set[ox.Quad], removed: set[ox.Quad]) -> int:
    """Bring the default graph up to date after named graphs changed; returns the change of its size."""
    fresh = [quad for quad in {in_default(quad) for quad in added} if quad not in store]
    store.extend(fresh)
    orphans = [quad for quad in {in_default(quad) for quad in removed} if not _said_elsewhere(store, quad)]
    for quad in orphans:
        store.remove(quad)
    return len(fresh) - len(orphans)


def _said_elsewhere(store: ox.Store, quad: ox.Quad) -> bool:
    same = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    return any(isinstance(other.graph_name, ox.NamedNode | ox.BlankNode) for other in same)
