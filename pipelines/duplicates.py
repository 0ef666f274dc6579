"""Computes each article's signature, by which storing it can find copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from crawler.storage import is_local, storage_of
from newsdb.database_errors import DatabaseError
from newsdb.similarity import signature_index
from newsdb.similarity.signatures import sign
from pipelines.candidate import Candidate
from pipelines.fields.agencies import AGENCIES
from pipelines.step import Step

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from scrapy.crawler import Crawler
    from sqlite_utils import Database

    from newsdb.crawls.events import Signed
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
        return cls(crawler)

    def open_spider(self) -> None:
        self.storage = storage_of(self.crawler)
        self.is_local = is_local(self.crawler.settings)

    def take(self, item: Candidate) -> Candidate:
        if not self.is_local:
            item.signed = sign_elsewhere(item.article)
            return item
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


def sign_elsewhere(article: Article) -> Signed:
    """Return an article's signature for a database that is not here (``signature_told``)."""
    from newsdb.crawls import signed  # noqa: PLC0415 of no use beside the database

    asked: list[int] = []

    def printed_elsewhere(keys: Sequence[int]) -> Collection[int]:
        asked.extend(keys)
        return ()

    signature = sign(article, agencies=AGENCY_NAMES, printed_elsewhere=printed_elsewhere)
    return signed.to_message(article, signature, asked)


def signature_told(db: Database, told: Signed, article: Article) -> Signature | None:
    """Return the signature that came with an article; None if signing it here gives another."""
    from newsdb.crawls import signed  # noqa: PLC0415 of no use beside the database

    signature = signed.from_message(told, article, agencies=AGENCY_NAMES)
    if signature and signature_index.often_printed(db, article.outlet, told.asked):
        return None  # it is without what its outlet prints with every text
    return signature


def signature_of(db: Database, article: Article, *, article_id: int | None = None) -> Signature:
    """Return an article's signature, excluding what its outlet prints with every text."""

    def printed_elsewhere(keys: Sequence[int]) -> Collection[int]:
        return signature_index.often_printed(db, article.outlet, keys, but=article_id)

    return sign(article, agencies=AGENCY_NAMES, printed_elsewhere=printed_elsewhere)
