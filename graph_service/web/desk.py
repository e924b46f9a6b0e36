"""`/desk`: what waits, by territory and theme, with its age; what is overdue; who contributes what they owe."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import ColumnElement, Connection, or_

from graph_service.desk.accounts import Account
from graph_service.desk.claims import open_claims
from graph_service.desk.contributions import Contribution, listed, nowhere, on_theme, within
from graph_service.desk.decisions import open_decisions
from graph_service.desk.reports import open_reports
from graph_service.desk.tables.editorial import contributions
from graph_service.desk.tables.moments import now
from graph_service.desk.tasks import failures
from graph_service.desk.workflow import CONTRIBUTION_STATES, RESOURCE_STATES
from graph_service.engine.model.schemes import schemes
from graph_service.vocabulary import SHARED
from graph_service.web.desk_requests import waiting_requests
from graph_service.web.identity import required_account
from graph_service.web.preferences import interface_language
from graph_service.web.private import private_page
from graph_service.web.service import service

blueprint = Blueprint("desk", __name__)
DECIDERS = ("animator", "editor", "administrator")
_WAITING = ("submitted", "to-confirm", "returned")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue."""

    title: str
    address: str
    state: str
    created: datetime
    days: int
    overdue: bool
    where: str


@blueprint.get("/desk")
def queue() -> Response:
    """The contributions that wait for this account, the oldest first; for a contributor, their own."""
    account = required_account()
    territory, theme, state = (request.args.get(name, "") for name in ("territory", "theme", "state"))
    wanted = _wanted(account, territory, theme, state)
    with service().desk.connect() as connection:
        found = _mine(account, listed(connection, *wanted))
        counts = _counts(account, connection)
    return private_page(
        "desk.html",
        waiting=_lines(found),
        counts=counts,
        territories=_territories(account, found),
        themes=_themes(),
        chosen={"territory": territory, "theme": theme, "state": state},
        states=[(name, CONTRIBUTION_STATES[name].to(interface_language())) for name in CONTRIBUTION_STATES],
        decides=account.has(*DECIDERS),
    )


def _counts(account: Account, connection: Connection) -> dict[str, int]:
    """What waits elsewhere at the desk."""
    claims = [one for one in open_claims(connection) if account.may(one.areas, *DECIDERS)]
    return {
        "claims": len(claims),
        "reports": len(open_reports(connection)),
        "decisions": len(open_decisions(connection)),
        "requests": waiting_requests(account),
    }


def _wanted(account: Account, territory: str, theme: str, state: str) -> list[ColumnElement[bool]]:
    states = [state] if state in CONTRIBUTION_STATES else _WAITING
    wanted: list[ColumnElement[bool]] = [contributions.c.state.in_(states)]
    if not account.has(*DECIDERS):
        wanted.append(contributions.c.account == account.id)
    elif (mine := account.territories(*DECIDERS)) is not None:
        wanted.append(or_(within(mine), nowhere()))
    if territory:
        wanted.append(within([territory]))
    if theme:
        wanted.append(on_theme(theme))
    return wanted


def _mine(account: Account, found: list[Contribution]) -> list[Contribution]:
    """Those that are of the networks of an account that decides; a contributor's own are all theirs."""
    return [one for one in found if not account.has(*DECIDERS) or account.may(one.areas, *DECIDERS)]


def _lines(found: list[Contribution]) -> list[Waiting]:
    language, names = interface_language(), _names(found)
    late = service().settings.overdue_days
    return [
        Waiting(
            one.title,
            f"/desk/contributions/{one.id}",
            CONTRIBUTION_STATES[one.state].to(language),
            one.created,
            age(one.created),
            age(one.created) >= late and one.state in ("submitted", "to-confirm"),
            ", ".join(names[iri] for iri in sorted(one.areas) if iri in names),
        )
        for one in found
    ]


def _names(found: list[Contribution]) -> dict[str, str]:
    communes = {iri for one in found for iri in one.areas if iri.startswith(f"{SHARED}id/commune/")}
    return service().office.published.names(sorted(communes), interface_language())


def _territories(account: Account, found: list[Contribution]) -> list[tuple[str, str]]:
    """The territories that what waits lies in, by name."""
    known = {iri for one in found for iri in one.areas} | set(account.territories(*DECIDERS) or ())
    names = service().office.published.names(sorted(known), interface_language())
    return sorted(names.items(), key=lambda pair: pair[1])


def _themes() -> list[tuple[str, str]]:
    language = interface_language()
    return [(one.iri, one.label.to(language)) for one in schemes()["theme"].concepts()]


