"""hanil.toml, and the environment that overrides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsdb.configuration import ROOT, ConfigurationError, load

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, text: str) -> dict[str, str]:
    file = folder / "my.toml"
    file.write_text(text, encoding="utf-8")
    return {"HANIL_CONFIG": str(file)}


def test_what_is_shipped_works() -> None:
    configuration = load({})
    assert configuration.database == ROOT / "data" / "news.db"
    assert configuration.contact == ""


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    assert load(write(tmp_path, 'database = "my.db"')).database == tmp_path / "my.db"


def test_the_environment_wins(tmp_path: Path) -> None:
    environment = write(tmp_path, 'contact = "file@example.kr"')
    environment |= {"HANIL_CONTACT": "env@example.kr", "HANIL_DATABASE": "/srv/news.db"}
    configuration = load(environment)
    assert (configuration.contact, str(configuration.database)) == (
        "env@example.kr",
        "/srv/news.db",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("contact = ", "not valid TOML: Invalid value"),
        ("contact = 3", "“contact”: input should be a valid string"),
        (
            "kontakt = 'a'",
            "“kontakt” is not a name this project knows .known: archive, backup, contact",
        ),
        ("[outlets.fnnews]\ndelay = 0.1", "“outlets.fnnews.delay”: input should be greater than"),
        ("[jobs.x]\nschedule = 'off'\ncommand = \"judge 'a\"", "“jobs.x.command”.*[Nn]o closing"),
        ("[jobs.x]\nschedule = 'off'\ncommand = ' '", "“jobs.x.command”.*it is empty"),
        ("contact = " + "[" * 5_000, "not valid TOML"),
        ("https = " + "9" * 5_000, "not valid TOML"),
        ("[outlets.fnnews]\nspeed = 9", "“outlets.fnnews.speed” is not a name"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load(write(tmp_path, text))


def test_a_mark_of_the_encoding_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "hanil.toml").write_bytes(b'\xef\xbb\xbfcontact = "a@b.kr"\n')
    assert load({"HANIL_CONFIG": str(tmp_path / "hanil.toml")}).contact == "a@b.kr"


def test_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "hanil.toml").write_bytes('contact = "a@b.kr"\n# 연락처\n'.encode("cp949"))
    with pytest.raises(ConfigurationError, match="line 2: it is not UTF-8 text"):
        load({"HANIL_CONFIG": str(tmp_path / "hanil.toml")})


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="can't be read"):
        load({"HANIL_CONFIG": str(tmp_path / "none.toml")})
