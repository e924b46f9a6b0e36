"""Maillage: a linked-data knowledge graph and SPARQL service for the networks that support associations."""

__version__ = "0.1.0"
