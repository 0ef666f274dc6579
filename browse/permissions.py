"""Who may do what: people from the configuration, their roles, and the actions of a role."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from newsdb.access.users import User

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from datasette.app import Datasette

    from newsdb.configuration.model import UserConfiguration

#: Our own actions beside Datasette's: deciding, starring, tagging, noting ...
REVIEW = "review-articles"
#: ... and seeing who signed in, and ending their sessions.
SEE_ACCESS = "see-access"

_READ = frozenset({"view-instance", "view-database", "view-table", "view-query"})
#: No role may download the file, or write rows other than through our own pages: decisions have
#: a history that is only added to, and texts have a search index beside them.
ACTIONS: Mapping[str, frozenset[str]] = {
    "reader": _READ,
    "analyst": _READ | {REVIEW},
    "admin": _READ | {REVIEW, SEE_ACCESS, "execute-sql", "permissions-debug", "debug-menu"},
}

#: Parts of the search index from which texts could be put together again.
_INDEX_TABLES = tuple(f"articles_fts_{part}" for part in ("data", "idx", "docsize", "config"))

#: What nobody sees as a table, with the reason; admins see the log.
UNSEEN: Mapping[str, str] = {
    **dict.fromkeys(_INDEX_TABLES, "part of the index"),
    "crawl_bundles": "what is not stored yet",
    "sessions": "who is signed in",
    "desk_accounts": "who may sign in",
    "desk_users": "who may sign in",
    "assistant_tokens": "what assistants are let in by",
    # A gloss of a text is shown where the text may be.
    **dict.fromkeys(("glosses", "gloss_corrections", "gloss_failures"), "of texts"),
    **dict.fromkeys(
        ("learning", "suggestions", "dismissed_suggestions", "learnt_chances"),
        "what was learnt from decisions",
    ),
    "uncounted_stories": "figures that are to be counted again",
    **dict.fromkeys(
        (
            *("visits", "saved_filters", "saved_searches", "desk_actions", "story_reads"),
            "given_addresses",
        ),
        "what people keep for themselves",
    ),
    **dict.fromkeys(
        (
            *("subscriptions", "outbox", "told_stories", "told_alarms", "channel_states"),
            *("recipients", "subscription_recipients", "page_articles"),
        ),
        "who is told what",
    ),
    **dict.fromkeys(("assignments", "comments"), "what colleagues tell each other"),
    "watch_list_versions": "shown on a page of their own",
    **dict.fromkeys(
        (
            "briefing_drafts",
            "briefing_sections",
            "briefing_entries",
            "briefing_events",
            "briefing_watch",
        ),
        "not issued yet",
    ),
}
_ACCESS_LOG = {"access_log": "who signed in", "assistant_calls": "what assistants asked"}


def hidden_tables(role: str | None) -> Mapping[str, str]:
    """Return the tables that a role may not view, each with the reason."""
    return UNSEEN if may(role, SEE_ACCESS) else {**UNSEEN, **_ACCESS_LOG}


@dataclass(frozen=True)
class People:
    """Everybody who may sign in; ``open`` lets in who comes, without a name.

    ``users`` are those of now, ``file`` those of hanil.toml where an admin has changed any.
    """

    users: Mapping[str, UserConfiguration | User] = field(default_factory=dict)
    open: bool = False
    https: bool = False
    file: Mapping[str, UserConfiguration] | None = None
    #: What this process tells its own requests by; it never leaves it.
    _inside: str = field(default_factory=secrets.token_urlsafe, repr=False, compare=False)

    @property
    def in_file(self) -> Mapping[str, UserConfiguration]:
        """The users of hanil.toml."""
        if self.file is not None:
            return self.file
        return {name: user for name, user in self.users.items() if not isinstance(user, User)}

    def role(self, actor: Mapping[str, Any] | None) -> str | None:
        """Return what an actor is now; None for nobody.

        The accounts are asked, not the session: whose was removed, or has got another password,
        is signed out.
        """
        if self.open:
            return "admin"
        user = self.users.get(str((actor or {}).get("id")))
        if not actor or not user:
            return None
        key = str(actor.get("session_key"))
        return user.role if secrets.compare_digest(key, session_key(user)) else None

    def actor(self, name: str) -> dict[str, str]:
        """Return as whom a request from inside this process comes: it has no session."""
        key = session_key(self.users[name])
        return {"id": name, "session_key": key, "inside": self._inside}

    def is_from_inside(self, said: Mapping[str, Any]) -> bool:
        """Tell whether a cookie was made by ``actor`` in this process."""
        return secrets.compare_digest(str(said.get("inside")), self._inside)


def session_key(user: UserConfiguration | User) -> str:
    """Return what ties a session to the present password; the hash can't be told from it."""
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]


def may(role: str | None, action: str) -> bool:
    """Tell whether a role may do something."""
    return action in ACTIONS.get(role or "", ())


def secret_of(database: Path) -> str:
    """Return the key that signs cookies: kept beside the database, legible to its owner only.

    Without one that stays, a restart would sign everybody out; so it does where none can be kept.
    """
    file = database.with_name("desk.secret")
    try:
        kept = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        kept = ""
    if len(kept) < 32:
        kept = secrets.token_hex(32)
        if not os.access(file.parent, os.W_OK):
            return kept
        file.touch(mode=0o600)
        file.chmod(0o600)
        file.write_text(f"{kept}\n", encoding="ascii")
    return kept


_PEOPLE: WeakKeyDictionary[Any, People] = WeakKeyDictionary()


def let_in(desk: Datasette, people: People) -> None:
    """Say who may use a desk."""
    _PEOPLE[desk] = people


def people_of(desk: Datasette) -> People:
    """Return who may use a desk; nobody until ``let_in`` has said so."""
    return _PEOPLE.get(desk, People())
