"""Cells: repaired only where there is one reading, otherwise left out with a reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.cleaning import (
    PLACEHOLDERS,
    clean_activity,
    clean_date,
    clean_siret,
    clean_text,
    clean_website,
    luhn,
    public_text,
)
from loaders.nomenclature import labels

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("raw", "value", "repaired"),
    [
        ("  ABC   ANIM <ANIMATION>  ", "ABC ANIM <ANIMATION>", False),
        ("l\x92art", "l’art", True),
        ("c\x9cur\x85", "cœur…", True),
        ("a\x8db", "ab", True),
        ("deux\nlignes\tet", "deux lignes et", False),
        ("Vitre\u0301", "Vitré", False),
        ("\x00\x07", None, False),
    ],
)
def test_text(raw: str, value: str | None, repaired: bool) -> None:
    cleaned = clean_text(raw)
    assert (cleaned.value, cleaned.repaired) == (value, repaired)


@given(st.text(max_size=200))
def test_cleaning_text_twice_changes_nothing_more(raw: str) -> None:
    once = clean_text(raw).value
    assert once is None or clean_text(once).value == once


@pytest.mark.parametrize("raw", ["écrire à nom@exemple.fr", "tél 02 99 00 00 00", "+33 6 00000000", "0600000000"])
def test_a_text_with_a_contact_is_left_out(raw: str) -> None:
    assert public_text(raw).value is None


@pytest.mark.parametrize("raw", ["créée en 1998-2004", "303/0600000000", "à 100 %", "loi 1901"])
def test_a_text_without_contact_stays(raw: str) -> None:
    assert public_text(raw).value == raw


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2014-08-11", "2014-08-11"),
        ("2019-06-01 12:45:31", "2019-06-01"),
        ("0001-01-01", None),
        ("", None),
        ("1901-07-01", None),
        ("2029-01-01", None),
        ("2014-02-30", None),
        ("11/08/2014", None),
        ("0998-01-01", None),
    ],
)
def test_dates(raw: str, value: str | None) -> None:
    assert clean_date(raw, TODAY, PLACEHOLDERS).value == value


def test_no_date_is_no_remark_and_a_wrong_one_is() -> None:
    assert clean_date("0001-01-01", TODAY).remark is None
    assert clean_date("2029-01-01", TODAY).remark is not None


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("73282932000074", "73282932000074"),
        ("73282932000075", None),
        ("0", None),
        ("", None),
        ("7328", None),
        ("35600000000048", "35600000000048"),
        ("35600000049837", "35600000049837"),
    ],
)
def test_sirets(raw: str, value: str | None) -> None:
    assert clean_siret(raw).value == value


@given(st.integers(0, 10**13 - 1))
def test_exactly_one_last_digit_makes_a_key(number: int) -> None:
    digits = f"{number:013d}"
    if not digits.startswith("356000000"):
        assert sum(luhn(digits + str(last)) for last in range(10)) == 1


@pytest.mark.parametrize(
    ("raw", "value", "repaired"),
    [
        ("http://exemple.fr", "http://exemple.fr", False),
        ("https://exemple.fr/a?b#c", "https://exemple.fr/a?b#c", False),
        ("www.exemple.fr", "http://www.exemple.fr", True),
        ("http://http://exemple.fr", "http://exemple.fr", True),
        ("http:// exemple.fr", "http://exemple.fr", True),
        ("www", None, False),
        ("nom@exemple.fr", None, False),
        ("javascript:alert(1)", None, False),
        ("en cours", None, False),
    ],
)
def test_websites(raw: str, value: str | None, repaired: bool) -> None:
    cleaned = clean_website(raw)
    assert (cleaned.value, cleaned.repaired) == (value, repaired)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("036535", "036535"),
        ("38000", "038000"),
        ("6000", "006000"),
        ("0", None),
        ("000000", None),
        ("003200", None),
        ("zz", None),
    ],
)
def test_activities(raw: str, value: str | None) -> None:
    assert clean_activity(raw, labels()).value == value


def test_the_nomenclature_has_297_codes_in_29_families() -> None:
    assert len(labels()) == 297
    assert len({code[:3] for code in labels()}) == 29
