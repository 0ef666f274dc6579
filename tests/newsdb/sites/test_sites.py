"""Sites that people add: kept, changed, paused, removed and brought back, each with who did it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import outlets
from newsdb.records import Outlet, Policy
from newsdb.sites import sites
from newsdb.sites.sites import Listing, Site, SiteError

if TYPE_CHECKING:
    from sqlite_utils import Database

AT = datetime(2026, 11, 28, 3, tzinfo=UTC)
NAMHAE = Site(
    name="namhae",
    title="남해상공신문",
    home="https://namhae-sanggong.test/",
    hosts=("news.namhae-sanggong.test",),
    sources=(Listing("feed", "https://namhae-sanggong.test/rss.xml"),),
    schedule="0 6-23 * * *",
    country="KR",
    language="ko",
    policy=Policy(
        kept="excerpt", days=90, attribution="남해상공신문", may_learn=True, may_gloss="nothing"
    ),
    terms="https://namhae-sanggong.test/terms",
)


def test_what_was_added_is_there_with_who_added_it(db: Database) -> None:
    added = sites.add(db, NAMHAE, person="minseo", at=AT)
    assert added == replace(NAMHAE, added_by="minseo", added_at="2026-11-28T12:00:00+09:00")
    assert sites.listing(db) == [added]
    assert sites.reading(db, ["https://namhae-sanggong.test/rss.xml"]) == added
    assert sites.reading(db, ["https://elsewhere.test/rss.xml"]) is None
    assert added.job == "site-namhae"


@pytest.mark.parametrize(
    ("again", "why"),
    [
        (NAMHAE, "there is a site namhae already"),
        (replace(NAMHAE, name="other"), "reads the same listing already"),
    ],
)
def test_nothing_is_added_twice(db: Database, again: Site, why: str) -> None:
    sites.add(db, NAMHAE, person="minseo", at=AT)
    with pytest.raises(SiteError, match=why):
        sites.add(db, again, person="haruka", at=AT)
    assert [each.name for each in sites.listing(db)] == ["namhae"]
    assert len(sites.changes(db)) == 1


def test_each_change_can_be_taken_back_in_turn(db: Database) -> None:
    sites.add(db, NAMHAE, person="minseo", at=AT)
    sites.change(db, replace(NAMHAE, title="남해신문"), person="haruka", at=AT)
    sites.switch(db, "namhae", "paused", person="haruka", at=AT)
    sites.switch(db, "namhae", "removed", person="minseo", at=AT)
    assert sites.listing(db) == []
    latest = sites.latest_of_each(sites.changes(db))
    assert [(each.site, each.action) for each in latest] == [("namhae", "removed")]

    def now_is() -> tuple[str, str]:
        found = sites.named(db, "namhae")
        assert found is not None
        return found.title, found.state

    seen = []
    for _ in range(4):
        action = sites.undo(db, "namhae", person="minseo", at=AT)
        seen.append((action, *now_is()))
    assert seen == [
        ("removed", "남해신문", "paused"),
        ("paused", "남해신문", "on"),
        ("changed", "남해상공신문", "on"),
        ("added", "남해상공신문", "removed"),
    ]
    with pytest.raises(SiteError, match="nothing to undo"):
        sites.undo(db, "namhae", person="minseo", at=AT)
    told = [(each.person, each.action, each.is_undone) for each in sites.changes(db)]
    assert told[-4:] == [
        ("minseo", "removed", True),
        ("haruka", "paused", True),
        ("haruka", "changed", True),
        ("minseo", "added", True),
    ]


def test_a_removed_site_may_be_added_anew(db: Database) -> None:
    sites.add(db, NAMHAE, person="minseo", at=AT)
    sites.switch(db, "namhae", "removed", person="minseo", at=AT)
    again = sites.add(db, replace(NAMHAE, title="새 남해신문"), person="haruka", at=AT)
    assert (again.title, again.state, again.added_by) == ("새 남해신문", "on", "haruka")


def test_what_is_gone_can_not_be_changed(db: Database) -> None:
    with pytest.raises(SiteError, match="no site namhae"):
        sites.switch(db, "namhae", "paused", person="minseo", at=AT)
    with pytest.raises(SiteError, match="no site namhae"):
        sites.change(db, NAMHAE, person="minseo", at=AT)


def test_a_change_says_what_it_made_of_what_and_holds_for_what_is_stored(db: Database) -> None:
    sites.add(db, NAMHAE, person="minseo", at=AT)
    stored = Outlet(
        name="site:namhae-sanggong.test",
        title=NAMHAE.title,
        country=None,
        language=None,
        home=NAMHAE.home,
        policy=NAMHAE.policy,
    )
    outlets.save(db, stored)
    outlets.save(db, replace(stored, name="namhae"))  # an outlet with a spider of its own

    def glossed() -> dict[str, str]:
        return outlets.may_gloss(db)

    before = glossed()
    policy = replace(NAMHAE.policy, kept="headline", may_gloss="headline")
    changed = replace(NAMHAE, schedule="0 8 * * *", policy=policy)
    assert sites.change(db, changed, person="haruka", at=AT)
    assert not sites.change(db, changed, person="haruka", at=AT)
    newest, _ = sites.changes(db)
    assert newest.fields == {
        "schedule": (NAMHAE.schedule, "0 8 * * *"),
        "kept": (NAMHAE.policy.kept, "headline"),
        "may_gloss": ("nothing", "headline"),
    }
    assert glossed() == {**before, stored.name: "headline"}
    assert sites.undo(db, "namhae", person="minseo", at=AT) == "changed"
    assert glossed() == before
    assert sites.changes(db)[0].fields["kept"] == ("headline", NAMHAE.policy.kept)


def test_of_two_sites_of_one_home_page_the_same_counts_as_in_crawls(db: Database) -> None:
    other = Listing("feed", "https://namhae-sanggong.test/ja.xml")
    second = replace(
        NAMHAE, name="namhae-ja", sources=(other,), policy=replace(NAMHAE.policy, kept="full")
    )
    sites.add(db, NAMHAE, person="minseo", at=AT)
    outlets.save(
        db,
        Outlet(
            name="site:namhae-sanggong.test",
            title=NAMHAE.title,
            country="KR",
            language="ko",
            home=NAMHAE.home,
            policy=NAMHAE.policy,
        ),
    )

    def kept() -> str:
        return str(db.execute("SELECT kept FROM outlets").fetchone()[0])

    sites.add(db, second, person="haruka", at=AT)
    assert kept() == "excerpt"
    sites.change(db, replace(second, title="南海商工新聞"), person="haruka", at=AT)
    assert kept() == "excerpt"
    sites.switch(db, "namhae", "removed", person="minseo", at=AT)
    assert kept() == "full"
    sites.switch(db, "namhae-ja", "removed", person="minseo", at=AT)
    assert kept() == "full"  # of what is stored nothing else is known


def test_what_was_changed_before_people_were_asked_about_translators_is_undone(
    db: Database,
) -> None:
    sites.add(db, NAMHAE, person="minseo", at=AT)
    sites.change(db, replace(NAMHAE, title="남해신문"), person="haruka", at=AT)
    db.execute("UPDATE site_changes SET before = json_remove(before, '$.may_gloss'), after = NULL")
    sites.undo(db, "namhae", person="minseo", at=AT)
    (site,) = sites.listing(db)
    assert (site.title, site.policy.may_gloss) == (NAMHAE.title, "nothing")
    assert sites.changes(db)[1].fields == {}
