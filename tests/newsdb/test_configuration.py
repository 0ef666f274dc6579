"""hanil.toml, and the environment that overrides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsdb.configuration import ROOT, ConfigurationError, fault_now, go_on_after_faults, load

if TYPE_CHECKING:
    from pathlib import Path


MAIL = "[mail]\nserver = 'smtp.example.kr'\nsender = 'watch@example.kr'\n"


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
    text = f"{MAIL}password_file = 'secret'\n[channels.web]\nfolder = 'pages'"
    configuration = load(write(tmp_path, text))
    assert configuration.mail
    assert configuration.mail.password_file == tmp_path / "secret"
    assert configuration.channels["web"].folder == tmp_path / "pages"


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
            "“kontakt” is not a name this project knows .known: alarms, archive, assistants",
        ),
        ("[outlets.fnnews]\ndelay = 0.1", "“outlets.fnnews.delay”: input should be greater than"),
        ("[jobs.x]\nschedule = 'off'\ncommand = \"judge 'a\"", "“jobs.x.command”.*[Nn]o closing"),
        ("[jobs.x]\nschedule = 'off'\ncommand = ' '", "“jobs.x.command”.*it is empty"),
        ("contact = " + "[" * 5_000, "not valid TOML"),
        ("https = " + "9" * 5_000, "not valid TOML"),
        ("[channels.office]\nto = ['a@example.kr']", "“channels.office” is for mail, but .*mail"),
        ("[channels.office]", "“channels.office”: value error, name either addresses"),
        (f"{MAIL}[channels.office]\nto = ['홍@example.kr']", "“channels.office.to.0”: string sho"),
        (f"{MAIL}[channels.office]\nto = ['a@한국.kr']", "“channels.office.to.0”: string should"),
        (f"{MAIL}[channels.office]\nto = ['a@example.kr\\nBcc: b@c.kr']", "office.to.0"),
        (
            f"{MAIL}[channels.office]\nto = ['abc..def@docomo.ne.jp']",
            "office.to.0.*not an address",
        ),
        (f"{MAIL}[channels.office]\nto = ['a@b..c']", "office.to.0.*not an address"),
        (f"{MAIL}[channels.office]\nto = ['.a@b.kr']", "office.to.0.*not an address"),
        (f"{MAIL}[channels.office]\nto = ['a@b.kr.']", "office.to.0.*not an address"),
        (f"{MAIL}[channels.Office]\nto = ['a@example.kr']", "“channels.Office"),
        ("[mail]\nserver = 'a b'\nsender = 'a@example.kr'", "“mail.server”"),
        ("[mail]\nserver = 'a'\nsender = 'a'", "“mail.sender”"),
        (
            "[mail]\nserver = 'a'\nsender = 'a@b.kr'\npassword = 'x'",
            "“mail.password” is not a name",
        ),
        ("alarms.channel = 'boss'", "“alarms.channel”: there is no channel boss .known: none"),
        ("desk = 'desk.example.kr'", "“desk”: string should match"),
        ("desk = 'javascript:alert(1)'", "“desk”: string should match"),
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


def test_a_process_that_goes_on_uses_what_it_read_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANIL_CONFIG", write(tmp_path, "site_limit = 5")["HANIL_CONFIG"])
    go_on_after_faults()
    try:
        assert (load().site_limit, fault_now()) == (5, "")
        write(tmp_path, "site_limit = 'many'")
        assert load().site_limit == 5
        assert "site_limit" in fault_now()
        with pytest.raises(ConfigurationError):  # what another environment names is nobody's
            load({"HANIL_CONFIG": str(tmp_path / "my.toml")})
        write(tmp_path, "site_limit = 7")
        assert (load().site_limit, fault_now()) == (7, "")
        write(tmp_path, "site_limit = [")
        assert load().site_limit == 7
        with pytest.raises(ConfigurationError):  # a desk doesn't begin with it
            go_on_after_faults()
    finally:
        go_on_after_faults(on=False)
    with pytest.raises(ConfigurationError):
        load()
    assert fault_now() == ""
