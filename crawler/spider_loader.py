"""OutletLoader: a spider file that can't be imported disables only its own spider."""

from __future__ import annotations

import logging
import pkgutil
import re
from importlib import import_module
from typing import TYPE_CHECKING

from scrapy.spiderloader import SpiderLoader
from scrapy.utils.spider import iter_spider_classes

if TYPE_CHECKING:
    from types import ModuleType

    from scrapy import Spider

logger = logging.getLogger(__name__)


#: A spider's name is that of its outlet, of files and of a folder. With a colon it would be one of
#: those that pages of unknown sites have (``site:HOST``).
_NAME = re.compile(r"[a-z0-9_-]+")


#: The package of a user's own spiders, whose files lie in ``spiders/`` beside hanil.toml.
OWN = "crawler.own_spiders."


def file_name(module: str) -> str:
    """Return where a module with a spider is, as a user finds it: ``crawler/spiders/yna.py``."""
    if module.startswith(OWN):
        return f"spiders/{module.removeprefix(OWN)}.py"
    return f"{module.replace('.', '/')}.py"


def check(module: ModuleType) -> None:
    """Raise ValueError when a spider in ``module`` is none that an outlet may have.

    What every outlet says of itself is asked of all of them together: one that lacks it would take
    the lists, the crawls by address and the desk of all others with it.
    """
    for spider in iter_spider_classes(module):
        if not _NAME.fullmatch(spider.name):
            raise ValueError(
                f"{spider.__name__} can't be called {spider.name!r}: use lower-case letters,"
                " digits, - and _"
            )
        if not hasattr(spider, "policy"):  # no OutletSpider, which lies above this module
            continue
        for name in ("title", "home"):
            if not isinstance(getattr(spider, name, None), str):
                raise ValueError(f"{spider.__name__} has no {name}, or one that is no text")
        # One with a method of its own that knows its articles' addresses needs no pattern of them.
        knows = next(each for each in spider.__mro__ if "key_of" in vars(each))
        is_usual = "articles" in knows.__annotations__
        if is_usual and not hasattr(spider, "articles"):
            raise ValueError(f"{spider.__name__} has no articles: write ArticleUrl(...)")


class OutletLoader(SpiderLoader):
    """A SpiderLoader that imports each spider file separately.

    Scrapy's own stops at the first file with an error, or with SPIDER_LOADER_WARN_ONLY skips all
    files after it. ``broken`` maps the name of a file that can't be imported, or names a spider as
    no outlet may be called, to the reason; ``broken_files`` maps it to where the file is.
    """

    broken: dict[str, str]
    broken_files: dict[str, str]

    def _load_all_spiders(self) -> None:
        self.broken = {}
        self.broken_files = {}
        for package_name in self.spider_modules:
            module = self._import(package_name)
            for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
                self._import(f"{package_name}.{found.name}")
        self._check_name_duplicates()

    def _load_spiders(self, module: ModuleType) -> None:
        """Let a spider replace one of the same name in an earlier package: its repair."""
        package = module.__name__.rpartition(".")[0]
        for spider in iter_spider_classes(module):
            found = self._found[spider.name]
            same = [each for each in found if each[0].rpartition(".")[0] == package]
            if len(same) < len(found):
                logger.info("%s is read by %s", spider.name, module.__file__)
            found[:] = same
        super()._load_spiders(module)

    def _import(self, module_name: str) -> ModuleType | None:
        """Import a module of spiders; on failure record why and return None."""
        try:
            module = import_module(module_name)
            check(module)
        except (Exception, SystemExit) as error:
            # Any mistake in the file: a syntax error, a bad pattern, a missing name, a script.
            name = module_name.rpartition(".")[2]
            self.broken[name] = f"{type(error).__name__}: {error}"
            self.broken_files[name] = file_name(module_name)
            self._spiders.pop(name, None)  # one that this file was to replace
            logger.error("%s can't be used: %s", module_name, self.broken[name])
            return None
        self._load_spiders(module)
        return module

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider with this name; raises KeyError, with a broken file's fault."""
        if spider_name in self.broken:
            raise KeyError(f"{spider_name} can't be used: {self.broken[spider_name]}")
        return super().load(spider_name)
