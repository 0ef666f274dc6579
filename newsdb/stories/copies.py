"""Finding an article's copies, linking it with them, and putting it into their story."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb.articles.articles import Saved
from newsdb.database import stamp
from newsdb.similarity import signature_index
from newsdb.similarity.copy_rules import HIDDEN, MOSTLY
from newsdb.similarity.signature_index import UNDATED
from newsdb.stories import copy_links, stories, suggestions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.articles.articles import Written
    from newsdb.similarity.signatures import Signature

#: How many texts that share words are compared as copies, and the least share of the words' weight
#: that they must have. Measured on Korean copies with one character changed in every sentence
#: (``every_sentence`` in ``benchmarks/copies/edits.py``) and with three: sentences and bands find
#: 95 and 30 %, words nearly all.
MOST_BY_WORDS, LEAST_BY_WORDS = 4, 0.15

#: A copy can represent an article as a report of its event if it has this share of its words.
SAME_REPORT = 0.5


class Likes(NamedTuple):
    """What resembles an article: its copies, and articles that share words of its event."""

    copies: list[copy_links.Copy]
    shared: suggestions.Shared | None  # None: a copy represents it, as a report and in the index


def link(db: Database, written: Written, signature: Signature | None, *, at: datetime) -> None:
    """Link a written article with its copies.

    Runs inside the caller's transaction, after ``articles.write``. Links of an earlier revision
    stay: a copy of that revision is a copy of this article.
    """
    article_id = written.article_id
    if written.saved is Saved.REVISED and signature is None:
        return
    if written.saved is Saved.SAME and (not signature or _is_signed(db, article_id, signature)):
        return
    is_new = written.saved is Saved.NEW
    likes = find(db, article_id, signature, is_new=is_new) if signature else Likes([], None)
    if signature:
        keep(db, article_id, signature, likes, at=at)
    if likes.copies or not is_new:
        stories.join(db, article_id)
    else:
        stories.alone(db, article_id)
    if signature:
        relate(db, article_id, signature, likes, at=at, is_new=is_new)


def find(db: Database, article_id: int, signature: Signature, *, is_new: bool = False) -> Likes:
    """Return what resembles an article: by sentences and, if no copy represents it, by words.

    One that ``is_new`` has been stored last.
    """
    candidates = copy_links.candidates(db, signature, but=article_id)
    found = copy_links.choose(copy_links.compare_with(db, signature, candidates))
    if _is_stood_for(found, article_id, signature):
        return Likes(found, None)
    shared = suggestions.look_up(db, article_id, signature, is_new=is_new)
    alike = shared.likeliest(LEAST_BY_WORDS, but=candidates)[:MOST_BY_WORDS]
    if more := copy_links.compare_with(db, signature, alike):
        found = copy_links.choose([*found, *more])
    return Likes(found, None if _is_stood_for(more, article_id, signature) else shared)


def keep(
    db: Database, article_id: int, signature: Signature, likes: Likes, *, at: datetime
) -> None:
    """Store an article's signature, the keys by which it is found, and its links.

    A text that matches the first of several copies need not match all: an article that a copy
    represents is found by its sentences only.
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
    db: Database,
    article_id: int,
    signature: Signature,
    likes: Likes,
    *,
    at: datetime,
    is_new: bool = False,
) -> None:
    """Suggest other reports of an article's event, unless a copy represents it.

    One that ``is_new`` has no suggestions yet, which takes time to find out.
    """
    if likes.shared:
        if not is_new:
            suggestions.withdraw(db, article_id)
        linked = [copy.article_id for copy in likes.copies]
        suggestions.suggest(
            db, article_id, signature, likes.shared, but=linked, at=stamp(at) or ""
        )


def _is_signed(db: Database, article_id: int, signature: Signature) -> bool:
    """Return whether an article has a signature of this version, with its event's words."""
    row = db.conn.execute(
        "SELECT version FROM signatures WHERE article_id = ? AND words IS NOT NULL", (article_id,)
    )
    return bool(row.fetchone() == (signature.version,))


def _is_stood_for(found: Sequence[copy_links.Copy], article_id: int, signature: Signature) -> bool:
    """Return whether a copy stored earlier, of the same day, reports the same as an article.

    It doesn't if the article adds more than it repeats, or begins with other words.
    """
    words = {*signature.words}
    return any(
        other < article_id
        and resemblance.kind in HIDDEN
        and resemblance.covered >= MOSTLY
        and theirs.day == signature.day != UNDATED
        and len(words.intersection(theirs.words)) >= SAME_REPORT * len(words)
        for other, resemblance, theirs in found
    )
