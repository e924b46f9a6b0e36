"""Moments and intervals in words."""

from datetime import UTC, datetime

import pytest

from graph_service.desk.dates import told_age, told_moment, told_slot

PARIS = "Europe/Paris"


def test_a_moment_is_told_on_the_clocks_of_paris() -> None:
    assert told_moment(datetime(2026, 11, 24, 22, 22, tzinfo=UTC)) == (
        "24 novembre 2026 à 23\u00a0h\u00a022",
        "24 November 2026, 23:22",
    )
    assert told_moment(datetime(2026, 6, 30, 22, tzinfo=UTC)) == ("1er juillet 2026 à 0\u00a0h", "1 July 2026, 00:00")


def test_a_slot_tells_the_day_of_its_end_when_it_is_another() -> None:
    begins = datetime(2026, 12, 5, 13, tzinfo=UTC)
    assert told_slot(begins, datetime(2026, 12, 5, 17, tzinfo=UTC), PARIS) == (
        "samedi 5 décembre 2026, 14\u00a0h – 18\u00a0h",
        "Saturday 5 December 2026, 14:00 – 18:00",
    )
    assert told_slot(begins, datetime(2026, 12, 6, 11, 30, tzinfo=UTC), "America/Guadeloupe") == (
        "samedi 5 décembre 2026, 9\u00a0h – dimanche 6 décembre 2026, 7\u00a0h\u00a030",
        "Saturday 5 December 2026, 09:00 – Sunday 6 December 2026, 07:30",
    )


@pytest.mark.parametrize(
    ("day", "told"),
    [(24, ("aujourd’hui", "today")), (23, ("hier", "yesterday")), (21, ("il y a 3 jours", "3 days ago"))],
)
def test_an_age_is_told_in_days_of_the_calendar(day: int, told: tuple[str, str]) -> None:
    since = datetime(2026, 11, day, 22, 30, tzinfo=UTC)
    assert told_age(since, datetime(2026, 11, 24, 22, 59, tzinfo=UTC)) == told
