"""Validation of contributed data by the shapes: a sealed worker with pySHACL, its context queries, its reports.

pySHACL and rdflib are imported in the sealed process only (they change globals while they load shapes).
"""
