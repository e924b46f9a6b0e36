"""Every error a person or a program can meet, with its HTTP status.

MaillageError                      500
├── BadRequest                     400
│   ├── InvalidParameter           400
│   ├── MalformedQuery             400
│   ├── TooComplex                 400
│   ├── UnreadableData             400
│   └── UnreadableTable            400
├── Unauthorized                   401
├── Forbidden                      403
│   ├── RemoteAccessRefused        403
│   ├── DefaultGraphIsMerged       403
│   └── OutsideTokenScope          403
├── NotFound                       404
├── MethodNotAllowed               405
├── NotAcceptable                  406
├── RequestTimeout                 408
├── Conflict                       409
│   ├── MoveRefused                409
│   └── SlotTaken                  409
├── Gone                           410
├── PreconditionFailed             412
├── BodyTooLarge                   413
├── UriTooLong                     414
├── UnsupportedMediaType           415
├── RangeNotSatisfiable            416
├── InvalidData                    422
│   ├── InvalidContribution        422
│   ├── NotContributable           422
│   ├── ReservedVocabulary         422
│   ├── UnfitRequest               422
│   ├── UnreadableContribution     422
│   └── UnreadablePhoto            422
├── PreconditionRequired           428
├── TooManyRequests                429
├── ClientLeft                     499
├── Unavailable                    503
│   ├── Busy                       503
│   ├── MemoryLimit                503
│   ├── WorkerCrashed              503
│   ├── StorageUnavailable         503
│   ├── UnreachableSource          503
│   ├── ValidationUnfinished       503
│   └── WriteNotAcknowledged       503
├── DeadlineExceeded               504
└── UsageError                     400   (a command or a setting that a person typed wrong)

A leaf's `slug` is the stable last segment of its RFC 9457 problem type.
"""

from typing import Any, ClassVar

from graph_service.languages import Text


class MaillageError(Exception):
    """Base of the tree: a status, a stable slug, a title, and a detail in both languages."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal-error"
    title: ClassVar[Text] = Text("Erreur interne", "Internal error")

    def __init__(
        self,
        detail: Text | None = None,
        *,
        retry_after: int | None = None,
        headers: dict[str, str] | None = None,
        members: dict[str, object] | None = None,
    ) -> None:
        self.detail = detail or self.title
        self.retry_after = retry_after
        self.headers = headers or {}
        self.members = members or {}
        super().__init__(self.detail.en)


class BadRequest(MaillageError):
    """The request cannot be understood."""

    status = 400
    slug = "bad-request"
    title = Text("Requête mal formée", "Bad request")


class InvalidParameter(BadRequest):
    """A parameter of a library question that it does not have, or a value that is not of its type."""

    slug = "invalid-parameter"
    title = Text("Paramètre incorrect", "Invalid parameter")


class MalformedQuery(BadRequest):
    """The text is not a SPARQL query or update."""

    slug = "malformed-query"
    title = Text("Requête SPARQL mal formée", "Malformed SPARQL")


class TooComplex(BadRequest):
    """The query passes one of the guard's limits."""

    slug = "too-complex"
    title = Text("Requête trop complexe", "Query too complex")


class UnreadableData(BadRequest):
    """RDF that cannot be parsed."""

    slug = "unreadable-data"
    title = Text("Données RDF illisibles", "Unreadable RDF data")


class UnreadableTable(BadRequest):
    """A table (csv, zip) that is damaged, or is not the one expected."""

    slug = "unreadable-table"
    title = Text("Fichier illisible", "Unreadable file")


class Unauthorized(MaillageError):
    """No token, or a token that is not known."""

    status = 401
    slug = "unauthorized"
    title = Text("Jeton absent ou inconnu", "Missing or unknown token")


class Forbidden(MaillageError):
    """Understood, and refused."""

    status = 403
    slug = "forbidden"
    title = Text("Action refusée", "Forbidden")


class RemoteAccessRefused(Forbidden):
    """SERVICE or LOAD towards an address that is not allowed."""

    slug = "remote-access-refused"
    title = Text("Accès distant refusé", "Remote access refused")


class DefaultGraphIsMerged(Forbidden):
    """A write to the default graph, which is the merge of the named graphs."""

    slug = "default-graph-is-merged"
    title = Text("Le graphe par défaut ne s’écrit pas", "The default graph cannot be written")


class OutsideTokenScope(Forbidden):
    """A write outside the graphs that the token may write."""

    slug = "outside-token-scope"
    title = Text("Hors de la portée du jeton", "Outside the token's scope")


class NotFound(MaillageError):
    """Nothing is known by that name."""

    status = 404
    slug = "not-found"
    title = Text("Introuvable", "Not found")


class MethodNotAllowed(MaillageError):
    """The address exists, the verb does not apply."""

    status = 405
    slug = "method-not-allowed"
    title = Text("Méthode non permise", "Method not allowed")


class NotAcceptable(MaillageError):
    """None of the formats asked for is offered."""

    status = 406
    slug = "not-acceptable"
    title = Text("Aucun format demandé n’est proposé", "No acceptable format")


class RequestTimeout(MaillageError):
    """The client was too slow to send its request."""

    status = 408
    slug = "request-timeout"
    title = Text("Envoi trop lent", "Request timeout")


class Conflict(MaillageError):
    """The same idempotency key with another body, or another clash."""

    status = 409
    slug = "conflict"
    title = Text("Conflit", "Conflict")


class MoveRefused(Conflict):
    """A move that the state of a contribution, of a resource or of a request does not allow."""

    slug = "move-refused"
    title = Text("Cette étape n’est pas possible", "This move is not possible")


class SlotTaken(Conflict):
    """The thing is already booked for part of that time."""

    slug = "slot-taken"
    title = Text("Créneau déjà pris", "Slot already taken")


