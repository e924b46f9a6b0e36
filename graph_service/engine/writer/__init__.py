"""Writing: the sealed writer, its queue, publication, builds of large graphs, and the merge default graph."""
