"""How data comes in: one file a source under `sources/`, over one shared path. Sources never import each other.

The path: fetch → clean → map to N-Triples → one named graph with licence and provenance → the writer.
"""
