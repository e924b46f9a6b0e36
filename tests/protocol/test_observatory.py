"""`/observatory`: charts, maps and tables of the library's questions; what nothing tells is not known, never zero."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from graph_service.web.observatory_subjects import SUBJECTS
from tests.instance import Instance
from tests.loaders.register import write_register

PAGES = ("", *(f"/{name}" for name in SUBJECTS), "/partners", "/compare")


@pytest.fixture(scope="module")
def observed(france: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The sample network and a small register: three associations in Vitré, one in Rennes, one in Metz."""
    france.command("load", "demo")
    rows: tuple[dict[str, str], ...] = (
        {"date_decla": "2025-03-01"},
        {"date_creat": "2019-01-02", "objet_social1": "006010"},
        {"objet_social1": "011000"},
        {"adrs_codeinsee": "35238", "adrs_codepostal": "35000", "adrs_libcommune": "Rennes"},
        {"adrs_codeinsee": "57463", "adrs_codepostal": "57000", "adrs_libcommune": "Metz"},
    )
    folder = tmp_path_factory.mktemp("register")
    france.command("load", "rna", str(write_register(folder / "rna_waldec.csv", *rows)))
    france.wait_for_search()
    yield france
    france.command("withdraw", "rna")


def page(observed: Instance, path: str, language: str = "fr", **parameters: Any) -> str:
    """A page of the observatory."""
    answer = observed.get("/observatory" + path, params=parameters, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def plate(text: str, anchor: str) -> str:
    """One figure of a page."""
    return re.split(r'<figure class="plate" id="', text.split(f'id="{anchor}"', 1)[1])[0]


def bars(text: str) -> dict[str, str]:
    """Name of each bar of a figure → its number."""
    found = re.findall(r'<li><span class="name">(.*?)</span> <svg.*?<span class="value">(.*?)</span>', text, re.DOTALL)
    return {re.sub("<.*?>", "", name): re.sub(r"\s*<.*", "", value, flags=re.DOTALL) for name, value in found}


@pytest.mark.parametrize(("language", "words"), [("fr", "Observatoire"), ("en", "Observatory")])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_200_in_both_languages(observed: Instance, path: str, language: str, words: str) -> None:
    text = page(observed, path, language)
    assert words in text
    assert f'lang="{language}"' in text
    # The policy that the pages are served under lets no style and no script stand in them.
    assert "style=" not in text
    assert "<script" not in text


def test_a_bar_says_what_its_table_and_its_csv_say(observed: Instance) -> None:
    text = plate(page(observed, "/obstacles"), "enablers-ranking-mentions")
    address = re.search(r'href="(/queries/enablers-ranking\.csv\?[^"]*)"', text)
    assert address is not None
    rows = list(csv.DictReader(io.StringIO(observed.get(address[1]).text)))
    told = bars(text)
    assert told["catalogue en ligne"] == "2"
    assert told == {row["label"]: row["mentions"] for row in rows if row["label"] in told}
    assert text.count("<tr>") == len(rows) + 1


def test_a_figure_has_its_csv_workbook_sparql_page_and_citation(observed: Instance) -> None:
    text = plate(page(observed, "/obstacles"), "obstacles-ranking-mentions")
    version = observed.health()["version"]
    for address in re.findall(r'href="(/queries/[^"]*)"', text):
        assert observed.get(address).status_code == 200, address
    for extension in ("csv", "xlsx", "html"):
        assert f"/queries/obstacles-ranking.{extension}?version={version}" in text
    assert "/queries/obstacles-ranking.rq" in text
    cited = re.search(r'<p class="cite small">(.*?)</p>', text, re.DOTALL)
    assert cited is not None
    assert re.search(rf"version {version} \(\d{{4}}-\d{{2}}-\d{{2}}\)", cited[1])
    assert f"{observed.base}/queries/obstacles-ranking.csv?version={version}" in cited[1]


def test_associations_are_told_in_the_rna_beside_a_sign_of_life(observed: Instance) -> None:
    text = page(observed, "/associations", territory="departement/35", asOf="2026-03-01")
    told = plate(text, "associations-by-epci-associations")
    assert "Associations inscrites au RNA" in told
    assert bars(told)["CA Vitré Communauté"] == "3"
    # One was declared within five years; the others in 2019 or before.
    assert re.search(r'3 <span class="beside"><span class="unseen">dont </span>1', told)
    count = observed.rows(
        "PREFIX m: <https://w3id.org/maillage/def#> SELECT (COUNT(?a) AS ?n) WHERE "
        "{ ?a m:rna ?n0 ; m:commune/m:epci <https://w3id.org/maillage/id/epci/200039022> }"
    )
    assert count == [{"n": "3"}]


def test_57_67_and_68_are_a_local_register_that_is_not_covered(observed: Instance) -> None:
    assert "registre local, non couvert" in page(observed, "/associations")
    assert "local register, not covered" in page(observed, "/associations", "en")
    table = page(observed, "/compare", place=["commune/57463", "departement/57"]).split("<tbody>")[1]
    line = next(row for row in table.split("</tr>") if "associations inscrites au RNA" in row)
    assert line.count("registre local, non couvert") == 2


def test_what_nobody_declared_complete_is_not_known_never_zero(observed: Instance) -> None:
    text = plate(page(observed, "/coverage", territory="region/53"), "support-coverage-percent")
    assert "non renseigné" in text
    assert "100" not in bars(text).values()
    given = {"territory": "region/53", "demonstration": "true"}
    row = next(
        r
        for r in plate(page(observed, "/coverage", **given), "support-coverage-percent")
        .partition("<tbody")[2]
        .split("</tr>")
        if "Ille-et" in r
    )
    assert re.findall(r"<td>([\d.]+)</td>", row)[-3:] == ["16", "2", "12.5"]
    # Needs and offers: a type that one side alone named is not zero on the other.
    assert "bénévolat" not in bars(
        plate(page(observed, "/pooling", demonstration="true", asOf="2026-03-01"), "offers-and-needs-offers")
    )
    assert "not known" in page(observed, "/network", "en")


@pytest.mark.parametrize("path", PAGES)
def test_no_two_parts_of_a_page_have_one_name(observed: Instance, path: str) -> None:
    names = re.findall(r'\bid="([^"]+)"', page(observed, path, demonstration="true"))
    assert sorted(names) == sorted(set(names))


def test_what_is_fictitious_is_counted_only_when_asked(observed: Instance) -> None:
    assert bars(plate(page(observed, "/network"), "answer-delays-daysWaiting")) == {}
    told = bars(plate(page(observed, "/network", demonstration="true"), "answer-delays-daysWaiting"))
    assert told == {"problèmes remontés (1 réponse)": "21\u00a0j", "contributions (1 réponse)": "27\u00a0j"}
    assert "fictif" in page(observed, "/network", demonstration="true")


def test_a_commune_is_compared_with_what_it_is_in_and_france(observed: Instance) -> None:
    text = page(observed, "/compare", place="Vitré")
    heads = re.findall(r"<th scope=\"col\">(?:<a [^>]*>)?([^<]+)", text.split("</thead>")[0])
    assert heads == ["Vitré", "CA Vitré Communauté", "Ille-et-Vilaine", "Bretagne", "France"]
    line = next(row for row in text.split("</tr>") if "associations inscrites au RNA" in row)
    assert re.findall(r"<td[^>]*>([^<]*)</td>", line) == ["3", "3", "4", "4", "5"]
    assert "non renseigné" in text
    address = re.search(r'href="(/queries/associations-of-territories\.csv\?[^"]*)"', text)
    assert address is not None
    rows = {row["territory"]: row["associations"] for row in csv.DictReader(io.StringIO(observed.get(address[1]).text))}
    assert rows["https://w3id.org/maillage/id/departement/35"] == "4"


def test_partners_are_an_arc_and_a_row(observed: Instance) -> None:
    text = page(observed, "/partners")
    assert "<title>FIGO – UFO (1)</title>" in text
    assert text.split("<tbody>")[1].count("<tr>") == 27
    assert len(re.findall(r'<circle class="node"', text)) == text.split('<ol class="nodes"')[1].split("</ol>")[0].count(
        "<li"
    )


@pytest.mark.parametrize("path", ["", "/obstacles", "/partners", "/compare"])
def test_a_page_304_while_the_version_stands_and_tells_it(observed: Instance, path: str) -> None:
    first = observed.get("/observatory" + path)
    again = observed.get("/observatory" + path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert first.headers["Cache-Control"] == "public, no-cache"
    version = first.headers["Maillage-Version"]
    assert observed.get(f"/observatory{path}?version={version}").headers["Maillage-Version"] == version
    assert observed.get(f"/observatory{path}?version=999999").status_code == 404


@pytest.mark.parametrize(
    ("path", "parameters", "status", "words"),
    [
        ("/gardens", {}, 404, "partners"),
        ("/obstacles", {"jardin": "1"}, 400, "inconnu"),
        ("/obstacles", {"asOf": "hier"}, 400, "un jour"),
        ("/obstacles", {"demonstration": "oui"}, 400, "true ou false"),
        ("/obstacles", {"territory": "Nulle-Part-sur-Rien"}, 400, "n’en désigne pas un seul"),
        ("/obstacles", {"territory": "35"}, 400, "territory"),
        ("/compare", {"place": [f"departement/{code}" for code in range(20, 29)]}, 400, "Au plus 8"),
    ],
)
def test_a_wrong_address_says_what_is_accepted(
    observed: Instance, path: str, parameters: dict[str, Any], status: int, words: str
) -> None:
    answer = observed.get("/observatory" + path, params=parameters)
    assert answer.status_code == status
    assert words in answer.json()["detail"]


def test_a_question_takes_a_territory_as_an_address_writes_it(observed: Instance) -> None:
    short = observed.get("/queries/associations-by-epci.csv?territory=departement/35").text
    whole = observed.get("/queries/associations-by-epci.csv?territory=https://w3id.org/maillage/id/departement/35").text
    assert short == whole
    assert len(short.splitlines()) == 3
    every = observed.get("/queries/associations-by-departement.csv").text
    assert observed.get("/queries/associations-by-departement.csv?territory=France").text == every


def test_the_style_is_a_file_of_ours_and_small() -> None:
    path = Path(__file__).parents[2] / "graph_service/web/static/observatory.css"
    text = path.read_text()
    assert len(text) < 12_000
    assert "http" not in text
    assert "@import" not in text
