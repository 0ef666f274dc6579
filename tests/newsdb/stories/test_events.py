"""Reports of one event are suggested across languages, and never merged by that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.events import (
    IN_LANGUAGES,
    LABELLED,
    b_cubed,
    fill,
    grouped,
    missed_copies,
    suggested_pairs,
    wrong_copies,
)
from newsdb.database import now, open_database
from newsdb.similarity.event_words import key_of, words_of
from newsdb.similarity.events import agreement
from newsdb.similarity.signature_index import MOST_WITH_A_KEY
from newsdb.similarity.signatures import Sample, Signature
from newsdb.stories import listing, story_cards, suggestions
from newsdb.text import hanja

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sqlite_utils import Database

    Labelled = tuple[Database, dict[int, Any]]

TABLE = Path(hanja.__file__).with_name("hanja.txt")


@pytest.mark.parametrize(
    ("characters", "reading"),
    [
        ("経済産業省", "경제산업성"),
        ("日本貿易振興機構", "일본무역진흥기구"),
        ("全国中小企業団体中央会", "전국중소기업단체중앙회"),
        ("女性", "여성"),
        ("労働", "노동"),
        ("歴史", "역사"),
        ("不動産", "부동산"),
        ("不法", "불법"),
        ("失業率", "실업률"),
        ("比率", "비율"),
        ("人々", "인인"),
    ],
)
def test_readings(characters: str, reading: str) -> None:
    assert hanja.read_run(characters) == reading


def test_every_character_has_one_reading() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    found = [each for line in lines if not line.startswith("#") for each in line.split()[1]]
    assert len(found) == len(set(found)) == len(hanja.readings()) > 1800


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("日, 수출규제 완화", "일본 , 수출규제 완화"),
        ("韓日 정상회담", "한국 일본  정상회담"),
        ("美·中 갈등", "미국 ·중국  갈등"),
        ("22日 도쿄서", "22日 도쿄서"),
        ("작업 中 사고", "작업 中 사고"),
        ("日本企業", "日本企業"),
    ],
)
def test_countries_in_headlines(title: str, named: str) -> None:
    assert hanja.name_countries(title) == named


def test_amounts_are_compared_by_their_value() -> None:
    korean = words_of("", "펀드는 7,214억원, 20만 명이 23.5% 늘어", "ko")
    japanese = words_of("", "ファンドは7214億ウォン、20万人が23.5%増え", "ja")
    amounts = {key_of(f"n:{value:g}") for value in (721.4e9, 200e3, 23.5)}
    assert amounts <= set(korean)
    assert amounts <= set(japanese)
    assert words_of("", "3월 14일 9시 2026년", "ko") == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2천800만원을", 28e6),
        ("1억2천만원을", 120e6),
        ("3조5천억원", 3.5e12),
        ("매출 5백만 달러", 5e6),
        ("1조 2,000억원", 1.2e12),
        ("1億2000万円", 120e6),
        ("28 million won", 28e6),
        ("3.5천 명", 3500),
    ],
)
def test_amounts_as_they_are_printed(text: str, value: float) -> None:
    assert key_of(f"n:{value:g}") in words_of("", text, "ko")


@pytest.fixture(scope="module")
def labelled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Database, dict[int, Any]]]:
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    db = open_database(tmp_path_factory.mktemp("events") / "news.db")
    yield db, fill(db, rows)
    db.close()


def test_labelled_copies_are_linked_and_no_others(
    labelled: Labelled,
) -> None:
    assert missed_copies(*labelled) == []
    assert wrong_copies(*labelled) == []


def test_labelled_events_are_suggested_and_no_others(
    labelled: Labelled,
) -> None:
    db, rows = labelled
    true = {one: row["story"] or one for one, row in rows.items()}
    precision, _, score = b_cubed(grouped(db, suggested=True), true)
    assert precision > 0.99
    assert score > 0.92
    languages = {
        frozenset((rows[one]["language"], rows[two]["language"]))
        for one, two in db.conn.execute(
            "SELECT article_id, other_id FROM links WHERE kind = 'same_event'"
        )
    }
    assert frozenset(("ko", "ja")) in languages
    assert len({*grouped(db, suggested=False).values()}) > len({*true.values()})
    assert suggestions.groups(db, least=1.01) == []


def test_of_many_other_reports_all_are_counted(
    labelled: Labelled, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, _ = labelled
    (story,) = db.execute(
        "SELECT a.story_id FROM links l JOIN articles a ON a.id = l.article_id"
        " WHERE l.kind = 'same_event' LIMIT 1"
    ).fetchone()
    for most in (1, 5):
        monkeypatch.setattr(story_cards, "MOST_OTHERS", most)
        (card,) = story_cards.read(db, [story], at=now())
        assert card.same_event_count == len(listing.same_event(db, story)) > 0
        assert len(card.same_event) == min(most, card.same_event_count)


@pytest.mark.parametrize("file", [IN_LANGUAGES, IN_LANGUAGES.with_name("events_second.jsonl")])
def test_one_event_in_two_languages_is_suggested_and_what_resembles_it_is_not(
    tmp_path: Path, file: Path
) -> None:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    db = open_database(tmp_path / "news.db")
    labelled = fill(db, sorted(rows, key=lambda row: row["published"]))
    found = suggested_pairs(db, labelled)
    why = {row[0] for row in db.execute("SELECT why FROM links WHERE kind = 'same_event'")}
    db.close()
    for languages, hits in found.pairs.items():
        assert sum(hits) >= 0.9 * len(hits) > 17, languages
    assert sum(found.near) <= 0.25 * len(found.near)
    assert found.others == 0
    assert any("Sapporo" in each or "Tongyeong" in each for each in why)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("전주 식품기업, 가나자와서 상담회", "전주 식품기업, 센다이서 상담회"),
        ("제3회 한일 포럼", "제4회 한일 포럼"),
        ("부산테크노파크, 일본과 맞손", "부산테크노파크, 싱가포르와 맞손"),
    ],
)
def test_what_contradicts_counts_against(one: str, other: str) -> None:
    mine, theirs = (frozenset(words_of(title, "", "ko")) for title in (one, other))
    assert mine & theirs
    assert agreement(mine, theirs) < 0.5
    assert agreement(mine, mine) == 1


@pytest.mark.parametrize("beyond", [-1, 0, 1])
def test_a_new_article_shares_words_with_the_same_ones_as_if_it_were_old(
    tmp_path: Path, beyond: int
) -> None:
    common, rare, unknown = words_of("전주 제3회 한일 포럼", "", "ko")[:3]
    db = open_database(tmp_path / "news.db")
    rows = [(common, 20_000, each) for each in range(1, 1 + MOST_WITH_A_KEY + beyond)]
    rows += [(rare, 20_000 + each, each) for each in (1, 2)]
    db.conn.executemany("INSERT INTO fingerprints VALUES (?, ?, ?)", rows)
    none = Sample(0, 0, np.array([], dtype=np.uint32))
    signature = Signature(
        version=0,
        day=20_000,
        skeleton=0,
        shingles=none,
        numbers=none,
        words=(common, rare, unknown),
    )
    new = suggestions.look_up(db, 100, signature, is_new=True)
    assert new == suggestions.look_up(db, 100, signature)
    assert [*new.frequency.values()] == [min(MOST_WITH_A_KEY, MOST_WITH_A_KEY + beyond), 2, 0]
    assert len(new.by_article) == (2 if beyond >= 0 else MOST_WITH_A_KEY - 1)
    db.close()
