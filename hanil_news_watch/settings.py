"""Scrapy's settings for the scrapy.cfg beside a hanil.toml, so that ``scrapy`` works there too."""

import sys

from hanil_news_watch import ShadowedError, take_precedence
from hanil_news_watch.folder import FolderError, enter

try:
    take_precedence()
    enter()
except (FolderError, ShadowedError) as fault:
    sys.stderr.write(f"{fault}\n")
    raise SystemExit(2) from None

from crawler.settings import *  # noqa: F403  its folder must be on the path
