"""A module as a drawing: a card a class with its properties, and lines between cards; places only, no page.

Cards stand in columns: a class to the right of what it is a kind of, and of what leads to it. A line goes rightwards
only; a property that leads back, or too far, is told by the text of its row, as every property is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from graph_service.engine.model.schemes import scheme_of
from graph_service.engine.model.shapes import NodeShape, PropertyShape, shapes, shapes_of
from graph_service.engine.model.terms import Module, OntologyTerm
from graph_service.engine.model.values import named
from graph_service.engine.profile import short
from graph_service.languages import Language, Text
from graph_service.vocabulary import ONTOLOGY

WIDTH, GUTTER, MARGIN = 290, 64, 12
HEAD, ROW, FOOT, GAP = 44, 21, 8, 22
_COLUMNS = 3
"""What a screen has room for; only kinds of kinds of kinds may need more."""

_NAME, _TITLE, _VALUES, _LINE = 24, 34, 24, 40
"""Letters that a row's name, a card's title, a row's values and both together have room for."""

_OTHERS = Text("Autres propriétés", "Other properties")


@dataclass(frozen=True, slots=True)
class Row:
    """A property in a card."""

    name: str
    values: str
    whole: str
    """The same, with nothing cut short."""
    iri: str
    """Of the property."""
    leads_to: tuple[str, ...]
    """IRIs of the classes it leads to."""


@dataclass(slots=True)
class Card:
    """A class, or the properties that no class of the module has."""

    iri: str
    title: str
    name: str
    standard: bool
    """Whether it is a class of another ontology."""
    rows: tuple[Row, ...] = ()
    above: tuple[str, ...] = ()
    column: int = 0
    top: int = 0

    @property
    def left(self) -> int:
        """Where it begins."""
        return MARGIN + self.column * (WIDTH + GUTTER)

    @property
    def height(self) -> int:
        """How tall it is."""
        return HEAD + len(self.rows) * ROW + (FOOT if self.rows else 0)


@dataclass(frozen=True, slots=True)
class Line:
    """From a class to one above it, or from a property to the class it leads to."""

    kind: str
    """`above` or `leads`."""
    path: str
    """As SVG writes it."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """Everything to draw."""

    width: int
    height: int
    cards: list[Card] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def diagram_of(module: Module, language: Language) -> Diagram:
    """The drawing of a module, with words of one language."""
    cards = {card.iri: card for card in _cards(module, language)}
    edges = list(_edges(cards))
    _columns(cards, edges)
    columns = _stacked(list(cards.values()), edges)
    height = max(card.top + card.height for card in cards.values()) + MARGIN
    width = 2 * MARGIN + columns * WIDTH + (columns - 1) * GUTTER
    return Diagram(width, height, list(cards.values()), [_line(cards, edge) for edge in edges])


Edge = tuple[str, str, str, int]
"""Kind of line, IRIs of the card it leaves and of the one to its right, number of the row it leaves."""


def _cards(module: Module, language: Language) -> Iterator[Card]:
    classes = [term for term in module.terms if term.kind == "class"]
    asked = {iri: shape for shape in shapes().get(module.name, ()) for iri in shape.classes}
    shown = {term.iri: term for term in classes}
    for iri in [*shown, *(iri for iri in asked if iri not in shown and len(asked[iri].classes) == 1)]:
        yield _card(iri, shown.get(iri), language)
    for iri in dict.fromkeys(above for term in classes for above in term.above):
        if iri not in shown and iri not in asked:
            yield Card(iri, _cut(named(iri).to(language), _TITLE), short(iri), not iri.startswith(ONTOLOGY))
    left = _left_over(module)
    if left:
        rows = tuple(_row(t.label.to(language), "", t.iri, ()) for t in left)
        yield Card("", _OTHERS.to(language), "", standard=True, rows=rows)


def _card(iri: str, term: OntologyTerm | None, language: Language) -> Card:
    several = shapes_of(iri)
    title = term.label if term else several[0].label
    rows = tuple(_shown(one, language) for shape in several for one in shape.properties)
    above = term.above if term else ()
    return Card(iri, _cut(title.to(language), _TITLE), short(iri), term is None, rows, above)


def _left_over(module: Module) -> list[OntologyTerm]:
    drawn: list[NodeShape] = [*shapes().get(module.name, ())]
    drawn += [shape for term in module.terms for shape in shapes_of(term.iri)]
    told = {path for shape in drawn if shape.classes for one in shape.properties for path in one.paths}
    return [term for term in module.terms if term.kind != "class" and term.iri not in told]


def _shown(one: PropertyShape, language: Language) -> Row:
    kinds = [kind.text.to(language) for kind in one.kinds]
    lists = {place.label.to(language) for kind in one.kinds if (place := scheme_of(kind.iri))}
    values = " | ".join(lists if len(lists) == 1 else kinds)
    name = _cut(one.label.to(language), _NAME)
    # A long name leaves less room to what stands on its line.
    room = min(_VALUES, _LINE - len(name) - len(name) // 10) - len(one.cardinality)
    written = f"{_cut(values, room)} {one.cardinality}"
    whole = f"{one.label.to(language)} : {', '.join(kinds)} [{one.cardinality}]"
    leads = tuple(kind.iri for kind in one.kinds if kind.iri)
    return Row(name, written, whole, one.paths[0], leads)


def _row(name: str, values: str, iri: str, leads: tuple[str, ...]) -> Row:
    return Row(_cut(name, _NAME + _VALUES), values, name, iri, leads)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip(" ’(") + "…"


def _edges(cards: dict[str, Card]) -> Iterator[Edge]:
    for card in cards.values():
        yield from (("above", above, card.iri, -1) for above in card.above if above in cards)
    for card in cards.values():
        for number, row in enumerate(card.rows):
            yield from (("leads", card.iri, iri, number) for iri in row.leads_to if iri in cards and iri != card.iri)


def _columns(cards: dict[str, Card], edges: list[Edge]) -> None:
    """Give each card its column, and leave out the lines that would lead back, or out of a screen's width."""
    kept: list[Edge] = []
    for edge in edges:
        if not _reaches(kept, edge[2], edge[1]):
            found = _depths([*kept, edge])
            if edge[0] == "above" or max(found.values()) < _COLUMNS:
                kept.append(edge)
    edges[:] = kept
    for iri, column in _depths(kept).items():
        cards[iri].column = column
    # What only stands for a class of elsewhere comes next to what is a kind of it.
    for card in (card for card in cards.values() if not card.rows and not any(edge[2] == card.iri for edge in kept)):
        card.column = min((cards[right].column - 1 for _, left, right, _ in kept if left == card.iri), default=0)


