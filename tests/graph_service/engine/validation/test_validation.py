"""The validator: a sealed process with a deadline, that obeys the official shapes and nothing else."""

import http.server
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rdflib import Graph

from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.validation.report import Finding
from graph_service.engine.validation.validation import Validation
from graph_service.engine.writes import GraphWrite, Update
from graph_service.errors import NotFound, ReservedVocabulary, UnreadableData, ValidationUnfinished
from graph_service.media_types import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from graph_service.settings import Settings, read_settings
from tests.model import CONTEXT, ROOT, statements

PREFIXES = """@prefix maillage: <https://w3id.org/maillage/def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix time: <http://www.w3.org/2006/time#> .
@prefix vf: <https://w3id.org/valueflows/ont/vf#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <https://schema.org/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix ex: <https://example.org/id/> .
@prefix S: <https://w3id.org/maillage/scheme/> .
"""
RING = """<https://example.org/id/ring> a maillage:Equipment ; rdfs:label "Ring de boxe"@fr ;
  maillage:owner <https://example.org/id/organisation/alpha> ;
  maillage:terms <https://w3id.org/maillage/scheme/pooling-terms/loan> .
"""
SLOW = (
    PREFIXES
    + """
<https://example.org/shape> a sh:NodeShape ; sh:targetClass maillage:Tool ;
  sh:property [ sh:path rdfs:label ; sh:pattern "^(a+)+$" ] .
"""
)


def turtle(text: str) -> bytes:
    """A Turtle document with the prefixes of this file."""
    return (PREFIXES + text).encode()


def rule(finding: Finding) -> str:
    """The short name of the rule that a finding breaks."""
    return finding.shape.rpartition("/")[2]


def rules(validation: Validation, text: str) -> set[str]:
    """The rules that a Turtle text breaks."""
    return {rule(finding) for finding in validation.validate(turtle(text), TURTLE).findings}


def publish_context(storage: EmbeddedStorage, folder: Path) -> EmbeddedStorage:
    """Publish what the examples point at."""
    lines = [f"{quad.triple} .\n" for quad in statements(CONTEXT)]
    (folder / "context.nt").write_text("".join(lines), encoding="utf-8")
    graph = "https://example.org/graph/context"
    storage.submit(
        GraphWrite(cause="test", kind="replace", graph=graph, file=str(folder / "context.nt"), count=len(lines))
    )
    return storage


@pytest.fixture(scope="module")
def validation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Validation]:
    """A validator, used by one test after the other as it is by contributors, on a storage that none of them changes."""
    folder = tmp_path_factory.mktemp("validation")
    storage = EmbeddedStorage(read_settings(data_dir=folder / "data", query_memory=300, readers=1)).start()
    publish_context(storage, folder)
    validating = Validation(storage.settings, storage.folder)
    yield validating
    validating.close()
    storage.close()


@pytest.fixture
def published(storage: EmbeddedStorage, tmp_path: Path) -> EmbeddedStorage:
    """A storage of the test's own, that holds what the examples point at."""
    return publish_context(storage, tmp_path)


@pytest.fixture
def own(published: EmbeddedStorage) -> Iterator[Validation]:
    """A validator on that storage."""
    validating = Validation(published.settings, published.folder)
    yield validating
    validating.close()


@pytest.fixture
def alone(settings: Settings) -> Iterator[Callable[..., Validation]]:
    """A way to make validators without a store, ended after the test."""
    made: list[Validation] = []

    def make(shapes: Path | None = None, **changes: object) -> Validation:
        made.append(Validation(settings.model_copy(update=changes), None, shapes))
        return made[-1]

    yield make
    for validating in made:
        validating.close()


def test_a_good_contribution_conforms(validation: Validation) -> None:
    report = validation.validate(turtle(RING), TURTLE)
    assert report.conforms
    assert report.findings == ()
    assert report.statements == 4
    assert Graph().parse(data=report.turtle, format="turtle")


def test_a_missing_owner_is_named_in_french_and_in_english(validation: Validation) -> None:
    report = validation.validate(turtle(RING.replace("maillage:owner", "rdfs:seeAlso")), TURTLE)
    (finding,) = report.findings
    assert finding.path == "maillage:owner"
    assert "responsable" in finding.message.fr
    assert "owner" in finding.message.en
    assert finding.name.fr == "responsable"
    assert not report.conforms
    assert "sh:conforms false" in report.turtle


