"""The log: one line an event, as text for a person or JSON for a machine. Never a token, never a body."""

import logging
import re
import sys
from typing import Any, Literal

import structlog

from graph_service.errors import MaillageError

_SECRET = re.compile(r"^/(answer|asker|confirm|contribute/revise|exchange|follow|login)/[^/]+")
"""Private links: who reads the log must not be able to open them."""


def configure(style: Literal["text", "json"]) -> None:
    """Set up the log of this process, on standard error."""
    render: Any = (
        structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def log() -> structlog.typing.FilteringBoundLogger:
    """The log."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger


def told_path(path: str) -> str:
    """A path as the log tells it: without the secret of a private link."""
    return _SECRET.sub(r"/\1/…", path)[:200]


def failed(chore: str, error: MaillageError) -> None:
    """Note that something done in the background failed; it will be tried again."""
    log().error("background", chore=chore, error=error.slug, detail=error.detail.en, **error.members)
