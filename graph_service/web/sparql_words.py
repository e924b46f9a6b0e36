"""What the editor of `/sparql` says, by the key that its scripts ask for; `{blanks}` are filled there."""

from graph_service.languages import Text

WORDS = {
    "query": Text("Requête SPARQL", "SPARQL query"),
    "stop": Text("Arrêter", "Stop"),
    "stopped": Text("Requête arrêtée.", "Query stopped."),
    "running": Text("La requête est en cours…", "The query is running…"),
    "completes": Text("Ctrl + Espace complète", "Ctrl + Space completes"),
    "proposals": Text("Propositions", "Proposals"),
    "invalid": Text(
        "La syntaxe n’est plus celle de SPARQL à cette ligne", "The syntax is no longer SPARQL at this line"
    ),
    "unreachable": Text(
        "Le service ne répond pas. Réessayez dans un instant.", "The service does not answer. Try again."
    ),
    "explained": Text("Ce que dit cette erreur", "What this error says"),
    "loaded": Text("Exemple chargé : {title}", "Example loaded: {title}"),
    "unloaded": Text("Cet exemple n’a pas pu être lu.", "This example could not be read."),
    "link": Text("Lien vers cette requête", "Link to this query"),
    "copied": Text("Lien copié dans le presse-papiers.", "Link copied to the clipboard."),
    "ready": Text("Le lien est prêt à copier.", "The link is ready to copy."),
    "views": Text("Façons de voir le résultat", "Ways to see the result"),
    "table": Text("Tableau", "Table"),
    "map": Text("Carte", "Map"),
    "chart": Text("Diagramme", "Chart"),
    "raw": Text("Réponse brute", "Raw answer"),
    "yes": Text("Oui", "Yes"),
    "no": Text("Non", "No"),
    "no-row": Text("Aucune ligne ne répond à cette requête.", "No row answers this query."),
    "rows": Text("{count} lignes en {seconds} s.", "{count} rows in {seconds} s."),
    "rows-one": Text("{count} ligne en {seconds} s.", "{count} row in {seconds} s."),
    "answered": Text("Réponse en {seconds} s.", "Answer in {seconds} s."),
    "truncated": Text(
        "Seul le début est montré ; les fichiers sous la réponse ont la suite.",
        "Only the beginning is shown; the files below the answer have the rest.",
    ),
    "refused": Text("La requête n’a pas de réponse.", "The query has no answer."),
    "download": Text("Télécharger :", "Download:"),
    "too-long": Text(
        "Requête trop longue pour une adresse : envoyez-la par POST à /sparql pour la télécharger.",
        "Query too long for an address: send it by POST to /sparql to download it.",
    ),
    "shown": Text("{shown} lignes affichées sur {count}", "{shown} rows shown of {count}"),
    "more": Text("Afficher {count} lignes de plus", "Show {count} more rows"),
    "places": Text(
        "Carte de {count} lieux. Le tableau donne les mêmes lignes.",
        "Map of {count} places. The table gives the same rows.",
    ),
    "places-one": Text("Carte d’un lieu. Le tableau le donne aussi.", "Map of one place. The table gives it too."),
    "cut-places": Text("Seuls les {count} premiers lieux sont dessinés.", "Only the first {count} places are drawn."),
    "zoom-in": Text("Agrandir", "Zoom in"),
    "zoom-out": Text("Réduire", "Zoom out"),
    "bars": Text(
        "{count} barres : {number} par {name}. Le tableau donne les mêmes nombres.",
        "{count} bars: {number} by {name}. The table gives the same numbers.",
    ),
    "cut-bars": Text("Seules les {count} premières lignes sont dessinées.", "Only the first {count} rows are drawn."),
}
