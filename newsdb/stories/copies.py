"""An article among its likes: signed, linked with its copies, put into their story."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb.articles.articles import Saved
from newsdb.database import stamp
from newsdb.stories import copy_links, signature_index, stories, suggestions
from newsdb.stories.resemblance import HIDDEN, MOSTLY
from newsdb.stories.signature_index import UNDATED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.articles.articles import Written
    from newsdb.stories.signatures import Signature

#: So many texts that share words, and so much of what those tell, are compared as copies. Measured
#: on Korean copies with one character changed in every sentence (``every_sentence`` in
#: ``benchmarks/copies/edits.py``) and with three: sentences and bands find 95 and 30 %, words
#: nearly all.
MOST_BY_WORDS, LEAST_BY_WORDS = 4, 0.15

#: The share of an article's words that a copy has which stands for it as a report of an event.
SAME_REPORT = 0.5


class Likes(NamedTuple):
    """What an article is like: its copies, and who shares its words, unless one stands for it."""

    copies: list[copy_links.Copy]
    shared: suggestions.Shared | None  # None: a copy stands for it, as a report and for its keys


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
    """Return what an article is like: by its sentences and, if no copy stands for it, by words."""
    candidates = copy_links.candidates(db, signature, but=article_id)
    found = copy_links.choose(copy_links.compare_with(db, signature, candidates))
    if _is_stood_for(found, article_id, signature):
        return Likes(found, None)
    shared = suggestions.look_up(db, article_id, signature)
    alike = shared.likeliest(LEAST_BY_WORDS, but=candidates)[:MOST_BY_WORDS]
    if more := copy_links.compare_with(db, signature, alike):
        found = copy_links.choose([*found, *more])
    return Likes(found, None if _is_stood_for(more, article_id, signature) else shared)


def keep(
    db: Database, article_id: int, signature: Signature, likes: Likes, *, at: datetime
) -> None:
    """Store an article's signature, the keys by which it is found, and its links.

    Who finds the first of several copies need not find them all: where another one stands for
    it, an article is found by its sentences only.
    """
    shared = likes.shared
    signature_index.write(db, article_id, signature, tells=shared.whole if shared else None)
    signature_index.write_keys(
        db,
        article_id,
        signature,
        bands=shared is not None,
        words=shared.rare_words() if shared else (),
    )
    copy_links.write(db, article_id, likes.copies, at=stamp(at) or "")


def relate(
    db: Database, article_id: int, signature: Signature, likes: Likes, *, at: datetime
) -> None:
    """Suggest other reports of an article's event, unless a copy stands for it in that."""
    if likes.shared:
        linked = [copy.article_id for copy in likes.copies]
        suggestions.suggest(
            db, article_id, signature, likes.shared, but=linked, at=stamp(at) or ""
        )


def _is_signed(db: Database, article_id: int, signature: Signature) -> bool:
    """Tell whether an article has a signature of this version, with the words of its event."""
    row = db.conn.execute(
        "SELECT version FROM signatures WHERE article_id = ? AND words IS NOT NULL", (article_id,)
    )
    return bool(row.fetchone() == (signature.version,))


def _is_stood_for(found: Sequence[copy_links.Copy], article_id: int, signature: Signature) -> bool:
    """Tell whether a copy that was stored before, of the same day, reports what an article does.

    It does not if the article adds more than it repeats, or begins with other words.
    """
    words = {*signature.words}
    return any(
        other < article_id
        and said.kind in HIDDEN
        and said.covered >= MOSTLY
        and theirs.day == signature.day != UNDATED
        and len(words.intersection(theirs.words)) >= SAME_REPORT * len(words)
        for other, said, theirs in found
    )
