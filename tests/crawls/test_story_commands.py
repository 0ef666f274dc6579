"""scrapy stories, compare and relink, as a person types them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.crawls import scrapy, value

if TYPE_CHECKING:
    from pathlib import Path

RELEASE = (
    "중소기업중앙회는 2일 도쿄에서 일본 단체중앙회와 판로 협력 협약을 맺었다고 밝혔다.\n"
    "두 단체는 부품 기업 120곳과 구매 기업 45곳을 잇는 상담회를 해마다 두 차례 열기로 했다. "
    "첫 상담회는 9월 14일 오사카에서 열리며 참가비는 없다.\n"
    "협약에 따라 3년 동안 38억원이 물류와 인증 비용으로 쓰인다."
)
JAPANESE = (
    "韓国の中小企業中央会は2日、東京で全国中小企業団体中央会と販路協力の協定を結んだ。"
    "部品企業120社と購買企業45社をつなぐ商談会を年に2回開き、3年間で38億ウォンを物流と認証の費用に充てる。"
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stories")
    lines = [
        ("https://a.example/1", "중기중앙회, 도쿄서 판로 협약", RELEASE, "10:00"),
        (
            "https://b.example/9",
            "한일 판로 넓힌다",
            f"[서울=뉴시스]이두리 기자 = {RELEASE} 업계는 반겼다.",
            "12:00",
        ),
        ("https://c.example/3", "中小企業中央会、東京で販路協定", JAPANESE, "13:00"),
    ]
    file = folder / "in.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for url, title, body, time in lines:
            line = {"url": url, "title": title, "body": body, "published_at": f"2026-03-02 {time}"}
            out.write(json.dumps(line) + "\n")
    done = scrapy("ingest", file, "-s", f"DATABASE={folder / 'news.db'}")
    assert "3 articles stored; 1 copies, 2 stories" in done.log
    return folder / "news.db"


def test_the_stories(database: Path) -> None:
    done = scrapy("stories", "-s", f"DATABASE={database}")
    assert done.code == 0, done.log
    for told in (
        # Nobody vouches for the times that a file brings: what counts is when we saw them.
        "2 articles; origin site:b.example (agency, 뉴시스); first seen KR ",
        "  site:b.example",
        "adds: 업계는 반겼다.",
        "may be the same event: story 2",
    ):
        assert told in done.out
    as_json = scrapy("stories", "--all", "--json", "-s", f"DATABASE={database}")
    stories = [json.loads(line) for line in as_json.out.splitlines()]
    assert sorted(each["members"] for each in stories) == [1, 2]
    (copies,) = (each for each in stories if each["members"] == 2)
    assert copies["added"]["2"] == ["업계는 반겼다."]
    later = scrapy("stories", "--since", "2999-01-01", "-s", f"DATABASE={database}")
    assert later.out.startswith("No story")


def test_why_two_are_linked(database: Path) -> None:
    done = scrapy("compare", "1", "https://b.example/9?utm_source=x", "-s", f"DATABASE={database}")
    assert done.code == 0, done.log
    assert "the rules say: near (containment from" in done.out
    assert "stored link: near" in done.out
    assert "one story: 1" in done.out
    other = scrapy("compare", "1", "3", "--json", "-s", f"DATABASE={database}")
    compared = json.loads(other.out)
    assert (compared["kind"], compared["linked"]["kind"]) == (None, "same_event")
    assert compared["event"] == compared["linked"]["score"]
    missing = scrapy("compare", "1", "77", "-s", f"DATABASE={database}")
    assert (missing.code, "77: no article" in missing.log) == (1, True)
    same = scrapy("compare", "1", "1", "-s", f"DATABASE={database}")
    assert (same.code, "1 and 1 are the same article" in same.log) == (1, True)


def test_relinking_finds_what_is_there(database: Path) -> None:
    before = value(database, "SELECT group_concat(kind || score) FROM links")
    done = scrapy("relink", "-s", f"DATABASE={database}")
    assert done.code == 0, done.log
    assert "3 articles: 0 new links, 0 of another kind, 0 gone" in done.out
    assert value(database, "SELECT group_concat(kind || score) FROM links") == before


@pytest.mark.parametrize(
    "words",
    [
        ("stories", "--since", "gestern"),
        ("stories", "more"),
        ("compare", "1"),
        ("relink", "--since", "2026"),
        ("relink", "all"),
    ],
)
def test_bad_usage(database: Path, words: tuple[str, ...]) -> None:
    done = scrapy(*words, "-s", f"DATABASE={database}")
    assert done.code == 2


def test_without_a_database(tmp_path: Path) -> None:
    done = scrapy("stories", "-s", f"DATABASE={tmp_path / 'none.db'}")
    assert done.code == 2
    assert "There is no database" in done.log
