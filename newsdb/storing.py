"""Storing an article with everything known about it, in one short transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb.articles import articles, captures, policies, revisits, verdicts
from newsdb.articles.articles import Saved
from newsdb.database import transaction
from newsdb.records import INGESTED
from newsdb.search import search
from newsdb.stories import copies

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.articles.changes import Change
    from newsdb.articles.revisits import Validators
    from newsdb.articles.verdicts import Verdict
    from newsdb.records import Article
    from newsdb.similarity.signatures import Signature


def store(
    db: Database,
    article: Article,
    *,
    seen_at: datetime,
    run_id: int | None = None,
    seen_url: str | None = None,
    found_in: str | None = None,
    link_key: str | None = None,
    signature: Signature | None = None,
    verdict: Verdict | None = None,
    validators: Validators | None = None,
) -> Saved:
    """Store ``article`` with its verdict and mark its link as done, in one transaction.

    The other arguments are those of ``articles.write``. ``signature`` is computed beforehand,
    since the transaction blocks other writers; without one, copies are not looked for.
    ``validators`` are those of the response, None when the page was not fetched. An article that
    a crawl has read stays as it is, whatever an ingested line says about it; so does one of
    which the page shows only a part now.
    """
    with transaction(db):
        if article.layout == INGESTED and articles.was_read(
            db, outlet=article.outlet, key=article.key
        ):
            return Saved.SAME
        if articles.is_less(db, article):
            articles.note_seen(db, article, seen_at=seen_at, link_key=link_key)
            return Saved.SAME
        written = articles.write(
            db,
            article,
            seen_at=seen_at,
            run_id=run_id,
            seen_url=seen_url,
            found_in=found_in,
            link_key=link_key,
            skeleton=signature.skeleton if signature else None,
        )
        copies.link(db, written, signature, at=seen_at)
        keys = (article.key, link_key or article.key)
        captures.belong_to(db, written.article_id, outlet=article.outlet, keys=keys)
        if verdict is not None:
            verdicts.write(db, written.article_id, verdict)
        if written.saved is Saved.REVISED:
            _note_text_is_back(db, written.article_id)
        policies.enforce(db, written.article_id, at=seen_at)
        if written.saved is not Saved.SAME:
            search.index(db, written.article_id)
        if validators is not None:
            other = link_key if link_key != article.key else None
            revisits.note(db, written.article_id, validators, at=seen_at, link_key=other)
    return written.saved


def _note_text_is_back(db: Database, article_id: int) -> None:
    """Note that a newer version brought an article's text back; in the caller's transaction.

    It may be shown again, and is looked at again by the next thinning.
    """
    db.conn.execute(
        "UPDATE articles SET kept = 'full', thinned_at = NULL, purged_at = NULL"
        " WHERE id = ? AND thinned_at IS NOT NULL",
        (article_id,),
    )


def store_reading(
    db: Database,
    article_id: int,
    article: Article,
    changes: list[Change],
    *,
    revision: int,
    at: datetime,
    signature: Signature,
    verdict: Verdict,
) -> bool:
    """Store how today's rules read a stored article's page, in one transaction.

    What follows from its words (copies, verdict, search) follows from the new ones. False, with
    nothing stored, when the article is no longer at the ``revision`` that was compared, or no
    longer whole: a crawl has stored a later version, or its text was taken out.
    """
    with transaction(db):
        present = stored_version(db, article_id)
        if present is None or present.revision != revision:
            return False
        if not articles.is_whole(db, article_id):
            return False
        written = articles.write_reading(db, article_id, article, changes, at=at)
        copies.link(db, written, signature, at=at)
        verdicts.write(db, article_id, verdict)
        policies.enforce(db, article_id, at=at)
        search.index(db, article_id)
    return True


class Stored(NamedTuple):
    """Which version of an article is stored: its number, and when its page was fetched."""

    revision: int
    seen_at: str


def stored_version(db: Database, article_id: int) -> Stored | None:
    """Return which version of an article is stored, None when there is no such article.

    Neither a removal, which repeats a version, nor our reading one anew is a version of the page.
    """
    row = db.conn.execute(
        "SELECT a.revision, r.seen_at FROM articles a JOIN revisions r ON r.article_id = a.id"
        " WHERE a.id = ? AND (r.number = 1 OR EXISTS ("
        "  SELECT 1 FROM changes c WHERE c.article_id = a.id AND c.number = r.number"
        "  AND c.field <> 'article' AND c.kind <> 'reading'))"
        " ORDER BY r.number DESC LIMIT 1",
        (article_id,),
    ).fetchone()
    return Stored(*row) if row else None
