"""Articles that no page was asked for: what a feed or a file says of them is archived instead."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from crawler.archive.warc import Page
from crawler.extensions.archive import Archive
from crawler.items import RawArticle, Reading
from newsdb.records import Outlet, Policy

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsdb.articles.rejections import Rejection


class ArchiveTold:
    """Item pipeline before all others: keeps the readings of what came without a page."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: RawArticle | Rejection) -> RawArticle | Rejection:
        if isinstance(item, RawArticle) and item.validators is None:
            archive = self.crawler.get_extension(Archive)
            if archive and item.outlet.policy.kept == "full":
                page = Page(
                    url=item.seen_url,
                    status=None,
                    headers=(),
                    body=to_json(item),
                    fetched_at=item.seen_at,
                    about={"spider": self.crawler.spidercls.name, "article": item.key},
                )
                archive.keep("source", item.outlet.name, item.key, page)
        return item


def to_json(raw: RawArticle) -> bytes:
    """Return a RawArticle as JSON; ``from_json`` reads it."""
    return json.dumps(asdict(raw), ensure_ascii=False, default=datetime.isoformat).encode()


def from_json(content: bytes) -> RawArticle:
    """Return the RawArticle that ``to_json`` wrote; raises ValueError, TypeError, KeyError."""
    known: dict[str, Any] = json.loads(content)
    known["outlet"] = outlet_from(known["outlet"])
    known["seen_at"] = datetime.fromisoformat(known["seen_at"])
    known["migrated_on"] = tuple(
        datetime.fromisoformat(day).date() for day in known["migrated_on"]
    )
    known["readings"] = {
        field: [Reading(tuple(values), source) for values, source in readings]
        for field, readings in known["readings"].items()
    }
    return RawArticle(**known)


def outlet_from(known: dict[str, Any]) -> Outlet:
    """Return an outlet as JSON has it."""
    return Outlet(**{**known, "policy": Policy(**known["policy"])})
