"""How well pages without a design are read: title, date, authors and text against the truth.

``python -m benchmarks.reading [PAGES] [--worst]`` (default ../shared/pages): every saved page
whose JSON states a truth is read by the generic reading alone, whatever outlet it is from.
Texts are compared as multisets of 5-character shingles without blanks and punctuation; lines of
``optional_text`` are neither required nor punished.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
import unicodedata
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.charset import decode
from crawler.items import RawArticle
from crawler.reading import NoArticleError, read_page
from crawler.replay import SavedPage, saved_pages
from crawler.urls import identify
from newsdb.records import KST, Outlet
from pipelines.candidate import Candidate
from pipelines.normalise import normalise
from pipelines.titles import decode as decoded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsdb.records import Article

ROOT = Path(__file__).resolve().parents[1]
SHINGLE = 5


class Score(NamedTuple):
    """What was right of one page; None where no truth is stated."""

    page: str
    title: bool | None
    published: bool | None  # to the minute, where the truth states one
    wrong_date: bool
    authors: bool | None
    body: float | None
    milliseconds: float
    note: str


def shingles(texts: Iterable[str]) -> Counter[str]:
    """Return how often each run of five letters or digits is in ``texts``."""
    letters = "".join(filter(str.isalnum, "".join(texts)))
    return Counter(letters[n : n + SHINGLE] for n in range(len(letters) - SHINGLE + 1))


def body_f1(read: str, truth: str, optional: Iterable[str]) -> float:
    """Return F1 of the text; what is optional counts neither for nor against."""
    found, wanted, free = shingles([read]), shingles([truth]), shingles(optional)
    right = sum((found & wanted).values())
    extra = sum((found - wanted - free).values())
    missed = sum((wanted - found - free).values())
    return 2 * right / (2 * right + extra + missed) if right else 0.0


def plain(title: str) -> str:
    """Return a headline with one width and one kind of blank; nothing else is forgiven."""
    return " ".join(unicodedata.normalize("NFKC", decoded(title)).split())


def same_minute(read: datetime | None, truth: str) -> bool:
    """Tell whether a date is the one stated: to the minute, to the day where only that is."""
    stated = datetime.fromisoformat(truth)
    if read is None:
        return False
    if len(truth) <= len("2026-01-01"):
        return read.astimezone(KST).date() == stated.date()
    return abs((read - stated).total_seconds()) < 60 and read.minute == stated.minute


def read_generically(page: SavedPage) -> tuple[Article | None, str]:
    """Return the article that a page reads as without any outlet's design, and what went wrong."""
    host, key = identify(page.url)
    outlet = Outlet(name=host, title=host, country=None, language=None, home=f"https://{host}/")
    body = page.file.read_bytes()
    seen_at = page.fetched_at or datetime.now(KST)
    try:
        reading = read_page(decode(body, declared=page.encoding)[0], page.url)
    except NoArticleError as error:
        return None, str(error)
    result = normalise(
        RawArticle(
            outlet=outlet,
            key=key,
            url=page.url,
            seen_url=page.url,
            seen_at=seen_at,
            found_by="url",
            layout=reading.layout,
            readings=reading.readings,
        )
    )
    if isinstance(result, Candidate):
        return result.article, ""
    return None, f"{result.reason}: {result.found}"


def score(page: SavedPage, truth: dict[str, Any]) -> Score:
    """Return what was read right of a page."""
    started = time.process_time()
    article, note = read_generically(page)
    milliseconds = (time.process_time() - started) * 1000
    title = published = authors = body = None
    read = article.published_at if article else None
    if "title" in truth:
        title = article is not None and plain(article.title) == plain(truth["title"])
        if article and not title:
            note += f" title: {article.title!r} for {truth['title']!r};"
    if "date" in truth:
        published = same_minute(read, truth["date"])
        if article and not published:
            note += f" date: {read} for {truth['date']};"
    if "authors" in truth:
        names = {author.name for author in article.authors} if article else set()
        authors = names == set(truth["authors"])
        if article and not authors:
            note += f" authors: {names} for {truth['authors']};"
    if truth.get("text"):
        optional = truth.get("optional_text", ())
        body = body_f1(article.body, truth["text"], optional) if article else 0.0
    wrong_date = read is not None and published is False
    return Score(
        page.file.name, title, published, wrong_date, authors, body, milliseconds, note.strip()
    )


def share(values: Iterable[bool | float | None]) -> str:
    """Return the mean of what is known, and of how many."""
    known = [float(value) for value in values if value is not None]
    return f"{statistics.mean(known):.3f} of {len(known)}" if known else "nothing to compare"


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("pages", nargs="?", type=Path, default=ROOT.parent / "shared" / "pages")
    options.add_argument(
        "--worst", action="store_true", help="print each page that is not perfect"
    )
    asked = options.parse_args()
    if not asked.pages.is_dir():
        raise SystemExit(f"{asked.pages} is no folder of saved pages: name one")
    scores = []
    for page in saved_pages(asked.pages):
        truth = json.loads(page.file.with_suffix(".json").read_text(encoding="utf-8"))
        scores.append(score(page, truth))
    if asked.worst:
        for each in scores:
            body = "    " if each.body is None else f"{each.body:.3f}"
            if each.note or (each.body is not None and each.body < 0.97):
                print(f"{each.page:45} body {body} {each.milliseconds:6.1f} ms  {each.note}")
    print(f"{len(scores)} pages")
    print("title exact      ", share(each.title for each in scores))
    print("published exact  ", share(each.published for each in scores), end="")
    print(f", {sum(each.wrong_date for each in scores)} wrong")
    print("authors exact    ", share(each.authors for each in scores))
    print("body F1          ", share(each.body for each in scores))
    spent = [each.milliseconds for each in scores]
    print(f"CPU a page        {statistics.median(spent):.1f} ms median, {max(spent):.1f} at most")


if __name__ == "__main__":
    main()
