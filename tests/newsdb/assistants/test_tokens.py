"""Tokens are kept as hashes, revoked at once; calls are noted and cut."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.access import accounts, users
from newsdb.access.accounts import Account
from newsdb.access.users import Administering
from newsdb.assistants import calls, tokens
from newsdb.configuration.model import UserConfiguration
from newsdb.database import open_database
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from newsdb.access.users import Role

AT = datetime(2026, 11, 27, 9, 0, tzinfo=KST)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    yield db
    db.close()


def test_a_token_is_found_until_it_is_revoked(db: Database) -> None:
    secret, made = tokens.make(db, "  laptop\n", person="ana", role="analyst", at=AT)
    assert tokens.find(db, secret) == made
    assert made.name == "laptop"
    rows = list(db.table("assistant_tokens").rows)
    assert secret not in str(rows)
    for wrong in ("", secret[:-1], f"{secret}x", secret.upper(), f"hnw_{'A' * 43}"):
        assert tokens.find(db, wrong) is None
    assert not tokens.revoke(db, made.id, by="rina", at=AT, person="rina")
    assert tokens.revoke(db, made.id, by="ana", at=AT, person="ana")
    assert tokens.find(db, secret) is None
    assert not tokens.revoke(db, made.id, by="ana", at=AT)
    assert tokens.listing(db, person="ana")[0].revoked_by == "ana"


@pytest.mark.parametrize("name", ["", " \n", "\u202e", "x" * 61])
def test_a_name_that_cannot_be_used(db: Database, name: str) -> None:
    with pytest.raises(tokens.TokenError):
        tokens.make(db, name, person="ana", role="reader", at=AT)


def test_nobody_hoards_tokens(db: Database) -> None:
    for number in range(tokens.MOST):
        tokens.make(db, str(number), person="ana", role="reader", at=AT)
    with pytest.raises(tokens.TokenError):
        tokens.make(db, "one more", person="ana", role="reader", at=AT)
    tokens.make(db, "of somebody else", person="rina", role="reader", at=AT)
    assert tokens.revoke_all(db, "ana", by="ada", at=AT) == tokens.MOST
    tokens.make(db, "one more", person="ana", role="reader", at=AT)


def test_the_tokens_of_an_account_that_went_do_not_come_back_with_its_name(db: Database) -> None:
    account = {"ana": Account("analyst", "key")}
    accounts.note_changes(db, account, at=AT)
    secret, _ = tokens.make(db, "laptop", person="ana", role="reader", at=AT)
    accounts.note_changes(db, {}, at=AT)
    accounts.note_changes(db, account, at=AT)
    assert tokens.find(db, secret) is None


def hash_(salt: str) -> str:
    return f"pbkdf2_sha256$1000${salt}$hash"


def line(role: Role, salt: str) -> UserConfiguration:
    return UserConfiguration(role=role, password_hash=hash_(salt))


ADA = line("admin", "a")
ANA = line("analyst", "b")
IN_FILE = {"ada": ADA, "ana": ANA}
DESK: dict[str, tuple[Callable[[Administering], None], bool]] = {
    "removed": (lambda desk: desk.remove("ana"), False),
    "another password": (lambda desk: desk.set_password("ana", hash_("c")), False),
    "another role": (lambda desk: desk.set_role("ana", "reader"), True),
    "somebody else": (lambda desk: desk.add("bora", "reader", hash_("d")), True),
}


@pytest.mark.parametrize(("change", "stays"), DESK.values(), ids=DESK)
def test_what_is_done_to_an_account_at_the_desk_is_done_to_its_tokens(
    db: Database, change: Callable[[Administering], None], *, stays: bool
) -> None:
    secret, _ = tokens.make(db, "laptop", person="ana", role="analyst", at=AT)
    kept, _ = tokens.make(db, "phone", person="ada", role="admin", at=AT)
    change(Administering(db=db, in_file=IN_FILE, actor="ada", at=AT))
    assert bool(tokens.find(db, secret)) == stays
    assert tokens.find(db, kept)


def test_a_password_that_its_owner_changed_ends_what_was_made_with_the_old_one(
    db: Database,
) -> None:
    secret, _ = tokens.make(db, "laptop", person="ana", role="analyst", at=AT)
    users.change_own_password(db, IN_FILE, "ana", hash_("e"), at=AT, address=None)
    assert tokens.find(db, secret) is None
    assert tokens.listing(db, person="ana")[0].revoked_by == "ana"


def test_a_password_that_was_changed_in_the_file_ends_tokens_and_a_role_does_not(
    db: Database,
) -> None:
    accounts.note_changes(db, {"ana": Account("analyst", "key")}, at=AT)
    secret, _ = tokens.make(db, "laptop", person="ana", role="analyst", at=AT)
    accounts.note_changes(db, {"ana": Account("reader", "key")}, at=AT)
    assert tokens.find(db, secret)
    accounts.note_changes(db, {"ana": Account("reader", "another")}, at=AT)
    assert tokens.find(db, secret) is None


@pytest.mark.parametrize(
    ("own", "stays"),
    [
        (line("admin", "d"), True),
        (line("reader", "f"), False),
    ],
)
def test_who_takes_a_name_over_in_the_file_gets_none_of_its_tokens(
    db: Database, own: UserConfiguration, *, stays: bool
) -> None:
    Administering(db=db, in_file=IN_FILE, actor="ada", at=AT).add("bora", "reader", hash_("d"))
    secret, _ = tokens.make(db, "laptop", person="bora", role="reader", at=AT)
    users.forget_outdated(db, {**IN_FILE, "bora": own}, at=AT)
    assert bool(tokens.find(db, secret)) == stays


def test_a_call_is_noted_as_one_line_and_old_ones_go(db: Database) -> None:
    _, token = tokens.make(db, "laptop", person="ana", role="reader", at=AT)

    def note(arguments: dict[str, object], at: datetime, error: str | None = None) -> None:
        calls.note(
            db,
            "search_news",
            arguments,
            transport="http",
            person="ana",
            token=token.id,
            found=range(500),
            size=10,
            milliseconds=3,
            error=error,
            at=at,
        )

    note({"query": "오래된"}, AT - calls.KEPT - timedelta(days=1))
    note({"query": "가\n\x1b[31m" + "나" * 900}, AT, error="there is no such\x07 tool")
    [(call, name)] = calls.newest(db, 10)
    assert name == "laptop"
    assert len(call.arguments) == calls.LONGEST
    assert call.arguments.isprintable()
    assert call.error == "there is no such tool"
    assert call.found.count(",") == calls.MOST_FOUND - 1
    assert tokens.listing(db)[0].used_at == call.at


def test_the_lesser_role_counts() -> None:
    assert tokens.least("reader", "admin") == tokens.least("admin", "reader") == "reader"
