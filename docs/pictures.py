"""Takes the pictures of the documentation from the demo, through a headless Chromium.

``python docs/pictures.py [--database data/demo.db] [--to docs/pictures]`` in a checkout, after
``make demo``: starts a desk of its own and stores one PNG a page and language. Run it again after
a change of the desk's look. Needs Chromium and the requirements for development.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.served_desk import served_desk  # noqa: E402  needs the checkout on the path

LANGUAGES = ("en", "ko", "ja")
#: The pages by the names of their pictures.
PAGES = {"morning": "/", "queue": "/-/review"}
SIZE = (1280, 800)  # CSS pixels


def take(address: str, folder: Path) -> None:
    """Store a picture of each page in each language."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in LANGUAGES:
            width, height = SIZE
            context = browser.new_context(
                viewport={"width": width, "height": height}, timezone_id="Asia/Seoul"
            )
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(f"{address}{path}?_lang={language}", wait_until="networkidle")
                file = folder / f"{name}-{language}.png"
                page.screenshot(path=file)
                sys.stdout.write(f"{file}\n")
            context.close()
        browser.close()


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description="Take the pictures of the documentation.")
    parser.add_argument("--database", type=Path, default=ROOT / "data" / "demo.db")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures", metavar="DIR")
    options = parser.parse_args()
    if not options.database.is_file():
        raise SystemExit(f"{options.database} is not there: run “make demo” first")
    with served_desk(options.database) as address:
        take(address, options.to)


if __name__ == "__main__":
    main()
