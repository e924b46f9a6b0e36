"""The templates: support actors, equipment, premises, skills, documentary resources. A table of tables."""

from typing import Any

from graph_service.engine.formats.sheets.template import Column, Kind, Template
from graph_service.languages import Text


def _column(key: str, header: str, kind: Kind, fr: str, en: str, **more: Any) -> Column:  # noqa: ANN401 - a Column's
    return Column(key, header, kind, Text(fr, en), **more)


_REFERENCE = _column(
    "reference",
    "Référence",
    "key",
    "Votre numéro, s’il y en a un : il garde la même adresse à la chose d’un chargement à l’autre.",
    "Your own number, if any: it keeps the thing’s address from one load to the next.",
    synonyms=("ref", "id", "identifiant", "numéro de fiche"),
    example="exemple",
)
_DESCRIPTION = _column(
    "description",
    "Description",
    "text",
    "Quelques phrases, sans nom ni coordonnées de personne.",
    "A few sentences, without any person’s name or contact.",
    predicate="dct:description",
    synonyms=("détail", "commentaire", "remarques", "présentation"),
)
_LINK = _column(
    "link",
    "Lien",
    "link",
    "Adresse d’une page : https://…",
    "Address of a page: https://…",
    predicate="schema:url",
    synonyms=("url", "page", "adresse web"),
    example="https://example.org/",
)
_WHERE = (
    _column(
        "commune",
        "Commune",
        "key",
        "Nom de la commune.",
        "Name of the commune.",
        synonyms=("ville", "localité", "lieu"),
        example="Vitré",
    ),
    _column(
        "insee",
        "Code INSEE",
        "key",
        "Cinq signes ; le plus sûr.",
        "Five signs; the safest.",
        synonyms=("insee", "code commune", "codeinsee", "code insee commune"),
        example="35360",
    ),
    _column(
        "postcode",
        "Code postal",
        "key",
        "Avec le nom, si le code INSEE manque.",
        "With the name, if the INSEE code is missing.",
        synonyms=("cp", "code postal commune"),
        example="35500",
    ),
    _column(
        "departement",
        "Département",
        "key",
        "Numéro ou nom, avec le nom de la commune, si rien d’autre.",
        "Number or name, with the commune’s name, if nothing else.",
        synonyms=("dept", "dépt", "dep"),
    ),
    _column(
        "latitude",
        "Latitude",
        "decimal",
        "Degrés décimaux, vers le nord.",
        "Decimal degrees, north.",
        predicate="wgs84:lat",
        synonyms=("lat", "y"),
    ),
    _column(
        "longitude",
        "Longitude",
        "decimal",
        "Degrés décimaux, vers l’est.",
        "Decimal degrees, east.",
        predicate="wgs84:long",
        synonyms=("long", "lon", "lng", "x"),
    ),
)


def _who(header: str, fr: str, en: str, *synonyms: str) -> tuple[Column, Column]:
    return (
        _column("owner", header, "key", fr, en, required=True, synonyms=synonyms, example="Maison des associations"),
        _column(
            "ownerNumber",
            "Numéro " + ("du producteur" if header == "Producteur" else "du responsable"),
            "key",
            "Numéro RNA (W…) ou SIREN : il relie la fiche à l’organisation déjà connue.",
            "RNA (W…) or SIREN number: it links the record to the organisation already known.",
            synonyms=("rna responsable", "siren responsable", "rna", "siren", "numéro rna", "numéro siren"),
        ),
    )


_OWNER = _who(
    "Responsable",
    "Organisation qui répond de la chose ; jamais une personne.",
    "Organisation that answers for the thing; never a person.",
    "propriétaire",
    "association",
    "organisation",
    "structure",
    "prêteur",
)
_TERMS = _column(
    "terms",
    "Conditions",
    "concepts",
    "Prêt gratuit, location, don, échange, usage partagé, à demander.",
    "Free loan, hire, gift, exchange, shared use, ask.",
    predicate="maillage:terms",
    scheme="pooling-terms",
    required=True,
    synonyms=("condition", "modalités", "mise à disposition", "type de prêt"),
    example="prêt gratuit",
)
_PRICE = _column(
    "price",
    "Prix",
    "decimal",
    "En euros ; 0 si c’est gratuit.",
    "In euros; 0 if it is free.",
    predicate="schema:price",
    synonyms=("tarif", "coût", "montant", "prix en euros"),
)