@pytest.mark.parametrize("syntax", [JSON_LD, RDF_XML, N_TRIPLES], ids=lambda syntax: syntax.name)
def test_every_syntax_is_judged_alike(validation: Validation, syntax: object) -> None:
    graph = Graph().parse(data=turtle(RING.replace("maillage:owner", "rdfs:seeAlso")), format="turtle")
    names = {JSON_LD: "json-ld", RDF_XML: "xml", N_TRIPLES: "nt"}
    report = validation.validate(graph.serialize(format=names[syntax]).encode(), syntax)  # type: ignore[index, arg-type]
    assert [finding.path for finding in report.findings] == ["maillage:owner"]


def test_what_is_not_rdf_is_unreadable(validation: Validation) -> None:
    with pytest.raises(UnreadableData):
        validation.validate(b"<a> <b>", TURTLE)
    with pytest.raises(UnreadableData):
        validation.validate(b'<!DOCTYPE rdf [<!ENTITY x "y">]><rdf/>', RDF_XML)
    assert validation.validate(turtle(RING), TURTLE).conforms


def test_an_owner_that_nobody_published_is_no_owner(validation: Validation) -> None:
    report = validation.validate(turtle(RING.replace("/alpha", "/unheard-of")), TURTLE)
    assert [finding.path for finding in report.findings] == ["maillage:owner"]


def test_the_context_is_that_of_the_version_asked(own: Validation, published: EmbeddedStorage) -> None:
    before = published.version().number
    published.submit(
        Update(
            cause="test",
            text="DELETE WHERE { GRAPH <https://example.org/graph/context> "
            "{ <https://example.org/id/organisation/alpha> ?p ?o } }",
        )
    )
    assert not own.validate(turtle(RING), TURTLE).conforms
    assert own.validate(turtle(RING), TURTLE, version=before).conforms
    with pytest.raises(NotFound):
        own.validate(turtle(RING), TURTLE, version=999)


def test_a_booking_over_a_published_one_is_refused_and_one_that_touches_it_is_not(validation: Validation) -> None:
    booking = """<https://example.org/id/mine> a maillage:Booking ;
      vf:resourceInventoriedAs <https://example.org/id/premises/reservee> ;
      adms:status <https://w3id.org/maillage/scheme/booking-state/confirmed> ; time:hasTime [ a time:Interval ;
        time:hasBeginning [ a time:Instant ; time:inXSDDateTimeStamp "2026-03-07T{}:00Z"^^xsd:dateTimeStamp ] ;
        time:hasEnd [ a time:Instant ; time:inXSDDateTimeStamp "2026-03-07T{}:00Z"^^xsd:dateTimeStamp ] ] ."""
    # The published one runs from 17:00 to 19:00 in Paris: 16:00 to 18:00 UTC.
    over = validation.validate(turtle(booking.format("15:00", "16:01")), TURTLE)
    assert [finding.shape.rpartition("/")[2] for finding in over.findings] == ["Booking-overlap"]
    for start, end in (("15:00", "16:00"), ("18:00", "19:00")):
        assert validation.validate(turtle(booking.format(start, end)), TURTLE).conforms


def test_a_revision_replaces_what_is_published_of_its_thing_and_an_addition_joins_it(validation: Validation) -> None:
    revised = """<https://example.org/id/booking/taken> a maillage:Booking ;
      vf:resourceInventoriedAs <https://example.org/id/premises/reservee> ;
      adms:status <https://w3id.org/maillage/scheme/booking-state/confirmed> ; time:hasTime [ a time:Interval ;
        time:hasBeginning [ a time:Instant ; time:inXSDDateTimeStamp "2026-03-07T17:30:00+01:00"^^xsd:dateTimeStamp ] ;
        time:hasEnd [ a time:Instant ; time:inXSDDateTimeStamp "2026-03-07T18:30:00+01:00"^^xsd:dateTimeStamp ] ] ."""
    assert validation.validate(turtle(revised), TURTLE).conforms
    contact = '<https://example.org/id/{}> <https://schema.org/email> "contact@example.org" .'
    published = validation.validate(turtle(contact.format("organisation/alpha")), TURTLE)
    assert "PublicContact" not in {finding.shape.rpartition("/")[2] for finding in published.findings}
    unknown = validation.validate(turtle(contact.format("organisation/unheard-of")), TURTLE)
    assert {rule(finding) for finding in unknown.findings} == {"statement-untyped", "PublicContact"}


