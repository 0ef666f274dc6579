"""Health of the sources: a page for people, ``/-/health`` for monitors, ``/-/metrics``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from browse import news, write_threads
from newsdb.articles import outlets
from newsdb.database import DatabaseError, now
from newsdb.health import liveness, metrics, open_ones
from newsdb.health.alarms import closed_ones
from newsdb.health.languages import in_language
from newsdb.health.report import brought_in, report
from newsdb.runs import heartbeat

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from sqlite_utils import Database

#: Closed alarms that the page still shows.
CLOSED = 30
#: Outlets that no spider crawls which the page shows.
BROUGHT_IN = 30


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/health$", answer_monitor),
        (r"^/-/health-page$", show_page),
        (r"^/-/metrics$", give_metrics),
    ]


async def answer_monitor(datasette: Datasette) -> Response:
    """Respond with 200 while collection is running, else 503; open alarms are only counted.

    503 too when the desk itself can no longer write.
    """
    if lost := write_threads.dead(datasette):
        because = f"the desk's thread that writes has died ({', '.join(lost)}): start it again"
        return Response.json({"status": "failing", "because": because}, status=503)
    beat = heartbeat.read(_heartbeat_of(datasette))
    try:
        found = await news.ask(datasette, lambda db: liveness.look(db, beat, at=now()))
    except DatabaseError as error:
        return Response.json({"status": "failing", "because": str(error)}, status=503)
    return Response.json(found.to_json(), status=200 if found.alive else 503)


async def show_page(datasette: Datasette, request: Any) -> Response:
    """Show how each outlet is doing, what is wrong, and what to do about it."""
    await datasette.ensure_permission(action="view-instance", actor=request.actor)
    beat = heartbeat.read(_heartbeat_of(datasette))

    def ask(db: Database) -> dict[str, Any]:
        others, left_out = brought_in(db, most=BROUGHT_IN)
        return {
            "reports": report(db, at=now()),
            "others": others,
            "left_out": left_out,
            "titles": {each["name"]: each["title"] for each in outlets.names(db)},
            "alarms": open_ones(db),
            "closed": closed_ones(db, most=CLOSED),
            "life": liveness.look(db, beat, at=now()),
        }

    shown = await news.ask(datasette, ask)
    page = await datasette.render_template(
        "health.html", {**shown, "beat": beat, "in_language": in_language}, request=request
    )
    return Response.html(page)


async def give_metrics(datasette: Datasette) -> Response:
    """Respond with the figures in Prometheus' text format; no article text is among them."""
    beat = heartbeat.read(_heartbeat_of(datasette))
    registry = CollectorRegistry()
    for metric in await news.ask(datasette, lambda db: list(metrics.read(db, at=now()))):
        gauge = Gauge(metric.name, metric.description, metric.labels, registry=registry)
        for values, figure in metric.samples:
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


def _heartbeat_of(datasette: Datasette) -> Path:
    return heartbeat.place(Path(datasette.get_database(news.NAME).path))
