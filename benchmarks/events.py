"""How well suggestions group labelled articles by their events.

``python -m benchmarks.events [FILE]``: a JSON object a line with id, outlet, url, language, title,
text, published, story and copy_of. Prints B-cubed precision, recall and F of the groups that
copies alone and copies with suggestions form, and the pairs that are wrong.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsdb.articles import outlets
from newsdb.database import open_database
from newsdb.records import KST, Article, Outlet
from newsdb.stories import suggestions
from newsdb.stories.resemblance import HIDDEN
from newsdb.storing import store
from pipelines.duplicates import signature_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from sqlite_utils import Database

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT / "tests" / "data" / "relevance.jsonl"


def article_of(row: Mapping[str, Any]) -> Article:
    """Return a labelled article as it is stored."""
    day = row["published"]
    return Article(
        outlet=row["outlet"],
        key=row["id"],
        url=row["url"],
        title=row["title"] or row["text"][:30],
        body=row["text"],
        language=row["language"],
        published_at=datetime.fromisoformat(day).replace(tzinfo=KST) if day else None,
    )


def fill(db: Database, rows: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Store labelled articles; return them by the ids they were given."""
    for name in {row["outlet"] for row in rows}:
        outlets.save(db, Outlet(name=name, title=name, country=None, language=None, home=name))
    for row in rows:
        article = article_of(row)
        seen_at = datetime(2026, 1, 1, tzinfo=KST)
        store(db, article, seen_at=seen_at, signature=signature_of(db, article))
    by_id = {row["id"]: row for row in rows}
    keys = db.conn.execute("SELECT id, key FROM articles").fetchall()
    return {article_id: by_id[key] for article_id, key in keys}


def grouped(db: Database, *, suggested: bool) -> dict[int, Hashable]:
    """Return the group of each article: its story, or stories connected by suggestions."""
    whole = {story: min(group) for group in suggestions.groups(db) for story in group}
    rows = db.conn.execute("SELECT id, story_id FROM articles").fetchall()
    return {one: whole.get(story, story) if suggested else story for one, story in rows}


def b_cubed(found: Mapping[int, Hashable], true: Mapping[int, Hashable]) -> tuple[float, ...]:
    """Return the mean precision and recall of the articles' groups, and their F."""
    members: dict[Hashable, set[int]] = defaultdict(set)
    wanted: dict[Hashable, set[int]] = defaultdict(set)
    for one in true:
        members[found[one]].add(one)
        wanted[true[one]].add(one)
    shared = {one: len(members[found[one]] & wanted[true[one]]) for one in true}
    precision = sum(shared[one] / len(members[found[one]]) for one in true) / len(true)
    recall = sum(shared[one] / len(wanted[true[one]]) for one in true) / len(true)
    return precision, recall, 2 * precision * recall / (precision + recall)


def wrong_copies(db: Database, labelled: Mapping[int, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the pairs linked as exact, near or contains that are about different events."""
    return [
        (one["id"], other["id"])
        for first, second, kind in db.conn.execute("SELECT article_id, other_id, kind FROM links")
        if kind in HIDDEN
        and (one := labelled[first])
        and (other := labelled[second])
        and not (one["story"] and one["story"] == other["story"])
    ]


def missed_copies(
    db: Database, labelled: Mapping[int, Mapping[str, Any]]
) -> list[tuple[str, str]]:
    """Return the labelled copies that are not linked as such."""
    rows = db.conn.execute("SELECT article_id, other_id FROM links WHERE kind <> 'same_event'")
    linked = {frozenset((labelled[one]["id"], labelled[two]["id"])) for one, two in rows}
    pairs = [(row["id"], row["copy_of"]) for row in labelled.values() if row["copy_of"]]
    return [pair for pair in pairs if frozenset(pair) not in linked]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=LABELLED)
    arguments = parser.parse_args()
    lines = arguments.file.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "events.db")
        labelled = fill(db, rows)
        true = {one: row["story"] or one for one, row in labelled.items()}
        some = {one: story for one, story in true.items() if story != one}
        print(f"{'':<28}  precision  recall       F")
        for name, subset in (("all articles", true), ("those with a story", some)):
            for suggested in (False, True):
                figures = b_cubed(grouped(db, suggested=suggested), subset)
                what = "with suggestions" if suggested else "copies only"
                print(f"{name:<19} {what:<17}" + "".join(f"{each:8.3f}" for each in figures))
        print("copies not linked:", missed_copies(db, labelled) or "none")
        print("others linked as copies:", wrong_copies(db, labelled) or "none")
        suggested_pairs = db.conn.execute(
            "SELECT article_id, other_id, score FROM links WHERE kind = 'same_event'"
        ).fetchall()
        wrong = [
            (labelled[one]["id"], labelled[two]["id"], score)
            for one, two, score in suggested_pairs
            if true[one] != true[two]
        ]
        print(f"{len(suggested_pairs)} suggestions, of which wrong:", wrong or "none")
        db.close()


if __name__ == "__main__":
    main()
