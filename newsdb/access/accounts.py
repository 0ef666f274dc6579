"""What changed among the accounts of hanil.toml since the desk started last."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb.access import access_log, sessions
from newsdb.assistants import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlite_utils import Database


class Account(NamedTuple):
    """A name's role, and what tells its present password from another."""

    role: str
    password_key: str


def have_changed(db: Database, present: Mapping[str, Account]) -> bool:
    """Tell whether ``note_changes`` would write anything."""
    return _known(db) != dict(present)


def note_changes(db: Database, present: Mapping[str, Account], *, at: datetime) -> None:
    """Log whose role or password changed, who came and who went, and end their sessions.

    The tokens of who went, or has another password, are revoked. At the first start every account
    is new.
    """
    known = _known(db)
    for name in sorted(known.keys() - present.keys()):
        access_log.note(db, "account_removed", name, at=at, detail=known[name].role)
        sessions.end_all(db, name)
        # Else they would come to life again with another account of the same name.
        tokens.revoke_all(db, name, by="hanil.toml", at=at)
    for name, account in sorted(present.items()):
        before = known.get(name)
        if before is None:
            access_log.note(db, "account_added", name, at=at, detail=account.role)
            continue
        if before.role != account.role:
            detail = f"{before.role} → {account.role}"
            access_log.note(db, "role_changed", name, at=at, detail=detail)
            sessions.end_all(db, name)
        if before.password_key != account.password_key:
            access_log.note(db, "password_changed", name, at=at)
            sessions.end_all(db, name)
            # Who knew the old password may have made one.
            tokens.revoke_all(db, name, by="hanil.toml", at=at)
    db.execute("DELETE FROM desk_accounts")
    for name, account in sorted(present.items()):
        db.execute(
            "INSERT INTO desk_accounts (name, role, password_key) VALUES (?, ?, ?)",
            (name, *account),
        )


def _known(db: Database) -> dict[str, Account]:
    rows = db.execute("SELECT name, role, password_key FROM desk_accounts")
    return {name: Account(role, key) for name, role, key in rows}
