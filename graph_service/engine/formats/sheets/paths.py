"""The column that a finding of the shapes is about, and its header in the file."""

from graph_service.engine.formats.sheets.reading import SheetRow

_BY_PATH = {
    "maillage:owner": "owner",
    "dct:creator": "owner",
    "maillage:commune": "commune",
    "dct:spatial": "perimeter",
    "schema:issuedBy": "authority",
    "schema:validFrom": "from",
    "schema:validThrough": "until",
    "maillage:testedOn": "tested",
    "maillage:rna": "number",
    "maillage:siren": "number",
    "maillage:siret": "number",
}


def column_of(row: SheetRow, path: str) -> str:
    """The key of the column that fills a property (its prefixed name); empty if none does."""
    by_property = {column.predicate: column.key for column in row.template.columns if column.predicate}
    return by_property.get(path) or _BY_PATH.get(path, "")


def header_of(row: SheetRow, column: str) -> str:
    """The header of a column as the file writes it, or else as the template does."""
    known = {c.key: c.header for c in row.template.columns}
    return row.headers.get(column) or known.get(column, column)
