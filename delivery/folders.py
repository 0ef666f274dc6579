"""Pages in folders stay, and go on obeying what may be shown: what has to go goes there too.

What a page quotes of an article stands between comments: ``<!--e:MARK-->`` an entry that the
article heads, ``t`` words of its text, ``m`` where it is only mentioned. The rest of the page is
left as it was sent.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, NamedTuple

from delivery.channels import write_page
from newsdb.database import transaction
from newsdb.delivery import pages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlite_utils import Database

    from delivery.digests import Digest
    from newsdb.configuration.model import Configuration
    from newsdb.delivery.pages import Fallen, Quoted

logger = logging.getLogger(__name__)


class Prepared(NamedTuple):
    """What a page quotes, and the marks of its articles by their ids."""

    quoted: tuple[Quoted, ...]
    marks: Mapping[int, str]


def prepare(db: Database, digest: Digest, *, at: datetime) -> Prepared:
    """Return what is to be noted of a digest that becomes a page."""
    ids = {each.article_id for each in digest.changes}
    for each in digest.entries:
        ids.update((each.article, *each.members))
    found = pages.quoted(db, sorted(ids), at=at)
    marks = {key: mark_of(each.outlet, each.key) for key, each in found.items()}
    return Prepared(tuple(found.values()), marks)


def mark_of(outlet: str, key: str) -> str:
    """Return what marks an article in a page: of it nothing can be told."""
    return hashlib.sha256(f"{outlet}\n{key}".encode()).hexdigest()[:20]


def obey(db: Database, configuration: Configuration, *, at: datetime) -> int:
    """Take out of the pages what may be shown no longer; return how many pages were changed.

    A page in which it can't be found is deleted. One that can't be written is tried again next
    time, and the log says so.
    """
    changed = 0
    for name, channel in configuration.channels.items():
        if not channel.folder:
            continue
        for page, articles in pages.fallen(db, name, at=at).items():
            try:
                changed += _cut(channel.folder / page, articles)
            except OSError as error:
                logger.error(
                    "%s: what may not be shown any more stays in it: %s",
                    channel.folder / page,
                    error.strerror or error,
                )
                continue
            with transaction(db):
                for each in articles:
                    pages.note_cut(db, name, page, each)
                if not (channel.folder / page).exists():
                    pages.note_gone(db, name, page)
    return changed


def _cut(path: Path, articles: list[Fallen]) -> bool:
    """Take articles out of a page as far as they have to go; return whether it was there."""
    try:
        html = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    except UnicodeDecodeError:
        path.unlink()
        return True
    left: str | None = html
    for each in articles:
        mark = mark_of(each.outlet, each.key)
        # A headline may always stay; of less than the whole text, what was quoted may be too much.
        for kind in "emt" if each.kept is None else "t":
            left = without(left, f"{kind}:{mark}") if left is not None else None
    if left is None:
        path.unlink()
        logger.warning("%s was deleted: it quoted what may not be shown any more", path)
    elif left != html:
        write_page(path, left)
    return True


def without(html: str, mark: str) -> str | None:
    """Return a page without what stands between a mark's comments; None if one has no end."""
    begin, end = f"<!--{mark}-->", f"<!--/{mark}-->"
    kept, rest = [], html
    while begin in rest:
        before, _, rest = rest.partition(begin)
        _, found, rest = rest.partition(end)
        if not found:
            return None
        kept.append(before)
    return "".join([*kept, rest])
