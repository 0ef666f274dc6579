"""How well suggestions group labelled articles by their events.

``python -m benchmarks.events [FILE]``: a JSON object a line with id, outlet, url, language, title,
text, published, story and copy_of. Prints B-cubed precision, recall and F of the groups that
copies alone and copies with suggestions form, and the pairs that are wrong.

``python -m benchmarks.events --languages [--half tuned|held-out]``: how many of the pairs of one
event in two languages are suggested, and how many near-misses: other events that resemble it.
Rules are fitted on the half that is not held out.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.articles import outlets
from newsdb.database import open_database
from newsdb.records import KST, Article, Outlet
from newsdb.similarity.copy_rules import HIDDEN
from newsdb.stories import suggestions
from newsdb.storing import store
from pipelines.duplicates import signature_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from sqlite_utils import Database

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT / "tests" / "data" / "relevance.jsonl"
IN_LANGUAGES = ROOT / "tests" / "data" / "events.jsonl"
HALVES = ("tuned", "held-out")


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


class Suggested(NamedTuple):
    """Of the pairs of one event, by languages, and of near-misses, which are suggested."""

    pairs: dict[tuple[str, str], list[bool]]
    near: list[bool]
    others: int  # pairs of two events of which neither was written to resemble the other


def suggested_pairs(
    db: Database, labelled: Mapping[int, Mapping[str, Any]], *, half: str | None = None
) -> Suggested:
    """Return which pairs of one event in two languages are linked, of a half or of all."""
    rows = db.conn.execute("SELECT article_id, other_id FROM links").fetchall()
    linked = {frozenset(each) for each in rows}
    chosen = {
        one: row
        for one, row in labelled.items()
        if half is None or bool(row.get("held_out")) == (half == "held-out")
    }
    pairs: dict[tuple[str, str], list[bool]] = defaultdict(list)
    near: list[bool] = []
    others = 0
    for one, row in chosen.items():
        if row.get("near"):
            near.append(
                any(
                    frozenset((one, each)) in linked
                    for each, theirs in chosen.items()
                    if theirs["story"] == row["near"]
                )
            )
        for other, theirs in chosen.items():
            if other <= one:
                continue
            hit = frozenset((one, other)) in linked
            same = row["story"] and row["story"] == theirs["story"]
            if same and row["language"] != theirs["language"]:
                first, second = sorted((row["language"], theirs["language"]))
                pairs[first, second].append(hit)
            elif hit and not same and row["story"] and theirs["story"]:
                others += 1
    return Suggested(dict(pairs), near, others)


def print_languages(file: Path, halves: Sequence[str]) -> None:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "events.db")
        labelled = fill(db, sorted(rows, key=lambda row: row["published"]))
        for half in halves:
            found = suggested_pairs(db, labelled, half=half)
            print(half)
            for (one, other), hits in sorted(found.pairs.items()):
                print(f"  {one}-{other}: {sum(hits)} of {len(hits)} pairs suggested")
            print(f"  near-misses: {sum(found.near)} of {len(found.near)} suggested")
            print(f"  pairs of other events suggested: {found.others}")
        db.close()


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
    parser.add_argument("--languages", action="store_true", help="pairs in two languages")
    parser.add_argument("--half", choices=HALVES, help="only the half that rules are fitted on")
    arguments = parser.parse_args()
    if arguments.languages:
        file = IN_LANGUAGES if arguments.file == LABELLED else arguments.file
        print_languages(file, [arguments.half] if arguments.half else HALVES)
        return
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
