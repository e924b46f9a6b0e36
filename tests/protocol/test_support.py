"""`/who-can-help`: the services that cover a commune, the most specific first; and what is said when there is none."""

import re

from tests.instance import Instance

HTML = {"Accept": "text/html"}


def page(site: Instance, query: str, status: int = 200) -> str:
    """The page of an answer."""
    answer = site.get(f"/who-can-help?{query}", headers=HTML)
    assert answer.status_code == status, answer.text
    return answer.text


def test_the_narrowest_perimeter_comes_first_then_the_specialist(site: Instance) -> None:
    text = page(site, "commune=35068&theme=accounting&demonstration=true&asOf=2026-03-01")
    names = re.findall(r'<h2><a href="[^"]*">([^<]*)</a></h2>', text)
    assert names == [
        "Permanence fictive de Châteaubourg",
        "Conseil fictif en comptabilité",
        "Point d’appui fictif de Vitré",
    ]
    assert "dans votre commune · information" in text
    assert "Canaux : non renseignés" in text


def test_without_a_theme_every_service_that_covers_the_commune_is_listed(site: Instance) -> None:
    assert "Conseil aux associations par la Cellule Conseil en Vie Associative" in page(site, "commune=Blagnac")


def test_a_level_narrows(site: Instance) -> None:
    text = page(site, "commune=35068&level=specialist&demonstration=true&asOf=2026-03-01")
    assert "Conseil fictif en comptabilité" in text
    assert "Permanence fictive" not in text


def test_none_is_told_as_none_only_where_a_directory_is_complete(site: Instance) -> None:
    complete = page(site, "commune=35002&theme=legal&demonstration=true")
    assert "annuaire qui se dit complet ici" in complete
    assert "Aucun annuaire ne se dit complet ici" in page(site, "commune=29019&theme=legal")


def test_both_languages_and_a_wrong_commune_200_400_404(site: Instance) -> None:
    assert "Who can help me?" in page(site, "lang=en")
    assert 'role="alert"' in page(site, "commune=Nulle-Part-Les-Bains", 400)
    assert 'role="alert"' in page(site, "commune=35068&level=magic", 400)
    assert 'name="commune" value="99999"' in page(site, "commune=99999", 404)


def test_a_postcode_names_the_commune_that_alone_has_it_and_else_they_are_listed(site: Instance) -> None:
    assert "Brest" in page(site, "commune=29200")
    assert "Vitré (35360)" in page(site, "commune=35500", 400)
