"""A new folder: complete, private where it must be, and never over what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from hanil_news_watch.cli import hanil
from hanil_news_watch.folder import STARTING_FILES
from hanil_news_watch.starting import FILES, StartingError, start
from newsdb.configuration import load
from newsdb.configuration.model import Configuration
from newsdb.invocation import STARTED_BY
from tests.support.crawls import ROOT
from watchlist.loading import load as load_watch_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTACT = "desk@hanil-watch.or.kr"


def test_what_is_made_works(tmp_path: Path) -> None:
    made, kept = start(tmp_path / "a" / "watch", CONTACT)
    assert set(made) == set(FILES.values())
    assert kept == []
    folder = tmp_path / "a" / "watch"
    file = folder / "hanil.toml"
    configuration = load({"HANIL_CONFIG": str(file)})
    assert configuration.contact == CONTACT
    assert configuration.database == folder / "data" / "news.db"
    assert configuration.watchlist == folder / "watchlist.toml"
    assert load_watch_list(configuration.watchlist).version.startswith("hanil+own-")
    assert file.stat().st_mode & 0o077 == 0
    assert (folder / "data").stat().st_mode & 0o077 == 0


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "spiders").mkdir()
    (tmp_path / "watchlist.toml").write_text("name = 'mine'\n")
    (tmp_path / "hanil.toml").symlink_to(tmp_path / "elsewhere.toml")  # leads nowhere
    made, kept = start(tmp_path, CONTACT)
    assert set(kept) == {"hanil.toml", "watchlist.toml"}
    assert (tmp_path / "watchlist.toml").read_text() == "name = 'mine'\n"
    assert not (tmp_path / "elsewhere.toml").exists()
    assert start(tmp_path, "") == ([], list(FILES.values()))
    assert "spiders/README.txt" in made


def test_a_place_that_can_not_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartingError, match="file"):
        start(tmp_path / "file" / "watch", "")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--contact", CONTACT], 0, "Made in "),
        (["--contact", "desk@example.kr"], 2, "only an example"),
        (["--contact", "nonsense"], 2, "neither an e-mail address"),
        ([], 0, "first set contact in hanil.toml"),
    ],
)
def test_init(tmp_path: Path, words: list[str], code: int, told: str) -> None:
    done = CliRunner().invoke(hanil, ["init", str(tmp_path / "watch"), *words])
    assert done.exit_code == code, done.output
    assert told in done.output
    assert (tmp_path / "watch").exists() == (code == 0)


@pytest.mark.parametrize(
    ("started_by", "first"), [(None, f"pip install {ROOT}, cd "), ("hanil", "cd ")]
)
def test_what_comes_next_can_be_typed(
    started_by: str | None, first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout has no command ``hanil``."""
    monkeypatch.delenv(STARTED_BY, raising=False)
    if started_by:
        monkeypatch.setenv(STARTED_BY, started_by)
    done = CliRunner().invoke(hanil, ["init", str(tmp_path / "watch")])
    assert f"Next: {first}{tmp_path / 'watch'}, then\n  hanil demo" in done.output


def fields(model: type[BaseModel]) -> Iterator[str]:
    """Yield the names of a model's fields and of those within."""
    for name, field in model.model_fields.items():
        yield name
        for each in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(each, type) and issubclass(each, BaseModel):
                yield from fields(each)


def test_every_setting_is_in_a_new_file() -> None:
    text = (STARTING_FILES / "hanil.toml").read_text(encoding="utf-8")
    assert [name for name in fields(Configuration) if name not in text] == []


def test_a_new_file_says_what_the_checkout_s_says() -> None:
    """Comments that the checkout's hanil.toml gets must come into the one that init writes."""
    new = (STARTING_FILES / "hanil.toml").read_text(encoding="utf-8").splitlines()
    own = {  # lines that name commands as they are typed here and there
        line
        for line in (ROOT / "hanil.toml").read_text(encoding="utf-8").splitlines()
        if line.startswith("#") and "scrapy" not in line and "make " not in line
    }
    other = ("# These can come from", "# The settings;", "# watchlist =")
    assert [line for line in own - set(new) if not line.startswith(other)] == []
