"""A real SMTP server on a loopback port, and what it received."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.instance import free_port
from tests.waiting import eventually


class Inbox:
    """The messages that came, in order."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.port = free_port()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a message."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"

    def to(self, address: str) -> list[str]:
        """The bodies of the messages to an address."""
        return [m.get_content() for m in self.messages if m["To"] == address]

    def link(self, address: str, path: str) -> str:
        """The last link under a path that an address received, once it has one."""

        def look() -> str:
            found = [link for body in self.to(address) for link in re.findall(rf"https?://\S+{path}/\S+", body)]
            return found[-1] if found else ""

        return eventually(look)


@contextmanager
def smtp() -> Iterator[Inbox]:
    """Run the server."""
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()
