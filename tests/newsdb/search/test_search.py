"""The search: recall on a set of queries, exactness against the text, safety of any input."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from newsdb.database import open_database, transaction
from newsdb.schema import migrations
from newsdb.search import search
from newsdb.search.search import Names, excerpt, find, highlight, may_match, parse
from newsdb.storing import store
from newsdb.text.folding import fold
from newsdb.text.terms import CJK, index_form, terms
from tests.support.corpus import START, FileAliases, articles, fill, questions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = Names(FileAliases())
CHARACTER = re.compile(f"[{CJK}]")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = open_database(tmp_path_factory.mktemp("search") / "news.db")
    fill(db)
    yield db
    db.close()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "news.db")
    fill(opened)
    yield opened
    opened.close()


def found(db: Database, text: str, names: Names = NAMES) -> list[str]:
    keys = dict(db.execute("SELECT id, key FROM articles").fetchall())
    return [keys[hit.id] for hit in find(db, text, names=names, limit=1000)]


def test_recall_over_the_query_set(corpus: Database) -> None:
    asked = questions()
    recalls, precisions = defaultdict(list), []
    for each in asked:
        hits = set(found(corpus, each.query))
        assert hits, each
        recalls[each.kind].append(len(hits & each.articles) / len(each.articles))
        precisions.append(len(hits & each.articles) / len(hits))
    assert len(asked) >= 60
    assert {"two", "inflected", "hanja", "phrase", "alias"} <= set(recalls)
    every = [recall for kind in recalls.values() for recall in kind]
    assert sum(every) / len(every) >= 0.98
    assert sum(precisions) / len(precisions) >= 0.98


@pytest.mark.parametrize(
    ("query", "other"),
    [
        ("한일", "韓日"),
        ("한일", "한·일"),
        ("한일", "한ㆍ일"),
        ("중기중앙회", "중소기업중앙회"),
        ("중소기업의", "중소기업"),
        ("공급망에서는", "공급망"),
        ("협력하기로", "협력"),
        ("經濟團體", "経済団体"),
        ("SMEs", "sme"),
        ("ＫＢＩＺ", "kbiz"),
        ("申込", "申し込み"),
    ],
)
def test_both_find_the_same(corpus: Database, query: str, other: str) -> None:
    assert found(corpus, query) == found(corpus, other) != []


@pytest.mark.parametrize(
    ("query", "absent"),
    [
        ("日韓", "j09"),  # 29日韓国政府 is a day
        ("제주도", "k16"),  # 제주항공
        ("관세", "k24"),  # no letters of 탄소국경세 side by side
        ("국제회의", "k05"),
        ('"인상 최저임금"', "k04"),
    ],
)
def test_what_only_looks_alike_is_not_found(corpus: Database, query: str, absent: str) -> None:
    assert absent not in found(corpus, query, search.NO_NAMES)


def test_newest_first_and_since(corpus: Database) -> None:
    everything = find(corpus, "중소기업", names=NAMES, limit=100)
    times = [hit.published_at or "" for hit in everything]
    assert times == sorted(times, reverse=True)
    since = articles()[20].published_at
    later = find(corpus, "중소기업", names=NAMES, since=since, limit=100)
    assert (
        later == [hit for hit in everything if (hit.published_at or "") >= times[-1]][: len(later)]
    )
    assert 0 < len(later) < len(everything)


def test_relevance_prefers_titles(corpus: Database) -> None:
    by_time = find(corpus, "部品", by_relevance=False)
    by_relevance = find(corpus, "部品", by_relevance=True)
    assert {hit.id for hit in by_time} == {hit.id for hit in by_relevance}
    assert by_time != by_relevance
    assert "部品" in by_relevance[0].title


def test_common_words_take_the_other_way_to_the_same_result(
    corpus: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = ["중소기업", "日韓 NOT 東京", "中", "firm"]
    few = [find(corpus, query, names=NAMES, limit=5) for query in queries]
    monkeypatch.setattr(search, "MANY", 1)
    assert [find(corpus, query, names=NAMES, limit=5) for query in queries] == few


@pytest.mark.parametrize(("hits", "expected"), [(19, False), (63, False), (64, True), (100, True)])
def test_what_many_hits_are_depends_on_the_articles(hits: int, expected: bool) -> None:
    """Twenty times the square root of ten is 63.2: enough to show where the limit lies."""
    db = Database(memory=True)
    db.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY)")
    db.execute("INSERT INTO articles VALUES (10)")
    db.execute("CREATE VIRTUAL TABLE articles_fts USING fts5 (title)")
    db.table("articles_fts").insert_all({"title": index_form("포럼")} for _ in range(hits))
    assert search.are_many(db, parse("포럼")) is expected
    db.close()


@given(
    st.text(st.sampled_from("한일중소기업韓日経済ーカナsme12 ·ㆍ-,'\"“日株㈜ﾊﾞがの"), max_size=25),
    st.text(st.sampled_from("한일중소기업韓日経済ーカナsme12日株"), min_size=1, max_size=3),
)
@settings(max_examples=200, deadline=None)
def test_a_word_is_found_just_where_it_stands(text: str, word: str) -> None:
    """The index agrees with the text: no false matches, nothing missed."""
    db = _index_of(text)
    query = parse(f'"{word}"')
    hit = bool(db.execute("SELECT 1 FROM f WHERE f MATCH ?", (query.expression,)).fetchall())
    spans = highlight(query, text)
    assert hit == bool(spans)
    for span in spans:
        shown = CHARACTER.findall(fold(text[span.start : span.end]))
        assert "".join(CHARACTER.findall(fold(word))) in "".join(shown)
    db.close()


@given(
    st.text(st.sampled_from("한일 중소·-기업韓日12,000株Firms'sハン"), max_size=40)
    | st.text(max_size=40)
)
def test_what_is_indexed_is_what_has_a_place(text: str) -> None:
    assert index_form(text) == " ".join(term.text for term in terms(fold(text)))


def _index_of(text: str) -> Database:
    db = Database(memory=True)
    db.execute("CREATE VIRTUAL TABLE f USING fts5 (t, tokenize = 'ascii')")
    db.execute("INSERT INTO f VALUES (?)", (index_form(text),))
    return db


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_anything_can_be_typed(corpus: Database, text: str) -> None:
    find(corpus, text, names=NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        '"',
        '""',
        '"""',
        "*",
        "a*",
        "(a OR b",
        "NOT",
        "AND OR NOT",
        "-",
        "title:중소기업",
        "NEAR(a b, 3)",
        "^a",
        "a + b",
        "'; DROP TABLE articles; --",
        "한일' OR 1=1 --",
        "{title} : x",
        "\x00한일",
        "한" * 5000,
        "가 " * 3000,
        "OR OR OR |",
        "🙂",
    ],
)
def test_syntax_is_never_an_error(corpus: Database, text: str) -> None:
    before = corpus.table("articles").count
    find(corpus, text, names=NAMES)
    assert corpus.table("articles").count == before


