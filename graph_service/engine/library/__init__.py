"""The query library: files of `queries/`, their headers, and how a value takes the place of an example.

No store here and no network: it reads files and makes text.
"""
