"""What the forms and keys of a draft do: each action by its name, checked and in a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsdb import configuration
from newsdb.briefings import drafts, making
from newsdb.briefings.journal import Editing
from newsdb.database import now
from newsdb.review.reviews import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlite_utils import Database

    from translations.catalogues import Translate

#: What a form sends of a draft's head.
_HEAD = ("title", "kind", "language", "since", "until", "editor", "introduction", "correction")

#: Longer numbers are no ids.
_MOST_DIGITS = 18


class RequestError(RefusedError):
    """What was sent is not what this route accepts."""


def perform(
    db: Database, draft: int, sent: Mapping[str, Any], *, person: str, t: Translate
) -> str:
    """Do what was asked for and return what is to be said of it, often nothing.

    Runs inside the caller's transaction. Raises RequestError, Conflict and DraftError.
    """
    action = _ACTIONS.get(str(sent.get("do")))
    if action is None:
        raise RequestError(f"do= is {', '.join(_ACTIONS)}")
    edit = Editing(db=db, draft_id=draft, actor=person, at=now())
    return action(edit, sent, t) or ""


def said_of(added: drafts.Added, title: str, t: Translate) -> str:
    """Return what became of stories that were to be added."""
    said = [t("briefing_added", count=added.added, title=title)]
    if added.there:
        said.append(t("briefing_there", count=added.there))
    if added.left_out:
        said.append(t("briefing_left_out", count=added.left_out))
    return " · ".join(said)


def number_of(sent: Mapping[str, Any], name: str) -> int:
    """Return a number that was sent, in JSON or in a form; raises RequestError."""
    value = sent.get(name)
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value) if len(value) <= _MOST_DIGITS else None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**62:
        raise RequestError(f"{name}= takes a number")
    return value


def text_of(sent: Mapping[str, Any], name: str) -> str:
    """Return a text that was sent; raises RequestError."""
    value = sent.get(name)
    if not isinstance(value, str):
        raise RequestError(f"{name}= takes text")
    return value


def _write(edit: Editing, sent: Mapping[str, Any], _t: Translate) -> None:
    values = {name: text_of(sent, name) for name in ("sentence", "note") if name in sent}
    if not values:
        raise RequestError("write takes sentence= or note=")
    drafts.write(edit, number_of(sent, "entry"), values, version=number_of(sent, "version"))


def _with_words(
    move: Callable[[Editing, Mapping[str, Any]], None],
) -> Callable[[Editing, Mapping[str, Any], Translate], None]:
    """Return an action that first saves the words in the same form.

    Without a script they are sent with whatever button is pressed.
    """

    def both(edit: Editing, sent: Mapping[str, Any], t: Translate) -> None:
        if "sentence" in sent:
            _write(edit, sent, t)
        move(edit, sent)

    return both


def _shift(direction: drafts.Direction) -> Callable[[Editing, Mapping[str, Any]], None]:
    def shift(edit: Editing, sent: Mapping[str, Any]) -> None:
        entry = number_of(sent, "entry")
        drafts.shift(edit, entry, direction, placed=number_of(sent, "placed"))

    return shift


def _place(edit: Editing, sent: Mapping[str, Any]) -> None:
    after = number_of(sent, "after") if sent.get("after") else None
    drafts.place(
        edit,
        number_of(sent, "entry"),
        section=number_of(sent, "section"),
        after=after,
        placed=number_of(sent, "placed"),
    )


def _to_next_section(edit: Editing, sent: Mapping[str, Any]) -> None:
    entry = number_of(sent, "entry")
    sections = drafts.read(edit.db, edit.draft_id).sections
    present = edit.row("entry", entry)["section_id"]
    ids = [each.id for each in sections]
    target = sections[(ids.index(present) + 1) % len(sections)]
    drafts.place(
        edit,
        entry,
        section=target.id,
        after=target.items[-1].id if target.items and target.id != present else None,
        placed=number_of(sent, "placed"),
    )


def _choose(edit: Editing, sent: Mapping[str, Any]) -> None:
    drafts.choose(
        edit,
        number_of(sent, "entry"),
        number_of(sent, "article"),
        version=edit.row("entry", number_of(sent, "entry"))["version"]
        if "sentence" in sent  # what the same form has just saved
        else number_of(sent, "version"),
    )


def _remove(edit: Editing, sent: Mapping[str, Any], _t: Translate) -> None:
    drafts.remove(edit, number_of(sent, "entry"), version=number_of(sent, "version"))


def _revise(edit: Editing, sent: Mapping[str, Any], _t: Translate) -> None:
    values = {name: text_of(sent, name) for name in _HEAD if name in sent}
    if not values:
        raise RequestError(f"revise takes {', '.join(_HEAD)}")
    drafts.revise(edit, values, version=number_of(sent, "version"))


def _add(edit: Editing, sent: Mapping[str, Any], t: Translate) -> str:
    listed = sent.get("stories")
    stories = listed if isinstance(listed, list) else [sent.get("story")]
    ids = [number_of({"story": each}, "story") for each in stories]
    section = number_of(sent, "section") if sent.get("section") else None
    added = making.add(
        edit.db,
        edit.draft_id,
        ids,
        template=configuration.load().briefing,
        actor=edit.actor,
        at=edit.at,
        section=section,
    )
    return said_of(added, drafts.head(edit.db, edit.draft_id).title, t)


def _add_section(edit: Editing, sent: Mapping[str, Any], _t: Translate) -> None:
    drafts.add_section(edit, text_of(sent, "title"))


def _rename(edit: Editing, sent: Mapping[str, Any], _t: Translate) -> None:
    drafts.rename(
        edit,
        number_of(sent, "section"),
        text_of(sent, "title"),
        version=number_of(sent, "version"),
    )


def _shift_section(
    direction: drafts.Direction,
) -> Callable[[Editing, Mapping[str, Any], Translate], None]:
    def shift(edit: Editing, sent: Mapping[str, Any], _t: Translate) -> None:
        section = number_of(sent, "section")
        drafts.shift_section(edit, section, direction, version=number_of(sent, "version"))

    return shift


def _remove_section(edit: Editing, sent: Mapping[str, Any], _t: Translate) -> None:
    drafts.remove_section(edit, number_of(sent, "section"), version=number_of(sent, "version"))


def _undo(edit: Editing, _sent: Mapping[str, Any], t: Translate) -> str:
    return "" if drafts.undo(edit) else t("briefing_nothing_to_undo")


_ACTIONS: dict[str, Callable[[Editing, Mapping[str, Any], Translate], str | None]] = {
    "write": _write,
    "up": _with_words(_shift("up")),
    "down": _with_words(_shift("down")),
    "place": _with_words(_place),
    "next-section": _with_words(_to_next_section),
    "choose": _with_words(_choose),
    "remove": _remove,
    "revise": _revise,
    "add": _add,
    "section-add": _add_section,
    "section-rename": _rename,
    "section-up": _shift_section("up"),
    "section-down": _shift_section("down"),
    "section-remove": _remove_section,
    "undo": _undo,
}
