"""An article among its likes: signed, linked with its copies, put into their story."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb import links, signature_index, stories, suggestions
from newsdb.articles import Saved
from newsdb.database import stamp
from newsdb.events import DAYS
from newsdb.resemblance import HIDDEN, MOSTLY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.articles import Written
    from newsdb.resemblance import Kind
    from newsdb.signatures import Signature

#: So many texts that tell of an event in the same words are compared as copies, if they share so
#: much of what those tell. Measured: with one character changed in every sentence, sentences and
#: bands find 95 % of Korean copies, words all; with three, 30 % and all.
MOST_COMPARED, LEAST_SHARED = 4, 0.15


class Likes(NamedTuple):
    """What an article is like: its copies, and, if none stands for it, who shares its words."""

    copies: list[links.Copy]
    shared: suggestions.Shared | None


def link(db: Database, written: Written, signature: Signature | None, *, at: datetime) -> None:
    """Link an article that was written with what it is a copy of.

    Runs inside the caller's transaction, after ``articles.write``. Links of an earlier revision
    stay: who copied that one copied this article.
    """
    article_id = written.article_id
    if written.saved is Saved.REVISED and signature is None:
        return
    if written.saved is Saved.SAME and (not signature or _is_signed(db, article_id, signature)):
        return
    likes = find(db, article_id, signature) if signature else Likes([], None)
    if signature:
        keep(db, article_id, signature, likes, at=at)
    if likes.copies or written.saved is not Saved.NEW:
        stories.join(db, article_id)
    else:
        stories.alone(db, article_id)
    if signature:
        relate(db, article_id, signature, likes, at=at)


def find(db: Database, article_id: int, signature: Signature) -> Likes:
    """Return what an article is like: by its sentences, and by words if that shows no copy."""
    found = links.find(db, signature, but=article_id)
    if _standing_for(found, article_id, signature):
        return Likes(found, None)
    shared = suggestions.look_up(db, article_id, signature)
    alike = shared.likeliest(LEAST_SHARED, but=[each.article_id for each in found])
    more = links.compare_with(db, signature, alike[:MOST_COMPARED])
    return Likes(links.choose([*found, *more]) if more else found, shared)


def keep(
    db: Database, article_id: int, signature: Signature, likes: Likes, *, at: datetime
) -> None:
    """Store an article's signature, the keys by which it is found, and its links.

    Who finds the first of several copies need not find them all: where another one stands for
    this report of an event its words are no keys, and if that is an exact copy, its sentences
    are none either.
    """
    stand_ins = _standing_for(likes.copies, article_id, signature)
    tells = likes.shared.whole if likes.shared else None
    signature_index.write(db, article_id, signature, tells=tells)
    signature_index.write_keys(
        db,
        article_id,
        signature,
        sentences="exact" not in stand_ins,
        bands=not stand_ins,
        words=likes.shared.rare_words() if likes.shared and not stand_ins else (),
    )
    links.write(db, article_id, likes.copies, at=stamp(at) or "")


def relate(
    db: Database, article_id: int, signature: Signature, likes: Likes, *, at: datetime
) -> None:
    """Suggest other reports of an article's event, unless a copy stands for it in that."""
    if likes.shared and not _standing_for(likes.copies, article_id, signature):
        linked = [copy.article_id for copy in likes.copies]
        suggestions.suggest(
            db, article_id, signature, likes.shared, but=linked, at=stamp(at) or ""
        )


def _is_signed(db: Database, article_id: int, signature: Signature) -> bool:
    row = db.conn.execute("SELECT version FROM signatures WHERE article_id = ?", (article_id,))
    return bool(row.fetchone() == (signature.version,))


def _standing_for(
    found: Sequence[links.Copy], article_id: int, signature: Signature
) -> list[Kind]:
    """Return how copies that were stored before, of those days, have what an article tells.

    None has if it tells more itself.
    """
    return [
        said.kind
        for other, said, day in found
        if other < article_id
        and said.kind in HIDDEN
        and said.covered >= MOSTLY
        and day
        and abs(day - signature.day) <= DAYS
    ]
