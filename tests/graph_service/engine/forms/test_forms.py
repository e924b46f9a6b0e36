"""Each form, filled: the real validator finds it conform; each required answer that is missing is told at its field."""

from collections.abc import Iterator

import pytest

from graph_service.desk.kinds import kind_of
from graph_service.engine.forms.faults import field_of
from graph_service.engine.forms.fields import Field, form_of
from graph_service.engine.forms.kinds import KINDS, SECTIONS, kind_of_classes, kinds
from graph_service.engine.forms.names import whole_name
from graph_service.engine.forms.readback import readback
from graph_service.engine.forms.statements import LANGUAGE
from graph_service.engine.model.shapes import shapes
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.validation.report import Finding, Report
from graph_service.engine.validation.validation import Validation
from graph_service.engine.writes import GraphWrite
from graph_service.media_types import N_TRIPLES
from graph_service.settings import read_settings
from tests.graph_service.engine.forms.answers import ALPHA, ANSWERS, BETA, SCHEMA, THING, VITRE, S, said
from tests.model import CONTEXT, statements

KEYS = [kind.key for kind in KINDS]


@pytest.fixture(scope="module")
def validation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Validation]:
    """A validator over a store that holds what the answers point at."""
    root = tmp_path_factory.mktemp("forms")
    storage = EmbeddedStorage(read_settings(data_dir=root / "data", readers=1)).start()
    lines = [f"{quad.triple} .\n" for quad in statements(CONTEXT)]
    (root / "context.nt").write_text("".join(lines), encoding="utf-8")
    graph, file = "https://example.org/graph/context", str(root / "context.nt")
    storage.submit(GraphWrite(cause="test", kind="replace", graph=graph, file=file, count=len(lines)))
    validating = Validation(storage.settings, storage.folder)
    yield validating
    validating.close()
    storage.close()


def judged(validation: Validation, key: str, values: dict[str, list[str]]) -> Report:
    """What the validator finds in answers."""
    return validation.validate(said(key, values).text.encode(), N_TRIPLES)


def required(key: str) -> list[tuple[str, Field]]:
    """The inputs that must be answered, with the field of each; a part's first one stands for all."""
    found = [(one.name, one) for one in form_of(key).said if one.required and not one.part]
    parts = [one for one in form_of(key).said if one.part and f"{one.name}-1.{one.fields[0].name}" in ANSWERS[key]]
    return found + [(f"{whole.name}-1.{one.name}", one) for whole in parts for one in whole.fields if one.required]


def test_every_kind_has_answers_here_and_a_place_on_the_page() -> None:
    assert list(ANSWERS) == KEYS == list(kinds())
    assert {kind.section for kind in KINDS} == set(SECTIONS)


@pytest.mark.parametrize("key", KEYS)
def test_the_desk_names_its_things_by_the_same_kind(key: str) -> None:
    kind = kinds()[key]
    assert kind_of([whole_name(name) for name in kind.classes]) == kind.path


def test_a_published_thing_finds_the_form_that_edits_it() -> None:
    for key in ("equipment", "need", "event", "training", "correction", "tool", "body"):
        kind = kinds()[key]
        assert kind_of_classes(kind.path, [whole_name(name) for name in kind.classes]) is kind
    assert kind_of_classes("equipment", [whole_name("maillage:Premises")]) is None
    assert kind_of_classes("nothing", []) is None


@pytest.mark.parametrize("key", KEYS)
def test_a_form_shows_six_fields_at_most_and_each_once(key: str) -> None:
    form = form_of(key)
    names = [one.name for one in form.fields]
    assert len(set(names)) == len(names)
    assert tuple(one.name for one in form.first) == form.kind.first
    assert 1 <= len(form.first) <= 6
    for one in (*form.fields, *(inner for field in form.fields for inner in field.fields)):
        assert one.label.fr
        assert one.label.en
        assert one.help.fr
        assert all(words.fr and ":" not in words.fr for _, words in one.choices)
    # What is asked for stands where it is seen.
    assert not [one.name for group in form.groups.values() for one in group if one.required]


