"""Spider arguments (``-a``), parsed and checked before anything is fetched."""

from __future__ import annotations

from datetime import date
from pathlib import Path


class ArgumentError(ValueError):
    """A spider argument is invalid; the message says which, and what it accepts."""


def read_since(text: str | None) -> date | None:
    """Return the date given by -a since; raises ArgumentError."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentError(f"-a since={text}: not a date like 2025-11-01") from None


def read_urls(text: str | list[str] | None) -> list[str]:
    """Return the URLs given by -a urls: a URL, or a file with one a line; raises ArgumentError."""
    if not text:
        return []
    if isinstance(text, list):  # already parsed
        return text
    if text.startswith(("http://", "https://")):
        return [text]
    try:
        lines = Path(text).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ArgumentError(
            f"-a urls={text}: neither a URL nor a readable file: {error}"
        ) from None
    urls = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not urls:
        raise ArgumentError(f"-a urls={text}: the file contains no URL")
    return urls
