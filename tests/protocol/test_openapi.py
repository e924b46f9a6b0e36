"""`/openapi.json`: every route is told, with every status that it answers; schemathesis looks for what is not."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from graph_service.app import create_app
from graph_service.engine.library.shelf import questions
from graph_service.engine.store import EmbeddedStorage
from graph_service.settings import Settings
from graph_service.web.api_operations import operations
from graph_service.web.api_table import PEOPLE
from tests.instance import Instance


def test_every_route_and_verb_is_an_operation_and_each_operation_a_route(settings: Settings) -> None:
    app = create_app(settings, EmbeddedStorage(settings))
    told = {(operation.rule or operation.path, operation.method.upper()) for operation in operations()}
    routes = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static" and not rule.rule.startswith(PEOPLE)
    }
    assert told == routes


def test_every_question_is_told_with_its_parameters_and_formats(instance: Instance) -> None:
    document = instance.get("/openapi.json").json()
    for name, question in questions().items():
        told = document["paths"][f"/queries/{name}"]["get"]
        assert set(question.parameters) <= {parameter["name"] for parameter in told["parameters"]}
    assert "/queries/open-calls.ics" in document["paths"]
    assert "/queries/white-zones.geojson" in document["paths"]
    assert "/queries/white-zones.ics" not in document["paths"]


@pytest.mark.parametrize(("language", "words"), [("fr", "Interroger"), ("en", "Complete a name")])
def test_the_document_and_its_page_speak_both_languages_200_304(instance: Instance, language: str, words: str) -> None:
    headers = {"Accept-Language": language}
    answer = instance.get("/openapi.json", headers=headers)
    assert answer.json()["openapi"] == "3.1.0"
    assert words in answer.text
    assert (
        instance.get("/openapi.json", headers={**headers, "If-None-Match": answer.headers["ETag"]}).status_code == 304
    )
    page = instance.get("/api", headers=headers)
    assert page.status_code == 200
    assert words in page.text
    cite = instance.get("/citing", headers=headers)
    assert f"?version={instance.health()['version']}" in cite.text


def explore(france: Instance, folder: Path, phases: str, examples: int, seconds: int) -> str:
    """Let schemathesis ask the instance; what it printed."""
    france.wait_for_search()
    document = france.get("/openapi.json").json()
    # Formats of one question share their code: a question is asked here in one of them, two in all of theirs.
    spared = [
        path for path in document["paths"] if re.match(r"/queries/(?!open-calls|equipment-nearby)[a-z-]+\.", path)
    ]
    for path in spared:
        del document["paths"][path]
    schema = folder / "openapi.json"
    schema.write_text(json.dumps(document))
    checks = "not_a_server_error,status_code_conformance,content_type_conformance"
    arguments = [
        "run", str(schema), "--url", france.base, "--checks", checks, "--phases", phases, "--max-examples", str(examples),
        "--seed", "20261124", "-H", f"Authorization: {france.bearer['Authorization']}", "--continue-on-failure",
        "--warnings", "off", "--no-color", "--workers", "1",
    ]  # fmt: skip
    done = subprocess.run(
        [str(Path(sys.executable).with_name("schemathesis")), *arguments],
        cwd=folder, capture_output=True, text=True, check=False, timeout=seconds,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2000:]
    return done.stdout


def test_schemathesis_finds_no_5xx_and_no_status_that_is_not_told(france: Instance, tmp_path: Path) -> None:
    said = explore(france, tmp_path, "examples,fuzzing", 3, 110)
    assert "No issues found" in said, said[-2000:]


@pytest.mark.campaign
def test_schemathesis_goes_through_every_limit_of_every_parameter(france: Instance, tmp_path: Path) -> None:
    print(explore(france, tmp_path, "examples,coverage,fuzzing", 40, 3600)[-1500:])
