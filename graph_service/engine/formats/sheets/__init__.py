"""Spreadsheets that networks fill: columns, reading, an empty one, and what a row means in the graph."""
