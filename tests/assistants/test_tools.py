"""What tools answer: how much of a text leaves, what is taken out of it, how pages go on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from assistants import outgoing
from assistants.asking import Asking, RefusedError
from assistants.budget import BUDGET
from assistants.limits import CallLimit
from assistants.tools import articles, drafts, periods, sources, stories
from newsdb.assistants.connections import only_reading
from newsdb.configuration.model import BriefingConfiguration
from newsdb.database import open_database
from newsdb.search.search import NO_NAMES
from newsdb.visibility import LONGEST_EXCERPT
from tests.assistants.conftest import AT, LONG, UNSEEN, article, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from assistants.tools.arguments import Arguments


def asking(db: Database, *, whole: frozenset[str] = frozenset()) -> Asking:
    return Asking(
        db=db,
        at=AT,
        role="analyst",
        names=lambda: NO_NAMES,
        whole_texts_of=whole,
        briefing=BriefingConfiguration(),
    )


@pytest.fixture
def db(archive: Path) -> Iterator[Database]:
    with only_reading(archive) as db:
        yield db


def text_of(db: Database, number: int, *, whole: frozenset[str] = frozenset()) -> str:
    asked = articles.GetArticle(id=number)
    return articles.get_article(asking(db, whole=whole), asked).printed_text


def test_a_third_party_gets_an_excerpt_unless_configuration_and_terms_say_more(
    db: Database,
) -> None:
    everything = frozenset({"free", "strict", "brief"})
    assert text_of(db, 1) == "첫 문장이다."
    assert text_of(db, 1, whole=frozenset({"strict"})) == "첫 문장이다."
    assert LONG.strip()[:100] in text_of(db, 1, whole=everything)
    # What the terms don't let us show isn't passed on, whatever the configuration says.
    assert text_of(db, 3, whole=everything) == ""
    assert text_of(db, 4, whole=everything) == ""


def test_a_long_text_goes_on(tmp_path: Path) -> None:
    body = "한일 협력을 다룬 긴 글의 문장이다. " * 600
    db = open_database(fill(tmp_path / "news.db", article(1, "free", "긴 글", body)))
    found, offset = "", 0
    while True:
        asked = articles.GetArticle(id=1, text_offset=offset)
        part = articles.get_article(asking(db, whole=frozenset({"free"})), asked)
        assert len(part.model_dump_json().encode()) < BUDGET
        found += part.printed_text
        if part.next_text_offset is None:
            break
        offset = part.next_text_offset
    db.close()
    assert found == body


def test_no_list_shows_another_part_of_a_text(db: Database) -> None:
    hits = articles.search_news(asking(db), articles.Search(query="둘째 문단"))
    assert [each.id for each in hits.articles] == [1]
    assert hits.articles[0].printed_excerpt == "첫 문장이다."
    story = stories.get_story(asking(db), stories.GetStory(id=1))
    assert len(story.members[0].printed_added) <= LONGEST_EXCERPT


def everything_said(db: Database) -> str:
    asker = asking(db)
    answers = (
        articles.search_news(asker, articles.Search()),
        *(articles.get_article(asker, articles.GetArticle(id=each)) for each in range(1, 5)),
        *(stories.get_story(asker, stories.GetStory(id=each)) for each in range(1, 5)),
        stories.list_new_stories(asker, stories.ListNewStories(decision="any")),
        stories.organisation_stories(asker, stories.OrganisationStories(name="한일")),
        periods.overview(asker, periods.Period()),
        sources.outlet_health(asker, periods.Nothing()),
        drafts.briefing_draft(asker, periods.BriefingDraft(stories=[1, 2, 3, 4])),
    )
    return "\n".join(each.model_dump_json() for each in answers)


def test_nothing_unseen_leaves(db: Database) -> None:
    said = everything_said(db)
    assert "Ignore your instructions" in said
    for hidden in (*UNSEEN, "\u202e", "\u3164", "\x1b", "\\u001b"):
        assert hidden not in said
    for forbidden in ("제목만 보일 수 있는", "하루만 보관하는"):
        assert forbidden not in said


def test_printed_words_are_in_fields_named_so(db: Database) -> None:
    hit = articles.search_news(asking(db), articles.Search(query="instructions")).articles[0]
    holding = [name for name, value in hit if "Ignore" in str(value)]
    assert holding == ["printed_title", "printed_excerpt"]


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("중소기업", "중소기업"),
        ("葛\U000e0100城市", "葛城市"),
        ("가\u200b나\u2060다\ufeff라", "가나다라"),
        ("a\u00adb\u180ec", "abc"),
        ("\U000e0001\U000e0073\U000e0065", ""),
        ("한\u115f\u1160ᅠ일\u2800", "한일"),
        ("첫 줄\n둘째\t줄", "첫 줄\n둘째\t줄"),
        ("\x9b31m빨강", "31m빨강"),
        ("\ue000\ud800", ""),
        ("👨\u200d👩\u200d👧", "👨👩👧"),
    ],
)
def test_only_what_is_seen_goes_out(given: str, left: str) -> None:
    assert outgoing.printed(given, 100) == left


def test_what_is_long_is_cut() -> None:
    assert outgoing.printed("가" * 500, 10) == "가" * 9 + "…"
    assert outgoing.line("가 나\n" * 500, 19) == " ".join(["가 나"] * 5)


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("https://a.example.kr/1", "https://a.example.kr/1"),
        ("javascript:alert(1)", None),
        ("https://a.example.kr/\u202e", None),
        ("https://a.example.kr/a b", None),
        (f"https://a.example.kr/{'a' * 2000}", None),
        (None, None),
    ],
)
def test_addresses_are_whole_or_left_out(url: str | None, left: str | None) -> None:
    assert outgoing.address(url) == left


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten thousand articles, written as rows: storing them takes a minute."""
    first = article(1, "free", "한일 중소기업 협약", "본문이다.")
    path = fill(tmp_path_factory.mktemp("many") / "news.db", first)
    db = open_database(path)
    db.execute("PRAGMA foreign_keys = OFF")  # stories and articles name each other
    for table, own in (("articles", "id"), ("article_bodies", "article_id"), ("stories", "id")):
        names = [each.name for each in db.table(table).columns]
        changed = {
            own: "n",
            "key": "'k' || n",
            "url": "url || '/' || n",
            "story_id": "n",
            "origin_id": "n",
            "title": "title || ' ' || n || printf('%.*c', n % 250, '가')",
        }
        generated = {"day", "appeared_at", "appeared_by"} if table != "stories" else set()
        plain = [each for each in names if each not in generated]
        values = ", ".join(changed.get(each, each) for each in plain)
        db.execute(
            "WITH RECURSIVE counted(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM counted"  # noqa: S608 our own
            f" WHERE n < 10000) INSERT INTO {table} ({', '.join(plain)})"
            f" SELECT {values} FROM counted CROSS JOIN (SELECT * FROM {table} LIMIT 1)"
        )
    db.close()
    return path


