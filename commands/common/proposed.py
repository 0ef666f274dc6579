"""Reviewers' proposals for the watch list: as lines, as a list, and tried on the archive."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common.printing import for_progress
from commands.common.rejudged import report
from newsdb.articles.verdicts import count
from newsdb.review import proposals
from newsdb.search import search
from watchlist import WatchListError, load
from watchlist.rejudging import rejudge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlite_utils import Database

    from watchlist import WatchList

_SHOWN = 20
#: Articles with a word are counted up to this number.
_MOST = 1000


def lines(db: Database, watch: WatchList, own: Path | None, *, every: bool) -> Iterator[str]:
    """Yield the proposals, the list they amount to, and what it would change in the archive.

    ``own`` is the user's list; None when only the shipped one is in use.
    """
    found = proposals.listing(db)
    if not found:
        yield "There are no proposals: in the review desk, select words in a text and press w."
        return
    for each in found:
        yield from _line(db, each, watch)
    named = [each for each in found if each["concept"] in watch.concepts]
    if not named:
        yield ""
        yield "None names a concept of the watch list, so there is nothing to try."
        return
    text = as_list(named, watch)
    yield ""
    yield "As a list of your own (name it in hanil.toml):"
    yield from (f"  {line}" for line in text.splitlines())
    yield ""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "proposals.toml"
        file.write_text(text, encoding="utf-8")
        try:
            tried = load(own, file)
        except WatchListError as error:
            yield "They can't be tried as they stand:"
            yield from str(error).replace(str(file), "proposals").splitlines()
            return
    with click.progressbar(length=count(db), label="trying", file=for_progress()) as bar:
        outcome = rejudge(db, tried, progress=bar.update)
    yield "What they would change in the archive:"
    yield from report(outcome, shown=None if every else _SHOWN)


def as_list(found: Sequence[dict[str, Any]], watch: WatchList) -> str:
    """Return proposals as the text of a watch list file, extending existing concepts."""
    terms: dict[str, dict[str, list[str]]] = {}
    for each in found:
        by_language = terms.setdefault(each["concept"], {})
        by_language.setdefault(each["language"], []).append(each["term"])
    lines = []
    for concept, by_language in terms.items():
        lines.append(f"[{watch.concepts[concept].kind}.{concept}]")
        lines += [
            f"{language} = {json.dumps(names, ensure_ascii=False)}"
            for language, names in by_language.items()
        ]
    return "\n".join(lines) + "\n"


def _line(db: Database, each: dict[str, Any], watch: WatchList) -> Iterator[str]:
    hits = search.find(db, f'"{each["term"]}"', limit=_MOST)
    number = f"{_MOST} or more" if len(hits) == _MOST else str(len(hits))
    concept = each["concept"] or "no concept"
    unknown = each["concept"] and each["concept"] not in watch.concepts
    if unknown:
        concept += " (the watch list has no such concept)"
    yield (
        f"{each['term']}  → {concept}; in {number} article{'s' if len(hits) != 1 else ''};"
        f" {each['proposed_by']}, {each['proposed_at'][:16].replace('T', ' ')}"
    )
    if each["title"]:
        yield f"    {each['title']}  {each['url']}"
