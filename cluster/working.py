"""A worker's main loop: Celery's, with threads that each wait for a process of crawls."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from cluster.broker import TASK, celery_app, connected
from cluster.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

logger = logging.getLogger("worker")


def work(
    url: str,
    *,
    queues: Sequence[str],
    parallel: int,
    name: str,
    root: Path,
    logs: Path | None,
    grace: float,
    watchlist: str | None,
    known: Callable[[], Sequence[str]],
    settings: Sequence[str],
) -> None:
    """Make the crawls that come by the queues until stopped; raises BrokerError at the start."""
    from celery.signals import worker_shutting_down  # noqa: PLC0415 an extra

    with connected(url):
        pass  # else Celery would try for ever, and say so only
    worker = Worker(
        url,
        name=f"{name}:{os.getpid()}",
        root=root,
        logs=logs,
        grace=grace,
        watchlist=watchlist,
        known=known,
        settings=settings,
    )
    app = celery_app(url)

    def crawl(task: Any, order: object) -> None:
        # Whoever had it before may have begun, or have it waiting though the broker lost them.
        if task.request.delivery_info.get("redelivered"):
            logger.warning("Not crawled: an order that was delivered before")
            return
        worker.crawl(order)

    app.task(name=TASK, bind=True, ignore_result=True)(crawl)

    def stop(**_: object) -> None:
        worker.stop()

    worker_shutting_down.connect(stop)
    try:
        app.worker_main(
            [
                *("worker", "--pool", "threads", "--concurrency", str(parallel)),
                *("--queues", ",".join(queues), "--hostname", f"{name}-{os.getpid()}@%h"),
                *("--without-gossip", "--without-mingle", "--without-heartbeat"),
                *("--loglevel", "INFO"),
            ]
        )
    finally:
        worker.close()
