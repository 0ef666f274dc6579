"""``scrapy tokens``: a token is printed once, listed without its secret, revoked."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from commands.tokens import Command
from newsdb.access.users import Administering
from newsdb.assistants import tokens
from newsdb.configuration.model import UserConfiguration
from newsdb.database import open_database, open_to_read, transaction
from newsdb.records import KST

if TYPE_CHECKING:
    from pathlib import Path

HASH = "pbkdf2_sha256$1000$salt$hash"
ADA = UserConfiguration(role="admin", password_hash=HASH)


def test_a_token_from_making_to_revoking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hanil.toml"
    file.write_text('users.ana = { role = "analyst", password_hash = "" }\n', encoding="utf-8")
    monkeypatch.setenv("HANIL_CONFIG", str(file))
    monkeypatch.setenv("HANIL_PASSWORD_HASH_ANA", "pbkdf2_sha256$1000$salt$hash")
    path = tmp_path / "news.db"
    open_database(path).close()
    command = Command()
    command.settings = Settings({"DATABASE": str(path)})

    def run(*words: str) -> tuple[str, str]:
        command.run(list(words), Namespace(role="reader"))
        return tuple(capsys.readouterr())  # type: ignore[return-value]

    db = open_database(path)
    with transaction(db):
        desk = Administering(
            db=db, in_file={"ada": ADA}, actor="ada", at=datetime(2026, 11, 28, tzinfo=KST)
        )
        desk.add("bora", "reader", "pbkdf2_sha256$1000$salt$other")
    db.close()
    assert run("add", "bora", "phone")[0].startswith("hnw_")  # an account that the desk made
    secret, told = run("add", "ana", "laptop")
    assert "this once" in told
    assert "enabled = true" in told
    db = open_to_read(path)
    made = tokens.find(db, secret.strip())
    db.close()
    assert made is not None
    assert (made.person, made.role) == ("ana", "reader")
    listed, _ = run("list")
    assert "laptop" in listed
    assert secret.strip() not in listed
    run("revoke", str(made.id))
    for wrong in (("revoke", str(made.id)), ("add", "nobody", "x"), ("add", "ana", ""), ()):
        with pytest.raises(UsageError):
            run(*wrong)
