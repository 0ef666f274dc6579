"""Fetches pages and keeps what is read, as others would. Runs in the peers' environment.

``python lines.py LINE KEYS SERVER DATABASE``: LINE is ``bare`` (Scrapy, yielding title and body),
``trafilatura`` (Scrapy, trafilatura, dateparser, and an upsert by sqlite-utils into a table with
full-text search for each item) or ``newsplease`` (pages fetched one by one, nothing stored). It
imports nothing of ours.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def scrapy(line: str, addresses: list[str], database: Path) -> None:
    """Crawl the pages with Scrapy as it comes, without pauses."""
    framework: Any = import_module("scrapy")
    process: Any = import_module("scrapy.crawler").CrawlerProcess(
        {"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS_PER_DOMAIN": 4}
    )

    class Bare(framework.Spider):  # type: ignore[misc]
        name = "bare"
        start_urls = addresses

        def parse(self, response: Any) -> Iterator[dict[str, Any]]:
            yield {
                "title": response.css(".article-view__title::text").get(),
                "body": "\n".join(response.css(".article-view__body p::text").getall()),
            }

    class WithTrafilatura(Bare):
        def parse(self, response: Any) -> Iterator[dict[str, Any]]:
            found = import_module("trafilatura").bare_extraction(
                response.text, url=response.url, with_metadata=True
            )
            published = import_module("dateparser").parse(found.date) if found.date else None
            row = {
                "url": response.url,
                "title": found.title,
                "date": published and published.isoformat(),
                "author": found.author,
                "body": found.text,
            }
            articles.upsert(row, pk="url")
            yield row

    if line == "bare":
        process.crawl(Bare)
    else:
        articles = import_module("sqlite_utils").Database(database)["articles"]
        articles.create(dict.fromkeys(("url", "title", "date", "author", "body"), str), pk="url")
        articles.enable_fts(["title", "body"], create_triggers=True)
        process.crawl(WithTrafilatura)
    process.start()


def newsplease(addresses: list[str]) -> None:
    """Read the pages with news-please, fetched one after another."""
    # Its own way splits Korean words with data that is a download.
    nltk: Any = import_module("nltk")
    nltk.word_tokenize = nltk.tokenize.wordpunct_tokenize
    request: Any = import_module("urllib.request")
    reader: Any = import_module("newsplease").NewsPlease
    for address in addresses:
        with request.urlopen(address) as answer:
            reader.from_html(answer.read().decode(), url=address)


def main() -> None:
    line, keys, server, database = sys.argv[1:]
    addresses = [f"{server}/news/{key}" for key in Path(keys).read_text("utf-8").split()]
    if line == "newsplease":
        newsplease(addresses)
    else:
        scrapy(line, addresses, Path(database))


if __name__ == "__main__":
    main()
