"""The wheel in an environment of its own, as a new user has it: one name, one command."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.hanil_news_watch.test_starting import CONTACT
from tests.support.crawls import ROOT, value
from tests.test_house import MAY_IMPORT

if TYPE_CHECKING:
    from pathlib import Path

#: What a build asks of hatchling (PEP 517), in a process of its own since it is done in a folder.
BUILD = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"

SPIDER = """
import re

from crawler.outlet_spider import OutletSpider
from crawler.sources import Feed
from crawler.urls import ArticleUrl
from newsdb.records import Policy


class Hyupdong(OutletSpider):
    name = "hyupdong"
    title = "협동신문"
    country = "KR"
    language = "ko"
    home = "https://www.hyupdong.example/"
    policy = Policy(kept="excerpt", days=90, attribution="협동신문")
    terms = "internal analysis"
    schedule = "*/30 7-22 * * *"
    articles = ArticleUrl(
        re.compile(r"https?://www\\.hyupdong\\.example/news/(?P<key>\\d+)"),
        "https://www.hyupdong.example/news/{key}",
    )
    sources = (Feed("https://www.hyupdong.example/rss.xml"),)
"""
PAGES = {
    "rss.json": '{"url": "https://www.hyupdong.example/rss.xml"}',
    "rss.xml": (
        "<rss version='2.0'><channel><item><title>두 나라 빵집이 함께 굽는 쌀빵</title>"
        "<link>https://www.hyupdong.example/news/7</link></item></channel></rss>"
    ),
    "page.json": (
        '{"url": "https://www.hyupdong.example/news/7", "fetched_at": "2026-11-20T12:00:00+09:00"}'
    ),
    "page.html": (
        "<!DOCTYPE html><html lang='ko'><head><meta charset='utf-8'>"
        "<meta property='og:type' content='article'>"
        "<meta property='og:title' content='두 나라 빵집이 함께 굽는 쌀빵'></head><body>"
        "<h1>두 나라 빵집이 함께 굽는 쌀빵</h1><p>입력 2026.11.20 09:30</p><article>"
        "<p>전주와 일본 가나자와의 동네 빵집 열네 곳이 쌀빵을 함께 개발해 두 나라에서 판다.</p>"
        "<p>전주빵집협동조합은 20일 공동 상표 ‘쌀과자리’를 등록했다고 밝혔다.</p>"
        "</article></body></html>"
    ),
}


@dataclass(frozen=True)
class Installed:
    environment: Path
    packages: Path

    def run(self, *words: str, folder: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment in a folder."""
        # Reading a project's settings in a test's own process leaves SCRAPY_SETTINGS_MODULE.
        ours = ("HANIL", "SCRAPY")
        kept = {name: each for name, each in os.environ.items() if not name.startswith(ours)}
        kept.pop("PYTHONPATH", None)
        done = subprocess.run(
            [str(self.environment / "bin" / words[0]), *words[1:]],
            cwd=folder,
            env=kept,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build the wheel and install it; what it depends on comes from this environment."""
    pytest.importorskip(
        "hatchling", reason="hatchling, of the development requirements, is missing"
    )
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, check=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    assert wheel.stat().st_size < 3_000_000
    environment = folder / "environment"
    venv.create(environment, symlinks=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "development.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")
    pip = [sys.executable, "-m", "pip", f"--python={environment / 'bin' / 'python'}", "install"]
    options = ("--quiet", "--no-deps", "--no-index", "--no-compile", "--ignore-installed")
    subprocess.run([*pip, *options, str(wheel)], check=True, timeout=120)
    return Installed(environment, packages)


def test_one_name_in_site_packages(installed: Installed) -> None:
    names = {each.name for each in installed.packages.iterdir() if each.suffix == ""}
    assert names == {"hanil_news_watch"}
    below = {each.stem for each in (installed.packages / "hanil_news_watch/packages").iterdir()}
    assert below == {*MAY_IMPORT, "fixtures"} - {"hanil_news_watch"}
    assert {"crawler", "browse"} <= below
    for data in ("browse/templates/index.html", "watchlist/watchlist.toml"):
        assert (installed.packages / "hanil_news_watch/packages" / data).exists()


def test_a_first_day(installed: Installed, tmp_path: Path) -> None:
    """A folder, a spider of one's own, a crawl of saved pages from below it, and scrapy itself."""
    folder = tmp_path / "watch"
    refused = installed.run("hanil", "outlets", folder=tmp_path, code=2)
    assert "hanil init DIR" in refused.stderr
    installed.run("hanil", "init", "watch", "--contact", CONTACT, folder=tmp_path)
    (folder / "spiders" / "hyupdong.py").write_text(SPIDER, encoding="utf-8")
    # Nothing else beside hanil.toml is taken for a package of ours.
    (folder / "crawler.py").write_text("raise SystemExit('shadowed')")
    below = folder / "pages"
    below.mkdir()
    for name, text in PAGES.items():
        (below / name).write_text(text, encoding="utf-8")
    done = installed.run("hanil", "crawl", "hyupdong", "-s", "REPLAY=.", folder=below)
    assert "1 articles stored" in done.stderr
    database = folder / "data" / "news.db"
    assert value(database, "SELECT outlet FROM articles") == "hyupdong"
    # scrapy itself works in the folder too, by its scrapy.cfg.
    words = ("python", "-P", "-m", "scrapy", "list")
    assert "hyupdong" in installed.run(*words, folder=below).stdout.split()
