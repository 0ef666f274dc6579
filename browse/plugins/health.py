"""Health of the sources: a page for people, ``/-/health`` for monitors, ``/-/metrics``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlite_utils import Database

from browse.messages import translator
from browse.plugins.permissions import language_of
from newsdb.database import DatabaseError, now
from newsdb.health import liveness, open_ones
from newsdb.health.kinds import KINDS
from newsdb.health.report import report
from newsdb.runs import heartbeat

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette

#: Closed alarms that the page still shows.
CLOSED = 30

METRICS = (
    (
        "hanil_last_run_timestamp_seconds",
        "When each spider's last run began.",
        ("spider",),
        (
            "SELECT spider, unixepoch(max(started_at)) FROM runs WHERE outcome IS NOT 'not_run'"
            " GROUP BY spider"
        ),
    ),
    (
        "hanil_last_success_timestamp_seconds",
        "When each spider's last successful run began.",
        ("spider",),
        (
            "SELECT spider, unixepoch(max(started_at)) FROM runs WHERE outcome = 'success'"
            " GROUP BY spider"
        ),
    ),
    (
        "hanil_last_article_timestamp_seconds",
        "When the newest article of each outlet was first read.",
        ("outlet",),
        "SELECT outlet, unixepoch(max(first_seen_at)) FROM articles GROUP BY outlet",
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
        "SELECT spider, coalesce(outcome, 'unfinished'), count(*) FROM runs GROUP BY 1, 2",
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


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/health$", answer_monitor),
        (r"^/-/health-page$", show_page),
        (r"^/-/metrics$", give_metrics),
    ]


@hookimpl
def menu_links(datasette: Datasette, request: Any) -> list[dict[str, str]]:
    label = translator(language_of(request))("source_health")
    return [{"href": datasette.urls.path("/-/health-page"), "label": label}]


async def answer_monitor(datasette: Datasette) -> Response:
    """Answer 200 when collecting goes on, else 503; open alarms are counted, not judged."""
    beat = heartbeat.read(_heartbeat_of(datasette))
    try:
        found = await _read(datasette, lambda db: liveness.look(db, beat, at=now()))
    except DatabaseError as error:
        return Response.json({"status": "failing", "because": str(error)}, status=503)
    return Response.json(found.to_json(), status=200 if found.alive else 503)


async def show_page(datasette: Datasette, request: Any) -> Response:
    """Show how each outlet does, what is wrong, and what to do about it."""
    await datasette.ensure_permission(action="view-instance", actor=request.actor)
    beat = heartbeat.read(_heartbeat_of(datasette))

    def ask(db: Database) -> dict[str, Any]:
        return {
            "reports": report(db),
            "alarms": open_ones(db),
            "closed": [
                dict(
                    zip(
                        ("outlet", "kind", "subject", "opened", "closed", "because"),
                        row,
                        strict=False,
                    )
                )
                for row in db.conn.execute(
                    "SELECT outlet, kind, subject, opened_at, closed_at, closed_because"
                    " FROM alarms WHERE closed_at IS NOT NULL ORDER BY closed_at DESC LIMIT ?",
                    (CLOSED,),
                )
            ],
            "life": liveness.look(db, beat, at=now()),
        }

    shown = await _read(datasette, ask)
    page = await datasette.render_template(
        "health.html", {**shown, "beat": beat, "kinds": KINDS}, request=request
    )
    return Response.html(page)


async def give_metrics(datasette: Datasette) -> Response:
    """Give the figures in Prometheus' text format; no texts of articles are in them."""
    beat = heartbeat.read(_heartbeat_of(datasette))
    registry = CollectorRegistry()
    for name, description, labels, sql in METRICS:
        gauge = Gauge(name, description, labels, registry=registry)
        for *values, figure in (await datasette.get_database("news").execute(sql)).rows:
            gauge.labels(*values).set(figure)
    alive = Gauge(
        "hanil_scheduler_heartbeat_timestamp_seconds",
        "The scheduler's last sign of life; 0 when there is none.",
        registry=registry,
    )
    alive.set(beat.at.timestamp() if beat else 0)
    Gauge("hanil_time_seconds", "This machine's clock.", registry=registry).set(time.time())
    return Response(
        generate_latest(registry).decode(),
        content_type="text/plain; version=0.0.4; charset=utf-8",
    )


async def _read(datasette: Datasette, ask: Callable[[Database], Any]) -> Any:
    return await datasette.get_database("news").execute_fn(lambda conn: ask(Database(conn)))


def _heartbeat_of(datasette: Datasette) -> Path:
    return heartbeat.place(Path(datasette.get_database("news").path))
