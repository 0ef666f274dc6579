"""Sites without a spider that are crawled under a name: which, how often, and by whose decision.

Each is read by the spider for any site; its articles are those of ``site:HOST``, so that no name
chosen here can be taken for an outlet's. Every change keeps the row as it was, and can be undone.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from newsdb.database import part_of_transaction, stamp
from newsdb.records import SITE_PREFIX, Country, Language, Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlite_utils import Database

#: What a site can be read by; a home page alone lists too much that is no article.
Kind = Literal["feed", "sitemap"]
KINDS: tuple[str, ...] = get_args(Kind)
State = Literal["on", "paused", "removed"]
Action = Literal["added", "changed", "paused", "resumed", "removed", "undone"]

#: What the names of the sites' scheduled runs begin with.
JOB_PREFIX = "site-"

#: The columns that people choose and may change.
CHOSEN = (
    *("title", "country", "language", "schedule", "kept", "kept_days", "attribution"),
    *("may_learn", "may_gloss", "terms"),
)

_COLUMNS = (
    "name, title, home, hosts, sources, country, language, kept, kept_days, attribution,"
    " may_learn, may_gloss, terms, schedule, state, added_by, added_at"
)


class SiteError(ValueError):
    """A site can't be added or changed; the message says why."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Where a site names its articles."""

    kind: Kind
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site as it is kept; ``hosts`` are those of its articles besides that of ``home``."""

    name: str
    title: str
    home: str
    sources: tuple[Listing, ...]
    schedule: str  # five cron fields in Asia/Seoul, as an outlet's
    hosts: tuple[str, ...] = ()
    country: Country | None = None
    language: Language | None = None
    policy: Policy = field(default_factory=Policy)
    terms: str = ""  # where they stand, or what they say
    state: State = "on"
    added_by: str = ""
    added_at: str = ""

    @property
    def job(self) -> str:
        """The name of its scheduled run, as hanil.toml may name it under ``jobs``."""
        return f"{JOB_PREFIX}{self.name}"


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did to a site, and when."""

    site: str
    at: str
    person: str
    action: Action
    is_undone: bool
    #: What it made of what, by column, where it changed the site itself.
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def listing(db: Database, *, removed: bool = False) -> list[Site]:
    """Return the sites by name; those that were removed only when asked for."""
    where = "" if removed else "WHERE state <> 'removed'"
    rows = db.query(f"SELECT {_COLUMNS} FROM sites {where} ORDER BY name")  # noqa: S608 our own
    return [_site(row) for row in rows]


def named(db: Database, name: str) -> Site | None:
    """Return a site, also one that was removed; None if there never was one of this name."""
    rows = db.query(f"SELECT {_COLUMNS} FROM sites WHERE name = ?", [name])  # noqa: S608 our own
    return next(map(_site, rows), None)


def reading(db: Database, urls: Iterable[str]) -> Site | None:
    """Return the first site, not a removed one, that has one of these listings."""
    wanted = set(urls)
    return next(
        (each for each in listing(db) if wanted & {source.url for source in each.sources}), None
    )


def add(db: Database, site: Site, *, person: str, at: datetime) -> Site:
    """Keep a new site; one that was removed may be added anew under its name.

    Raises SiteError when one of that name, or with one of its listings, is kept already.
    """
    before = named(db, site.name)
    if before and before.state != "removed":
        raise SiteError(f"there is a site {site.name} already ({before.title})")
    if other := reading(db, (each.url for each in site.sources)):
        raise SiteError(f"{other.name} ({other.title}) reads the same listing already")
    added = _as_row(site) | {"state": "on", "added_by": person, "added_at": stamp(at)}
    with part_of_transaction(db):
        _write(db, added)
        _note(db, site.name, "added", before=before, person=person, at=at)
        _tell_outlets(db, site.name)
    kept = named(db, site.name)
    assert kept is not None
    return kept


def change(db: Database, site: Site, *, person: str, at: datetime) -> bool:
    """Replace what is kept of a site, all but its state and who added it; False: nothing changes.

    Raises SiteError when there is none, or when another one reads one of its listings.
    """
    before = _present(db, site.name)
    same = {"state": before.state, "added_by": before.added_by, "added_at": before.added_at}
    row = _as_row(site) | same
    if row == _as_row(before):
        return False
    other = reading(db, {each.url for each in site.sources} - {s.url for s in before.sources})
    if other:
        raise SiteError(f"{other.name} ({other.title}) reads the same listing already")
    with part_of_transaction(db):
        _write(db, row)
        _note(db, site.name, "changed", before=before, person=person, at=at)
        _tell_outlets(db, site.name)
    return True


def switch(db: Database, name: str, state: State, *, person: str, at: datetime) -> None:
    """Pause, resume or remove a site; its articles stay. Raises SiteError when there is none."""
    before = _present(db, name)
    if before.state == state:
        return
    actions: dict[State, Action] = {"on": "resumed", "paused": "paused", "removed": "removed"}
    with part_of_transaction(db):
        db.execute("UPDATE sites SET state = ? WHERE name = ?", [state, name])
        _note(db, name, actions[state], before=before, person=person, at=at)
        _tell_outlets(db, name)  # once it is removed, another one of its home page may count


