"""Which format to send, from Accept or from the address."""

import re
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from graph_service.errors import NotAcceptable
from graph_service.languages import Text
from graph_service.media_types import ALL, SOLUTIONS, TRIPLES, Format

_PARAMETER = re.compile(r';\s*(?!q\s*=)[\w!#$&^.+\-]+\s*=\s*(?:"[^"]*"|[^;,\s]*)', re.IGNORECASE)


@lru_cache(maxsize=1024)
def accepted(accept: str | None, offers: tuple[Format, ...]) -> Format | None:
    """The best offer for an Accept header (RFC 9110, 12.5.1); the first one without a header; None if none fits."""
    if not accept:
        return offers[0]
    wanted = _parsed(accept)
    types = {name: offer for offer in reversed(offers) for name in (*offer.aliases, offer.media_type)}
    ordered = [name for offer in offers for name in (offer.media_type, *offer.aliases)]
    best = wanted.best_match(ordered)
    return types[best] if best is not None else None


def _parsed(accept: str) -> MIMEAccept:
    # A charset or a profile narrows nothing here: every text is UTF-8.
    return parse_accept_header(_PARAMETER.sub("", accept), MIMEAccept)


@lru_cache(maxsize=1024)
def prefers_html(accept: str | None) -> bool:
    """Whether a person's browser asks: it names text/html, and ranks nothing of ours above it."""
    if not accept or "text/html" not in accept:
        return False
    wanted = _parsed(accept)
    machine = max((wanted[offer.media_type] for offer in ALL if offer.media_type in accept), default=0)
    return bool(wanted["text/html"] > machine)


def query_formats(accept: str | None, name: str | None) -> tuple[Format | None, Format | None]:
    """The formats for solutions and for triples; `name` (`?format=`) wins over Accept.

    Raises:
        NotAcceptable: neither kind has an acceptable format.
    """
    if name:
        solutions = next((f for f in SOLUTIONS if name in (f.name, f.extension, f.media_type)), None)
        triples = next((f for f in TRIPLES if name in (f.name, f.extension, f.media_type)), None)
    else:
        solutions, triples = accepted(accept, SOLUTIONS), accepted(accept, TRIPLES)
    if solutions is None and triples is None:
        raise not_acceptable(SOLUTIONS + TRIPLES)
    return solutions, triples


def required(accept: str | None, offers: tuple[Format, ...]) -> Format:
    """The best offer.

    Raises:
        NotAcceptable: none fits; the detail lists what is offered.
    """
    best = accepted(accept, offers)
    if best is None:
        raise not_acceptable(offers)
    return best


def not_acceptable(offers: tuple[Format, ...]) -> NotAcceptable:
    """The refusal, with the list of what is offered."""
    names = ", ".join(dict.fromkeys(offer.media_type for offer in offers))
    return NotAcceptable(Text(f"Formats proposés : {names}.", f"Formats offered: {names}."))
