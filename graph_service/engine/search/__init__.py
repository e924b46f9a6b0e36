"""Finding things by words, facets and place: one derived SQLite file, made by a sealed process, read by the web one.

The graph stays the reference: what lies here may be deleted and is made again from the versions and their changes.
"""
