"""The competency questions, answered on the sample network: a row that must be there, a near miss that must not.

Expected rows are worked out by hand from `loaders/data/demonstration.ttl`, `loaders/data/sample/*.csv` and the
territories; the comment beside each says from what.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from graph_service.engine.library.shelf import questions
from tests.loaders.network import load, network
from tests.loaders.register import write_register
from tests.sparql import answer, update

BASE, SHARED = "http://localhost:8000/id/", "https://w3id.org/maillage/"
FRANCE = "http://publications.europa.eu/resource/authority/country/FRA"
Row = dict[str, str]


@dataclass(frozen=True)
class Expected:
    """What one question must answer."""

    name: str
    must: list[Row]
    """Rows that must be there: the columns told have these values."""
    miss: list[Row]
    """Rows that must not."""
    values: dict[str, str | list[str]] = field(default_factory=dict)
    count: int | None = None
    """How many rows in all, where the data file settles it."""


def demo(kind: str, name: str) -> str:
    """The IRI of a fictitious thing."""
    return f"{BASE}{kind}/demo-{name}"


def place(kind: str, code: str) -> str:
    """The IRI of an official territory."""
    return f"{SHARED}id/{kind}/{code}"


SCHEME = SHARED + "scheme/"
EXPECTED = [
    # Panels of the map. The directory of pairs is complete for Brittany; that of region 76 says it is not.
    Expected(
        "complete-directories",
        [
            {"directory": demo("directory", "appui"), "territory": place("epci", "243500634"), "seen": "2026-01-31"},
            {"directory": demo("directory", "binomes"), "territory": place("region", "53")},
        ],
        [{"directory": demo("directory", "incomplet")}],
        count=2,
    ),
    Expected("complete-directories", [], [{"directory": demo("directory", "appui")}], {"asOf": "2026-01-30"}, count=0),
    Expected(
        "co-animation",
        [
            {
                "pair": demo("co-animation", "35"),
                "post": demo("post", "delegue"),
                "association": demo("organisation", "maison"),
            }
        ],
        [{"association": demo("organisation", "reseau")}],
        count=1,
    ),
    Expected(
        "co-animation", [], [{"pair": demo("co-animation", "35")}], {"territory": place("departement", "29")}, count=0
    ),
    # Châteaubourg: its own desk, then the EPCI's two; the region's serves two other communes.
    Expected(
        "services-covering",
        [
            {"service": demo("service", "chateaubourg"), "nearness": "1"},
            {"service": demo("service", "reseau-local"), "nearness": "2"},
            {"service": demo("service", "maison"), "perimeter": place("epci", "200039022")},
        ],
        [{"service": demo("service", "region")}],
    ),
    # The authorisation ended on 31 May.
    Expected("services-covering", [], [{"service": demo("service", "maison")}], {"asOf": "2026-06-01"}),
    Expected(
        "service-channels",
        [{"service": demo("service", "maison"), "provider": demo("organisation", "maison")}],
        [{"service": demo("service", "region")}],
        count=2,
    ),
    # The house bears Guid’Asso, so what it answers for does too; the kit is of the national base; the city bears nothing.
    Expected(
        "labelled-things",
        [
            {"thing": demo("organisation", "maison"), "brand": SCHEME + "label-brand/guidasso-generalist"},
            {"thing": demo("pooled-thing", "remorque"), "brand": SCHEME + "label-brand/guidasso-generalist"},
            {"thing": demo("resource", "kit"), "brand": SCHEME + "label-brand/national-base"},
        ],
        [{"thing": demo("pooled-thing", "salle-claire")}, {"thing": demo("organisation", "ville")}],
    ),
    Expected("labelled-things", [], [{"thing": demo("organisation", "maison")}], {"asOf": "2026-06-01"}),
    # The example of a search is found by the service; here its text stands as it is.
    Expected(
        "catalogue-cards",
        [{"thing": f"{BASE}pooled-thing/p08", "communeLabel": "Blagnac", "type": "matériel sportif"}],
        [{"thing": f"{BASE}pooled-thing/p09"}],
        count=1,
    ),
    # 14:00 to 17:00 with signs; the other tells no accessibility that is known.
    Expected(
        "agenda-entries",
        [
            {"thing": demo("event", "signes"), "begins": "2026-03-07T14:00:00+01:00", "communeLabel": "Châteaubourg"},
            {"thing": demo("event", "inconnu"), "accessibilityLabel": "inconnue"},
        ],
        [{"thing": demo("event", "avril")}],
        count=2,
    ),
    # 1. demo-barnum is lent at Châteaubourg: geodesic distance from (48.1245, -1.2085) to (48.11, -1.402), 14.5 km.
    #    demo-sono is lent 35 km away; demo-remorque is 200 m away but hired out.
    Expected(
        "equipment-nearby",
        [{"thing": demo("pooled-thing", "barnum"), "kilometresAway": "14.5"}],
        [{"thing": demo("pooled-thing", "sono")}, {"thing": demo("pooled-thing", "remorque")}],
        count=1,
    ),
    # 2. demo-salle-claire is booked until 14:00, the very start; -prise 17–19; -inconnue's access is unknown; Rennes is elsewhere.
    Expected(
        "accessible-premises-free",
        [{"thing": demo("pooled-thing", "salle-claire"), "commune": "Vitré", "capacity": "40"}],
        [{"thing": demo("pooled-thing", f"salle-{n}")} for n in ("prise", "inconnue", "lointaine")],
        count=1,
    ),
    # 3. demo-comptabilite holds general-bookkeeping, narrower than accounting; demo-paie holds payroll, which is not.
    Expected(
        "skill-holders",
        [{"holder": demo("organisation", "harmonie"), "level": "pratique courante"}],
        [{"holder": demo("organisation", "danse")}],
        count=1,
    ),
    # 3 again, from the sample: pooled.csv p45, OLD'UP-OC shares computing; p42 is popular education.
    Expected(
        "skill-holders",
        [{"holder": f"{BASE}organisation/oldup-oc"}],
        [{"holder": f"{BASE}organisation/cd31"}],
        {"skill": f"{SHARED}scheme/skill/computing", "demonstration": "false"},
        count=1,
    ),
    # 4. demo-comptes: annual-accounts is narrower than accounting, EPCI holds Châteaubourg, October meets September–November.
    Expected(
        "offers-for-a-need",
        [{"offer": demo("offer", "comptes")}],
        [{"offer": demo("offer", "loin")}, {"offer": demo("offer", "passee")}],
        count=1,
    ),
    # 5. demo-accueil (volunteers, Argentré in EPCI 200039022) has no offer; demo-tresorerie has one; demo-clos is closed.
    Expected(
        "needs-without-offer",
        [{"territory": place("epci", "200039022"), "kind": "bénévolat", "needs": "1"}],
        [{"kind": "compétence"}, {"territory": place("epci", "243500139")}],
        count=1,
    ),
    # 6. demo-1: danse gives harmonie 5 h; demo-2: harmonie gives danse 1.5 h.
    Expected(
        "hours-balance",
        [
            {"organisation": demo("organisation", "danse"), "given": "5", "received": "1.5", "balance": "3.5"},
            {"organisation": demo("organisation", "harmonie"), "balance": "-3.5"},
        ],
        [{"organisation": demo("organisation", "maison")}],
        count=2,
    ),
    # 6 at an earlier date: demo-2 is of 14 February.
    Expected(
        "hours-balance",
        [{"organisation": demo("organisation", "danse"), "received": "0", "balance": "5"}],
        [{"balance": "3.5"}],
        {"asOf": "2026-02-01"},
    ),
    # 7. demo-emploi: 40 + 30 = 70; demo-emploi-plein: 50 + 50 = 100.
    Expected(
        "shared-jobs-with-time-left",
        [{"job": demo("pooled-thing", "emploi"), "taken": "70", "left": "30"}],
        [{"job": demo("pooled-thing", "emploi-plein")}],
        count=1,
    ),
    # 8. demo-ouvert: until 30 June, département 35 within région 53; demo-clos ended on 31 January; demo-seul favours none.
    Expected(
        "open-calls",
        [{"call": demo("call", "ouvert"), "deadline": "2026-06-30"}],
        [{"call": demo("call", "clos")}, {"call": demo("call", "seul")}],
        count=1,
    ),
    # 8 from another région.
    Expected("open-calls", [], [{"call": demo("call", "ouvert")}], {"region": place("region", "76")}, count=0),
    # 8 on the last day itself, and on the morrow.
    Expected("open-calls", [{"call": demo("call", "ouvert")}], [], {"asOf": "2026-06-30"}, count=1),
    Expected("open-calls", [], [{"call": demo("call", "ouvert")}], {"asOf": "2026-07-01"}, count=0),
    # 9. demo-signes on 7 March in département 35; demo-inconnu's access is unknown; demo-avril is in April.
    Expected(
        "accessible-events",
        [{"event": demo("event", "signes"), "commune": "Châteaubourg"}],
        [{"event": demo("event", "inconnu")}, {"event": demo("event", "avril")}],
        count=1,
    ),
    # Vitré Communauté in 2025: accounting 9 + 4, one cell hidden; employment 6; Rennes Métropole, also in 35: accounting 20.
    Expected(
        "support-given",
        [
            {
                "area": place("epci", "200039022"),
                "theme": f"{SHARED}scheme/theme/accounting",
                "given": "13",
                "hiddenCells": "1",
            },
            {
                "area": place("epci", "200039022"),
                "theme": f"{SHARED}scheme/theme/employment",
                "given": "6",
                "hiddenCells": "0",
            },
            {"area": place("epci", "243500139"), "given": "20"},
        ],
        [{"theme": f"{SHARED}scheme/theme/legal"}],
        count=3,
    ),
    # The same of one inter-communal body alone, and of another year.
    Expected(
        "support-given",
        [{"given": "6"}],
        [{"area": place("epci", "243500139")}],
        {"territory": place("epci", "200039022")},
        count=2,
    ),
    Expected("support-given", [], [{"given": "13"}], {"year": "2024"}, count=0),
    # 10. demo-inconnu (16–19 h) meets demo-signes (14–17 h) on accounting in one EPCI; demo-formation has another theme.
    Expected(
        "overlapping-events",
        [{"first": demo("event", "inconnu"), "second": demo("event", "signes")}],
        [
            {"second": demo("event", "formation")},
            {"first": demo("event", "formation")},
            {"first": demo("event", "avril")},
        ],
        count=1,
    ),
    # 11. demo-guide is verified by an accountant; demo-fiche reaches everywhere, unverified.
    Expected(
        "verified-everywhere",
        [{"resource": demo("resource", "guide"), "capacity": "comptable", "verifiedOn": "2026-01-15"}],
        [{"resource": demo("resource", "fiche")}],
        count=1,
    ),
    # 12. demo-carnet was tried in Vitré only; demo-guide reaches everywhere.
    Expected(
        "tested-on-one-ground",
        [{"resource": demo("resource", "carnet"), "ground": place("commune", "35360")}],
        [{"resource": demo("resource", "guide")}],
        count=1,
    ),
    # 13. demo-guide bears the label itself; demo-kit, in the base, derives from demo-carnet; demo-adaptation comes after.
    Expected(
        "local-become-national",
        [
            {"resource": demo("resource", "guide"), "national": demo("resource", "guide")},
            {"resource": demo("resource", "carnet"), "national": demo("resource", "kit"), "since": "2025-12-01"},
        ],
        [{"resource": demo("resource", "adaptation")}, {"resource": demo("resource", "fiche")}],
        count=2,
    ),
    # 13 before the guide's label of 1 February.
    Expected("local-become-national", [], [{"resource": demo("resource", "guide")}], {"asOf": "2026-01-31"}, count=1),
    # 14. demo-adaptation (Châteaubourg) derives from the national demo-kit; demo-kit itself derives from a local one.
    Expected(
        "national-adapted",
        [{"national": demo("resource", "kit"), "territory": place("commune", "35068")}],
        [{"resource": demo("resource", "kit")}],
        count=1,
    ),
    # 15. demo-carnet verified since 1 November: 120 days on 1 March; demo-fiche since 15 February: 14 days.
    Expected(
        "waiting-for-committee",
        [{"resource": demo("resource", "carnet"), "daysWaiting": "120"}],
        [{"resource": demo("resource", "fiche")}, {"resource": demo("resource", "guide")}],
        count=1,
    ),
    # 15 with the exact number of days, and one more.
    Expected("waiting-for-committee", [{"daysWaiting": "120"}], [], {"days": "120"}, count=1),
    Expected("waiting-for-committee", [], [{"daysWaiting": "120"}], {"days": "121"}, count=0),
    # 16. demo-guide, by demo-cabinet, as accountant, on 15 January.
    Expected(
        "verifications",
        [{"resource": demo("resource", "guide"), "verifier": "Cabinet comptable fictif", "capacity": "comptable"}],
        [{"verifier": "Maison fictive des associations"}],
        count=1,
    ),
    # The verification of the guide on 15 January, its decision and that on the kit, four contributions.
    Expected(
        "editorial-decisions",
        [
            {"kind": "vérification", "label": "Guide fictif de la trésorerie"},
            {"kind": "décision", "outcome": "validée"},
        ],
        [{"begins": "2026-03-02"}],
        count=7,
    ),
    # 17. 2026: demo-1 mandatory, demo-2 and demo-3 voluntary; 2025: demo-4 voluntary.
    Expected(
        "contributions-by-nature",
        [
            {"year": "2026", "nature": "obligatoire", "contributions": "1", "percent": "33.3"},
            {"year": "2026", "nature": "volontaire", "contributions": "2", "percent": "66.7"},
            {"year": "2025", "nature": "volontaire", "contributions": "1", "percent": "100"},
        ],
        [{"year": "2025", "nature": "obligatoire"}],
        count=3,
    ),
    # 18. First circle: demo-guide (maison), demo-fiche and demo-kit (réseau); second: demo-carnet (ville); harmonie has no circle.
    Expected(
        "resources-by-circle",
        [
            {"circle": f"{SHARED}scheme/producer-circle/first", "resources": "3"},
            {"circle": f"{SHARED}scheme/producer-circle/second", "resources": "1"},
            {"circle": f"{SHARED}scheme/producer-circle/third", "resources": "0"},
        ],
        [{"resources": "5"}],
        count=4,
    ),
    # 19. demo-binomes says that région 53 is complete: 22, 29, 56 have no pair; 35 has demo-35; 31's directory is incomplete.
    Expected(
        "departements-without-pair",
        [{"code": "22"}, {"code": "29"}, {"code": "56"}],
        [{"code": "35"}, {"code": "31"}],
        count=3,
    ),
    # 19 where the directory says that it is incomplete: nothing is counted.
    Expected("departements-without-pair", [], [{"code": "31"}], {"territory": place("region", "76")}, count=0),
    # 20. demo-appui says that EPCI 243500634 is complete: 16 communes, of which Janzé and Retiers are covered.
    Expected(
        "white-zones",
        [{"code": "35002", "label": "Amanlis"}, {"code": "35167"}],
        [{"code": "35136"}, {"code": "35239"}, {"code": "35360"}],
        count=14,
    ),
    # 20 where no directory is complete: nothing is counted.
    Expected("white-zones", [], [{"code": "35360"}], {"territory": place("epci", "200039022")}, count=0),
    # 21. demo-maison (by its authorisation) and demo-reseau-local, both accounting on EPCI 200039022; Châteaubourg is narrower.
    Expected(
        "overlapping-perimeters",
        [{"perimeter": place("epci", "200039022"), "theme": "comptabilité et gestion", "actors": "2"}],
        [{"perimeter": place("commune", "35068")}, {"perimeter": place("commune", "35136")}],
        count=1,
    ),
    # 22. In Châteaubourg: its own desk, then the EPCI's; demo-region serves two other communes.
    Expected(
        "who-can-help",
        [
            {"service": demo("service", "chateaubourg"), "nearness": "1"},
            {"service": demo("service", "reseau-local"), "nearness": "2"},
            {"service": demo("service", "maison"), "nearness": "2"},
        ],
        [{"service": demo("service", "region")}],
        count=3,
    ),
    # 22 for one level, once the authorisation of 31 May has ended.
    Expected(
        "who-can-help",
        [{"service": demo("service", "reseau-local")}],
        [{"service": demo("service", "maison")}, {"service": demo("service", "chateaubourg")}],
        {"asOf": "2026-06-01", "level": [f"{SHARED}scheme/support-level/{n}" for n in ("specialist", "generalist")]},
        count=1,
    ),
    # 23. demo-guidasso ends on 31 May, within six months of 1 March; demo-guidasso-long ends in 2028.
    Expected(
        "labels-expiring",
        [{"mark": demo("label", "guidasso"), "expires": "2026-05-31"}],
        [{"mark": demo("label", "guidasso-long")}, {"mark": demo("label", "socle-guide")}],
        count=1,
    ),
    # 23 at the edge: three months before 31 May is 28 February or later; on 1 June it has ended.
    Expected("labels-expiring", [], [{"mark": demo("label", "guidasso")}], {"months": "2"}, count=0),
    Expected("labels-expiring", [], [{"mark": demo("label", "guidasso")}], {"asOf": "2026-06-01"}, count=0),
    # 24. demo-delais, raised on 10 January: 50 days on 1 March; demo-salles was answered.
    Expected(
        "problems-unanswered",
        [{"problem": demo("problem", "delais"), "age": "50", "levelLabel": "départemental"}],
        [{"problem": demo("problem", "salles")}],
        count=1,
    ),
    # 25. obstacles.csv, haute-garonne-2021: time is o24, o26, o27, o31, o38; competition o10, o13, o14, o32. o22 and o37 are distance.
    Expected(
        "obstacles-ranking",
        [
            {"territory": place("departement", "31"), "year": "2021", "label": "manque de temps", "mentions": "5"},
            {"territory": place("departement", "31"), "label": "concurrence", "mentions": "4"},
            {"territory": place("departement", "31"), "label": "distance et éloignement", "mentions": "2"},
            {"territory": place("commune", "35238"), "year": "2021", "mentions": "2"},
        ],
        [{"territory": place("departement", "35")}, {"label": "manque de temps", "mentions": "6"}],
        {"demonstration": "false"},
    ),
    # 26. The register below: one association of family 006 created in 2014 and one in 2019 in EPCI 200039022, one in Rennes.
    Expected(
        "associations-by-family-and-year",
        [
            {"code": "006000", "year": "2014", "associations": "1"},
            {"code": "006000", "year": "2019", "associations": "1"},
        ],
        [{"code": "011000"}],
        count=2,
    ),
    # 27. W353000001 is active without a SIRET; W353000002 has one; W353000004 is dissolved; W353000003 is in Rennes.
    Expected(
        "associations-without-siret",
        [{"rna": "W353000001", "commune": "Vitré"}],
        [{"rna": "W353000002"}, {"rna": "W353000003"}, {"rna": "W353000004"}],
        count=1,
    ),
    # 28. The second source below names W353000001 otherwise, W353000002 alike; the others are in one source only.
    Expected(
        "label-conflicts",
        [
            {"association": place("association", "W353000001"), "label2": "Un autre nom", "conflict": "true"},
            {"association": place("association", "W353000002"), "conflict": "false"},
        ],
        [{"association": place("association", "W353000004")}],
        count=2,
    ),
    # 29. demo-suivi, 2025: met in February, May, November: the third quarter is missing. demo-3's membership ended in 2024.
    Expected(
        "follow-up-committee",
        [
            {"kind": "member", "member": demo("organisation", "etat"), "roleLabel": "présidence"},
            {"kind": "member", "member": demo("organisation", "reseau")},
            {"kind": "missing meeting", "quarter": "3"},
        ],
        [{"member": demo("organisation", "sport")}, {"quarter": "1"}, {"quarter": "4"}],
        count=3,
    ),
    # 29 before the third quarter ended: nothing is missing yet.
    Expected("follow-up-committee", [{"kind": "member"}], [{"quarter": "3"}], {"asOf": "2025-09-30"}),
    # 30. The graphs that the fixture loads; the second source has no licence and is left out.
    Expected(
        "graphs",
        [
            {"graph": "http://localhost:8000/graph/source/territories"},
            {"graph": "http://localhost:8000/graph/source/demonstration"},
        ],
        [{"graph": "https://example.org/graph/second"}],
        count=5,
    ),
    # 31. pooled.csv p05: GE ASA with FIGO, Fédé LR and UFO, under way; p29 is past; p37 is under study; p47 pools nothing.
    Expected(
        "who-pools-what",
        [
            {"practice": f"{BASE}practice/p05", "participants": "4", "kind": "emploi partagé"},
            {"practice": f"{BASE}practice/p08"},
        ],
        [{"practice": f"{BASE}practice/{n}"} for n in ("p29", "p37", "p47", "p52")],
        {"demonstration": "false"},
    ),
    # 32. demo-sono was subsidised and never booked; demo-barnum was booked in June 2025; demo-remorque was not subsidised.
    Expected(
        "subsidised-never-lent",
        [{"thing": demo("pooled-thing", "sono")}],
        [{"thing": demo("pooled-thing", "barnum")}, {"thing": demo("pooled-thing", "remorque")}],
        count=1,
    ),
    # 32 before that booking.
    Expected("subsidised-never-lent", [{"thing": demo("pooled-thing", "barnum")}], [], {"asOf": "2025-06-20"}, count=2),
    # A label of the base and the two Guid'Asso ones are in force on 1 March; on 1 June demo-guidasso has ended.
    Expected(
        "labelled",
        [{"mark": demo("label", "guidasso"), "until": "2026-05-31"}, {"mark": demo("label", "socle-kit")}],
        [{"holder": demo("organisation", "harmonie")}],
        count=4,
    ),
    Expected("labelled", [], [{"mark": demo("label", "guidasso")}], {"asOf": "2026-06-01"}, count=3),
    # 33. demo-agenda serves two networks; demo-wiki one; pooled.csv p04 one town.
    Expected(
        "tools-of-several-networks",
        [{"tool": demo("tool", "agenda"), "networks": "2"}],
        [{"tool": demo("tool", "wiki")}, {"tool": f"{BASE}tool/p04"}],
        count=1,
    ),
    # 34. demo-tresorerie runs from September to November; demo-accueil from March to May; demo-clos is not dated.
    Expected(
        "seasonal-needs",
        [{"need": demo("need", "tresorerie"), "association": "Harmonie fictive de Châteaubourg"}],
        [{"need": demo("need", "accueil")}, {"need": demo("need", "clos")}],
        count=1,
    ),
    # 35. demo-salles was last followed up on 1 December 2024; demo-fetes in January 2026; demo-maison is another party's.
    Expected(
        "commitments-without-follow-up",
        [{"commitment": demo("commitment", "salles"), "theme": "locaux et matériel", "last": "2024-12-01"}],
        [{"commitment": demo("commitment", "fetes")}, {"commitment": demo("commitment", "maison")}],
        count=1,
    ),
    # 35 for the other party: never followed up, so since the signature of 15 June 2024.
    Expected(
        "commitments-without-follow-up",
        [{"commitment": demo("commitment", "maison"), "last": "2024-06-15"}],
        [{"commitment": demo("commitment", "salles")}],
        {"party": demo("organisation", "maison")},
        count=1,
    ),
    # Open needs for students: demo-accueil until 31 May; demo-clos is closed.
    Expected("open-needs", [{"need": demo("need", "accueil")}], [{"need": demo("need", "clos")}], count=1),
    Expected("open-needs", [], [{"need": demo("need", "accueil")}], {"asOf": "2026-06-01"}, count=0),
    # Bodies: demo-suivi meets quarterly; services.csv s021 is local.
    Expected(
        "bodies",
        [
            {"body": demo("body", "suivi"), "rhythmLabel": "trimestriel"},
            {"body": f"{BASE}body/s021", "levelLabel": "local"},
        ],
        [{"body": f"{BASE}body/s022"}],
        count=6,
    ),
    # needs.csv: type network is n07, n16, n40; votes: n19 has 2 (shared-job).
    Expected(
        "needs-ranking",
        [{"label": "mise en réseau", "mentions": "3"}, {"label": "emploi partagé", "mentions": "4", "allVotes": "2"}],
        [{"label": "objet non précisé"}],
        {"demonstration": "false"},
    ),
    # enablers.csv: catalogue is e04 (4 votes) and e10.
    Expected(
        "enablers-ranking",
        [{"label": "catalogue en ligne", "mentions": "2", "allVotes": "4"}],
        [{"label": "catalogue en ligne", "allVotes": "3"}],
        {"demonstration": "false"},
    ),
    # demo-salle-claire is at Vitré, its terms and owner told; the Rennes room is another thing than those given.
    Expected(
        "pooled-things",
        [
            {
                "thing": demo("pooled-thing", "salle-claire"),
                "communeLabel": "Vitré",
                "commune": place("commune", "35360"),
            }
        ],
        [{"thing": demo("pooled-thing", "salle-lointaine")}],
        count=2,
    ),
    # The register below: W353000001, -2 and -4 in EPCI 200039022, -3 in Rennes; the sample's associations have no number.
    Expected("associations-by-epci", [{"code": "200039022", "associations": "3"}], [{"code": "243100518"}], count=2),
    Expected("associations-by-departement", [{"code": "35", "associations": "4"}], [{"code": "31"}], count=1),
    Expected("associations-by-family", [{"code": "006000", "associations": "3"}], [{"code": "001000"}], count=2),
    # The same beside the sign of life: every row was declared in 2019 or before; at the end of 2020 that is within five years.
    Expected(
        "associations-by-departement",
        [{"code": "35", "associations": "4", "signsOfLife": "4", "population": "1120666", "perThousand": "0.004"}],
        [{"signsOfLife": "0"}],
        {"asOf": "2020-12-31"},
    ),
    Expected("associations-by-departement", [{"code": "35", "signsOfLife": "0"}], [], {"asOf": "2026-03-01"}),
    # Of one inter-communal body alone.
    Expected(
        "associations-by-epci",
        [{"code": "200039022", "associations": "3"}],
        [{"code": "243500139"}],
        {"territory": place("epci", "200039022")},
        count=1,
    ),
    Expected(
        "associations-by-family",
        [{"code": "011000", "associations": "1"}],
        [{"code": "006000"}],
        {"territory": place("commune", "35238")},
        count=1,
    ),
    # W353000002 alone is under 006010; its family is not its theme.
    Expected("associations-by-theme", [{"code": "006010", "associations": "1"}], [{"code": "001000"}]),
    # W353000001 and -3 in 2014, -2 in 2019; -4 has no date of creation.
    Expected(
        "associations-by-year",
        [{"year": "2014", "associations": "2"}, {"year": "2019", "associations": "1"}],
        [{"year": "2020"}],
        count=2,
    ),
    Expected(
        "associations-of-territories",
        [
            {"territory": place("epci", "200039022"), "associations": "3"},
            {"territory": FRANCE, "associations": "4"},
        ],
        [{"territory": place("region", "76")}],
        {"territory": [place("epci", "200039022"), FRANCE, place("region", "76")]},
        count=2,
    ),
    # 20 as a share: 16 communes of 35 are told, of which Janzé and Retiers have a service; nothing is told of 22.
    Expected(
        "support-coverage",
        [{"code": "35", "communes": "332", "declared": "16", "covered": "2", "percent": "12.5"}, {"code": "22"}],
        [{"code": "22", "percent": "0"}, {"code": "22", "covered": "0"}, {"code": "31"}],
        {"territory": place("region", "53")},
        count=4,
    ),
    # Open on 1 March: -tresorerie (skill) and -accueil (volunteers) are needs, -comptes and -loin (skill) offers; -passee is over.
    Expected(
        "offers-and-needs",
        [
            {"label": "compétence", "offers": "2", "needs": "1"},
            {"label": "bénévolat", "offers": "0", "needs": "1"},
        ],
        [{"offers": "3"}, {"label": "outil"}],
        count=2,
    ),
    # In Ille-et-Vilaine the offer for Haute-Garonne is not there; the one for an inter-communal body within it is.
    Expected(
        "offers-and-needs",
        [{"label": "compétence", "offers": "1"}],
        [{"offers": "2"}],
        {"territory": place("departement", "35")},
        count=2,
    ),
    # pooled.csv p05: GE ASA, FIGO, Fédé LR and UFO are six pairs; p29 is past.
    Expected(
        "who-pools-with-whom",
        [{"firstLabel": "FIGO", "secondLabel": "UFO", "practice": f"{BASE}practice/p05", "kind": "emploi partagé"}],
        [{"firstLabel": "UFO", "secondLabel": "FIGO"}, {"practice": f"{BASE}practice/p29"}],
        {"demonstration": "false"},
        count=27,
    ),
    # demo-salles, raised on 10 September and answered on 1 October; demo-1 of 5 January, its guide decided on 1 February.
    Expected(
        "answer-delays",
        [
            {"act": demo("problem", "salles"), "kind": "problème remonté", "daysWaiting": "21"},
            {"act": demo("contribution", "1"), "thing": demo("resource", "guide"), "daysWaiting": "27"},
        ],
        [{"act": demo("problem", "delais")}, {"act": demo("contribution", "2")}],
        count=2,
    ),
    # The decision is not there yet on its eve.
    Expected("answer-delays", [], [{"kind": "contribution"}], {"asOf": "2026-01-31"}, count=1),
    Expected(
        "territories-around",
        [
            {"territory": place("epci", "200039022"), "level": "2"},
            {"territory": place("departement", "35"), "label": "Ille-et-Vilaine"},
            {"territory": place("region", "53"), "level": "4"},
        ],
        [{"territory": place("departement", "31")}],
        count=4,
    ),
    # COG 2026: 332 communes; the 16 of EPCI 243500634 are those where a directory says it is complete.
    Expected(
        "territory-population",
        [
            {"territory": place("departement", "35"), "population": "1120666", "communes": "332", "declared": "16"},
            {"territory": place("commune", "35360"), "communes": "1", "declared": "0"},
        ],
        [{"territory": FRANCE}],
        {"territory": [place("departement", "35"), place("commune", "35360")]},
        count=2,
    ),
    # Vitré Communauté: two services (one by its authorisation) and Châteaubourg's own; demo-comptes is offered there.
    Expected(
        "sharing-in-territories",
        [
            {"territory": place("commune", "35068"), "things": "1", "needs": "1", "offers": "1"},
            {"territory": place("departement", "35"), "needs": "2", "offers": "1"},
        ],
        [{"territory": place("commune", "35068"), "needs": "2"}],
        {"territory": [place("commune", "35068"), place("departement", "35")]},
        count=2,
    ),
]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A small register and a second source, beside the sample network."""
    folder = tmp_path_factory.mktemp("register")
    rows: tuple[dict[str, str], ...] = (
        {},
        {"siret": "73282932000074", "date_creat": "2019-01-02", "objet_social1": "006010"},
        {"adrs_codeinsee": "35238", "adrs_codepostal": "35000", "adrs_libcommune": "Rennes", "objet_social1": "011000"},
        {"position": "D", "date_disso": "2020-01-01", "date_creat": ""},
    )
    load(network(), "rna", write_register(folder / "rna_waldec.csv", *rows))
    names = {"W353000001": "Un autre nom", "W353000002": "Les exemples"}
    graph = "GRAPH <https://example.org/graph/second>"
    label, kind = "<http://www.w3.org/2000/01/rdf-schema#label>", f"<{SHARED}def#Association>"
    # Names in Breton beside the French ones: they must add no row.
    breton = {
        place("commune", "35360"): "Gwitreg",
        demo("organisation", "harmonie"): "Armonia",
        demo("need", "accueil"): "O klask",
    }
    for thing, name in breton.items():
        update(network(), f'INSERT DATA {{ {graph} {{ <{thing}> {label} "{name}"@br }} }}')
    for number, name in names.items():
        subject = f"<{place('association', number)}>"
        update(network(), f'INSERT DATA {{ {graph} {{ {subject} a {kind} ; {label} "{name}"@fr }} }}')


