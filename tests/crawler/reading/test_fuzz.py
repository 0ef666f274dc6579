"""Damaged pages: whatever the bytes, a page is read or rejected with a reason."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from benchmarks.fuzzing.mutations import cut, flipped, repeated, shuffled
from commands.common.records import read_saved
from crawler.replay import SavedPage, saved_pages

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[3]
LOADER = get_spider_loader(get_project_settings())
PAGES = [
    page
    for folder in (ROOT / "fixtures", ROOT.parent / "shared" / "pages")
    if folder.is_dir()
    for page in saved_pages(folder)
    if page.file.suffix == ".html"
]


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(PAGES),
    st.sampled_from([flipped, cut, shuffled, repeated]),
    st.integers(0, 10**6),
    st.booleans(),
)
def test_harmed_pages_are_read_or_rejected(
    page: SavedPage,
    harm: Callable[[bytes, random.Random], bytes],
    seed: int,
    generic: bool,
) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_bytes(harm(page.file.read_bytes(), random.Random(seed)))  # noqa: S311
        record = read_saved(SavedPage(url=page.url, file=file), LOADER, generic=generic)
    if "rejected" in record:
        assert record["rejected"]["reason"]
    else:
        assert record["title"]
        assert record["body"] or record["access"] == "headline"
        assert "\0" not in record["body"]


SENTENCE = "한국과 일본의 소공인 열두 곳이 손을 잡고 공동 공방을 연다고 12일 밝혔다."
NESTED = '{"a":'
HEAD = (
    "<title>공동 공방</title><meta property='og:title' content='공동 공방'>"
    "<meta property='og:type' content='article'><h1>공동 공방</h1>"
)


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 50_000 + f"<p>{SENTENCE}</p>" * 5,
        f"<div><p>{SENTENCE}</p>" * 5_000,
        f"<p>{SENTENCE}</p>" * 40_000,
        "<p>" + f"{SENTENCE} " * 30_000,
        f"<ul>{'<li><a href=/1>다른 기사의 긴 제목</a></li>' * 9_000}</ul>"
        + f"<p>{SENTENCE}</p>" * 5,
        f"<p>{' ' * 3_000_000}</p>" + f"<p>{SENTENCE}</p>" * 5,
        f"<p>{SENTENCE}</p>" * 5 + f"<p>{'a@' * 500_000}</p>",
        f"<p>{SENTENCE}</p>" * 5 + f"<p>{'김하나 기자 ' * 100_000}</p>",
        f"<script type='application/ld+json'>{'[' * 200_000}</script>" + f"<p>{SENTENCE}</p>" * 5,
        f"<script id='__NEXT_DATA__'>{NESTED * 100_000}</script>" + f"<p>{SENTENCE}</p>" * 5,
        f"<script>Fusion.globalContent={'[' * 200_000}</script>" + f"<p>{SENTENCE}</p>" * 5,
    ],
    ids=(
        "deep deep-text long one-line links blanks addresses bylines json-ld next-state arc-state"
    ).split(),
)
def test_pages_of_any_size_are_read(body: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(HEAD + body, encoding="utf-8")
    record = read_saved(SavedPage(url="https://www.example.kr/news/1", file=file), LOADER)
    if "rejected" in record:
        assert record["rejected"]["reason"] in {"no body", "no sign of an article"}
    else:
        assert SENTENCE in record["body"]
