"""Moments as the desk keeps them: UTC, ISO 8601, in text, so that SQLite orders them and keeps their zone."""

from datetime import UTC, datetime

from sqlalchemy import Dialect, MetaData, String
from sqlalchemy.types import TypeDecorator

metadata = MetaData()
"""Of every table of the desk."""


class Moment(TypeDecorator[datetime]):
    """A moment with its zone, kept as `2026-03-02T10:00:00.000000+00:00`."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To text."""
        return value.astimezone(UTC).isoformat(timespec="microseconds") if value is not None else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From text."""
        return datetime.fromisoformat(value) if value is not None else None


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)
