"""A crawl as a worker makes it, handed to the writer without a broker."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from cluster.writer import Writer
from crawler.storage import spooled
from newsdb.crawls import leases
from newsdb.crawls.messages import VERSION, Bundle, Ended, bundle_to_json, state_to_json
from newsdb.crawls.state import state_of
from newsdb.database import now, open_database, transaction
from tests.support.crawls import scrapy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: How many events go into a message.
EACH = 20


def crawl_spooled(
    database: Path, folder: Path, names: Sequence[str], *words: str, archive: Path | None = None
) -> None:
    """Crawl outlets with the state of ``database``, and have a writer record what they tell."""
    ids = {name: uuid4().hex for name in names}
    folder.mkdir()
    db = open_database(database)
    for name, lease in ids.items():
        with transaction(db):
            at = now()
            until = at + timedelta(hours=1)
            held = {"spider": name, "lock_name": name, "region": None, "seconds": 600}
            assert leases.take(db, lease, at=at, until=until, **held)  # type: ignore[arg-type]
            state = state_of(db, name, due=(), at=at)
        spooled.state_file(folder, name).write_bytes(state_to_json(state))
    db.close()
    settings = {
        "CRAWL_STORAGE": spooled.SPOOLED,
        spooled.FOLDER: folder,
        "DATABASE": folder / "none.db",
        "ARCHIVE_ENABLED": int(archive is not None),
    }
    own = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    done = scrapy("crawl", *names, *words, *own)
    assert done.code == 0, done.log
    writer = Writer(database, archive=archive)
    for name, lease in ids.items():
        lines = spooled.events_file(folder, name).read_bytes().splitlines()
        for number, first in enumerate(range(0, len(lines), EACH)):
            is_last = first + EACH >= len(lines)
            head = Bundle(
                version=VERSION,
                lease=lease,
                number=number,
                worker="one",
                sent_at=now(),
                events=[],
                ended=Ended(ending="exited") if is_last else None,
            )
            body = bundle_to_json(head, lines[first : first + EACH])
            assert writer.handle(body) == []
    writer.close()
