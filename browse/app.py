"""Datasette over one database, which its pages call ``news`` whatever the file's name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from datasette.app import Datasette

from browse.news import NAME, NewsDatabase
from browse.permissions import People, let_in, may, people_of, secret_of
from newsdb.configuration import demo_database
from newsdb.database import open_to_read, read_only_mode
from newsdb.database_errors import UnusableDatabaseError
from newsdb.database_file import create_private
from newsdb.invocation import typed

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent


class Desk(Datasette):  # type: ignore[misc] # Datasette has no types
    """Datasette, which is not asked about what a role may not do.

    Nothing but the rules of ``browse.plugins.permissions`` allows anything here. Datasette
    (1.0a41) makes a query of each question, and its page of the API asks four about each table,
    three of them in vain.
    """

    async def allowed_many(
        self, *, actions: Sequence[str], resource: Any = None, actor: dict[str, Any] | None = None
    ) -> dict[str, bool]:
        """Return of each action whether an actor may do it; ValueError if there is no such one."""
        role = people_of(self).role(actor)
        possible = [each for each in actions if may(role, each) or each not in self.actions]
        found: dict[str, bool] = dict.fromkeys(actions, False)
        if possible:
            found |= await super().allowed_many(actions=possible, resource=resource, actor=actor)
        return found


def choose(named: Path | None, configured: Path, *, root: Path | None = None) -> Path:
    """Return the database to open: the named one, else the configured one, else the demo's.

    Raises UnusableDatabaseError if it does not exist.
    """
    wanted = [named] if named else [configured, demo_database(root)]
    for path in wanted:
        if path.is_file():
            return path
    raise UnusableDatabaseError(
        f"There is no database at {wanted[0]}: create one with “{typed('demo')}” (a replica, no"
        f" network) or “{typed('crawl')}” (the live site)."
    )


def build(database: Path, people: People | None = None, *, secret: str | None = None) -> Datasette:
    """Return Datasette over ``database``, which a crawl may be writing to, for ``people``.

    Where it can't be written, nothing can be decided, and what the desk remembers of its people
    goes with it. Without people nobody may sign in. Raises UnusableDatabaseError if the file is
    not one of ours or was written by a newer version.
    """
    people = people or People()
    check(database)
    mode = read_only_mode(database)
    internal = database.with_name("internal.db")
    if not mode:
        create_private(internal)
    desk = Desk(
        config=_configuration(people),
        default_deny=True,
        secret=secret or secret_of(database),
        metadata=_read("metadata.yaml"),
        plugins_dir=str(HERE / "plugins"),
        template_dir=str(HERE / "templates"),
        static_mounts=[("desk", str(HERE / "static"))],
        internal=None if mode else str(internal),
    )
    let_in(desk, people)
    desk.remove_database("_memory")
    desk.add_database(NewsDatabase(desk, database, read_only_mode=mode), name=NAME)
    return desk


def _configuration(people: People) -> dict[str, Any]:
    """Return Datasette's configuration; it shows that to readers, so no account is in it."""
    configuration: dict[str, Any] = _read("datasette.yaml")
    if people.https:
        configuration["settings"]["force_https_urls"] = True
    return configuration


def check(database: Path) -> None:
    """Raise UnusableDatabaseError unless the file is ours; an older one is migrated.

    An older one that can't be written is refused.
    """
    if any(
        sign in str(database) for sign in "?#%"
    ):  # Datasette puts the path into a URI unescaped
        raise UnusableDatabaseError(
            f"{database}: its path must not contain ?, # or %; move the file."
        )
    if not database.stat().st_size:
        raise UnusableDatabaseError(f"{database} is empty: name a file that a crawl wrote.")
    open_to_read(database).close()


def _read(name: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where libyaml is
    loaded = yaml.load((HERE / name).read_text(encoding="utf-8"), loader)  # noqa: S506 both are safe
    assert isinstance(loaded, dict)
    return loaded
