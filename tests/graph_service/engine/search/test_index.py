"""Finding things in a real store: by words, facet, place and version; the file follows each change."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from graph_service.engine.reads import Query, Reading
from graph_service.engine.search.affected import affected
from graph_service.engine.search.index import SearchIndex
from graph_service.engine.search.indexing import bring_up, lock_of
from graph_service.engine.search.request import Box, Circle, Search
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.versions.locks import InUseError, held
from graph_service.engine.writes import Update
from graph_service.errors import DeadlineExceeded, Gone, NotFound, StorageUnavailable, Unavailable
from graph_service.media_types import JSON, N_TRIPLES
from graph_service.settings import read_settings
from graph_service.vocabulary import ONTOLOGY, SHARED, prefixes

ID, SCHEME = SHARED + "id/", SHARED + "scheme/"
PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())
DATA = f"""
<{ID}region/53> a maillage:Region ; rdfs:label "Bretagne"@fr .
<{ID}departement/35> a maillage:Departement ; rdfs:label "Ille-et-Vilaine"@fr ; maillage:within <{ID}region/53> .
<{ID}epci/200039022> a maillage:Epci ; rdfs:label "Vitré Communauté"@fr ; maillage:within <{ID}departement/35> .
<{ID}commune/35360> a maillage:Commune ; rdfs:label "Vitré"@fr ; maillage:inseeCode "35360" ;
  wgs84:lat 48.12443 ; wgs84:long -1.21447 ; maillage:within <{ID}departement/35> , <{ID}epci/200039022> .
<{ID}commune/35238> a maillage:Commune ; rdfs:label "Rennes"@fr ; maillage:within <{ID}departement/35> ;
  wgs84:lat 48.11 ; wgs84:long -1.68 .
<{SCHEME}skill/management> a skos:Concept ; skos:prefLabel "gestion"@fr , "management"@en .
<{SCHEME}skill/accounting> a skos:Concept ; skos:prefLabel "comptabilité"@fr ; skos:broader <{SCHEME}skill/management> .
<http://a.fr/id/ring> a maillage:Equipment ; rdfs:label "Ring de boxe gonflable"@fr , "Inflatable boxing ring"@en ;
  dct:description "Avec ses cordes, pour les fêtes de quartier."@fr ; maillage:commune <{ID}commune/35360> ;
  wgs84:lat 48.13 ; wgs84:long -1.20 .
<http://a.fr/id/club> a maillage:Association ; rdfs:label "Club des boxeurs"@fr ; maillage:rna "W353001234" ;
  maillage:commune <{ID}commune/35238> .
