"""Messages to people: written in the transaction of what they tell, sent later, never required."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert
from ulid import ULID

from graph_service.desk.tables.delivery import mails
from graph_service.desk.tables.moments import now
from graph_service.languages import Text


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where messages are put; one without a server takes none, so that nothing private waits for ever."""

    configured: bool

    def post(self, connection: Connection, recipient: str | None, subject: Text, body: Text) -> bool:
        """Put a message in both languages in the queue; whether there was a way to."""
        if not self.configured or not recipient:
            return False
        values = {
            "id": str(ULID()),
            "recipient": recipient,
            "subject": f"{subject.fr} / {subject.en}"[:300],
            "body": f"{body.fr}\n\n— — —\n\n{body.en}\n",
            "created": now(),
            "attempts": 0,
            "due": now(),
        }
        connection.execute(insert(mails).values(values))
        return True
