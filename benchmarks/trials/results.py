"""What came of trials, and what a database must hold after one."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.trials import soundness
from crawler.archive import folder as archive_folder
from crawler.archive import warc
from crawler.archive.warc import OPEN, SUFFIX, WarcError
from newsdb.database import open_database
from tests.support.crawls import rows, value

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path


@dataclass
class Tally:
    """Tries of one kind, what each lost, and what else was seen, by how often."""

    kind: str
    tries: int = 0
    losses: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def lost(self, where: str, *what: str) -> None:
        """Note what was lost, if anything."""
        self.losses += [f"{self.kind}, {where}: {each}" for each in what]

    def expect(self, where: str, what: str, *, found: object, wanted: object) -> None:
        """Note a loss when something isn't as it must be."""
        if found != wanted:
            self.lost(where, f"{what}: {found!r} instead of {wanted!r}")


class Bench(NamedTuple):
    """What a kind of trial works with: a folder of its own, how many tries, chance, a voice."""

    folder: Path
    number: int
    chance: random.Random
    say: Callable[[str], None]

    def fresh(self, name: str) -> Path:
        """Return an empty folder."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def unsound(database: Path) -> list[str]:
    """Return what is wrong in a database and in the archive beside it."""
    if not database.exists():
        return ["there is no database"]
    db = open_database(database)
    try:
        return soundness.faults(db)
    finally:
        db.close()


def articles(database: Path) -> dict[str, tuple[object, ...]]:
    """Return what was read of every article, by key."""
    found = rows(
        database,
        "SELECT key, outlet, title, body, published_at, revision FROM articles"
        " LEFT JOIN article_bodies ON article_id = id",
    )
    return {key: tuple(rest) for key, *rest in found}


def differences(database: Path, reference: Path) -> list[str]:
    """Return the articles that are missing, too many or other than those of a reference.

    An article that a kill met twice while it was read is a rejection, which says so.
    """
    wanted, found = articles(reference), articles(database)
    rejected = {
        row[0]
        for row in rows(database, "SELECT key FROM rejections WHERE reason = 'killed its reader'")
    }
    missing = wanted.keys() - found.keys() - rejected
    other = [key for key in wanted.keys() & found.keys() if wanted[key] != found[key]]
    return [
        *(f"article {key} is missing" for key in sorted(missing)),
        *(f"article {key} came from nowhere" for key in sorted(found.keys() - wanted.keys())),
        *(f"article {key} is another one" for key in sorted(other)),
    ]


def torn(database: Path, *, at_rest: bool) -> list[str]:
    """Return what can't be read of the archive beside a database; ``at_rest``: no run is open.

    A file that is still open is read to its last whole record, as the next run does.
    """
    root = database.with_name("archive")
    wrong: list[str] = []
    if at_rest:
        wrong += [f"{file.name} is left open" for file in root.rglob(f"*{SUFFIX}{OPEN}")]
    for file in archive_folder.files(root):
        try:
            for _ in warc.pages(file):
                pass
        except WarcError as error:
            wrong.append(str(error))
    for name, start, length, url in rows(
        database, "SELECT file, start, length, url FROM captures"
    ):
        if not (root / name).exists() and not at_rest:
            continue  # of a run that was killed: under the name of an open file
        try:
            if warc.read(root / name, start, length).url != url:
                wrong.append(f"the capture of {url} is of another page")
        except (WarcError, OSError) as error:
            wrong.append(f"the capture of {url}: {error}")
    return wrong


def kept_files(database: Path) -> dict[Path, str]:
    """Return the digest of each finished file of the archive beside a database."""
    found = archive_folder.files(database.with_name("archive"))
    return {path: warc.digest_of(path.read_bytes()) for path in found}


def touched(database: Path, before: dict[Path, str]) -> list[str]:
    """Return which files that ``kept_files`` told of are no longer what they were."""
    now = kept_files(database)
    return [f"{path.name} was written again" for path in before if now.get(path) != before[path]]


def history(database: Path, *, killed: int) -> list[str]:
    """Return what the history of runs gets wrong after so many kills and a good run at last."""
    wrong = []
    outcomes = rows(database, "SELECT outcome, reason FROM runs ORDER BY id")
    if (number := outcomes.count(("failure", "killed"))) > killed:
        wrong.append(f"{number} runs are called killed, {killed} were")
    if None in {outcome for outcome, _ in outcomes}:
        wrong.append("a run has no end in the history")
    if outcomes and outcomes[-1][0] != "success":
        wrong.append(f"the last run ended well, and the history says {outcomes[-1]}")
    return wrong


def stored(database: Path) -> int:
    """Return the number of articles in a database."""
    return int(value(database, "SELECT count(*) FROM articles"))
