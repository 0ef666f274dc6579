"""One request to an engine: a time-out, no redirects, an answer that isn't endless."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx2

from glosses.engines.engine import EngineError, PassingError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Bytes of an answer that are read; forty headlines have some ten thousand.
LARGEST = 1_000_000


class Service:
    """A service that takes and gives JSON; ``name`` is how its failures call it."""

    def __init__(self, name: str, url: str, *, headers: Mapping[str, str], timeout: float) -> None:
        self.name = name
        self.url = url
        self._client = httpx2.Client(
            timeout=timeout,
            follow_redirects=False,  # a key must not follow one
            verify=url.startswith("https:"),  # loading certificates takes a tenth of a second
            headers={"user-agent": "hanil-news-watch", **headers},
        )

    def ask(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the service answers. Raises EngineError, in words that name no text."""
        try:
            with self._client.stream("POST", self.url, json=body) as answer:
                content = b""
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > LARGEST:
                        raise EngineError(f"{self.name} answered more than {LARGEST:,} bytes")
                status = answer.status_code
        except httpx2.TimeoutException:
            raise PassingError(f"{self.name} did not answer in time") from None
        except httpx2.HTTPError as error:
            raise PassingError(f"{self.name} can't be asked: {type(error).__name__}") from None
        if status != 200:
            raise self._refused(status)
        try:
            said = json.loads(content)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise PassingError(f"{self.name} answered something that is no JSON object")
        return said

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def _refused(self, status: int) -> EngineError:
        if status in {401, 403}:
            return EngineError(f"{self.name} answered {status}: is the key right?")
        if status == 456:
            return EngineError(f"{self.name} answered 456: its quota is used up")
        if status in {408, 425, 429} or status >= 500:
            return PassingError(f"{self.name} answered {status}: it is asked again later")
        return EngineError(f"{self.name} answered {status}")
