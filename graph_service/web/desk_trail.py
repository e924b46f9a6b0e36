"""`/desk/trail`: who did what, in words: a function of an organisation, an act, and what it was about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import Column, Connection, Table, select

from graph_service.desk.accounts import ROLE_NAMES
from graph_service.desk.tables.access import accounts
from graph_service.desk.tables.editorial import contributions, decisions
from graph_service.desk.tables.exchange import asks
from graph_service.desk.trail import lines
from graph_service.desk.workflow import CONTRIBUTION_MOVES, RESOURCE_MOVES
from graph_service.engine.model.schemes import concept_label
from graph_service.languages import Language, Text
from graph_service.vocabulary import SHARED
from graph_service.web.addresses import local_address
from graph_service.web.identity import required_account
from graph_service.web.preferences import interface_language
from graph_service.web.private import private_page
from graph_service.web.service import service

blueprint = Blueprint("desk_trail", __name__)

_ACTS = {
    "login": Text("Connexion", "Logged in"),
    "set password": Text("Mot de passe choisi", "Password set"),
    "hand over": Text("Compte passé à une autre personne", "Account handed over"),
    "close": Text("Compte fermé", "Account closed"),
    "abandon": Text("Contribution retirée par qui l’a envoyée", "Contribution taken back by its author"),
    "claim granted": Text("Compte ouvert", "Account granted"),
    "claim refused": Text("Compte refusé", "Account refused"),
    "open decision": Text("Instance saisie", "Put to a body"),
    "vote": Text("Vote", "Vote"),
    "report handled": Text("Réponse à un signalement", "Report answered"),
    "exchange tell": Text("Heures échangées : dites", "Hours exchanged: told"),
    "exchange confirm": Text("Heures échangées : confirmées", "Hours exchanged: confirmed"),
    "exchange refuse": Text("Heures échangées : refusées", "Hours exchanged: refused"),
    "exchange forget": Text("Heures échangées : oubliées", "Hours exchanged: forgotten"),
    "exchange fall": Text("Heures échangées : publication refusée", "Hours exchanged: publication refused"),
    "request yes": Text("Demande : oui", "Request: yes"),
    "request no": Text("Demande : non", "Request: no"),
    "request other": Text("Demande : autre date proposée", "Request: another date proposed"),
    "request accept": Text("Demande : autre date acceptée", "Request: other date accepted"),
    "request cancel": Text("Demande : annulée", "Request: cancelled"),
    "request expire": Text("Demande : date passée sans réponse", "Request: its date passed unanswered"),
    "request fall": Text("Demande : créneau non publié", "Request: slot not published"),
}
_WAYS = {
    "token": Text("programme", "program"),
    "guest": Text("sans compte", "without an account"),
    "service": Text("le service", "the service"),
}
_TITLED: tuple[tuple[Table, Column[str], str], ...] = (
    (contributions, contributions.c.title, "/desk/contributions/"),
    (asks, asks.c.title, "/desk/requests/"),
    (decisions, decisions.c.title, ""),
)
"""What a line may be about by its id: where its title is, and its page at the desk."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trail."""

    at: datetime
    who: str
    act: str
    about: str
    address: str


@blueprint.get("/desk/trail")
def trail() -> Response:
    """Who did what, the newest first."""
    required_account("administrator")
    with service().desk.connect() as connection:
        found = list(_told(connection, lines(service().desk), interface_language()))
    return private_page("desk_trail.html", lines=found)


def act_of(action: str) -> Text:
    """An action of the trail in words."""
    names = {move.name: move.label for move in (*RESOURCE_MOVES, *CONTRIBUTION_MOVES)}
    if known := names.get(action) or _ACTS.get(action):
        return known
    if action.startswith("close decision: "):
        outcome = concept_label(f"{SHARED}scheme/editorial-outcome/{action.rpartition(' ')[2]}") or Text("", "")
        return Text(f"Décision close : {outcome.fr}", f"Decision closed: {outcome.en}")
    verb, _, name = action.partition(" ")
    role = ROLE_NAMES.get(name, Text(name, name))
    given = {"grant": Text("Rôle donné", "Role given"), "revoke": Text("Rôle repris", "Role taken back")}.get(verb)
    return Text(f"{given.fr} : {role.fr}", f"{given.en}: {role.en}") if given else Text(action, action)


def _told(connection: Connection, rows: list[dict[str, Any]], language: Language) -> Iterator[Line]:
    functions = _functions(connection, rows, language)
    titles = _titles(connection, rows)
    names = service().office.published.names({row["subject"] for row in rows if "://" in row["subject"]}, language)
    for row in rows:
        way, _, key = row["actor"].partition(":")
        who = functions.get(key) or " ".join((_WAYS.get(way, Text(way, way)).to(language), key)).strip()
        about = row["subject"]
        title, address = titles.get(about) or (names.get(about) or functions.get(about) or about, "")
        own = local_address(about, service().settings.base_iri) if "://" in about else address
        yield Line(row["at"], who, act_of(row["action"]).to(language), title, own)


def _functions(connection: Connection, rows: list[dict[str, Any]], language: Language) -> dict[str, str]:
    """Account → its function and organisation; nobody's address is in the trail."""
    wanted = {key for row in rows for key in (row["actor"].partition(":")[2], row["subject"])}
    query = select(accounts.c.id, accounts.c.post, accounts.c.organisation_name).where(accounts.c.id.in_(wanted))
    told: dict[str, str] = {}
    for identity, post, organisation in connection.execute(query):
        label = concept_label(f"{SHARED}scheme/role/{post}") or Text(post, post)
        told[identity] = f"{organisation}, {label.to(language)}"
    return told


def _titles(connection: Connection, rows: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """What has a title at the desk, and its page."""
    wanted = {row["subject"] for row in rows}
    return {
        identity: (title, f"{page}{identity}" if page else "")
        for table, column, page in _TITLED
        for identity, title in connection.execute(select(table.c.id, column).where(table.c.id.in_(wanted)))
    }
