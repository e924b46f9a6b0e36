"""The outline of a SPARQL text, from its tokens: FROM clauses of a query, operations and targets of an update.

Nothing is evaluated and no grammar is checked: the engine does that. The outline answers which graphs an update
may write, before it runs, and refuses what it cannot read with certainty.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from graph_service.engine.lexer import Token, tokens
from graph_service.errors import BadRequest, MalformedQuery
from graph_service.languages import Text

_OPERATIONS = frozenset({"INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"})
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


class Names:
    """PREFIX and BASE as read so far; resolves a token to an absolute IRI."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.prefixes: dict[str, str] = {}

    def resolve(self, token: Token) -> str:
        """The IRI that a token names.

        Raises:
            MalformedQuery: an undeclared prefix, or a relative IRI without a base.
        """
        if token.kind == "iri":
            return self._iri(token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            raise MalformedQuery(
                Text(f"Le préfixe « {prefix}: » n’est pas déclaré.", f"The prefix “{prefix}:” is not declared.")
            )
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)

    def _iri(self, text: str) -> str:
        text = _ESCAPE.sub(lambda m: chr(int(m.group(1) or m.group(2), 16)), text)
        if _ABSOLUTE.match(text):
            return text
        if self.base is None:
            raise MalformedQuery(
                Text(f"L’IRI relative <{text}> n’a pas de base.", f"The relative IRI <{text}> has no base.")
            )
        return urljoin(self.base, text)

    def declare(self, stream: "Stream", keyword: str) -> None:
        """Read what follows PREFIX or BASE."""
        if keyword == "BASE":
            self.base = self._iri(stream.next("iri").text[1:-1])
        else:
            name = stream.next("name").text
            self.prefixes[name[:-1]] = self._iri(stream.next("iri").text[1:-1])


class Stream:
    """A list of tokens read forward."""

    def __init__(self, text: str) -> None:
        self.tokens = list(tokens(text))
        self.position = 0

    def peek(self, ahead: int = 0) -> Token | None:
        """The token `ahead` of the next one, unread."""
        index = self.position + ahead
        return self.tokens[index] if index < len(self.tokens) else None

    def next(self, *kinds: str) -> Token:
        """Read one token, of one of these kinds if any is given.

        Raises:
            MalformedQuery: the text ends, or the token is of another kind.
        """
        token = self.peek()
        if token is None or (kinds and token.kind not in kinds):
            where = token.text[:40] if token else "fin du texte / end of text"
            raise MalformedQuery(Text(f"La requête s’interrompt à « {where} ».", f"The query breaks off at “{where}”."))
        self.position += 1
        return token

    def braces(self) -> Iterator[tuple[Token, int]]:
        """Read from an opening brace to the one that closes it, with the depth at each token."""
        depth = 0
        while True:
            token = self.next()
            depth += (token.text == "{") - (token.text == "}")
            if depth == 0:
                return
            yield token, depth


def from_clauses(text: str, base: str | None) -> tuple[list[str], list[str]]:
    """The graphs of FROM and of FROM NAMED, outside every bracket."""
    stream, names, depth = Stream(text), Names(base), 0
    default: list[str] = []
    named: list[str] = []
    while (token := stream.peek()) is not None:
        stream.next()
        depth += (token.kind == "open") - (token.kind == "close")
        if depth == 0 and token.keyword in ("PREFIX", "BASE"):
            names.declare(stream, token.keyword)
        elif depth == 0 and token.keyword == "FROM":
            following = stream.peek()
            is_named = following is not None and following.keyword == "NAMED"
            if is_named:
                stream.next()
            (named if is_named else default).append(names.resolve(stream.next("iri", "name")))
    return default, named


@dataclass
class Operation:
    """One operation of an update: its text with its prologue, and what it may write."""

    verb: str
    prologue: str
    text: str
    targets: set[str] = field(default_factory=set)
    writes_default: bool = False
    writes_any: bool = False
    """A variable or `ALL`/`NAMED` names its target: every named graph may change."""
    where: int | None = None
    """Offset in `text` where USING clauses go, if it has a pattern."""
    has_dataset: bool = False
    """It has WITH or USING of its own."""

    @property
    def is_data(self) -> bool:
        """INSERT DATA or DELETE DATA: what it writes stands in its text."""
        return self.verb in ("INSERT DATA", "DELETE DATA")


def operations(text: str, base: str | None) -> list[Operation]:
    """The operations of an update, in order.

    Raises:
        MalformedQuery: not the outline of an update.
    """
    stream, names, prologue, found = Stream(text), Names(base), "", []
    while (token := stream.peek()) is not None:
        if token.text == ";":
            stream.next()
        elif token.keyword in ("PREFIX", "BASE"):
            stream.next()
            names.declare(stream, token.keyword)
            # On one line: declarations are compared line by line when they are brought to the front.
            declaration = text[token.start : stream.tokens[stream.position - 1].end]
            prologue += " ".join(part.text for part in tokens(declaration)) + "\n"
        elif token.keyword in _OPERATIONS:
            found.append(_operation(stream, names, text, prologue))
        else:
            raise MalformedQuery(
                Text(
                    f"« {token.text[:40]} » n’ouvre pas une opération de mise à jour.",
                    f"“{token.text[:40]}” does not open an update operation.",
                )
            )
    return found


