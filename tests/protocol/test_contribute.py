"""Forms over HTTP: refused with a sentence at each field, kept as they were, then received once."""

import io
import re
import sqlite3
from html import unescape
from urllib.parse import quote

import pytest
import requests
from PIL import Image

from tests.desk import decide, person, settled
from tests.instance import Instance

S = "https://w3id.org/maillage/scheme/"
OUVERTE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"


def key_of(site: Instance, kind: str) -> str:
    """The key of a form that is drawn now."""
    found = re.search(r'name="key" value="([0-9A-Z]{26})"', site.get(f"/contribute/{kind}").text)
    assert found
    return found[1]


def send(
    site: Instance, kind: str, values: dict[str, object], photo: bytes = b"", headers: dict[str, str] | None = None
) -> requests.Response:
    """Send a form as a browser without JavaScript does."""
    pairs = [(name, one) for name, told in values.items() for one in (told if isinstance(told, list) else [told])]
    files: list[tuple[str, tuple[str | None, str | bytes]]] = [(name, (None, str(value))) for name, value in pairs]
    files.append(("photo", ("ring.jpg", photo)))
    return site.session.post(
        f"{site.base}/contribute/{kind}", files=files, headers=headers, allow_redirects=False, timeout=60
    )


def picture() -> bytes:
    """A photo that tells where it was taken."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010E] = "Chez Camille"
    Image.new("RGB", (80, 60), "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def ring(site: Instance, **changed: object) -> dict[str, object]:
    """A thing to lend, of an organisation of the sample network."""
    told: dict[str, object] = {
        "key": key_of(site, "equipment"),
        "label": 'Ring "gonflable"',
        "terms": [S + "pooling-terms/loan", S + "pooling-terms/hire"],
        "commune": "Vitré (35360)",
        "owner": "AFEV",
        "price": "12,50",
        "openingSchedule-1.byDay": "https://schema.org/Saturday",
        "openingSchedule-1.startTime": "09:00",
        "openingSchedule-1.endTime": "18:00",
    }
    return {**told, **changed}


def test_a_filled_form_is_received_and_sent_twice_is_one(site: Instance) -> None:
    values = ring(site, address="essai@example.org", photoText="Un ring vert", photoLicence=OUVERTE)
    first = send(site, "equipment", values, picture())
    assert first.status_code == 303, first.text
    assert first.headers["Location"].startswith(("/follow/", f"{site.base}/follow/"))
    assert send(site, "equipment", values, picture()).headers["Location"] == first.headers["Location"]
    assert send(site, "equipment", {**values, "price": "13"}, picture()).status_code == 409


def test_an_empty_form_is_refused_with_a_sentence_at_each_field_that_is_needed(site: Instance) -> None:
    answer = send(site, "equipment", {"key": key_of(site, "equipment")})
    assert answer.status_code == 422
    for target in ("#label", "#terms-1", "#owner"):
        assert f'href="{target}"' in answer.text
    assert 'role="alert"' in answer.text
    assert 'aria-describedby="label-help label-fault" aria-invalid="true"' in answer.text


def test_everything_wrong_is_told_at_once_and_what_was_answered_is_kept(site: Instance) -> None:
    values = ring(site, commune="Châteaubourg", price="douze", label="", description="Un <b>texte</b>")
    answer = send(site, "equipment", values, picture())
    assert answer.status_code == 422
    for target in ("#commune", "#price", "#label", "#photoText", "#photoLicence"):
        assert f'href="{target}"' in answer.text, target
    assert 'value="Châteaubourg"' in answer.text
    assert "Un &lt;b&gt;texte&lt;/b&gt;" in answer.text
    assert f'value="{values["key"]}"' in answer.text
    kept = re.search(r'name="photoKept" value="([0-9a-f]{64})"', answer.text)
    assert kept
    # The photo is not asked for again, and what waits is nobody's to see.
    corrected = ring(site, key=values["key"], photoKept=kept[1], photoText="Un ring", photoLicence=OUVERTE)
    assert send(site, "equipment", corrected).status_code == 303
    assert site.get(f"/photos/{kept[1]}.jpg").status_code == 404


@pytest.mark.parametrize(("data", "words"), [(b"<svg onload='x'/>", "photo lisible"), (bytes(6_000_000), "5 Mo")])
def test_what_is_no_photo_is_told_at_the_photo(site: Instance, data: bytes, words: str) -> None:
    answer = send(site, "equipment", ring(site), data, {"Accept-Language": "fr"})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'href="#photo"' in answer.text


def test_a_page_in_english_refuses_in_english(site: Instance) -> None:
    answer = send(site, "tool", {"label": ""}, headers={"Accept-Language": "en"})
    assert "To correct before sending" in answer.text
    assert "missing or unfit" in answer.text


def test_one_more_input_is_asked_for_without_sending(site: Instance) -> None:
    answer = send(site, "tool", {"label": "Agenda", "usedBy": "AFEV", "more": "usedBy"})
    assert answer.status_code == 200
    assert 'id="usedBy-2"' in answer.text
    assert 'value="AFEV"' in answer.text


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("tool", {"label": "Agenda partagé", "usedBy": ["AFEV", "FIGO"]}),
        ("obstacle", {"subject": S + "obstacle/time", "spatial": "35360", "observedOn": "2026-03-01"}),
        (
            "need",
            {"label": "Une salle", "poolingType": S + "pooling-type/premises", "commune": "35360", "receiver": "AFEV"},
        ),
        ("volunteers", {"label": "Buvette", "skill": "comptabilité", "commune": "Vitré", "receiver": "AFEV (afev)"}),
    ],
)
def test_names_codes_and_choices_are_understood(site: Instance, kind: str, values: dict[str, object]) -> None:
    answer = send(site, kind, {"key": key_of(site, kind), **values})
    assert answer.status_code == 303, answer.text


def test_a_form_of_another_site_is_refused(site: Instance) -> None:
    answer = send(site, "tool", {"label": "Agenda"}, headers={"Origin": "https://ailleurs.example"})
    assert answer.status_code == 403


def test_an_address_that_is_none_is_told_at_its_field(site: Instance) -> None:
    answer = send(site, "equipment", ring(site, address="camille"))
    assert answer.status_code == 422
    assert 'href="#address"' in answer.text


def published(site: Instance, thing: str) -> None:
    """Confirm and accept the last that a form sent of a thing, until it is published."""
    rows = sqlite3.connect(site.root / "desk.sqlite").execute(
        "SELECT contribution FROM things WHERE iri = ? ORDER BY contribution DESC", (thing,)
    )
    address = f"{site.base}/contributions/{rows.fetchone()[0]}"
    for move in ("confirm", "accept"):
        answer = decide(site, address, move)
        assert answer.status_code == 200, answer.text
    told = settled(site, address)
    assert told["published"], told


def test_a_thing_with_its_photo_is_published_and_revised_by_the_same_form(site: Instance) -> None:
    values = ring(site, photoText="Un ring vert", photoLicence=OUVERTE)
    assert send(site, "equipment", values, picture()).status_code == 303
    thing = f"{site.base}/id/equipment/{values['key']}"
    published(site, thing)
    (row,) = site.rows(f"SELECT ?p WHERE {{ <{thing}> <https://schema.org/image> ?p }}")
    shown = site.get(row["p"].removeprefix(site.base))
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert b"Camille" not in shown.content
    again = site.get(row["p"].removeprefix(site.base), headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304

    address = f"revise?thing={quote(thing, safe='')}"
    form = site.get(f"/contribute/{address}").text
    assert 'value="Ring &#34;gonflable&#34;"' in form
    assert 'value="Vitré (35360)"' in form
    assert 'value="AFEV (afev)"' in form
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    revised = {**values, **{name: unescape(told) for name, told in hidden.items()}, "label": "Ring bleu"}
    assert send(site, address, revised).status_code == 303
    published(site, thing)
    labels = site.rows(f"SELECT ?l WHERE {{ <{thing}> <http://www.w3.org/2000/01/rdf-schema#label> ?l }}")
    assert [label["l"] for label in labels] == ["Ring bleu"]
    assert site.get(row["p"].removeprefix(site.base)).status_code == 200
    # What was read is no longer what is published.
    stale = {**revised, "key": key_of(site, "equipment"), "label": "Ring rouge"}
    assert send(site, address, stale).status_code == 412


def test_an_author_corrects_what_waits_by_its_private_link(site: Instance) -> None:
    values = ring(site, photoText="Un ring vert", photoLicence=OUVERTE)
    follow = send(site, "equipment", values, picture()).headers["Location"]
    address = f"revise/{follow.rpartition('/')[2]}"
    form = site.get(f"/contribute/{address}").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert hidden["photoKept"]
    corrected = {**values, **hidden, "label": "Ring corrigé", "price": "treize"}
    refused = send(site, address, corrected)
    assert (refused.status_code, 'href="#price"' in refused.text) == (422, True)
    assert send(site, address, {**corrected, "price": "13"}).status_code == 303
    again = site.get(f"/contribute/{address}").text
    assert 'value="Ring corrigé"' in again
    assert hidden["match"] not in again
    assert site.get("/contribute/revise/nothing").status_code == 404


def test_a_correction_begins_with_the_record_it_is_about(site: Instance) -> None:
    afev = quote(f"{site.base}/id/organisation/afev", safe="")
    assert 'value="AFEV (afev)"' in site.get(f"/contribute/correction?thing={afev}").text


def test_what_no_contribution_published_is_not_revised(site: Instance) -> None:
    commune = quote("https://w3id.org/maillage/id/commune/35360", safe="")
    assert site.get(f"/contribute/revise?thing={commune}").status_code == 404
    assert site.get("/contribute/revise").status_code == 404


def test_a_skill_is_completed_from_its_vocabulary(site: Instance) -> None:
    told = site.get("/suggest?scheme=skill&q=compta").json()
    assert S + "skill/accounting" in [one["iri"] for one in told]
    assert site.get("/suggest?scheme=nothing&q=a").status_code == 404


def test_an_accepted_correction_is_shown_beside_the_record(site: Instance) -> None:
    afev = f"{site.base}/id/organisation/afev"
    values: dict[str, object] = {
        "key": key_of(site, "correction"),
        "hasTarget": "AFEV (afev)",
        "correctedProperty": "http://www.w3.org/2000/01/rdf-schema#label",
        "readValue": "AFEV",
        "proposedValue": "Association de la fondation étudiante",
    }
    assert send(site, "correction", values).status_code == 303
    published(site, f"{site.base}/id/annotation/{values['key']}")
    page = site.get("/doc/organisation/afev.html").text
    assert "<ins>Association de la fondation étudiante</ins>" in page
    names = site.rows(f"SELECT ?l WHERE {{ <{afev}> <http://www.w3.org/2000/01/rdf-schema#label> ?l }}")
    assert [row["l"] for row in names] == ["AFEV"]


def test_an_organisation_that_is_new_here_is_proposed_with_what_is_sent_422_303(site: Instance) -> None:
    values = ring(site, owner="Les Amis du Test Neuf")
    refused = send(site, "equipment", values)
    assert refused.status_code == 422
    assert 'name="newOrganisation"' in refused.text
    assert 'name="newOrganisation"' not in send(site, "equipment", {**ring(site), "price": "x"}).text
    sent = send(site, "equipment", {**values, "newOrganisation": "yes"})
    assert sent.status_code == 303, sent.text
    assert send(site, "equipment", {**values, "newOrganisation": "yes"}).headers["Location"] == sent.headers["Location"]
    follow = sent.headers["Location"].removeprefix(site.base)
    form = site.get(follow.replace("/follow/", "/contribute/revise/"))
    assert form.status_code == 200
    assert "<h1>Modifier : Ring" in form.text
    assert "Ring" in form.text


def test_an_organisation_is_named_by_its_number_wherever_it_is_proposed(site: Instance) -> None:
    kind = f"{S}actor-kind/association"
    values: dict[str, object] = {
        "key": key_of(site, "organisation"),
        "label": "Club d’essai",
        "rna": "W999001234",
        "classification": kind,
    }
    sent = send(site, "organisation", values)
    assert sent.status_code == 303, sent.text
    rows = sqlite3.connect(site.root / "desk.sqlite").execute("SELECT iri FROM things WHERE title = 'Club d’essai'")
    assert rows.fetchall() == [("https://w3id.org/maillage/id/association/W999001234",)]


def test_a_form_of_another_site_keeps_no_photo_403(site: Instance) -> None:
    kept = sorted((site.root / "photos").glob("*"))
    refused = send(site, "equipment", ring(site), noise(), {"Origin": "https://evil.example"})
    assert refused.status_code == 403
    assert sorted((site.root / "photos").glob("*")) == kept


def noise() -> bytes:
    """A photo that nobody sent before."""
    out = io.BytesIO()
    Image.effect_noise((60, 40), 80).save(out, "PNG")
    return out.getvalue()


def test_the_other_organisation_of_an_exchange_is_named_as_in_a_form_303_422(site: Instance) -> None:
    afev = f"{site.base}/id/organisation/afev"
    found = site.rows(
        f"SELECT ?o WHERE {{ ?o a <http://www.w3.org/ns/org#Organization> FILTER (?o != <{afev}>) }} LIMIT 1"
    )
    alpha = person(site, "heures.noms@exemple.fr", found[0]["o"])
    drawn = alpha.get("/desk/exchanges").text
    assert 'data-suggest="org:Organization' in drawn
    assert "/static/complete.js" in drawn
    told = {"role": "provider", "hours": "2", "day": "2026-03-02", "skill": ""}
    assert alpha.post("/desk/exchanges", None, **told, other="Personne de ce nom").status_code == 422
    for written in ("AFEV", "AFEV (afev)"):
        assert alpha.post("/desk/exchanges", None, **told, other=written).status_code == 303
    others = sqlite3.connect(site.root / "desk.sqlite").execute("SELECT DISTINCT receiver FROM exchanges")
    assert others.fetchall() == [(afev,)]
