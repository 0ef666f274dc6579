"""Why a change of a draft is refused is said in the language of its editor's page."""

from __future__ import annotations

import asyncio
import html
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.browse.briefings.test_pages import NEW
from tests.browse.conftest import PEOPLE, desk_of
from tests.browse.review_news import make

if TYPE_CHECKING:
    from pathlib import Path

#: Changes of a draft of one entry, by the script.
REFUSED: dict[str, dict[str, Any]] = {
    "a long name of a section": {"do": "section-add", "title": "x" * 101},
    "a section without a name": {"do": "section-add", "title": " "},
    "a long sentence": {"do": "write", "entry": 1, "version": 1, "sentence": "x" * 2001},
    "a long note": {"do": "write", "entry": 1, "version": 1, "note": "x" * 2001},
    "an entry that is gone": {"do": "write", "entry": 99, "version": 1, "note": "x"},
    "a period that ends before it begins": {"do": "revise", "version": 1, "until": "2026-11-01"},
    "no day": {"do": "revise", "version": 1, "until": "tomorrow"},
    "no title": {"do": "revise", "version": 1, "title": ""},
}


@pytest.mark.parametrize(("language", "letter"), [("ko", "[가-힣]"), ("ja", "[ぁ-ん]")])
def test_it_is_said_in_the_editors_language(tmp_path: Path, language: str, letter: str) -> None:
    path = tmp_path / "news.db"
    make(path)
    query = f"?_lang={language}"

    async def go() -> dict[str, str]:
        said = {}
        async with desk_of(path) as desk:
            ana = PEOPLE.actor("ana")

            async def post(address: str, **more: Any) -> Any:
                return await desk.client.post(f"{address}{query}", actor=ana, **more)

            form = {**NEW, "from": "chosen", "story": "3", "by": "tags"}
            made = await post("/-/briefings/new", data=form)
            draft = made.headers["location"]
            for name, body in REFUSED.items():
                answer = await post(f"{draft}/do", json=body)
                assert answer.status_code in {400, 404}, name
                said[name] = answer.json()["error"]
            wrong = await post("/-/briefings/new", data={**form, "until": "2026-11-01"})
            stale = await post(f"{draft}/issue", data={"edits": "99"})
            by_form = await post(f"{draft}/do", data={k: str(v) for k, v in REFUSED[
                "a long sentence"].items()})  # fmt: skip
        assert [each.status_code for each in (wrong, stale, by_form)] == [400, 400, 400]
        for answer, english in (
            (wrong, "ends before"),
            (stale, "meanwhile"),
            (by_form, "longer than"),
        ):
            assert english not in html.unescape(answer.text)
        return said

    said = asyncio.run(go())
    assert {name: each for name, each in said.items() if not re.search(letter, each)} == {}
