"""The watch list's pages: checked, tried, saved, taken back to an earlier version."""

from __future__ import annotations

import asyncio
import itertools
import re
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

from browse import review_page
from browse.briefings.pages import concept_names
from browse.overview.names import concepts
from browse.watch_list import caches
from delivery.writing import section_names
from newsdb.configuration import go_on_after_faults
from newsdb.database import now, open_database, transaction
from newsdb.watch_list import versions
from newsdb.watch_list.versions import digest
from tests.browse.conftest import PEOPLE, ask, desk_of
from tests.browse.review_news import make
from tests.browse.serving import served
from watchlist import WatchListError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = '# 우리 목록\n[topic.own-fair]\nko = ["상담회"]\n'
CHANGED = '# 우리 목록\n[topic.own-fair]\nko = ["상담회", "전시회"]\n'
PAGE = "/-/watch-list?_lang=en"
ANA = PEOPLE.actor("ana")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database and a list of one's own that hanil.toml names."""
    make(tmp_path / "news.db")
    file = tmp_path / "watchlist.toml"
    file.write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("HANIL_WATCHLIST", str(file))
    return file


def post(file: Path, **form: str) -> Any:
    (answer,) = ask(
        file.with_name("news.db"), "ana", PAGE, method="post",
        data={"text": CHANGED, "seen": digest(TEXT), **form},
    )  # fmt: skip
    return answer


def kept(file: Path) -> list[tuple[str | None, str, int | None]]:
    db = open_database(file.with_name("news.db"))
    found = [(v.person, v.note, v.restores) for v in versions.listing(db, most=9)]
    db.close()
    return found


def test_a_change_is_saved_and_an_earlier_version_comes_back(file: Path) -> None:
    assert post(file, do="save", note="전시회도").status_code == 303
    assert file.read_text("utf-8") == CHANGED
    assert kept(file) == [("ana", "전시회도", None), (None, "", None)]
    database = file.with_name("news.db")
    (page,) = ask(database, "ana", "/-/watch-list/version/2?_lang=en")
    assert "<ins>" in page.text
    assert "This is the present list" in page.text
    (back,) = ask(
        database, "ana", "/-/watch-list/version/1", method="post", data={"seen": digest(CHANGED)}
    )
    assert back.status_code == 303
    assert file.read_text("utf-8") == TEXT
    assert kept(file)[0] == ("ana", "", 1)


def test_z_takes_a_saved_list_back_unless_it_has_changed_since(file: Path) -> None:
    news = file.with_name("news.db")

    def undone() -> Any:
        (answer,) = ask(news, "ana", "/-/review/undo", method="post", json={})
        return answer.json()

    post(file, do="save", text=CHANGED)
    answer = undone()
    assert (answer["ok"], answer["kind"]) == (True, "watch list")
    assert file.read_text(encoding="utf-8") == TEXT
    assert kept(file)[0] == ("ana", "", 1)
    post(file, do="save", text=CHANGED)
    file.write_text(TEXT + "# 손으로\n", encoding="utf-8")
    assert not undone()["ok"]
    assert file.read_text(encoding="utf-8") == TEXT + "# 손으로\n"
    assert undone()["error"] == "There is nothing to undo."  # what can't be is done with


def test_z_takes_one_save_after_the_other_back(file: Path) -> None:
    news = file.with_name("news.db")
    texts = [TEXT, CHANGED, CHANGED + "# 하나 더\n"]
    for before, after in itertools.pairwise(texts):
        post(file, do="save", text=after, seen=digest(before))
    for expected in reversed(texts[:-1]):
        (answer,) = ask(news, "ana", "/-/review/undo", method="post", json={})
        assert answer.json()["ok"]
        assert file.read_text(encoding="utf-8") == expected
    assert [restores for _, _, restores in kept(file)] == [1, 2, None, None, None]


def test_a_list_with_faults_is_not_saved_and_its_lines_are_named(file: Path) -> None:
    answer = post(file, do="save", text=f'{CHANGED}[rule.x]\nwhen = "nix"\npoints = 1\n')
    assert answer.status_code == 400
    assert "Line 5" in answer.text
    assert "nix" in answer.text
    assert file.read_text("utf-8") == TEXT
    assert len(kept(file)) == 1


