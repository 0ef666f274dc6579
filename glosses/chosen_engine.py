"""The engine of hanil.toml, with its key."""

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsdb.configuration import ConfigurationError
from newsdb.secret_files import secret_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from glosses.engines.engine import Engine
    from newsdb.configuration.model import GlossConfiguration

KEY = "HANIL_GLOSS_KEY"


def engine_of(
    settings: GlossConfiguration, environment: Mapping[str, str] | None = None
) -> Engine | None:
    """Return the engine that is configured, None if it is off. Raises ConfigurationError."""
    if settings.engine == "off":
        return None
    key = _key(settings.key_file, os.environ if environment is None else environment)
    if settings.engine != "chat" and not key:
        raise ConfigurationError(f"[gloss] engine = “{settings.engine}” needs its key in {KEY}")
    if settings.url and not _is_safe(settings.url):
        raise ConfigurationError(
            "[gloss] url: http:// is for this machine and its network; elsewhere https:// keeps"
            " key and texts to yourself"
        )
    match settings.engine:
        case "chat":
            from glosses.engines.chat import Chat  # noqa: PLC0415

            return Chat(settings.url, settings.model, key=key, timeout=settings.timeout)
        case "deepl":
            from glosses.engines.deepl import DeepL  # noqa: PLC0415

            return DeepL(key=key, url=settings.url, timeout=settings.timeout)
        case "papago":
            from glosses.engines.engine import EngineError  # noqa: PLC0415
            from glosses.engines.papago import Papago  # noqa: PLC0415

            try:
                return Papago(key=key, url=settings.url, timeout=settings.timeout)
            except EngineError as error:
                raise ConfigurationError(str(error)) from None


def _key(file: Path | None, environment: Mapping[str, str]) -> str:
    if named := environment.get(KEY):
        return named.strip()
    if file is None:
        return ""
    return secret_in(file)


def _is_safe(url: str) -> bool:
    """Tell whether what is sent to an address is read by nobody on the way."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" or host == "localhost":
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host
