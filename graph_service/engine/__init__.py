"""The graph and how it is read and written. No Flask, no account, no HTTP: those stand above.

Only the writer process opens a store for writing; only a sealed process evaluates a query or an update,
or parses foreign RDF.
"""
