"""Many things judged together: each gets its own findings, and a full report lets nothing through."""

from collections.abc import Iterator

import pytest

from graph_service.engine.validation import batches
from graph_service.engine.validation.batches import judge_groups, judge_things
from graph_service.engine.validation.report import MOST
from graph_service.engine.validation.things import linked, things
from graph_service.engine.validation.validation import Validation
from graph_service.media_types import N_TRIPLES
from graph_service.settings import read_settings

RDFS, RDF, ORG = (
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/ns/org#",
)
UNKNOWN = "<https://w3id.org/maillage/scheme/accessibility/unknown>"


@pytest.fixture(scope="module")
def validation() -> Iterator[Validation]:
    """A validator without a published graph."""
    validator = Validation(read_settings(), None)
    yield validator
    validator.close()


def organisation(key: str, language: str = "fr", more: str = "") -> list[str]:
    """The lines of an organisation; without a French name the shapes refuse it."""
    subject = f"<https://example.org/id/{key}>"
    return [
        f"{subject} <{RDF}type> <{ORG}Organization> .\n",
        f'{subject} <{RDFS}label> "{key[:40]}"@{language} .\n',
        *([f"{subject} <{ORG}subOrganizationOf> <https://example.org/id/{more}> .\n"] if more else []),
    ]


def test_a_full_report_is_asked_again_by_halves(validation: Validation) -> None:
    groups = [organisation(f"o{n}", "fr" if n == 3 else "en") for n in range(60)]
    for group in groups:
        subject = group[0].split(" ")[0]
        group.extend(f'{subject} <{RDFS}label> "{n}"@en .\n' for n in range(2))
        group.extend(
            f'{subject} <http://purl.org/dc/terms/modified> "jour{n}"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
            for n in range(10)
        )
    every = [line for group in groups for line in group]
    assert len(validation.validate("".join(every).encode(), N_TRIPLES).findings) == MOST
    assert all(any(f.severity == "violation" for f in found) for found in judge_groups(validation, groups))


def test_a_name_longer_than_a_report_shows_is_still_refused(validation: Validation) -> None:
    long = "x" * 300
    verdicts = list(judge_things(validation, things([*organisation("good"), *organisation(long, "en")])))
    assert {v.thing.subject[-5:-1]: v.accepted for v in verdicts} == {"good": True, "xxxx": False}


def test_one_bad_thing_does_not_refuse_the_sixty_beside_it(validation: Validation) -> None:
    lines = [line for n in range(130) for line in organisation(f"o{n}", "en" if n == 70 else "fr")]
    refused = [v.thing.subject for v in judge_things(validation, things(lines)) if not v.accepted]
    assert refused == ["<https://example.org/id/o70>"]


def test_things_that_point_at_each_other_are_judged_together_and_parts_go_with_their_whole() -> None:
    part = f'<https://example.org/id/a#hours-1> <{RDFS}label> "x" .\n'
    lines = [*organisation("a", more="b"), part, *organisation("b"), *organisation("c")]
    found = things(lines)
    assert [len(thing.parts) for thing in found] == [2, 1, 1]
    assert [[thing.subject[-2] for thing in group] for group in linked(found)] == [["a", "b"], ["c"]]


def test_many_things_that_point_at_one_are_judged_by_parts_in_its_sight(validation: Validation) -> None:
    kind = "https://schema.org/"
    lines = organisation("hub")
    for n in range(220):
        subject = f"<https://example.org/id/e{n}>"
        language = "en" if n % 3 == 0 else "fr"
        lines += [
            f"{subject} <{RDF}type> <{kind}Event> .\n",
            f'{subject} <{RDFS}label> "Fête"@{language} .\n',
            f"{subject} <{kind}organizer> <https://example.org/id/hub> .\n",
            f'{subject} <{kind}startDate> "2026-03-0{n % 9 + 1}"^^<http://www.w3.org/2001/XMLSchema#date> .\n',
            f"{subject} <{kind}eventStatus> <{kind}EventScheduled> .\n",
            f"{subject} <http://purl.org/dc/terms/type> <https://w3id.org/maillage/scheme/event-type/meeting> .\n",
            *(
                [f"{subject} <https://w3id.org/maillage/def#accessibility> {UNKNOWN} .\n"]
                if n % 3 == 1
                else [f"{subject} <https://w3id.org/maillage/def#accessibility> <x:{word}> .\n" for word in "abcde"]
            ),
        ]
    verdicts = {v.thing.subject[24:-1]: v.accepted for v in judge_things(validation, things(lines))}
    assert verdicts.pop("hub")
    assert verdicts == {f"e{n}": n % 3 == 1 for n in range(220)}


def test_what_points_forward_to_a_thing_refused_later_is_refused_too(
    validation: Validation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_LARGEST", 1)
    chain = [organisation("a"), organisation("site", "en")]
    chain[0].append(f"<https://example.org/id/a> <{ORG}hasRegisteredSite> <https://example.org/id/site> .\n")
    chain[1][0] = f"<https://example.org/id/site> <{RDF}type> <{ORG}Site> .\n"
    lines = [line for group in (*chain, organisation("free")) for line in group]
    verdicts = {v.thing.subject[24:-1]: v.accepted for v in judge_things(validation, things(lines))}
    assert verdicts == {"a": False, "site": False, "free": True}
