"""Contacts in free texts: what a person can be reached by has no place in the graph."""

import html
import re

from graph_service.languages import Text

CONTACT = Text("contient un courriel ou un téléphone", "holds an e-mail or a telephone number")

_EMAIL = re.compile(
    # From the beginning of a word and never given back: a long word is read once.
    r"(?<![\w.+\-])[\w.+\-]++(?:@|%40|\s?[\[(]\s?(?:at|arobase|@)\s?[\])]\s?|\s(?:arobase)\s)[\w\-]++(?:\.|\s?[\[(]\s?(?:dot|point)\s?[\])]\s?)\w",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\d/])(?:(?:\+|00)\s?33[\s.\-/]?(?:\(0\))?[\s.\-/]?|0)[1-9](?:[\s.\-/]?\d{2}){4}(?!\d)")


def holds_contact(value: str) -> bool:
    """Whether a text holds an e-mail address or a telephone number, plainly or half hidden."""
    read = html.unescape(value) if "&" in value else value
    return bool(_EMAIL.search(read) or _PHONE.search(read))
