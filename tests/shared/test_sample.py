"""The sample article, put into each of the four fnnews designs, reads back as its record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from commands.common.records import read_saved
from crawler.replay import SavedPage
from tests.support import designs

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "sample" / "article.json"
pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason="../shared/sample is not here")

DESIGNS: dict[str, tuple[Callable[[designs.Record], str], str, set[str]]] = {
    "wrap_view_hd": (designs.wrap_view_hd, "news", set()),
    "article-view": (designs.article_view, "news", {"subtitle"}),
    "view_hd": (designs.view_hd, "news", {"subtitle"}),
    "amp": (designs.amp, "ampNews", set()),
}


@pytest.mark.parametrize("name", DESIGNS)
def test_sample_reads_back(name: str, tmp_path: Path) -> None:
    design, path, unknown = DESIGNS[name]
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    file = tmp_path / "page.html"
    file.write_text(design(sample), encoding="utf-8")
    page = SavedPage(url=f"https://www.fnnews.com/{path}/{designs.KEY}", file=file)
    record = read_saved(page, get_spider_loader(get_project_settings()))
    assert record["layout"] == name
    assert record["url"] == f"https://www.fnnews.com/news/{designs.KEY}"
    fields = set(sample) - {"url"} - unknown
    assert {key: record[key] for key in fields} == {key: sample[key] for key in fields}
