"""Articles that no page was asked for: what a feed or a file says of them is archived instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from crawler.archive.raw_articles import to_json
from crawler.archive.warc import Page
from crawler.extensions.archive import Archive
from crawler.items import RawArticle

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsdb.articles.rejections import Rejection


class SourceArchive:
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
