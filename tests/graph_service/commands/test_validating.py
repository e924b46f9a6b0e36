"""`maillage validate` as a person types it."""

import json
from pathlib import Path

from rdflib import Graph

from tests.instance import Instance
from tests.model import ROOT

_RING = """@prefix m: <https://w3id.org/maillage/def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://example.org/ring> a m:Equipment ; rdfs:label "Ring"@fr .
"""


def test_a_file_is_judged_in_sentences_in_turtle_and_in_json(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")
    ring = tmp_path / "ring.ttl"
    ring.write_text(_RING)
    said = instance.command("validate", str(ring), code=1)
    assert "The owner is missing" in said
    assert "2 violations" in said
    report = instance.command("validate", str(ring), "--output", "json", code=1)
    found = json.loads(report[report.index("{") : report.rindex("}") + 1])
    assert {finding["path"] for finding in found["findings"]} == {"maillage:owner", "maillage:terms"}
    turtle = instance.command("validate", str(ring), "--output", "turtle", code=1)
    assert len(Graph().parse(data=turtle[turtle.index("@prefix") : turtle.rindex(" .") + 2], format="turtle")) > 10


def test_a_good_file_exits_with_0_and_needs_no_store(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")
    example = ROOT / "tests/examples/FreeText/ok-numbers.ttl"
    assert "0 violations" in instance.command("validate", str(example))
    assert not (tmp_path / "data").exists()


def test_files_that_cannot_be_judged_say_why(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")
    (tmp_path / "a.docx").write_text("x")
    assert ".ttl" in instance.command("validate", str(tmp_path / "a.docx"), code=1)
    (tmp_path / "a.ttl").write_text("<a> <b>")
    assert "Unreadable" in instance.command("validate", str(tmp_path / "a.ttl"), code=1)
    instance.command("validate", str(tmp_path / "none.ttl"), code=2)
    assert "Exit codes" in instance.command("validate", "--help")