def age(since: datetime) -> int:
    """Whole days since a moment."""
    return (now() - since).days


@blueprint.get("/desk/overdue")
def overdue() -> Response:
    """What waits for too long: contributions, problems raised, claims, reports, labels that end."""
    account = required_account(*DECIDERS)
    days = service().settings.overdue_days
    with service().desk.connect() as connection:
        found = _mine(account, listed(connection, *_wanted(account, "", "", "")))
        late = [one for one in found if age(one.created) >= days]
        claims = [one for one in open_claims(connection) if account.may(one.areas, *DECIDERS)]
        reports = open_reports(connection)
        fallen = failures(connection)
    return private_page(
        "desk_overdue.html",
        fallen=fallen,
        waiting=_lines(late),
        problems=problems(),
        labels=labels(),
        days=days,
        claims=claims,
        reports=reports,
    )


_PROBLEMS = """SELECT ?problem ?name ?raised WHERE {
  ?problem a maillage:Problem ; rdfs:label ?name ; dct:created ?raised
  FILTER NOT EXISTS { ?problem maillage:answer ?answer }
  FILTER NOT EXISTS { ?problem a maillage:DemonstrationThing }
} ORDER BY ?raised LIMIT 200"""
_RESOURCES = """SELECT ?thing ?name ?state ?since WHERE {
  ?thing a maillage:Resource ; adms:status ?state ; rdfs:label ?name
  OPTIONAL { ?thing maillage:statusSince ?since }
  FILTER NOT EXISTS { ?thing a maillage:DemonstrationThing }
} ORDER BY ?since ?name LIMIT 1000"""
_LABELS = """SELECT ?thing ?name ?until WHERE {
  ?label a maillage:Label ; schema:about ?thing ; schema:validThrough ?until
  FILTER NOT EXISTS { ?label a maillage:DemonstrationThing }
  OPTIONAL { ?thing rdfs:label ?name }
} ORDER BY ?until LIMIT 500"""
_SOON = 90


def problems() -> list[dict[str, Any]]:
    """The problems raised that nobody answered, the oldest first: every one gets an answer."""
    found = service().office.published.rows(_PROBLEMS)
    return [{**row, "days": (now().date() - datetime.fromisoformat(row["raised"]).date()).days} for row in found]


def labels() -> list[dict[str, Any]]:
    """The labels that end within three months, or have ended."""
    found = service().office.published.rows(_LABELS)
    told: list[dict[str, Any]] = [
        {**row, "days": (datetime.fromisoformat(row["until"]).date() - now().date()).days} for row in found
    ]
    return [row for row in told if row["days"] <= _SOON]


@blueprint.get("/desk/resources")
def resources() -> Response:
    """The documentary resources that contributions published, by state: what there is to verify and to decide."""
    account, language = required_account(), interface_language()
    own = f"{service().settings.base_iri}/id/resource/"
    told: dict[str, list[dict[str, Any]]] = {name: [] for name in RESOURCE_STATES}
    for row in service().office.published.rows(_RESOURCES):
        name = row["state"].rpartition("/")[2]
        if row["thing"].startswith(own) and name in told:
            told[name].append(row)
    shown = [(RESOURCE_STATES[name].to(language), found) for name, found in told.items() if found]
    return private_page("desk_resources.html", states=shown, verifies=bool(account.capacity))


_NETWORKS = """SELECT ?network ?name ?nature (COUNT(?contribution) AS ?count) WHERE {
  ?contribution a maillage:Contribution ; maillage:contributionNature ?nature ; maillage:contributor ?organisation
  FILTER NOT EXISTS { ?contribution a maillage:DemonstrationThing }
  OPTIONAL { ?organisation org:memberOf ?network . ?network rdfs:label ?name }
} GROUP BY ?network ?name ?nature ORDER BY ?name"""


@blueprint.get("/desk/networks")
def networks() -> Response:
    """Mandatory and voluntary contributions, told apart, network by network; and those that still wait."""
    required_account(*DECIDERS)
    told: dict[str, dict[str, Any]] = {}
    for row in service().office.published.rows(_NETWORKS):
        line = told.setdefault(row.get("network", ""), {"name": row.get("name", ""), "mandatory": 0, "voluntary": 0})
        line[row["nature"].rpartition("/")[2]] = int(row["count"])
    with service().desk.connect() as connection:
        waiting = listed(connection, contributions.c.state.in_(_WAITING), most=5000)
    return private_page(
        "desk_networks.html",
        networks=list(told.values()),
        pending={nature: sum(one.nature == nature for one in waiting) for nature in ("mandatory", "voluntary")},
    )