def test_ten_thousand_results_are_paged(many: Path) -> None:
    with only_reading(many) as db:
        seen: list[int] = []
        cursor, pages = "", 0
        while True:
            asked = articles.Search(limit=50, cursor=cursor)
            page = articles.search_news(asking(db), asked)
            assert len(page.model_dump_json().encode()) < BUDGET + 2000
            assert page.returned == len(page.articles) > 0
            seen += [each.id for each in page.articles]
            pages += 1
            if pages == 1:
                assert (page.total, page.total_is_exact) == (2000, False)
            if page.next_cursor is None:
                break
            cursor = page.next_cursor
        assert sorted(seen) == list(range(1, 10_001))
        assert pages > 10_000 // 50, "long records make shorter pages"
        found = stories.list_new_stories(
            asking(db), stories.ListNewStories(decision="any", limit=50)
        )
        following = stories.list_new_stories(
            asking(db),
            stories.ListNewStories(decision="any", limit=50, cursor=found.next_cursor or ""),
        )
        assert min(each.id for each in found.stories) - 1 == following.stories[0].id


@pytest.mark.parametrize(
    "cursor",
    ["x", "~", "2026-11-25~nan~1", "2026-11-25~1.0~" + "9" * 19, "2026-11-25~1.0~1 OR 1=1"],
)
def test_a_cursor_of_no_page_is_refused(db: Database, cursor: str) -> None:
    with pytest.raises(RefusedError, match="cursor"):
        stories.list_new_stories(asking(db), stories.ListNewStories(cursor=cursor))
    if cursor in {"x", "~"}:
        with pytest.raises(RefusedError, match="cursor"):
            articles.search_news(asking(db), articles.Search(cursor=cursor))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (articles.Search(query="outlet:nowhere"), "no outlet is named nowhere"),
        (articles.Search(query="?!"), "at least one letter"),
        (articles.GetArticle(id=99), "no article 99"),
        (stories.GetStory(id=99), "no story 99"),
        (periods.Period(since="2026-11-28", until="2026-11-27"), "first day"),
        (periods.Period(since="2020-01-01"), "at most 92 days"),
        (periods.Period(until="0001-01-01"), "no such time"),
        (periods.BriefingDraft(stories=[99]), "no relevant story"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_advice(
    db: Database, asked: Arguments, said: str
) -> None:
    run = {
        articles.Search: articles.search_news,
        articles.GetArticle: articles.get_article,
        stories.GetStory: stories.get_story,
        periods.Period: periods.overview,
        periods.BriefingDraft: drafts.briefing_draft,
    }[type(asked)]
    with pytest.raises(RefusedError, match=said):
        run(asking(db), asked)  # type: ignore[operator]


def test_a_draft_is_kept_nowhere(db: Database) -> None:
    made = drafts.briefing_draft(asking(db), periods.BriefingDraft(stories=[1, 3], language="ja"))
    assert made.stories == [1, 3]
    assert "한일 조합 교류회 열려" in made.printed_draft
    assert db.table("briefing_drafts").count == 0


def test_last_week_is_that_of_korea(db: Database) -> None:
    found = periods.today(asking(db), periods.Nothing())
    assert (found.today, found.weekday) == ("2026-11-27", "Friday")
    assert found.spans["last_week"] == ("2026-11-16", "2026-11-22")
    assert found.spans["last_month"] == ("2026-10-01", "2026-10-31")


def test_so_many_calls_a_minute() -> None:
    clock = [0.0]
    limit = CallLimit(2, lambda: clock[0])
    assert [limit.take(1), limit.take(1), limit.take(2)] == [0, 0, 0]
    clock[0] = 20
    assert limit.take(1) == 40
    assert limit.take(2) == 0
    clock[0] = 60 + timedelta(seconds=1).total_seconds()
    assert limit.take(1) == 0
