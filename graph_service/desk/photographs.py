"""Photos that nothing shows any more: neither what waits at the desk nor what is published."""

import time
from datetime import UTC, datetime

from sqlalchemy import or_, select

from graph_service.desk.office import Office
from graph_service.desk.tables.editorial import contributions, photos
from graph_service.engine.photos.storage import PhotoStorage

_YOUNG = 86_400.0
"""Seconds for which a photo is left alone: its form may still be on someone's screen."""

_SHOWN = "SELECT DISTINCT ?picture WHERE { ?thing schema:image ?picture }"


def sweep_photos(office: Office) -> int:
    """Remove the photos of forms never sent, of contributions forgotten and of things withdrawn; how many."""
    folder, before = office.storage.folder.photos, time.time() - _YOUNG
    old = [path for path in folder.glob("*.jpg") if path.stat().st_mtime < before] if folder.is_dir() else []
    if not old:
        return 0
    with office.engine.connect() as connection:
        # What was accepted for a day is published, or was withdrawn.
        young = datetime.fromtimestamp(before, UTC)
        waits = or_(contributions.c.state != "accepted", contributions.c.updated > young)
        owned = select(photos.c.digest).join(contributions, contributions.c.id == photos.c.contribution).where(waits)
        kept = set(connection.execute(owned).scalars())
    kept |= {row["picture"].rpartition("/")[2].removesuffix(".jpg") for row in office.published.rows(_SHOWN)}
    unseen = [path.stem for path in old if path.stem not in kept]
    for digest in unseen:
        PhotoStorage(folder).remove(digest)
    return len(unseen)
