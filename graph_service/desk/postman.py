"""The postman: hands the queue's messages to the configured SMTP server, and tries again what it did not take."""

import smtplib
import ssl
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine, delete, select, update

from graph_service.desk.rounds import OnFailure, Rounds
from graph_service.desk.tables.delivery import mails
from graph_service.desk.tables.moments import now
from graph_service.errors import StorageUnavailable
from graph_service.languages import Text
from graph_service.settings import Settings

_SECONDS = 20.0
_ATTEMPTS = 12
"""Tries before a message is given up: over four days, each pause twice as long."""


class Postman(Rounds):
    """Sends what the queue holds; without a server, the queue is never filled by those who look first."""

    role = "postman"
    seconds = 2.0

    def __init__(self, desk: Callable[[], Engine], settings: Settings, on_failure: OnFailure) -> None:
        super().__init__(on_failure)
        self._desk = desk
        self.settings = settings

    def run_once(self) -> int:
        """Send what is due; how many messages were."""
        query = select(mails).where(mails.c.due <= now(), mails.c.attempts < _ATTEMPTS).order_by(mails.c.created)
        with self._desk().connect() as connection:
            waiting = [dict(row._mapping) for row in connection.execute(query.limit(50))]
        return sum(self._deliver(row) for row in waiting if not self.ended)

    def _deliver(self, row: dict[str, object]) -> int:
        try:
            self._send(self._message(row))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            # Servers repeat the address that they refuse: it goes neither to the log nor to /health.
            self._postpone(row, str(error).replace(str(row["recipient"]), "…"))
            return 0
        with self._desk().begin() as connection:
            connection.execute(delete(mails).where(mails.c.id == row["id"]))
        return 1

    def _postpone(self, row: dict[str, object], why: str) -> None:
        attempts = int(str(row["attempts"])) + 1
        pause = timedelta(minutes=2 ** min(attempts, 11))
        values = {"attempts": attempts, "due": now() + pause, "failure": why[:500]}
        with self._desk().begin() as connection:
            connection.execute(update(mails).where(mails.c.id == row["id"]).values(values))
        self.fail(StorageUnavailable(Text(f"Courriel : {why}", f"Mail: {why}")))

    def _message(self, row: dict[str, object]) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.settings.mail_from
        message["To"] = str(row["recipient"])
        message["Subject"] = one_line(str(row["subject"]))
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=urlsplit(self.settings.base_iri).hostname)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(str(row["body"]))
        return message

    def _send(self, message: EmailMessage) -> None:
        server = urlsplit(self.settings.smtp_url)
        secure = server.scheme == "smtps"
        host, port = server.hostname or "", server.port or (465 if secure else 587)
        plain = smtplib.SMTP_SSL if secure else smtplib.SMTP
        with plain(host, port, timeout=_SECONDS) as client:
            if not secure and client.ehlo() and client.has_extn("starttls"):
                client.starttls(context=ssl.create_default_context())
            if server.username:
                client.login(unquote(server.username), unquote(server.password or ""))
            client.send_message(message)


def one_line(text: str) -> str:
    """A text for a header: an encoded word in it (RFC 2047) would be read with its line breaks, as headers and body."""
    return " ".join(text.replace("=?", "= ?").split())
