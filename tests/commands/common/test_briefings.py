"""``scrapy briefing`` from a draft to a document, a message and a correction."""

from __future__ import annotations

import argparse
import json
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import UsageError

from commands.common.briefings import by_hand
from newsdb.briefings import drafts, watching
from newsdb.configuration.model import Configuration
from newsdb.database import now, open_database
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from tests.newsdb.briefings.news import WAREHOUSE, WEEK, put, week

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlite_utils import Database

DEFAULTS = {
    "kind": "weekly", "title": None, "since": WEEK[0], "until": WEEK[1], "language": None,
    "starred": False, "tag": None, "filter": None, "story": None, "empty": False,
    "sections": "concepts", "again": False, "editor": "김하늘", "section": None, "format": "md",
    "template": None, "to": None, "json": False,
}  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    week(db)
    yield db
    db.close()


@pytest.fixture
def call(db: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    settings: dict[str, Any] = {
        "channels": {"intranet": {"folder": tmp_path / "pages"}},
        "briefing": {"boilerplate": "문의: 조사팀"},
        "licences": {
            "hangang": {"number": "KPF-7", "until": (now() + timedelta(days=9)).date()},
            "gone": {"number": "1", "until": now().date()},
        },
    }
    configuration = Configuration.model_validate(settings)

    def run(action: str, *args: str, **options: object) -> str:
        opts = argparse.Namespace(**{**DEFAULTS, **options})
        assert by_hand(db, configuration, action, args, opts)
        return capsys.readouterr().out

    return run


def test_from_a_draft_to_a_message_and_a_correction(
    db: Database, tmp_path: Path, call: Callable[..., str]
) -> None:
    assert call("new") == "d1: 4 stories, 2026-11-30..2026-12-06\n"
    shown = json.loads(call("show", "d1", json=True))
    assert [section["title"] for section in shown["sections"]] == ["중소기업", "customs"]
    assert shown["boilerplate"] == "문의: 조사팀"
    assert [each["number"] for each in shown["licences"]] == ["KPF-7"]
    assert call("issue", "d1").startswith("Briefing 1 is issued: 4 entries, 4 articles cited")
    docx = tmp_path / "a.docx"
    call("render", "1", format="docx", to=str(docx))
    assert zipfile.is_zipfile(docx)
    assert "공동 물류창고 연다" in call("render", "1")
    # A page there would stay when the terms end: none is noted, so that none can be changed.
    with pytest.raises(UsageError, match="briefing render 1 --format html --to FILE"):
        call("send", "1", to="intranet")
    assert not (tmp_path / "pages").exists()
    title = "후쿠오카·부산 중소기업, 공동 물류창고 연다"
    put(db, "namhae", "1", title, WAREHOUSE.replace("1,120만", "920만"), seen=now())
    watching.look_after(db, at=now())
    assert "cited articles changed: 1" in call("list")
    assert "changed since: 제1호" in call("show", "1")
    corrected = call("correct", "1")
    assert corrected.startswith("d2: 제1호 정정, 1 entries\n제1호 ")
    assert "‘1,120’ → ‘920’" in corrected
    call("issue", "d2")
    assert "corrected by 2" in call("list")


def test_stars_that_were_briefed_are_left_out_and_that_is_said(
    db: Database, call: Callable[..., str]
) -> None:
    before = now() - timedelta(minutes=1)
    for story in (1, 2):
        reviews.star(db, Subject("story", story), True, version=0, actor="ana", at=before)
    assert call("new", starred=True).startswith("d1: 2 stories")
    call("issue", "d1")
    again = call("new", starred=True)
    assert again.startswith("d2: 0 stories")
    assert "left out: 2 starred stories" in again
    assert call("new", starred=True, again=True).startswith("d3: 2 stories")


def test_adding_says_what_was_there(db: Database, call: Callable[..., str]) -> None:
    call("new", empty=True)
    assert call("add", "d1", "1", "2") == "d1: 2 added\n"
    assert call("add", "d1", "2", "3") == "d1: 1 added\nin it already: 1\n"
    assert len(drafts.read(db, 1).items) == 3


@pytest.mark.parametrize(
    ("action", "args", "options", "said"),
    [
        ("show", ("7",), {}, "there is no briefing 7"),
        ("show", ("d7",), {}, "there is no draft 7"),
        ("issue", ("1",), {}, "not the name of a draft like d1"),
        ("add", ("d1", "99"), {}, "there is no story 99"),
        ("add", ("d1", "x"), {}, "not a number"),
        ("new", (), {"since": "gestern"}, "not a day"),
        ("new", (), {"until": "2026-01-01"}, "ends before it begins"),
        ("new", (), {"story": [99]}, "there is no story 99"),
        ("render", ("d1",), {"format": "odt"}, "there is no format odt"),
        ("render", ("d1",), {"format": "docx"}, "--to FILE.docx"),
        ("send", ("1",), {}, "--to CHANNEL"),
        ("send", ("1",), {"to": "nobody"}, "names no channel nobody"),
    ],
)
def test_bad_input_is_said(
    db: Database,
    call: Callable[..., str],
    *,
    action: str,
    args: tuple[str, ...],
    options: dict[str, Any],
    said: str,
) -> None:
    call("new", empty=True)
    with pytest.raises(UsageError, match=said):
        call(action, *args, **options)
    assert len(drafts.heads(db)) == 1
