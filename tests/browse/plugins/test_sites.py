"""Sites are added and pages kept at the desk, by whoever may review."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from browse.sites.fetching import Fetches, fetch_for
from newsdb.articles import outlets
from newsdb.database import now, open_database
from newsdb.records import Outlet
from newsdb.sites import given, opml, sites
from newsdb.sites.sites import Listing, Site
from tests.browse.conftest import PEOPLE, desk_of
from tests.commands.common.sites import town_paper
from tests.support.loopback import BY_HOST, serving
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOUND = {
    "home": "https://namhae.test/",
    "title": "남해 <b>상공</b>신문",
    "language": "ko",
    "country": None,
    "terms": ["https://namhae.test/terms"],
    "hosts": [],
    "known": None,
    "taken": ["yna"],
    "name": "namhae",
    "listings": [
        {
            "kind": "feed",
            "url": "https://namhae.test/rss",
            "articles": 20,
            "newest": "2026-11-27T09:10:00+09:00",
            "a_week": 30,
        }
    ],
    "articles": [
        {
            "outlet": "site:namhae.test",
            "url": "https://namhae.test/1",
            "title": "멸치액젓 조합 <script>alert(1)</script>",
            "published_at": None,
            "section": None,
            "access": "free",
            "layout": "generic",
            "language": "ko",
            "authors": ["정하람"],
            "excerpt": "조합이 계약을 맺었다.",
            "last": "물량을 늘린다.",
            "characters": 400,
            "paragraphs": 3,
        },
        {"url": "https://namhae.test/2", "rejected": {"reason": "http 404", "found": "404"}},
    ],
}
FORM = {
    "name": "namhae",
    "title": "남해상공신문",
    "country": "KR",
    "language": "ko",
    "listing": "https://namhae.test/rss",
    "schedule": "daily",
    "kept": "excerpt",
    "days": "90",
    "attribution": "남해상공신문",
    "terms": "https://namhae.test/terms",
}


@pytest.fixture
def path(news: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "news.db"
    shutil.copy(news, copy)
    return copy


class Desk:
    def __init__(self, runner: asyncio.Runner, desk: Any) -> None:
        self._runner, self.desk = runner, desk

    def send(self, url: str, form: Any = None, *, by: str = "ana", **more: Any) -> Any:
        method = "get" if form is None and not more else "post"
        if form is not None:
            more["data"] = form
        call = getattr(self.desk.client, method)
        return self._runner.run(call(url, actor=PEOPLE.actor(by), **more))


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    with asyncio.Runner() as runner:
        opened = desk_of(path)
        yield Desk(runner, runner.run(opened.__aenter__()))
        runner.run(opened.__aexit__(None, None, None))


def looked_at(path: Path, found: dict[str, Any]) -> int:
    db = open_database(path)
    try:
        number = given.give(db, "site", "https://namhae.test/", person="ana", at=now())
        given.end(db, number, found, well="problem" not in found, at=now())
        return number
    finally:
        db.close()


def kept(path: Path) -> list[Site]:
    db = open_database(path)
    try:
        return sites.listing(db)
    finally:
        db.close()


def test_what_was_found_is_shown_and_added(desk: Desk, path: Path) -> None:
    number = looked_at(path, FOUND)
    page = desk.send(f"/-/sites/look/{number}")
    assert page.status_code == 200
    assert "남해 &lt;b&gt;상공&lt;/b&gt;신문" in page.text
    assert "<script>alert" not in page.text
    for said in ("정하람", "물량을 늘린다.", "https://namhae.test/terms", "answered 404"):
        assert said in page.text
    added = desk.send(f"/-/sites/look/{number}", FORM)
    assert (added.status_code, added.headers["location"]) == (302, "/-/sites?added=namhae")
    (site,) = kept(path)
    assert (site.added_by, site.schedule, site.state) == ("ana", "0 8 * * *", "on")
    assert site.sources == (Listing("feed", "https://namhae.test/rss"),)
    assert (site.policy.kept, site.policy.days, site.policy.may_learn) == ("excerpt", 90, False)
    twice = desk.send(f"/-/sites/look/{number}", FORM)
    assert twice.status_code == 400
    assert "is collected already" in twice.text
    assert len(kept(path)) == 1


#: What is changed in the form, and the field that the message names.
WRONG = (
    ({"kept": ""}, "Kept"),
    ({"name": "yna"}, "Short name"),
    ({"name": "../x"}, "Short name"),
    ({"listing": "http://169.254.169.254/"}, "Choose one of the listings"),
    ({"schedule": "* * * * *"}, "How often"),
    ({"days": "-1"}, "For how many days"),
    ({"title": ""}, "Name of the site"),
    ({"country": "US"}, "Country"),
)


def test_nothing_else_is_added(desk: Desk, path: Path) -> None:
    number = looked_at(path, FOUND)
    for changed, said in WRONG:
        refused = desk.send(f"/-/sites/look/{number}", {**FORM, **changed})
        assert refused.status_code == 400
        fault = refused.text.partition('role="alert">')[2].partition("<")[0]
        assert said in fault
    assert kept(path) == []


def test_a_problem_is_told_and_nothing_can_be_added(desk: Desk, path: Path) -> None:
    number = looked_at(path, {"problem": "private address", "detail": "127.0.0.1"})
    page = desk.send(f"/-/sites/look/{number}")
    assert "Only public addresses are asked." in page.text
    assert desk.send(f"/-/sites/look/{number}", FORM).status_code == 400
    ours = looked_at(path, {**FOUND, "known": "yna"})
    assert "yna reads this outlet" in desk.send(f"/-/sites/look/{ours}").text
    assert desk.send(f"/-/sites/look/{ours}", FORM).status_code == 400
    assert kept(path) == []
    assert desk.send("/-/sites/look/999").status_code == 404


def test_sites_are_paused_removed_and_brought_back(desk: Desk, path: Path) -> None:
    desk.send(f"/-/sites/look/{looked_at(path, FOUND)}", FORM)
    for action, state in (("pause", "paused"), ("resume", "on"), ("remove", None), ("undo", "on")):
        done = desk.send("/-/sites", {"do": action, "name": "namhae"}, by="ada")
        assert done.status_code == 302, done.text
        assert [each.state for each in kept(path)] == ([state] if state else [])
    page = desk.send("/-/sites").text
    assert page.count('value="undo"') == 1
    assert "남해상공신문" in page
    assert desk.send("/-/sites", {"do": "pause", "name": "x"}).status_code == 400
    assert desk.send("/-/sites", {"do": "drop", "name": "namhae"}).status_code == 400


EDIT = {
    "title": "남해신문",
    "country": "KR",
    "language": "ko",
    "schedule": "thrice",
    "kept": "headline",
    "days": "",
    "attribution": "남해신문",
    "terms": "전화로 물음",
    "may_learn": "1",
    "may_gloss": "sentence",
}


def test_what_is_kept_of_a_site_is_changed_with_history_and_taken_back(
    desk: Desk, path: Path
) -> None:
    desk.send(f"/-/sites/look/{looked_at(path, FOUND)}", FORM)
    (before,) = kept(path)
    address = "/-/sites/edit/namhae"
    seen = hidden(desk.send(address).text, "seen")
    assert desk.send(address, {**EDIT, "seen": seen}).status_code == 303
    (site,) = kept(path)
    assert (site.title, site.schedule, site.terms) == (
        "남해신문",
        "0 8,13,18 * * *",
        "전화로 물음",
    )
    policy = site.policy
    assert (policy.kept, policy.days, policy.may_learn, policy.may_gloss) == (
        *("headline", None, True, "sentence"),
    )
    history = desk.send(address).text
    for said in ("<ins>The headline only</ins>", "<del>90</del>", "<ins>yes</ins>"):
        assert said in history
    # Who saves what is there already changes nothing, and who was slower overwrites nothing.
    assert desk.send(address, {**EDIT, "seen": hidden(history, "seen")}).status_code == 303
    slower = desk.send(address, {**EDIT, "title": "다른 이름", "seen": seen}, by="ada")
    assert slower.status_code == 409
    assert 'value="다른 이름"' in slower.text
    assert kept(path) == [site]
    undone = desk.send("/-/review/undo", by="ana", json={})
    assert undone.json()["ok"], undone.text
    assert kept(path) == [before]
    assert desk.send("/-/sites/edit/nobody").status_code == 404


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


#: What is changed in that form, and what the message names.
NONSENSE = (
    ({"kept": ""}, "Kept"),
    ({"title": "\u202e\x00"}, "Name of the site"),
    ({"title": "가" * 101}, "Name of the site"),
    ({"schedule": "* * * * *"}, "How often"),
    ({"may_gloss": "all"}, "machine translator"),
    ({"days": "9" * 20}, "For how many days"),
    ({"country": "US"}, "Country"),
)


def test_a_site_is_not_changed_into_nonsense(desk: Desk, path: Path) -> None:
    desk.send(f"/-/sites/look/{looked_at(path, FOUND)}", FORM)
    before, address = kept(path), "/-/sites/edit/namhae"
    seen = hidden(desk.send(address).text, "seen")
    for wrong, said in NONSENSE:
        answer = desk.send(address, {**EDIT, "seen": seen, **wrong})
        assert answer.status_code == 400, wrong
        assert said in answer.text.split('role="alert"')[1][:200]
    assert kept(path) == before


def test_feeds_go_in_and_out_as_opml(desk: Desk, path: Path) -> None:
    document = (
        b'<opml><body><outline text="A" xmlUrl="https://a.test/f" htmlUrl="https://a.test/"/>'
        b'<outline text="bad" xmlUrl="file:///etc/passwd"/></body></opml>'
    )
    more: dict[str, Any] = {
        "files": {"file": ("feeds.opml", document)},
        "data": {"kept": "headline"},
    }
    taken = desk.send("/-/sites/import", **more)
    assert taken.status_code == 200, taken.text
    assert "Sites added: 1" in taken.text
    assert "bad: it must begin with" in taken.text
    assert [(each.name, each.policy.kept) for each in kept(path)] == [("a", "headline")]
    out = desk.send("/-/sites.opml")
    assert out.headers["content-disposition"] == 'attachment; filename="sites.opml"'
    assert 'xmlUrl="https://a.test/f"' in out.text
    more["files"] = {"file": ("feeds.opml", b"<html/>")}
    assert desk.send("/-/sites/import", **more).status_code == 400
    assert desk.send("/-/sites/import", files=more["files"], data={}).status_code == 400


def test_a_list_of_feeds_is_one_step_and_takes_no_outlets_name(desk: Desk, path: Path) -> None:
    db = open_database(path)
    outlets.save(
        db, Outlet(name="a", title="A", country="KR", language="ko", home="https://a.example/")
    )
    db.close()
    feeds = "".join(
        f'<outline text="{n}" xmlUrl="https://{host}/{n}" htmlUrl="https://{host}/"/>'
        for n, host in enumerate(("a.test", "a.test", "b.test"))
    )
    desk.send(
        "/-/sites/import",
        files={"file": ("feeds.opml", f"<opml><body>{feeds}</body></opml>".encode())},
        data={"kept": "headline"},
    )
    assert [each.name for each in kept(path)] == ["a-2", "a-3", "b"]
    desk.send("/-/sites", {"do": "pause", "name": "b"})
    for left in (["a-2", "a-3", "b"], []):
        done = desk.send("/-/review/undo", json={}).json()
        assert (done["ok"], done["said"]) == (True, "The change of the sites was taken back.")
        assert [each.name for each in kept(path) if each.state == "on"] == left


@pytest.mark.parametrize("size", [opml.LARGEST, 10_000_000])
def test_a_list_that_is_too_large_is_said(desk: Desk, path: Path, size: int) -> None:
    more: dict[str, Any] = {"data": {"kept": "headline"}}
    more["files"] = {"file": ("feeds.opml", b"<opml><body>" + b" " * size)}
    refused = desk.send("/-/sites/import", **more)
    assert refused.status_code in {400, 413}
    assert "OPML" in refused.text
    assert kept(path) == []


def test_readers_add_and_keep_nothing(desk: Desk, path: Path) -> None:
    number = looked_at(path, FOUND)
    for url in ("/-/sites", f"/-/sites/look/{number}", "/-/keep", "/-/sites.opml"):
        assert desk.send(url, by="rina").status_code == 403
    assert desk.send("/-/keep", {"url": "https://a.test/"}, by="rina").status_code == 403
    assert desk.send(f"/-/sites/look/{number}", FORM, by="rina").status_code == 403
    assert kept(path) == []


def test_no_other_address_is_taken(desk: Desk, path: Path) -> None:
    for url in ("file:///etc/passwd", "", "https://u:p@a.test/", "a b"):
        for page in ("/-/keep", "/-/sites"):
            refused = desk.send(page, {"url": url, "do": "look"})
            assert refused.status_code == 400
            assert 'role="alert"' in refused.text
    db = open_database(path)
    assert not given.latest(db, "page")
    assert not given.latest(db, "site")
    db.close()


def test_the_desk_has_addresses_fetched_by_processes(desk: Desk, path: Path) -> None:
    """A page is kept, and a site looked at; both say how far they have got."""
    with serving() as paper:
        town_paper.serve(paper)
        fetch_for(desk.desk, Fetches(path, (*paper.settings, *BY_HOST)))
        story = next(iter(town_paper.STORIES))
        assert desk.send("/-/keep", {"url": story, "note": "회의"}).status_code == 302
        looking = desk.send("/-/sites", {"url": town_paper.HOME, "do": "look"})
        where = looking.headers["location"]
        assert 'id="progress"' in desk.send(where).text
        db = open_database(path)

        def over() -> bool:
            return all(
                each.is_over for each in (given.latest(db, "page") + given.latest(db, "site"))
            )

        until(over, seconds=60)
        (page,) = given.latest(db, "page")
        assert page.outlet, json.dumps(page.found)
        article = given.article_of(db, page.outlet, page.key or "")
        db.close()
        shown = desk.send(f"/-/article/{article}").text
        assert "Kept at the request of ana" in shown
        assert "회의" in shown
        found = desk.send(where).text
        for title, _, _ in town_paper.STORIES.values():
            assert title in found
        form = {**FORM, "name": "namhae-sanggong", "listing": town_paper.FEED}
        assert desk.send(where, form).status_code == 302
        assert [each.name for each in kept(path)] == ["namhae-sanggong"]
