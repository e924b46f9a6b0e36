"""Plausible answers to each form, on what the examples' context publishes."""

from datetime import date

from graph_service.engine.forms.fields import form_of
from graph_service.engine.forms.statements import Said, statements

TODAY = date(2026, 3, 2)
THING = "https://example.org/id/thing/01"
ALPHA, BETA = ("https://example.org/id/organisation/" + name for name in ("alpha", "beta"))
VITRE = "https://w3id.org/maillage/id/commune/35360"
EPCI = "https://w3id.org/maillage/id/epci/200039022"
S = "https://w3id.org/maillage/scheme/"
SCHEMA = "https://schema.org/"

_LENT = {"terms": [S + "pooling-terms/loan", S + "pooling-terms/hire"], "commune": [VITRE], "owner": [ALPHA]}
_SLOTS = {
    "openingSchedule-1.byDay": [SCHEMA + "Monday", SCHEMA + "Saturday"],
    "openingSchedule-1.startTime": ["09:00"],
    "openingSchedule-1.endTime": ["12:30"],
    "openingSchedule-1.firstDay": ["2026-03-02"],
    "openingSchedule-2.byDay": [SCHEMA + "Sunday"],
    "openingSchedule-2.startTime": ["14:00"],
    "openingSchedule-2.endTime": ["18:00"],
}
_SOUGHT = {
    "skill": [S + "skill/accounting"],
    "commune": [VITRE],
    "hasBeginning": ["2026-03-07"],
    "hasEnd": ["2026-03-08"],
    "receiver": [BETA],
    "audience": [S + "audience/students"],
}
_EVENT = {
    "label": ["Rencontre des trésorières et trésoriers"],
    "startDate": ["2026-03-07"],
    "startDate.time": ["14:00"],
    "endDate": ["2026-03-07"],
    "endDate.time": ["18:30"],
    "commune": [VITRE],
    "organizer": [ALPHA, BETA],
    "accessibility": [S + "accessibility/sign-language"],
    "eventAttendanceMode": [SCHEMA + "MixedEventAttendanceMode"],
    "keyword": ["compta", "entraide"],
    "url": ["https://example.org/rencontre"],
}

ANSWERS: dict[str, dict[str, list[str]]] = {
    "equipment": {
        "label": ["Ring gonflable de 5 mètres"],
        "description": ["Avec sa soufflerie.\nÀ venir chercher."],
        **_LENT,
        **_SLOTS,
        "type": [S + "equipment-kind/sport"],
        "inventoryLevel": ["2"],
        "price": ["12.50"],
        "ecoResponsible": ["true"],
    },
    "premises": {
        "label": ["Salle du centre"],
        **_LENT,
        **_SLOTS,
        "accessibility": [S + "accessibility/wheelchair"],
        "fullAddress": ["1 place de l’Essai"],
        "maximumAttendeeCapacity": ["40"],
    },
    "skill": {"label": ["Tenue de livres"], "skill": [S + "skill/accounting"], **_LENT, **_SLOTS},
    "shared-job": {
        "label": ["Comptable à temps partagé"],
        "skill": [S + "skill/accounting"],
        **_LENT,
        "share-1.user": [ALPHA],
        "share-1.percent": ["40"],
        "share-2.user": [BETA],
        "share-2.percent": ["60"],
    },
    "service": {
        "label": ["Aide à la création"],
        "subject": [S + "theme/creation"],
        "areaServed": [EPCI],
        "availableChannel": [S + "channel/on-site"],
        "provider": [ALPHA],
        "url": ["https://example.org/aide"],
    },
    "resource": {
        "label": ["Guide de la trésorerie"],
        "type": [S + "resource-kind/method"],
        "family": [S + "resource-family/documentation"],
        "scale": [S + "scale/territorial"],
        "creator": [ALPHA],
        "license": ["https://creativecommons.org/licenses/by/4.0/"],
        "keyword": ["trésorerie"],
        "language": ["fr"],
        "issued": ["2025-09-01"],
    },
    "offer": {
        "label": ["Je prête un barnum"],
        "poolingType": [S + "pooling-type/equipment"],
        "terms": [S + "pooling-terms/loan"],
        "eligibleLocation": [EPCI],
        "hasBeginning": ["2026-09-01"],
        "hasEnd": ["2026-11-30"],
        "provider": [ALPHA],
        "resourceInventoriedAs": ["https://example.org/id/equipment/ring"],
    },
    "volunteers": {"label": ["Tenir la buvette"], **_SOUGHT},
    "replacement": {"label": ["Remplacer la secrétaire"], **_SOUGHT},
    "need": {"label": ["Une salle le samedi"], "poolingType": [S + "pooling-type/premises"], **_SOUGHT},
    "event": {**_EVENT, "type": [S + "event-type/meeting"]},
    "training": {**_EVENT, "type": [S + "event-type/training"], "skill": [S + "skill/accounting"]},
    "call": {
        "label": ["Appel à projets mutualisés"],
        "funder": ["https://example.org/id/organisation/etat"],
        "deadline": ["2026-06-30"],
        "spatial": ["https://w3id.org/maillage/id/region/53"],
        "url": ["https://example.org/appel"],
        "favoursPooling": ["true"],
    },
    "obstacle": {"subject": [S + "obstacle/time"], "spatial": [EPCI], "observedOn": ["2026-03-01"]},
    "problem": {
        "label": ["Délais du compte de subvention"],
        "description": ["Le compte rendu est demandé avant la fin."],
        "level": [S + "level/departmental"],
        "spatial": ["https://w3id.org/maillage/id/departement/35"],
        "raisedBy": [ALPHA],
    },
    "correction": {
        "hasTarget": [ALPHA],
        "correctedProperty": ["http://www.w3.org/2000/01/rdf-schema#label"],
        "readValue": ["CLUB D ESSAI"],
        "proposedValue": ["Club d’essai"],
        "source": ["https://example.org/statuts"],
    },
    "tool": {"label": ["Agenda partagé"], "url": ["https://example.org/agenda"], "usedBy": [ALPHA, BETA]},
    "organisation": {
        "label": ["Club d’essai"],
        "classification": [S + "actor-kind/association"],
        "commune": [VITRE],
        "rna": ["W353001234"],
    },
    "body": {
        "label": ["Comité de suivi"],
        "type": [S + "body-kind/follow-up-committee"],
        "level": [S + "level/departmental"],
        "rhythm": [S + "rhythm/quarterly"],
        "spatial": ["https://w3id.org/maillage/id/departement/35"],
        "unitOf": ["https://example.org/id/organisation/ville"],
    },
    "meeting": {
        "label": ["Réunion de printemps"],
        "meetingOf": ["https://example.org/id/body/suivi"],
        "date": ["2026-03-02"],
    },
    "commitment": {
        "label": ["Ouvrir les salles le soir"],
        "subject": [S + "theme/premises"],
        "committedParty": ["https://example.org/id/organisation/ville"],
        "status": [S + "commitment-state/started"],
        "followedUpOn": ["2026-03-02"],
    },
}


def known(_kind: str, written: str) -> str | None:
    """An address means itself, « Vitré » its commune; nothing else is known."""
    return written if "://" in written else {"Vitré": VITRE}.get(written)


def said(key: str, values: dict[str, list[str]], others: tuple[str, ...] = ()) -> Said:
    """What answers say of the thing."""
    return statements(form_of(key), values, THING, known, TODAY, others)
