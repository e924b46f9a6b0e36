"""Settings: a wrong value is a sentence; every setting is explained in both languages and in the README."""

from pathlib import Path

import pytest

from graph_service.errors import UsageError
from graph_service.settings import Settings, read_settings, remember_address, rows
from tests.instance import Instance

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("QUERY_TIMEOUT", "-1"),
        ("DEFAULT_GRAPH", "other"),
        ("BASE_IRI", "not an address"),
        ("THREADS", "1"),
    ],
)
def test_a_wrong_value_names_the_variable_and_the_value(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("MAILLAGE_" + name, value)
    with pytest.raises(UsageError) as refused:
        read_settings()
    assert f"MAILLAGE_{name}" in refused.value.detail.fr
    assert value in refused.value.detail.en


def test_a_wrong_value_at_start_is_a_sentence_and_not_a_traceback(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data", threads="few")
    said = instance.command("serve", code=1)
    assert "MAILLAGE_THREADS" in said
    assert "Traceback" not in said


def test_every_setting_has_help_in_two_languages_and_stands_in_the_readme() -> None:
    assert len(rows()) == len(Settings.model_fields)
    for name, _, _, text in rows():
        assert text.fr
        assert text.en
        assert text.fr != text.en
        assert f"`{name}`" in README, f"{name} is not in the README"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILLAGE_TRUSTED_HOSTS", '["a.example"]')
    monkeypatch.setenv("MAILLAGE_BASE_IRI", "https://a.example/")
    assert read_settings().trusted_hosts == ("a.example",)
    assert read_settings().base_iri == "https://a.example"


def test_the_address_follows_the_port_and_the_data_folder_remembers_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MAILLAGE_BASE_IRI", raising=False)
    assert read_settings(data_dir=tmp_path, port=8123).base_iri == "http://localhost:8123"
    remember_address(read_settings(data_dir=tmp_path, port=8123))
    assert read_settings(data_dir=tmp_path).base_iri == "http://localhost:8123"
    monkeypatch.setenv("MAILLAGE_BASE_IRI", "https://maillage.example")
    assert read_settings(data_dir=tmp_path).base_iri == "https://maillage.example"
    remember_address(read_settings(data_dir=tmp_path))
    monkeypatch.delenv("MAILLAGE_BASE_IRI")
    assert read_settings(data_dir=tmp_path).base_iri == "https://maillage.example"