class Gone(MaillageError):
    """It existed and was removed, for good."""

    status = 410
    slug = "gone"
    title = Text("N’existe plus", "Gone")


class PreconditionFailed(MaillageError):
    """If-Match or If-None-Match does not hold."""

    status = 412
    slug = "precondition-failed"
    title = Text("La précondition n’est pas remplie", "Precondition failed")


class BodyTooLarge(MaillageError):
    """The request body passes its limit."""

    status = 413
    slug = "body-too-large"
    title = Text("Corps de requête trop grand", "Request body too large")


class UriTooLong(MaillageError):
    """The address passes its limit."""

    status = 414
    slug = "uri-too-long"
    title = Text("Adresse trop longue", "URI too long")


class UnsupportedMediaType(MaillageError):
    """A body in a format or an encoding that is not read."""

    status = 415
    slug = "unsupported-media-type"
    title = Text("Format non pris en charge", "Unsupported media type")


class RangeNotSatisfiable(MaillageError):
    """A range of bytes that lies beyond the end of the file."""

    status = 416
    slug = "range-not-satisfiable"
    title = Text("Plage hors du fichier", "Range not satisfiable")


class InvalidData(MaillageError):
    """Readable data that breaks a rule."""

    status = 422
    slug = "invalid-data"
    title = Text("Données invalides", "Invalid data")


class UnfitRequest(InvalidData):
    """What someone asks for is not possible: its dates, its words, or the thing itself."""

    slug = "unfit-request"
    title = Text("Demande à corriger", "Request to correct")

    def __init__(self, detail: Text, field: str = "") -> None:
        super().__init__(detail)
        self.field = field
        """Of the form: where the sentence is told; empty: it is about the whole."""


class ReservedVocabulary(InvalidData):
    """Data that speaks of shapes, classes or the project's own terms instead of things."""

    slug = "reserved-vocabulary"
    title = Text("Vocabulaire réservé", "Reserved vocabulary")


class InvalidContribution(InvalidData):
    """A contribution that the shapes refuse; `members` hold the findings, `report` the SHACL report in Turtle."""

    slug = "invalid-contribution"
    title = Text("La contribution n’est pas conforme", "The contribution does not conform")
    report: str = ""
    findings: tuple[Any, ...] = ()
    """The findings of the report (`engine.validation.report.Finding`)."""


class NotContributable(InvalidData):
    """Something that is not contributed: of a kind that is not, of a register, or named by its sender."""

    slug = "not-contributable"
    title = Text("Cela ne se contribue pas ainsi", "This is not contributed that way")


class UnreadableContribution(InvalidData):
    """A contribution that cannot be parsed."""

    slug = "unreadable-contribution"
    title = Text("Contribution illisible", "Unreadable contribution")


class UnreadablePhoto(InvalidData):
    """A file sent as a photo that is none, is damaged, or has too many pixels."""

    slug = "unreadable-photo"
    title = Text("Photo illisible", "Unreadable photo")


class PreconditionRequired(MaillageError):
    """A revision that does not tell what it revises."""

    status = 428
    slug = "precondition-required"
    title = Text("Dites ce que vous révisez", "Tell what you revise")


class TooManyRequests(MaillageError):
    """One client holds its share of the waiting places, or writes too often."""

    status = 429
    slug = "too-many-requests"
    title = Text("Trop de requêtes à la fois", "Too many requests")


class ClientLeft(MaillageError):
    """The client closed the connection before its answer: nobody reads this one, the log does."""

    status = 499
    slug = "client-left"
    title = Text("Le client est parti", "The client left")


class Unavailable(MaillageError):
    """Not now; later, perhaps."""

    status = 503
    slug = "unavailable"
    title = Text("Service indisponible", "Service unavailable")


class UnreachableSource(Unavailable):
    """A file by its address that did not come."""

    slug = "unreachable-source"
    title = Text("Source injoignable", "Source out of reach")


class Busy(Unavailable):
    """Every reader is taken and the waiting places are full."""

    slug = "busy"
    title = Text("Service occupé", "Service busy")


class MemoryLimit(Unavailable):
    """The query needed more memory than one query may take."""

    slug = "memory-limit"
    title = Text("Limite de mémoire atteinte", "Memory limit reached")


class WorkerCrashed(Unavailable):
    """The process that worked on the request died."""

    slug = "worker-crashed"
    title = Text("Le processus de calcul s’est arrêté", "The worker process crashed")


class StorageUnavailable(Unavailable):
    """The data folder cannot be written or read: disk full, lock held, layout unknown."""

    slug = "storage-unavailable"
    title = Text("Stockage indisponible", "Storage unavailable")


class ValidationUnfinished(Unavailable):
    """The validator passed its deadline or its memory; nothing was recorded."""

    slug = "validation-unfinished"
    title = Text("Validation interrompue", "Validation unfinished")


class WriteNotAcknowledged(Unavailable):
    """The writer died: the write was not published, or was and could not say so."""

    slug = "write-not-acknowledged"
    title = Text("Écriture non confirmée", "Write not acknowledged")


class DeadlineExceeded(MaillageError):
    """The work took longer than its deadline."""

    status = 504
    slug = "deadline-exceeded"
    title = Text("Délai dépassé", "Deadline exceeded")


class UsageError(MaillageError):
    """A command, a file or a setting given wrong by the person at the keyboard."""

    status = 400
    slug = "usage"
    title = Text("Commande ou réglage incorrect", "Wrong command or setting")


def _leaves(kind: type[MaillageError]) -> list[type[MaillageError]]:
    return [kind, *(leaf for child in kind.__subclasses__() for leaf in _leaves(child))]


BY_SLUG: dict[str, type[MaillageError]] = {kind.slug: kind for kind in _leaves(MaillageError)}