def _name(header: str, example: str, *synonyms: str) -> Column:
    return _column(
        "name",
        header,
        "text",
        "Le nom qu’on lui donne.",
        "The name it goes by.",
        predicate="rdfs:label",
        required=True,
        synonyms=synonyms,
        example=example,
    )


def _concepts(key: str, header: str, prop: str, scheme: str, *synonyms: str, **more: Any) -> Column:  # noqa: ANN401
    return _column(
        key,
        header,
        "concepts",
        "À choisir dans la liste ; plusieurs valeurs se séparent par un point-virgule.",
        "To be chosen from the list; several values are separated by a semicolon.",
        predicate=prop,
        scheme=scheme,
        synonyms=synonyms,
        **more,
    )


_PERIMETER = _column(
    "perimeter",
    "Périmètre",
    "territories",
    "Commune, EPCI, département ou région : code INSEE, SIREN de l’EPCI ou nom exact ; plusieurs avec des points-virgules.",
    "Commune, EPCI, département or région: INSEE code, SIREN of the EPCI or exact name; several with semicolons.",
    required=True,
    synonyms=("territoire", "territoire couvert", "zone", "secteur géographique", "territoire d’intervention"),
    example="200039022",
)
SUPPORT_ACTORS = Template(
    "points d’appui",
    Text("Acteurs d’appui et points d’appui", "Support actors and support points"),
    ("org:Organization", "maillage:SupportActor"),
    "organisation",
    (
        _REFERENCE,
        _name("Nom", "Maison des associations d’exemple", "structure", "nom de la structure", "raison sociale"),
        _concepts("kind", "Nature", "org:classification", "actor-kind", "type", "type de structure", "nature d’acteur",
                  required=True, example="association"),
        _column("number", "Numéro", "key", "RNA (W…), SIREN ou SIRET.", "RNA (W…), SIREN or SIRET.",
                synonyms=("rna", "siren", "siret", "numéro rna", "numéro siren", "n° rna", "n° siret")),
        _PERIMETER,
        _concepts("themes", "Thèmes", "", "theme", "thème", "thématiques", "domaines", example="comptabilité et gestion"),
        _concepts("level", "Niveau d’appui", "", "support-level", "niveau", "niveau guid asso", example="information"),
        _concepts("audience", "Publics", "", "audience", "public", "cible"),
        _concepts("channel", "Canaux", "", "channel", "canal", "modalités d’accueil", "accueil"),
        _concepts("brand", "Label", "", "label-brand", "marque", "labellisation"),
        _column("authority", "Autorité", "key", "Organisation qui délivre le label.", "Organisation that issues the label.",
                synonyms=("délivré par", "autorité du label")),
        _column("from", "Label depuis", "key", "Premier jour du label.", "First day of the label.",
                synonyms=("label du", "date de labellisation", "date d’autorisation")),
        _column("until", "Label jusqu’au", "key", "Dernier jour du label.", "Last day of the label.",
                synonyms=("label au", "fin du label", "échéance")),
        *_WHERE,
        _column("homepage", "Site", "link", "Site de l’organisation.", "The organisation’s website.",
                predicate="foaf:homepage", synonyms=("site web", "site internet", "url", "lien")),
        _column("email", "Courriel public", "plain", "Adresse de fonction que l’organisation publie elle-même.",
                "Functional address that the organisation itself publishes.", predicate="schema:email",
                synonyms=("courriel", "email", "e-mail", "mail", "adresse mail")),
        _column("telephone", "Téléphone public", "plain", "Numéro du standard.", "Switchboard number.",
                predicate="schema:telephone", synonyms=("téléphone", "tel", "tél")),
        _DESCRIPTION,
    ),
)  # fmt: skip
EQUIPMENT = Template(
    "matériel",
    Text("Matériel à prêter, louer, donner", "Equipment to lend, hire out, give"),
    ("maillage:Equipment",),
    "equipment",
    (
        _REFERENCE,
        _name("Nom", "Barnum de 6 m × 3 m", "matériel", "objet", "désignation", "intitulé"),
        *_OWNER,
        _TERMS,
        _concepts("kind", "Nature", "dct:type", "equipment-kind", "type", "catégorie", example="tente ou barnum"),
        _column("quantity", "Quantité", "whole", "Nombre d’exemplaires.", "Number of items.",
                predicate="schema:inventoryLevel", synonyms=("nombre", "qté", "stock"), example="2"),
        _PRICE,
        _concepts("insurance", "Assurance", "maillage:insurance", "insurance"),
        _column("subsidised", "Subventionné pour être mutualisé", "boolean", "oui ou non", "yes or no",
                predicate="maillage:subsidisedForPooling", synonyms=("subvention mutualisation", "subventionné")),
        _column("ecological", "Écoresponsable", "boolean", "oui ou non", "yes or no",
                predicate="maillage:ecoResponsible", synonyms=("écologique", "réemploi")),
        *_WHERE,
        _LINK,
        _DESCRIPTION,
    ),
)  # fmt: skip
PREMISES = Template(
    "locaux",
    Text("Salles, bureaux, stockages", "Rooms, offices, storage"),
    ("maillage:Premises",),
    "premises",
    (
        _REFERENCE,
        _name("Nom", "Salle du centre", "salle", "local", "nom de la salle", "intitulé"),
        *_OWNER,
        _TERMS,
        _concepts("accessibility", "Accessibilité", "maillage:accessibility", "accessibility", "accès pmr", "pmr",
                  "accessible", required=True, example="inconnue"),
        _concepts("kind", "Nature", "dct:type", "premises-kind", "type", "type de salle", example="salle de réunion"),
        _column("capacity", "Capacité", "whole", "Nombre de personnes.", "Number of people.",
                predicate="schema:maximumAttendeeCapacity", synonyms=("places", "jauge", "nombre de places"), example="40"),
        _column("address", "Adresse", "plain", "Adresse du lieu, jamais celle d’un domicile.",
                "Address of the place, never that of a home.", predicate="locn:fullAddress", synonyms=("rue", "adresse postale")),
        _PRICE,
        *_WHERE,
        _LINK,
        _DESCRIPTION,
    ),
)  # fmt: skip
SKILLS = Template(
    "compétences",
    Text("Compétences à partager", "Skills to share"),
    ("maillage:HeldSkill",),
    "skill",
    (
        _REFERENCE,
        _concepts("skill", "Compétence", "maillage:skill", "skill", "savoir-faire", "domaine de compétence",
                  required=True, example="comptabilité générale"),
        _name("Intitulé", "Tenue de livres", "nom", "libellé"),
        *_OWNER,
        _TERMS,
        _concepts("level", "Niveau", "maillage:skillLevel", "skill-level", example="pratique courante"),
        *_WHERE,
        _LINK,
        _DESCRIPTION,
    ),
)  # fmt: skip
DOCUMENTS = Template(
    "ressources documentaires",
    Text("Guides, outils, études à référencer", "Guides, tools, studies to reference"),
    ("maillage:Resource",),
    "resource",
    (
        _REFERENCE,
        _name("Titre", "Guide de la trésorerie", "nom", "intitulé", "ressource"),
        _concepts("kind", "Type", "dct:type", "resource-kind", "nature", "type de ressource", required=True, example="méthode"),
        _concepts("family", "Famille", "maillage:family", "resource-family", required=True,
                  example="documentation, médias et outils"),
        _concepts("scale", "Échelle", "maillage:scale", "scale", required=True, example="territoriale"),
        *_who("Producteur", "Organisation qui a produit la ressource.", "Organisation that produced the resource.",
              "auteur", "éditeur", "réseau", "structure"),
        _column("licence", "Licence", "link", "Adresse de la licence, ou son sigle : CC BY, CC BY-SA, CC0, Licence Ouverte.",
                "Address of the licence, or its acronym: CC BY, CC BY-SA, CC0, Licence Ouverte.",
                predicate="dct:license", required=True, synonyms=("droits", "conditions d’usage"), example="CC BY"),
        _concepts("format", "Support", "dct:format", "resource-format", "format", example="document PDF"),
        _concepts("reach", "Portée", "maillage:reach", "reach", "applicabilité"),
        _column("tested", "Éprouvée sur", "territories", "Territoires où elle a été essayée.",
                "Territories where it was tried.", synonyms=("terrain", "testée sur", "territoire de test")),
        _concepts("themes", "Thèmes", "dct:subject", "theme", "thème", "thématique", example="comptabilité et gestion"),
        _column("keywords", "Mots clés", "keywords", "Séparés par des points-virgules.", "Separated by semicolons.",
                predicate="dcat:keyword", synonyms=("mots-clés", "tags", "étiquettes"), example="trésorerie ; budget"),
        _column("issued", "Date de parution", "date", "Jour de la parution.", "Day of issue.",
                predicate="dct:issued", synonyms=("date", "parution", "publié le")),
        _LINK,
        _DESCRIPTION,
    ),
)  # fmt: skip
STATISTICS = Template(
    "statistiques",
    Text("Appui donné, compté par territoire et par thème", "Support given, counted by territory and theme"),
    ("qb:Observation",),
    "observation",
    (
        _REFERENCE,
        _column("area", "EPCI", "territories", "Intercommunalité : SIREN ou nom exact. Une commune est portée à la sienne.",
                "Inter-communal body: SIREN or exact name. A commune is carried to its own.", required=True,
                synonyms=("intercommunalité", "territoire", "commune", "code epci", "nom epci", "code insee"), example="200039022"),
        _column("year", "Année", "whole", "Année du rendez-vous.", "Year of the appointment.", required=True,
                synonyms=("an", "exercice", "période"), example="2025"),
        _concepts("activity", "Activité", "maillage:activityDimension", "waldec", "activité de l’association",
                  "thème d’activité", "secteur", "code waldec", example="culture, pratiques d’activités artistiques, culturelles"),
        _concepts("theme", "Thème de la question", "maillage:questionTheme", "theme", "thème", "thématique", "question", "sujet",
                  example="comptabilité et gestion"),
        _concepts("kind", "Type de rendez-vous", "maillage:appointmentKind", "appointment-kind", "rendez-vous", "modalité",
                  "type de rdv", example="entretien sur place"),
        _concepts("level", "Niveau d’appui", "maillage:levelDimension", "support-level", "niveau", "niveau guid asso",
                  example="information"),
        _column("count", "Effectif", "whole", "Nombre compté. Si chaque ligne est un rendez-vous : pas de colonne, et --records.",
                "Number counted. If each row is an appointment: no column, and --records.",
                synonyms=("nombre", "nb", "total", "compte", "nombre de rendez-vous", "nombre de rdv", "nb rdv", "quantité",
                          "volume", "nombre d’accompagnements", "nb accompagnements", "accompagnements"),
                example="12"),
        _column("respondents", "Répondants", "whole", "Associations distinctes ; moins de trois masquent la case.",
                "Distinct associations; fewer than three hide the cell.",
                synonyms=("associations distinctes", "nombre de répondants", "nb répondants"), example="7"),
        _column("association", "Association", "key", "Avec --records : un numéro ou un nom, pour compter chacune une fois ; jamais publié.",
                "With --records: a number or a name, to count each once; never published.",
                synonyms=("nom de l’association", "structure", "rna", "siren", "numéro rna")),
    ),
)  # fmt: skip
TEMPLATES: dict[str, tuple[Template, ...]] = {
    "support-actors": (SUPPORT_ACTORS,),
    "resources": (EQUIPMENT, PREMISES, SKILLS, DOCUMENTS),
    "statistics": (STATISTICS,),
}
"""Name of the source → its sheets."""
