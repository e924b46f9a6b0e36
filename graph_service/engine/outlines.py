"""The outline of a SPARQL text, from its tokens: FROM clauses of a query, operations and targets of an update.

Nothing is evaluated and no grammar is checked: the engine does that. The outline answers which graphs an update
may write, before it runs, and refuses what it cannot read with certainty.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from graph_service.engine.lexer import Token, tokens
from graph_service.errors import BadRequest, MalformedQuery
from graph_service.languages import Text

_OPERATIONS = frozenset({"INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"})
_MANAGEMENT_WORDS = frozenset({"SILENT", "GRAPH", "DEFAULT", "NAMED", "ALL", "TO", "INTO"})
_TEMPLATE_WORDS = frozenset({"GRAPH", "TRUE", "FALSE"})
_WORDY = frozenset({"iri", "name", "word", "variable", "blank", "string", "number", "triple", "language"})
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
        """An absolute IRI, resolved by the engine itself: another resolver's `//`, case and dots would differ."""
        try:
            text = _ESCAPE.sub(lambda m: chr(int(m.group(1) or m.group(2), 16)), text)
            if _ABSOLUTE.match(text):
                return ox.NamedNode(text).value
            statement = f"<{text}> <p:p> <p:p> ."
            parsed = next(iter(ox.parse(statement, format=ox.RdfFormat.TURTLE, base_iri=self.base)))
            return str(getattr(parsed.subject, "value", ""))
        except (ValueError, OverflowError, SyntaxError):
            raise MalformedQuery(
                Text(f"<{text[:200]}> n’est pas une IRI ici.", f"<{text[:200]}> is not an IRI here.")
            ) from None

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
    text: str = ""
    """Written anew from its tokens: what is judged here is what runs."""
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
    """The operations of an update, in order, each written anew without prefixes, base or comments.

    Oxigraph reads keywords without looking where a word ends (`SILENTALL`, `GRAPH:other`), takes PREFIX only in
    front, and tells an operator from an IRI by context. So the text that was judged is the only one that runs.

    Raises:
        MalformedQuery: not the outline of an update.
    """
    stream, names, found = Stream(text), Names(base), []
    while (token := stream.peek()) is not None:
        if token.text == ";":
            stream.next()
        elif token.keyword in ("PREFIX", "BASE"):
            stream.next()
            names.declare(stream, token.keyword)
        elif token.keyword in _OPERATIONS:
            found.append(_operation(stream, names))
        else:
            raise MalformedQuery(
                Text(
                    f"« {token.text[:40]} » n’ouvre pas une opération de mise à jour.",
                    f"“{token.text[:40]}” does not open an update operation.",
                )
            )
    return found


def _operation(stream: Stream, names: Names) -> Operation:
    begin = stream.position
    first = stream.next()
    operation = Operation(first.keyword)
    if first.keyword in ("INSERT", "DELETE", "WITH"):
        _read_modify(stream, names, operation, first)
    else:
        _read_management(stream, names, operation)
    parts = stream.tokens[begin : stream.position]
    before = [part for part in parts if operation.where is not None and part.start < operation.where]
    operation.text = _written(parts, names)
    if operation.where is not None:
        operation.where = len(_written(before, names))
    return operation


def _written(parts: list[Token], names: Names) -> str:
    """Tokens as text: names as absolute IRIs, words kept apart, what touched still touching."""
    written: list[str] = []
    previous: Token | None = None
    for part in parts:
        if part.kind == "other":
            raise _unreadable(part)
        apart = previous is not None and (
            previous.end < part.start or (previous.kind in _WORDY and part.kind in _WORDY and part.kind != "language")
        )
        named = part.kind in ("iri", "name")
        written.append((" " if apart else "") + (f"<{names.resolve(part)}>" if named else part.text))
        previous = part
    return "".join(written)


def _unreadable(token: Token) -> MalformedQuery:
    return MalformedQuery(
        Text(f"« {token.text[:40]} » n’a pas sa place ici.", f"“{token.text[:40]}” has no place here.")
    )


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
        if token.kind == "word" and token.text not in ("a", "true", "false") and token.keyword not in _TEMPLATE_WORDS:
            raise _unreadable(token)
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
        if token.kind == "word" and token.keyword not in _MANAGEMENT_WORDS:
            raise _unreadable(token)
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


def named_only(operation: Operation) -> Operation:
    """CLEAR ALL or DROP ALL as it is meant where the default graph is the merge: of the named graphs."""
    if operation.verb not in ("CLEAR", "DROP") or not operation.writes_any:
        return operation
    words = ["NAMED" if token.keyword == "ALL" else token.text for token in tokens(operation.text)]
    return replace(operation, text=" ".join(words))


def update_text(found: list[Operation], default: list[str], named: list[str]) -> str:
    """The operations as one update, with the protocol's USING parameters."""
    return " ;\n".join(
        with_using(operation, default, named) if default or named else operation.text for operation in found
    )