@pytest.mark.parametrize("key", KEYS)
def test_a_filled_form_conforms(key: str, validation: Validation) -> None:
    assert said(key, ANSWERS[key]).faults == ()
    assert judged(validation, key, ANSWERS[key]).findings == ()


@pytest.mark.parametrize(("key", "name"), [(key, name) for key in KEYS for name, _ in required(key)])
def test_a_missing_answer_is_told_at_its_field(key: str, name: str, validation: Validation) -> None:
    values = {given: answers for given, answers in ANSWERS[key].items() if given != name}
    report = judged(validation, key, values)
    assert not report.conforms
    assert {field_of(form_of(key), finding, values) for finding in report.findings} == {name}


@pytest.mark.parametrize("key", KEYS)
def test_what_is_read_back_is_what_was_answered(key: str) -> None:
    text = said(key, ANSWERS[key]).text
    read = readback(form_of(key), text, THING)
    assert {name: sorted(told) for name, told in read.values.items()} == {
        name: sorted(told) for name, told in ANSWERS[key].items()
    }
    again = said(key, read.values, read.others)
    assert set(again.text.splitlines()) == set(text.splitlines())


def test_a_default_is_said_when_nothing_is_chosen(validation: Validation) -> None:
    values = {name: told for name, told in ANSWERS["premises"].items() if name != "accessibility"}
    assert S + "accessibility/unknown" in said("premises", values).text
    assert S + "accessibility/unknown" not in said("premises", ANSWERS["premises"]).text
    assert judged(validation, "premises", values).conforms


def test_a_shared_job_without_a_share_is_told_at_the_part(validation: Validation) -> None:
    values = {name: told for name, told in ANSWERS["shared-job"].items() if not name.startswith("share-")}
    (finding,) = judged(validation, "shared-job", values).findings
    assert field_of(form_of("shared-job"), finding, values) == "share"


def test_a_finding_about_a_link_is_told_at_the_answer_that_holds_it(validation: Validation) -> None:
    values = {**ANSWERS["tool"], "url": ["ftp://example.org/outil"]}
    report = judged(validation, "tool", values)
    assert {field_of(form_of("tool"), finding, values) for finding in report.findings} == {"url"}


def test_a_finding_about_something_else_has_no_field() -> None:
    (shape,) = [one for one in shapes()["core"] if one.name == "Withdrawn"]
    finding = Finding("violation", THING, "-", "", shape.iri, shape.message, shape.message)
    assert field_of(form_of("tool"), finding, ANSWERS["tool"]) is None


def test_a_telephone_number_in_a_text_is_a_warning_at_its_field(validation: Validation) -> None:
    values = {**ANSWERS["need"], "description": ["Appelez le 06 12 34 56 78"]}
    report = judged(validation, "need", values)
    assert report.conforms
    assert [field_of(form_of("need"), finding, values) for finding in report.findings] == ["description"]


def test_an_obstacle_is_published_without_organisation_or_words() -> None:
    values = {
        **ANSWERS["obstacle"],
        "description": ["Chez Alpha, rien ne va"],
        "owner": [ALPHA],
        "wasAttributedTo": [ALPHA],
    }
    text = said("obstacle", values).text
    assert "Alpha" not in text
    assert ALPHA not in text
    assert "https://example.org/contribute/obstacle" in text


def test_a_thing_of_overseas_tells_its_own_hours() -> None:
    cayenne = "https://w3id.org/maillage/id/commune/97302"
    assert "14:00:00-03:00" in said("event", {**ANSWERS["event"], "commune": [cayenne]}).text
    assert "14:00:00+01:00" in said("event", ANSWERS["event"]).text
    assert '"America/Cayenne"' in said("premises", {**ANSWERS["premises"], "commune": [cayenne]}).text


def test_a_moment_published_under_another_offset_stays_the_same_moment_through_the_form() -> None:
    region = "https://w3id.org/maillage/id/region/04"
    told = said("event", {**ANSWERS["event"], "commune": [], "spatial": [region]}).text
    assert "14:00:00+04:00" in told
    elsewhere = told.replace("14:00:00+04:00", "10:00:00Z")
    read = readback(form_of("event"), elsewhere, THING)
    assert "14:00:00+04:00" in said("event", read.values, read.others).text


