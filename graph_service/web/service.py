"""What the routes share: settings, storage and desk, found through the running application."""

from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from flask import Flask, current_app
from sqlalchemy import Engine

from graph_service.desk.aftermath import Aftermath
from graph_service.desk.database import open_desk
from graph_service.desk.housekeeping import Housekeeping
from graph_service.desk.office import Office
from graph_service.engine.follower import Follower
from graph_service.engine.photos.photos import Photos
from graph_service.engine.photos.storage import PhotoStorage
from graph_service.engine.store import EmbeddedStorage
from graph_service.settings import Settings
from graph_service.web.logs import failed

_NAME = "maillage"


@dataclass
class Service:
    """The parts of one instance in one web process."""

    settings: Settings
    storage: EmbeddedStorage
    follower: Follower | None = None
    """What keeps search and dumps up, where there is one."""
    _opening: Lock = field(default_factory=Lock)

    @cached_property
    def _desk(self) -> Engine:
        return open_desk(self.storage.folder.desk)

    @property
    def desk(self) -> Engine:
        """The desk's database, opened at the first need."""
        with self._opening:
            return self._desk

    @cached_property
    def office(self) -> Office:
        """The desk, assembled; `create_front` starts it."""
        office = Office(self.settings, self.storage, lambda: self.desk, failed)
        office.publisher.aftermath = Aftermath(office)
        office.chores.append(Housekeeping(office, failed))
        return office

    @cached_property
    def photos(self) -> Photos:
        """What draws photos anew."""
        return Photos(self.settings)

    @property
    def kept_photos(self) -> PhotoStorage:
        """Where photos lie."""
        return PhotoStorage(self.storage.folder.photos)

    def install(self, app: Flask) -> None:
        """Make this service the one of an application."""
        app.extensions[_NAME] = self


def service() -> Service:
    """The service of the request being handled."""
    return service_of(current_app)


def service_of(app: Flask) -> Service:
    """The service of an application."""
    found: Service = app.extensions[_NAME]
    return found
