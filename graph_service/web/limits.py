"""How often one client may write or try to log in: a moving window of an hour, in each web process."""

from functools import cache
from math import ceil
from time import time

from flask import request
from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from graph_service.errors import TooManyRequests
from graph_service.languages import Text
from graph_service.web.service import service


@cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


def spend_write() -> None:
    """Count a contribution, a request or a report of this client.

    Raises:
        TooManyRequests: MAILLAGE_WRITES_HOUR is spent.
    """
    _spend("write", service().settings.writes_hour, request.remote_addr or "")


def spend_mail(address: str) -> None:
    """Count a message that anybody may have sent to an address, whoever asks for it.

    Raises:
        TooManyRequests: MAILLAGE_LOGINS_HOUR is spent.
    """
    _spend("mail", service().settings.logins_hour, address.lower())


def spend_login(whom: str = "") -> None:
    """Count a login attempt of this client, and of whom it is for.

    Raises:
        TooManyRequests: MAILLAGE_LOGINS_HOUR is spent.
    """
    most = service().settings.logins_hour
    _spend("login", most, request.remote_addr or "")
    if whom:
        _spend("login", most, whom.lower())


def _spend(what: str, most: int, whom: str) -> None:
    item = RateLimitItemPerHour(most)
    if _limiter().hit(item, what, whom, service().settings.base_iri):
        return
    reset = _limiter().get_window_stats(item, what, whom, service().settings.base_iri).reset_time
    raise TooManyRequests(
        Text(
            f"C’est la {most}e fois en une heure : réessayez plus tard.",
            f"This is the {most}th time within an hour: try again later.",
        ),
        retry_after=max(1, ceil(reset - time())),
    )
