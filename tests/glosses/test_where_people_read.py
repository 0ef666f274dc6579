"""Glosses where people read: queue, story, front page, digest, briefing; a reviewer's own."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import documents
from delivery import digests
from delivery.rendering import Reader, digest_message
from glosses import configured
from newsdb.briefings import assembling, content, drafts
from newsdb.briefings.content import from_json, to_json
from newsdb.briefings.journal import Editing
from newsdb.database import now, open_database, transaction
from newsdb.glosses import cache, names
from newsdb.glosses.cache import Key
from tests.browse.conftest import PEOPLE, START, desk_of

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

TITLE = "韓日 중기, 도쿄서 부품 협력 첫 단추[종합]"
GLOSS = "日韓の中小企業、東京で<部品>協力の第一歩"


@pytest.fixture
def glossed(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk with DeepL, whose glossary knows an organisation that the gloss lacks."""
    (tmp_path / "list.toml").write_text(
        '[organisation.tokyo-parts]\nko = ["부품 협력"]\n'
        'gloss = { ko = "부품 협력", ja = "部品協力会" }\n',
        encoding="utf-8",
    )
    settings = tmp_path / "hanil.toml"
    settings.write_text('watchlist = "list.toml"\ngloss.engine = "deepl"\n', encoding="utf-8")
    monkeypatch.setenv("HANIL_CONFIG", str(settings))
    db = open_database(news)
    known = configured.shown().glossary.names_in(title(db), "ko", "ja")
    assert known == {"부품 협력": "部品協力会"}
    key = Key(cache.hash_of(title(db)), "ko", "ja", "deepl", names.hash_of(known))
    with transaction(db):
        cache.keep(db, key, GLOSS, characters=10, at=now())
    db.close()
    return news


def title(db: Database) -> str:
    return str(db.table("articles").get(1)["title"])


def pages(news: Path, *addresses: str, name: str = "ana") -> list[str]:
    async def go() -> list[str]:
        async with desk_of(news) as desk:
            actor = PEOPLE.actor(name)
            return [(await desk.client.get(each, actor=actor)).text for each in addresses]

    return asyncio.run(go())


def test_pages_show_it_marked_beneath_the_original(glossed: Path) -> None:
    queue = "/-/review?decision=any&status=any&_lang={}"
    story = "/-/story/1?_lang={}"
    japanese, korean, one, english = pages(
        glossed, queue.format("ja"), queue.format("ko"), story.format("ja"), story.format("en")
    )
    for page in (japanese, one):
        assert "日韓の中小企業、東京で&lt;部品&gt;協力の第一歩" in page
        assert "機械翻訳 (" in page
        assert 'href="https://www.deepl.com/"' in page
        assert "名称を確認：部品協力会" in page
        assert page.index("부품 협력") < page.index("東京で&lt;部品&gt;")
    assert "東京で&lt;部品&gt;" not in korean + english


def test_a_reviewer_corrects_it(glossed: Path) -> None:
    async def go() -> list[Any]:
        async with desk_of(glossed) as desk:
            sent = []
            own = "日韓の部品協力会、東京で会合"
            for name, words in (("rina", "x"), ("ana", own), ("ana", "")):
                sent.append(
                    await desk.client.post(
                        "/-/story/1/gloss?_lang=ja",
                        data={"article": "1", "gloss": words},
                        actor=PEOPLE.actor(name),
                    )
                )
                page = await desk.client.get("/-/story/1?_lang=ja", actor=PEOPLE.actor("rina"))
                sent.append(page.text)
            wrong = {"article": "99", "gloss": "x"}
            sent += [
                await desk.client.post(address, data=form, actor=PEOPLE.actor("ana"))
                for address, form in (
                    ("/-/story/1/gloss?_lang=ja", wrong),
                    ("/-/story/1/gloss?_lang=ko", {"article": "1", "gloss": "x"}),
                )
            ]
            return sent

    refused, _, saved, corrected, dropped, machine, missing, same = asyncio.run(go())
    assert refused.status_code == 403
    assert saved.status_code == dropped.status_code == 303
    assert "日韓の部品協力会、東京で会合" in corrected
    assert "翻訳：ana" in corrected
    assert "東京で&lt;部品&gt;" in machine, "an empty one takes it back"
    assert (missing.status_code, same.status_code) == (404, 400)


def test_a_digest_has_it(glossed: Path) -> None:
    db = open_database(glossed)
    digest = digests.read(
        db, [1], since=START - timedelta(days=1), until=now(), at=now(), changes=[]
    )
    japanese = digest_message(digest, Reader("ja"))
    korean = digest_message(digest, Reader("ko"))
    db.close()
    line = f"{GLOSS} [機械翻訳：DeepL・名称を確認：部品協力会 https://www.deepl.com/]"
    assert line in japanese.text
    assert "東京で&lt;部品&gt;協力" in japanese.html
    assert 'href="https://www.deepl.com/"' in japanese.html
    assert GLOSS not in korean.text


def test_a_briefing_has_it_and_keeps_it(glossed: Path) -> None:
    db = open_database(glossed)
    with transaction(db):
        draft = drafts.create(
            db,
            title="日韓中小企業",
            kind="one-off",
            language="ja",
            since="2026-11-01",
            until="2026-11-30",
            editor="ana",
            sections=["一般"],
            actor="ana",
            at=now(),
        )
        edit = Editing(db=db, draft_id=draft, actor="ana", at=now())
        drafts.add(edit, {1: drafts.read(db, draft).sections[0].id})
    made = assembling.assemble(
        db, drafts.read(db, draft), at=now(), engine=configured.shown()
    ).briefing
    plain = assembling.assemble(db, drafts.read(db, draft), at=now()).briefing
    db.close()
    assert plain.entries[0].translation is None
    assert from_json(to_json(made)) == made
    old = to_json(plain)
    for entry in old["sections"][0]["entries"]:
        del entry["translation"]  # an issue of before
    assert from_json(old) == plain
    for form in ("txt", "md", "html", "mail"):
        said = documents.render(made, form).decode()
        assert "見出しの機械翻訳（DeepL）" in said, form
        assert "東京で" in said
        assert "名称を確認" in said
    assert isinstance(made.entries[0].translation, content.Translation)
