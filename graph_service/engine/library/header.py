"""The `#+` header of a query: YAML behind the marks, every key known, both languages told."""

from pathlib import Path
from typing import Any, cast, get_args

import yaml

from graph_service.engine.library.question import Parameter, Question, Result
from graph_service.engine.library.values import ParameterType
from graph_service.languages import Text

_KEYS = frozenset({"title", "description", "question", "result", "parameters"})
_PARAMETER_KEYS = frozenset({"type", "fr", "en"})
_SEARCH_KEYS = frozenset({"example", "kind"})


class HeaderError(Exception):
    """A header that cannot be read; the message names the file and the key."""


def read_question(path: Path) -> Question:
    """Read one file of the library.

    Raises:
        HeaderError: no header, an unknown or missing key, an unknown type or kind of result.
    """
    text = path.read_text(encoding="utf-8")
    header = _header(path, text)
    unknown = set(header) - _KEYS
    if unknown:
        raise HeaderError(f"{path.name}: unknown {sorted(unknown)}")
    result = header.get("result")
    if result not in get_args(Result):
        raise HeaderError(f"{path.name}: result is one of {get_args(Result)}")
    parameters = header.get("parameters") or {}
    return Question(
        name=path.stem,
        theme=path.parent.name,
        title=_text(path, header, "title"),
        description=_text(path, header, "description"),
        result=cast("Result", result),
        text=text,
        number=header.get("question"),
        parameters={name: _parameter(path, name, said) for name, said in parameters.items()},
    )


def _header(path: Path, text: str) -> dict[str, Any]:
    lines = [line.removeprefix("#+").removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(lines))
    except yaml.YAMLError as error:
        raise HeaderError(f"{path.name}: {error}") from None
    if not isinstance(header, dict):
        raise HeaderError(f"{path.name}: no header")
    return header


def _text(path: Path, said: dict[str, Any], key: str) -> Text:
    pair = said.get(key)
    if not isinstance(pair, dict) or set(pair) != {"fr", "en"} or not all(pair.values()):
        raise HeaderError(f"{path.name}: {key} in fr and en")
    return Text(str(pair["fr"]), str(pair["en"]))


def _parameter(path: Path, name: str, said: dict[str, Any]) -> Parameter:
    keys = _PARAMETER_KEYS | (_SEARCH_KEYS if said.get("type") == "search" else frozenset())
    if set(said) != keys or said["type"] not in get_args(ParameterType):
        raise HeaderError(
            f"{path.name}: parameter {name} has type, fr and en (a search also example and kind); "
            f"type in {get_args(ParameterType)}"
        )
    told = Text(str(said["fr"]), str(said["en"]))
    return Parameter(name, said["type"], told, str(said.get("example", "")), str(said.get("kind") or ""))
