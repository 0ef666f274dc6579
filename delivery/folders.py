"""Pages in folders stay, and go on obeying what may be shown: what has to go goes there too.

What a page quotes of an article stands between comments: ``<!--e:MARK-->`` an entry that the
article heads, ``t`` words of its text, ``m`` where it is only mentioned. The rest of the page is
left as it was sent.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from delivery.channels import write_page
from newsdb.database import transaction
from newsdb.delivery import pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

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


def obey(
    db: Database,
    configuration: Configuration,
    *,
    at: datetime,
    problems: list[str] | None = None,
) -> int:
    """Take out of the pages what may be shown no longer; return how many pages were changed.

    Also out of those whose channel got another name, or has no folder any more. A page in which
    it can't be found is deleted. One that can't be written, or whose folder is not there, is tried
    again next time; the log says so, and ``problems`` gets it.
    """
    folders = {
        name: channel.folder.absolute()
        for name, channel in configuration.channels.items()
        if channel.folder
    }
    for name, folder in folders.items():
        _note_places(db, name, folder)
    unreached = problems if problems is not None else []
    changed = 0
    for (channel, page), articles in pages.fallen(db, at=at).items():
        places = _places(page, folders.get(channel), folders.values())
        try:
            there = sum(_cut(path, articles) for path in places)
        except OSError as error:
            told = f"{places[0]}: {error.strerror or error}"
            logger.error("What may not be shown any more stays in a page: %s", told)
            unreached.append(told)
            continue
        if not there and not _is_gone(page):
            why = "is not there" if Path(page).is_absolute() else "is not known any more"
            told = f"{page} of the channel {channel}: its folder {why}"
            logger.warning("What may not be shown any more may be in a page: %s", told)
            unreached.append(told)
            continue
        changed += there
        with transaction(db):
            for each in articles:
                pages.note_cut(db, channel, page, each)
            if not any(path.exists() for path in places):
                pages.note_gone(db, channel, page)
    return changed


def _note_places(db: Database, channel: str, folder: Path) -> None:
    """Note where the pages of a channel lie, those that were moved with its folder too."""
    for page in pages.elsewhere(db, channel, str(folder)):
        path = folder / Path(page).name
        if not Path(page).is_absolute() or path.exists():
            with transaction(db):
                pages.note_place(db, channel, page, str(path))


def _places(page: str, own: Path | None, others: Iterable[Path]) -> list[Path]:
    """Return where a page may lie: as it was noted, or in a folder that is its channel's now.

    Where its channel has none, it may have got another name: then that is in any folder.
    """
    noted = Path(page)
    found = [noted] if noted.is_absolute() else []
    found += [each / noted.name for each in ([own] if own else others)]
    return list(dict.fromkeys(found))


def _is_gone(page: str) -> bool:
    """Tell whether a page that is nowhere was deleted: its folder may not be reached just now."""
    noted = Path(page)
    return noted.is_absolute() and noted.parent.is_dir()


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
