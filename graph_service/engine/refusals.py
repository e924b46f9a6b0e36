"""What a sealed process refused, or died of, as the project's errors: sentences that name the limit and what to do."""

from typing import Any

from graph_service.engine.processes.channel import Header
from graph_service.errors import (
    BY_SLUG,
    DeadlineExceeded,
    Forbidden,
    MaillageError,
    MemoryLimit,
    NotAcceptable,
    NotFound,
    ReservedVocabulary,
    TooComplex,
    Unavailable,
    WorkerCrashed,
)
from graph_service.languages import Text
from graph_service.media_types import SOLUTIONS, TRIPLES
from graph_service.settings import Settings


def refuse(header: Header, settings: Settings) -> None:
    """Raise the error that a sealed process answered with, if it did."""
    slug = header.get("refused")
    if slug is None:
        return
    said = header.get("said", "")
    if slug == "answer-too-large":
        raise Forbidden(
            Text(
                f"Ce graphe dépasse {settings.max_bytes} octets (MAILLAGE_MAX_BYTES). Lisez-le en parties par SPARQL.",
                f"This graph is over {settings.max_bytes} bytes (MAILLAGE_MAX_BYTES). Read it in parts with SPARQL.",
            )
        )
    raise BY_SLUG[slug](_sentence(slug, said, header.get("members", {})))


def _sentence(slug: str, said: str, members: dict[str, Any]) -> Text:
    if slug == TooComplex.slug:
        return Text(
            f"Ces graphes partagent peut-être des triplets et comptent {members['total']} quads ensemble ; "
            f"au-delà de {members['limit']} (MAILLAGE_UNION_QUADS), utilisez le graphe par défaut "
            "(leur fusion exacte) ou un seul FROM.",
            f"These graphs may share triples and hold {members['total']} quads together; above {members['limit']}, "
            "use the default graph (their exact merge) or a single FROM.",
        )
    if slug == NotAcceptable.slug:
        return Text(
            f"La réponse est de type « {said} » : demandez {_formats(said)}.",
            f"The answer is of kind “{said}”: ask for {_formats(said)}.",
        )
    if slug == NotFound.slug:
        return Text(f"Le graphe <{said}> n’existe pas.", f"The graph <{said}> does not exist.")
    if slug == ReservedVocabulary.slug:
        return Text(
            f"Une contribution décrit des choses ; elle ne change ni les formes, ni les classes, ni les termes du "
            f"projet. Retirez les énoncés qui portent sur <{said}>.",
            f"A contribution describes things; it changes neither shapes, nor classes, nor the project’s terms. "
            f"Remove the statements about <{said}>.",
        )
    return Text(f"Le moteur répond : {said}", f"The engine says: {said}")


def _formats(kind: str) -> str:
    return ", ".join(offer.media_type for offer in (TRIPLES if kind == "triples" else SOLUTIONS))


def explained(error: MaillageError, seconds: float, settings: Settings) -> MaillageError:
    """The same error with a sentence that names the limit and what to do."""
    if isinstance(error, DeadlineExceeded):
        return DeadlineExceeded(
            Text(
                f"La requête a dépassé {seconds:g} s (MAILLAGE_QUERY_TIMEOUT). Filtrez plus tôt, ou nommez un graphe.",
                f"The query took more than {seconds:g} s (MAILLAGE_QUERY_TIMEOUT). Filter earlier, or name a graph.",
            )
        )
    if isinstance(error, MemoryLimit) and error.detail is error.title:
        return MemoryLimit(
            Text(
                f"La requête a dépassé {settings.query_memory} Mio de mémoire (MAILLAGE_QUERY_MEMORY). "
                "Ajoutez LIMIT, ou évitez ORDER BY et DISTINCT sur un grand résultat.",
                f"The query took more than {settings.query_memory} MiB of memory (MAILLAGE_QUERY_MEMORY). "
                "Add LIMIT, or avoid ORDER BY and DISTINCT on a large result.",
            )
        )
    if isinstance(error, WorkerCrashed):
        return WorkerCrashed(
            Text(
                "Cette requête a fait tomber le lecteur isolé qui l’évaluait ; le service continue. Simplifiez-la.",
                "This query brought down the isolated reader that evaluated it; the service goes on. Simplify it.",
            ),
            members=error.members,
        )
    if isinstance(error, Unavailable) and error.retry_after is None:
        error.retry_after = 2
    return error
