"""Articles from elsewhere, one JSON object a line, for the same pipelines as crawled ones."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from scrapy.spiderloader import get_spider_loader

from crawler.items import RawArticle, Reading
from crawler.registry import outlet_spiders, spider_for
from crawler.time_limit import TimeLimitError, time_limit
from newsdb.articles.rejections import Rejection
from newsdb.database import now
from newsdb.records import INGESTED, Language
from newsdb.text.folding import skeleton

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from datetime import datetime

    from scrapy.spiderloader import SpiderLoaderProtocol

    from crawler.items import Readings
    from crawler.outlet_spider import OutletSpider

#: This many unreadable lines are reported in the log; ``rejections`` has all of them.
_MOST_LOGGED = 20

#: Characters of a line that its rejection quotes: enough to find it, not all of it.
_SHOWN = 120


class Line(BaseModel):
    """The fields of a line; url, title and body are required, times in any printed form."""

    model_config = ConfigDict(extra="ignore")

    url: str = Field(pattern=r"^https?://")
    title: str = Field(min_length=1)
    body: str = Field(min_length=1)
    outlet: str | None = None  # who published it, as the source of articles on unknown sites
    published_at: str | None = None
    modified_at: str | None = None
    language: Language | None = None
    subtitle: str | None = None
    section: str | None = None
    authors: list[str] = []
    keywords: list[str] = []
    image_url: str | None = None


class IngestSpider(scrapy.Spider):
    """Reads a file of JSON lines; each unreadable line becomes a rejection.

    :param file: the file
    """

    name = "ingest"
    fetches = False
    custom_settings = {"ROBOTSTXT_OBEY": False}

    def __init__(
        self, *args: Any, file: str, progress: Callable[[int], object] = lambda _: None, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.file = Path(file)
        self.progress = progress
        self.bad_lines = 0
        self.arguments = {"file": str(self.file)}

    async def start(self) -> AsyncIterator[Any]:
        if self.crawler.stats.get_value("hanil/already_running"):
            return
        for item in self.items():
            if self.crawler.stats.get_value("hanil/closing"):
                return
            yield item

    def items(self) -> Iterator[RawArticle | Rejection]:
        """Yield an article or a rejection for each line that is not empty."""
        self.learn_outlets(get_spider_loader(self.settings))
        seen_at = now()
        with self.file.open("rb") as lines:
            for number, text in enumerate(lines, start=1):
                self.progress(len(text))
                if text.strip():
                    yield self.read(text, number, seen_at=seen_at)

    def learn_outlets(self, loader: SpiderLoaderProtocol) -> None:
        """Take the outlets that a line may be of, and their names, from a spider loader."""
        self.loader = loader
        self.names: dict[str, list[type[OutletSpider]]] = defaultdict(list)
        for each in outlet_spiders(loader):
            for name in {skeleton(each.name), skeleton(each.title)}:
                self.names[name].append(each)

    def read(self, text: bytes, number: int, *, seen_at: datetime) -> RawArticle | Rejection:
        """Return the article in line ``number``, or a rejection when it can't be read."""
        try:
            with time_limit():
                line = Line.model_validate(json.loads(text))
            spider = spider_for(line.url, self.loader)
            key = spider.key_of(line.url)
            if not key:
                raise ValueError(f"{line.url} is not an article URL")
            self.check_claim(line, spider)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or "the line"
            return self._rejection(text, number, f"{field}: {first['msg']}", seen_at)
        except (ValueError, RecursionError, TimeLimitError) as error:
            return self._rejection(text, number, str(error), seen_at)
        return RawArticle(
            outlet=spider.outlet_of(line.url),
            key=key,
            url=spider.address_of(line.url, key),
            seen_url=line.url,
            seen_at=seen_at,
            found_by="url",
            found_in=f"{self.file.name}",
            layout=INGESTED,
            readings=_readings(line),
        )

    def check_claim(self, line: Line, spider: OutletSpider) -> None:
        """Raise ValueError if a line names an outlet of ours to whose URLs its own doesn't belong.

        Whose article it is, its URL says: a name that anybody can write says nothing.
        """
        claimed = self.names.get(skeleton(line.outlet or ""), [])
        if claimed and spider.name not in {each.name for each in claimed}:
            first = claimed[0]
            raise ValueError(
                f"outlet: that is {first.title} ({first.name}), whose articles have URLs like"
                f" {first.articles.canonicals[0]}; {line.url} is none"
            )

    def _rejection(self, text: bytes, number: int, why: str, seen_at: datetime) -> Rejection:
        shown = text[:_SHOWN].decode("utf-8", errors="replace").strip()
        self.bad_lines += 1
        if self.bad_lines <= _MOST_LOGGED:
            self.logger.warning("%s:%d: %s", self.file, number, why)
        elif self.bad_lines == _MOST_LOGGED + 1:
            self.logger.warning("More bad lines: see the table rejections")
        return Rejection(
            outlet=self.name,
            key=f"{self.file.name}:{number}",
            url=f"{self.file}:{number}",
            reason="bad line",
            looked_for=why,
            found=shown,
            seen_at=seen_at,
        )


def _readings(line: Line) -> Readings:
    readings: Readings = {
        "title": [Reading((line.title,), "meta title")],
        "body": [Reading(tuple(filter(None, map(str.strip, line.body.split("\n")))), "text body")],
    }
    for field, values, name in (
        ("site", (line.outlet,), "outlet"),
        ("published", (line.published_at,), "published_at"),
        ("modified", (line.modified_at,), "modified_at"),
        ("subtitle", (line.subtitle,), "subtitle"),
        ("section", (line.section,), "section"),
        ("authors", tuple(line.authors), "authors"),
        ("keywords", tuple(line.keywords), "keywords"),
        ("image", (line.image_url,), "image_url"),
    ):
        if given := tuple(value for value in values if value):
            readings[field] = [Reading(given, f"meta {name}")]  # type: ignore[index]
    return readings