# --- vector 26: a shape whose pattern runs away


def test_vector_26_a_validation_past_its_deadline_is_killed_and_said(
    alone: Callable[..., Validation], tmp_path: Path
) -> None:
    (tmp_path / "slow.ttl").write_text(SLOW)
    validating = alone(tmp_path, validation_timeout=1.5)
    tool = f'<https://example.org/id/t> a maillage:Tool ; rdfs:label "{"a" * 40}b" .'
    started = time.monotonic()
    with pytest.raises(ValidationUnfinished) as caught:
        validating.validate(turtle(tool), TURTLE)
    assert caught.value.status == 503
    assert caught.value.retry_after
    assert "MAILLAGE_VALIDATION_TIMEOUT" in caught.value.detail.fr
    assert time.monotonic() - started < 15
    assert not validating.validate(turtle('<urn:t> a maillage:Tool ; rdfs:label "b" .'), TURTLE).conforms


# --- vector 37: imports


def test_vector_37_an_import_in_the_data_is_never_fetched(validation: Validation) -> None:
    hits: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    canary = f"http://127.0.0.1:{server.server_port}/canary"
    try:
        report = validation.validate(
            turtle(f"<https://example.org/id/o> a owl:Ontology ; owl:imports <{canary}> .\n{RING}"), TURTLE
        )
    finally:
        server.shutdown()
        server.server_close()
    assert report.conforms
    assert hits == []


# --- vector 38: shapes in the data


@pytest.mark.parametrize(
    "statement",
    [
        "<urn:s> a sh:NodeShape ; sh:targetClass maillage:Equipment .",
        '<urn:s> sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o }" ] .',
        "<urn:s> sh:js [] .",
        "<urn:s> sh:rule [] .",
        "<https://w3id.org/maillage/shape/PooledThing> sh:deactivated true .",
        "<urn:Own> rdfs:subClassOf maillage:Equipment .",
        'maillage:Equipment rdfs:label "autre chose"@fr .',
        '<https://w3id.org/maillage/scheme/pooling-terms/loan> rdfs:label "vente"@fr .',
    ],
    ids=["shape", "sparql", "js", "rule", "deactivated", "subclass", "term", "concept"],
)
def test_vector_38_data_that_would_change_the_rules_is_refused_422(validation: Validation, statement: str) -> None:
    with pytest.raises(ReservedVocabulary) as caught:
        validation.validate(turtle(RING + statement), TURTLE)
    assert caught.value.status == 422
    assert "<" in caught.value.detail.fr


def test_a_validator_that_died_is_replaced(validation: Validation) -> None:
    assert validation.validate(turtle(RING), TURTLE).conforms
    worker = validation._worker
    assert worker is not None
    worker.kill()
    while worker.alive:
        time.sleep(0.01)
    assert validation.validate(turtle(RING), TURTLE).conforms


