"""A database for everything that a team does together, with two of each thing to work on.

Two hands walk through one desk (``walks.py``); what the one takes is not the other's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsdb import learning
from newsdb.database import now, open_database, transaction
from newsdb.learning import Chance, Learnt, Suggestion
from newsdb.records import KST
from newsdb.sites import given
from newsdb.stories import stories
from tests.newsdb.briefings.news import put, save_outlets

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

TODAY = now().astimezone(KST).replace(hour=9, minute=0, second=0, microsecond=0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUGGESTIONS = (
    Suggestion(
        "find", "가업승계", "ko", "sme", '[topic.sme]\nko = ["가업승계"]\n', 9, 1, (1,), (), 9, 1
    ),
    Suggestion(
        "spare", "囲碁<b>", "ja", None, '[topic.learnt-1]\nja = ["囲碁"]\n', 0, 7, (), (2,), 7, 0
    ),
)
WATCH_LIST = '[topic.kiln]\nko = ["가마"]\n'
HANDS = ("mouse", "keys")


def make(file: Path) -> None:
    """Write two stories of both countries, one of each alone, one of the week before."""
    db = open_database(file)
    save_outlets(db)
    at = TODAY - DAY

    def told(outlet: str, key: str, title: str, when: datetime, concept: str = "sme") -> int:
        article = put(db, outlet, key, title, f"{title} 본문.", at=when, concept=concept)
        (story,) = db.execute("SELECT story_id FROM articles WHERE id = ?", [article]).fetchone()
        return int(story)

    first = told("namhae", "1", "부산 조합 공동 창고 연다", at)
    stories.merge(
        db, [first, told("tokai", "1", "釜山の組合、倉庫を開く", at + 5 * HOUR)], by="ana"
    )
    other = told("tokai", "2", "博多で商談会", at - 7 * HOUR)
    stories.merge(db, [other, told("hangang", "2", "하카타 상담회", at)], by="ana")
    told("retto", "3", "後継者<script>難の金型メーカー", at + HOUR, "japan")
    told("hangang", "4", "엔화 결제 보증 넓힌다", at + 2 * HOUR, "kbiz")
    told("namhae", "5", "지난주의 전시회", at - 7 * DAY)
    (waiting,) = db.execute("SELECT max(id) FROM stories").fetchone()
    db.execute("UPDATE articles SET decision = 'review' WHERE story_id = ?", [waiting])
    learnt = Learnt(f"{TODAY:%Y-%m-%dT%H:%M:%S+09:00}", "w-1", 40, 60, 12, 70, 30, 0.4, 0.9, None)
    with transaction(db):
        chance = Chance(waiting, 0.83, (("가업승계", 1.2), ("concept kbiz", -0.3)))
        learning.keep(db, learnt, SUGGESTIONS, [chance])
    db.close()


def found_of(name: str) -> dict[str, Any]:
    """Return what a visit to an invented paper of this name found."""
    home = f"https://{name}.test/"
    article = {
        "outlet": f"site:{name}.test",
        "url": f"{home}1",
        "title": "멸치액젓 조합, 나가사키 어묵 공방과 첫 계약",
        "published_at": "2026-11-27T09:10:00+09:00",
        "section": None,
        "access": "free",
        "layout": "generic",
        "language": "ko",
        "authors": ["정하람"],
        "excerpt": "남해의 멸치액젓 조합이 나가사키의 어묵 공방 세 곳과 원료 공급 계약을 맺었다.",
        "last": "“봄부터 물량을 늘리겠다”고 말했다.",
        "characters": 420,
        "paragraphs": 4,
    }
    feed = {"kind": "feed", "url": f"{home}rss", "articles": 20, "newest": None, "a_week": 30}
    return {
        "home": home,
        "title": "남해상공신문",
        "language": "ko",
        "country": "KR",
        "terms": [f"{home}terms"],
        "hosts": [],
        "known": None,
        "taken": [],
        "name": name,
        "listings": [feed],
        "articles": [
            article,
            {"url": f"{home}2", "rejected": {"reason": "http 404", "found": "404"}},
        ],
    }


def make_for_walks(file: Path) -> None:
    """Write the same, with a site that was looked at and suggestions for each hand."""
    make(file)
    db = open_database(file)
    suggestions = [
        each._replace(term=f"{each.term}{hand}") for hand in HANDS for each in SUGGESTIONS
    ]
    with transaction(db):
        learnt, chances = learning.last(db), learning.in_learnt_order(db, most=9)
        assert learnt
        learning.keep(db, learnt, suggestions, chances)
        for hand in HANDS:
            number = given.give(db, "site", f"https://{hand}.test/", person="ana", at=now())
            given.end(db, number, found_of(hand), well=True, at=now())
    db.close()
