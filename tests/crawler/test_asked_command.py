"""A process of Scrapy's imports the command that it was started for."""

from __future__ import annotations

import sys

import pytest

from crawler.asked_command import commands_module


@pytest.mark.parametrize(
    ("arguments", "module"),
    [
        (["/env/bin/scrapy", "crawl", "fnnews"], "commands.crawl"),
        (["/env/site-packages/scrapy/__main__.py", "crawl", "fnnews"], "commands.crawl"),
        (["scrapy.exe", "--nolog", "store", "list"], "commands.store"),
        (["scrapy", "list"], ""),  # Scrapy's own
        (["scrapy"], "commands"),
        (["scrapy", "-h"], "commands"),
        (["scrapy", "no-such-command"], "commands"),
        (["scrapy", "../settings"], "commands"),
        (["scrapy", "__init__"], "commands"),
        (["/env/bin/pytest", "crawl"], "commands"),
        (["/srv/__main__.py", "crawl"], "commands"),
        (["-c", "crawl"], "commands"),
        ([], "commands"),
    ],
)
def test_only_the_command_that_is_asked_for_is_imported(arguments: list[str], module: str) -> None:
    assert commands_module(arguments) == module


def test_the_deprecated_classes_of_scrapys_handler_know_their_modules() -> None:
    from crawler.middlewares.http11 import HTTP11DownloadHandler  # noqa: PLC0415

    assert HTTP11DownloadHandler.__module__ == "scrapy.core.downloader.handlers.http11"
    for name in ("contextfactory.ScrapyClientContextFactory", "tls.ScrapyClientTLSOptions"):
        module, _, deprecated = f"scrapy.core.downloader.{name}".rpartition(".")
        assert getattr(sys.modules[module], deprecated).__module__ == module
