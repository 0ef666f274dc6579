"""docs/outlets.md: what is known about each outlet, made from its spider."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from crawler.discovery.planning import listings_of
from crawler.sources import DataPortal, Feed, ListPage, NaverSearch, SearchPage, Sitemap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.outlet_spider import OutletSpider

_SECTION = re.compile(r"^(?P<name>[A-Z][a-z]{1,20}): ", re.MULTILINE)

_HEAD = """\
# Outlets

Made from the spiders in `crawler/spiders/` by `hanil outlets --markdown`: edit those, not this
page. A `?` marks listings that nobody has seen answer. Times are KST. *Waits* means that too
little has been seen to crawl it: `hanil probe --all` visits it, and when its facts hold,
`enabled = true` under `[outlets.NAME]` in `hanil.toml` turns it on. *Off* means that its terms ask
for consent first.
"""

_COLUMNS = ("outlet", "state", "gives", "found by", "rhythm", "terms", "evidence")


def document(spiders: Iterable[type[OutletSpider]]) -> str:
    """Return the page, a row for each outlet in the order of their names."""
    rows = [_COLUMNS, ("--",) * len(_COLUMNS), *map(_row, spiders)]
    lines = (f"| {' | '.join(cells)} |" for cells in rows)
    return "\n".join([_HEAD, *lines, ""])


def sections(spider: type[OutletSpider]) -> dict[str, str]:
    """Return the parts of a spider's docstring (Gives, Terms, ...), each as one line."""
    _, *parts = _SECTION.split(inspect.getdoc(spider) or "")
    return {
        name: " ".join(text.split()) for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


def _row(spider: type[OutletSpider]) -> tuple[str, ...]:
    told = sections(spider)
    kept = spider.policy.kept + (f", {spider.policy.days} days" if spider.policy.days else "")
    cells = (
        f"`{spider.name}` {spider.title} ({spider.country}, {spider.language})",
        _state(spider),
        _sentence(told.get("Gives", "")),
        _listings(spider),
        f"`{spider.schedule}`" if spider.schedule else "on request",
        f"{_sentence(told.get('Terms', spider.terms))} Kept: {kept}.",
        _sentence(told.get("Evidence", "")),
    )
    return tuple(cell.replace("|", "\\|").replace("``", "`") for cell in cells)


def _sentence(text: str) -> str:
    """Return a part of a docstring as a sentence of its own."""
    return text[:1].upper() + text[1:]


def _state(spider: type[OutletSpider]) -> str:
    if spider.enabled:
        return "on"
    return "waits" if spider.awaits_probe else "off"


def _listings(spider: type[OutletSpider]) -> str:
    """Return how many listings of each kind lead to its articles."""
    kinds: dict[str, type | tuple[type, ...]] = {
        "feed": (Feed, Sitemap),
        "list": ListPage,
        "search": SearchPage,
        "API": DataPortal,
        "Naver": NaverSearch,
    }
    counted = []
    for name, kind in kinds.items():
        found = [each for each in spider.sources if isinstance(each, kind)]
        if found:
            doubt = "" if all(each.verified for each in found) else "?"
            several = "s" if len(found) > 1 else ""
            number = f"{len(found)} " if found[0] in listings_of(spider.sources) else ""
            counted.append(f"{number}{name}{several}{doubt}")
    return ", ".join(counted)