def test_marks_stand_where_the_words_are(corpus: Database) -> None:
    query = parse("한일 (주)한빛정밀 SME", NAMES)
    for text, marked in (
        ("오늘 韓·日 포럼, ㈜한빛정밀 참가", ["韓·日", "㈜한빛정밀"]),
        ("ＳＭＥｓ and the Korea–Japan forum", ["ＳＭＥｓ", "Korea–Japan"]),
        ("日韓の中小企業", ["日韓", "中小企業"]),
        ("기한일", ["한일"]),
        ("29日韓国", []),
    ):
        assert [text[start:end] for start, end in highlight(query, text)] == marked
        assert may_match(query, text) >= bool(marked)


def test_the_excerpt_is_around_the_first_place() -> None:
    body = "첫 문장이다.\n\n" * 60 + "한일 포럼이 열렸다. " + "끝 문장이다. " * 60
    shown, spans = excerpt(parse("한일"), body)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 200
    assert [shown[start:end] for start, end in spans] == ["한일"]
    assert excerpt(parse("없는말"), "짧은 글") == ("짧은 글", ())


def test_an_edit_changes_what_is_found(db: Database) -> None:
    edited = replace(articles()[0], body="예순두 곳이 나고야에서 만났다.")
    store(db, edited, seen_at=START)
    assert "k01" in found(db, "예순두 나고야")
    assert "k01" not in found(db, "부품을 사기로")
    assert db.execute("SELECT count(*) FROM articles_fts").fetchone() == (len(articles()),)


def test_a_text_that_was_taken_away_is_not_found(db: Database) -> None:
    article_id = db.execute("SELECT id FROM articles WHERE key = 'k01'").fetchone()[0]
    with transaction(db):
        db.execute("UPDATE article_bodies SET body = '' WHERE article_id = ?", (article_id,))
    assert "k01" not in found(db, "예순두")
    assert "k01" not in found(db, "도쿄서")
    with transaction(db):
        search.index(db, article_id)  # what is left: the headline
    assert "k01" in found(db, "도쿄서")
    with transaction(db):
        db.execute("DELETE FROM article_bodies WHERE article_id = ?", (article_id,))
    assert "k01" not in found(db, "도쿄서")


def test_what_is_not_stored_is_not_indexed(db: Database) -> None:
    db.execute("BEGIN IMMEDIATE")
    db.execute("UPDATE article_bodies SET body = '바뀐 글' WHERE article_id = 1")
    search.index(db, 1)
    assert found(db, "바뀐 글") == ["k01"]
    db.execute("ROLLBACK")
    assert found(db, "바뀐 글") == []
    assert "k01" in found(db, "예순두")


def test_names_of_people_places_and_captions_are_found(db: Database) -> None:
    new = replace(
        articles()[0], key="k99", body="본문.", captions=("항구의 기중기",), dateline="고베"
    )
    store(db, new, seen_at=START)
    assert found(db, "기중기 고베") == ["k99"]


def test_an_older_database_is_filled(db: Database, tmp_path: Path) -> None:
    expected = {each.query: found(db, each.query) for each in questions()}
    db.execute("DROP TRIGGER articles_fts_text_gone")
    db.execute("DROP TRIGGER articles_fts_text_changed")
    db.execute("DROP TABLE articles_fts")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm007_search'")
    assert [each.name for each in migrations.pending(db)] == ["m007_search"]
    again = open_database(tmp_path / "news.db")
    assert {query: found(again, query) for query in expected} == expected
    again.close()
