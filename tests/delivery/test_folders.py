"""A page in a folder stays, and goes on obeying what may be shown."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from delivery import folders
from delivery.channels import channels_of
from delivery.passes import deliver
from newsdb.configuration.model import Configuration
from newsdb.database import transaction
from newsdb.delivery import subscriptions
from newsdb.forgetting import forget
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from newsdb.stories import stories
from tests.delivery.archive import DAY, add, archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlite_utils import Database

MORNING = DAY.replace(hour=8, minute=30) + timedelta(days=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = archive(tmp_path / "news.db")
    with transaction(db):
        subscriptions.add(db, at=DAY, name="인트라넷", channel="web", language="ko")
    yield db
    db.close()


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    return Configuration.model_validate({"channels": {"web": {"folder": str(tmp_path / "web")}}})


def make_pass(db: Database, configuration: Configuration, at: datetime = MORNING) -> None:
    deliver(db, configuration, channels_of(configuration), at=at)


def page(configuration: Configuration) -> Path:
    folder = configuration.channels["web"].folder
    assert folder
    (found,) = folder.iterdir()
    return found


def shown(configuration: Configuration) -> str:
    """Return the words of the page, without its comments."""
    return re.sub(r"<!--.*?-->", "", page(configuration).read_text())


def test_a_text_goes_when_the_terms_end(db: Database, configuration: Configuration) -> None:
    add(db, "공동 물류창고 문 연다", body="두 회사가 UNIQUEWORD 창고를 함께 빌린다.")
    add(db, "엔화 보증 늘린다", outlet="kyushu", body="保証をOTHERWORD増やすと発表した。")
    make_pass(db, configuration)
    before = page(configuration).read_bytes()
    assert "UNIQUEWORD" in shown(configuration)
    make_pass(db, configuration, MORNING + timedelta(minutes=5))
    assert page(configuration).read_bytes() == before
    db.execute("UPDATE outlets SET kept_days = 30 WHERE name = 'namhae'")
    make_pass(db, configuration, MORNING + timedelta(days=29))
    folder = configuration.channels["web"].folder
    assert folder
    for each in sorted(folder.iterdir())[1:]:
        each.unlink()
    assert page(configuration).read_bytes() == before
    assert folders.obey(db, configuration, at=MORNING + timedelta(days=31)) == 1
    said = shown(configuration)
    assert "UNIQUEWORD" not in said
    assert "공동 물류창고 문 연다" in said  # a headline may stay
    assert "OTHERWORD" in said
    assert folders.obey(db, configuration, at=MORNING + timedelta(days=32)) == 0


def test_words_of_a_change_go_too(db: Database, configuration: Configuration) -> None:
    story = add(db, "나고야 상담회 계약액 1,120만 달러")
    with transaction(db):
        reviews.star(db, Subject("story", story), True, version=0, actor="ana", at=MORNING)
    db.execute(
        "INSERT INTO revisions (article_id, number, seen_at, title, body, text_hash, origin)"
        " VALUES (1, 2, ?, '', '', 'x', 'outlet')",
        [MORNING.isoformat()],
    )
    db.execute(
        "INSERT INTO changes (article_id, number, kind, field, words_before, words_after)"
        " VALUES (1, 2, 'figure', 'body', 'BEFOREWORD', 'AFTERWORD')"
    )
    make_pass(db, configuration)
    assert "BEFOREWORD → AFTERWORD" in shown(configuration)
    db.execute("UPDATE outlets SET kept = 'headline'")
    make_pass(db, configuration, MORNING + timedelta(minutes=5))
    assert "BEFOREWORD" not in shown(configuration)
    assert "AFTERWORD" not in shown(configuration)


def test_what_is_forgotten_leaves_no_trace(db: Database, configuration: Configuration) -> None:
    add(db, "잊혀야 할 GONEWORD 소식", score=9)
    other = add(db, "남는 소식")
    later = add(db, "남는 소식의 일본 기사", outlet="kyushu", at=DAY + timedelta(hours=2))
    with transaction(db):
        stories.put_together(db, [other, later], by="ana")
    make_pass(db, configuration)
    text = page(configuration).read_text()
    assert text.count("GONEWORD") == 1  # the headline: what programs preview has no words of it
    assert "九州経済日報" in text
    for outlet, key in (("namhae", "1"), ("kyushu", "3")):
        forget(db, outlet, key, because="a court", by="ada", at=MORNING)
    add(db, "같은 번호를 다시 얻은 기사", outlet="kyushu", at=DAY + timedelta(hours=3))
    assert folders.obey(db, configuration, at=MORNING) == 1
    text = page(configuration).read_text()
    assert "GONEWORD" not in text
    assert "九州経済日報" not in text
    assert "남는 소식" in text
    assert db.table("page_articles").count == 1


def test_a_page_in_which_nothing_is_found_is_deleted(
    db: Database, configuration: Configuration
) -> None:
    add(db, "공동 물류창고 문 연다", body="두 회사가 UNIQUEWORD 창고를 함께 빌린다.")
    make_pass(db, configuration)
    file = page(configuration)
    file.write_text(file.read_text().replace("<!--/t:", "<!--"))
    db.execute("UPDATE outlets SET kept = 'headline'")
    folders.obey(db, configuration, at=MORNING)
    assert not file.exists()
    assert db.table("page_articles").count == 0


def test_a_folder_that_can_not_be_written_is_tried_again(
    db: Database,
    configuration: Configuration,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    add(db, "공동 물류창고 문 연다", body="두 회사가 UNIQUEWORD 창고를 함께 빌린다.")
    make_pass(db, configuration)
    db.execute("UPDATE outlets SET kept = 'headline'")
    usual = Path.replace

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert folders.obey(db, configuration, at=MORNING) == 0
    assert "No space left on device" in caplog.text
    monkeypatch.setattr(Path, "replace", usual)
    assert folders.obey(db, configuration, at=MORNING) == 1
    assert "UNIQUEWORD" not in shown(configuration)


def quote(db: Database, configuration: Configuration) -> Path:
    """Return a page that quotes an article."""
    add(db, "잊혀야 할 GONEWORD 소식")
    make_pass(db, configuration)
    assert "GONEWORD" in shown(configuration)
    return page(configuration)


def forget_it(db: Database) -> None:
    forget(db, "namhae", "1", because="a court", by="ada", at=MORNING)


def named(**folders: Path) -> Configuration:
    channels = {name: {"folder": str(folder)} for name, folder in folders.items()}
    return Configuration.model_validate({"channels": channels})


@pytest.mark.parametrize("is_old", [False, True])
@pytest.mark.parametrize("channels", [("intranet",), ("intranet", "other"), ("other",), ()])
def test_a_page_obeys_though_its_channel_was_renamed_or_removed(
    db: Database,
    configuration: Configuration,
    tmp_path: Path,
    channels: tuple[str, ...],
    is_old: bool,
) -> None:
    file = quote(db, configuration)
    if is_old:  # noted before its place was, too
        db.execute("UPDATE page_articles SET page = ?", [file.name])
    (tmp_path / "elsewhere").mkdir()
    now = {"intranet": file.parent, "other": tmp_path / "elsewhere"}
    later = named(**{name: now[name] for name in channels})
    forget_it(db)
    problems: list[str] = []
    changed = folders.obey(db, later, at=MORNING, problems=problems)
    if is_old and "intranet" not in channels:  # nobody knows where it is
        assert (changed, db.table("page_articles").count) == (0, 1)
        assert problems == [f"{file.name} of the channel web: its folder is not known any more"]
        later = configuration
        assert folders.obey(db, later, at=MORNING) == 1
    else:
        assert (changed, problems) == (1, [])
    assert "GONEWORD" not in file.read_text()
    assert db.table("page_articles").count == 0
    assert folders.obey(db, later, at=MORNING) == 0


@pytest.mark.parametrize("name", ["web", "intranet"])
def test_a_page_obeys_where_its_folder_was_moved_to(
    db: Database, configuration: Configuration, tmp_path: Path, name: str
) -> None:
    file = quote(db, configuration)
    moved = file.parent.rename(tmp_path / "moved")
    if name == "web":
        folders.obey(db, named(web=moved), at=MORNING)
        moved = moved.rename(tmp_path / "moved again")
    forget_it(db)
    assert folders.obey(db, named(**{name: moved}), at=MORNING) == 1
    assert "GONEWORD" not in (moved / file.name).read_text()
    assert db.table("page_articles").count == 0


@pytest.mark.parametrize("name", ["web", "intranet"])
def test_a_page_on_a_disk_that_is_not_there_waits(
    db: Database, configuration: Configuration, tmp_path: Path, name: str
) -> None:
    file = quote(db, configuration)
    later = named(**{name: file.parent})
    away = file.parent.rename(tmp_path / "away")
    forget_it(db)
    problems: list[str] = []
    assert folders.obey(db, later, at=MORNING, problems=problems) == 0
    assert problems == [f"{file} of the channel web: its folder is not there"]
    away.rename(file.parent)
    assert folders.obey(db, later, at=MORNING) == 1
    assert "GONEWORD" not in file.read_text()


def test_a_page_that_was_deleted_by_hand_is_done_with(
    db: Database, configuration: Configuration
) -> None:
    quote(db, configuration).unlink()
    forget_it(db)
    problems: list[str] = []
    assert folders.obey(db, configuration, at=MORNING, problems=problems) == 0
    assert (problems, db.table("page_articles").count) == ([], 0)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("a<!--t:1-->b<!--/t:1-->c", "ac"),
        ("a<!--t:1-->b<!--/t:1-->c<!--t:1-->d<!--/t:1-->", "ac"),
        ("a<!--t:2-->b<!--/t:2-->c", "a<!--t:2-->b<!--/t:2-->c"),
        ("<!--t:1-->a<!--t:2-->b<!--/t:2-->c<!--/t:1-->d", "d"),
        ("a<!--t:1-->b", None),
    ],
)
def test_what_stands_between_marks_is_taken_out(html: str, left: str | None) -> None:
    assert folders.without(html, "t:1") == left
