"""How well real pages are read: title, date, authors and text against the truth.

``python -m benchmarks.reading [PAGES] [--worst] [--outlets] [--all]`` (default ../shared/pages):
every saved page whose JSON states a truth is read by the generic reading alone, whatever outlet
it is from; with ``--outlets`` as its outlet's own spider reads it, where there is one.
Texts are compared as multisets of 5-character shingles without blanks and punctuation; lines of
``optional_text`` are neither required nor punished.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy import Request
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from crawler.items import RawArticle
from crawler.reading.charset import decode
from crawler.reading.page import NoArticleError, read_page
from crawler.registry import spider_for
from crawler.replay import SavedPage, saved_pages
from crawler.spiders.site import SiteSpider
from crawler.urls import identify
from newsdb.articles.discovered import Link
from newsdb.records import KST, Outlet
from newsdb.text.composing import composed
from pipelines.candidate import Candidate
from pipelines.fields.titles import decode as decoded
from pipelines.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsdb.records import Article

ROOT = Path(__file__).resolve().parents[1]
LOADER = get_spider_loader(get_project_settings())
SHINGLE = 5

Reader = Callable[[SavedPage], "tuple[Article | None, str]"]


class Score(NamedTuple):
    """What was read right on one page; None where the truth is not stated."""

    page: str
    layout: str
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
    """Return the F1 of the text; optional lines count neither for nor against."""
    found, wanted, free = shingles([read]), shingles([truth]), shingles(optional)
    right = sum((found & wanted).values())
    extra = sum((found - wanted - free).values())
    missed = sum((wanted - found - free).values())
    return 2 * right / (2 * right + extra + missed) if right else 0.0


def plain(title: str) -> str:
    """Return a headline with width and blanks normalised; any other difference counts."""
    return " ".join(composed(decoded(title), "NFKC").split())


def same_minute(read: datetime | None, truth: str) -> bool:
    """Return whether a date equals the stated one: to the minute, or to the day."""
    stated = datetime.fromisoformat(truth)
    if read is None:
        return False
    if len(truth) <= len("2026-01-01"):
        return read.astimezone(KST).date() == stated.date()
    return abs((read - stated).total_seconds()) < 60 and read.minute == stated.minute


def read_generically(page: SavedPage) -> tuple[Article | None, str]:
    """Return the article as read without any outlet's design, and what went wrong."""
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


def read_as_outlet(page: SavedPage) -> tuple[Article | None, str]:
    """Return the article as read by its outlet's spider, and what went wrong."""
    spider = spider_for(page.url, LOADER)
    if spider.name == SiteSpider.name:
        return read_generically(page)
    response = page.response(Request(page.url))
    link = Link(outlet=spider.name, key=spider.key_of(page.url) or "", url=page.url)
    try:
        raw = spider.read(response, link, seen_at=page.fetched_at or datetime.now(KST))
    except NoArticleError as error:
        return None, str(error)
    result = normalise(raw)
    if isinstance(result, Candidate):
        return result.article, ""
    return None, f"{result.reason}: {result.found}"


def score(page: SavedPage, truth: dict[str, Any], read_page_of: Reader) -> Score:
    """Return what was read right of a page."""
    started = time.process_time()
    article, note = read_page_of(page)
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
        page=page.file.name,
        layout=(article.layout or "") if article else "none",
        title=title,
        published=published,
        wrong_date=wrong_date,
        authors=authors,
        body=body,
        milliseconds=milliseconds,
        note=note.strip(),
    )


def share(values: Iterable[bool | float | None]) -> str:
    """Return the mean of the known scores, and how many there are."""
    known = [float(value) for value in values if value is not None]
    return f"{statistics.mean(known):.3f} of {len(known)}" if known else "nothing to compare"


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("pages", nargs="?", type=Path, default=ROOT.parent / "shared" / "pages")
    options.add_argument(
        "--worst", action="store_true", help="print each page that is not perfect"
    )
    options.add_argument("--all", action="store_true", help="print each page")
    options.add_argument(
        "--outlets", action="store_true", help="read as the page's outlet, not as any site"
    )
    asked = options.parse_args()
    if not asked.pages.is_dir():
        raise SystemExit(f"{asked.pages} is no folder of saved pages: name one")
    scores = []
    for page in saved_pages(asked.pages):
        truth = json.loads(page.file.with_suffix(".json").read_text(encoding="utf-8"))
        scores.append(score(page, truth, read_as_outlet if asked.outlets else read_generically))
    for each in scores if asked.worst or asked.all else ():
        body = "     " if each.body is None else f"{each.body:.3f}"
        if asked.all or each.note or (each.body is not None and each.body < 0.97):
            right = "".join(
                letter if value else "-" if value is None else "!"
                for letter, value in zip(
                    "TDA", (each.title, each.published, each.authors), strict=True
                )
            )
            print(
                f"{each.page:40} {each.layout:13} {right} body {body}"
                f" {each.milliseconds:6.1f} ms  {each.note}"
            )
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
