"""DeepL's API: https://developers.deepl.com/docs/api-reference/translate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glosses.engines.engine import PassingError
from glosses.engines.http import Service

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsdb.records import Language

_HOST, _FREE_HOST = "https://api.deepl.com", "https://api-free.deepl.com"
_TARGETS = {"ko": "KO", "ja": "JA", "en": "EN-US"}


class DeepL:
    """The keys of free accounts end with ``:fx`` and have a host of their own."""

    name = "deepl"
    at_once = 50

    def __init__(self, *, key: str, url: str, timeout: float) -> None:
        host = url or (_FREE_HOST if key.endswith(":fx") else _HOST)
        headers = {"authorization": f"DeepL-Auth-Key {key}"}
        address = f"{host.rstrip('/')}/v2/translate"
        self.service = Service("DeepL", address, headers=headers, timeout=timeout)

    def gloss(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        names: Mapping[str, str],
    ) -> list[str | None]:
        """Return the translations in their order. Raises EngineError.

        The names are context, which DeepL reads and doesn't translate.
        """
        body: dict[str, object] = {
            "text": list(texts),
            "source_lang": source.upper(),
            "target_lang": _TARGETS[target],
        }
        if names:
            body["context"] = "; ".join(f"{each} = {name}" for each, name in names.items())
        listed = self.service.ask(body).get("translations")
        if not isinstance(listed, list) or len(listed) != len(texts):
            # Which text each belongs to is said by its place only.
            raise PassingError("DeepL answered another number of texts than it was given")
        found = [each.get("text") if isinstance(each, dict) else None for each in listed]
        return [each if isinstance(each, str) and each.strip() else None for each in found]
