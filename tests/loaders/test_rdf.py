"""Any RDF file as a source: parsed sealed, judged thing by thing, loaded again, changed, withdrawn."""

from pathlib import Path

import pytest

from tests.instance import Instance
from tests.loaders.graphs import graph_base, said, statements

PREFIXES = """@prefix maillage: <https://w3id.org/maillage/def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/id/> .
"""


def load(instance: Instance, path: Path, *options: str, code: int = 0) -> str:
    """Load a file under the open licence; what the command said."""
    return said(instance.command("load", "rdf", str(path), "--licence", "licence ouverte", *options, code=code))


def write(path: Path, *parts: str) -> Path:
    """A Turtle file."""
    path.write_text(PREFIXES + "".join(parts), encoding="utf-8")
    return path


def organisation(key: str, label: str = "Harmonie", more: str = "") -> str:
    """One organisation that the shapes accept."""
    return f'ex:{key} a org:Organization ; rdfs:label "{label}"@fr {more}.\n'


def test_load_again_change_withdraw(france: Instance, tmp_path: Path) -> None:
    path = write(tmp_path / "Réseau Ouest.ttl", organisation("a"), organisation("b", "Judo"))
    assert "+16" in load(france, path)
    slug = "rdf-reseau-ouest"
    first = statements(france, slug)
    assert len(first) == 4
    assert "rien ne change" in load(france, path)
    assert statements(france, slug) == first
    write(path, organisation("a"), organisation("b", "Judo club"))
    load(france, path)
    changed = statements(france, slug)
    assert {line.split('"')[1] for line in changed ^ first} == {"Judo", "Judo club"}
    assert "16 quads retirés" in said(france.command("withdraw", "rdf", "--name", "reseau-ouest"))
    assert statements(france, slug) == set()
    assert not france.ask('ASK { ?x ?y "Judo club"@fr }')


@pytest.mark.parametrize("extension", ["jsonld", "nt", "rdf"])
def test_every_syntax_says_the_same(france: Instance, tmp_path: Path, extension: str) -> None:
    texts = {
        "jsonld": '{"@context": "https://w3id.org/maillage/context.jsonld", "@id": "https://example.org/id/x",'
        ' "@type": "org:Organization", "rdfs:label": {"@value": "Le Fil", "@language": "fr"}}',
        "nt": "<https://example.org/id/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://www.w3.org/ns/org#Organization> .\n<https://example.org/id/x> "
        '<http://www.w3.org/2000/01/rdf-schema#label> "Le Fil"@fr .\n',
        "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:org="http://www.w3.org/ns/org#">'
        '<org:Organization rdf:about="https://example.org/id/x"><rdfs:label xml:lang="fr">Le Fil</rdfs:label>'
        "</org:Organization></rdf:RDF>",
    }
    path = tmp_path / f"syntax.{extension}"
    path.write_text(texts[extension], encoding="utf-8")
    load(france, path, "--name", f"syntax-{extension}")
    lines = statements(france, f"rdf-syntax-{extension}")
    assert len(lines) == 2
    assert any('"Le Fil"@fr' in line for line in lines)


def test_a_refused_thing_is_told_and_kept_aside_and_the_others_are_loaded(france: Instance, tmp_path: Path) -> None:
    path = write(tmp_path / "partly.ttl", organisation("good"), 'ex:bad a org:Organization ; rdfs:label "No"@en .\n')
    report = tmp_path / "report.csv"
    told = load(france, path, "--report", str(report), code=3)
    assert "« nom » manque" in told
    assert {line.split(" ")[0] for line in statements(france, "rdf-partly")} == {"<https://example.org/id/good>"}
    assert "partly.ttl;" in report.read_text(encoding="utf-8-sig")
    assert "« nom » manque" in report.read_text(encoding="utf-8-sig")
    refused = tmp_path / "report-refused.nt"
    assert refused.read_text(encoding="utf-8").count("id/bad>") == 2
    corrected = tmp_path / "corrected.nt"
    corrected.write_text(refused.read_text(encoding="utf-8").replace('"No"@en', '"Oui"@fr'), encoding="utf-8")
    load(france, corrected, "--name", "partly", "--add")
    assert len(statements(france, "rdf-partly")) == 4


