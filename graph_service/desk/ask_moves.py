"""The state machine of what is asked for, as a table of moves and of who may make them (see `desk.workflow`)."""

from graph_service.desk.workflow import Move, Right
from graph_service.languages import Text

ASK_STATES: dict[str, Text] = {
    "asked": Text("demandé", "asked"),
    "yes": Text("accordé", "agreed"),
    "no": Text("refusé", "declined"),
    "other": Text("autre date proposée", "another date proposed"),
    "cancelled": Text("annulé", "cancelled"),
    "expired": Text("sans réponse à temps", "not answered in time"),
}


def _move(name: str, fr: str, en: str, before: str, after: str, right: Right) -> Move:
    return Move(name, Text(fr, en), frozenset(before.split()), after, frozenset({right}))


ASK_MOVES: tuple[Move, ...] = (
    _move("yes", "Oui", "Yes", "asked no", "yes", "owner"),
    _move("no", "Non", "No", "asked other", "no", "owner"),
    _move("other", "Proposer une autre date", "Propose another date", "asked other no", "other", "owner"),
    _move("cancel", "Annuler", "Cancel", "yes", "cancelled", "owner"),
    _move("accept", "Accepter cette date", "Take that date", "other", "yes", "asker"),
    _move("cancel", "Annuler ma demande", "Cancel my request", "asked other yes", "cancelled", "asker"),
    _move("expire", "Laisser passer", "Let pass", "asked other", "expired", "service"),
    _move("fall", "Non publiée", "Not published", "yes", "asked", "service"),
)
