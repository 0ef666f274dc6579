"""How well copies are distinguished from look-alikes, on invented news.

``python -m benchmarks.duplicates [--seeds 31,47] [--pairs 40] [--stream 10000]``: pairs of an
article and an edited copy (recall by kind of edit) or of an article and another one (false
positives by kind), then a stream through the database.

``--labelled [FILE] [--half tuned|held-out]``: pairs that a person wrote (by default
``tests/data/copies.jsonl``): true copies that are found and look-alikes that are hidden. Rules are
fitted on the half that is not held out.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.copies.edits import EDITED, EDITS
from benchmarks.copies.negatives import NEGATIVES, ORIGINALS
from benchmarks.copies.news import Writer
from newsdb.articles import outlets
from newsdb.database import open_database
from newsdb.records import KST, Article, Language, Outlet
from newsdb.similarity.copy_rules import COPIES, HIDDEN, compare
from newsdb.similarity.signatures import sign
from newsdb.storing import store
from pipelines.duplicates import signature_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from benchmarks.copies.news import News

LANGUAGES: tuple[Language, ...] = ("ko", "ja", "en")
START = datetime(2026, 3, 2, 6, 0, tzinfo=KST)
LABELLED = Path(__file__).resolve().parents[1] / "tests" / "data" / "copies.jsonl"
HALVES = ("tuned", "held-out")


def article_of(news: News, *, outlet: str = "a", key: str = "1", at: datetime = START) -> Article:
    """Return invented news as it is stored."""
    return Article(
        outlet=outlet,
        key=key,
        url=f"https://{outlet}.example/{key}",
        title=news.title,
        body=news.body,
        language=news.language,
        published_at=at,
    )


def labelled_pairs(
    half: str | None = None, *, file: Path = LABELLED
) -> list[tuple[dict[str, Any], str | None]]:
    """Return the pairs that a person wrote, each with the kind of link found; of a half or all."""
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    found: list[tuple[dict[str, Any], str | None]] = []
    for row in rows:
        if half is not None and row["held_out"] != (half == "held-out"):
            continue
        first, other = (
            Article(
                outlet=outlet,
                key=row["id"],
                url=f"https://{outlet}.example/{row['id']}",
                title=row[f"{which}title"],
                body=row[f"{which}body"],
                language=row["language"],
                published_at=datetime.fromisoformat(row[f"{which}published"]),
            )
            for outlet, which in (("a", ""), ("b", "other_"))
        )
        found.append((row, compare(sign(other), sign(first)).kind))
    return found


def print_labelled(file: Path, halves: Sequence[str], *, errors: bool) -> None:
    for half in halves:
        found = labelled_pairs(half, file=file)
        copies = [kind in COPIES for row, kind in found if row["copy"]]
        hidden = [kind in HIDDEN for row, kind in found if not row["copy"]]
        print(
            f"{half}: {sum(copies)} of {len(copies)} copies found,"
            f" {sum(hidden)} of {len(hidden)} look-alikes hidden"
        )
        for row, kind in found if errors else ():
            if (kind in COPIES) != row["copy"]:
                print(f"    {row['id']} {row['kind']} ({row['language']}): {kind}")


def pairs(seed: int, count: int) -> tuple[dict[str, list[bool]], dict[str, list[bool]]]:
    """Return, by kind, whether copies were found and whether look-alikes were taken for copies."""
    chance = random.Random(seed)
    found: dict[str, list[bool]] = defaultdict(list)
    wrong: dict[str, list[bool]] = defaultdict(list)
    for number in range(count):
        writer = Writer(chance, LANGUAGES[number % 3])
        original = writer.news()
        signature = sign(article_of(original))
        for name, edit in EDITS.items():
            copy = sign(article_of(edit(writer, original)))
            first = EDITED[name](writer, original) if name in EDITED else None
            theirs = sign(article_of(first)) if first else signature
            found[name].append(compare(copy, theirs).kind in COPIES)
        for name, make in NEGATIVES.items():
            model = ORIGINALS[name](writer, original) if name in ORIGINALS else original
            other = sign(article_of(make(writer, original)))
            wrong[name].append(compare(other, sign(article_of(model))).kind in COPIES)
    return found, wrong


def stream(db: Database, seed: int, count: int) -> dict[str, float]:
    """Store a stream of originals (some of one template) and copies; return the results."""
    chance = random.Random(seed)
    writers = [Writer(chance, language) for language in LANGUAGES]
    names = [f"outlet{n}" for n in range(12)]
    for name in names:
        outlets.save(db, Outlet(name=name, title=name, country="KR", language="ko", home=name))
    templates = [writer.news() for writer in writers for _ in range(8)]
    originals: list[tuple[int, News, Writer]] = []
    copies: dict[int, int] = {}
    kinds: dict[int, str] = {}
    at, spent = START, 0.0
    for number in range(count):
        at += timedelta(minutes=2)
        writer = chance.choice(writers)
        source = None
        if originals and chance.random() < 0.3:
            source, news, writer = chance.choice(originals[-3000:])
            name = chance.choice([each for each in EDITS if each not in EDITED])
            news, kinds[number] = EDITS[name](writer, news), name
        elif chance.random() < 0.3:
            template = chance.choice(templates)
            writer = writers[LANGUAGES.index(template.language)]
            make = chance.choice(("round_up", "round_up_of_other_names", "template_of_release"))
            news, kinds[number] = NEGATIVES[make](writer, template), make
        else:
            news, kinds[number] = writer.news(), "original"
        if source is None and chance.random() < 0.6:
            news = EDITS["boilerplate"](writer, news)
        article = article_of(news, outlet=chance.choice(names), key=str(number), at=at)
        started = time.process_time()
        store(db, article, seen_at=at, signature=signature_of(db, article))
        spent += time.process_time() - started
        article_id = db.conn.execute("SELECT max(id) FROM articles").fetchone()[0]
        if source is None:
            originals.append((article_id, news, writer))
        else:
            copies[article_id] = source
    return {**_judged(db, copies, [each[0] for each in originals]), "ms": 1000 * spent / count}


def _judged(db: Database, copies: dict[int, int], originals: list[int]) -> dict[str, float]:
    root = {article: article for article in originals}
    for copy, source in copies.items():
        root[copy] = root[source]
    right: set[int] = set()
    wrong: set[int] = set()
    for article, other, kind in db.conn.execute("SELECT article_id, other_id, kind FROM links"):
        if kind in COPIES:
            (right if root[article] == root[other] else wrong).update((article, other))
    hidden = {
        row[0]
        for row in db.conn.execute("SELECT id, copy_of FROM articles WHERE copy_of IS NOT NULL")
        if root[row[0]] != root[row[1]]
    }
    together = db.conn.execute("SELECT id, story_id FROM articles").fetchall()
    story = dict(together)
    return {
        "copies found": sum(each in right for each in copies) / max(1, len(copies)),
        "copies in the right story": sum(story[c] == story[root[c]] for c in copies)
        / max(1, len(copies)),
        "originals wrongly linked": sum(each in wrong for each in originals) / len(originals),
        "originals wrongly hidden": sum(each in hidden for each in originals) / len(originals),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seeds", default="31,47", help="comma-separated; fitted on 11 to 14")
    parser.add_argument(
        "--pairs", type=int, default=60, help="articles a seed, each edited in all ways"
    )
    parser.add_argument(
        "--stream", type=int, default=10_000, help="articles in a stream, 0 for none"
    )
    parser.add_argument(
        "--labelled",
        nargs="?",
        type=Path,
        const=LABELLED,
        help="pairs that a person wrote, JSON lines",
    )
    parser.add_argument("--half", choices=HALVES, help="of those, only this half")
    parser.add_argument("--errors", action="store_true", help="show those that are wrong")
    arguments = parser.parse_args()
    if arguments.labelled:
        halves = [arguments.half] if arguments.half else HALVES
        print_labelled(arguments.labelled, halves, errors=arguments.errors)
        return
    for seed in map(int, arguments.seeds.split(",")):
        found, wrong = pairs(seed, arguments.pairs)
        recall = {name: statistics.mean(each) for name, each in found.items()}
        false = {name: statistics.mean(each) for name, each in wrong.items()}
        print(
            f"seed {seed}: macro recall {statistics.mean(recall.values()):.4f},"
            f" false-positive rate {statistics.mean(false.values()):.4f}"
        )
        for rates, less in ((recall, True), (false, False)):
            for name, rate in sorted(rates.items(), key=lambda each: each[1]):
                if (less and rate < 1) or (not less and rate > 0):
                    print(f"    {name:<26} {rate:.3f}")
        if arguments.stream:
            with tempfile.TemporaryDirectory() as folder:
                db = open_database(Path(folder) / "stream.db")
                result = stream(db, seed, arguments.stream)
                kinds = Counter(
                    row[0] for row in db.conn.execute("SELECT kind FROM links").fetchall()
                )
                db.close()
            print(f"    stream of {arguments.stream}:")
            for name, value in result.items():
                print(f"    {name:<26} {value:.4f}")
            print(f"    links {dict(kinds)}")


if __name__ == "__main__":
    main()