def test_who_saves_over_a_hand_edit_is_told_and_loses_nothing(file: Path) -> None:
    by_hand = f"{TEXT}# by hand\n"
    file.write_text(by_hand, encoding="utf-8")
    answer = post(file, do="save")
    tried = post(file, do="try", most="1000")
    assert (answer.status_code, tried.status_code) == (409, 409)
    assert "changed meanwhile" in answer.text
    assert "전시회" in answer.text
    assert file.read_text("utf-8") == by_hand
    assert post(file, do="save", seen=digest(by_hand)).status_code == 303
    assert [person for person, _, _ in kept(file)] == ["ana", None]


def test_the_desk_uses_the_list_as_soon_as_it_has_changed(file: Path) -> None:
    """By its editor, and by hand, though a crawl has made that a version before the desk looks."""
    by_hand = '[topic.silk]\nko = ["명주"]\n'

    def noticed_by_a_crawl() -> None:
        file.write_text(by_hand, encoding="utf-8")
        db = open_database(file.with_name("news.db"))
        with transaction(db):
            versions.notice(db, file, at=now())
        db.close()

    def known() -> list[set[str]]:
        of_queue = {name for name, _ in review_page.concepts()}
        there = (of_queue, concepts(), concept_names(), section_names("ko"))
        return [{"kiln", "silk"} & set(each) for each in there]

    async def run() -> list[list[set[str]]]:
        async with desk_of(file.with_name("news.db")) as desk:
            await desk.client.get(PAGE, actor=ANA)
            found = [known()]
            form = {"do": "save", "seen": digest(TEXT), "text": '[topic.kiln]\nko = ["가마"]\n'}
            await desk.client.post(PAGE, data=form, actor=ANA)
            found.append(known())
            noticed_by_a_crawl()
            await desk.client.get(PAGE, actor=ANA)
            return [*found, known()]

    caches.forget()
    assert asyncio.run(run()) == [[set()] * 4, [{"kiln"}] * 4, [{"silk"}] * 4]
    caches.forget()


def test_faults_come_while_somebody_types(file: Path) -> None:
    database = file.with_name("news.db")
    url = "/-/watch-list/check?_lang=ko"
    (bad,) = ask(database, "ana", url, method="post", data={"text": "[topic.own-fair"})
    (good,) = ask(database, "ana", url, method="post", data={"text": CHANGED})
    assert [each["line"] for each in bad.json()["faults"]] == [1]
    assert good.json()["faults"] == []
    assert good.json()["told"].startswith("오류가 없습니다.")


def test_a_trial_says_over_how_many_it_ran_and_what_would_change(file: Path) -> None:
    """Dropping the list's own rule loses what only that finds."""
    rule = f'{TEXT}[rule.fair]\nwhen = "title:own-fair"\npoints = -20\n'

    async def go() -> tuple[str, str, int]:
        async with desk_of(file.with_name("news.db")) as desk:
            form = {"do": "try", "most": "1000", "seen": digest(TEXT), "text": rule, "note": "왜"}
            begun = await desk.client.post(PAGE, data=form, actor=ANA)
            where = begun.headers["location"]
            for _ in range(600):
                told = await desk.client.get(f"{where}?format=json", actor=ANA)
                if told.json()["state"] not in {"waiting", "running"}:
                    break
                await asyncio.sleep(0.1)
            page = await desk.client.get(f"{where}?_lang=en", actor=ANA)
            others = await desk.client.get(where, actor=PEOPLE.actor("ada"))
            editor = await desk.client.get(f"{PAGE}&trial={where[-16:]}", actor=ANA)
            return page.text, editor.text, others.status_code

    page, editor, others = asyncio.run(go())
    plain = re.sub(r"<[^>]+>|\s+", " ", page)
    assert "newest 24 articles" in plain
    assert "of 24 stored" in plain
    assert "도쿄 상담회서 중소기업 40곳 계약" in plain
    assert "−1" in plain
    assert "points = -20" in editor
    assert others == 404
    assert file.read_text("utf-8") == TEXT


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"do": "x"}, 400),
        ({"do": "try", "most": "7"}, 400),
        ({"do": "save", "text": "#" * 400_001}, 400),
    ],
)
def test_what_the_form_does_not_offer_is_refused(
    file: Path, form: dict[str, str], status: int
) -> None:
    assert post(file, **form).status_code == status


BROKEN = '# 우리 목록\n[topic.own-fair]\nko = ["상담회"\n'


