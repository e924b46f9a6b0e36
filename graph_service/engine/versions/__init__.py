"""Versions on disk: where they lie, what their records say, which are kept. No RDF engine is opened here."""
