"""A headline in a chat calls nobody, leads nowhere, and looks like itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from delivery.chats import texts
from delivery.chats.services import SERVICES
from delivery.digests import Digest, Entry, First
from delivery.rendering import Reader
from documents.composing import document_of
from newsdb.articles.corrections import Correction
from newsdb.briefings.content import Section, Text
from tests.delivery.archive import DAY
from tests.documents.contents import WAREHOUSE, briefing

if TYPE_CHECKING:
    from delivery.chats.services import Service

NOTHING = "\u200b"
HOSTILE = (
    "@everyone 한일 @here",
    "<!channel> <!here|모두> <@U024BE7LH>",
    "<@&123456789012345678> <#42> </start:1>",
    "@room @mina:example.org",
    "[로그인](https://evil.example/a)",
    "<https://evil.example|desk>",
    "지금 접속 evil.example/login",
    "/start 하세요",
    "tg://resolve?domain=evil",
)


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_title_acts_in_no_chat(name: str, hostile: str) -> None:
    said = SERVICES[name].plain(hostile)
    assert not re.search(r"@\w", said)
    assert not re.search(r"<[!@#/&h]", said)
    assert "://" not in said
    assert "evil.ex" not in said
    assert not re.search(r"(?<!\S)/\w", said)
    if SERVICES[name].is_markdown:
        assert not re.search(r"(?<!\\)[\[\]()*_]", said)
    shown = said.replace(NOTHING, "")
    assert (re.sub(r"\\(?=[^\w\s])", "", shown) if "\\" in shown else shown) == hostile


@pytest.mark.parametrize(
    "usual",
    [
        "한일 중소기업, 엔화 3.5% 올라… 2,400㎡ 공동 창고",
        "韓国中小企業、U.S.向け輸出 No.1へ",
        "A/S 센터·R&D 거점, 24/7 운영",
        "日韓「共同倉庫」 来春から",
    ],
)
def test_a_usual_title_stays_as_it_is(usual: str) -> None:
    for service in SERVICES.values():
        assert service.plain(usual).replace("\\", "") == usual


def test_a_title_is_on_one_line_without_controls() -> None:
    assert SERVICES["slack"].plain("가\n나\u202e\x00 다") == "가 나 다"


def test_an_address_keeps_its_meaning_and_calls_nobody() -> None:
    address = "https://news.example/@mina/기사?a=1&b=(2)"
    for service in SERVICES.values():
        said = service.linked(address, "원문")
        assert "https://news.example/%40mina/%EA%B8%B0%EC%82%AC?a=1&b=%282%29" in said
    assert SERVICES["teams"].linked(address, "[x](y)").startswith(r"[\[x\]\(y\)](https://")


def digest(number: int, *, title: str = "한일 중소기업 공동 물류창고") -> Digest:
    entries = tuple(
        Entry(
            story=each + 1,
            title=f"{title} {each:03}",
            language="ko",
            lead="두 회사가 창고를 함께 빌린다.",
            attribution=None,
            unverified=False,
            outlets=("남해일보",),
            articles=1,
            firsts=(First(country="KR", outlet="남해일보", at=DAY),),
            why="title: 한일",
            score=9.0,
            tags=(),
            source="https://namhae.example/1",
            added=0,
        )
        for each in range(number)
    )
    since, until = DAY - timedelta(days=1), DAY
    return Digest(since=since, until=until, entries=entries, last_crawl=DAY)


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda each: each.name)
@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_what_does_not_fit_is_counted_with_a_link(service: Service, language: str) -> None:
    reader = Reader(language, "https://desk.example.kr")
    made = texts.digest_message(digest(300), reader, service)
    shown = made.text.count("• ")
    assert 1 <= shown <= texts.MOST_ENTRIES
    assert service.fits(made.text)
    assert str(300 - shown) in made.text
    assert "https://desk.example.kr/-/review" in made.text
    few = texts.digest_message(digest(2), reader, service)
    assert few.text.count("• ") == 2
    assert "/-/review?" not in few.text


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda each: each.name)
def test_changes_that_do_not_fit_are_counted(service: Service) -> None:
    change = Correction(
        id=1,
        outlet="namhae",
        outlet_title="남해일보",
        article_id=1,
        url="https://namhae.example/1",
        title="나고야 상담회 계약액",
        language="ko",
        seen_at=DAY.isoformat(),
        kind="figure",
        field="body",
        before="1,120만 달러",
        after="920만 달러",
    )
    changed = replace(digest(20), changes=(change,) * 40)
    made = texts.digest_message(changed, Reader("ko", "https://desk.example.kr"), service)
    shown = made.text.count("920만 달러")
    assert "바뀐 기사 40건" in made.text
    assert f"나머지 변경 {40 - shown}건" in made.text
    assert "https://desk.example.kr/-/corrections" in made.text
    assert "공동 물류창고 000" in made.text  # the most relevant story has its place
    assert service.fits(made.text)


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda each: each.name)
def test_the_longest_titles_fit_too(service: Service) -> None:
    hostile = "[@everyone](https://evil.example) <!channel> & " * 20
    made = texts.digest_message(
        digest(40, title=hostile), Reader("ja", "https://desk.example.kr"), service
    )
    assert service.fits(made.text)
    assert made.text.count("• ") >= (service.longest > 600)


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda each: each.name)
def test_an_issue_fits_and_calls_nobody(service: Service) -> None:
    hostile = replace(WAREHOUSE, headline=Text(words="@everyone <!channel> " * 40, language="ko"))
    sections = (Section(title="@here", entries=(WAREHOUSE, *(hostile,) * 99)),)
    document = document_of(briefing(sections=sections, introduction="머리말 " * 900))
    made = texts.issue(document, service, "https://desk.example.kr/-/briefing/32")
    assert service.fits(made)
    shown = made.count("• ")
    assert shown
    assert WAREHOUSE.headline.words.replace("·", "") in made.replace("·", "")
    assert str(100 - shown) in made
    assert "https://desk.example.kr/-/briefing/32" in made
    assert not re.search(r"@\w|<[!@#&]", made)


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda each: each.name)
def test_alarms_fit_and_the_others_are_counted(service: Service) -> None:
    lines = ["아무것도 들어오지 않습니다. " * 20, "할 일: 홈페이지를 열어 보세요."]
    page = {
        "subject": "[한일 뉴스워치] 새 경보 25건",
        "summary": [],
        "notices": [{"title": f"매체 {each}", "lines": lines} for each in range(20)],
    }
    text = texts.notice(page, service, "ko")
    assert service.fits(text)
    left = 20 - text.count("• ")
    assert (f"{left}건" in text) == bool(left)
