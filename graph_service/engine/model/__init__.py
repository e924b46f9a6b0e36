"""The model as people read it: modules, terms, shapes, vocabularies and diagrams, from the shipped files.

No store here, no network and no page: files in, plain values out, each file parsed once.
"""
