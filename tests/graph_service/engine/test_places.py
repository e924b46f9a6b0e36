"""The published territories: found by code and by name, never by guess, whatever was published since."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.engine.formats.sheets.places import UnresolvedError
from graph_service.engine.places import PublishedPlaces
from graph_service.engine.store import EmbeddedStorage
from graph_service.settings import read_settings
from graph_service.vocabulary import SHARED
from loaders.places import gazetteer
from tests.instance import Instance


@pytest.fixture(scope="module")
def published(france: Instance) -> Iterator[PublishedPlaces]:
    """The places of a running instance, read by another process, as the web does."""
    storage = EmbeddedStorage(read_settings(data_dir=france.root, readers=1))
    storage.reads.start()
    yield PublishedPlaces(storage)
    storage.close()


def place(path: str) -> str:
    """A shared territory, as a term."""
    return f"<{SHARED}id/{path}>"


@pytest.mark.parametrize(("written", "found"), [
    (("35360", "", "", ""), "commune/35360"),
    ((" 1001", "", "", ""), "commune/01001"),
    (("2a004", "", "", ""), "commune/2A004"),
    (("35360", "Rennes", "35000", ""), "commune/35360"),
    (("75101", "", "", ""), "commune/75056"),
    (("97123", "", "", ""), "commune/97701"),
    (("", "VITRE", "", ""), "commune/35360"),
    (("", "L’Haÿ les Roses", "", ""), "commune/94038"),
    (("", "St Denis", "93200", ""), "commune/93066"),
    (("", "Saint-Denis", "", "974"), "commune/97411"),
    (("", "Saint-Denis", "", "Seine-Saint-Denis"), "commune/93066"),
    (("", "Fort de France", "", ""), "commune/97209"),
    (("", "Papeete", "", "987"), "commune/98735"),
])  # fmt: skip
def test_a_commune_by_its_code_or_its_name(
    published: PublishedPlaces, written: tuple[str, str, str, str], found: str
) -> None:
    assert published.commune(*written)[0] == place(found)


def test_how_a_commune_was_found_is_told_unless_by_its_code(published: PublishedPlaces) -> None:
    assert published.commune("35360", "", "", "") == (place("commune/35360"), None)
    assert "code postal" in str(published.commune("", "Vitré", "35500", "")[1])
    assert published.commune("", "", "", "35") == (None, None)


@pytest.mark.parametrize(("written", "words"), [
    (("", "Saint-Denis", "", ""), "plusieurs territoires : commune/11339, commune/30247, commune/93066, commune/97411 ; donnez le code"),
    (("99999", "", "", ""), "code de commune inconnu ; donnez son code"),
    (("", "Rennes", "35500", ""), "à ce code postal"),
    (("", "Nulle-Part-sur-Rien", "", ""), "pas un territoire connu ; donnez son code"),
    (("", "Saint-Denis", "", "35"), "pas un territoire connu"),
    (("", "Vitr", "", ""), "pas un territoire connu"),
])  # fmt: skip
def test_a_commune_that_is_none_or_several_says_what_to_do(
    published: PublishedPlaces, written: tuple[str, str, str, str], words: str
) -> None:
    with pytest.raises(UnresolvedError) as caught:
        published.commune(*written)
    assert words in caught.value.reason.fr
    assert caught.value.reason.fr != caught.value.reason.en


@pytest.mark.parametrize(("written", "found"), [
    ("35", "departement/35"), ("200 039 022", "epci/200039022"), ("Vitré Communauté", "epci/200039022"), ("ca vitre communaute", "epci/200039022"),
    ("ille et vilaine", "departement/35"), ("département de la Haute-Garonne", "departement/31"), ("région Bretagne", "region/53"),
    ("Région 53", "region/53"), ("53", "departement/53"), ("2A", "departement/2A"), ("974", "departement/974"), ("région Mayotte", "region/06"),
    ("975", "collectivite-outre-mer/975"), ("Polynésie française", "collectivite-outre-mer/987"), ("35360", "commune/35360"),
])  # fmt: skip
def test_a_territory_by_its_code_or_its_name(published: PublishedPlaces, written: str, found: str) -> None:
    assert published.territory(written) == place(found)


@pytest.mark.parametrize("written", ["Bretagne", "Saint-Denis", "Mayotte", "Nulle part", "", "999999999"])
def test_a_territory_that_is_none_or_several_says_what_to_do(published: PublishedPlaces, written: str) -> None:
    with pytest.raises(UnresolvedError, match="give"):
        published.territory(written)


def test_what_is_published_is_what_the_loaders_read(published: PublishedPlaces) -> None:
    read, code = published.gazetteer(), gazetteer()
    assert read.communes == code.communes
    assert read.codes.keys() == code.codes.keys()
    unlike = {name for name in read.names if read.names[name] != code.names[name]}
    # The only difference: overseas collectivities, which are published as such.
    assert all(any("/collectivite-outre-mer/" in term for term in read.names[name]) for name in unlike)
    assert len(unlike) == 8


def test_names_are_read_again_when_the_territories_change_and_only_then(
    france: Instance, published: PublishedPlaces
) -> None:
    before, territories = published.gazetteer(), f"{france.base}/graph/source/territories"
    new = f"{place('commune/99001')} a <{SHARED}def#Commune> ; <http://www.w3.org/2000/01/rdf-schema#label> 'Ville-Neuve d’essai'@fr"
    france.update(f"INSERT DATA {{ GRAPH <{france.base}/graph/sent> {{ {new} }} }}")
    with pytest.raises(UnresolvedError):
        published.commune("99001", "", "", "")
    assert published.gazetteer() is before
    france.update(f"INSERT DATA {{ GRAPH <{territories}> {{ {new} }} }}")
    assert published.commune("", "ville neuve d'essai", "", "")[0] == place("commune/99001")
    france.update(f"DROP GRAPH <{france.base}/graph/sent>")
    france.update(f"DELETE DATA {{ GRAPH <{territories}> {{ {new} }} }}")
    with pytest.raises(UnresolvedError):
        published.commune("99001", "", "", "")


def test_without_territories_the_sentence_says_so(tmp_path: Path) -> None:
    storage = EmbeddedStorage(read_settings(data_dir=tmp_path / "data", readers=1)).start()
    try:
        with pytest.raises(UnresolvedError, match="no territory is published"):
            PublishedPlaces(storage).territory("35")
    finally:
        storage.close()
