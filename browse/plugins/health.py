"""Health of the sources for machines: ``/-/health`` for monitors, ``/-/metrics``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from browse import news, write_threads
from browse.watch_list import last_good
from newsdb import metrics
from newsdb.database import now
from newsdb.database_errors import DatabaseError
from newsdb.health import liveness
from newsdb.runs import heartbeat

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/health$", answer_monitor),
        (r"^/-/metrics$", give_metrics),
    ]


async def answer_monitor(datasette: Datasette) -> Response:
    """Respond with 200 while collection is running, else 503; open alarms are only counted.

    503 too when the desk itself can no longer write. ``watch_list`` is there while the file of the
    watch list has faults, which keep crawls from starting.
    """
    if lost := write_threads.dead(datasette):
        because = f"the desk's thread that writes has died ({', '.join(lost)}): start it again"
        return Response.json({"status": "failing", "because": because}, status=503)
    beat = heartbeat.read(_heartbeat_of(datasette))
    try:
        found = await news.ask(datasette, lambda db: liveness.look(db, beat, at=now()))
    except DatabaseError as error:
        return Response.json({"status": "failing", "because": str(error)}, status=503)
    body = found.to_json()
    database = Path(datasette.get_database(news.NAME).path)
    if broken := await last_good.broken(datasette, database):
        body["watch_list"] = " ".join(each.said() for each in broken.faults[:3])
    return Response.json(body, status=200 if found.alive else 503)


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
