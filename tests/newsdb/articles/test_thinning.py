"""Making room: what somebody wrote on stays, and a newer version of what went is shown."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import display, thinning
from newsdb.database import transaction
from newsdb.sites import given
from newsdb.teamwork import assignments, comments
from tests.newsdb.test_forgetting import NOON, db, put

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["db"]


@pytest.mark.parametrize("article", ["a", "b"])
@pytest.mark.parametrize("what", ["a comment", "an assignment", "a proposal", "a wish to keep it"])
def test_what_somebody_wrote_on_or_asked_for_is_not_thinned(
    db: Database, what: str, article: str
) -> None:
    """What stands on one article of a story is of them all; a page is asked for by its address."""
    identity = put(db, article, decision="other")
    put(db, "ab".replace(article, ""), decision="other")
    [(story,)] = db.execute("SELECT DISTINCT story_id FROM articles").fetchall()
    with transaction(db):
        if what == "a comment":
            comments.add(db, story, "고객사와 통화함", person="ana", at=NOON)
        if what == "an assignment":
            assignments.assign(db, story, "kim", by="ana", at=NOON)
        if what == "a proposal":
            db.execute(
                "INSERT INTO watchlist_proposals (term, language, article_id, proposed_by,"
                " proposed_at) VALUES ('부품', 'ko', ?, 'ana', ?)",
                [identity, NOON.isoformat()],
            )
        if what == "a wish to keep it":
            number = given.give(db, "page", "https://x.example/", person="ana", at=NOON)
            given.end(db, number, {}, well=True, at=NOON, outlet=article, key="1")
    found = thinning.irrelevant(db, NOON + timedelta(days=999), days=1)
    left = {"ab".replace(article, "")} if what == "a wish to keep it" else set()
    assert {each.outlet for each in found} == left


@pytest.mark.parametrize("decision", ["relevant", "other"])
def test_a_newer_version_of_what_was_thinned_is_shown(db: Database, decision: str) -> None:
    text = "시멘트 회사가 새 공장을 지었다. " * 8
    identity = put(db, "a", text, decision="other")
    later = NOON + timedelta(days=400)
    assert len(thinning.thin(db, later, days=365)) == 1
    edited = text.replace("시멘트", "일본 시멘트")
    put(db, "a", edited, decision=decision, hours=401 * 24)
    shown = display.read(db, identity, at=later + timedelta(days=1))
    assert shown is not None
    assert (shown["article"]["kept"], shown["article"]["body"]) == ("full", edited)
    columns = db.execute("SELECT kept, thinned_at, purged_at FROM articles").fetchone()
    assert columns == ("full", None, None)
    again = thinning.thin(db, later + timedelta(days=2), days=365)
    assert len(again) == (decision == "other")


def test_a_newer_version_of_what_was_thinned_is_cut_to_the_terms_of_today(db: Database) -> None:
    text = "시멘트 회사가 새 공장을 지었다. " * 40
    put(db, "a", text, decision="other")
    later = NOON + timedelta(days=400)
    thinning.thin(db, later, days=365)
    db.execute("UPDATE outlets SET kept = 'excerpt' WHERE name = 'a'")
    put(db, "a", f"{text}끝.", decision="relevant", hours=401 * 24)
    kept, body = db.execute(
        "SELECT kept, body FROM articles JOIN article_bodies ON article_id = id"
    ).fetchone()
    assert kept == "excerpt"
    assert 0 < len(body) < len(text) / 2
