"""The process that decodes photos: bytes in, a clean JPEG out, under a memory cap and an alarm."""

import warnings
from typing import Any

from PIL import Image

from graph_service.engine.photos.picture import TooManyPixelsError, UnreadableError, redraw
from graph_service.engine.processes.channel import Channel, Header
from graph_service.engine.processes.sandbox import cap_memory, set_alarm

_ALARM_MARGIN = 1.0
"""Seconds after which a decoder that nobody killed ends by itself."""


def answer(data: bytes) -> tuple[Header, bytes]:
    """A photo drawn anew, or why not."""
    try:
        return {}, redraw(data)
    except UnreadableError:
        return {"refused": "unreadable"}, b""
    except (TooManyPixelsError, MemoryError):
        return {"refused": "too-many-pixels"}, b""


def serve(channel: Channel, config: dict[str, Any]) -> None:
    """Answer tasks until the channel closes."""
    # Its own bound is checked first; the library's warning would only go to nobody's error output.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    cap_memory(int(config["memory"]))
    while True:
        message = channel.receive()
        set_alarm(message.header["seconds"] + _ALARM_MARGIN)
        header, blob = answer(message.blob)
        set_alarm(0)
        channel.send(header, blob)
