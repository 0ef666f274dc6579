"""The review desk over HTTP: permissions, what is saved, conflicts, what may be shown."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest

from browse import user_state
from newsdb.articles import outlets, policies
from newsdb.articles.changes import Kind
from newsdb.database import now, open_database, stamp
from newsdb.records import Article, Outlet
from newsdb.review import queue_links, reviews
from newsdb.review.queue import Filters
from newsdb.review.reviews import Subject
from newsdb.stories import stories
from newsdb.storing import store
from tests.browse.conftest import HOSTILE, PEOPLE, desk_of
from tests.browse.review_news import make
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from datasette.app import Datasette

ANA, ADA = PEOPLE.actor("ana"), PEOPLE.actor("ada")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("review") / "news.db"
    make(path)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    shutil.copy(made, tmp_path / "news.db")
    return tmp_path / "news.db"


def run(path: Path, go: Callable[[Datasette], Awaitable[Any]]) -> Any:
    async def inner() -> Any:
        async with desk_of(path) as desk:
            return await go(desk)

    return asyncio.run(inner())


def do(*seen: tuple[int, int], **what: Any) -> dict[str, Any]:
    return {"stories": [{"id": each, "version": version} for each, version in seen], **what}


async def post(desk: Datasette, where: str, body: Any, actor: Any = ANA, **more: Any) -> Any:
    headers = {"content-type": "application/json", **more.pop("headers", {})}
    content = json.dumps(body)  # a lone surrogate is escaped, as a hostile client would send it
    return await desk.client.post(
        f"/-/review/{where}", content=content, headers=headers, actor=actor, **more
    )


def shown(html: str) -> list[int]:
    return [int(each) for each in re.findall(r'<article [^>]*id="story-(\d+)"', html)]


def test_the_queue_newest_day_first_and_page_by_page(path: Path) -> None:
    async def go(desk: Datasette) -> list[int]:
        seen: list[int] = []
        where = "/-/review"
        while where:
            answer = await desk.client.get(where, actor=ANA)
            seen += shown(answer.text)
            link = re.search(r'id="next-page" href="([^"]+)"', answer.text)
            where = link[1].replace("&amp;", "&") if link else ""
        return seen

    seen = run(path, go)
    assert sorted(seen) == list(range(1, 25))
    # Stories 16 to 24 appeared on the next day; among those of a day the relevant come first.
    assert set(seen[:10]) == set(range(15, 25))
    assert seen[:10][-2:] == [24, 18]


def test_a_decision_is_saved_with_who_and_at_which_score(path: Path) -> None:
    body = do((24, 0), do="decide", status="not_relevant", reason="advert")
    answer = run(path, lambda desk: post(desk, "do", body))
    assert answer.status_code == 200
    (result,) = answer.json()["results"]
    assert (result["ok"], result["version"], result["status"]) == (True, 1, "not_relevant")
    assert "Advertising or promotion" in result["html"]
    db = open_database(path)
    (event,) = reviews.history(db, Subject("story", 24))
    assert (event["actor"], event["score"]) == ("ana", 2.0)
    assert db.execute("SELECT status FROM articles WHERE id = 24").fetchone() == ("not_relevant",)


def test_who_was_slower_sees_the_story_as_it_is_now(path: Path) -> None:
    async def go(desk: Datasette) -> Any:
        first = await post(desk, "do", do((5, 0), do="decide", status="relevant"), ADA)
        late = await post(desk, "do", do((5, 0), do="decide", status="unsure"))
        return first, late

    first, late = run(path, go)
    assert (first.status_code, late.status_code) == (200, 409)
    (result,) = late.json()["results"]
    assert result["conflict"]
    assert "ada changed this story first" in result["error"]
    assert result["version"] == 1
    assert 'data-version="1"' in result["html"]


def test_of_many_at_once_only_the_changed_one_is_refused(path: Path) -> None:
    async def go(desk: Datasette) -> Any:
        await post(desk, "do", do((2, 0), do="star", starred=True), ADA)
        return await post(desk, "do", do((1, 0), (2, 0), (3, 0), do="decide", status="relevant"))

    answer = run(path, go)
    assert answer.status_code == 409
    assert [each["ok"] for each in answer.json()["results"]] == [True, False, True]


def test_star_tag_note_undo(path: Path) -> None:
    async def go(desk: Datasette) -> list[Any]:
        steps = [
            do((7, 0), do="star", starred=True),
            do((7, 1), do="tag", tag="물류", on=True),
            do((7, 2), do="note", note="회의에서 언급"),
            do((7, 3), do="undo"),
            do((7, 4), do="undo"),
        ]
        return [(await post(desk, "do", each)).json() for each in steps]

    answers = run(path, go)
    assert all(each["ok"] for each in answers)
    db = open_database(path)
    review = reviews.read(db, Subject("story", 7))
    assert (review.starred, review.tags, review.note, review.version) == (True, (), None, 5)


def test_merge_and_split(path: Path) -> None:
    async def go(desk: Datasette) -> tuple[Any, ...]:
        await post(desk, "do", do((1, 0), do="decide", status="relevant"))
        stale = await post(desk, "merge", do((1, 0), (2, 0)))
        merged = await post(desk, "merge", do((1, 1), (2, 0)))
        apart = await post(desk, "split", do((1, 1), article=2))
        wrong = await post(desk, "split", do((1, 1), article=2))
        return stale, merged, apart, wrong

    stale, merged, apart, wrong = run(path, go)
    assert stale.status_code == 409
    assert (merged.json()["id"], merged.json()["gone"]) == (1, [2])
    assert "Jetro" not in merged.json()["html"]
    assert "ジェトロ" in merged.json()["html"]
    assert "First in Japan" in merged.json()["html"]
    old, new = apart.json()["results"]
    assert old["id"] == 1
    # It stays decided: what one story was is now two.
    assert 'class="story done relevant"' in new["html"]
    assert wrong.status_code == 404
    db = open_database(path)
    decided = db.execute("SELECT kind, decided_by FROM story_decisions ORDER BY id").fetchall()
    assert decided == [("together", "ana"), ("apart", "ana")]


def test_a_merge_loses_nothing_that_anybody_said(path: Path) -> None:
    async def go(desk: Datasette) -> Any:
        await post(desk, "do", do((1, 0), do="tag", tag="물류", on=True))
        await post(desk, "do", do((2, 0), do="star", starred=True), ADA)
        await post(desk, "do", do((2, 1), do="note", note="메모"), ADA)
        await post(desk, "do", do((2, 2), do="decide", status="relevant"), ADA)
        return await post(desk, "merge", do((1, 1), (2, 3)))

    assert run(path, go).json()["id"] == 1
    db = open_database(path)
    review = reviews.read(db, Subject("story", 1))
    assert review[1:6] == ("relevant", None, True, "메모", ("물류",))
    assert review.changed_by == "ada"
    assert reviews.history(db, Subject("story", 1))[-1]["kind"] == "inherit"
    assert db.execute(
        "SELECT DISTINCT status, starred FROM articles WHERE story_id = 1"
    ).fetchall() == [("relevant", 1)]
    assert db.execute("SELECT status, starred FROM stories WHERE id = 1").fetchone() == (
        "relevant",
        1,
    )


def test_a_later_copy_of_a_decided_story_arrives_decided_and_is_seen(path: Path) -> None:
    async def go(desk: Datasette) -> tuple[str, str, str]:
        await desk.client.get("/-/review", actor=ANA)
        await post(desk, "do", do((3, 0), do="decide", status="relevant"))
        before = (await desk.client.get("/-/review?_lang=en", actor=ANA)).text
        db = open_database(path)
        later = stamp(now() + timedelta(minutes=5))
        db.execute("UPDATE articles SET first_seen_at = ? WHERE id = 4", (later,))
        stories.merge(db, [3, 4], by="crawl")
        db.close()
        after = (await desk.client.get("/-/review", actor=ANA)).text
        other = (await desk.client.get("/-/review?status=relevant", actor=ANA)).text
        return before, after, other

    before, after, other = run(path, go)
    assert 3 not in shown(before)
    assert 3 in shown(after)
    assert 4 not in shown(after)
    assert "another article since the decision" in after
    assert shown(other) == [3]


def test_what_came_since_the_last_visit_is_marked(path: Path) -> None:
    at = now()

    async def go(desk: Datasette) -> list[str]:
        await desk.invoke_startup()
        visits = [await user_state.visit(desk, "ana", at=at)]
        visits.append(await user_state.visit(desk, "ana", at=at + timedelta(minutes=20)))
        visits.append(await user_state.visit(desk, "ana", at=at + timedelta(hours=20)))
        visits.append(await user_state.visit(desk, "ada", at=at + timedelta(hours=20)))
        return visits

    first, same, next_day, other = run(path, go)
    assert first == same == stamp(at)
    assert next_day == stamp(at + timedelta(minutes=20))
    assert other == stamp(at + timedelta(hours=20))


FOUND_BY: dict[str, set[int]] = {
    "q=%22%3B+drop+table": set(),
    "q=---": set(),
    "decision=review": {6, 12, 18, 24},
    "language=ja&decision=relevant": {2, 5, 8, 11, 14, 17, 20, 23},
    "country=JP": {2, 5, 8, 11, 14, 17, 20, 23},
    "outlet=times&since=2026-11-21": {15, 18, 21, 24},
    "since=2026-11-22": set(),
    "starred=1": {7},
    "tag=물류": {7},
    "status=unsure": {9},
    "status=undecided&outlet=times": {3, 6, 12, 15, 18, 21, 24},
    "decision=other": set(),
}


def test_what_an_unknown_site_says_is_marked(path: Path) -> None:
    db = open_database(path)
    site = Outlet(
        name="site:e.example",
        title="e.example",
        country=None,
        language=None,
        home="https://e.example/",
    )
    outlets.save(db, site)
    article = Article(
        outlet=site.name, key="1", url="https://e.example/1", title="누가 쓴 글", language="ko",
        body="두 나라가 만났다.", source="연합뉴스", published_at=now(),
    )  # fmt: skip
    store(db, article, seen_at=now())
    ((number, story),) = db.execute(
        "SELECT id, story_id FROM articles WHERE outlet = ?", [site.name]
    )
    db.close()

    async def go(desk: Datasette) -> list[str]:
        pages = ("/-/review", "/news/articles", f"/-/article/{number}", f"/-/story/{story}")
        return [(await desk.client.get(page, actor=ANA)).text for page in pages]

    queue, table, page, card = run(path, go)
    assert queue.count('class="unverified"') == 1
    assert re.search(r'e\.example</span>\s*<span class="unverified"', queue)
    assert all('class="unverified"' in each for each in (table, page, card))


def test_filters(path: Path) -> None:
    async def go(desk: Datasette) -> tuple[dict[str, set[int]], str, str]:
        await post(desk, "do", do((7, 0), do="star", starred=True))
        await post(desk, "do", do((7, 1), do="tag", tag="물류", on=True))
        await post(desk, "do", do((9, 0), do="decide", status="unsure"))
        found = {
            query: set(shown((await desk.client.get(f"/-/review?{query}", actor=ANA)).text))
            for query in FOUND_BY
        }
        searched = await desk.client.get("/-/review?q=한일&status=any", actor=ANA)
        nonsense = await desk.client.get("/-/review?decision=x&language=xx&since=y", actor=ANA)
        return found, searched.text, nonsense.text

    found, searched, nonsense = run(path, go)
    assert found == FOUND_BY
    marked = set(re.findall(r'<mark class="found">([^<]+)', searched))
    assert {"한일", "韓日", "日韓", "한·일"} <= marked  # whatever the script
    assert [each in nonsense for each in ("decision=x", "language=xx", "since=y")] == [True] * 3


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(status="any", text="한일 & 日韓"),
        Filters(starred=True, status="any", decision="any"),
        Filters(starred=True, status="open", decision="wanted"),
        Filters(tag="a b", status="relevant", decision="any", new=True, since="2026-11-01"),
    ],
)
def test_a_link_says_its_filters(filters: Filters) -> None:
    assert queue_links.read(queue_links.write(filters)) == filters


def test_html_in_titles_notes_tags_and_names_is_text(path: Path) -> None:
    evil = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>'

    async def go(desk: Datasette) -> list[str]:
        (row,) = await desk_rows(desk, "SELECT story_id FROM articles WHERE title = ?", HOSTILE)
        story = row[0]
        await post(desk, "do", do((story, 0), do="note", note=evil))
        await post(desk, "do", do((story, 1), do="tag", tag=evil[:60], on=True))
        await post(desk, "do", do((story, 2), do="decide", status="unsure", reason=evil))
        await post(desk, "tags", {"name": evil[:60], "position": 3})
        await post(desk, "filters", {"name": evil[:60], "filters": "q=<script>", "shared": True})
        pages = ["/-/review?status=any&q=한일", f"/-/story/{story}", "/",
                 f"/-/briefings/new?story={story}",
                 f"/-/review?status=any&q={evil}&after=2030-01-01~0~1"]  # fmt: skip
        return [(await desk.client.get(each, actor=ADA)).text for each in pages]

    for page in run(path, go):
        assert "<img" not in page
        assert "<script>alert" not in page
        assert "<script>document.title" not in page
    db = open_database(path)
    assert db.execute("SELECT count(*) FROM tags WHERE position = 3").fetchone() == (1,)


async def desk_rows(desk: Datasette, sql: str, *values: Any) -> list[Any]:
    return list((await desk.get_database("news").execute(sql, values)).rows)


@pytest.mark.parametrize(
    ("language", "home", "article"),
    [
        ("en", ("Relevant stories", "pages not read", "success"), ("Open source", "First seen")),
        ("ko", ("관련 스토리", "읽지 못한 페이지", "기다리는 일"), ("원문", "처음 확인")),
        ("ja", ("関連ストーリー", "待っている仕事"), ("原文を開く", "初回確認")),
    ],
)
def test_home_and_an_article_speak_the_language_that_was_chosen(
    path: Path, language: str, home: tuple[str, ...], article: tuple[str, ...]
) -> None:
    db = open_database(path)
    db.execute(
        "INSERT INTO runs (spider, started_at, arguments, outcome)"
        " VALUES ('fnnews', '2026-11-20T10:00:00+09:00', '{}', 'success')"
    )
    db.close()

    async def look(desk: Datasette) -> list[str]:
        pages = (f"/?_lang={language}", f"/-/article/1?_lang={language}")
        return [(await desk.client.get(each, actor=ANA)).text for each in pages]

    for page, words in zip(run(path, look), (home, article), strict=True):
        assert [word for word in words if word not in page] == []


def test_a_page_that_is_not_there_leads_home(path: Path) -> None:
    missing = ("/-/story/9999", "/news/articles/9999?_lang=ko", "/nowhere?_lang=ja")
    said = (
        ("There is no such page", "Morning"),
        ("페이지가 없습니다", "오늘"),
        ("ページが見つかりません", "今日"),
    )

    async def look(desk: Datasette) -> list[tuple[int, str]]:
        answers = [await desk.client.get(each, actor=ANA) for each in missing]
        return [(each.status_code, each.text) for each in answers]

    for (status, page), (title, way_back) in zip(run(path, look), said, strict=True):
        assert status == 404
        assert f"<h1>{title}</h1>" in page
        assert f'<a class="btn" href="/">{way_back}</a>' in page
        assert "/desk/desk.css" in page


def test_what_a_policy_took_is_said_and_not_shown(path: Path) -> None:
    db = open_database(path)
    db.execute("UPDATE outlets SET kept_days = 1 WHERE name = 'fnnews'")

    async def look(desk: Datasette) -> list[str]:
        pages = ("/-/story/1?_lang=ko", "/-/review?q=물류창고")
        return [(await desk.client.get(each, actor=ANA)).text for each in pages]

    due = run(path, look)
    policies.purge(db, now() + timedelta(days=400))
    gone = run(path, look)
    for pages in (due, gone):
        assert all("두 나라 중소기업이 1번째" not in page for page in pages)
        bare = [re.sub("</?mark[^>]*>", "", page) for page in pages]
        assert all("한일 중소기업, 공동 물류창고 연다" in page for page in bare)
    assert "매체의 이용 조건에 따라 본문을 더 이상 표시할 수 없습니다" in due[0]
    assert "매체의 이용 조건에 따라 본문을 삭제했습니다(20" in gone[0]
    # By its headline it is still found.
    found = run(path, lambda desk: desk.client.get("/-/review?q=물류창고&status=any", actor=ANA))
    assert 1 in shown(found.text)


def test_what_an_outlet_changed_is_told_in_three_languages(path: Path) -> None:
    db = open_database(path)
    before = db.execute("SELECT outlet, key, url, title FROM articles WHERE id = 1").fetchone()
    body = "두 나라 중소기업이 새 사업을 함께 한다.\n\n[정정] 앞선 기사의 순번을 바로잡습니다."
    words = dict(zip(("outlet", "key", "url", "title"), before, strict=True))
    store(db, Article(**words, body=body, language="ko"), seen_at=now())

    async def look(desk: Datasette) -> list[str]:
        pages = [f"/-/story/1?_lang={language}" for language in ("en", "ko", "ja")]
        return [(await desk.client.get(each, actor=ANA)).text for each in pages]

    for page, label in zip(
        run(path, look), ("correction notice", "정정 안내", "訂正のお知らせ"), strict=True
    ):
        assert f'<span class="badge chg">{label}</span>' in page


def test_every_kind_of_change_has_its_name() -> None:
    assert all(f"changed {kind}" in DESK.english for kind in get_args(Kind))


def test_words_for_the_watch_list(path: Path) -> None:
    async def go(desk: Datasette) -> list[Any]:
        body = {"term": " 공동  물류창고 ", "concept": "sme", "article": 1}
        return [
            await post(desk, "propose", body),
            await post(desk, "propose", body, ADA),
            await post(desk, "propose", {**body, "term": "가" * 61}),
            await post(desk, "propose", {**body, "article": 99}),
        ]

    answers = run(path, go)
    assert [each.status_code for each in answers] == [200, 200, 400, 400]
    assert [each.json().get("new") for each in answers[:2]] == [True, False]
    db = open_database(path)
    kept = list(db.query("SELECT term, concept, language, proposed_by FROM watchlist_proposals"))
    expected = {"term": "공동 물류창고", "concept": "sme", "language": "ko", "proposed_by": "ana"}
    assert kept == [expected]


def test_saved_filters_are_ones_own_or_shared(path: Path) -> None:
    async def go(desk: Datasette) -> tuple[str, str, str]:
        for name, is_shared in (("mine", False), ("ours", True)):
            body = {"name": name, "filters": "language=ja&x=1", "shared": is_shared}
            assert (await post(desk, "filters", body)).status_code == 200
        hers = (await desk.client.get("/-/review", actor=ADA)).text
        mine = (await desk.client.get("/-/review", actor=ANA)).text
        key = int(re.findall(r'data-forget="(\d+)"', mine)[0])
        await post(desk, "filters", {"remove": key}, ADA)  # not hers
        kept = (await desk.client.get("/-/review", actor=ANA)).text
        await post(desk, "filters", {"remove": key})
        return hers, kept, (await desk.client.get("/-/review", actor=ANA)).text

    hers, kept, after = run(path, go)
    link = '<a class="chip" href="/-/review?language=ja"'
    assert (hers.count(link), kept.count(link), after.count(link)) == (1, 2, 1)


REFUSED: list[tuple[str, Any, int]] = [
    ("do", {}, 400),
    ("do", [], 400),
    ("do", do((1, 0)), 400),
    ("do", do((1, 0), do="decide", status="wrong"), 400),
    ("do", do((1, 0), do="decide", status=3), 400),
    ("do", do((1, 0), do="note", note="x" * 5000), 400),
    ("do", do((1, 0), do="undo"), 400),
    ("do", do((1, 0), do="note", note="\ud800"), 400),
    ("do", do((999, 0), do="decide", status="relevant"), 404),
    ("do", {"do": "undo", "stories": [{"id": True, "version": 0}]}, 400),
    ("do", {"do": "undo", "stories": [1]}, 400),
    ("do", {"do": "undo", "stories": [{"id": 2**63, "version": 0}]}, 400),
    ("merge", do((1, 0)), 400),
    ("merge", do((1, 0), (999, 0)), 400),
    ("split", do((1, 0), article=1), 400),
    ("tags", {"name": "", "position": 1}, 400),
    ("tags", {"name": "a", "position": 10}, 400),
    ("filters", {"name": " "}, 400),
    ("filters", {"remove": "1"}, 400),
]


def test_what_cannot_be_done(path: Path) -> None:
    async def go(desk: Datasette) -> list[Any]:
        return [await post(desk, where, body) for where, body, _ in REFUSED]

    answers = run(path, go)
    assert [each.status_code for each in answers] == [status for _, _, status in REFUSED]
    assert all(each.json()["error"] for each in answers)


def test_only_our_own_pages_write(path: Path) -> None:
    body = do((1, 0), do="decide", status="relevant")
    cross = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}

    async def go(desk: Datasette) -> list[int]:
        plain = {"content-type": "text/plain"}
        answers = [
            await post(desk, "do", body, headers=cross),
            await desk.client.post(
                "/-/review/do", content=json.dumps(body), headers=plain, actor=ANA
            ),
            await post(desk, "do", body, PEOPLE.actor("rina")),
            await post(desk, "do", body, {"id": "ana", "session_key": "forged"}),
            await desk.client.get("/-/review/do", actor=ANA),
            await desk.client.get("/-/review", actor=PEOPLE.actor("rina")),
        ]
        return [each.status_code for each in answers]

    assert run(path, go) == [403, 415, 403, 403, 405, 403]
    db = open_database(path)
    assert db.table("review_events").count == 0


def test_home_and_article_lead_to_the_queue(path: Path) -> None:
    async def go(desk: Datasette) -> list[str]:
        answers = [await desk.client.get(each, actor=ANA) for each in ("/", "/-/article/1")]
        return [each.text for each in answers]

    home, article = run(path, go)
    assert re.search(r"<b>20</b> relevant stories to decide", home)
    assert re.search(
        r'href="/-/review\?decision=relevant"><b>20</b><span class="what">To decide', home
    )
    assert re.search(r'decision=review"><b>4</b><span class="what">To review', home)
    assert re.search(r"<b>0</b> open alarms", home)
    assert 'href="/-/story/1"' in article


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b'{"do": "\\ud800"}'])
def test_a_body_that_is_no_json_is_refused(path: Path, body: bytes) -> None:
    headers = {"content-type": "application/json"}

    async def go(desk: Datasette) -> Any:
        return await desk.client.post("/-/review/do", content=body, headers=headers, actor=ANA)

    answer = run(path, go)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_fault_of_ours_is_logged_and_not_told(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A history that can't be read is not a reviewer's mistake, though it raises ValueError."""
    db = open_database(path)
    db.table("review_events").insert(
        {"subject": "story", "subject_id": 1, "kind": "star", "value": "{}", "previous": "{broken",
         "version": 1, "actor": "ana", "at": "2026-11-20T09:00:00+09:00"}
    )  # fmt: skip
    answer = run(path, lambda desk: post(desk, "do", do((1, 0), do="undo")))
    assert answer.status_code == 500
    assert "broken" not in answer.text
    assert "Expecting" not in answer.text
    assert "/-/review/do failed" in caplog.text
    assert "JSONDecodeError" in caplog.text
    db.close()
