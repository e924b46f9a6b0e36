"""A GoGoCarto map as a source: its three shapes, its mapping, what is private, what is unknown, what is refused."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.engine.formats.gogocarto import Element, read_elements
from graph_service.errors import UnreadableTable, UsageError
from loaders.sheets.mapping import read_mapping
from tests.instance import Instance
from tests.loaders.graphs import graph_base, said, statements

MAPPING = """
feuille: points d’appui
colonnes: {périmètre: "35", niveau: information}
champs: {presentation: description, site: site}
catégories:
  Maison des associations: {nature: collectivité}
  "104": {nature: association, thèmes: [emploi, comptabilité et gestion]}
  Salle: {feuille: locaux, nature: salle de réunion, accessibilité: inconnue, conditions: location}
  Commerce: ignorer
"""
FULL = {
    "id": "aX3", "name": "Maison de l’exemple", "geo": {"latitude": 48.1239, "longitude": -1.21},
    "address": {"streetAddress": "3 rue Cachée", "addressLocality": "Vitré", "postalCode": "35500"},
    "createdAt": "02/03/2018", "categories": ["Maison des associations"], "status": 1, "moderationState": 0,
    "presentation": "Accueil des associations.", "site": "https://example.org/mda", "email": "secret@example.org",
    "telephone": "02 99 00 00 00", "userOwnerEmail": "cache@example.org", "images": [],
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def left(france: Instance) -> Iterator[None]:
    """The maps leave the shared instance: their services cover zones that other tests look for as white ones."""
    yield
    maps = france.rows(f'SELECT ?g {{ GRAPH ?g {{ }} FILTER (STRSTARTS(STR(?g), "{graph_base(france)}gogocarto-")) }}')
    assert not maps or france.update(" ; ".join(f"DROP GRAPH <{row['g']}>" for row in maps)).status_code == 204


def write(folder: Path, *elements: object, mapping: str = MAPPING, ontology: str = "gogofull") -> tuple[Path, Path]:
    """A map and its mapping."""
    carte, correspondance = folder / "carte.json", folder / "correspondance.yml"
    carte.write_text(json.dumps({"data": elements, "ontology": ontology}), encoding="utf-8")
    correspondance.write_text(mapping, encoding="utf-8")
    return carte, correspondance


def load(instance: Instance, files: tuple[Path, Path], name: str, *options: str, code: int = 0) -> str:
    """Load a map under the open licence."""
    command = ("load", "gogocarto", str(files[0]), "--mapping", str(files[1]), "--name", name, "--licence", "cc by sa")
    return said(instance.command(*command, *options, code=code))


def test_a_map_enters_without_anything_private(france: Instance, tmp_path: Path) -> None:
    load(france, write(tmp_path, FULL), "private")
    text = "\n".join(statements(france, "gogocarto-private"))
    assert '"Maison de l’exemple"@fr' in text
    assert "id/commune/35360" in text
    assert "Accueil des associations." in text
    assert "actor-kind/local-authority" in text
    for hidden in ("secret@", "cache@", "02 99", "Cachée", "createdAt"):
        assert hidden not in text


def test_load_again_change_withdraw(france: Instance, tmp_path: Path) -> None:
    files = write(tmp_path, FULL, {**FULL, "id": "b", "name": "Autre"})
    load(france, files, "life")
    first = statements(france, "gogocarto-life")
    assert "rien ne change" in load(france, files, "life")
    write(tmp_path, {**FULL, "presentation": "Deux salles."}, {**FULL, "id": "b", "name": "Autre"})
    load(france, files, "life")
    changed = statements(france, "gogocarto-life") ^ first
    assert {line.split('"')[1] for line in changed} == {"Accueil des associations.", "Deux salles."}
    # The mapping counts as a file: changing it loads again.
    write(
        tmp_path,
        {**FULL, "presentation": "Deux salles."},
        mapping=MAPPING.replace("nature: collectivité", "nature: réseau"),
    )
    assert "publié" in load(france, files, "life")
    france.command("withdraw", "gogocarto", "--name", "life")
    assert statements(france, "gogocarto-life") == set()


def test_unknown_categories_are_told_and_unpublished_elements_left_out(france: Instance, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    files = write(
        tmp_path,
        {**FULL, "categories": ["Maison des associations", "Jardin"]},
        {**FULL, "id": "p", "name": "En attente", "status": 0},
        {**FULL, "id": "d", "name": "Supprimée", "status": -4},
        {**FULL, "id": "c", "name": "Épicerie", "categories": ["Commerce"]},
        {**FULL, "id": "m", "name": "Signalée", "moderationState": 1},
    )
    load(france, files, "unknown", "--report", str(report))
    names = {line.split('"')[1] for line in statements(france, "gogocarto-unknown") if "#label" in line}
    assert names & {"Maison de l’exemple", "Signalée", "En attente", "Supprimée", "Épicerie"} == {
        "Maison de l’exemple",
        "Signalée",
    }
    lines = report.read_text(encoding="utf-8-sig")
    assert "carte.json;1;categories;Jardin;warning;catégorie absente de la correspondance" in lines
    assert "carte.json;2;status;0;listed;pas publié" in lines
    assert "carte.json;4;categories;Commerce;listed" in lines
    assert "carte.json;5;moderationState;1;warning" in lines


def test_a_refused_element_is_told_in_french_and_goes_to_a_sheet(france: Instance, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    nowhere = {**FULL, "id": "n", "name": "Nulle part", "address": {"addressLocality": "Ville-qui-n’est-pas"}}
    load(france, write(tmp_path, FULL, nowhere), "refused", "--report", str(report), code=3)
    assert "n’est pas un territoire connu" in report.read_text(encoding="utf-8-sig")
    (refused,) = tmp_path.glob("report-*-refused.csv")
    assert "Nulle part" in refused.read_text(encoding="utf-8-sig")


def test_a_telephone_in_a_text_leaves_the_text_out(france: Instance, tmp_path: Path) -> None:
    load(france, write(tmp_path, {**FULL, "presentation": "Appelez le 02 99 11 22 33"}), "phone")
    assert not any("02 99" in line for line in statements(france, "gogocarto-phone"))


def test_a_category_may_fill_another_sheet_and_several_add_up(tmp_path: Path) -> None:
    mapping = read_mapping(write(tmp_path)[1])
    room = mapping.row(Element(1, "r", "Salle verte", categories=("Salle",)))
    assert room is not None
    assert (room.template.name, room.cells["kind"], room.cells["accessibility"]) == (
        "locaux",
        "salle de réunion",
        "inconnue",
    )
    actor = mapping.row(Element(1, "r", "Le Fil", categories=("104", "Maison des associations")))
    assert actor is not None
    assert actor.cells["kind"] == "association ; collectivité"
    assert actor.cells["themes"] == "emploi ; comptabilité et gestion"


def test_the_three_shapes_say_the_same() -> None:
    full = {"id": "a", "name": "Nom", "geo": {"latitude": 48.5, "longitude": -1.5}, "categories": [12], "status": 4}
    compact = ["a", "Nom", 48.5, -1.5, [12], 4]
    documents = [{"data": [full]}, {"@context": "x", "@graph": [full]}, {"data": [compact], "ontology": "gogocompact"}]
    elements = [read_elements(json.dumps(document).encode(), "m.json") for document in documents]
    assert elements[0] == elements[1] == elements[2]
    assert elements[0] == [Element(1, "a", "Nom", 48.5, -1.5, ("12",), status=4)]


@pytest.mark.parametrize("data", [b"", b"[1]", b"{}", b'{"data": 3}', b"\xff", b"[" * 100_000])
def test_what_is_not_a_map_is_told(data: bytes) -> None:
    with pytest.raises(UnreadableTable):
        read_elements(data, "m.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=7)
        | st.dictionaries(st.sampled_from([*FULL, "@id", "categoriesFull"]), inner, max_size=5)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_gives_elements_or_a_sentence(item: object) -> None:
    for element in read_elements(json.dumps({"data": [item]}).encode(), "m.json"):
        assert element.latitude is None or -90 <= element.latitude <= 90
        assert not {"email", "telephone", "userOwnerEmail"} & set(element.fields)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("feuille: jardin", "n’est pas une feuille"),
        ("categories: {}", "parties attendues"),
        ("feuille: locaux\ncolonnes: {couleur: bleu}", "n’est pas une colonne"),
        ("feuille: points d’appui\nchamps: {mail: site}", "champ privé"),
        ("feuille: points d’appui\ncolonnes: {courriel: a@b.org}", "n’est pas une colonne"),
        ("feuille: locaux\ncatégories: {Salle: oui}", "écrivez colonne: valeur"),
        ("feuille: [", "correspondance.yml"),
        ("[" * 5_000, "correspondance.yml"),
        ("feuille: locaux\ncolonnes: &a {nom: x}\nchamps: *a", "aliases"),
        ("feuille: points d’appui\nchamps: {responsable: nom}", "champ privé"),
        ("feuille: locaux\ncatégories: [a]", "des clés et des valeurs"),
    ],
)
def test_a_wrong_mapping_says_what_was_expected(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_mapping(write(tmp_path, mapping=text)[1])
    assert words in refused.value.detail.fr


def test_without_a_mapping_one_is_suggested(france: Instance, tmp_path: Path) -> None:
    carte, _ = write(tmp_path, FULL)
    told = france.command("load", "gogocarto", str(carte), "--licence", "cc0", code=1)
    assert "'Maison des associations': ignorer   # 1" in told
    assert "presentation" in told
    suggested = tmp_path / "suggested.yml"
    suggested.write_text(told[told.index("feuille:") :], encoding="utf-8")
    assert read_mapping(suggested).categories == {"maison des associations": None}


def test_two_maps_number_their_elements_alike_and_keep_their_things_apart(france: Instance, tmp_path: Path) -> None:
    mapping = "feuille: locaux\ncolonnes: {responsable: Ville, conditions: prêt, accessibilité: inconnue}\n"
    for name, room in (("g1", "Salle A"), ("g2", "Salle B")):
        (tmp_path / name).mkdir()
        load(
            france, write(tmp_path / name, {**FULL, "id": "12", "name": room, "categories": []}, mapping=mapping), name
        )
    things = [{line.split()[0] for line in statements(france, f"gogocarto-{name}") if "#label" in line and "Salle" in line}
              for name in ("g1", "g2")]  # fmt: skip
    assert things[0].isdisjoint(things[1])
    assert things[0]
