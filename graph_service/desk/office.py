"""The desk of one web process, assembled: its database, what reads and judges, what publishes and sends."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine

from graph_service.desk.intake import Intake
from graph_service.desk.mails import Mailbox
from graph_service.desk.oppositions import opposed
from graph_service.desk.postman import Postman
from graph_service.desk.published import Published
from graph_service.desk.publisher import Publisher
from graph_service.engine.places import PublishedPlaces
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.validation.validation import Validation
from graph_service.errors import MaillageError
from graph_service.settings import Settings

OnFailure = Callable[[str, MaillageError], None]


class Chore(Protocol):
    """Something that a desk does by itself, beside publishing and sending."""

    role: str
    told: str
    """How it goes: `ok`, or what failed last."""

    def start(self) -> None:
        """Begin, in a thread."""

    def close(self) -> None:
        """End it."""


@dataclass
class Office:
    """What every act at the desk needs."""

    settings: Settings
    storage: EmbeddedStorage
    open_engine: Callable[[], Engine]
    on_failure: OnFailure
    chores: list[Chore] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The root of the instance's IRIs, which is also its address."""
        return self.settings.base_iri

    @property
    def engine(self) -> Engine:
        """The desk's database."""
        return self.open_engine()

    @cached_property
    def validation(self) -> Validation:
        """The validator of contributions."""
        return Validation(self.settings, self.storage.folder)

    @cached_property
    def publishing(self) -> Validation:
        """The validator of publications: they do not wait behind contributions."""
        return Validation(self.settings, self.storage.folder)

    @cached_property
    def intake(self) -> Intake:
        """What reads and judges contributions."""
        return Intake(self.storage, self.validation, self.base, lambda: opposed(self.engine))

    @cached_property
    def published(self) -> Published:
        """The published version, as the desk asks it."""
        return Published(self.storage, self.base)

    @cached_property
    def places(self) -> PublishedPlaces:
        """The published territories, by what people write."""
        return PublishedPlaces(self.storage)

    @cached_property
    def publisher(self) -> Publisher:
        """What applies the outbox."""
        return Publisher(self.open_engine, self.storage, self.publishing, self.on_failure)

    @cached_property
    def postman(self) -> Postman:
        """What sends messages."""
        return Postman(self.open_engine, self.settings, self.on_failure)

    @cached_property
    def mailbox(self) -> Mailbox:
        """Where messages are put."""
        return Mailbox(bool(self.settings.smtp_url))

    @cached_property
    def _secret(self) -> bytes:
        return instance_secret(self.storage.folder.desk.with_suffix(".key"))

    def derived(self, purpose: str, subject: str) -> str:
        """The secret that this instance alone can tell for something: the same each time."""
        return hmac.new(self._secret, f"{purpose}\x1e{subject}".encode(), hashlib.sha256).hexdigest()[:40]

    def start(self) -> None:
        """Begin to publish and to send."""
        self.publisher.start()
        if self.mailbox.configured:
            self.postman.start()
        for chore in self.chores:
            chore.start()

    def state(self) -> dict[str, str]:
        """How what runs in the background goes."""
        told = {self.publisher.role: self.publisher.told, **{chore.role: chore.told for chore in self.chores}}
        return {**told, self.postman.role: self.postman.told} if self.mailbox.configured else told

    def close(self) -> None:
        """End what runs."""
        for chore in self.chores:
            chore.close()
        self.publisher.close()
        if self.mailbox.configured:
            self.postman.close()
        self.validation.close()
        self.publishing.close()


def instance_secret(path: Path) -> bytes:
    """The secret of an instance, made once, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    with path.open("r+b") as file:
        known = file.read()
        if len(known) >= 32:
            return known
        made = secrets.token_bytes(32)
        file.write(made)
    # Another process may have made it at the same moment: what is on disk counts.
    return path.read_bytes()[:32]
