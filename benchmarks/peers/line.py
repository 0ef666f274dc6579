"""What an article costs from its page on a server to its row: ours, and what others would build.

``python -m benchmarks.peers.line [--python PEERS] [--rounds N] [--pages N]``: pages of 79 kB in
fnnews markup, each with a text of its own, served on this machine. Each line runs as a process of
its own, in turns, with few pages and with many: an article costs the difference of their CPU time
(the server's is not counted), so that starting counts nowhere. Peers run in the environment that
``make peers`` sets up; without it only ours are measured, and a line says so.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.copies.words import KOREAN
from benchmarks.process_cost import cost_of
from tests.support.loopback import Answer, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
LINES = Path(__file__).with_name("lines.py")
PAGE = ROOT / "fixtures" / "fnnews" / "article-view-long" / "page.html"
KEY = "202611020730550081"
SIZE = 79_000  # bytes of a page
FEW = 10  # pages, of the run that is subtracted

#: A paragraph of the fixture's text but the first, which has the byline.
_PARAGRAPH = re.compile("<p>[^<>【]{10,}</p>")


class Line(NamedTuple):
    """A way from pages to what is kept of them, and how many pages suffice to measure it."""

    name: str
    pages: float  # of those asked for
    command: Callable[[Path, str, Path], list[str]]  # addresses, server, folder to write into


def paragraph(chance: random.Random) -> str:
    """Return an invented paragraph of two sentences."""

    def words(count: int) -> str:
        return " ".join(chance.choice(KOREAN.nouns) for _ in range(count))

    place, number = chance.choice(KOREAN.places), chance.randrange(2, 900)
    return (
        f"<p>{place}의 {words(4)} 조합이 {words(3)} {number}곳과 계약을 맺었다."
        f" {words(5)} 물량은 {number + 7}톤이라고 했다.</p>"
    )


def pages(count: int) -> Iterator[tuple[str, bytes]]:
    """Yield the key and the markup of invented articles, between menus as real pages have."""
    markup = PAGE.read_text(encoding="utf-8")
    chance = random.Random(1)
    for number in range(count):
        key = str(int(KEY) + 1000 * number)
        page = _PARAGRAPH.sub(lambda _: paragraph(chance), markup.replace(KEY, key))
        page = page.replace("골목 공장", f"{chance.choice(KOREAN.nouns)} 공장 {number}")
        missing = SIZE - len(page.encode())
        link = "<li class='menu__item'><a href='/section/{0}' title='{1}'>{1} {0}</a></li>\n"
        menu = "".join(link.format(n, KOREAN.nouns[n % len(KOREAN.nouns)]) for n in range(1000))
        half = menu.encode()[: missing // 2].decode(errors="ignore").rpartition("\n")[0]
        page = re.sub("<body[^>]*>", rf"\g<0><ul class='menu'>{half}</ul>", page)
        yield key, page.replace("</body>", f"<ul class='more'>{half}</ul></body>").encode()


def ours(spider: str, host: str) -> Callable[[Path, str, Path], list[str]]:
    """Return the command of a crawl of ours that reads the pages as some host's."""

    def command(addresses: Path, server: str, folder: Path) -> list[str]:
        named = folder / f"{addresses.stem}-{spider}.txt"
        keys = addresses.read_text("utf-8").split()
        named.write_text("\n".join(f"https://{host}/news/{key}" for key in keys), "utf-8")
        settings = {
            "DATABASE": str(folder / f"{addresses.stem}-{spider}.db"),
            "LOOPBACK": server,
            "DOWNLOAD_HANDLERS": '{"https": "tests.support.loopback.LoopbackHandler"}',
            "DOWNLOAD_DELAY": "0",
            "PRIVATE_ADDRESSES_ALLOWED": "127.0.0.1",
            "ROBOTSTXT_OBEY": "False",
            "AUTOTHROTTLE_ENABLED": "False",
            "CONTACT": "desk@hanil.test",
            "LOG_LEVEL": "ERROR",
        }
        words = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        return [sys.executable, "-m", "scrapy", "crawl", spider, "-a", f"urls={named}", *words]

    return command


def peer(name: str, python: Path) -> Callable[[Path, str, Path], list[str]]:
    """Return the command of a line that others would build."""
    return lambda addresses, server, folder: [
        str(python),
        str(LINES),
        name,
        str(addresses),
        server,
        str(folder / f"{addresses.stem}-{name}.db"),
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--python", type=Path, default=ROOT / ".peers" / "bin" / "python")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--pages", type=int, default=300, help="of the fastest line")
    asked = options.parse_args()
    lines = [Line("fnnews, by its design", 0.5, ours("fnnews", "www.fnnews.com"))]
    lines.append(Line("any site", 0.5, ours("site", "news.hanil.test")))
    if asked.python.exists():
        lines += [
            Line("Scrapy with title and body", 1, peer("bare", asked.python)),
            Line(
                "Scrapy, trafilatura, sqlite-utils",
                0.3,
                peer("trafilatura", asked.python),
            ),
            Line("news-please", 0.1, peer("newsplease", asked.python)),
        ]
    else:
        print(f"Scrapy, trafilatura and news-please: skipped, no {asked.python} (`make peers`).")
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    found: dict[str, list[float]] = {line.name: [] for line in lines}
    with tempfile.TemporaryDirectory() as holder, serving() as site:
        server = f"http://127.0.0.1:{site.server_address[1]}"
        kind = {"Content-Type": "text/html; charset=utf-8"}
        keys = []
        for key, page in pages(asked.pages + FEW):
            keys.append(key)
            site.answers[f"/news/{key}"] = Answer(page, 200, kind)
        for number in range(asked.rounds):
            for line in lines:
                folder = Path(holder) / f"{number} {line.name}".replace(" ", "-")
                folder.mkdir()
                times = []
                many = FEW + int(line.pages * asked.pages)
                for count in (FEW, many):
                    addresses = folder / f"{count}.keys"
                    addresses.write_text("\n".join(keys[:count]), encoding="utf-8")
                    command = line.command(addresses, server, folder)
                    times.append(cost_of(command, ROOT, environment=environment).seconds)
                found[line.name].append((times[1] - times[0]) / (many - FEW) * 1000)
                print(f"{line.name}: {found[line.name][-1]:.1f} ms an article", flush=True)
    print()
    for name, times in found.items():
        middle = statistics.median(times)
        beside = [
            f"{middle / statistics.median(found[other]):.2f} of {other}"
            for other in found
            if other != name
        ]
        print(f"{name}: {middle:.1f} ms an article; {', '.join(beside)}")


if __name__ == "__main__":
    main()