<http://a.fr/id/held> a maillage:HeldSkill ; rdfs:label "Aide aux comptes"@fr ; maillage:skill <{SCHEME}skill/accounting> .
<http://a.fr/id/fake> a maillage:Equipment , maillage:DemonstrationThing ; rdfs:label "Faux ring de boxe"@fr .
<http://a.fr/id/gone> a maillage:Withdrawn ; rdfs:label "Ring retiré"@fr .
<http://a.fr/id/ring#part> a maillage:Equipment ; rdfs:label "Partie du ring"@fr .
"""


class Finder:
    """A storage and its search file, brought up after each write as the indexer does."""

    def __init__(self, storage: EmbeddedStorage) -> None:
        self.storage = storage
        self.index = storage.search

    def write(self, text: str) -> None:
        self.storage.submit(Update(cause="test", text=PREFIXES + text))
        self.follow()

    def follow(self) -> None:
        bring_up(self.storage.folder, merged=True, memory=1 << 30)

    def names(self, search: Search) -> list[str]:
        return [hit.names["fr"] for hit in self.index.find(search).hits]


def filled(storage: EmbeddedStorage) -> Finder:
    """A finder over the things above."""
    made = Finder(storage)
    made.write(f"INSERT DATA {{ GRAPH <http://a.fr/graph/one> {{ {DATA} }} }}")
    return made


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    """The things above, for tests that only look."""
    storage = EmbeddedStorage(read_settings(data_dir=tmp_path_factory.mktemp("finder") / "data", readers=1)).start()
    yield filled(storage)
    storage.close()


@pytest.fixture
def changing(storage: EmbeddedStorage) -> Finder:
    """The same, for a test that writes."""
    return filled(storage)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("boxe", "Ring de boxe gonflable"),
        ("gonflables", "Ring de boxe gonflable"),
        ("RING gonfl", "Ring de boxe gonflable"),
        ("inflatable", "Ring de boxe gonflable"),
        ("fêtes du quartier", "Ring de boxe gonflable"),
        ("vitre", "Vitré"),
        ("35360", "Vitré"),
        ("w353001234", "Club des boxeurs"),
    ],
)
def test_a_thing_is_found_by_what_people_type(finder: Finder, typed: str, first: str) -> None:
    assert finder.names(Search(typed))[0] == first


def test_parts_and_what_is_gone_or_fictitious_are_not_found(finder: Finder) -> None:
    assert finder.names(Search("ring")) == ["Ring de boxe gonflable"]
    both = finder.index.find(Search("ring", demonstration=True))
    assert [(hit.names["fr"], hit.fictitious) for hit in both.hits] == [
        ("Ring de boxe gonflable", False),
        ("Faux ring de boxe", True),
    ]


def test_facets_count_kinds_pooling_types_and_territories_at_every_level(finder: Finder) -> None:
    found = finder.index.find(Search("box"))
    assert (found.total, found.exact) == (2, True)
    assert dict(found.facets["kind"]) == {ONTOLOGY + name: 1 for name in ("Equipment", "PooledThing", "Association")}
    assert found.facets["pooling"] == [(SCHEME + "pooling-type/equipment", 1)]
    assert found.facets["departement"] == [(ID + "departement/35", 2)]
    assert found.facets["epci"] == [(ID + "epci/200039022", 1)]
    assert found.names[ID + "departement/35"] == {"fr": "Ille-et-Vilaine"}


def test_a_facet_narrows_by_a_broader_concept_a_superclass_or_a_territory_of_any_level(finder: Finder) -> None:
    held = (("skill", SCHEME + "skill/management"), ("kind", ONTOLOGY + "PooledThing"))
    assert finder.names(Search(facets=held)) == ["Aide aux comptes"]
    for territory, names in (
        ("epci/200039022", ["Ring de boxe gonflable"]),
        ("region/53", ["Club des boxeurs", "Ring de boxe gonflable"]),
        ("region/11", []),
    ):
        assert sorted(finder.names(Search("box", facets=(("territory", ID + territory),)))) == names


def test_what_is_near_comes_first_with_the_distance_that_sparql_measures(finder: Finder) -> None:
    found = finder.index.find(Search("box", near=Circle(48.1245, -1.2085, 50)))
    assert [hit.names["fr"] for hit in found.hits] == ["Ring de boxe gonflable", "Club des boxeurs"]
    assert [hit.nearby for hit in found.hits] == [False, True]
    asked = Query(
        PREFIXES + 'SELECT ?km { BIND (geof:distance("POINT(-1.2085 48.1245)"^^geo:wktLiteral, '
        '"POINT(-1.68 48.11)"^^geo:wktLiteral, uom:metre) / 1000 AS ?km) }', JSON, N_TRIPLES,
    )  # fmt: skip
    rows = finder.storage.query(asked, Reading()).rows()
    assert found.hits[1].kilometres == pytest.approx(float(rows[0]["km"]["value"]), abs=0.05)
    assert finder.names(Search("box", near=Circle(48.1245, -1.2085, 5))) == ["Ring de boxe gonflable"]


def test_a_box_holds_what_lies_in_it_even_around_the_back_of_the_earth(changing: Finder) -> None:
    changing.write(
        'INSERT DATA { GRAPH <http://a.fr/graph/two> { <http://a.fr/id/wallis> rdfs:label "Wallis"@fr ; '
        "wgs84:lat -13.3 ; wgs84:long -176.2 } }"
    )
    assert changing.names(Search("box", box=Box(-1.25, 48, -1.15, 49))) == ["Ring de boxe gonflable"]
    assert changing.names(Search(box=Box(170, -20, -170, 0))) == ["Wallis"]
    assert changing.names(Search(near=Circle(-13.3, 179.9, 700))) == ["Wallis"]


def test_a_change_is_followed_and_earlier_versions_are_still_searched(changing: Finder) -> None:
    before, file = changing.index.version(), changing.index.generation()
    changing.write(
        "WITH <http://a.fr/graph/one> DELETE { <http://a.fr/id/ring> rdfs:label ?l } "
        'INSERT { <http://a.fr/id/ring> rdfs:label "Tapis de judo"@fr } WHERE { <http://a.fr/id/ring> rdfs:label ?l }'
    )
    changing.write(
        "WITH <http://a.fr/graph/one> DELETE { <http://a.fr/id/club> ?p ?o } WHERE { <http://a.fr/id/club> ?p ?o }"
    )
    assert changing.index.generation() == file
    assert changing.index.version() == before + 2
    assert changing.names(Search("judo")) == ["Tapis de judo"]
    assert changing.names(Search("boxe")) == []
    assert changing.names(Search("boxe", version=before)) == ["Ring de boxe gonflable", "Club des boxeurs"]
    assert changing.names(Search("boxeurs", version=before + 1)) == ["Club des boxeurs"]


def test_what_depends_on_a_territory_moves_with_it(changing: Finder) -> None:
    file = changing.index.generation()
    changing.write(
        f"DELETE DATA {{ GRAPH <http://a.fr/graph/one> {{ <{ID}commune/35360> maillage:within <{ID}epci/200039022> }} }}"
    )
    assert changing.index.generation() != file
    assert changing.names(Search("ring", facets=(("territory", ID + "epci/200039022"),))) == []
    assert changing.names(Search("ring", facets=(("territory", ID + "departement/35"),))) == ["Ring de boxe gonflable"]


@pytest.mark.parametrize(
    ("subject", "predicate", "sweeping"),
    [
        (ID + "commune/35360", "wgs84:lat", True),
        (ID + "association/W353001234", "wgs84:lat", False),
        ("http://a.fr/id/ring", "wgs84:lat", False),
        (ID + "departement/35", "maillage:within", True),
        (SCHEME + "skill/x", "skos:broader", True),
        ("http://a.fr/id/ring", "rdfs:label", False),
    ],
)
def test_what_may_move_others_is_told_apart(subject: str, predicate: str, sweeping: bool) -> None:
    prefix, _, local = predicate.partition(":")
    line = f'<{subject}> <{prefixes()[prefix]}{local}> "1" <http://a.fr/g> .'.encode()
    assert bool(affected([(True, line)]).moved) is sweeping


def test_the_newest_row_of_a_thing_says_since_when_it_is_so(changing: Finder) -> None:
    before = changing.index.version()
    changing.write("INSERT DATA { GRAPH <http://a.fr/graph/one> { <http://a.fr/id/club> dct:description 'Neuf'@fr } }")
    assert changing.index.since(["http://a.fr/id/club", "http://a.fr/id/ring"]) == {
        "http://a.fr/id/club": before + 1,
        "http://a.fr/id/ring": before,
    }


def test_a_concept_that_nothing_is_under_moves_nothing_and_one_that_is_used_moves_all(changing: Finder) -> None:
    file = changing.index.generation()
    changing.write(
        f"INSERT DATA {{ GRAPH <http://a.fr/graph/x> {{ <{SCHEME}skill/new> skos:broader <{SCHEME}skill/management> }} }}"
    )
    assert changing.index.generation() == file
    changing.write(
        f"INSERT DATA {{ GRAPH <http://a.fr/graph/x> {{ <{SCHEME}skill/accounting> skos:broader <{SCHEME}skill/new> }} }}"
    )
    assert changing.index.generation() != file
    assert changing.names(Search(facets=(("skill", SCHEME + "skill/new"),))) == ["Aide aux comptes"]


def test_a_version_that_the_file_does_not_have_is_refused_with_the_one_it_has(finder: Finder) -> None:
    with pytest.raises(Gone, match="Search goes back"):
        finder.index.find(Search("box", version=1))
    with pytest.raises(NotFound):
        finder.index.find(Search("box", version=99))


def test_a_version_that_the_file_does_not_have_yet_is_told_to_follow(changing: Finder) -> None:
    changing.storage.submit(
        Update(cause="test", text="INSERT DATA { GRAPH <http://a.fr/graph/x> { <http://a.fr/x> <http://a.fr/p> 1 } }")
    )
    with pytest.raises(Unavailable, match="follows"):
        changing.index.find(Search("box", version=changing.storage.version().number))


def test_without_a_file_it_says_to_wait_and_a_damaged_one_is_made_anew(storage: EmbeddedStorage) -> None:
    with pytest.raises(StorageUnavailable, match="being built"):
        storage.search.find(Search("box"))
    storage.folder.search_link.symlink_to("search/none.sqlite")
    Path(storage.folder.search).mkdir()
    (storage.folder.search / "none.sqlite").write_bytes(b"not a database" * 100)
    bring_up(storage.folder, merged=True, memory=1 << 30)
    assert storage.search.find(Search("box")).total == 0


def test_erased_words_leave_the_file_with_the_versions(changing: Finder) -> None:
    changing.storage.writes.upkeep("erase", {"iri": "http://a.fr/id/club"})
    changing.follow()
    assert changing.names(Search("boxeurs")) == []
    assert all(b"boxeurs" not in path.read_bytes() for path in changing.storage.folder.search.iterdir())


def test_one_indexer_at_a_time(changing: Finder) -> None:
    with held(lock_of(changing.storage.folder)), pytest.raises(InUseError):
        changing.follow()


def test_above_ten_thousand_hits_counts_are_estimated_the_very_name_is_first_and_a_deadline_interrupts(
    open_storage: Callable[..., EmbeddedStorage],
) -> None:
    finder = Finder(open_storage(small_write=200_000))
    things = " ".join(
        f'<http://a.fr/id/{n}> a maillage:{"Tool" if n % 4 else "Body"} ; rdfs:label "Outil commun {n}"@fr .'
        for n in range(12_000)
    )
    finder.write(f"INSERT DATA {{ GRAPH <http://a.fr/graph/many> {{ {things} }} }}")
    found = finder.index.find(Search("outil commun"))
    assert not found.exact
    assert found.total == pytest.approx(12_000, rel=0.02)
    assert dict(found.facets["kind"])[ONTOLOGY + "Body"] == pytest.approx(3_000, rel=0.1)
    assert finder.names(Search("outil commun 9999"))[0] == "Outil commun 9999"
    body = finder.index.find(Search("outil", facets=(("kind", ONTOLOGY + "Body"),)))
    assert (body.total, body.exact) == (3_000, True)
    with pytest.raises(DeadlineExceeded, match="MAILLAGE_SEARCH_TIMEOUT"):
        SearchIndex(finder.storage.folder, 0.0).find(Search("outil commun"))


@given(st.text(max_size=50))
@hypothesis_settings(max_examples=60)
def test_whatever_is_typed_is_words(finder: Finder, typed: str) -> None:
    found = finder.index.find(Search(typed))
    assert found.total >= len(found.hits)


def test_the_records_of_a_thing_are_found_only_by_their_kind(storage: EmbeddedStorage) -> None:
    finder = filled(storage)
    finder.write(
        """INSERT DATA { GRAPH <http://a.fr/graph/records> {
  <http://a.fr/id/contribution/1> a maillage:Contribution ; rdfs:label "Contribution : Ring de boxe gonflable"@fr .
  <http://a.fr/id/booking/1> a maillage:Booking ; rdfs:label "Réservation : Ring de boxe gonflable"@fr .
  <http://a.fr/id/act/1> a prov:Activity ; rdfs:label "Suite éditoriale : Ring de boxe gonflable"@fr } }"""
    )
    assert finder.names(Search("ring gonflable")) == ["Ring de boxe gonflable"]
    asked = Search("ring gonflable", (("kind", ONTOLOGY + "Contribution"),))
    assert finder.names(asked) == ["Contribution : Ring de boxe gonflable"]
    assert finder.names(Search("ring gonflable", (("kind", ONTOLOGY + "Booking"),))) == [
        "Réservation : Ring de boxe gonflable"
    ]
    kinds = {value for value, _ in finder.index.find(Search("ring")).facets["kind"]}
    assert ONTOLOGY + "Contribution" not in kinds
