"""Spreadsheets that networks fill: what columns they have, how a file is read, how an empty one is written.

Rows come out as text by column; what a value means in the graph is the loader's matter.
"""