def test_a_broken_list_is_said_on_every_page_and_the_last_good_version_used(file: Path) -> None:
    news = file.with_name("news.db")
    ask(news, "ana", PAGE)
    file.write_text(BROKEN, encoding="utf-8")
    caches.forget()
    paths = ("/", "/-/review", "/-/sources", "/-/overview", "/-/search?q=한일", PAGE)
    pages = ask(news, "ana", *paths, "/-/health")
    for page in pages[:-1]:
        assert page.status_code == 200
        assert "The desk uses version 1 until it is repaired" in page.text
        assert "Line 3" in page.text
    assert "not valid TOML" in pages[-1].json()["watch_list"]
    assert "own-fair" in concepts()
    (reader,) = ask(news, "rina", "/")
    assert "version 1" not in reader.text
    caches.forget()
    with pytest.raises(WatchListError):  # a command has no other list
        concepts()
    repaired = post(file, do="save", text=CHANGED, seen=digest(BROKEN))
    assert repaired.status_code == 303
    page, health = ask(news, "ana", "/-/sources", "/-/health")
    assert "until it is repaired" not in page.text
    assert "watch_list" not in health.json()


def test_a_list_that_breaks_and_heals_while_the_desk_runs_is_followed(file: Path) -> None:
    def put(text: str | None) -> None:
        if text is None:
            file.unlink()
        else:
            file.write_text(text, encoding="utf-8")

    async def go() -> list[bool]:
        seen = []
        async with desk_of(file.with_name("news.db")) as desk:
            for text in (TEXT, BROKEN, CHANGED, None):
                put(text)
                page = await desk.client.get("/-/sources?_lang=en", actor=ANA)
                seen.append("has faults" in page.text)
        return seen

    assert asyncio.run(go()) == [False, True, False, True]


def test_a_fault_in_the_settings_is_told_to_admins_and_pages_go_on(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = file.with_name("hanil.toml")
    settings.write_text("", encoding="utf-8")
    monkeypatch.setenv("HANIL_CONFIG", str(settings))
    go_on_after_faults()
    try:
        settings.write_text("site_limit = 'many'", encoding="utf-8")
        news = file.with_name("news.db")
        pages = ask(news, "ada", "/?_lang=en", PAGE, "/-/briefings?_lang=en")
        (analyst,) = ask(news, "ana", "/?_lang=en")
    finally:
        go_on_after_faults(on=False)
    for page in pages:
        assert page.status_code == 200
        assert "hanil.toml has a fault" in page.text
        assert "site_limit" in page.text
    assert "has a fault" not in analyst.text


def test_an_unreadable_file_is_set_aside_for_the_last_good_version(file: Path) -> None:
    news = file.with_name("news.db")
    ask(news, "ana", PAGE)
    file.write_bytes(b"\xff\xfe")
    page, version = ask(news, "ana", PAGE, "/-/watch-list/version/1?_lang=en")
    assert 'href="/-/watch-list/version/1"' in page.text
    assert "the unreadable file stays beside it" in version.text
    (seen,) = re.findall(r'name="seen" value="([0-9a-f]+)"', version.text)
    address = "/-/watch-list/version/1"
    (done,) = ask(news, "ana", address, method="post", data={"seen": seen})
    assert done.status_code == 303
    assert file.read_text(encoding="utf-8") == TEXT
    assert file.with_name("watchlist.toml.unreadable").read_bytes() == b"\xff\xfe"


def test_the_desk_starts_with_a_broken_list_and_says_so(file: Path) -> None:
    file.write_text(BROKEN, encoding="utf-8")
    errors = file.with_name("stderr")
    with served(file.with_name("news.db"), file.parent, errors=errors) as address:
        assert urlopen(f"{address}/-/login").status == 200  # noqa: S310 loopback
    said = errors.read_text(encoding="utf-8")
    assert f"{file}, line 3: it is not valid TOML" in said
    assert "the shipped list is used at the desk until it is repaired" in said


def test_a_file_that_is_no_text_is_said_and_stays(file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    (page,) = ask(file.with_name("news.db"), "ana", PAGE)
    assert "not UTF-8" in page.text
    post(file, do="save")
    assert file.read_bytes() == b"\xff\xfe"


def test_without_a_list_of_ones_own_the_page_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HANIL_WATCHLIST", raising=False)
    make(tmp_path / "news.db")
    (page,) = ask(tmp_path / "news.db", "ana", PAGE)
    assert 'watchlist = "watchlist.toml"' in page.text.replace("&#34;", '"')
