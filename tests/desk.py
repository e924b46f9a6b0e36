"""A small world for the tests of the desk: three communes, some organisations, a body; and who acts in it."""

from pathlib import Path
from typing import Any

import requests

from graph_service.desk.accounts import create_account, grant_role
from graph_service.desk.authors import SERVICE
from graph_service.desk.database import open_desk, writing
from graph_service.desk.links import make_link
from tests.instance import Instance

CONTEXT = Path(__file__).parent / "example_context.ttl"
TERRITORIES = """
@prefix maillage: <https://w3id.org/maillage/def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix c: <https://w3id.org/maillage/id/commune/> .
@prefix d: <https://w3id.org/maillage/id/departement/> .
@prefix r: <https://w3id.org/maillage/id/region/> .
@prefix o: <https://example.org/id/organisation/> .
c:35360 a maillage:Commune ; rdfs:label "Vitré"@fr ; maillage:inseeCode "35360" ; maillage:departement d:35 ; maillage:within d:35 , r:53 , <https://w3id.org/maillage/id/epci/200039022> .
c:35238 a maillage:Commune ; rdfs:label "Rennes"@fr ; maillage:inseeCode "35238" ; maillage:departement d:35 ; maillage:within d:35 , r:53 .
c:31069 a maillage:Commune ; rdfs:label "Blagnac"@fr ; maillage:inseeCode "31069" ; maillage:departement d:31 ; maillage:within d:31 .
c:97105 a maillage:Commune ; rdfs:label "Basse-Terre"@fr ; maillage:inseeCode "97105" ; maillage:departement d:971 ; maillage:within d:971 .
d:35 a maillage:Departement ; rdfs:label "Ille-et-Vilaine"@fr ; maillage:within r:53 .
d:31 a maillage:Departement ; rdfs:label "Haute-Garonne"@fr .
d:971 a maillage:Departement ; rdfs:label "Guadeloupe"@fr .
r:53 a maillage:Region ; rdfs:label "Bretagne"@fr .
o:alpha a org:Organization ; rdfs:label "Alpha"@fr ; maillage:commune c:35360 .
o:alpha org:memberOf o:federation .
o:federation a org:Organization ; rdfs:label "Fédération"@fr .
o:beta a org:Organization ; rdfs:label "Bêta"@fr ; maillage:commune c:31069 .
o:ville rdfs:label "Ville"@fr .
o:etat rdfs:label "État"@fr .
maillage:Association rdfs:subClassOf org:Organization .
maillage:Commune rdfs:subClassOf maillage:Territory .
"""
ALPHA, BETA, VILLE, ETAT = (
    f"https://example.org/id/organisation/{name}" for name in ("alpha", "beta", "ville", "etat")
)
BODY = "https://example.org/id/body/suivi"
VITRE, BLAGNAC = (f"https://w3id.org/maillage/id/commune/{code}" for code in ("35360", "31069"))
ILLE_ET_VILAINE, HAUTE_GARONNE = (f"https://w3id.org/maillage/id/departement/{code}" for code in ("35", "31"))

PREFIXES = """
@prefix maillage: <https://w3id.org/maillage/def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix terms: <https://w3id.org/maillage/scheme/pooling-terms/> .
@prefix schema: <https://schema.org/> .
@prefix vf: <https://w3id.org/valueflows/ont/vf#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix scheme: <https://w3id.org/maillage/scheme/> .
"""


def furnish(instance: Instance) -> Instance:
    """Publish the small world in the graphs of two sources."""
    for name, told in (("essai", CONTEXT.read_text(encoding="utf-8")), ("territories", TERRITORIES)):
        graph = f"{instance.base}/graph/source/{name}"
        answer = instance.write("PUT", f"/graphs?graph={graph}", told, Content_Type="text/turtle")
        assert answer.status_code == 201, answer.text
    return instance


def ring(name: str = "Ring gonflable", owner: str = ALPHA, commune: str = VITRE, iri: str = "", more: str = "") -> str:
    """A piece of equipment in Turtle."""
    return f"""{PREFIXES}<{iri}> a maillage:Equipment ; rdfs:label "{name}"@fr ; maillage:owner <{owner}> ;
  maillage:terms terms:loan ; maillage:commune <{commune}> {"; " + more if more else ""} ."""


def contribute(instance: Instance, turtle: str, token: str | None = None, **headers: str) -> requests.Response:
    """POST a contribution."""
    sent = {"Content-Type": "text/turtle", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if token is not None:
        sent["Authorization"] = f"Bearer {token}"
    return instance.request("POST", "/contributions", data=turtle.encode(), headers=sent)


def decide(instance: Instance, address: str, move: str, reason: str = "") -> requests.Response:
    """Make a move with the administrator's token."""
    path = address.removeprefix(instance.base)
    return instance.request("POST", f"{path}/moves", json={"move": move, "reason": reason}, headers=instance.bearer)


def settled(instance: Instance, address: str) -> dict[str, Any]:
    """A contribution once its acceptance is published, or has failed."""
    from tests.waiting import eventually

    def look() -> dict[str, Any] | None:
        path = address.removeprefix(instance.base)
        told: dict[str, Any] = instance.get(path, headers=instance.bearer).json()
        return told if told["published"] or told["state"] != "accepted" else None

    return eventually(look)


class Person:
    """Someone logged in at the desk, in their own browser."""

    def __init__(self, instance: Instance, link: str) -> None:
        self.instance = instance
        self.session = requests.Session()
        self.session.trust_env = False
        entered = self.session.post(link, timeout=60, allow_redirects=False)
        assert entered.status_code == 303, entered.text

    def get(self, path: str, **options: Any) -> requests.Response:
        """A page."""
        headers = {"Accept": "text/html", "Accept-Language": "fr", **options.pop("headers", {})}
        return self.session.get(self.instance.base + path, headers=headers, timeout=60, **options)

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> requests.Response:
        """A form; where it leads is not followed."""
        sent = {"Accept": "text/html", "Accept-Language": "fr", "Origin": self.instance.base, **(headers or {})}
        return self.session.post(
            self.instance.base + path, data=fields, headers=sent, timeout=60, allow_redirects=False
        )


def person(instance: Instance, address: str, organisation: str, *options: str) -> Person:
    """Open an account, with the options of `maillage account create`, and log in with its link."""
    told = dict(zip(options[::2], options[1::2], strict=True))
    role, desk = told.get("--role", "contributor"), open_desk(instance.root / "desk.sqlite")
    with writing(desk) as connection:
        name = organisation.rpartition("/")[2].capitalize()
        post, capacity = told.get("--post", "member"), told.get("--capacity")
        identity = create_account(connection, organisation, name, address, post, capacity)
        within = told.get("--body") or told.get("--network")
        grant_role(connection, identity, role, SERVICE, within, told.get("--territory"))
        link = f"{instance.base}/login/{make_link(connection, 'login', identity)}"
    desk.dispose()
    return Person(instance, link)
