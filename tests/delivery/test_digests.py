"""A digest says each story once, with who had it first, and what was not collected."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from delivery import digests
from delivery.messages import day_name, time_name
from delivery.rendering import LARGEST_HTML, Reader, digest_message
from delivery.writing import section_names
from newsdb.database import transaction
from newsdb.delivery import selecting, subscriptions
from newsdb.delivery.selecting import RELEVANT, Span
from newsdb.health import alarms
from newsdb.health.alarms import Alarm
from newsdb.review import queue, reviews
from newsdb.review.reviews import Subject
from newsdb.runs import runs
from newsdb.stories import stories
from tests.delivery.archive import DAY, add, archive
from translations.domains import DELIVERY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlite_utils import Database

    from delivery.digests import Digest
    from delivery.rendering import Rendered
    from newsdb.review.reviews import Status

MORNING = DAY.replace(hour=8, minute=30) + timedelta(days=1)
DESK = "https://desk.example.kr"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = archive(tmp_path / "news.db")
    yield db
    db.close()


def everything(db: Database) -> Span:
    return Span(0, subscriptions.newest(db).articles)


def digest_of(db: Database, **more: object) -> Digest:
    found = selecting.stories(db, RELEVANT, everything(db))
    changed = selecting.changes(db, Span(0, subscriptions.newest(db).changes))
    return digests.read(
        db,
        found,
        since=MORNING - timedelta(days=1),
        until=MORNING,
        at=MORNING,
        changes=changed,
        **more,  # type: ignore[arg-type]
    )


def crawled(db: Database, at: object = MORNING - timedelta(hours=1)) -> None:
    db.execute(
        "INSERT INTO runs (spider, started_at, outcome, listings, arguments)"
        " VALUES ('namhae', ?, 'success', 1, '{}')",
        [str(at).replace(" ", "T")],
    )


def korean(db: Database) -> Rendered:
    return digest_message(digest_of(db), Reader("ko", DESK, "간부"))


def test_a_story_of_both_countries_is_one_entry(db: Database) -> None:
    crawled(db)
    japanese = add(db, "小口貨物の通関、釜山・博多で共通様式に", outlet="kyushu", score=9)
    korean_one = add(db, "소량 화물 통관 서식 하나로", at=DAY + timedelta(hours=11))
    add(db, "엔화 보증 늘린다", score=7)
    with transaction(db):
        stories.put_together(db, [japanese, korean_one], by="ana")
    made = korean(db)
    assert made.subject == "[한일 뉴스워치] 12월 3일(목): 관련 2건"
    assert made.text.count("小口貨物") == 1
    assert (
        "일본이 11시간 먼저 · 九州経済日報 어제 12:00 → 남해일보 어제 23:00 · 기사 2건"
        in made.text
    )
    assert "한국에만 보도 · 남해일보 · 어제 12:00" in made.text
    assert f"{DESK}/-/story/{japanese}" in made.text
    assert "https://kyushu.example/1?a=1&b=2" in made.text
    assert "근거: 제목: 한일 + 中企" in made.text
    assert made.text.index("한국과 일본 1") < made.text.index("한국 1\n")
    assert "먼저 보도: 한국 0건·일본 1건, 단독: 한국 1건·일본 0건." in made.text


def test_both_parts_have_every_address_and_the_html_nothing_from_outside(db: Database) -> None:
    hostile = "<script>alert(1)</script>한일 & \"중기\" <a href='https://evil.example'>포럼</a>"
    for number in range(3):
        add(db, f"{number} {hostile}", body="<img src=x onerror=alert(1)> 두 회사가 만난다.")
    made = korean(db)

    class Links(HTMLParser):
        links: list[str]
        tags: set[str]

        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            self.tags.add(tag)
            self.links += [value or "" for name, value in attributes if name in {"href", "src"}]

    parser = Links()
    parser.links, parser.tags = [], set()
    parser.feed(made.html)
    assert parser.tags.isdisjoint({"script", "img", "iframe", "form", "link"})
    assert set(parser.links) == set(re.findall(r"^ +(https://\S+)$", made.text, re.MULTILINE))
    assert "evil.example" not in "".join(parser.links)
    assert "<script>alert(1)</script>한일" in made.text  # plain text is not escaped
    assert "var(--" not in made.html
    assert "prefers-color-scheme: dark" in made.html


def test_what_people_decided_outweighs_the_watch_list(db: Database) -> None:
    story = add(db, "관련 없다고 결정한 것", score=9)
    kept = add(db, "검토 끝에 관련으로 결정한 것", decision="review", score=3)
    add(db, "아직 검토할 것", decision="review")
    add(db, "다른 소식", decision="other", score=0)
    with transaction(db):
        decided: list[tuple[int, Status]] = [(story, "not_relevant"), (kept, "relevant")]
        for each, status in decided:
            subject = Subject("story", each)
            reviews.decide(db, subject, status, version=0, actor="ana", at=MORNING)
    assert selecting.stories(db, RELEVANT, everything(db)) == [kept]
    desk = queue.Filters()  # the queue's own: relevant or to review
    assert len(selecting.stories(db, desk, everything(db))) == 2
    assert selecting.stories(db, desk, everything(db), least=6) != [kept]


def test_a_position_divides_what_was_told_from_what_is_new(db: Database) -> None:
    first = add(db, "첫째")
    position = subscriptions.newest(db).articles
    second = add(db, "둘째", at=DAY - timedelta(days=3))  # found late
    new = Span(position, subscriptions.newest(db).articles)
    assert selecting.stories(db, RELEVANT, new) == [second]
    assert selecting.stories(db, RELEVANT, Span(0, position)) == [first]


def test_tags_are_sections(db: Database) -> None:
    story = add(db, "창고")
    add(db, "보증")
    with transaction(db):
        reviews.tag(db, Subject("story", story), "물류", True, version=0, actor="ana", at=MORNING)
    sections = digest_of(db).sections()
    assert [(by, name, len(each)) for by, name, each in sections] == [
        ("named", "물류", 1),
        ("where", "KR", 1),
    ]


def test_subjects_and_countries_are_sections(db: Database) -> None:
    for title, concept in (("창고", "logistics"), ("통관", "logistics"), ("보증", "finance")):
        story = add(db, title)
        db.execute(
            "INSERT INTO reasons (article_id, field, start, concept, term, end, weight)"
            " SELECT id, 'title', 0, ?, 'x', 1, 2.0 FROM articles WHERE story_id = ?",
            [concept, story],
        )
        db.execute(  # counts more, but is no section
            "INSERT INTO reasons (article_id, field, start, concept, term, end, weight)"
            " SELECT id, 'title', 1, 'korea-japan', 'x', 2, 9.0 FROM articles WHERE story_id = ?",
            [story],
        )
    add(db, "倉庫", outlet="kyushu")
    digest = digest_of(db)
    names = {"logistics": "물류", "finance": "금융"}
    assert [(name, len(each)) for _, name, each in digest.sections("concept", names)] == [
        ("물류", 2),
        ("금융", 1),
        ("JP", 1),
    ]
    reader = Reader("ko", DESK, sections="concept", concepts=names)
    assert "\n물류 2\n" in digest_message(digest, reader).text
    assert [name for _, name, _ in digest.sections("country")] == ["KR", "JP"]


def test_sections_are_named_in_the_readers_language() -> None:
    names = section_names("ja")
    assert len(names) > 50
    assert any(re.search("[ぁ-んァ-ヶ一-龠]", each) for each in names.values())
    assert not any(set(each) & set("|~") for each in names.values())


def test_an_empty_day_is_one_line_but_tells_of_gaps(db: Database) -> None:
    crawled(db)
    alarms.keep(
        db,
        [
            Alarm(
                outlet="kyushu",
                kind="silence",
                since=MORNING - timedelta(hours=31),
                diagnosis="nothing new",
            )
        ],
        at=MORNING,
    )
    made = korean(db)
    assert made.subject == "[한일 뉴스워치] 12월 3일(목): 새 소식 없음"
    assert "어제 08:30 이후 새로 들어온 관련 스토리가 없습니다." in made.text
    assert "九州経済日報: 새 기사 없음 (어제 01:30부터)" in made.text
    assert "마지막 수집: 오늘 07:30." in made.text
    assert "!" not in made.text


@pytest.mark.parametrize(
    ("hours", "said"), [(None, "아직 수집한 적이 없습니다"), (13, "어제 19:30")]
)
def test_without_a_crawl_nothing_is_called_calm(
    db: Database, hours: int | None, said: str
) -> None:
    if hours:
        crawled(db, MORNING - timedelta(hours=hours))
    made = korean(db)
    assert f"! {said}" in made.text
    assert DELIVERY.translator("ko")("no_gaps") not in made.text


def test_a_figure_that_changed_is_shown_before_and_after(db: Database) -> None:
    story = add(db, "나고야 상담회 계약액 1,120만 달러")
    other = add(db, "아무도 고르지 않은 것 10만 달러")
    with transaction(db):
        reviews.star(db, Subject("story", story), True, version=0, actor="ana", at=MORNING)
    for article, before, after in ((story, "1,120", "920"), (other, "10", "20")):
        db.execute(
            "INSERT INTO revisions (article_id, number, seen_at, title, body, text_hash, origin)"
            " SELECT id, 2, ?, title, '', 'x', 'outlet' FROM articles WHERE story_id = ?",
            [MORNING.isoformat(), article],
        )
        db.execute(
            "INSERT INTO changes (article_id, number, kind, field, words_before, words_after)"
            " SELECT id, 2, 'figure', 'body', ?, ? FROM articles WHERE story_id = ?",
            [f"{before}만 달러", f"{after}만 달러", article],
        )
    made = korean(db)
    assert made.subject.endswith(": 관련 2건, 바뀐 기사 1건")
    assert "숫자: 1,120만 달러 → 920만 달러 (남해일보, 오늘 08:30)" in made.text
    assert "20만 달러 (" not in made.text.replace("920만 달러 (", "")


def test_changes_that_are_not_shown_are_counted(db: Database) -> None:
    story = add(db, "나고야 상담회 계약액")
    with transaction(db):
        reviews.star(db, Subject("story", story), True, version=0, actor="ana", at=MORNING)
    db.execute(
        "INSERT INTO revisions (article_id, number, seen_at, title, body, text_hash, origin)"
        " SELECT id, 2, ?, title, '', 'x', 'outlet' FROM articles",
        [MORNING.isoformat()],
    )
    db.execute(
        "WITH n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 60)"
        " INSERT INTO changes (article_id, number, kind, field, words_before, words_after)"
        " SELECT a.id, 2, 'figure', 'body', n || '번째 앞', n || '번째 뒤' FROM n, articles a"
    )
    made = korean(db)
    assert "바뀐 기사 60건" in made.subject
    assert "60번째 뒤" in made.text
    assert "\n  숫자: 10번째" not in made.text
    for each in (made.text, made.html):
        assert "나머지 변경 10건" in each
        assert f"{DESK}/-/corrections" in each


def test_more_stories_than_are_read_are_counted(db: Database) -> None:
    story = add(db, "공동 물류창고")
    whole = digests.read(
        db, [story] * (digests.MOST_STORIES + 5), since=DAY, until=MORNING, at=MORNING
    )
    assert whole.more == 5


def test_a_large_digest_is_not_clipped(db: Database) -> None:
    for number in range(100):
        add(db, f"{number} " + "한일 중소기업 공동 물류창고 " * 15, score=number)
    made = korean(db)
    assert len(made.html.encode()) <= LARGEST_HTML
    shown = made.text.count("\n* ")
    assert 20 < shown <= 60
    assert f"나머지 {100 - shown}건은 데스크에 있습니다" in made.html
    assert "\n* 99 한일" in made.text  # the most relevant stay
    whole = digest_message(digest_of(db), Reader("ko", DESK), largest=None)
    assert whole.text.count("\n* ") == 100


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_every_language_says_the_same(db: Database, language: str) -> None:
    add(db, "창고")
    made = digest_message(digest_of(db), Reader(language, DESK, "reader"))
    assert f'<html lang="{language}">' in made.html
    assert "{" not in made.subject + made.text
    one = {"en": "1 relevant story", "ko": "관련 1건", "ja": "関連1件"}[language]
    assert one in made.subject


def test_days_and_times_are_written_as_their_language_does() -> None:
    assert [day_name(MORNING, each) for each in ("en", "ko", "ja")] == [
        "Thu 3 Dec",
        "12월 3일(목)",
        "12月3日（木）",
    ]
    late = MORNING - timedelta(hours=9)
    assert [time_name(late, each, today=MORNING) for each in ("en", "ko", "ja")] == [
        "yesterday 23:30",
        "어제 23:30",
        "昨日23:30",
    ]
    assert time_name(MORNING - timedelta(days=400), "ko", today=MORNING) == "2025-10-29 08:30"


@pytest.mark.parametrize(
    ("japanese", "korean_day", "who", "line"),
    [
        (DAY, DAY, "", "九州経済日報 어제 12:00, 남해일보 어제"),
        (
            DAY - timedelta(days=1),
            DAY,
            "일본이 1일 먼저",
            "九州経済日報 12월 1일 12:00 → 남해일보 어제",
        ),
    ],
)
def test_a_day_without_hours_claims_no_lead_within_it(
    db: Database, japanese: datetime, korean_day: datetime, who: str, line: str
) -> None:
    crawled(db)
    one = add(db, "共同倉庫を開く", outlet="kyushu", at=japanese)
    other = add(db, "공동 창고 연다", at=korean_day, precision="day")
    stories.merge(db, [one, other], by="ana")
    digest = digest_of(db, followed=[one])
    text = digest_message(digest, Reader("ko", DESK, "")).text
    assert line in text
    assert ("먼저" in text) == bool(who)
    assert who in text
    assert digest.entries[0].added >= 1


def test_a_time_that_nobody_knows_claims_no_lead(db: Database) -> None:
    crawled(db)
    one = add(db, "共同倉庫を開く", outlet="kyushu")
    other = add(db, "공동 창고 연다", at=DAY + timedelta(hours=11))
    stories.merge(db, [one, other], by="ana")
    assert "일본이 11시간 먼저" in korean(db).text
    db.execute("UPDATE articles SET published_at = NULL WHERE id = ?", [other])
    made = korean(db).text
    assert "먼저 ·" not in made
    assert " → " not in made


def test_last_crawl_is_that_of_a_listing(db: Database) -> None:
    assert runs.last_crawl(db, at=MORNING) is None
    crawled(db)
    assert runs.last_crawl(db, at=MORNING) == MORNING - timedelta(hours=1)
    assert runs.last_crawl(db, at=MORNING - timedelta(days=2)) is None  # the clock was wrong
