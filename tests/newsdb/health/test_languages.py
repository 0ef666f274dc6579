"""Whatever an alarm says, it says in three languages."""

from __future__ import annotations

import ast
import re
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest

from newsdb.database import now
from newsdb.health import languages, liveness
from newsdb.health.languages import in_language
from newsdb.health.liveness import LONGEST
from newsdb.health.room import Room
from newsdb.runs.heartbeat import Heartbeat
from tests.support.crawls import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

RAISING = (
    *(ROOT / "newsdb/health").glob("*.py"),
    ROOT / "delivery/alarm_messages.py",
    *(ROOT / "cluster").glob("*.py"),
    ROOT / "crawler/extensions/archive.py",
)
#: What stays Latin: commands, units, and the names that a sample puts in.
_LATIN = re.compile(r"scrapy channels (?:resend|settle)|GB|MB|cron")


USUAL = (
    "about 1.0 appearances were usual (4.0 on a working day, 1.0 on Saturdays, 0.5 on Sundays,"
    " 0.2 on holidays)"
)


def samples() -> Iterator[str]:
    """Yield what the code says of alarms, with 7 for each value."""
    for file in RAISING:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in {"diagnosis", "because"}:
                for said in _sentences(node.value):
                    yield re.sub(r"\{\w+\}", "7", said)  # put in later


def _sentences(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            str(each.value) if isinstance(each, ast.Constant) else "7" for each in node.values
        )
    elif isinstance(node, ast.BinOp):  # what follows is said at times only
        yield from _sentences(node.left)


BY_HAND = (
    "the writer (store) has not been heard of for two minutes",
    "the writer (store) is behind: 1200 bundles wait, the next one for 90 s",
    "no backup has succeeded since 2026-12-01 03:10; the last attempt said: 7",
    "the newest backup does not open: 7",
    "3 of 40 pages and 1 of 2 listings in this run (no body: 3) on 7; the run says: 7",
    "3 of 40 pages in 4 runs of a day (403: 3)",
    "2 of 2 listings in this run (403: 2)",
    "3 of 30 entries can't be read; 12 links were found",
    "9 of 30 entries lead to addresses of no form that the outlet's articles have",
    f"nothing new since 2026-12-01 03:10, where {USUAL}",
    "a silence this long occurs by chance once in more than a hundred years",
    "a silence this long occurs by chance once in 12 years; its listings last returned: 2 × 200",
    "12 articles in the seven days to 2026-12-01 03:10, where 40 are usual",
    "by chance this has a probability of 0.001",
    "this feed has had nothing new since 2026-12-01, while the outlet is still publishing",
    USUAL,
    *(
        Room(free=10**10, database=10**9, folder=2 * 10**9, rate=rate).describe(date(2026, 12, 3))
        for rate in (None, -1.0, 1.0, 10.0**8)
    ),
)


@pytest.mark.parametrize("said", [*dict.fromkeys(samples()), *BY_HAND])
def test_everything_said_has_its_words_in_three_languages(said: str) -> None:
    assert in_language(said, "en") == said
    for language in ("ko", "ja"):
        made = in_language(said, language)
        left = re.sub(r"\((?:no body|403): \d\)|（(?:no body|403): \d）", "", _LATIN.sub("", made))
        assert not re.search(r"[A-Za-z]{3}", left), made


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_whether_collecting_is_running_is_said_in_three_languages(language: str) -> None:
    at = now()
    runs = (None, at, at - 2 * LONGEST)
    long_ago = at - timedelta(hours=30)
    beats = (
        None,
        Heartbeat(pid=7, at=at, started_at=long_ago),
        Heartbeat(pid=7, at=long_ago, started_at=long_ago),
        Heartbeat(pid=7, at=long_ago, started_at=long_ago, stopped_at=long_ago),
    )
    for run, beat in product(runs, beats):
        _, because = liveness._judge(run, beat, at)
        assert not re.search(r"[A-Za-z]{3}", _LATIN.sub("", in_language(because, language)))


def test_there_are_many_samples() -> None:
    assert len(set(samples())) > 20


@pytest.mark.parametrize(
    ("said", "korean"),
    [
        ("the last 3 runs failed; the newest says: no route; to host", None),
        ("Connection refused", "Connection refused"),
        ("5 attempts failed; the last one: it answered 404", "5번 시도했으나 실패했습니다; "),
        ("five attempts failed", "five attempts failed"),
        ("", ""),
    ],
)
def test_what_no_template_made_stays(said: str, korean: str | None) -> None:
    made = in_language(said, "ko")
    if korean is None:
        assert made == "최근 수집 3번이 실패했습니다; 마지막 기록: no route; to host"
    else:
        assert made.startswith(korean)


def test_braces_in_a_quoted_error_are_no_template() -> None:
    said = "the newest says: {outlet} {0} {{"
    assert in_language(said, "ja") == "最新の記録：{outlet} {0} {{"


def test_templates_keep_all_that_was_put_in() -> None:
    for each in languages._templates():
        for language in ("ko", "ja"):
            found = set(re.findall(r"\{(\w+)\}", each.words[language]))
            assert found == set(each.names), each.words["en"]
