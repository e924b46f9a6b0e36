"""Terms that many pages take in their address: a territory, a day; and the refusal of those they do not have."""

from graph_service.engine.contours import LEVELS
from graph_service.engine.library.values import term_of
from graph_service.engine.search.index import SearchIndex
from graph_service.errors import InvalidParameter
from graph_service.languages import Text
from graph_service.vocabulary import SHARED
from graph_service.web.library_values import KINDS
from graph_service.web.question_rows import as_of
from graph_service.web.search_request import commune_of, whole_facet
from graph_service.web.territory_names import any_territory_named, is_name, territory_named

_LABEL = Text("territoire", "territory")


def territory_iri(written: str, index: SearchIndex) -> str:
    """The IRI of a territory written as `departement/35`, as an IRI, by its name, or by the postcode of a commune.

    Raises:
        InvalidParameter: it is none of these.
    """
    written = written.strip()
    if not written or written.startswith(SHARED + "id/"):
        return written
    level, _, key = written.partition("/")
    if level in KINDS and is_name(key):
        return territory_named(index, KINDS[level], key, _LABEL)
    if level in LEVELS:
        return whole_facet("territory", written)[1]
    return any_territory_named(index, written, _LABEL) if is_name(written) else commune_of(written, index)


def short_territory(iri: str) -> str:
    """A territory as an address tells it: `departement/35`."""
    return iri.removeprefix(SHARED + "id/")


def day_of(written: str) -> str:
    """The day that stands for today.

    Raises:
        InvalidParameter: it is no day.
    """
    return term_of("date", written, Text("à la date du", "as of")).value if written else as_of(None)


def unknown(name: str, known: tuple[str, ...]) -> InvalidParameter:
    """The refusal of a parameter that a page does not have."""
    told = ", ".join(known)
    return InvalidParameter(
        Text(
            f"« {name[:60]} » est inconnu ici. Paramètres : {told}.",
            f"“{name[:60]}” is unknown here. Parameters: {told}.",
        )
    )