def test_texts_are_of_the_language_that_the_form_tells() -> None:
    values = {**ANSWERS["tool"], LANGUAGE: ["br"]}
    assert '"Agenda partagé"@br' in said("tool", values).text
    assert '"Agenda partagé"@fr' in said("tool", {**values, LANGUAGE: ['x"> .']}).text
    read = readback(form_of("tool"), said("tool", values).text, THING)
    assert "label" not in read.values
    assert any("@br" in line for line in read.others)


def test_what_no_field_shows_is_kept_by_a_revision() -> None:
    more = f'<{THING}> <http://www.w3.org/2003/01/geo/wgs84_pos#lat> "48.1"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n'
    cancelled = f"<{THING}> <{SCHEMA}eventStatus> <{SCHEMA}EventCancelled> .\n"
    published = said("event", ANSWERS["event"]).text.replace("EventScheduled", "EventCancelled") + more
    read = readback(form_of("event"), published, THING)
    again = said("event", {**read.values, "label": ["Autre nom"]}, read.others).text
    assert more in again
    assert cancelled in again
    assert "EventScheduled" not in again


def test_what_people_write_is_read() -> None:
    values = {
        **ANSWERS["equipment"],
        "price": ["1\u202f234,5 "],
        "inventoryLevel": [" 1 000"],
        "ecoResponsible": ["Oui"],
        "commune": ["Vitré"],
        "url": ["www.example.org/ring"],
        "openingSchedule-1.startTime": ["9h"],
        "openingSchedule-1.firstDay": ["2/3/2026"],
        "label": ["  Un \n ring "],
    }
    told = said("equipment", values)
    assert told.faults == ()
    for part in (
        '"1234.5"',
        '"1000"',
        '"true"',
        VITRE,
        "<https://www.example.org/ring>",
        '"09:00:00"',
        '"2026-03-02"',
        '"Un ring"@fr',
    ):
        assert part in told.text
    assert f"<{S}skill/accounting>" in said("skill", {**ANSWERS["skill"], "skill": ["Comptabilité"]}).text


@pytest.mark.parametrize(
    ("key", "name", "written"),
    [
        ("equipment", "price", "douze"),
        ("equipment", "price", "1e999999999"),
        ("equipment", "price", "NaN"),
        ("equipment", "inventoryLevel", "2,5"),
        ("equipment", "ecoResponsible", "peut-être"),
        ("equipment", "terms", "prêt"),
        ("equipment", "commune", "Nullepart"),
        ("equipment", "owner", "Club inconnu"),
        ("equipment", "openingSchedule-1.startTime", "25:00"),
        ("equipment", "openingSchedule-1.lastDay", "31/02/2026"),
        ("equipment", "url", "pas une adresse"),
        ("equipment", "owner", "https://example.org/a b"),
        ("meeting", "meetingOf", "Comité inconnu"),
        ("event", "startDate", "demain"),
        ("event", "startDate.time", "midi"),
        ("skill", "skill", "comptabilté"),
        ("offer", "hasEnd", "bientôt"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_at_its_field(key: str, name: str, written: str) -> None:
    (fault,) = said(key, {**ANSWERS[key], name: [written]}).faults
    assert fault.field == name.removesuffix(".time")
    assert fault.message.fr.endswith((".", "?"))
    assert fault.message.fr != fault.message.en


def test_a_time_without_its_day_is_a_fault() -> None:
    (fault,) = said("event", {**ANSWERS["event"], "endDate": [""]}).faults
    assert fault.field == "endDate"


def test_a_single_answer_given_twice_is_the_validators_to_refuse(validation: Validation) -> None:
    values = {**ANSWERS["equipment"], "owner": [ALPHA, BETA]}
    report = judged(validation, "equipment", values)
    assert {field_of(form_of("equipment"), finding, values) for finding in report.findings} == {"owner"}
