"""What the desk does by itself: forgets what is old, lets pass what nobody answered, proposes what was missed."""

import fcntl
from datetime import datetime

from graph_service.desk.answers import expire
from graph_service.desk.erasure import forget_old_words
from graph_service.desk.exchanges import forget_unconfirmed
from graph_service.desk.links import sweep_links
from graph_service.desk.office import Office
from graph_service.desk.photographs import sweep_photos
from graph_service.desk.proposals import propose_contribution, recent
from graph_service.desk.rounds import OnFailure, Rounds


class Housekeeping(Rounds):
    """Keeps one desk; of several processes, one at a time."""

    role = "housekeeping"
    seconds = 3600.0
    """A date that passed is told within the hour."""

    def __init__(self, office: Office, on_failure: OnFailure) -> None:
        super().__init__(on_failure)
        self.office = office

    def run_once(self, at: datetime | None = None) -> int:
        """One round; another process that is at it is left alone, and a desk that nobody opened yet is not made."""
        desk = self.office.storage.folder.desk
        if not desk.exists():
            return 0
        with desk.with_suffix(".housekeeping").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return 0
            self._round(at)
        return 1

    def _round(self, at: datetime | None) -> None:
        forget_old_words(self.office.engine, at)
        forget_unconfirmed(self.office, at)
        expire(self.office, at)
        sweep_links(self.office.engine)
        sweep_photos(self.office)
        with self.office.engine.connect() as connection:
            accepted = recent(connection)
        for identity in accepted:
            if self.ended:
                return
            propose_contribution(self.office, identity)
