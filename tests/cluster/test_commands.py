"""What ``worker``, ``store`` and ``scheduler.py --queue`` say when they can't begin."""

from __future__ import annotations

import pytest

from cluster import broker
from cluster.broker import BrokerError, broker_url, connected, without_password


@pytest.mark.parametrize(
    "url",
    ["", "redis", "http://broker/", "redis://", "memory://x", "redis://host:x/", "amqp://u:p@/"],
)
def test_what_is_no_url_of_a_broker_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANIL_QUEUE", raising=False)
    with pytest.raises(BrokerError):
        broker_url(url)


def test_the_url_may_be_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANIL_QUEUE", "redis://seoul.example:6379/0")
    assert broker_url(None) == "redis://seoul.example:6379/0"


def test_without_celery_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "find_spec", lambda _: None)
    with pytest.raises(BrokerError, match=r"pip install 'hanil-news-watch\[cluster\]'"):
        broker_url("redis://seoul.example:6379/0")


def test_a_broker_that_is_not_there_is_named_without_its_password() -> None:
    url = "redis://kim:s3cret@127.0.0.1:1/0"
    assert without_password(url) == "redis://127.0.0.1:1/0"
    with pytest.raises(BrokerError) as said, connected(url):
        pass
    assert "redis://127.0.0.1:1/0 can't be reached" in str(said.value)
    assert "s3cret" not in str(said.value)