def test_the_validator_is_sealed_and_the_parent_never_loads_pyshacl(validation: Validation) -> None:
    validation.validate(turtle(RING), TURTLE)
    worker = validation._worker
    assert worker is not None
    status = Path(f"/proc/{worker.pid}/status").read_text()
    assert "Seccomp:\t2" in status
    code = (
        "import sys, graph_service.app, graph_service.engine.validation.validation; "
        "sys.exit(any(name in sys.modules for name in ('pyshacl', 'rdflib')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_many_callers_are_answered_one_after_the_other(validation: Validation) -> None:
    answers: list[bool] = []

    def call() -> None:
        answers.append(validation.validate(turtle(RING), TURTLE).conforms)

    callers = [threading.Thread(target=call) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(60)
    assert answers == [True] * 8


def test_without_a_store_the_concepts_are_known_and_the_things_are_not(alone: Callable[..., Validation]) -> None:
    report = alone().validate(turtle(RING), TURTLE)
    assert [finding.path for finding in report.findings] == ["maillage:owner"]


# --- what holds of any statement


@pytest.mark.parametrize(
    ("statements", "broken"),
    [
        (RING + 'ex:ring dct:description " "@fr .', "statement-blank"),
        ("", "statement-empty"),
        ('ex:a rdfs:label "sans type"@fr .', "statement-untyped"),
        ('ex:a a maillage:Equipement ; rdfs:label "faute"@fr .', "statement-unknown-term"),
        (RING + 'ex:ring maillage:accessiblity "non" .', "statement-unknown-term"),
        (RING + "ex:ring dct:relation <javascript:alert(1)> .", "statement-address"),
        ('<javascript:alert(1)> a maillage:Tool ; rdfs:label "x"@fr .', "statement-address"),
        (RING + "ex:ring rdfs:seeAlso <mailto:prenom@example.org> .", "statement-contact"),
        (RING + "ex:ring dct:creator <tel:+33600000000> .", "statement-contact"),
        (RING + 'ex:ring <http://schema.org/email> "a@example.org" .', "statement-schema"),
        ("ex:p a <http://schema.org/Person> .", "statement-schema"),
        (RING + '[] rdf:reifies <<( ex:jean schema:email "j@example.org" )>> .', "statement-quoted"),
        (RING + 'ex:ring dct:date "2026-02-30"^^xsd:date .', "statement-unreadable"),
        (RING + 'ex:ring schema:price "NaN"^^xsd:decimal .', "statement-unreadable"),
        (RING + 'ex:ring schema:price "6_0"^^xsd:integer .', "statement-unreadable"),
        (RING + 'ex:ring dct:description "droite\u202egauche"@fr .', "statement-hidden"),
        ('ex:o a maillage:Association ; rdfs:label "x"@fr ; maillage:rna "W353001234\\n" .', "statement-hidden"),
    ],
    ids=lambda value: value if value.startswith("statement-") else "",
)
def test_what_no_shape_sees_is_told(validation: Validation, statements: str, broken: str) -> None:
    report = validation.validate(turtle(statements), TURTLE)
    assert broken in {rule(finding) for finding in report.findings}
    assert not report.conforms
    (told, *_) = [finding for finding in report.findings if rule(finding) == broken]
    assert told.message.fr != told.message.en
    assert f"statement-{broken.removeprefix('statement-')}" in report.turtle


@pytest.mark.parametrize(
    "thing",
    [
        'ex:l a maillage:Label ; schema:validFrom "31/01/2026"^^xsd:date ; schema:validThrough "2026-12-31"^^xsd:date .',
        "ex:m a <http://www.w3.org/ns/org#Membership> ; schema:validFrom [] ; schema:validThrough [] .",
        'ex:j a maillage:SharedJob ; maillage:share ex:s . ex:s a maillage:JobShare ; maillage:percent "60 %" .',
        'ex:e a maillage:Equipment ; schema:price "sNaN"^^xsd:decimal .',
        "ex:e a maillage:Equipment ; dct:type _:c . _:c rdf:first 1 ; rdf:rest _:c .",
    ],
    ids=["date", "blank", "percent", "nan", "list"],
)
def test_a_slip_of_the_keyboard_is_a_finding_not_a_crash(validation: Validation, thing: str) -> None:
    report = validation.validate(turtle(thing), TURTLE)
    assert not report.conforms
    assert len(report.findings) > 1


def test_a_check_that_cannot_run_is_not_a_check_that_passed(validation: Validation) -> None:
    need = (ROOT / "tests/examples/Need/ok-full.ttl").read_text()
    assert validation.validate(need.encode(), TURTLE).conforms
    # A blank day cannot be compared with the other: pySHACL raises, and nothing else is wrong.
    blank = need.replace('vf:hasBeginning "2026-09-01"^^xsd:date', "vf:hasBeginning [ a vf:Unit ]")
    assert blank != need
    report = validation.validate(blank.encode(), TURTLE)
    assert not report.conforms
    assert "statement-unjudged" in {rule(finding) for finding in report.findings}


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("fooZ", "barZ"), ("2026-03-32T15:00:00Z", "2026-03-32T16:30:00Z"), ("2026-03-07T24:00:00Z", "2026-03-07T25:00:00Z"),
        ("2026-03-07T15:00:00+99:99", "2026-03-07T16:30:00+99:99"), ("2026-03-07T15:00:00", "2026-03-07T16:30:00"),
    ],
)  # fmt: skip
def test_a_time_that_no_clock_shows_is_refused(validation: Validation, start: str, end: str) -> None:
    booking = f"""ex:mine a maillage:Booking ; vf:resourceInventoriedAs ex:premises\\/reservee ;
      adms:status S:booking-state\\/confirmed ; time:hasTime [ a time:Interval ;
        time:hasBeginning [ a time:Instant ; time:inXSDDateTimeStamp "{start}"^^xsd:dateTimeStamp ] ;
        time:hasEnd [ a time:Instant ; time:inXSDDateTimeStamp "{end}"^^xsd:dateTimeStamp ] ] ."""
    assert rules(validation, booking) & {"statement-unreadable", "Instant-inXSDDateTimeStamp"}


