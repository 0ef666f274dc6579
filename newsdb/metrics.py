"""The figures for a monitoring system: counts and times, never article texts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.health import delays

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlite_utils import Database


class Metric(NamedTuple):
    """A metric with a sample for each combination of labels, named by Prometheus conventions."""

    name: str
    description: str
    labels: tuple[str, ...]
    samples: list[tuple[tuple[str, ...], float]]  # label values and the sample's value


#: All spiders that ever ran, each found by its first entry in the index.
_SPIDERS = """
    WITH RECURSIVE spiders (name) AS (
        SELECT min(spider) FROM runs
        UNION ALL SELECT (SELECT min(spider) FROM runs WHERE spider > name) FROM spiders
            WHERE name IS NOT NULL)
    SELECT name, unixepoch(
        (SELECT max(started_at) FROM runs WHERE spider = name AND {})) AS at
    FROM spiders WHERE at IS NOT NULL"""
#: Name, description, labels, and the query for the label values and the sample.
_METRICS = (
    (
        "hanil_last_run_timestamp_seconds",
        "When each spider's last run began.",
        ("spider",),
        _SPIDERS.format("outcome IS NOT 'not_run'"),
    ),
    (
        "hanil_last_success_timestamp_seconds",
        "When each spider's last successful run began.",
        ("spider",),
        _SPIDERS.format("outcome = 'success'"),
    ),
    (
        "hanil_last_article_timestamp_seconds",
        "When the newest article of each outlet was first read.",
        ("outlet",),
        (
            "SELECT name, unixepoch((SELECT max(first_seen_at) FROM articles WHERE outlet = name))"
            " AS at FROM outlets WHERE at IS NOT NULL"
        ),
    ),
    (
        "hanil_articles",
        "Articles stored.",
        ("outlet", "language"),
        "SELECT outlet, language, count(*) FROM articles GROUP BY outlet, language",
    ),
    (
        "hanil_runs",
        "Runs in the history.",
        ("spider", "outcome"),
        (
            "SELECT spider, coalesce(outcome, 'unfinished'), count(*) FROM runs"
            " GROUP BY spider, outcome"
        ),
    ),
    (
        "hanil_rejections",
        "Pages that could not be read.",
        ("outlet", "reason"),
        "SELECT outlet, reason, count(*) FROM rejections GROUP BY outlet, reason",
    ),
    (
        "hanil_links_waiting",
        "Links found that are still to be read, or to be tried again.",
        ("outlet",),
        (
            "SELECT outlet, count(*) FROM discovered WHERE state IN ('found', 'unreadable')"
            " GROUP BY outlet"
        ),
    ),
    (
        "hanil_alarms_open",
        "Open alarms.",
        ("outlet", "kind"),
        "SELECT outlet, kind, count(*) FROM alarms WHERE closed_at IS NULL GROUP BY 1, 2",
    ),
)


def read(db: Database, *, at: datetime) -> Iterator[Metric]:
    """Yield every metric with its current values."""
    for name, description, labels, sql in _METRICS:
        rows = db.conn.execute(sql)
        samples = [(tuple(map(str, values)), float(figure)) for *values, figure in rows]
        yield Metric(name, description, labels, samples)
    yield _delays(db, at)


def _delays(db: Database, at: datetime) -> Metric:
    """Return how long after publication the articles of the last day were stored."""
    return Metric(
        "hanil_publication_to_stored_seconds",
        "Time from publication until storing, of articles of the last 24 hours.",
        ("outlet", "quantile"),
        [
            ((outlet, quantile), minutes * 60)
            for outlet, delay in delays.read(db, at=at, within=timedelta(days=1)).items()
            for quantile, minutes in (("0.5", delay.median), ("0.95", delay.late))
        ],
    )
