"""The probe of every outlet, in a world of loopback HTTP in which ten facts are wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from crawler.registry import outlet_spiders
from tests.support.crawls import scrapy
from tests.support.loopback import BY_HOST, Answer, Site, build, place, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def answer(path: str, given: Answer) -> Callable[[Site], None]:
    def change(site: Site) -> None:
        site.answers[path] = given

    return change


def on_host(host: str, change: Callable[[Answer], None]) -> Callable[[Site], None]:
    """Change every page of a host, of a site that is many."""

    def at_once(site: Site) -> None:
        pages = [each for path, each in site.answers.items() if path.startswith(f"/{host}/")]
        assert pages, host
        for page in pages:
            assert isinstance(page, Answer)
            change(page)

    return at_once


def words(old: str, new: str) -> Callable[[Answer], None]:
    """Replace words on a page, in whatever encoding they are there."""

    def change(page: Answer) -> None:
        page.body = page.body.replace(old.encode("ascii"), new.encode("ascii"))

    return change


#: What has changed on the web since the spiders were written: how, and the one fact that says so.
CHANGED = {
    "etoday": (
        answer(
            place("https://www.etoday.co.kr/robots.txt"),
            Answer(b"User-agent: *\nDisallow: /news/view\n"),
        ),
        "robots.txt",
    ),
    "yna": (
        answer(place("https://www.yna.co.kr/rss/industry.xml"), Answer(b"", 404)),
        "feed https://www.yna.co.kr/rss/industry.xml",
    ),
    "newsis": (
        answer(place("https://www.newsis.com/RSS/bank.xml"), Answer(b"<html>moved</html>")),
        "feed https://www.newsis.com/RSS/bank.xml",
    ),
    "koreatimes": (
        on_host("feed.koreatimes.co.kr", words("pubdate", "when")),
        "feed https://feed.koreatimes.co.kr/k/allnews.xml",
    ),
    "koreaherald": (  # which waits for a probe
        on_host("www.koreaherald.com", words("/article/", "/story/")),
        "feed https://www.koreaherald.com/rss/newsAll",
    ),
    "mss": (
        on_host("www.mss.go.kr", words("doBbsFView", "fnView")),
        "list https://www.mss.go.kr/site/smba/ex/bbs/List.do?cbIdx=86",
    ),
    "smedaily": (
        answer(
            place("https://www.smedaily.co.kr/"),
            Answer(b"<link rel=alternate type=application/rss+xml href=/rss/new.xml>"),
        ),
        "feeds of the home page",
    ),
    "etnews": (on_host("www.etnews.com", words("articleBody", "storyText")), "page design"),
    "jetro": (
        on_host("www.jetro.go.jp", words("elem_date", "elem_day")),
        "published of articles",
    ),
    "newswire": (
        on_host("www.newswire.co.kr", words("article:published_time", "when")),
        "published of articles",
    ),
}


def test_all_outlets_are_visited_and_the_changed_facts_named(tmp_path: Path) -> None:
    """One process, and a world of more than forty outlets in which ten facts are wrong."""
    settings = get_project_settings()
    outlets = [
        each
        for each in outlet_spiders(get_spider_loader(settings))
        if each.is_enabled(settings) or each.awaits_probe
    ]
    assert len(outlets) >= 40
    with serving() as site:
        build(site, outlets)
        for change, _ in CHANGED.values():
            change(site)
        arguments: tuple[str, ...] = (*site.settings, *BY_HOST, "-s", "RETRY_BACKOFF=0.05")
        done = scrapy(
            *("probe", "--all", "--save", str(tmp_path), *arguments),
            environment={"DATA_GO_KR_KEY": ""},
        )
    assert "Traceback" not in done.log, done.log
    assert done.code == 1
    table, _, rest = done.out.partition("\n\n")
    assert {line.split()[0] for line in table.splitlines()[1:]} == {each.name for each in outlets}
    changed: dict[str, list[str]] = {}
    for section in rest.split("\n\n"):
        lines = [line for line in section.splitlines() if line.startswith("changed")]
        for line in lines:
            fact = line.removeprefix("changed").strip().split("  ")[0]
            changed.setdefault(section.split(" ", 1)[0], []).append(fact)
    assert changed == {name: [fact] for name, (_, fact) in CHANGED.items()}
    following = done.out.splitlines()[-1]
    repair, enable = following.removeprefix("Next: ").split("; ")
    assert set(re.findall(r"[a-z0-9_]+", repair.split(" as ")[0])) == {"repair", *CHANGED}
    assert "heraldcorp" in enable
    assert not {"koreaherald", "kotra"} & set(re.findall(r"\w+", enable))  # it has no key
    # What is needed to repair a spider is in one folder.
    assert "changed" in (tmp_path / "etnews" / "facts.txt").read_text(encoding="utf-8")
    assert list((tmp_path / "etnews").rglob("page.html"))
    pages = [path for path in site.asked if not path.endswith("/robots.txt")]
    assert len(pages) == len(set(pages))
