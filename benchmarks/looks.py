"""Looks at every page that the navigation leads to, through a headless Chromium.

``python -m benchmarks.looks --to PICTURES`` serves a copy of the demo's database (``make demo``)
to an admin and a reader, follows the links of each page to one page of each kind, and looks at
all of them: 1280 and 390 pixels wide, light and dark, in three languages. What axe finds serious,
errors, requests elsewhere, scrolling sideways and targets that are too small for a finger are
printed; ``--to`` keeps a picture of each. Exit code 1 if anything was found.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from browse import desk_changes
from newsdb.configuration import ROOT
from newsdb.database import open_database
from tests.browse.pages.looking import Watch
from tests.browse.serving import chromium, served, sign_in
from translations.catalogues import LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS, SCHEMES = (1280, 390), ("light", "dark")
#: Who looks: who may open most, and who sees another first page; an analyst when asked for.
PEOPLE = ("ada", "rina")
ALSO = ("ana",)
#: Pages from which links are followed; those behind them are looked at only.
DEPTH = 2
#: What is no page, or ends the session.
_NO_PAGE = re.compile(
    r"/-/(?:export|feed|logout|static|health$|metrics)|\.(?:csv|xlsx|json|jsonl|atom|opml|md)$"
)
#: Parts of an address that name one of many things of a kind.
_ONE_OF = re.compile(
    r"(?<=/)\d+|(?<=/-/(?:places)/).+|(?<=/-/concepts/).+|(?<=/-/sources/).+"
    r"|(?<=/-/organisations/).+|(?<=/news/)(?!articles|-).+"
)


def kind_of(path: str) -> str:
    """Return an address without what it names one of: pages of a kind have the same."""
    return _ONE_OF.sub("N", path)


def follow(page: Page, address: str) -> dict[str, str]:
    """Return a page of each kind that links lead to, by its kind."""
    found = {"/": "/"}
    waiting = [("/", 0)]
    while waiting:
        path, depth = waiting.pop(0)
        page.goto(address + path)
        for href in page.evaluate("[...document.links].map(each => each.href)"):
            parts = urlsplit(href)
            if not href.startswith(address) or _NO_PAGE.search(parts.path):
                continue
            if (kind := kind_of(parts.path)) not in found:
                found[kind] = parts.path
                if depth < DEPTH:
                    waiting.append((parts.path, depth + 1))
    return found


def look(
    browser: Browser,
    address: str,
    person: str,
    paths: list[str],
    *,
    width: int,
    scheme: Any,
    language: str,
    to: Path | None,
) -> int:
    """Print the faults of pages; return their number."""
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        timezone_id="Asia/Seoul",
        has_touch=width < 600,
        bypass_csp=True,  # axe is put into the page as a script
    )
    page = context.new_page()
    page.goto(f"{address}/-/login?_lang=en")
    sign_in(page, address, person)
    watch, number = Watch(page, address), 0
    for path in paths:
        page.goto(f"{address}{path}?_lang={language}", wait_until="networkidle")
        # Datasette's own pages have their own sizes.
        for fault in watch.faults(with_targets=not path.startswith("/news")):
            number += 1
            print(f"{person} {width} {scheme} {language} {path}: {fault}", flush=True)
        if to:
            name = re.sub(r"[^\w-]+", "_", path.strip("/")) or "first"
            page.screenshot(
                path=to / f"{name}-{person}-{width}-{scheme}-{language}.png", full_page=True
            )
    context.close()
    return number


def furnish(database: Path) -> None:
    """Add what a used desk has: a comment, a story that was given, a tag, a star, a search."""
    db = open_database(database)
    (story,) = db.execute("SELECT id FROM stories WHERE decision = 'relevant'").fetchone()
    desk_changes.comment(db, story, "같은 건인가요? 本社に確認しました。", person="ana")
    desk_changes.assign(db, [story], "ada", colleagues=["ada"], person="ana")
    desk_changes.keep_search(db, "협력", "q=협력", shared=True, person="ada")
    db.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.looks", description=__doc__)
    parser.add_argument("--database", type=Path, default=ROOT / "data" / "demo.db")
    parser.add_argument("--to", type=Path, help="the folder of the pictures")
    parser.add_argument("--only", default="", help="pages whose address contains this")
    parser.add_argument("--width", type=int, choices=WIDTHS, action="append")
    parser.add_argument("--scheme", choices=SCHEMES, action="append")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--person", choices=(*PEOPLE, *ALSO), action="append")
    options = parser.parse_args()
    if options.to:
        options.to.mkdir(parents=True, exist_ok=True)
    number = 0
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        database = Path(shutil.copy(options.database, Path(folder) / "news.db"))
        furnish(database)
        with served(database, Path(folder)) as address:
            for person in options.person or PEOPLE:
                page = browser.new_page()
                page.goto(f"{address}/-/login?_lang=en")
                sign_in(page, address, person)
                kinds = follow(page, address)
                page.close()
                paths = [each for each in kinds.values() if options.only in each]
                print(f"{person}: {len(paths)} kinds of pages", flush=True)
                for width, scheme, language in product(
                    options.width or WIDTHS,
                    options.scheme or SCHEMES,
                    options.language or LANGUAGES,
                ):
                    number += look(
                        browser, address, person, paths, width=width, scheme=scheme,
                        language=language, to=options.to,
                    )  # fmt: skip
    print(f"{number} faults")
    return int(bool(number))


if __name__ == "__main__":
    sys.exit(main())
