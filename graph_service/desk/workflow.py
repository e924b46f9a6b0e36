"""Two state machines, never mixed, each a table of moves and of who may make them.

A *contribution* lives at the desk only; a *published resource* lives in the graph. What a state does not allow is
refused with the list of what it does.
"""

from dataclasses import dataclass
from typing import Literal

from graph_service.errors import MoveRefused
from graph_service.languages import Text

State = Literal["to-confirm", "submitted", "returned", "refused", "accepted"]
ResourceState = Literal["proposed", "verified", "validated", "national-base", "spread", "to-revise", "withdrawn"]
Right = Literal[
    "author", "animator", "service", "verifier", "committee", "national-committee", "editor", "owner", "asker"
]


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a table: from which states, to which, by whom; `reason` if it must say why."""

    name: str
    label: Text
    before: frozenset[str]
    after: str | None
    """None: the state stays."""
    rights: frozenset[Right]
    reason: bool = False


def _move(name: str, fr: str, en: str, before: str, after: str | None, rights: str, reason: bool = False) -> Move:
    allowed: frozenset[Right] = frozenset(rights.split())  # type: ignore[arg-type]
    return Move(name, Text(fr, en), frozenset(before.split()), after, allowed, reason)


CONTRIBUTION_STATES: dict[str, Text] = {
    "to-confirm": Text("à confirmer", "to be confirmed"),
    "submitted": Text("soumise", "submitted"),
    "returned": Text("renvoyée pour correction", "returned for correction"),
    "refused": Text("refusée", "refused"),
    "accepted": Text("acceptée", "accepted"),
}
CONTRIBUTION_MOVES: tuple[Move, ...] = (
    _move("confirm", "Confirmer", "Confirm", "to-confirm", "submitted", "author animator"),
    _move("revise", "Corriger", "Correct", "to-confirm", "to-confirm", "author"),
    _move("revise", "Corriger", "Correct", "submitted returned", "submitted", "author"),
    _move("comment", "Commenter", "Comment", "to-confirm submitted returned refused accepted", None, "author animator", True),
    _move("return", "Renvoyer pour correction", "Return for correction", "submitted", "returned", "animator", True),
    _move("accept", "Accepter", "Accept", "submitted", "accepted", "animator"),
    _move("refuse", "Refuser", "Refuse", "to-confirm submitted returned", "refused", "animator", True),
    _move("undo", "Annuler cette décision", "Undo this decision", "accepted refused", "submitted", "animator"),
    _move("fail", "Renvoyée à la publication", "Returned at publication", "accepted", "returned", "service", True),
)  # fmt: skip

RESOURCE_STATES: dict[str, Text] = {
    "proposed": Text("proposée", "proposed"),
    "verified": Text("vérifiée", "verified"),
    "validated": Text("validée", "validated"),
    "national-base": Text("soclée nationale", "in the national base"),
    "spread": Text("essaimée", "spread"),
    "to-revise": Text("à réviser", "to revise"),
    "withdrawn": Text("retirée", "withdrawn"),
}
RESOURCE_MOVES: tuple[Move, ...] = (
    _move("verify", "Vérifier", "Verify", "proposed to-revise", "verified", "verifier", True),
    _move("validate", "Valider", "Validate", "verified", "validated", "committee", True),
    _move("base", "Inscrire au socle national", "Add to the national base", "validated", "national-base", "national-committee", True),
    _move("spread", "Constater l’essaimage", "Record that it spread", "validated national-base", "spread", "editor", True),
    _move("flag", "Mettre à réviser", "Flag for revision", "verified validated national-base spread", "to-revise", "animator editor", True),
    _move("withdraw", "Retirer", "Withdraw", "proposed verified validated national-base spread to-revise", "withdrawn", "animator editor", True),
)  # fmt: skip


def step(moves: tuple[Move, ...], name: str, state: str, rights: frozenset[Right], reason: str = "") -> Move:
    """The line of a table that allows a move.

    Raises:
        MoveRefused: no such move from this state, not for these rights, or without the reason it asks for.
    """
    found = [move for move in moves if move.name == name and state in move.before and move.rights & rights]
    if not found:
        allowed = open_moves(moves, state, rights)
        names = ", ".join(move.name for move in allowed) or "—"
        raise MoveRefused(
            Text(
                f"« {name} » n’est pas possible depuis l’état « {state} » avec vos droits. Possible : {names}.",
                f"“{name}” is not possible from the state “{state}” with your rights. Possible: {names}.",
            )
        )
    if found[0].reason and not reason.strip():
        raise MoveRefused(Text("Dites pourquoi, en une phrase.", "Tell why, in a sentence."))
    return found[0]


def open_moves(moves: tuple[Move, ...], state: str, rights: frozenset[Right]) -> list[Move]:
    """What may be done from a state with some rights."""
    return [move for move in moves if state in move.before and move.rights & rights]
