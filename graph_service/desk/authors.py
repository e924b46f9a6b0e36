"""Who acts at the desk: an account, a token, someone with a private link, or the service itself."""

from dataclasses import dataclass
from typing import Literal

Way = Literal["account", "token", "guest", "service"]


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts, as the desk's trail names them."""

    way: Way
    id: str
    """Of the account or the token; empty for a guest."""
    organisation: str | None = None
    """IRI of the organisation that an account speaks for."""

    @property
    def name(self) -> str:
        """`account:<id>`, `token:<name>`, `guest` or `service`."""
        return f"{self.way}:{self.id}" if self.id else self.way

    @property
    def account(self) -> str | None:
        """The account's id, if it is one."""
        return self.id if self.way == "account" else None


GUEST = Author("guest", "")
SERVICE = Author("service", "")
