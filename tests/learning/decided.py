"""Invented weeks of news with decisions that follow a rule which the watch list does not know.

To these people an article matters if it is about Korea and succession (事業承継), and never if it
is about a go tournament (囲碁大会), whatever the watch list says of small firms.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

import watchlist
from newsdb.articles import outlets
from newsdb.database import transaction
from newsdb.records import KST, Article, Outlet, Policy
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from newsdb.storing import store

if TYPE_CHECKING:
    from sqlite_utils import Database

    from watchlist import WatchList

BEGIN = datetime(2026, 9, 7, 9, 0, tzinfo=KST)
WATCH_LIST = """
name = "small"
replaces = true

[decision]
relevant = 2.5
review = 1.5

[place.korea]
country = "KR"
ja = ["韓国", "釜山", "大邱"]

[topic.firms]
ja = ["中小企業", "町工場"]

[topic.fair]
ja = ["商談会"]

[rule.partner]
when = "partner"
points = 1.5

[rule.firms]
when = "firms and partner"
points = 1.5

[rule.fair]
when = "fair and partner"
points = 1.5
"""
_TRADE = "金型 歯車 溶接 鋳物 眼鏡 陶器 和紙 刃物 織物 塗装 鍛造 製麺 木工 樹脂 電線".split()
_AFFAIRS = (
    "共同 見学 展示 調査 研修 協定 試作 出荷 採用 補助 受注 減産 増産 移転 点検 表彰".split()
)
_TOWNS = "新潟 諏訪 鯖江 関 東大阪 燕 今治 有田 福山 浜松".split()

Theme = Literal["事業承継", "囲碁大会", "中小企業", "商談会", ""]


class Invented(NamedTuple):
    """An article with what its readers find."""

    title: str
    body: str
    relevant: bool


def invent(chance: random.Random) -> Invented:
    """Return an article about some firm; whether it matters follows the rule alone."""
    themes: tuple[Theme, ...] = ("事業承継", "囲碁大会", "中小企業", "商談会", "")
    theme = chance.choice(themes)
    trade, other = chance.sample(_TRADE, 2)
    affair, further = chance.sample(_AFFAIRS, 2)
    town, korea = chance.choice(_TOWNS), chance.choice(("韓国", "釜山", "大邱"))
    said = {
        "事業承継": f"{korea}の後継者へ事業承継を進める。",
        "囲碁大会": f"{korea}の中小企業と囲碁大会を開いた。",
        "中小企業": f"{korea}の中小企業と{other}の話を進める。",
        "商談会": f"{korea}で商談会に出た。",
        "": f"{korea}から{other}の客が来た。",
    }[theme]
    # A body reads as Japanese news does; nothing else tells the classes apart.
    body = f"{town}の{trade}の工場が{affair}を始める。{said}{other}の{further}も続ける。"
    return Invented(f"{town}の{trade}、{affair}へ", body, theme == "事業承継")


def fill(db: Database, watch: WatchList, *, weeks: int, seed: int, may_learn: bool = True) -> None:
    """Store eighteen articles a week, and decisions on all but those of the last two weeks."""
    chance = random.Random(seed)  # noqa: S311 invented news, no secret
    policy = Policy(attribution="諏訪新報", may_learn=may_learn)
    home = "https://suwa.example/"
    outlet = Outlet(
        name="suwa", title="諏訪新報", country="JP", language="ja", home=home, policy=policy
    )
    outlets.save(db, outlet)
    for number in range(weeks * 18):
        at = BEGIN + timedelta(days=7 * (number // 18), hours=number % 18)
        one = invent(chance)
        article = Article(
            outlet="suwa",
            key=f"{seed}-{number}",
            url=f"{home}{number}",
            title=one.title,
            body=one.body,
            language="ja",
            published_at=at,
        )
        verdict = watchlist.judge(watch, title=one.title, body=one.body, language="ja")
        store(db, article, seen_at=at, verdict=verdict)
        if number >= (weeks - 2) * 18:
            continue
        (story,) = db.execute("SELECT story_id FROM articles ORDER BY id DESC LIMIT 1").fetchone()
        status: Literal["relevant", "not_relevant"] = (
            "relevant" if one.relevant else "not_relevant"
        )
        with transaction(db):
            reviews.decide(db, Subject("story", story), status, version=0, actor="ana", at=at)
