"""What may stand in the fields of a draft: days, choices, and texts of a length."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, get_args

from newsdb.briefings.content import Kind, Language
from newsdb.briefings.journal import DraftError
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: In characters.
LONGEST = {
    "title": 200,
    "editor": 100,
    "introduction": 4000,
    "correction": 4000,
    "sentence": 2000,
    "note": 2000,
    "section": 100,
}


def checked(values: Mapping[str, str]) -> dict[str, str]:
    """Return the values of a draft's head as they are stored; raises DraftError."""
    checked = {}
    for name, value in values.items():
        if name == "kind":
            _one_of(value, get_args(Kind), "kind")
            checked[name] = value
        elif name == "language":
            _one_of(value, get_args(Language), "language")
            checked[name] = value
        elif name in {"since", "until"}:
            checked[name] = _day(value)
        else:
            checked[name] = text(value, name, least=name in {"title", "editor"})
    return checked


def _one_of(value: str, choices: Sequence[str], what: str) -> None:
    if value not in choices:
        raise DraftError(f"“{value}” is not a {what} ({', '.join(choices)})")


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise DraftError(
            f"“{value}” is not a day like 2026-12-03", key="draft_day", value=value[:40]
        ) from None


def text(words: str, what: str, *, least: int = 0) -> str:
    plain = without_controls(words.replace("\r\n", "\n")).strip()
    if what in {"title", "editor", "section"}:
        plain = " ".join(plain.split())
    if len(plain) < least:
        raise DraftError(f"the {what} is empty", key=f"draft_empty {what}")
    if len(plain) > LONGEST[what]:
        raise DraftError(
            f"the {what} is longer than {LONGEST[what]} characters",
            key=f"draft_long {what}",
            most=LONGEST[what],
        )
    return plain
