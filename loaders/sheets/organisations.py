"""Organisations that a file names, for sources that are no sheet."""

from graph_service.engine.formats.sheets import organisations
from graph_service.engine.formats.sheets.organisations import key as key  # noqa: PLC0414 - sources take it from here
from graph_service.engine.formats.sheets.organisations import named as named  # noqa: PLC0414 - and this
from loaders.source import Loading


def organisation(loading: Loading, name: str, number: str, column: str = "ownerNumber") -> tuple[str, list[str]]:
    """An organisation's IRI under the base of the load, and what the number says of it.

    Raises:
        CellError: a number that is neither an RNA number nor a valid SIREN or SIRET.
    """
    return organisations.organisation(loading.base, name, number, column)
