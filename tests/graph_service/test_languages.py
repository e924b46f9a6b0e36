"""French first, English when it is preferred."""

import pytest

from graph_service.errors import BY_SLUG
from graph_service.languages import preferred_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "fr"),
        ("", "fr"),
        ("en", "en"),
        ("fr,en;q=0.9", "fr"),
        ("en-GB,fr;q=0.5", "en"),
        ("de", "fr"),
        ("en;q=x", "fr"),
    ],
)
def test_the_language_of_a_header(header: str | None, language: str) -> None:
    assert preferred_language(header) == language


def test_every_error_has_a_slug_of_its_own_and_a_title_in_both_languages() -> None:
    for slug, kind in BY_SLUG.items():
        assert kind.slug == slug
        assert kind.title.fr
        assert kind.title.en
