"""The last change of an account counts, at the desk or in hanil.toml; an admin always stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.access import access_log, sessions, users
from newsdb.access.users import Administering, UserError
from newsdb.assistants import tokens
from newsdb.configuration.model import UserConfiguration
from newsdb.database import open_database
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sqlite_utils import Database

AT = datetime(2026, 11, 28, 9, 0, tzinfo=KST)
KEY = "of the password"


def line(role: str, mark: str = "a") -> UserConfiguration:
    return UserConfiguration(role=role, password_hash=f"pbkdf2_sha256$1${mark}$x")  # type: ignore[arg-type]


FILE = {"ada": line("admin"), "ana": line("analyst"), "rina": line("reader")}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "news.db")
    yield opened
    opened.close()


def admin(
    db: Database, actor: str = "ada", in_file: Mapping[str, UserConfiguration] = FILE
) -> Administering:
    return Administering(db=db, in_file=in_file, actor=actor, at=AT, address="192.0.2.7")


def roles(db: Database, in_file: Mapping[str, UserConfiguration] = FILE) -> dict[str, str]:
    return {name: each.role for name, each in users.listed(db, in_file).items()}


def test_an_upgrade_keeps_the_files_users(db: Database) -> None:
    found = users.listed(db, FILE)
    assert {n: (u.role, u.password_hash) for n, u in found.items()} == {
        name: (each.role, each.password_hash) for name, each in FILE.items()
    }
    assert db.table("desk_users").count == 0  # their passwords stay in the file


def test_changes_at_the_desk_count_until_the_file_is_changed(db: Database) -> None:
    desk = admin(db)
    desk.set_role("ana", "admin")
    desk.remove("rina")
    desk.add("minseo", "reader", "hash")
    assert roles(db) == {"ada": "admin", "ana": "admin", "minseo": "reader"}
    # Another line, a line for a name of the desk's, and a line less: each has the last word.
    edited = {"ada": line("admin"), "rina": line("reader", "b"), "minseo": line("analyst")}
    assert roles(db, edited) == {"ada": "admin", "minseo": "analyst", "rina": "reader"}
    users.forget_outdated(db, edited, at=AT)
    assert roles(db) == {"ada": "admin", "ana": "analyst", "rina": "reader"}


def test_who_edits_the_file_gets_in_again(db: Database) -> None:
    admin(db).set_role("ana", "admin")
    admin(db, "ana").remove("ada")
    assert roles(db) == {"ana": "admin", "rina": "reader"}
    assert roles(db, {**FILE, "ada": line("admin", "new")})["ada"] == "admin"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda desk: desk.set_role("ada", "reader"), "oneself"),
        (lambda desk: desk.remove("ada"), "oneself"),
        (lambda desk: desk.set_password("ada", "h"), "oneself"),
        (lambda desk: desk.set_role("nobody", "reader"), "gone"),
        (lambda desk: desk.set_role("ana", "owner"), "role"),
        (lambda desk: desk.add("ana", "reader", "h"), "taken"),
        (lambda desk: desk.add("new", "root", "h"), "role"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    db: Database, change: Callable[[Administering], None], problem: str
) -> None:
    with pytest.raises(UserError) as error:
        change(admin(db))
    assert error.value.problem == problem
    assert roles(db) == {"ada": "admin", "ana": "analyst", "rina": "reader"}
    assert access_log.newest(db, 9) == []


def test_two_admins_cannot_remove_each_other(db: Database) -> None:
    both = {**FILE, "ben": line("admin")}
    admin(db, "ada", both).set_role("ben", "analyst")
    for change in (admin(db, "ben", both).remove, admin(db, "ana", both).remove):
        with pytest.raises(UserError) as error:
            change("ada")
        assert error.value.problem == "rights"


def test_sessions_end_with_password_role_and_account(db: Database) -> None:
    def start(name: str) -> None:
        sessions.start(db, name, password_key=KEY, address="a", browser=None, at=AT)

    desk = admin(db)
    changes: tuple[Callable[[], None], ...] = (
        lambda: desk.set_role("ana", "reader"),
        lambda: desk.set_password("ana", "hash"),
        lambda: users.change_own_password(db, FILE, "ana", "own", at=AT, address=None),
        lambda: desk.remove("ana"),
    )
    for change in changes:
        start("ana")
        start("rina")
        change()
        assert {each.person for each in sessions.open_ones(db, at=AT)} == {"rina"}
    desk.set_role("rina", "reader")  # as it is: nothing ends
    assert sessions.open_ones(db, "rina", at=AT)
    logged = [(each.kind, each.person, each.by) for each in access_log.newest(db, 9)]
    assert logged == [
        ("account_removed", "ana", "ada"),
        ("password_changed", "ana", None),
        ("password_changed", "ana", "ada"),
        ("role_changed", "ana", "ada"),
    ]


def test_who_is_removed_leaves_no_token_to_the_next_of_that_name(db: Database) -> None:
    secret, _ = tokens.make(db, "laptop", person="ana", role="analyst", at=AT)
    kept, _ = tokens.make(db, "laptop", person="rina", role="reader", at=AT)
    admin(db).remove("ana")
    admin(db).add("ana", "admin", "hash")
    assert tokens.find(db, secret) is None
    assert tokens.find(db, kept)
    assert [each.revoked_by for each in tokens.listing(db, person="ana")] == ["ada"]


def test_a_password_given_is_to_be_changed_and_one_chosen_is_not(db: Database) -> None:
    desk = admin(db)
    desk.add("minseo", "analyst", "given")
    assert users.listed(db, FILE)["minseo"].must_change
    users.change_own_password(
        db, FILE, "minseo", "own", at=AT + timedelta(hours=1), address="192.0.2.9"
    )
    desk.set_role("minseo", "admin")
    found = users.listed(db, FILE)["minseo"]
    assert (found.password_hash, found.must_change, found.role) == ("own", False, "admin")
    with pytest.raises(UserError):
        users.change_own_password(db, FILE, "gone", "x", at=AT, address=None)
