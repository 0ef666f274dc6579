"""A digest of a span of time, whoever asks for it: what a subscription would say, or said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from delivery import digests
from delivery.planning import filters_of
from delivery.rendering import Reader, digest_message
from delivery.writing import MOST_AT_ONCE, section_names
from newsdb.delivery import selecting, subscriptions
from newsdb.delivery.selecting import Span
from newsdb.search.search import NO_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlite_utils import Database

    from delivery.digests import Digest
    from delivery.rendering import Rendered
    from newsdb.delivery.subscriptions import Rhythm, Sections
    from newsdb.search.search import Names

#: So far back a preview looks.
_SPANS = {"at_once": timedelta(days=1), "daily": timedelta(days=1), "weekly": timedelta(days=7)}


def digest_of(
    db: Database,
    filters: str,
    *,
    since: datetime,
    until: datetime,
    at: datetime,
    names: Callable[[], Names],
    least: float = 0,
    most: int | None = None,
) -> Digest:
    """Return a digest of the stories of a filter that came in within a span of time."""
    span = (since, until + timedelta(seconds=1))  # to the second, like what is stored
    wanted = filters_of(filters)
    found = selecting.stories(
        db,
        wanted,
        Span(*(subscriptions.articles_before(db, each) for each in span)),
        names=names() if wanted.text else NO_NAMES,
        least=least,
    )
    changed = Span(*(subscriptions.changes_before(db, each) for each in span))
    return digests.read(
        db,
        found,
        since=since,
        until=until,
        at=at,
        changes=selecting.changes(db, changed),
        most=most,
    )


def message(
    db: Database,
    *,
    filters: str,
    rhythm: Rhythm,
    language: str,
    sections: Sections,
    least: float,
    name: str,
    desk: str,
    at: datetime,
    names: Callable[[], Names],
) -> Rendered:
    """Return what a subscription would send now, were the last day or week new to it.

    Raises ConfigurationError or WatchListError.
    """
    is_alert = rhythm == "at_once"
    digest = digest_of(
        db,
        filters,
        since=at - _SPANS[rhythm],
        until=at,
        at=at,
        names=names,
        least=least,
        most=MOST_AT_ONCE if is_alert else None,
    )
    concepts = section_names(language) if sections == "concept" else None
    reader = Reader(language, desk, name, sections=sections, concepts=concepts)
    return digest_message(digest, reader, kind="alert" if is_alert else "digest")
