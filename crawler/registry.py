"""Which spider reads which URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.outlet_spider import OutletSpider
from crawler.spiders.site import SiteSpider

if TYPE_CHECKING:
    from scrapy.spiderloader import SpiderLoaderProtocol


def outlet_spiders(loader: SpiderLoaderProtocol) -> list[type[OutletSpider]]:
    """Return the spiders of single outlets, sorted by name."""
    found = (loader.load(name) for name in sorted(loader.list()))
    return [each for each in found if issubclass(each, OutletSpider) and each is not SiteSpider]


def spider_for(url: str, loader: SpiderLoaderProtocol, *, generic: bool = False) -> OutletSpider:
    """Return a spider for the page at ``url``: its outlet's, else the one for any site.

    With ``generic`` it is always the one for any site.
    """
    for spider in () if generic else outlet_spiders(loader):
        if spider.key_of(url):
            return spider(urls=url)
    return SiteSpider(urls=url)