def test_what_points_at_a_refused_thing_is_judged_without_it(france: Instance, tmp_path: Path) -> None:
    bad_owner = 'ex:owner2 a org:Organization ; rdfs:label "Owner"@en .\n'
    event = """ex:e a schema:Event ; rdfs:label "Fête"@fr ; schema:organizer ex:owner2 ;
      <http://purl.org/dc/terms/type> <https://w3id.org/maillage/scheme/event-type/meeting> ;
      schema:startDate "2026-03-07"^^xsd:date ; schema:eventStatus schema:EventScheduled ;
      maillage:accessibility <https://w3id.org/maillage/scheme/accessibility/unknown> .\n"""
    path = write(tmp_path / "chain.ttl", bad_owner, event, organisation("lone"))
    load(france, path, code=3)
    assert {line.split(" ")[0] for line in statements(france, "rdf-chain")} == {"<https://example.org/id/lone>"}


def test_a_file_of_which_nothing_is_accepted_leaves_the_last_load(france: Instance, tmp_path: Path) -> None:
    path = write(tmp_path / "kept.ttl", organisation("kept"))
    load(france, path)
    before = statements(france, "rdf-kept")
    write(path, 'ex:kept a org:Organization ; rdfs:label "No"@en .\n')
    assert "rien n’est chargé" in load(france, path, code=1)
    assert statements(france, "rdf-kept") == before


def test_blank_nodes_get_names_that_stay(france: Instance, tmp_path: Path) -> None:
    hours = (
        "; schema:openingHoursSpecification [ a schema:OpeningHoursSpecification ; schema:dayOfWeek schema:Monday ; "
        'schema:opens "09:00:00"^^xsd:time ; schema:closes "{closes}"^^xsd:time ]'
    )
    path = write(tmp_path / "parts.ttl", organisation("p", more=hours.format(closes="12:00:00")))
    load(france, path)
    first = statements(france, "rdf-parts")
    assert not any("_:" in line for line in first)
    assert any(line.startswith("<https://example.org/id/p#openingHoursSpecification-1>") for line in first)
    write(path, organisation("p", more=hours.format(closes="13:00:00")))
    load(france, path)
    assert len(statements(france, "rdf-parts") ^ first) == 2


@pytest.mark.parametrize(
    ("name", "text", "options", "words"),
    [
        ("torn.ttl", "<a> <b> ", ("--licence", "cc0"), "torn.ttl"),
        ("shape.ttl", "<https://e.org/a> a <http://www.w3.org/ns/shacl#NodeShape> .", ("--licence", "cc0"), "shacl"),
        ("empty.ttl", "# rien\n", ("--licence", "cc0"), "ne dit rien"),
        ("free.ttl", organisation("z"), (), "Tout graphe dit sa licence"),
        ("odd.ttl", organisation("z"), ("--licence", "gratuit"), "pas une licence connue"),
        ("deep.ttl", "<https://e.org/a> <https://e.org/b> " + "[<https://e.org/b> " * 70 + "1" + "]" * 70 + " .",
         ("--licence", "cc0"), "deep.ttl"),
        ("words.docx", "x", ("--licence", "cc0"), "extension non reconnue"),
    ],
)  # fmt: skip
def test_what_cannot_be_loaded_says_why(
    france: Instance, tmp_path: Path, name: str, text: str, options: tuple[str, ...], words: str
) -> None:
    path = tmp_path / name
    path.write_text((PREFIXES if "ex:" in text else "") + text, encoding="utf-8")
    assert words in said(france.command("load", "rdf", str(path), *options, code=1))


