"""The folder that a command works in: found, trusted, with its variables."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hanil_news_watch.folder import (
    FolderError,
    enter,
    find,
    is_trusted,
    owners,
    read_environment,
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HANIL_CONFIG", "HANIL_CONTACT", "HANIL_DATABASE", "SCRAPY_SETTINGS_MODULE"):
        # Set, then taken out: what the code sets is undone at the end.
        monkeypatch.setenv(name, "")
        del os.environ[name]
    (tmp_path / "hanil.toml").touch()
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    return tmp_path.resolve()


def test_the_nearest_folder_at_or_above(folder: Path) -> None:
    assert find() == folder
    (folder / "a" / "hanil.toml").touch()
    assert find() == folder / "a"
    enter()
    assert os.environ["HANIL_CONFIG"] == str(folder / "a" / "hanil.toml")
    assert os.environ["SCRAPY_SETTINGS_MODULE"] == "crawler.settings"


def test_a_named_configuration_has_precedence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = folder / "other.toml"
    os.environ["HANIL_CONFIG"] = str(other)
    enter()
    assert os.environ["HANIL_CONFIG"] == str(other)
    os.environ["HANIL_CONFIG"] = "../../other.toml"
    enter()
    monkeypatch.chdir("/")  # as the scheduler's crawls do
    assert Path(os.environ["HANIL_CONFIG"]).resolve() == other


def test_no_folder(folder: Path) -> None:
    (folder / "hanil.toml").unlink()
    with pytest.raises(FolderError, match="hanil init DIR"):
        enter()
    enter(for_help=True)  # its configuration is that of a new folder
    assert Path(os.environ["HANIL_CONFIG"]).is_file()


@pytest.mark.parametrize(
    ("owner", "me", "sudo", "is_run"),
    [
        (1000, 1000, "", True),
        (0, 1000, "", True),  # root's
        (1001, 1000, "", False),
        (1000, 0, "", False),
        (1000, 0, "1000", True),  # by sudo
        (1001, 0, "1000", False),
        (1001, 1000, "1001", False),  # anybody can set a variable
    ],
)
def test_whose_code_is_run(owner: int, me: int, sudo: str, is_run: bool) -> None:
    assert is_trusted(owner, me, sudo) == is_run


def test_a_folder_of_another_user(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / "hanil.toml"
    if file.stat().st_uid == 0:  # everybody trusts root, but root may give it away
        os.chown(file, 4321, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    with pytest.raises(FolderError, match=f"belongs to another user.*HANIL_CONFIG={file}"):
        find()
    monkeypatch.setattr("hanil_news_watch.folder.CODE", folder)
    assert find() == folder  # a checkout of somebody else's, whose code is in use anyway


@pytest.mark.parametrize("name", ["hanil.toml", "", ".env", "spiders", "spiders/daily.py"])
def test_what_another_user_put_there(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a file of one's own, in a folder that all may write to."""
    (folder / "spiders").mkdir()
    (folder / "spiders" / "daily.py").touch()
    (folder / ".env").touch()
    assert find() == folder
    monkeypatch.setattr(
        "hanil_news_watch.folder.owners",
        lambda path: owners(path) | ({4321} if path == folder / name else set()),
    )
    with pytest.raises(FolderError, match=f"{folder / name} belongs to another user"):
        find()


def test_a_link_has_an_owner_beside_that_of_what_it_leads_to(folder: Path) -> None:
    """Else anybody's link to an empty file of root's would be a configuration of root's."""
    link = folder / "link.toml"
    link.symlink_to(folder / "hanil.toml")
    mine = os.geteuid()
    assert owners(link) == {mine}
    if mine == 0:  # only root may give files away
        os.chown(link, 4321, -1, follow_symlinks=False)
        assert owners(link) == {4321, mine}
    link.unlink()
    assert owners(link) == set()


def test_variables_beside_the_configuration(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.environ["HANIL_DATABASE"] = "chosen.db"
    (folder / ".env").write_text(
        "# 비밀\n\nHANIL_CONTACT='desk@watch.kr'\nHANIL_DATABASE=other.db\n"
        'export DATA_GO_KR_KEY="a=b#c"\nNAVER_CLIENT_ID=\n',
        encoding="utf-8",
    )
    (folder / ".env").chmod(0o644)
    enter()
    assert "chmod 600" in capsys.readouterr().err
    assert os.environ["HANIL_CONTACT"] == "desk@watch.kr"
    assert os.environ["HANIL_DATABASE"] == "chosen.db"  # what is in the environment stays
    assert os.environ.pop("DATA_GO_KR_KEY") == "a=b#c"
    assert "NAVER_CLIENT_ID" not in os.environ  # nobody has filled it in


@pytest.mark.parametrize("line", ["SECRET = x", "just words", "1A=x", "=x", "A\tB=x"])
def test_a_line_that_is_none_is_named_but_not_shown(folder: Path, line: str) -> None:
    file = folder / ".env"
    file.write_text(f"# one\n{line}\n")
    with pytest.raises(FolderError, match=r"\.env, line 2: write NAME=VALUE") as told:
        read_environment(file)
    assert line not in str(told.value)


def test_a_comment_behind_a_value_is_part_of_none(folder: Path) -> None:
    file = folder / ".env"
    file.write_text("HANIL_DATABASE=news.db  # 우리 것\n", encoding="utf-8")
    with pytest.raises(FolderError, match="line 1: write a comment on a line of its own"):
        read_environment(file)
    assert "HANIL_DATABASE" not in os.environ


def test_a_file_that_is_no_text(folder: Path) -> None:
    (folder / ".env").write_bytes(b"A=\xff\xfe")
    with pytest.raises(FolderError, match="it is not UTF-8 text"):
        read_environment(folder / ".env")