def ask(name: str, values: dict[str, str | list[str]]) -> list[Row]:
    """The rows of a question, in its own order; fictitious things included unless told."""
    question = questions()[name]
    given: dict[str, Any] = {"demonstration": "true", "asOf": "2026-03-01", **values}
    text = question.bound({key: value for key, value in given.items() if key in question.parameters})
    document = json.loads(answer(network(), text))
    return [{key: cell["value"] for key, cell in row.items()} for row in document["results"]["bindings"]]


def holds(row: Row, wanted: Row) -> bool:
    """Whether a row has the values wanted."""
    return all(row.get(key) == value for key, value in wanted.items())


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected.name)
def test_a_question_answers_what_the_data_says(expected: Expected) -> None:
    rows = ask(expected.name, expected.values)
    for wanted in expected.must:
        assert any(holds(row, wanted) for row in rows), (wanted, rows)
    for near in expected.miss:
        assert not any(holds(row, near) for row in rows), (near, rows)
    if expected.count is not None:
        assert len(rows) == expected.count, rows


@pytest.mark.usefixtures("register")
def test_the_nearest_and_the_most_specific_come_first() -> None:
    names = [row["service"].rpartition("/demo-")[2] for row in ask("who-can-help", {})]
    assert names == ["chateaubourg", "reseau-local", "maison"]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    "name", [n for n, q in questions().items() if "demonstration" in q.parameters and q.result != "graph"]
)
def test_nothing_fictitious_is_answered_by_default(name: str) -> None:
    assert not [row for row in ask(name, {"demonstration": "false"}) if any("/demo-" in cell for cell in row.values())]


