"""The page of health, the answer for monitors, the figures for Prometheus."""

from __future__ import annotations

import re
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from newsdb.database import now, open_database
from newsdb.runs import heartbeat
from tests.browse.review_news import make
from tests.browse.test_desk import get
from tests.support.past import START, Past

if TYPE_CHECKING:
    from pathlib import Path

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two outlets, one of them refused; an alarm that has closed; a hostile reason."""
    path = tmp_path_factory.mktemp("health") / "news.db"
    korean = Past(path, "daily")
    at = korean.days(START, 12)
    korean.run(at, new=5, pages={"http 403": 5})
    korean.run(at + DAY, new=5)
    korean.run(at + 2 * DAY, new=5, pages={"<script>alert(1)</script>": 6})
    korean.db.close()
    japanese = Past(path, "hibi", "JP")
    japanese.days(START, 12)
    japanese.db.close()
    return path


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("Health of the sources", "Pages can&#39;t be read", "Recovered", "1 cannot be read."),
        ),
        ("ko", ("매체별 수집 상태", "본문 추출 실패", "해결됨", "제외된 페이지를 보세요")),
        ("ja", ("媒体別の収集状況", "本文を取得できない", "解決済み", "不採用ページで")),
    ],
)
def test_the_page_says_what_is_wrong_and_what_to_do_in_one_language(
    watched: Path, language: str, words: tuple[str, ...]
) -> None:
    (answer,) = get(watched, f"/-/sources?_lang={language}")
    assert answer.status_code == 200
    page = re.sub(r"\s+", " ", answer.text)
    for shown in (
        *words,
        "하루신문",
        "ひごと新聞",
        escape("<script>alert(1)</script>: 6"),
        *{
            "en": ("6 of 11 pages in this run", "5 pages and 1 listings without it"),
            "ko": ("이번 수집에서 페이지 11개 중 6개", "페이지 5개와 목록 1개에 문제가"),
            "ja": ("今回の収集でページ11件中6件", "ページ5件、一覧1件で問題ありません"),
        }[language],
    ):
        assert shown in page, shown
    others = {"매체별 수집 상태", "媒体別の収集状況", "Health of the sources"} - set(words)
    assert [each for each in others if each in page] == []
    assert "<script>alert" not in page
    assert page.index("하루신문") < page.index("ひごと新聞")  # alarms first


def test_outlets_that_were_brought_in_are_there_too(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    make(path)
    (page,) = get(path, "/-/sources?_lang=en")
    assert "Not crawled: brought in" in page.text
    row = page.text[page.text.index("ジェトロ") :]
    assert "21 November 08:00" in row[: row.index("</details>")]  # by when it was published


def test_the_desk_leads_there(watched: Path) -> None:
    (answer,) = get(watched, "/")
    assert 'href="/-/sources"' in answer.text


def test_an_empty_database_has_a_page(tmp_path: Path) -> None:
    open_database(tmp_path / "news.db").close()
    page, monitor, metrics = get(tmp_path / "news.db", "/-/sources", "/-/health", "/-/metrics")
    assert "No article of any outlet is stored yet" in page.text
    assert monitor.status_code == 503
    assert metrics.status_code == 200


def test_metrics_are_prometheus_text(watched: Path) -> None:
    (answer,) = get(watched, "/-/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {each.name: each for each in text_string_to_metric_families(answer.text)}
    figures = {
        (name, *sorted(sample.labels.values())): sample.value
        for name, family in families.items()
        for sample in family.samples
    }
    assert figures["hanil_runs", "daily", "success"] == 15
    assert figures["hanil_alarms_open", "daily", "unreadable"] == 1
    assert figures["hanil_links_waiting", "hibi"] == 60
    last = START + 14 * DAY
    assert figures["hanil_last_run_timestamp_seconds", "daily"] == last.timestamp()
    assert figures["hanil_scheduler_heartbeat_timestamp_seconds",] == 0


def test_a_monitor_is_told_that_the_scheduler_lives(watched: Path) -> None:
    place = heartbeat.place(watched)
    heartbeat.write(place, pid=4711, at=now(), started_at=now())
    (answer,) = get(watched, "/-/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "because": "the scheduler (pid 4711) is running",
        "last_run": (START + 14 * DAY).isoformat(),
        "open_alarms": 1,  # about one outlet: the whole is alive
    }
    place.unlink()