def _depths(edges: list[Edge]) -> dict[str, int]:
    """How many lines lead to each card, one after another, at most."""
    found = {iri: 0 for edge in edges for iri in edge[1:3]}
    for _ in found:
        for _, left, right, _ in edges:
            found[right] = max(found[right], found[left] + 1)
    return found


def _reaches(edges: list[Edge], start: str, end: str) -> bool:
    return start == end or any(_reaches(edges, right, end) for _, left, right, _ in edges if left == start)


def _stacked(cards: list[Card], edges: list[Edge]) -> int:
    """Give each card its height, near the middle of what it hangs on; how many columns there are."""
    columns = max(card.column for card in cards) + 1
    linked = {iri for edge in edges for iri in edge[1:3]}
    free = [card for card in cards if card.iri not in linked]
    tops = [MARGIN] * max(columns, min(3, len(free)))
    for column in range(columns):
        here = [card for card in cards if card.column == column and card not in free]
        for card in sorted(here, key=lambda one: _middle(one, cards, edges)):
            tops[column] = _placed(card, tops[column])
    # A class that nothing leads to stands where there is room.
    for card in sorted(free, key=lambda one: -one.height):
        card.column = tops.index(min(tops))
        tops[card.column] = _placed(card, tops[card.column])
    return max(card.column for card in cards) + 1


def _placed(card: Card, top: int) -> int:
    card.top = top
    return top + card.height + GAP


def _middle(card: Card, cards: list[Card], edges: list[Edge]) -> float:
    tops = {one.iri: one.top for one in cards}
    found = [tops[left] + HEAD + number * ROW for _, left, right, number in edges if right == card.iri]
    return sum(found) / len(found) if found else 0.0


def _free(between: list[Card], wanted: int) -> int:
    """The height nearest to the one wanted where no card stands."""
    heights = [MARGIN // 2, *(card.top + card.height + GAP // 2 for card in between)]
    free = [y for y in heights if not any(card.top <= y <= card.top + card.height for card in between)]
    return min(free, key=lambda y: abs(y - wanted))


def _line(cards: dict[str, Card], edge: Edge) -> Line:
    kind, left, right, number = edge
    start, end = cards[left], cards[right]
    across = start.left + WIDTH
    down = start.top + (HEAD // 2 if number < 0 else HEAD + number * ROW + ROW // 2)
    target = end.top + (14 if kind == "above" else 30)
    # Every property has a lane of its own in the gutter before its target, so that lines can be told apart.
    lane = end.left - (34 if kind == "above" else 12 + (number * 5) % 18)
    # The arrow of a kind points at what is more general: its line begins there, past the arrow's head.
    points = [(across + (11 if kind == "above" else 0), down), (lane, down), (lane, target), (end.left - 1, target)]
    between = [card for card in cards.values() if start.column < card.column < end.column]
    if between:
        # A line behind a card would seem to come from it: it goes through the space between two cards.
        aside, free = across + GUTTER - 40, _free(between, target)
        points[1:2] = [(aside, down), (aside, free), (lane, free)]
    kept = [points[0], *(b for a, b in pairwise(points) if a != b)]
    return Line(kind, "M" + " L".join(f"{x} {y}" for x, y in kept))
