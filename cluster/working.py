"""A worker's main loop: Celery's, with threads that each wait for a process of crawls."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cluster.broker import TASK, celery_app, connected
from cluster.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


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
    app.task(name=TASK, ignore_result=True)(worker.crawl)

    def stop(**_: object) -> None:
        worker.stop()

    worker_shutting_down.connect(stop)
    app.worker_main(
        [
            *("worker", "--pool", "threads", "--concurrency", str(parallel)),
            *("--queues", ",".join(queues), "--hostname", f"{name}-{os.getpid()}@%h"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            *("--loglevel", "INFO"),
        ]
    )