def _operation(stream: Stream, names: Names, text: str, prologue: str) -> Operation:
    first = stream.next()
    operation = Operation(first.keyword, prologue, "")
    if first.keyword in ("INSERT", "DELETE", "WITH"):
        _read_modify(stream, names, operation, first)
    else:
        _read_management(stream, names, operation)
    end = stream.tokens[stream.position - 1].end
    operation.text = text[first.start : end]
    if operation.where is not None:
        operation.where -= first.start
    return operation


def _read_modify(stream: Stream, names: Names, operation: Operation, token: Token) -> None:
    """INSERT/DELETE DATA, DELETE WHERE, and [WITH] [DELETE] [INSERT] [USING]* WHERE."""
    context: str | None = None
    while True:
        if token.keyword == "WITH":
            context = names.resolve(stream.next("iri", "name"))
            operation.has_dataset = True
        elif token.keyword in ("INSERT", "DELETE"):
            following = stream.peek()
            word = following.keyword if following else ""
            if word in ("DATA", "WHERE"):
                stream.next()
                operation.verb = f"{token.keyword} {word}"
            _read_template(stream, names, operation, context)
            if word in ("DATA", "WHERE"):
                return
        elif token.keyword == "USING":
            operation.has_dataset = True
            if (named := stream.peek()) and named.keyword == "NAMED":
                stream.next()
            names.resolve(stream.next("iri", "name"))
        elif token.keyword == "WHERE" or token.text == "{":
            operation.where = token.start
            _skip_pattern(stream, token)
            return
        else:
            raise MalformedQuery()
        token = stream.next()


def _skip_pattern(stream: Stream, token: Token) -> None:
    if token.text == "{":
        stream.position -= 1
    for _ in stream.braces():
        pass


def _read_template(stream: Stream, names: Names, operation: Operation, context: str | None) -> None:
    """Note the graphs that a template of quads writes: those it names, and its context for the rest."""
    inside_graph = False
    previous = ""
    for token, depth in stream.braces():
        if previous == "GRAPH":
            _note_target(names, operation, token)
        elif depth == 1 and token.keyword != "GRAPH" and token.text not in (".", "}", "{") and not inside_graph:
            _note_context(operation, context)
        inside_graph = depth > 1 or token.keyword == "GRAPH" or previous == "GRAPH"
        previous = token.keyword


def _note_target(names: Names, operation: Operation, token: Token) -> None:
    if token.kind in ("iri", "name"):
        operation.targets.add(names.resolve(token))
    else:
        operation.writes_any = True


def _note_context(operation: Operation, context: str | None) -> None:
    if context is None:
        operation.writes_default = True
    else:
        operation.targets.add(context)


def _read_management(stream: Stream, names: Names, operation: Operation) -> None:
    """LOAD, CLEAR, DROP, CREATE, ADD, MOVE, COPY: every graph they name may change."""
    while (token := stream.peek()) is not None and token.text != ";":
        stream.next()
        if token.keyword in ("ALL", "NAMED"):
            operation.writes_any = True
            operation.writes_default |= token.keyword == "ALL"
        elif token.keyword == "DEFAULT":
            operation.writes_default = True
        elif token.kind in ("iri", "name"):
            operation.targets.add(names.resolve(token))


def with_using(operation: Operation, default: list[str], named: list[str]) -> str:
    """An operation's text with the protocol's `using-graph-uri` parameters written in (SPARQL 1.1 Protocol, 2.2.3).

    Raises:
        BadRequest: the operation already has WITH or USING.
    """
    if operation.has_dataset:
        raise BadRequest(
            Text(
                "using-graph-uri ne va pas avec USING ou WITH dans le texte.",
                "using-graph-uri does not go with USING or WITH in the text.",
            )
        )
    if operation.where is None:
        return operation.text
    clauses = [f"USING <{iri}>" for iri in default] + [f"USING NAMED <{iri}>" for iri in named]
    return f"{operation.text[: operation.where]} {' '.join(clauses)} {operation.text[operation.where :]}"


def recomposed(found: list[Operation], default: list[str], named: list[str]) -> str:
    """The operations as one text with every declaration in front.

    Oxigraph 0.5.13 reads PREFIX and BASE before the first operation only; the grammar admits them after each `;`.

    Raises:
        MalformedQuery: a prefix or the base is declared twice with another meaning, so that order matters.
    """
    texts = [with_using(operation, default, named) if default or named else operation.text for operation in found]
    lines = list(dict.fromkeys(found[-1].prologue.splitlines()))
    names = [line.split("<")[0].replace(" ", "").upper() for line in lines]
    if len(set(names)) < len(names):
        raise MalformedQuery(
            Text(
                "Un préfixe ou la base change de sens entre deux opérations : envoyez-les séparément.",
                "A prefix or the base changes meaning between two operations: send them apart.",
            )
        )
    return "\n".join(lines) + "\n" + " ;\n".join(texts)


def refuse_ambiguity(text: str) -> None:
    """Refuse a `<` that could be read as an operator or as an IRI: who may write what hangs on it.

    Raises:
        MalformedQuery: an operator is written against what follows.
    """
    for token in tokens(text):
        if token.kind == "iri" and not re.match(r"<(?:[A-Za-z][A-Za-z0-9+.\-]*:[^'()]*|[^'():?&]*)>\Z", token.text):
            raise MalformedQuery(
                Text(
                    f"« {token.text[:40]} » peut se lire de deux façons : mettez des espaces autour de l’opérateur <.",
                    f"“{token.text[:40]}” reads in two ways: put spaces around the operator <.",
                )
            )