def undo(db: Database, name: str, *, person: str, at: datetime) -> Action:
    """Take back the last change of a site that was not; return which. Raises SiteError."""
    row = db.conn.execute(
        "SELECT id, action, before FROM site_changes WHERE site = ? AND NOT undone"
        " AND action <> 'undone' ORDER BY id DESC LIMIT 1",
        (name,),
    ).fetchone()
    if row is None:
        raise SiteError(f"there is nothing to undo about {name}")
    number, action, before = row
    present = named(db, name)
    with part_of_transaction(db):
        if before is None:
            db.execute("UPDATE sites SET state = 'removed' WHERE name = ?", [name])
        else:
            # A change from before people were asked about translators doesn't name them.
            _write(db, {"may_gloss": "nothing"} | json.loads(before))
        db.execute("UPDATE site_changes SET undone = 1 WHERE id = ?", [number])
        _note(db, name, "undone", before=present, person=person, at=at)
        _tell_outlets(db, name)
    return cast("Action", action)


def newest_change(db: Database, name: str) -> int | None:
    """Return the number of the change that ``undo`` would take back; None if there is none."""
    row = db.conn.execute(
        "SELECT id FROM site_changes WHERE site = ? AND NOT undone AND action <> 'undone'"
        " ORDER BY id DESC LIMIT 1",
        (name,),
    ).fetchone()
    return int(row[0]) if row else None


def is_undone(db: Database, change: int) -> bool:
    """Tell whether a change was taken back."""
    row = db.conn.execute("SELECT undone FROM site_changes WHERE id = ?", (change,)).fetchone()
    return bool(row and row[0])


def changes(db: Database, *, of: str = "", most: int = 30) -> list[Change]:
    """Return the latest changes, the newest first; with ``of`` those of one site."""
    rows = db.conn.execute(
        "SELECT site, at, person, action, undone, before, after FROM site_changes"
        " WHERE ? IN ('', site) ORDER BY id DESC LIMIT ?",
        (of, most),
    )
    return [
        Change(name, moment, who, action, bool(undone), _differences(before, after))
        for name, moment, who, action, undone, before, after in rows
    ]


def _differences(before: str | None, after: str | None) -> dict[str, tuple[Any, Any]]:
    """Return what a change made of what, but for the state, which its name says."""
    if before is None or after is None:
        return {}
    was, became = json.loads(before), json.loads(after)
    return {
        name: (was.get(name), value)
        for name, value in became.items()
        if name in CHOSEN and was.get(name) != value
    }


def latest_of_each(changes: Iterable[Change]) -> list[Change]:
    """Return of changes, the newest first, that of each site which ``undo`` would take back."""
    latest: dict[str, Change] = {}
    for each in changes:
        if not each.is_undone and each.action != "undone":
            latest.setdefault(each.site, each)
    return list(latest.values())


def as_json(site: Site) -> dict[str, Any]:
    """Return a site as values that JSON can hold."""
    return {**asdict(site), "job": site.job}


def _present(db: Database, name: str) -> Site:
    found = named(db, name)
    if found is None or found.state == "removed":
        raise SiteError(f"there is no site {name}")
    return found


def _note(
    db: Database, name: str, action: Action, *, before: Site | None, person: str, at: datetime
) -> None:
    db.table("site_changes").insert(
        {
            "site": name,
            "at": stamp(at),
            "person": person,
            "action": action,
            "before": _as_json(before),
            "after": _as_json(named(db, name)),
        }
    )


def _as_json(site: Site | None) -> str | None:
    return json.dumps(_as_row(site), ensure_ascii=False) if site else None


def _tell_outlets(db: Database, name: str) -> None:
    """Let terms hold at once for what is stored, and not only from the site's next crawl on.

    Of several sites of one home page the first by name counts, as it does in crawls.
    """
    db.execute(
        "UPDATE outlets SET (title, country, language, kept, kept_days, attribution, may_learn,"
        " may_gloss) = (SELECT s.title, s.country, s.language, s.kept, s.kept_days, s.attribution,"
        " s.may_learn, s.may_gloss FROM sites s WHERE s.home = outlets.home"
        " AND s.state <> 'removed' ORDER BY s.name LIMIT 1)"
        " WHERE substr(name, 1, :length) = :prefix"
        " AND home = (SELECT home FROM sites WHERE name = :name)"
        " AND EXISTS (SELECT 1 FROM sites s WHERE s.home = outlets.home AND s.state <> 'removed')",
        {"name": name, "prefix": SITE_PREFIX, "length": len(SITE_PREFIX)},
    )


def _write(db: Database, row: dict[str, Any]) -> None:
    db.table("sites").upsert(row, pk="name", strict=True)


def _as_row(site: Site) -> dict[str, Any]:
    return {
        "name": site.name,
        "title": site.title,
        "home": site.home,
        "hosts": json.dumps(site.hosts),
        "sources": json.dumps([asdict(each) for each in site.sources]),
        "country": site.country,
        "language": site.language,
        "kept": site.policy.kept,
        "kept_days": site.policy.days,
        "attribution": site.policy.attribution,
        "may_learn": int(site.policy.may_learn),
        "may_gloss": site.policy.may_gloss,
        "terms": site.terms,
        "schedule": site.schedule,
        "state": site.state,
        "added_by": site.added_by,
        "added_at": site.added_at,
    }


def _site(row: dict[str, Any]) -> Site:
    policy = Policy(
        kept=row["kept"],
        days=row["kept_days"],
        attribution=row["attribution"],
        may_learn=bool(row["may_learn"]),
        may_gloss=row["may_gloss"],
    )
    same = ("name", "title", "home", "country", "language", "terms", "schedule", "state")
    return Site(
        **{name: row[name] for name in (*same, "added_by", "added_at")},
        hosts=tuple(json.loads(row["hosts"])),
        sources=tuple(Listing(**each) for each in json.loads(row["sources"])),
        policy=policy,
    )
