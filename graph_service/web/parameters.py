"""The parameters of a request, decoded strictly: what is not UTF-8 is an error, never a replacement character."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

import pyoxigraph as ox
from flask import request

from graph_service.errors import BadRequest, Unauthorized, UnsupportedMediaType
from graph_service.languages import Text

FORM = "application/x-www-form-urlencoded"
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>"{}|^`\\]*\Z')


class Parameters:
    """A list of names and values, in order, some of which may come once only."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs = list(pairs)

    def encoded(self) -> str:
        """The parameters as a query string."""
        return urlencode(self.pairs)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter."""
        return tuple(value for key, value in self.pairs if key == name)

    def one(self, name: str) -> str | None:
        """The value of a parameter that may come once.

        Raises:
            BadRequest: it comes twice.
        """
        values = self.all(name)
        if len(values) > 1:
            raise BadRequest(
                Text(f"Le paramètre « {name} » est donné deux fois.", f"The parameter “{name}” is given twice.")
            )
        return values[0] if values else None

    def number(self, name: str) -> float | None:
        """A positive number.

        Raises:
            BadRequest: it is not one.
        """
        value = self.one(name)
        if value is None or value == "":
            return None
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0 < number < 1e12:
            raise BadRequest(
                Text(
                    f"« {name} » vaut « {value[:40]} » ; un nombre positif est attendu.",
                    f"“{name}” is “{value[:40]}”; a positive number is expected.",
                )
            )
        return number

    def whole(self, name: str) -> int | None:
        """A whole number above zero, in plain digits.

        Raises:
            BadRequest: it is not one.
        """
        value = self.one(name)
        if value is None or value == "":
            return None
        if not re.fullmatch(r"[0-9]{1,12}", value) or int(value) == 0:
            raise BadRequest(
                Text(
                    f"« {name} » vaut « {value[:40]} » ; un nombre entier positif est attendu.",
                    f"“{name}” is “{value[:40]}”; a whole number above zero is expected.",
                )
            )
        return int(value)

    def iris(self, name: str) -> tuple[str, ...]:
        """Absolute IRIs.

        Raises:
            BadRequest: one is not absolute.
        """
        return tuple(absolute_iri(value, name) for value in self.all(name))


def absolute_iri(value: str, name: str) -> str:
    """The value, if it is an absolute IRI.

    Raises:
        BadRequest: it is empty, relative or malformed.
    """
    if not _IRI.match(value) or not is_iri(value):
        raise BadRequest(
            Text(
                f"« {name} » vaut « {value[:200]} » ; une IRI absolue est attendue (http://…).",
                f"“{name}” is “{value[:200]}”; an absolute IRI is expected (http://…).",
            )
        )
    return value


def is_iri(value: str) -> bool:
    """Whether a text is an IRI that the engine takes."""
    try:
        ox.NamedNode(value)
    except ValueError:
        return False
    return True


def url_parameters() -> Parameters:
    """The parameters of the address.

    Raises:
        BadRequest: not UTF-8.
        Unauthorized: a token in the address (it would end in logs and histories).
    """
    return checked_parameters(request.query_string)


def checked_parameters(query_string: bytes) -> Parameters:
    """The parameters of a query string (see `url_parameters`)."""
    parameters = _decoded(query_string)
    if parameters.all("access_token") or parameters.all("token"):
        raise Unauthorized(
            Text(
                "Un jeton ne se met jamais dans une adresse : envoyez-le dans l’en-tête Authorization: Bearer.",
                "A token never goes into an address: send it in the header Authorization: Bearer.",
            ),
            headers={"WWW-Authenticate": 'Bearer realm="maillage"'},
        )
    return parameters


def form_parameters() -> Parameters:
    """The parameters of an urlencoded body, after those of the address."""
    return Parameters([*url_parameters().pairs, *_decoded(request.get_data()).pairs])


def body_text() -> str:
    """A text body in UTF-8.

    Raises:
        BadRequest: not UTF-8.
        UnsupportedMediaType: another charset is declared.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(
            Text(f"Encodage {charset} : seul UTF-8 est lu.", f"Charset {charset}: only UTF-8 is read.")
        )
    return _utf8(request.get_data())


def _decoded(data: bytes) -> Parameters:
    try:
        pairs = parse_qsl(
            data.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=1000,
        )
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except ValueError as error:
        raise BadRequest(Text(f"Paramètres illisibles : {error}", f"Unreadable parameters: {error}")) from None
    return Parameters(pairs)


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> BadRequest:
    return BadRequest(Text("Ce texte n’est pas en UTF-8.", "This text is not UTF-8."))
