"""Typed changes: an editor's changes are named, changes around the text are not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.articles.changes import Version, between, diff

TITLE = "한일 중소기업, 도쿄서 협약"
BODY = (
    "중소기업중앙회는 12일 도쿄에서 일본 측과 업무협약을 맺었다.\n\n"
    "두 나라 기업 120곳이 참여한다. 김하나 회장은 “판로를 함께 넓히겠다”고 말했다.\n\n"
    "협약은 3년 동안 이어진다."
)
JAPANESE = (
    "中小企業中央会は10日、東京で商談会を開いた。参加したのは20社だった。\n\n"
    "鈴木一郎会長は「来年も続けたい」と話した。"
)
ENGLISH = (
    "South Korea's KBIZ held a fair in Tokyo on Monday. Some 20 firms took part.\n\n"
    "Kim Ha-na, its chairman, said the fair would go on."
)


def kinds(before: str, after: str) -> list[tuple[str, str | None, str | None]]:
    changes = between(Version(TITLE, None, before), Version(TITLE, None, after))
    return [(each.kind, each.before, each.after) for each in changes]


@pytest.mark.parametrize(
    ("body", "old", "new", "kind"),
    [
        (BODY, "120곳", "130곳", "figure"),
        (BODY, "3년 동안", "5년 동안", "figure"),
        (BODY, "12일", "13일", "date"),
        (BODY, "김하나 회장", "김두나 회장", "name"),
        (BODY, "넓히겠다", "찾겠다", "wording"),
        (BODY, "협약은 3년 동안 이어진다.", "", "body removed"),
        (BODY, "이어진다.", "이어진다. 다음 행사는 가을에 열린다.", "body added"),
        (
            BODY,
            "이어진다.",
            "이어진다.\n\n[정정] 참여 기업 수를 바로잡습니다.",
            "correction notice",
        ),
        (JAPANESE, "20社", "25社", "figure"),
        (JAPANESE, "10日", "11日", "date"),
        (JAPANESE, "鈴木一郎会長", "鈴木次郎会長", "name"),
        (
            JAPANESE,
            "話した。",
            "話した。【訂正】社数に誤りがあり、訂正しました。",
            "correction notice",
        ),
        (JAPANESE, "話した。", "話した。次は秋に大阪で開く予定だ。", "body added"),
        (ENGLISH, "20 firms", "25 firms", "figure"),
        (ENGLISH, "Monday", "Tuesday", "date"),
        (ENGLISH, "Kim Ha-na", "Kim Du-na", "name"),
        (
            ENGLISH,
            "go on.",
            "go on. Correction: An earlier version misstated it.",
            "correction notice",
        ),
    ],
)
def test_an_edit_has_its_kind(body: str, old: str, new: str, kind: str) -> None:
    assert [each[0] for each in kinds(body, body.replace(old, new))] == [kind]


def test_words_before_and_after() -> None:
    assert kinds(BODY, BODY.replace("120곳", "130곳")) == [("figure", "120", "130")]
    removed = kinds(BODY, BODY.replace("협약은 3년 동안 이어진다.", ""))
    assert removed == [("body removed", "협약은 3년 동안 이어진다.", None)]


def test_titles_and_subtitles() -> None:
    old, new = Version("[속보] 협약", None, BODY), Version("협약", "3년 동안", BODY)
    assert [(each.kind, each.before, each.after) for each in between(old, new)] == [
        ("title", "[속보] 협약", "협약"),
        ("subtitle", None, "3년 동안"),
    ]
    notice = between(Version("협약", None, BODY), Version("[정정] 협약", None, BODY))
    assert [each.kind for each in notice] == ["title", "correction notice"]


def test_a_paragraph_that_moved_is_neither_added_nor_removed() -> None:
    first, second, third = BODY.split("\n\n")
    assert {each[0] for each in kinds(BODY, f"{third}\n\n{first}\n\n{second}")} == {"wording"}


FURNITURE = (
    "조회 {n}",
    "댓글 {n}개",
    "추천 {n}",
    "{n}명이 읽었습니다",
    "▶ 관련기사: 부산 수출 {n}억원",
    "[광고] 여름 세일 {n}원부터",
    "광고",
    "ⓒ 한들뉴스 {n}, 무단전재 및 재배포 금지",
    "많이 본 뉴스\n\n부산항 물동량 {n}만 톤\n\n내일 전국에 비",
    "関連記事\n\n大阪の商談会に{n}社",
    "閲覧数 {n}",
    "{n} views",
    "Advertisement",
    "Related articles\n\nBusan exports reach {n} million",
    "수정 2026-03-{d:02} 10:{d:02}",
    "PR",
)


@pytest.mark.parametrize("seed", range(200))
def test_noise_is_no_change(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  a seed repeats
    body = chance.choice((BODY, JAPANESE, ENGLISH))

    def page() -> str:
        lines = [
            line.replace("“", chance.choice('“"')).replace("”", chance.choice('”"'))
            for line in body.split("\n\n")
        ]
        for _ in range(chance.randint(0, 3)):
            text = chance.choice(FURNITURE).format(
                n=chance.randint(2, 9999), d=chance.randint(1, 28)
            )
            lines.append(text)
        gap = chance.choice(("\n\n", "\n", " \n\n"))
        return gap.join(lines)

    before, after = page(), page()
    assert between(Version(TITLE, None, before), Version(TITLE, None, after)) == []


@given(st.text("가나다 ab1.\n"), st.text("가나다 ab1.\n"))
def test_a_diff_holds_both_texts(before: str, after: str) -> None:
    pieces = diff(before, after)
    assert "".join(each.text for each in pieces if each.change != "added") == before
    assert "".join(each.text for each in pieces if each.change != "removed") == after
    assert all(each.text for each in pieces)


def test_a_diff_is_by_characters() -> None:
    assert [tuple(each) for each in diff("120곳이", "130곳이")] == [
        ("same", "1"),
        ("removed", "2"),
        ("added", "3"),
        ("same", "0곳이"),
    ]
