"""The forms as pages: each input named, each reference leading somewhere, six questions first, nothing inline."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask

import graph_service.web
from graph_service.app import create_app
from graph_service.engine.forms.fields import form_of
from graph_service.engine.forms.kinds import KINDS
from graph_service.engine.forms.statements import Fault
from graph_service.engine.store import EmbeddedStorage
from graph_service.languages import Text
from graph_service.settings import read_settings
from graph_service.web.contribute_page import drawing

KEYS = [kind.key for kind in KINDS]


class Read(HTMLParser):
    """The elements of a page, each with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.detailed = False
        self.first: list[str] = []
        """Names of the inputs that are seen before « Préciser » is opened."""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        told = {name: value or "" for name, value in attrs}
        self.elements.append((tag, told))
        self.detailed = self.detailed or told.get("class") == "more"
        if not self.detailed and told.get("name") and told.get("type") not in ("hidden",) and tag != "meta":
            self.first.append(told["name"])

    def all(self, *tags: str) -> list[dict[str, str]]:
        """The attributes of every element of some names."""
        return [told for tag, told in self.elements if tag in tags]

    @property
    def ids(self) -> list[str]:
        """Every id."""
        return [told["id"] for _, told in self.elements if "id" in told]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_kinds_are_offered_in_the_words_of_people(pages: Flask, language: str) -> None:
    answer = pages.test_client().get("/contribute", headers={"Accept-Language": language})
    read = Read(answer.text)
    links = [told.get("href", "").partition("?")[0] for told in read.all("a")]
    assert {f"/contribute/{key}" for key in KEYS} <= set(links)
    assert ("Je mets à disposition" if language == "fr" else "I am looking for") in answer.text
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_a_form_names_every_input_and_leads_nowhere_wrong(pages: Flask, key: str, language: str) -> None:
    answer = pages.test_client().get(f"/contribute/{key}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    read = Read(answer.text)
    assert len(set(read.ids)) == len(read.ids)
    labelled = {told["for"] for told in read.all("label")}
    for told in read.all("input", "select", "textarea"):
        if told.get("type") != "hidden":
            assert told.get("id") in labelled or told.get("aria-label"), told
    for _, told in read.elements:
        for name in ("aria-describedby", "list", "for"):
            assert set(told.get(name, "").split()) <= set(read.ids), told
        assert "style" not in told
        assert not [name for name in told if name.startswith("on")]
    assert [told.get("src") for told in read.all("script")] == ["/static/complete.js"]
    assert "Licence Ouverte 2.0" in answer.text
    assert [told for told in read.all("input") if told.get("name") == "address"] == []
    assert len([told for told in read.all("input") if told.get("name") == "key"]) == 1


@pytest.mark.parametrize("key", KEYS)
def test_six_questions_at_most_are_seen_at_first(pages: Flask, key: str) -> None:
    form = form_of(key)
    read = Read(pages.test_client().get(f"/contribute/{key}").text)
    own = {one.name: one.name for one in form.first}
    for field in form.first:
        own |= {one.name: field.name for one in field.fields}
    own |= dict.fromkeys(("photoText", "photoLicence"), "photo")
    seen = {own.get(name.partition(".")[0].rstrip("-0123456789"), name) for name in read.first}
    # The search of the header is on every page.
    assert len(seen - {"more", "address", "q", "lang"}) <= 6
    if form.groups:
        assert ("details", {"class": "more"}) in read.elements


def test_each_page_is_a_new_thing(pages: Flask) -> None:
    def key() -> str:
        page = Read(pages.test_client().get("/contribute/need").text)
        return next(told["value"] for told in page.all("input") if told.get("name") == "key")

    assert key() != key()


def test_an_address_begins_a_form_and_what_it_does_not_know_is_left_out(pages: Flask) -> None:
    asked = "/contribute/need?commune=35360&label=%3Cb%3Eune+salle%3C/b%3E&owner=x&description=Deux"
    text = pages.test_client().get(asked).text
    assert 'value="35360"' in text
    assert "&lt;b&gt;une salle&lt;/b&gt;" in text
    assert "<b>une salle" not in text
    assert 'name="owner"' not in text
    # What is under « Préciser » and was answered is not hidden.
    assert ("details", {"class": "more", "open": ""}) in Read(text).elements


def test_a_form_of_nothing_is_not_found(pages: Flask) -> None:
    assert pages.test_client().get("/contribute/nothing").status_code == 404


def test_a_fault_is_told_in_the_summary_and_at_its_field() -> None:
    sentence = Text("Dites-le autrement.", "Say it otherwise.")
    faults = [Fault("openingSchedule-1.startTime", sentence), Fault("label", sentence), Fault("", sentence)]
    faults.append(Fault("terms", sentence))
    view = drawing(form_of("premises"), {"openingSchedule-1.startTime": ["9"]}, faults, "fr")
    assert [trouble.target for trouble in view.troubles] == ["label", "terms-1", "openingSchedule-1.startTime", ""]
    (label,) = [one for one in view.first if one.name == "label"]
    assert label.faults == ("Dites-le autrement.",)
    assert label.told == "label-help label-fault"


def test_one_more_is_one_more_input() -> None:
    form, values = form_of("shared-job"), {"share-1.percent": ["40"], "url": ["https://example.org/"]}
    url, share = form.groups[next(g for g in form.groups if g.fr == "Liens")][0], form.first[2]
    counted = []
    for more in ([], ["url"], ["share"]):
        view = drawing(form, {**values, "more": more}, (), "fr")
        drawn = {one.name: one for one in (*view.first, *(one for _, several in view.groups for one in several))}
        counted.append((len(drawn[url.name].inputs), len(drawn[share.name].parts)))
    assert counted == [(1, 1), (2, 1), (1, 2)]


def test_the_script_that_completes_names_is_small() -> None:
    folder = Path(graph_service.web.__file__).parent / "static"
    assert (folder / "complete.js").stat().st_size < 2048


def test_an_address_to_confirm_by_is_asked_for_only_where_mail_leaves(tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path / "data", smtp_url="smtp://127.0.0.1:9")
    page = create_app(settings, EmbeddedStorage(settings)).test_client().get("/contribute/tool")
    assert 'name="address" type="email"' in page.get_data(as_text=True)
