"""The courtesy before the wall: refuse in microseconds what would cost a reader process.

One linear pass. Limits are totals, not runs: 10,000 FILTERs in a row kill a recursive planner wherever they stand.
Each limit is a setting; a refusal names it, its value and what was met.
"""

from dataclasses import dataclass

from graph_service.engine.lexer import PATTERN
from graph_service.errors import MaillageError, RemoteAccessRefused, TooComplex
from graph_service.languages import Text
from graph_service.settings import Settings

_CLAUSES = frozenset({"UNION", "FILTER", "BIND", "OPTIONAL"})
_UNREPEATABLE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE"})
_WATCHED = (*sorted(_UNREPEATABLE), "LOAD", "FROM")
_UNREPEATABLE_ENDS = tuple(_UNREPEATABLE)
_SIMPLE_TERMS = frozenset({"iri", "string", "variable", "blank", "name", "number"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query or update may hold; each is a setting `MAILLAGE_GUARD_…`."""

    depth: int
    operators: int
    clauses: int
    terms: int
    values: int
    tokens: int

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """The limits of an instance."""
        return cls(
            settings.guard_depth,
            settings.guard_operators,
            settings.guard_clauses,
            settings.guard_terms,
            settings.guard_values,
            settings.guard_tokens,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the pass learned of an admitted text."""

    repeatable: bool
    """Whether the same version always gives the same answer: only then may it be cached."""
    froms: int
    """FROM clauses (without FROM NAMED)."""


def inspect(text: str, limits: Limits) -> Verdict:
    """Admit a query or an update.

    Raises:
        TooComplex: a limit is passed.
        RemoteAccessRefused: it holds SERVICE or LOAD.
    """
    if _too_short_to_harm(text, limits):
        return Verdict(repeatable=True, froms=0)
    scan = _Scan(limits)
    for match in PATTERN.finditer(text):
        kind = match.lastgroup
        if kind != "space":
            scan.take(kind or "other", match.group())
    return Verdict(scan.repeatable, scan.froms)


def _too_short_to_harm(text: str, limits: Limits) -> bool:
    """Whether no limit can be passed for want of characters: saves 25 µs on the commonest lookups."""
    shortest = min(limits.operators, limits.clauses, limits.terms, limits.values, limits.tokens)
    if len(text) > shortest:
        return False
    # Plain searches in capitals: a third of the time of one case-blind expression.
    capitals = text.upper()
    if any(word in capitals for word in _WATCHED):
        return False
    return text.count("(") + text.count("{") + text.count("[") + text.count("<<") <= limits.depth


class _Scan:
    """The state of one pass. `listing` is the depth at which a VALUES, IN or DATA list began."""

    __slots__ = (
        "counts", "depth", "froms", "limits", "listed", "listing", "operators", "pending", "previous",
        "repeatable", "service_name", "terms", "total",
    )  # fmt: skip

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.depth = self.total = self.terms = self.operators = self.froms = self.listed = 0
        self.counts = dict.fromkeys(_CLAUSES, 0)
        self.listing: int | None = None
        self.pending = ""
        self.previous = ""
        self.service_name = False
        self.repeatable = True

    def take(self, kind: str, text: str) -> None:
        """Count one token."""
        self.total += 1
        if self.total > self.limits.tokens:
            raise _too_many("MAILLAGE_GUARD_TOKENS", self.limits.tokens, "mots", "tokens")
        if text == "{" and self.service_name:
            # `SERVICE:x {`: a prefixed name for us, a keyword and a name for the engine.
            raise remote_access("SERVICE")
        self.service_name = kind == "name" and self.previous != "GRAPH" and text[:7].upper() == "SERVICE"
        if kind in _SIMPLE_TERMS:
            self._term()
        elif kind == "open" or (kind == "triple" and text[0] == "<"):
            self._open(text)
        elif kind == "close" or kind == "triple":
            self._close()
        elif kind == "operator":
            self._operator()
        elif kind == "word":
            self._word(text.upper())
        if kind != "word":
            self.previous = ""

    def _term(self) -> None:
        if self.listing is None:
            self.terms += 1
            if self.terms > self.limits.terms:
                raise _too_many("MAILLAGE_GUARD_TERMS", self.limits.terms, "termes", "terms")
        elif self.pending != "DATA":
            self.listed += 1
            if self.listed > self.limits.values:
                raise _too_many("MAILLAGE_GUARD_VALUES", self.limits.values, "valeurs listées", "listed values")

    def _open(self, text: str) -> None:
        self.depth += 1
        if self.depth > self.limits.depth:
            raise _too_many("MAILLAGE_GUARD_DEPTH", self.limits.depth, "niveaux imbriqués", "nested levels")
        if self.listing is None:
            self._term()
            # The variables of VALUES stand in round brackets before the list itself.
            if (self.pending in ("VALUES", "DATA") and text == "{") or self.pending == "IN":
                self.listing = self.depth

    def _close(self) -> None:
        if self.listing == self.depth:
            self.listing, self.pending = None, ""
        self.depth -= 1

    def _operator(self) -> None:
        self.operators += self.listing is None
        if self.operators > self.limits.operators:
            raise _too_many("MAILLAGE_GUARD_OPERATORS", self.limits.operators, "opérateurs", "operators")

    def _word(self, word: str) -> None:
        if word in _CLAUSES:
            self.counts[word] += 1
            if self.counts[word] > self.limits.clauses:
                raise _too_many("MAILLAGE_GUARD_CLAUSES", self.limits.clauses, word, word)
        elif word.startswith("SERVICE") or word == "LOAD":
            # The engine does not look where a keyword ends: `SERVICESILENT` is read as two.
            raise remote_access("SERVICE" if word != "LOAD" else word)
        elif self.listing is None and word in ("VALUES", "IN", "DATA"):
            self.pending = word
        elif word == "FROM":
            self.froms += 1
        elif word == "NAMED" and self.previous == "FROM":
            self.froms -= 1
        else:
            # true, false, a, function names: they grow the tree like any term.
            self._term()
        if word.endswith(_UNREPEATABLE_ENDS):
            self.repeatable = False
        self.previous = word


def remote_access(word: str) -> MaillageError:
    """The refusal of SERVICE or LOAD."""
    return RemoteAccessRefused(
        Text(
            f"{word} est refusé : ce service n’interroge aucune adresse distante. Chargez les données ici, "
            "ou interrogez les deux services et joignez leurs réponses.",
            f"{word} is refused: this service calls no remote address. Load the data here, "
            "or query both services and join their answers.",
        )
    )


def _too_many(setting: str, limit: int, what_fr: str, what_en: str) -> MaillageError:
    return TooComplex(
        Text(
            f"La requête a plus de {limit} {what_fr} ({setting}). Découpez-la, ou listez les valeurs dans VALUES.",
            f"The query has more than {limit} {what_en} ({setting}). Split it, or list the values in VALUES.",
        ),
        members={"setting": setting, "limit": limit},
    )
