"""What invented decisions teach, tried on weeks of which nothing was decided."""

from __future__ import annotations

from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

import watchlist
from learning.lessons import learn
from learning.ordering import average_precision
from learning.words import english, japanese
from newsdb import learning
from newsdb.database import open_database
from newsdb.review import dismissals
from tests.learning.decided import BEGIN, WATCH_LIST, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

# Looked for and not imported: scikit-learn costs each worker three seconds, whatever it tests.
pytestmark = pytest.mark.skipif(
    not (find_spec("sudachipy") and find_spec("sklearn")),
    reason="the extra “learning” is not installed",
)

NOUNS = {"ja": japanese, "en": english}
AT = BEGIN + timedelta(weeks=12)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = tmp_path_factory.mktemp("list") / "own.toml"
    file.write_text(WATCH_LIST, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def taught(own: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = open_database(tmp_path_factory.mktemp("taught") / "news.db")
    watch = watchlist.load(own)
    fill(db, watch, weeks=10, seed=1)
    learn(db, watch, own, NOUNS, at=AT)  # type: ignore[arg-type]
    yield db
    db.close()


def held_out(db: Database) -> list[tuple[int, float, bool]]:
    """Return story, score and what people will find, of the two weeks nobody has decided on."""
    return [
        (story, score, "事業承継" in body)
        for story, score, body in db.execute(
            "SELECT s.id, s.score, b.body FROM stories s JOIN article_bodies b"
            " ON b.article_id = s.origin_id WHERE s.status IS NULL AND s.decision = 'review'"
        ).fetchall()
    ]


def test_the_suggestions_name_the_rule_behind_the_decisions(taught: Database) -> None:
    found = {(each.kind, each.term) for each in learning.suggestions(taught)}
    assert ("find", "事業承継") in found
    assert ("spare", "囲碁大会") in found
    assert len(found) <= 6


def test_each_says_what_it_would_change_and_changes_nothing(
    taught: Database, own: Path, tmp_path: Path
) -> None:
    before = taught.execute("SELECT id, decision, watchlist FROM articles").fetchall()
    find = next(each for each in learning.suggestions(taught) if each.term == "事業承継")
    assert find.borne_out >= 20
    assert find.contradicted == 0
    assert not find.lost
    bodies = dict(taught.execute("SELECT article_id, body FROM article_bodies").fetchall())
    assert all("事業承継" in bodies[article] for article in find.gained)
    assert taught.execute("SELECT id, decision, watchlist FROM articles").fetchall() == before
    # The lines are a list that can be used as they stand.
    (tmp_path / "learnt.toml").write_text(find.lines, encoding="utf-8")
    watch = watchlist.load(own, tmp_path / "learnt.toml")
    body = "諏訪の鋳物の工場が韓国の後継者へ事業承継を進める。"
    assert watchlist.judge(watch, title="", body=body, language="ja").decision == "relevant"


def test_the_learnt_order_beats_the_rules_on_weeks_that_it_has_not_seen(taught: Database) -> None:
    truth = held_out(taught)
    chances = {each.story: each for each in learning.in_learnt_order(taught, most=100)}
    assert set(chances) == {story for story, _, _ in truth}
    by_rules = average_precision([(score, relevant) for _, score, relevant in truth])
    learnt = average_precision([(chances[story].chance, yes) for story, _, yes in truth])
    assert learnt > by_rules + 0.2
    assert learnt > 0.9
    likeliest = next(iter(chances.values()))
    assert any(word in "事業承継" for word, weight in likeliest.reasons if weight > 0)


def test_too_few_decisions_are_said_to_be_too_few(own: Path, tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    watch = watchlist.load(own)
    fill(db, watch, weeks=4, seed=2)
    lesson = learn(db, watch, own, NOUNS, at=AT)  # type: ignore[arg-type]
    assert lesson.learnt.problem == "few"
    assert lesson.learnt.stories == 36
    assert learning.in_learnt_order(db, most=10) == []
    db.close()


def test_nothing_is_learnt_from_outlets_whose_terms_forbid_it(own: Path, tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    watch = watchlist.load(own)
    fill(db, watch, weeks=8, seed=1, may_learn=False)
    lesson = learn(db, watch, own, NOUNS, at=AT)  # type: ignore[arg-type]
    assert lesson.suggestions == ()
    assert lesson.chances == 0
    assert lesson.learnt.forbidden == 108
    assert (lesson.learnt.relevant, lesson.learnt.not_relevant) == (0, 0)
    db.close()


def test_what_was_dismissed_stays_away(taught: Database, tmp_path: Path) -> None:
    taught.execute("VACUUM INTO ?", [str(tmp_path / "news.db")])  # the other tests share theirs
    db = open_database(tmp_path / "news.db")
    assert not dismissals.dismiss(db, "find", "囲碁大会", "ja", by="ana", at=AT)
    assert dismissals.dismiss(db, "spare", "囲碁大会", "ja", by="ana", at=AT)
    assert ("spare", "囲碁大会") not in {
        (each.kind, each.term) for each in learning.suggestions(db)
    }
    db.close()


@pytest.mark.parametrize(
    ("ranked", "precision"),
    [
        ([], 0.0),
        ([(1.0, False)], 0.0),
        ([(3.0, True), (2.0, False), (1.0, True)], (1 + 2 / 3) / 2),
        ([(1.0, True), (1.0, False)], 0.5),  # of one score: as in random order
    ],
)
def test_average_precision(ranked: list[tuple[float, bool]], precision: float) -> None:
    assert average_precision(ranked) == pytest.approx(precision)
