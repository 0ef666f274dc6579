"""Computes each article's signature, by which storing it can find copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured

from crawler.storage import is_local, storage_of
from newsdb.database import DatabaseError
from newsdb.similarity import signature_index
from newsdb.similarity.signatures import sign
from pipelines.candidate import Candidate
from pipelines.fields.agencies import AGENCIES
from pipelines.step import Step

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from scrapy.crawler import Crawler
    from sqlite_utils import Database

    from newsdb.records import Article
    from newsdb.similarity.signatures import Signature

#: The values of ``Article.source`` for wire copy.
AGENCY_NAMES = frozenset(AGENCIES.values())


class DuplicatesPipeline(Step[Candidate]):
    """Works out signatures before the transaction; looking for copies is done inside it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not is_local(crawler.settings):  # who stores it signs it: that takes other articles
            raise NotConfigured
        return cls(crawler)

    def open_spider(self) -> None:
        self.storage = storage_of(self.crawler)

    def take(self, item: Candidate) -> Candidate:
        try:
            item.signature = self.sign(item.article)
        except DatabaseError:  # storing says what is wrong with it, if it still is
            item.signature = sign(item.article, agencies=AGENCY_NAMES)
        return item

    def sign(self, article: Article) -> Signature:
        """Return an article's signature; raises DatabaseError."""

        def printed_elsewhere(keys: Sequence[int]) -> Collection[int]:
            return self.storage.often_printed(article.outlet, keys)

        return sign(article, agencies=AGENCY_NAMES, printed_elsewhere=printed_elsewhere)


def signature_of(db: Database, article: Article, *, article_id: int | None = None) -> Signature:
    """Return an article's signature, excluding what its outlet prints with every text."""

    def printed_elsewhere(keys: Sequence[int]) -> Collection[int]:
        return signature_index.often_printed(db, article.outlet, keys, but=article_id)

    return sign(article, agencies=AGENCY_NAMES, printed_elsewhere=printed_elsewhere)
