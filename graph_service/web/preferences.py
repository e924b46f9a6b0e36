"""What a request says of languages: that of the page, and those in which its reader takes names."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from graph_service.languages import Language, preferred_language

_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")


def interface_language() -> Language:
    """The language of the page: `?lang=` before what the browser says."""
    return preferred_language(request.args.get("lang") or request.headers.get("Accept-Language"))


def in_language(language: Language) -> str:
    """The address of the page that is shown, in another language."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.path}?{urlencode([*kept, ('lang', language)])}"


def content_tags() -> list[str]:
    """Languages of names, the best first: `?content=`, `?lang=`, the browser's, the page's, French, English."""
    # What the reader chose on the page comes before what their browser says.
    chosen = [*_tags(request.args.get("content") or ""), *_tags(request.args.get("lang") or "")]
    return [*chosen, *_tags(request.headers.get("Accept-Language", "")), interface_language(), "fr", "en"]


def best_name(names: Mapping[str, str], tags: Iterable[str]) -> tuple[str, str]:
    """The name in the first language that there is one in, and its tag; names without one come last.

    Raises:
        StopIteration: no name at all.
    """
    by_language = {tag.split("-")[0].lower(): (name, tag) for tag, name in reversed(list(names.items()))}
    found = (by_language[tag] for tag in tags if tag in by_language)
    first = next(((name, tag) for tag, name in names.items()))
    return next(found, first)


def _tags(header: str) -> list[str]:
    """The primary languages of a header, the best ranked first; those that are refused (q=0) left out."""
    accepted = parse_accept_header(header, LanguageAccept)
    found = (tag.split("-")[0].lower() for tag, quality in accepted if quality > 0)
    return [tag for tag in dict.fromkeys(found) if _TAG.match(tag)]
