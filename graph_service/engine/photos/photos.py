"""Photos as the rest of the service sees them: what a person sends in, a clean JPEG out."""

import threading
import time

from graph_service.engine.processes.channel import Message
from graph_service.engine.processes.worker import Worker
from graph_service.errors import (
    BodyTooLarge,
    Busy,
    DeadlineExceeded,
    MaillageError,
    MemoryLimit,
    UnreadablePhoto,
    WorkerCrashed,
)
from graph_service.languages import Text
from graph_service.settings import Settings

MOST_BYTES = 5 * 1024 * 1024
"""Bytes of a photo as it is sent."""

_MEMORY = 640 * 1024 * 1024
"""A JPEG of the most pixels, which is decoded reduced; or any other picture of 50 million, twice."""
_SECONDS = 15.0

_UNREADABLE = Text(
    "Ce fichier n’est pas une photo lisible. Envoyez une photo en JPEG, PNG, WebP ou GIF, telle que votre téléphone "
    "ou votre appareil l’enregistre (pas de HEIC, de SVG ni de PDF).",
    "This file is no readable photo. Send a photo in JPEG, PNG, WebP or GIF, as your phone or camera records it "
    "(no HEIC, SVG or PDF).",
)
_TOO_MANY = Text(
    "Cette photo a trop de pixels pour être lue. Réduisez-la à 4 000 pixels de côté, puis envoyez-la de nouveau.",
    "This photo has too many pixels to be read. Reduce it to 4,000 pixels a side, then send it again.",
)
_TOO_LARGE = Text(
    "Cette photo dépasse 5 Mo, la taille la plus grande acceptée. Réduisez-la, puis envoyez-la de nouveau.",
    "This photo is over 5 MB, the largest size accepted. Make it smaller, then send it again.",
)


class Photos:
    """One decoder process, started at the first photo and again after each death; callers wait in line."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._worker: Worker | None = None
        self._line = threading.Lock()

    def reencode(self, data: bytes) -> bytes:
        """A photo as a JPEG of 1,600 pixels at most, upright, on white, without metadata.

        Raises:
            BodyTooLarge: more than 5 MB.
            UnreadablePhoto: no photo, a damaged one, or one of too many pixels.
            Busy: others were sending photos for longer than the deadline.
        """
        if len(data) > MOST_BYTES:
            raise BodyTooLarge(_TOO_LARGE, members={"limit": MOST_BYTES})
        if not self._line.acquire(timeout=_SECONDS):
            raise Busy(retry_after=2)
        try:
            message = self._ask(data)
        finally:
            self._line.release()
        refused = message.header.get("refused")
        if refused is not None:
            raise UnreadablePhoto(_TOO_MANY if refused == "too-many-pixels" else _UNREADABLE)
        return message.blob

    def close(self) -> None:
        """End the decoder process."""
        with self._line:
            self._drop()

    def _ask(self, data: bytes) -> Message:
        worker = self._ready_worker()
        try:
            worker.send({"seconds": _SECONDS}, data)
            return worker.receive(time.monotonic() + _SECONDS)
        except MaillageError as error:
            self._drop()
            raise _unread(error) from None

    def _ready_worker(self) -> Worker:
        if self._worker is None or not self._worker.alive:
            self._drop()
            self._worker = Worker("photographer", {"memory": _MEMORY})
            self._worker.greet()
        return self._worker

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None


def _unread(error: MaillageError) -> MaillageError:
    """A photo that ends its decoder is refused like any other that cannot be read: a retry would end it again."""
    if isinstance(error, MemoryLimit | DeadlineExceeded):
        return UnreadablePhoto(_TOO_MANY)
    if isinstance(error, WorkerCrashed):
        return UnreadablePhoto(_UNREADABLE)
    return error
