"""Sites without a spider move into a namespace of their own; their times are claims."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

#: The outlets that had a spider, and the domains on which their articles are.
_DOMAINS = {
    "ajunews": ("ajunews.com",),
    "ajunews_ja": ("ajunews.com",),
    "asiae": ("asiae.co.kr",),
    "chosunbiz": ("chosun.com",),
    "chosunbiz_ja": ("chosun.com",),
    "edaily": ("edaily.co.kr",),
    "etnews": ("etnews.com",),
    "etoday": ("etoday.co.kr",),
    "fnnews": ("fnnews.com",),
    "hankyung": ("hankyung.com",),
    "jetro": ("jetro.go.jp",),
    "jnet21": ("smrj.go.jp",),
    "kbiznews": ("kbiznews.co.kr",),
    "koreatimes": ("koreatimes.co.kr",),
    "mk": ("mk.co.kr",),
    "mss": ("mss.go.kr", "korea.kr"),
    "mt": ("mt.co.kr",),
    "news1": ("news1.kr",),
    "newsis": ("newsis.com",),
    "prtimes": ("prtimes.jp",),
    "sedaily": ("sedaily.com",),
    "smea": ("meti.go.jp",),
    "yna": ("yna.co.kr",),
    "yna_en": ("yna.co.kr",),
    "yna_ja": ("yna.co.kr",),
}

#: The tables that name an outlet and a page's URL, with what tells that a file brought the page.
_PAGES = {
    "articles": "layout IS 'ingest'",
    "discovered": "0",
    "rejections": "0",
    "captures": "kind = 'source'",
}

#: Of these, the tables in which no two rows have the same key.
_UNIQUE = {"articles", "discovered"}

#: The tables that name an outlet but no page's URL.
_OTHERS = (
    "feeds",
    "run_fields",
    "run_sources",
    "alarms",
    "robots",
    "reading_attempts",
    "forgotten",
)


@migrations()
def m023_unknown_sites(db: Database) -> None:
    """Move what is not of a spider's outlet to ``site:HOST``, and mark what is unverified."""
    _move(db)
    for statement in (
        "DROP VIEW story_countries",
        "ALTER TABLE articles DROP COLUMN appeared_at",
        # Whether we have it from elsewhere than a page of one of our outlets: from a site without
        # a spider, or from a file that somebody brought.
        """
        ALTER TABLE articles ADD COLUMN unverified INTEGER
            GENERATED ALWAYS AS (outlet GLOB 'site:*' OR coalesce(layout, '') = 'ingest') VIRTUAL
        """,
        # When it was published, as one of our outlets says, else when we first saw it: what an
        # unknown site says about its own time makes it nobody's source.
        """
        ALTER TABLE articles ADD COLUMN appeared_at TEXT GENERATED ALWAYS AS (
            CASE WHEN unverified THEN first_seen_at
            ELSE coalesce(published_at, first_seen_at) END) VIRTUAL
        """,
        """
        CREATE VIEW story_countries AS
        SELECT story_id, country, min(appeared_at) AS first_at, id AS article_id
        FROM (
            SELECT a.story_id, a.id, a.appeared_at,
                coalesce(o.country, CASE a.language WHEN 'ko' THEN 'KR' WHEN 'ja' THEN 'JP' END)
                    AS country
            FROM articles a JOIN outlets o ON o.name = a.outlet
        )
        WHERE country IS NOT NULL GROUP BY story_id, country
        """,
        # Stories that an unverified article heads although a verified one appeared before it.
        """
        CREATE TEMP TABLE displaced AS
        SELECT s.id AS story, s.origin_id AS old, (
            SELECT id FROM articles WHERE story_id = s.id AND NOT unverified
            ORDER BY appeared_at, id LIMIT 1) AS new
        FROM stories s JOIN articles o ON o.id = s.origin_id
        WHERE o.unverified AND EXISTS (
            SELECT 1 FROM articles a WHERE a.story_id = s.id AND NOT a.unverified
            AND (a.appeared_at, a.id) < (o.appeared_at, o.id))
        """,
        """
        UPDATE stories SET origin_id = d.new, origin_by = 'earliest', origin_name = NULL
        FROM displaced d WHERE d.story = stories.id
        """,
        """
        UPDATE articles SET copy_of = CASE WHEN id <> d.new THEN d.new END
        FROM displaced d
        WHERE d.story = articles.story_id AND (copy_of = d.old OR id IN (d.old, d.new))
        """,
        "DROP TABLE displaced",
        """
        UPDATE stories SET (first_at, last_at) = (
            SELECT min(appeared_at), max(appeared_at) FROM articles WHERE story_id = stories.id)
        WHERE id IN (SELECT story_id FROM articles WHERE unverified)
        """,
    ):
        db.execute(statement)


