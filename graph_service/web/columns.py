"""The columns of the library's answers in the words of its readers; a test holds that none is missing."""

import re

from graph_service.languages import Text

_LABELS = re.compile(r"Label\Z")

COLUMNS = {
    "act": Text("acte", "act"),
    "actors": Text("acteurs", "actors"),
    "age": Text("âge (jours)", "age (days)"),
    "allVotes": Text("votes", "votes"),
    "answered": Text("répondu le", "answered on"),
    "area": Text("territoire", "area"),
    "asked": Text("posé le", "asked on"),
    "association": Text("association", "association"),
    "associations": Text("associations", "associations"),
    "balance": Text("solde (heures)", "balance (hours)"),
    "begins": Text("début", "begins"),
    "body": Text("instance", "body"),
    "brand": Text("label", "brand"),
    "call": Text("appel", "call"),
    "capacity": Text("places", "capacity"),
    "charter": Text("charte", "charter"),
    "circle": Text("cercle", "circle"),
    "code": Text("code", "code"),
    "commitment": Text("engagement", "commitment"),
    "commune": Text("commune", "commune"),
    "communes": Text("communes", "communes"),
    "concept": Text("terme", "concept"),
    "conflict": Text("conflit", "conflict"),
    "contributions": Text("contributions", "contributions"),
    "covered": Text("communes couvertes", "communes covered"),
    "daysWaiting": Text("jours d’attente", "days waiting"),
    "deadline": Text("date limite", "deadline"),
    "declared": Text("communes dites complètes", "communes said complete"),
    "departement": Text("département", "département"),
    "employer": Text("employeur", "employer"),
    "enabler": Text("levier", "enabler"),
    "ends": Text("fin", "ends"),
    "epci": Text("intercommunalité", "EPCI"),
    "event": Text("événement", "event"),
    "events": Text("événements à venir", "coming events"),
    "expired": Text("expiré le", "expired"),
    "expires": Text("expire le", "expires"),
    "family": Text("famille", "family"),
    "first": Text("premier", "first"),
    "from": Text("depuis", "from"),
    "funder": Text("financeur", "funder"),
    "given": Text("donné (heures)", "given (hours)"),
    "graph": Text("graphe", "graph"),
    "ground": Text("terrain", "ground"),
    "held": Text("réunion tenue", "meeting held"),
    "hiddenCells": Text("cellules masquées", "hidden cells"),
    "holder": Text("qui la détient", "holder"),
    "job": Text("emploi", "job"),
    "kilometresAway": Text("distance (km)", "distance (km)"),
    "kind": Text("nature", "kind"),
    "label": Text("nom", "name"),
    "label1": Text("premier nom", "first name given"),
    "label2": Text("second nom", "second name given"),
    "last": Text("dernier", "last"),
    "lat": Text("latitude", "latitude"),
    "latest": Text("le plus récent", "latest"),
    "left": Text("reste (%)", "left (%)"),
    "level": Text("niveau", "level"),
    "licence": Text("licence", "licence"),
    "link": Text("lien", "link"),
    "long": Text("longitude", "longitude"),
    "mark": Text("label ou autorisation", "label or authorisation"),
    "member": Text("membre", "member"),
    "members": Text("membres", "members"),
    "mentions": Text("mentions", "mentions"),
    "modified": Text("modifié le", "modified"),
    "names": Text("noms", "names"),
    "national": Text("ressource nationale", "national resource"),
    "nature": Text("nature", "nature"),
    "nearness": Text("proximité", "nearness"),
    "need": Text("besoin", "need"),
    "needs": Text("besoins", "needs"),
    "network": Text("réseau", "network"),
    "networks": Text("réseaux", "networks"),
    "obstacle": Text("frein", "obstacle"),
    "offer": Text("offre", "offer"),
    "offers": Text("offres", "offers"),
    "organisation": Text("organisation", "organisation"),
    "organiser": Text("organisateur", "organiser"),
    "other": Text("autre", "other"),
    "outcome": Text("issue", "outcome"),
    "owner": Text("responsable", "owner"),
    "participants": Text("participants", "participants"),
    "perThousand": Text("pour 1 000 habitants", "per 1,000 inhabitants"),
    "percent": Text("part (%)", "share (%)"),
    "perimeter": Text("périmètre", "perimeter"),
    "population": Text("habitants", "inhabitants"),
    "practice": Text("pratique", "practice"),
    "problem": Text("problème", "problem"),
    "property": Text("propriété", "property"),
    "provider": Text("qui le rend", "provider"),
    "quarter": Text("trimestre", "quarter"),
    "raised": Text("remonté le", "raised on"),
    "received": Text("reçu (heures)", "received (hours)"),
    "resource": Text("ressource", "resource"),
    "resources": Text("ressources", "resources"),
    "rhythm": Text("rythme", "rhythm"),
    "rna": Text("numéro RNA", "RNA number"),
    "role": Text("rôle", "role"),
    "second": Text("second", "second"),
    "service": Text("service", "service"),
    "services": Text("services d’appui", "support services"),
    "signsOfLife": Text("signe de vie depuis cinq ans", "sign of life within five years"),
    "since": Text("depuis", "since"),
    "siren": Text("SIREN", "SIREN"),
    "sirene": Text("selon SIRENE", "in SIRENE"),
    "source1": Text("première source", "first source"),
    "source2": Text("seconde source", "second source"),
    "taken": Text("pris (%)", "taken (%)"),
    "terms": Text("conditions", "terms"),
    "territory": Text("territoire", "territory"),
    "theme": Text("thème", "theme"),
    "thing": Text("chose", "thing"),
    "things": Text("choses mutualisées", "pooled things"),
    "title": Text("titre", "title"),
    "tool": Text("outil", "tool"),
    "total": Text("total", "total"),
    "triples": Text("énoncés", "statements"),
    "type": Text("type", "type"),
    "until": Text("jusqu’au", "until"),
    "verifiedOn": Text("vérifié le", "verified on"),
    "verifier": Text("vérificateur", "verifier"),
    "what": Text("quoi", "what"),
    "year": Text("année", "year"),
}
"""Name of a variable → how it is read."""


def column_name(variable: str) -> Text | None:
    """How a column is read, its `Label` left out; None for one that nobody named."""
    return COLUMNS.get(variable) or COLUMNS.get(_LABELS.sub("", variable))


def shown_columns(columns: list[str]) -> dict[str, str]:
    """Columns to show → the column of their names, if any: `areaLabel` of `area`, `label` of the thing before it."""
    shown: dict[str, str] = {}
    thing = ""
    for name in columns:
        owner = _LABELS.sub("", name) if name != "label" else thing
        if owner != name and shown.get(owner) == "":
            shown[owner] = name
        else:
            shown[name] = ""
            # A code is no thing: the label that follows it is that of what stands before.
            thing = thing if name == "code" else name
    return shown
