"""Papago of NAVER Cloud, a text a request: https://api.ncloud-docs.com/docs/en/ai-naver-papagonmt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glosses.engines.engine import EngineError
from glosses.engines.http import Service

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsdb.records import Language

_HOST = "https://papago.apigw.ntruss.com"
LONGEST = 5000  # characters


class Papago:
    """Its key has two halves, ``ID:KEY``, as the console shows them."""

    name = "papago"
    at_once = 1

    def __init__(self, *, key: str, url: str, timeout: float) -> None:
        id_, _, secret = key.partition(":")
        if not (id_ and secret):
            raise EngineError("Papago's key has two halves: ID:KEY")
        headers = {"x-ncp-apigw-api-key-id": id_, "x-ncp-apigw-api-key": secret}
        address = f"{(url or _HOST).rstrip('/')}/nmt/v1/translation"
        self.service = Service("Papago", address, headers=headers, timeout=timeout)

    def gloss(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        names: Mapping[str, str],  # its glossaries are made in NAVER's console
    ) -> list[str | None]:
        """Return the translations. Raises EngineError."""
        return [self._one(text, source, target) for text in texts]

    def _one(self, text: str, source: Language, target: Language) -> str | None:
        if len(text) > LONGEST:
            return None
        said = self.service.ask({"source": source, "target": target, "text": text})
        try:
            found = said["message"]["result"]["translatedText"]
        except (KeyError, TypeError):
            return None
        return found if isinstance(found, str) and found.strip() else None
