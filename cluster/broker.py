"""The broker between scheduler, workers and the writer: its queues, and connections to it.

Redis or RabbitMQ, by URL. Messages are JSON only. The packages are the extra ``cluster``.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from celery import Celery
    from kombu import Connection, Queue

#: The queues: what crawls tell, what of it nobody can understand, and what is to be crawled.
EVENTS = "hanil.events"
DEAD = "hanil.dead"
CRAWLS = "hanil.crawls"

#: The task that workers know.
TASK = "hanil.crawl"

#: Where the broker's URL may be, so that its password is on no command line.
VARIABLE = "HANIL_QUEUE"

#: How long the broker may take to answer, in seconds.
PATIENCE = 10.0

_SCHEMES = ("redis", "rediss", "amqp", "amqps")


class BrokerError(Exception):
    """The broker can't be used; the message says why, and never has its password."""


def broker_url(given: str | None) -> str:
    """Return the URL of the broker: as given, or as HANIL_QUEUE says; raises BrokerError."""
    url = given or os.environ.get(VARIABLE, "")
    if find_spec("celery") is None:
        raise BrokerError(
            "crawls on several machines need Celery, which is not installed: pip install"
            " 'hanil-news-watch[cluster]'"
        )
    if not url:
        raise BrokerError(f"which broker? --queue redis://HOST:6379/0, or {VARIABLE}")
    try:
        parts = urlsplit(url)
        known = parts.scheme in _SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known:
        raise BrokerError(
            "--queue: a URL such as redis://HOST:6379/0 or amqp://USER:PASSWORD@HOST:5672/VHOST"
        )
    return url


def without_password(url: str) -> str:
    """Return a URL as it may be shown."""
    parts = urlsplit(url)
    where = parts.hostname or ""
    where = f"[{where}]" if ":" in where else where
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{where}{port}{parts.path}"


def queue_of(region: str | None) -> str:
    """Return the queue of crawls that ask for a region, or for none."""
    return f"{CRAWLS}.{region}" if region else CRAWLS


def _options(url: str) -> dict[str, Any]:
    if urlsplit(url).scheme.startswith("amqp"):
        return {"confirm_publish": True}
    # Of its own: what the writer had when it was killed is then nobody else's to deliver.
    return {
        "unacked_key": f"{EVENTS}.unacked",
        "unacked_index_key": f"{EVENTS}.unacked_index",
        "unacked_mutex_key": f"{EVENTS}.unacked_mutex",
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
        "socket_keepalive": True,
    }


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Connect to the broker; raises BrokerError, also for what goes wrong with it inside."""
    import kombu  # noqa: PLC0415 an extra
    from kombu.exceptions import OperationalError  # noqa: PLC0415

    connection = kombu.Connection(
        url, transport_options=_options(url), connect_timeout=PATIENCE, heartbeat=60
    )
    try:
        connection.ensure_connection(max_retries=1, interval_start=0.2, timeout=PATIENCE)
        yield connection
    except (OperationalError, *connection.connection_errors, *connection.channel_errors) as error:
        said = str(error).replace(url, without_password(url))
        password = urlsplit(url).password
        if password:
            said = said.replace(password, "***")
        raise BrokerError(
            f"the broker {without_password(url)} can't be reached: {said or type(error).__name__}"
        ) from None
    finally:
        with suppress(Exception):  # it may be this that went wrong
            connection.release()


def lost_connections(connection: Connection) -> tuple[type[Exception], ...]:
    """Return what is raised when it is the connection that fails, and no message.

    kombu's Redis takes KeyError for such an error, which messages of others raise, too.
    """
    from kombu.exceptions import OperationalError  # noqa: PLC0415 an extra

    errors = (*connection.connection_errors, *connection.channel_errors)
    return (OperationalError, *(each for each in errors if each is not KeyError))


def queue(name: str) -> Queue:
    """Return a durable queue of its name."""
    import kombu  # noqa: PLC0415 an extra

    exchange = kombu.Exchange(name, type="direct", durable=True)
    return kombu.Queue(name, exchange, routing_key=name, durable=True)


class Sender:
    """Sends messages over one connection, each confirmed before the next."""

    def __init__(self, connection: Connection) -> None:
        self.producer = connection.Producer()

    def send(self, name: str, body: bytes) -> None:
        """Send a message; raises what ``connected`` makes a BrokerError of."""
        to = queue(name)
        self.producer.publish(
            body,
            exchange=to.exchange,
            routing_key=name,
            declare=[to],
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=2,
            retry=False,
            timeout=PATIENCE,
        )


def restore_unconfirmed(channel: Any) -> None:
    """Put back what the writer before had and did not confirm, in its order.

    RabbitMQ does so by itself; kombu's Redis would wait for an hour. Only the one writer may.
    """
    if not hasattr(channel, "unacked_key"):
        return
    with channel.conn_or_acquire() as client:
        for tag in reversed(client.zrange(channel.unacked_index_key, 0, -1)):
            channel.qos.restore_by_tag(tag, client, leftmost=True)


def celery_app(url: str) -> Celery:
    """Return the Celery application: JSON only, no results, tasks confirmed when they begin."""
    from celery import Celery  # noqa: PLC0415 an extra

    app = Celery("hanil", broker=url, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        result_serializer="json",
        event_serializer="json",
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_acks_late=False,
        task_default_queue=CRAWLS,
        task_create_missing_queues=True,
        worker_prefetch_multiplier=1,
        worker_disable_prefetch=url.startswith("redis"),
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options=(
            {"confirm_publish": True}
            if url.startswith("amqp")
            else {"socket_timeout": PATIENCE * 3, "socket_keepalive": True}
        ),
        broker_connection_timeout=PATIENCE,
    )
    return app
