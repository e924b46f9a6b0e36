"""The operations of contributions, as a table. What people do in forms is no interface for programs."""

from collections.abc import Iterator

from graph_service.languages import Text
from graph_service.media_types import CSV, ICS, JSON_LD, N_TRIPLES, PLAIN_JSON, RDF_XML, TURTLE, XLSX
from graph_service.web.api_parameters import VERSION, in_path, in_query
from graph_service.web.api_table import READ, Operation, types

_TAG = Text("contributions", "contributions")
_BODIES = types(TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
_ROWS = types(CSV, XLSX)
_SEND = (201, 400, 401, 403, 408, 409, 410, 412, 413, 415, 422, 428, 429, 503, 504)


def contributions() -> Iterator[Operation]:
    """Each of them."""
    thing = in_query(
        "thing", Text("chose publiée par une contribution", "thing that a contribution published"), "", form="iri"
    )
    nature = in_query("nature", Text("voluntary ou mandatory", "voluntary or mandatory"), "voluntary")
    identity = in_path(
        "identity", Text("nom de la contribution", "name of the contribution"), "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    )
    rule = "/contributions/<identity>"
    yield Operation(
        "/contributions", _TAG, Text("L’ETag de ce qu’une révision révise", "The ETag of what a revision revises"), (thing,),
        types(PLAIN_JSON), (200, 400, 404, 504),
    )  # fmt: skip
    yield Operation(
        "/contributions", _TAG, Text("Contribuer : en RDF, ou les lignes d’un modèle", "Contribute: in RDF, or the rows of a template"), (nature,),
        types(PLAIN_JSON, TURTLE), _SEND, "post", (*_BODIES, *_ROWS),
    )  # fmt: skip
    yield Operation(
        "/contributions/{identity}", _TAG, Text("Une contribution, pour qui la suit ou en décide", "A contribution, for who follows it or decides"),
        (identity,), types(PLAIN_JSON, N_TRIPLES), (200, 303, 304, 400, 401, 404, 406), rule=rule, token=True,
    )  # fmt: skip
    yield Operation(
        "/contributions/{identity}", _TAG, Text("Corriger, ou réviser (If-Match)", "Correct, or revise (If-Match)"), (identity,),
        types(PLAIN_JSON, TURTLE), (200, 404, *_SEND), "put", _BODIES, rule=rule, token=True,
    )  # fmt: skip
    yield Operation(
        "/contributions/{identity}", _TAG, Text("Oublier ce qui attend, ou demander le retrait de ce qui est publié", "Forget what waits, or ask that what is published be withdrawn"), (identity, in_query("reason", Text("pourquoi", "why"), "")), types(PLAIN_JSON),
        (202, 204, 401, 403, 404, 409), "delete", rule=rule, token=True,
    )  # fmt: skip
    yield Operation(
        "/contributions/{identity}/moves", _TAG, Text("Décider : {\"move\": \"accept\", \"reason\": \"…\"}", "Decide: {\"move\": \"accept\", \"reason\": \"…\"}"),
        (identity,), types(PLAIN_JSON), (200, 400, 401, 403, 404, 409, 413, 503), "post", types(PLAIN_JSON), rule=rule + "/moves",
        token=True,
    )  # fmt: skip
    yield Operation(
        "/busy.ics", _TAG, Text("Quand une chose est prise, en iCalendar", "When a thing is taken, as iCalendar"), (thing, VERSION),
        types(ICS), READ,
    )  # fmt: skip
