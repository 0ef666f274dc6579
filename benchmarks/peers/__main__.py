"""Reads the same pages with this reader and with others, and writes what each got right.

``python -m benchmarks.peers [--python PEERS] [--pages FOLDER] [--every N] [--write FILE]``:
pages of ``fixtures/`` and of a folder of saved pages, if there is one. The peers run in an
environment of their own (``make peers`` sets it up in ``.peers/``); what isn't installed there is
left out with a line that says so. The result goes to standard output and into FILE
(``benchmarks/RESULTS.md``). Times are of one process on this machine at this hour: the file says
how busy it was.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import time
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from benchmarks.peers.extract import NOT_INSTALLED, PEERS
from benchmarks.reading import body_f1, plain, read_as_outlet, read_generically
from crawler.reading.charset import decode
from crawler.replay import saved_pages
from newsdb import __version__
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crawler.replay import SavedPage
    from newsdb.records import Article

ROOT = Path(__file__).resolve().parents[2]
EXTRACT = Path(__file__).with_name("extract.py")
RESULTS = Path(__file__).resolve().parents[1] / "RESULTS.md"
#: Seconds that a peer may take for all pages of a set.
LONGEST = 1_800

_HANGUL, _KANA = re.compile("[가-힣]"), re.compile("[ぁ-ヶ]")
#: What stands around a name in a byline; ours leaves it out, so it is no fault of the others.
_ROLE = re.compile(
    r"\S+@\S+|^\s*by\s|\s*(?:기자|특파원|記者|特派員|reporter|correspondent)\s*$|[()=]",
    re.IGNORECASE,
)


class Case(NamedTuple):
    """A page, its truth, and how its bytes are decoded."""

    page: SavedPage
    truth: dict[str, Any]
    encoding: str
    language: str


class Result(NamedTuple):
    """What a reader found on a page, and its CPU time; a fault instead if it raised one."""

    title: str = ""
    date: str | None = None
    authors: Sequence[str] = ()
    text: str = ""
    milliseconds: float | None = None
    fault: str | None = None


def language_of(text: str) -> str:
    """Return ``ko``, ``ja`` or ``en`` by the letters on a page."""
    hangul, kana = len(_HANGUL.findall(text)), len(_KANA.findall(text))
    return "ko" if hangul > max(kana, 50) else "ja" if kana > 50 else "en"


def truth_of(page: SavedPage) -> dict[str, Any] | None:
    """Return what a page's article is: beside a fixture its record, beside a saved page its truth.

    None for what is no article: the others are made to read articles.
    """
    expected = page.file.with_suffix(".expected.json")
    if not expected.exists():
        told: dict[str, Any] = json.loads(page.file.with_suffix(".json").read_text("utf-8"))
        return told if told.get("text") else None
    record = json.loads(expected.read_text("utf-8"))
    if not record.get("body"):
        return None
    truth = {"title": record["title"], "text": record["body"]}
    if record["published_at"]:
        truth["date"] = record["published_at"]
    if record["authors"]:
        truth["authors"] = [each["name"] for each in record["authors"]]
    return truth


def cases_in(folder: Path, every: int) -> list[Case]:
    """Return every so many-th page of a folder that is an article's."""
    cases = []
    for page in list(saved_pages(folder))[::every]:
        if page.file.suffix != ".html" or page.status != 200 or not (truth := truth_of(page)):
            continue
        text, encoding = decode(page.file.read_bytes(), declared=page.encoding)[:2]
        cases.append(Case(page, truth, encoding, language_of(text)))
    return cases


def own(
    cases: Sequence[Case], read: Callable[[SavedPage], tuple[Article | None, str]]
) -> list[Result]:
    """Return what this reader finds, normalised as a crawl does."""
    results: list[Result] = []
    for case in cases:
        if not results:
            read(case.page)
        started = time.process_time()
        article, fault = read(case.page)
        milliseconds = (time.process_time() - started) * 1000
        if article is None:
            results.append(Result(milliseconds=milliseconds, fault=fault))
            continue
        results.append(
            Result(
                article.title,
                article.published_at.isoformat() if article.published_at else None,
                [author.name for author in article.authors],
                article.body,
                milliseconds,
            )
        )
    return results