# --- what is published already


def test_a_published_interval_counts_for_the_thing_that_borrows_it(validation: Validation) -> None:
    borrowed = """ex:mine a maillage:Booking ; vf:resourceInventoriedAs <https://example.org/id/premises/reservee> ;
      adms:status <https://w3id.org/maillage/scheme/booking-state/confirmed> ;
      time:hasTime <https://example.org/id/booking/next#interval> ."""
    assert "Booking-overlap" in rules(validation, borrowed)


def test_typing_a_published_thing_otherwise_does_not_hide_it(validation: Validation) -> None:
    over = """ex:mine a maillage:Booking ; vf:resourceInventoriedAs <https://example.org/id/premises/reservee> ;
      adms:status <https://w3id.org/maillage/scheme/booking-state/confirmed> ; time:hasTime [ a time:Interval ;
        time:hasBeginning [ a time:Instant ; time:inXSDDateTimeStamp "2026-03-07T16:30:00Z"^^xsd:dateTimeStamp ] ;
        time:hasEnd [ a time:Instant ; time:inXSDDateTimeStamp "2026-03-07T17:00:00Z"^^xsd:dateTimeStamp ] ] ."""
    hiding = "<https://example.org/id/booking/taken> a <http://www.w3.org/2004/02/skos/core#Concept> ."
    assert "Booking-overlap" in rules(validation, over + hiding)


def test_a_share_added_to_a_published_job_counts_with_the_others(own: Validation, published: EmbeddedStorage) -> None:
    published.submit(
        Update(
            cause="test",
            text=PREFIXES.replace("@prefix", "PREFIX").replace("> .\n", ">\n")
            + """INSERT DATA { GRAPH <https://example.org/graph/job> {
              ex:job a maillage:SharedJob ; rdfs:label "Emploi"@fr ; maillage:owner <https://example.org/id/organisation/alpha> ;
                maillage:terms <https://w3id.org/maillage/scheme/pooling-terms/shared-use> ; maillage:share ex:s1 .
              ex:s1 a maillage:JobShare ; maillage:user <https://example.org/id/organisation/beta> ; maillage:percent 90 } }""",
        )
    )
    added = """ex:job maillage:share ex:s2 . ex:s2 a maillage:JobShare ;
      maillage:user <https://example.org/id/organisation/alpha> ; maillage:percent {} ."""
    assert rules(own, added.format(20)) == {"SharedJob-quotas"}
    assert rules(own, added.format(10)) == set()
    alone = (
        "ex:s1 a maillage:JobShare ; maillage:user <https://example.org/id/organisation/beta> ; maillage:percent 100 ."
    )
    assert rules(own, alone) == {"statement-part"}


def test_a_verifier_published_elsewhere_is_still_the_author(own: Validation, published: EmbeddedStorage) -> None:
    published.submit(
        Update(
            cause="test",
            text="INSERT DATA { GRAPH <https://example.org/graph/v> { <https://example.org/id/va> a <http://www.w3.org/ns/prov#Association> ; "
            "<http://www.w3.org/ns/prov#agent> <https://example.org/id/organisation/alpha> } }",
        )
    )
    said = """ex:v a maillage:Verification ; prov:used <https://example.org/id/resource/guide> ; dct:date "2026-01-01"^^xsd:date ;
      prov:qualifiedAssociation ex:va ."""
    assert "Verification-verifier-not-author" in rules(own, said)


def test_a_decision_on_another_resource_justifies_nothing(validation: Validation) -> None:
    resource = (ROOT / "tests/examples/Resource/ok-everywhere-by-decision.ttl").read_text()
    assert validation.validate(resource.encode(), TURTLE).conforms
    other = resource.replace("id/example>", "id/another>")
    found = {rule(finding) for finding in validation.validate(other.encode(), TURTLE).findings}
    assert found == {"Resource-everywhere"}


def test_a_finding_is_shown_as_it_is(validation: Validation) -> None:
    report = validation.validate(turtle(RING + 'ex:ring dct:type "\\u001b]0;titre\\u0007" .'), TURTLE)
    assert not report.conforms
    assert all(finding.value.isprintable() for finding in report.findings)
