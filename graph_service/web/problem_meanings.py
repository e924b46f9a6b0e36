"""What each problem means for who meets it, and what to do: one sentence or two, in French and in English."""

from graph_service.languages import Text

MEANINGS: dict[str, Text] = {
    "internal-error": Text(
        "Le service s’est trompé. L’identifiant de la réponse est dans son journal : donnez-le à qui tient l’instance.",
        "The service made a mistake. The id of the answer is in its log: give it to whoever keeps the instance.",
    ),
    "bad-request": Text(
        "La demande ne se comprend pas : un paramètre manque, est donné deux fois ou n’est pas de l’UTF-8.",
        "The request cannot be understood: a parameter is missing, given twice, or not UTF-8.",
    ),
    "invalid-parameter": Text(
        "Une question de la bibliothèque n’a pas ce paramètre, ou la valeur n’est pas de son type. Sa page les montre.",
        "A question of the library has no such parameter, or the value is not of its type. Its page shows them.",
    ),
    "malformed-query": Text(
        "Le texte n’est pas du SPARQL 1.1 ; le détail dit la ligne et le signe où la lecture s’arrête.",
        "The text is not SPARQL 1.1; the detail tells the line and the sign where reading stops.",
    ),
    "too-complex": Text(
        "La requête passe une limite du service, que le détail nomme. Coupez-la en plusieurs questions.",
        "The query passes a limit of the service, which the detail names. Cut it into several questions.",
    ),
    "unreadable-data": Text(
        "Le fichier n’est pas du RDF dans le format annoncé ; le détail dit où il cesse de se lire.",
        "The file is not RDF in the format announced; the detail tells where it stops being readable.",
    ),
    "unreadable-table": Text(
        "Le tableau ou l’archive est abîmé, ou ce n’est pas le fichier attendu.",
        "The table or archive is damaged, or is not the file expected.",
    ),
    "unauthorized": Text(
        "Écrire demande un jeton : Authorization: Bearer …, jamais dans l’adresse.",
        "Writing needs a token: Authorization: Bearer …, never in the address.",
    ),
    "forbidden": Text(
        "La demande est comprise et refusée : le rôle du jeton ne la permet pas.",
        "The request is understood and refused: the token’s role does not allow it.",
    ),
    "remote-access-refused": Text(
        "SERVICE et LOAD vers une autre machine sont refusés, sauf vers les adresses que l’instance permet.",
        "SERVICE and LOAD towards another machine are refused, but for the addresses that the instance allows.",
    ),
    "default-graph-is-merged": Text(
        "Le graphe par défaut est la fusion des graphes nommés : écrivez dans un graphe nommé.",
        "The default graph is the merge of the named graphs: write to a named graph.",
    ),
    "outside-token-scope": Text(
        "Le jeton n’écrit que dans certains graphes, et celui-ci n’en est pas.",
        "The token writes to some graphs only, and this is none of them.",
    ),
    "not-found": Text(
        "Rien n’est connu à cette adresse. Une version plus ancienne la connaît peut-être (?version=).",
        "Nothing is known at this address. An earlier version may know it (?version=).",
    ),
    "method-not-allowed": Text(
        "L’adresse existe, pas pour ce verbe ; l’en-tête Allow dit lesquels.",
        "The address exists, not for this verb; the Allow header tells which.",
    ),
    "not-acceptable": Text(
        "Aucun format demandé par Accept n’est proposé ; le détail donne la liste de ceux qui le sont.",
        "No format asked for by Accept is offered; the detail lists those that are.",
    ),
    "request-timeout": Text(
        "Le corps de la demande est venu trop lentement ; rien n’est fait. Recommencez.",
        "The body of the request came too slowly; nothing is done. Try again.",
    ),
    "conflict": Text(
        "La même Idempotency-Key a déjà servi pour un autre corps, ou deux écritures se contredisent.",
        "The same Idempotency-Key served for another body already, or two writes contradict each other.",
    ),
    "gone": Text(
        "La chose a été retirée, ou la version n’est plus gardée ; la réponse dit quand, ou nomme les voisines.",
        "The thing was withdrawn, or the version is no longer kept; the answer tells when, or names its neighbours.",
    ),
    "precondition-failed": Text(
        "Ce que vous teniez a changé (If-Match) : relisez, puis recommencez.",
        "What you held has changed (If-Match): read again, then try again.",
    ),
    "body-too-large": Text(
        "Le corps passe la limite de l’instance : envoyez-le en plusieurs fois, ou chargez le fichier sur place.",
        "The body passes the instance’s limit: send it in parts, or load the file on the spot.",
    ),
    "uri-too-long": Text(
        "L’adresse passe la limite de l’instance : envoyez la requête par POST.",
        "The address passes the instance’s limit: send the query by POST.",
    ),
    "range-not-satisfiable": Text(
        "La plage d’octets demandée commence après la fin du fichier : l’en-tête Content-Range dit sa taille.",
        "The range of bytes asked for begins after the end of the file: the Content-Range header tells its size.",
    ),
    "unsupported-media-type": Text(
        "Le corps est dans un format ou un encodage qui n’est pas lu ; seul UTF-8 l’est.",
        "The body is in a format or an encoding that is not read; only UTF-8 is.",
    ),
    "invalid-data": Text(
        "Les données se lisent et ne respectent pas les formes ; le rapport dit, ligne à ligne, quoi corriger.",
        "The data can be read and break the shapes; the report tells, line by line, what to correct.",
    ),
    "reserved-vocabulary": Text(
        "Une contribution décrit des choses ; elle ne change ni les formes, ni les classes, ni les termes du projet.",
        "A contribution describes things; it changes neither shapes, nor classes, nor the project’s terms.",
    ),
    "unreadable-photo": Text(
        "Le fichier envoyé comme photo n’en est pas une, est abîmé ou a trop de pixels. Rien n’est gardé.",
        "The file sent as a photo is none, is damaged, or has too many pixels. Nothing is kept.",
    ),
    "too-many-requests": Text(
        "Trop de demandes du même client attendent. Retry-After dit quand revenir.",
        "Too many requests of the same client are waiting. Retry-After tells when to come back.",
    ),
    "client-left": Text(
        "Le client a fermé la connexion avant sa réponse ; seul le journal le dit.",
        "The client closed the connection before its answer; only the log tells.",
    ),
    "unavailable": Text(
        "Le service ne peut pas répondre maintenant ; plus tard, sans doute.",
        "The service cannot answer now; later, no doubt.",
    ),
    "unreachable-source": Text(
        "Un fichier donné par son adresse n’est pas venu : vérifiez l’adresse, ou donnez le fichier.",
        "A file given by its address did not come: check the address, or give the file.",
    ),
    "busy": Text(
        "Tous les lecteurs sont pris et la file est pleine. Retry-After dit quand revenir.",
        "Every reader is taken and the line is full. Retry-After tells when to come back.",
    ),
    "memory-limit": Text(
        "La requête demandait plus de mémoire qu’une requête n’en a. Demandez moins de lignes, ou un territoire.",
        "The query needed more memory than one query has. Ask for fewer rows, or for one territory.",
    ),
    "worker-crashed": Text(
        "Le processus qui travaillait à cette demande s’est arrêté ; les autres continuent. Recommencez.",
        "The process that worked on this request stopped; the others go on. Try again.",
    ),
    "storage-unavailable": Text(
        "Le dossier des données ne se lit ou ne s’écrit pas : disque plein, verrou tenu, version inconnue.",
        "The data folder cannot be read or written: full disk, lock held, unknown layout.",
    ),
    "validation-unfinished": Text(
        "La validation a passé son délai ou sa mémoire ; rien n’est enregistré. Envoyez moins de choses à la fois.",
        "The validation passed its deadline or memory; nothing is recorded. Send fewer things at once.",
    ),
    "write-not-acknowledged": Text(
        "L’écriture n’est pas confirmée. La même demande avec la même Idempotency-Key ne sera faite qu’une fois.",
        "The write is not confirmed. The same request with the same Idempotency-Key will be done once only.",
    ),
    "deadline-exceeded": Text(
        "La demande a pris plus que son délai, et s’est arrêtée. Demandez moins, ou un territoire à la fois.",
        "The request took longer than its deadline, and was stopped. Ask for less, or one territory at a time.",
    ),
    "usage": Text(
        "Une commande ou un réglage est mal tapé ; --help donne la forme attendue.",
        "A command or a setting is typed wrong; --help gives the form expected.",
    ),
    "move-refused": Text(
        "L’état de la contribution, de la ressource ou de la demande ne permet pas cette étape ; le détail dit "
        "lesquelles sont possibles.",
        "The state of the contribution, resource or request does not allow this move; the detail tells which ones are.",
    ),
    "unfit-request": Text(
        "Une date, un mot ou la chose elle-même ne convient pas ; le détail dit quoi changer. Rien n’est envoyé.",
        "A date, a word or the thing itself is unfit; the detail tells what to change. Nothing is sent.",
    ),
    "slot-taken": Text(
        "La chose est déjà réservée pour une partie de ce temps. Ses créneaux pris sont sur sa page et en ICS.",
        "The thing is already booked for part of that time. Its busy slots are on its page and in ICS.",
    ),
    "invalid-contribution": Text(
        "Les formes SHACL refusent la contribution : chaque constat dit le champ et que faire. Rien n’est enregistré. "
        "Avec Accept: text/turtle, le rapport SHACL entier.",
        "The SHACL shapes refuse the contribution: each finding tells the field and what to do. Nothing is recorded. "
        "With Accept: text/turtle, the whole SHACL report.",
    ),
    "not-contributable": Text(
        "La chose n’est pas de celles qu’on propose, ou un registre la décrit : proposez alors une correction. "
        "Laissez le service nommer ce qui est nouveau : <> ou un nœud anonyme.",
        "The thing is not of those that are contributed, or a register describes it: then send a correction. "
        "Leave the naming of what is new to the service: <> or a blank node.",
    ),
    "unreadable-contribution": Text(
        "L’envoi n’est pas du RDF, ni un modèle rempli, dans le format annoncé ; un contexte JSON-LD d’ailleurs n’est "
        "jamais lu.",
        "The body is no RDF, nor a filled template, in the format announced; a JSON-LD context from elsewhere is never "
        "read.",
    ),
    "precondition-required": Text(
        "Une révision porte If-Match, avec l’ETag de ce qu’elle révise : deux révisions ne s’écrasent pas.",
        "A revision carries If-Match, with the ETag of what it revises: two revisions do not overwrite each other.",
    ),
}
"""Slug → meaning; a test holds that it has every slug of the tree of errors."""