def peer(name: str, python: Path, cases: Sequence[Case]) -> tuple[str, list[Result]] | None:
    """Return a peer's version and what it finds; None when it isn't installed."""
    asked = [
        json.dumps(
            {
                "file": str(case.page.file),
                "url": case.page.url,
                "encoding": case.encoding,
                "language": case.language,
            }
        )
        for case in cases
    ]
    done = subprocess.run(
        [python, EXTRACT, name],
        input="\n".join(asked),
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode == NOT_INSTALLED:
        return None
    if done.returncode:
        raise SystemExit(f"{name} failed: {done.stderr[-1000:]}")
    first, *found = map(json.loads, done.stdout.splitlines())
    results = [
        Result(
            each.get("title") or "",
            each.get("date"),
            each.get("authors") or (),
            each.get("text") or "",
            each.get("ms"),
            each.get("fault"),
        )
        for each in found
    ]
    return first["version"], results


def parse_times(cases: Sequence[Case]) -> Iterator[float]:
    """Yield how many ms of CPU lxml takes to parse each page."""
    for case in cases:
        # As UTF-8, since libxml2 lacks some encodings of old pages.
        page = decode(case.page.file.read_bytes(), declared=case.page.encoding)[0].encode()
        started = time.process_time()
        etree.fromstring(page, etree.HTMLParser(encoding="utf-8", huge_tree=True))
        yield (time.process_time() - started) * 1000


def is_minute(read: str | None, truth: str) -> bool:
    """Return whether a date is the stated one: its minute, or its day if no time is stated.

    A time without a zone is taken for one of Seoul and Tokyo, where all outlets are.
    """
    try:
        found = datetime.fromisoformat(read or "")
    except ValueError:
        return False
    stated = datetime.fromisoformat(truth)
    found, stated = (each if each.tzinfo else each.replace(tzinfo=KST) for each in (found, stated))
    if len(truth) <= len("2026-01-01"):
        return found.astimezone(KST).date() == stated.date()
    return abs(found - stated) < timedelta(minutes=1) and found.minute == stated.minute


def names_of(authors: Sequence[str]) -> set[str]:
    """Return names without roles and addresses."""
    bare = (" ".join(_ROLE.sub(" ", each).split()) for each in authors)
    return {each for each in bare if each}


def row(name: str, cases: Sequence[Case], results: Sequence[Result], parsing: float) -> str:
    """Return a reader's row of the table: shares of the pages whose truth states each field."""
    pairs = list(zip((case.truth for case in cases), results, strict=True))
    shares: tuple[list[float], ...] = (
        [
            plain(found.title) == plain(truth["title"])
            for truth, found in pairs
            if "title" in truth
        ],
        [is_minute(found.date, truth["date"]) for truth, found in pairs if "date" in truth],
        [
            names_of(found.authors) == names_of(truth["authors"])
            for truth, found in pairs
            if "authors" in truth
        ],
        [
            body_f1(found.text, truth["text"], truth.get("optional_text", ()))
            for truth, found in pairs
        ],
    )
    dated, signed = any(each.date for each in results), any(each.authors for each in results)
    offered = (True, dated, signed, True)
    told = [
        f"{statistics.mean(each):.3f}" if each and is_offered else "-"
        for each, is_offered in zip(shares, offered, strict=True)
    ]
    spent = [each.milliseconds for each in results if each.milliseconds is not None]
    middle = statistics.median(spent) if spent else float("nan")
    unread = sum(1 for each in results if not each.text)
    cells = (name, *told, f"{middle:.1f}", f"{middle / parsing:.1f}", str(unread))
    return f"| {' | '.join(cells)} |"


def table(title: str, folder: Path, python: Path, every: int) -> Iterator[str]:
    """Yield the lines of the table of one set of pages."""
    cases = cases_in(folder, every)
    parsing = statistics.median(parse_times(cases))
    ours = f"this reader {__version__}"
    yield f"## {title}: {len(cases)} pages{f', one of {every}' if every > 1 else ''}"
    yield ""
    columns = ["reader", "title", "minute", "authors", "text F1"]
    columns += ["CPU ms a page", "times a parse", "no text"]
    yield f"| {' | '.join(columns)} |"
    yield "|--" * len(columns) + "|"
    yield row(f"{ours}, by its outlets' designs", cases, own(cases, read_as_outlet), parsing)
    yield row(f"{ours}, as any site", cases, own(cases, read_generically), parsing)
    absent: list[str] = []
    faults: dict[str, list[str]] = {}
    for name in PEERS:
        found = peer(name, python, cases) if python.exists() else None
        if found is None:
            absent.append(name)
            continue
        yield row(f"{name} {found[0]}", cases, found[1], parsing)
        faults[name] = [" ".join(each.fault.split()) for each in found[1] if each.fault]
    yield ""
    for name, raised in faults.items():
        if raised:
            yield f"{name}: raised an error on {len(raised)} pages, first {raised[0][:120]}."
    for name in absent:
        yield f"{name}: skipped, since it is not installed (`make peers`)."
    yield f"lxml parses one in {parsing:.2f} ms (median)."
    yield ""


def processor() -> str:
    """Return the name of the processor."""
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    named = re.search(r"^model name\s*:\s*(.*)$", told, re.MULTILINE)
    return named[1] if named else platform.machine()


def load() -> str:
    """Return how many processes wanted a processor in the last minute, and how many there are."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def report(pages: Path, python: Path, every: int) -> Iterator[str]:
    """Yield the lines of RESULTS.md."""
    before = load()
    yield "# Reading, beside peers"
    yield ""
    yield "Written by `make bench` (`python -m benchmarks.peers`); don't edit it."
    yield ""
    yield (
        "Title: the same but for blanks and width. Minute: the same minute, a time without a zone"
        " being one of Seoul. Authors: the same names, without roles. Text: F1 of runs of five"
        " letters. -: not offered. CPU: the median, after a first page that is not counted; this"
        " reader's includes"
        " decoding and normalising the fields. Of `fixtures/`, whose pages are invented after the"
        " markup of outlets, the truth is what this reader is tested to read: only the others'"
        " rows say something there. newspaper4k and news-please split Korean words by blanks and"
        " signs, since the data for nltk's way is a download."
    )
    yield ""
    yield from table("fixtures/", ROOT / "fixtures", python, every)
    if pages.is_dir():
        yield from table("saved pages", pages, python, every)
    else:
        yield "Saved pages: skipped, since there is no folder of them (`--pages`)."
        yield ""
    yield (
        f"Measured on {datetime.now(KST):%Y-%m-%d %H:%M} KST, {processor()}, {platform.system()},"
        f" Python {platform.python_version()}, lxml {version('lxml')}, Scrapy {version('scrapy')}."
        f" Load of the machine: {before} before, {load()} after; the busier it is, the larger all"
        " times are, and only ratios compare."
    )


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--python", type=Path, default=ROOT / ".peers" / "bin" / "python")
    options.add_argument("--pages", type=Path, default=ROOT.parent / "shared" / "pages")
    options.add_argument("--every", type=int, default=1, help="read every N-th page only")
    options.add_argument("--write", type=Path, default=RESULTS)
    asked = options.parse_args()
    lines = []
    for line in report(asked.pages, asked.python, asked.every):
        print(line, flush=True)
        lines.append(line)
    asked.write.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
