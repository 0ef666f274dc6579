"""Who may sign in: hanil.toml's users, and what admins changed at the desk.

The last change counts. A row of ``desk_users`` stands over the line of that name in hanil.toml for
as long as that line is as it was when the row was written; whoever edits or adds the line, or
takes it out, has the last word. So hanil.toml lets in again who has locked everybody out, and an
upgrade changes nothing. Passwords of hanil.toml's users are not copied into the database.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from newsdb.access import access_log, sessions
from newsdb.assistants import tokens
from newsdb.database import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.configuration.model import UserConfiguration

Role = Literal["reader", "analyst", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

#: More accounts than an office has; each would be a row of a page.
MOST = 500

Problem = Literal["name", "role", "taken", "gone", "oneself", "rights", "many"]


class UserError(ValueError):
    """An account can't be changed in this way; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"the account can't be changed: {problem}")
        self.problem: Problem = problem


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in; ``file`` tells that hanil.toml has a line for them."""

    role: Role
    password_hash: str
    must_change: bool = False
    file: bool = False
    changed_by: str = ""  # at the desk; empty: as hanil.toml has it
    changed_at: str = ""


def file_key(user: UserConfiguration | None) -> str:
    """Return what tells a line of hanil.toml from another; empty for no line."""
    if user is None:
        return ""
    return hashlib.sha256(f"{user.role}\n{user.password_hash}".encode()).hexdigest()


def listed(db: Database, in_file: Mapping[str, UserConfiguration]) -> dict[str, User]:
    """Return everybody who may sign in, by name, in the order of their names."""
    found = {
        name: User(user.role, user.password_hash, file=True) for name, user in in_file.items()
    }
    for name, role, password_hash, must_change, key, by, at in db.conn.execute(
        "SELECT name, role, password_hash, must_change, file_key, changed_by, changed_at"
        " FROM desk_users"
    ):
        if key != file_key(in_file.get(name)):
            continue
        if role is None:
            found.pop(name, None)
        else:
            found[name] = User(role, password_hash, bool(must_change), name in in_file, by, at)
    return dict(sorted(found.items()))


def outdated(db: Database, in_file: Mapping[str, UserConfiguration]) -> list[str]:
    """Return whose account was changed at the desk before their line in hanil.toml was."""
    kept = db.conn.execute("SELECT name, file_key FROM desk_users").fetchall()
    return [name for name, key in kept if key != file_key(in_file.get(name))]


def forget_outdated(
    db: Database, in_file: Mapping[str, UserConfiguration], *, at: datetime
) -> None:
    """Delete what ``outdated`` names, so that it doesn't count again if the line comes back.

    The tokens made under another password than the file's are revoked: whoever takes a name over
    in hanil.toml shuts out whom the desk let in by it.
    """
    for name in outdated(db, in_file):
        (password_hash,) = db.conn.execute(
            "SELECT password_hash FROM desk_users WHERE name = ?", (name,)
        ).fetchone()
        line = in_file.get(name)
        if line is None or line.password_hash != password_hash:
            tokens.revoke_all(db, name, by="hanil.toml", at=at)
        db.conn.execute("DELETE FROM desk_users WHERE name = ?", (name,))


@dataclass(slots=True, kw_only=True)
class Administering:
    """An admin who changes accounts, in the caller's transaction; each change is logged.

    Only who is an admin at this moment can change others, and nobody takes away their own role or
    account: so one admin always stays.
    """

    db: Database
    in_file: Mapping[str, UserConfiguration]
    actor: str
    at: datetime
    address: str | None = None

    def add(self, name: str, role: str, password_hash: str) -> None:
        """Make an account, whose first password is to be changed; raises UserError."""
        users = self._users()
        if name in users:
            raise UserError("taken")
        if len(users) >= MOST:
            raise UserError("many")
        self._write(name, _role(role), password_hash, must_change=True)
        self._log("account_added", name, detail=role)

    def set_role(self, name: str, role: str) -> None:
        """Give somebody another role and end their sessions; raises UserError."""
        user = self._other(name)
        if user.role == role:
            return
        self._write(name, _role(role), user.password_hash, must_change=user.must_change)
        self._log("role_changed", name, detail=f"{user.role} → {role}")
        sessions.end_all(self.db, name)

    def set_password(self, name: str, password_hash: str) -> None:
        """Give somebody a password that they are to change; ends their sessions and tokens.

        Raises UserError.
        """
        user = self._other(name)
        self._write(name, user.role, password_hash, must_change=True)
        self._log("password_changed", name)
        self._let_nothing_in(name)

    def remove(self, name: str) -> None:
        """Remove an account, its sessions and tokens; what it decided stays. Raises UserError."""
        user = self._other(name)
        if name in self.in_file:
            self._write(name, None, "", must_change=False)
        else:
            self.db.conn.execute("DELETE FROM desk_users WHERE name = ?", (name,))
        self._log("account_removed", name, detail=user.role)
        self._let_nothing_in(name)

    def _let_nothing_in(self, name: str) -> None:
        sessions.end_all(self.db, name)
        # Else they would come to life again with another account of the same name.
        tokens.revoke_all(self.db, name, by=self.actor, at=self.at)

    def _users(self) -> dict[str, User]:
        users = listed(self.db, self.in_file)
        own = users.get(self.actor)
        if own is None or own.role != "admin":
            raise UserError("rights")
        return users

    def _other(self, name: str) -> User:
        users = self._users()
        if name == self.actor:
            raise UserError("oneself")
        if name not in users:
            raise UserError("gone")
        return users[name]

    def _write(
        self, name: str, role: Role | None, password_hash: str, *, must_change: bool
    ) -> None:
        _write(
            self.db,
            name,
            role,
            password_hash,
            must_change=must_change,
            in_file=self.in_file,
            by=self.actor,
            at=self.at,
        )

    def _log(self, kind: access_log.Kind, name: str, *, detail: str | None = None) -> None:
        access_log.note(
            self.db,
            kind,
            name,
            at=self.at,
            address=self.address,
            by=self.actor,
            detail=detail,
        )


def change_own_password(
    db: Database,
    in_file: Mapping[str, UserConfiguration],
    name: str,
    password_hash: str,
    *,
    at: datetime,
    address: str | None,
) -> None:
    """Give a user the password they chose; ends all sessions, this one too, and all tokens.

    Who may have known the old password may have made a token with it.

    Raises UserError if there is no such account any more. In the caller's transaction.
    """
    user = listed(db, in_file).get(name)
    if user is None:
        raise UserError("gone")
    _write(
        db,
        name,
        user.role,
        password_hash,
        must_change=False,
        in_file=in_file,
        by=name,
        at=at,
    )
    access_log.note(db, "password_changed", name, at=at, address=address)
    sessions.end_all(db, name)
    tokens.revoke_all(db, name, by=name, at=at)


def _role(role: str) -> Role:
    for each in ROLES:
        if each == role:
            return each
    raise UserError("role")


def _write(
    db: Database,
    name: str,
    role: Role | None,
    password_hash: str,
    *,
    must_change: bool,
    in_file: Mapping[str, UserConfiguration],
    by: str,
    at: datetime,
) -> None:
    db.conn.execute(
        "INSERT OR REPLACE INTO desk_users (name, role, password_hash, must_change, file_key,"
        " changed_by, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            name,
            role,
            password_hash,
            must_change,
            file_key(in_file.get(name)),
            by,
            stamp(at),
        ),
    )
