"""The drawing of a module: nothing overlaps, nothing is forgotten, lines lead rightwards from card to card."""

import re
from itertools import combinations, pairwise

import pytest

from graph_service.engine.model.diagram import WIDTH, Card, Diagram, Line, diagram_of
from graph_service.engine.model.shapes import shapes_of
from graph_service.engine.model.terms import Module, modules
from graph_service.languages import Language

LANGUAGES: tuple[Language, ...] = ("fr", "en")


def overlapping(diagram: Diagram) -> list[tuple[str, str]]:
    """The pairs of cards that stand on each other."""
    pairs = combinations(diagram.cards, 2)
    return [
        (a.title, b.title)
        for a, b in pairs
        if a.column == b.column and a.top < b.top + b.height and b.top < a.top + a.height
    ]


def test_cards_that_overlap_are_seen() -> None:
    cards = [Card("a", "a", "a", standard=False), Card("b", "b", "b", standard=False, top=20)]
    assert overlapping(Diagram(400, 400, cards)) == [("a", "b")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("module", modules().values(), ids=lambda module: module.name)
def test_a_drawing_has_every_class_and_property_within_its_bounds(module: Module, language: Language) -> None:
    diagram = diagram_of(module, language)
    assert overlapping(diagram) == []
    drawn = {card.iri for card in diagram.cards} | {row.iri for card in diagram.cards for row in card.rows}
    several = {path for term in module.terms for s in shapes_of(term.iri) for one in s.properties for path in one.paths}
    assert {term.iri for term in module.terms} - several <= drawn
    for card in diagram.cards:
        assert 0 <= card.left <= diagram.width - WIDTH
        assert 0 <= card.top <= diagram.height - card.height


@pytest.mark.parametrize("module", modules().values(), ids=lambda module: module.name)
def test_a_line_leads_rightwards_and_stays_within_the_drawing(module: Module) -> None:
    diagram = diagram_of(module, "fr")
    for line in diagram.lines:
        points = [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", line.path)]
        assert points[0][0] < points[-1][0]
        assert all(0 <= x <= diagram.width and 0 <= y <= diagram.height for x, y in points)


def test_a_class_is_drawn_to_the_right_of_what_it_is_a_kind_of() -> None:
    cards = {card.name: card for card in diagram_of(modules()["pooling"], "en").cards}
    assert cards["maillage:Equipment"].column == cards["maillage:PooledThing"].column + 1
    assert cards["maillage:JobShare"].column == cards["maillage:SharedJob"].column + 1
    assert cards["vf:EconomicResource"].standard


def hidden(diagram: Diagram) -> list[str]:
    """The lines of which a level part passes behind a card."""
    found = []
    for line in diagram.lines:
        points = [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", line.path)]
        for (ax, ay), (bx, by) in pairwise(points):
            low, high = sorted((ax, bx))
            if ay == by and any(
                low < card.left < high and card.top < ay < card.top + card.height
                for card in diagram.cards
                if card.left + WIDTH < high
            ):
                found.append(line.path)
    return found


@pytest.mark.parametrize("module", modules().values(), ids=lambda module: module.name)
def test_no_line_passes_behind_a_card(module: Module) -> None:
    assert hidden(diagram_of(module, "fr")) == []


def test_a_line_behind_a_card_is_seen() -> None:
    cards = [Card("b", "b", "b", standard=False, column=1)]
    assert hidden(Diagram(1100, 100, cards, [Line("leads", "M300 20 L800 20")]))