def _move(db: Database) -> None:
    """File every page of a site without a spider under ``site:HOST``."""
    hosts = _crawled_hosts(db)
    left: set[str] = set()
    for table, ingested in _PAGES.items():
        rows = db.execute(f"SELECT outlet, key, url, {ingested} FROM {table}")  # noqa: S608 our own
        for outlet, key, url, is_ingested in rows.fetchall():
            site = _site_of(outlet, _host(url), hosts, ingested=bool(is_ingested))
            if site is None:
                continue
            _add_site(db, site)
            left.add(outlet)
            db.execute(
                f"UPDATE {table} SET outlet = ?, key = ?"  # noqa: S608 our own
                " WHERE outlet = ? AND key = ? AND url = ?",
                (f"site:{site}", _free_key(db, table, f"site:{site}", key), outlet, key, url),
            )
            if (
                table == "articles" and is_ingested and not _is_host(outlet)
            ):  # it may have taken a page's place
                db.execute(
                    "UPDATE discovered SET state = 'found', attempts = 0, next_try = NULL"
                    " WHERE outlet = ? AND key = ? AND state = 'done'",
                    (outlet, key),
                )
    for name in filter(_is_host, [row[0] for row in db.execute("SELECT name FROM outlets")]):
        _add_site(db, name)
        left.add(name)
        for table in _OTHERS:
            db.execute(
                f"UPDATE {table} SET outlet = ? WHERE outlet = ?",  # noqa: S608 our own
                (f"site:{name}", name),
            )
    for name in left:
        db.execute(
            """
            DELETE FROM outlets WHERE name = :name
                AND NOT EXISTS (SELECT 1 FROM articles WHERE outlet = :name)
                AND NOT EXISTS (SELECT 1 FROM discovered WHERE outlet = :name)
                AND NOT EXISTS (SELECT 1 FROM feeds WHERE outlet = :name)
            """,
            {"name": name},
        )


def _crawled_hosts(db: Database) -> dict[str, set[str]]:
    """Return the hosts of each outlet's articles that a crawl has read."""
    hosts: dict[str, set[str]] = defaultdict(set)
    for outlet, url in db.execute("SELECT outlet, url FROM articles WHERE layout IS NOT 'ingest'"):
        hosts[outlet].add(_host(url))
    return hosts


def _site_of(
    outlet: str, host: str, crawled: dict[str, set[str]], *, ingested: bool
) -> str | None:
    """Return the site to which a page at ``host`` belongs; None when its outlet has a spider.

    The spider for any site called a site by its host, and a line of a file could name anything.
    """
    if _is_host(outlet) or (host and host == outlet):
        return outlet
    if not ingested or not host:
        return None
    if domains := _DOMAINS.get(outlet):
        ours = any(host == each or host.endswith(f".{each}") for each in domains)
    else:
        ours = host in crawled[outlet]
    return None if ours else host


def _is_host(outlet: str) -> bool:
    """Return whether an outlet's name is a host: no spider's has a dot."""
    return "." in outlet and not outlet.startswith("site:")


def _host(url: str) -> str:
    """Return the host of a URL without ``www.``; empty when it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _free_key(db: Database, table: str, outlet: str, key: str) -> str:
    """Return a key that no other row has: one page could be filed under several names."""
    free, number = key, 1
    while (
        table in _UNIQUE
        and db.execute(
            f"SELECT 1 FROM {table} WHERE outlet = ? AND key = ?",  # noqa: S608 our own
            (outlet, free),
        ).fetchone()
    ):
        number += 1
        free = f"{key} ({number})"
    return free


def _add_site(db: Database, host: str) -> None:
    db.execute(
        """
        INSERT OR IGNORE INTO outlets
            (name, title, country, language, home, kept, kept_days, attribution, may_learn)
        VALUES (?, ?, NULL, NULL, ?, 'full', NULL, NULL, 0)
        """,
        (f"site:{host}", host, f"https://{host}/"),
    )