def test_a_load_tells_its_title_publisher_and_licence(france: Instance, tmp_path: Path) -> None:
    path = write(tmp_path / "told.ttl", organisation("told"))
    france.command(
        "load", "rdf", str(path), "--licence", "CC-BY-SA", "--title", "Annuaire d’ailleurs", "--publisher", "Un réseau"
    )
    (row,) = france.rows(
        "PREFIX dct: <http://purl.org/dc/terms/> SELECT ?licence ?title ?publisher WHERE { "
        f"<{graph_base(france)}rdf-told> dct:license ?licence ; dct:title ?title ; dct:publisher ?publisher }}"
    )
    assert row["licence"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert (row["title"], row["publisher"]) == ("Annuaire d’ailleurs", "Un réseau")


def test_the_list_tells_what_is_loaded_of_when_and_under_which_licence(france: Instance, tmp_path: Path) -> None:
    load(france, write(tmp_path / "listed.ttl", organisation("listed")))
    listing = france.command("load", "--list")
    (line,) = [line for line in listing.splitlines() if "/graph/source/rdf-listed" in line]
    assert line.split()[1:5] == ["rdf", "Licence", "Ouverte", "2.0"]
    assert line.split()[-3:-1] == ["0", "j"]
    assert "à dire au chargement" in listing


def test_adding_says_a_thing_anew_and_keeps_the_others_and_one_licence(france: Instance, tmp_path: Path) -> None:
    load(
        france,
        write(tmp_path / "first.ttl", organisation("x", "Ancien"), organisation("y", "Resté")),
        "--name",
        "added",
    )
    second = write(tmp_path / "second.ttl", organisation("x", "Nouveau"))
    load(france, second, "--name", "added", "--add")
    names = {line.split('"')[1] for line in statements(france, "rdf-added") if "#label" in line}
    assert names == {"Nouveau", "Resté"}
    graph = f"<{graph_base(france)}rdf-added>"
    once = france.rows(f"SELECT ?p (COUNT(?o) AS ?n) WHERE {{ GRAPH {graph} {{ {graph} ?p ?o }} }} GROUP BY ?p")
    assert {row["n"] for row in once if not row["p"].endswith(("title", "type"))} == {"1"}
    command = ("load", "rdf", str(second), "--name", "added", "--add", "--licence", "odbl")
    assert "autre licence" in said(france.command(*command, code=1))


def test_blank_nodes_of_several_files_never_meet(france: Instance, tmp_path: Path) -> None:
    for n in (1, 2):
        write(tmp_path / f"f{n}.ttl", f'[] a org:Organization ; rdfs:label "Anonyme {n}"@fr .\n')
    france.command("load", "rdf", str(tmp_path), "--name", "several", "--licence", "cc0")
    lines = [line for line in statements(france, "rdf-several") if "#label" in line]
    assert len({line.split()[0] for line in lines}) == 2


def test_a_text_with_other_line_breaks_stays_whole_and_one_with_a_contact_is_left_out(
    france: Instance, tmp_path: Path
) -> None:
    text = 'ex:lb a org:Organization ; rdfs:label "Un\u2028deux"@fr ; dct:creator "Jean <jean@exemple.fr>" .\n'
    path = write(tmp_path / "breaks.ttl", "@prefix dct: <http://purl.org/dc/terms/> .\n", text)
    load(france, path)
    lines = statements(france, "rdf-breaks")
    assert not any("exemple.fr" in line for line in lines)
    assert france.ask('ASK { ?x ?y "Un\u2028deux"@fr }')


def test_what_was_refused_is_read_again_from_the_same_file(france: Instance, tmp_path: Path) -> None:
    path = write(tmp_path / "again.ttl", organisation("good2"), 'ex:bad2 a org:Organization ; rdfs:label "No"@en .\n')
    load(france, path, code=3)
    assert "rien ne change" not in load(france, path, code=3)
    assert "pas chargé" in said(france.command("withdraw", "rdf", "--name", "Not Loaded"))
    assert "un chargement" in said(france.command("withdraw", "rna", "--name", "x", code=1))
