"""Candidate: an article on its way through the pipelines, with the page it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.items import RawArticle
    from newsdb.articles.verdicts import Verdict
    from newsdb.crawls.events import Signed
    from newsdb.records import Article
    from newsdb.similarity.signatures import Signature


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A normalised article, with what later steps (relevance, duplicates) add to it."""

    raw: RawArticle
    article: Article
    signature: Signature | None = None
    signed: Signed | None = None  # instead of it, where the database is elsewhere
    verdict: Verdict | None = None
