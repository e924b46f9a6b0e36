"""The model as people read it: modules, terms, shapes, vocabularies and diagrams, from the files shipped with the program.

No store here, no network and no page: files in, plain values out, each file parsed once.
"""