@pytest.mark.usefixtures("register")
def test_a_question_that_answers_a_graph_tells_all_of_each_thing() -> None:
    text = questions()["pooled-things-as-data"].bound({"demonstration": "true"})
    lines = answer(network(), text).decode().splitlines()
    claire = f"<{demo('pooled-thing', 'salle-claire')}>"
    assert f'{claire} <http://www.w3.org/2000/01/rdf-schema#label> "Salle fictive claire"@fr .' in lines
    # Shared, but in Haute-Garonne.
    assert not [line for line in lines if "demo-tables" in line or "/p08>" in line.split(" ")[0]]
    assert not answer(network(), questions()["pooled-things-as-data"].bound({"departement": "https://a.fr/none"}))
    assert b"/demo-" not in answer(network(), questions()["pooled-things-as-data"].bound({"demonstration": "false"}))


def test_every_question_has_expected_rows() -> None:
    asked = {expected.name for expected in EXPECTED}
    tables = {name for name, question in questions().items() if question.result != "graph"}
    assert asked == {name for name in tables if questions()[name].theme != "checks"}
    for name in asked:
        mine = [expected for expected in EXPECTED if expected.name == name]
        assert any(expected.must for expected in mine), name
        assert any(expected.miss for expected in mine), name


def test_the_data_files_named_in_the_comments_exist() -> None:
    data = Path(__file__).parents[2] / "loaders/data"
    assert (data / "demonstration.ttl").exists()
    assert (data / "sample/obstacles.csv").exists()
