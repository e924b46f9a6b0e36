"""Small cleaners of cells: each gives a value, or says why there is none. They repair only what has one reading."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from graph_service.engine.formats.contacts import CONTACT as CONTACT  # noqa: PLC0414 - sources take it from here
from graph_service.engine.formats.contacts import holds_contact as holds_contact  # noqa: PLC0414
from graph_service.engine.formats.siren import luhn as luhn  # noqa: PLC0414 - sources take it from here
from graph_service.languages import Text

_SPACES = re.compile(r"\s+")
_C1 = re.compile("[\x80-\x9f]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?\Z", re.IGNORECASE)
_SCHEMES = re.compile(r"(?:https?:/{0,2}\s*)+", re.IGNORECASE)
NO_DATE = date(1, 1, 1)
PLACEHOLDERS = frozenset({date(1901, 7, 1), date(1900, 12, 30), date(1899, 12, 30), date(1900, 1, 1)})


class Cleaned(NamedTuple):
    """A value, or None; and the remark that goes with it, if any."""

    value: str | None
    remark: Text | None = None
    repaired: bool = False


NOTHING = Cleaned(None)


def clean_text(raw: str) -> Cleaned:
    """One line of text: no control characters, single spaces, composed accents, windows-1252 leftovers mended."""
    value, remark = raw, None
    if _C1.search(value):
        value = _C1.sub(_from_windows, value)
        remark = Text("caractères windows-1252 rétablis", "windows-1252 characters mended")
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    value = _SPACES.sub(" ", _CONTROLS.sub("", value)).strip()
    return Cleaned(value or None, remark, remark is not None)


def _from_windows(match: re.Match[str]) -> str:
    # 0x81, 0x8d, 0x8f, 0x90 and 0x9d mean nothing in windows-1252 either: they are dropped.
    return match.group().encode("latin-1").decode("cp1252", errors="ignore")


def public_text(raw: str) -> Cleaned:
    """`clean_text`, left out when it holds an e-mail address or a telephone number."""
    cleaned = clean_text(raw)
    if cleaned.value and holds_contact(cleaned.value):
        return Cleaned(None, CONTACT)
    return cleaned


def clean_date(raw: str, today: date, placeholders: frozenset[date] = frozenset()) -> Cleaned:
    """A day as `YYYY-MM-DD`; `0001-01-01` is the register's way of saying none."""
    raw = raw.strip()
    if not raw or raw.startswith("0001-01-01") or raw == "0000-00-00":
        return NOTHING
    match = _DATE.match(raw)
    try:
        found = date(*map(int, match.groups())) if match else None
    except ValueError:
        found = None
    if found is None:
        return Cleaned(None, Text("date illisible", "unreadable date"))
    if found in placeholders:
        return Cleaned(None, Text("date de remplissage", "placeholder date"))
    if found > today:
        return Cleaned(None, Text("date à venir", "date in the future"))
    if found.year < 1600:
        return Cleaned(None, Text("date invraisemblable", "implausible date"))
    return Cleaned(found.isoformat())


def clean_siret(raw: str) -> Cleaned:
    """Fourteen digits with a right key."""
    digits = raw.strip()
    if not digits or digits.strip("0") == "":
        return NOTHING
    if len(digits) != 14 or not digits.isdigit():
        return Cleaned(None, Text("un SIRET a 14 chiffres", "a SIRET has 14 digits"))
    if not luhn(digits):
        return Cleaned(None, Text("clé du SIRET fausse", "wrong SIRET key"))
    return Cleaned(digits)


def clean_website(raw: str) -> Cleaned:
    """An http address; a missing or doubled scheme is repaired, an e-mail or a sentence is not one."""
    value = raw.strip()
    if not value:
        return NOTHING
    if "@" in value or "%40" in value:
        return Cleaned(None, Text("une adresse de courriel n’est pas un site", "an e-mail address is no website"))
    schemes = _SCHEMES.match(value)
    host = value[schemes.end() :] if schemes else value
    if not _HOST.match(host) or any(c in host for c in '<>"{}|\\^`'):
        return Cleaned(None, Text("adresse de site illisible", "unreadable website address"))
    secure = bool(schemes) and schemes is not None and "https" in schemes.group().lower()
    address = f"{'https' if secure else 'http'}://{host}"
    if address == value:
        return Cleaned(address)
    return Cleaned(address, Text("adresse de site complétée", "website address completed"), repaired=True)


def clean_activity(raw: str, known: dict[str, str]) -> Cleaned:
    """A code of the nomenclature; leading zeros are given back when the result exists."""
    code = raw.strip()
    if code.strip("0") == "":
        return NOTHING
    if code in known:
        return Cleaned(code)
    padded = code.zfill(6)
    if padded in known:
        return Cleaned(padded, Text("zéros de tête rétablis", "leading zeros given back"), repaired=True)
    return Cleaned(None, Text("code hors de la nomenclature", "code outside the nomenclature"))
