"""Places that two pages of a paper have in common, in markups that nobody has described."""

from __future__ import annotations

import ast

import pytest

from crawler.reading.page import read_page
from crawler.reading.page_design import PageDesign
from crawler.sites.addresses import Form
from crawler.sites.proposals import Proposal, ProposalError, propose
from crawler.sites.spider_file import Paper, source_of
from newsdb.records import Policy

KOREAN = (
    (
        "남해 멸치액젓 조합, 나가사키 공방과 계약",
        "2026.11.27 09:10",
        "정하람 기자 haram@namhae.test",
        "남해의 멸치액젓 조합이 나가사키의 어묵 공방 세 곳과 원료 공급 계약을 맺었다고 밝혔다.",
        "조합은 내년 봄부터 물량을 두 배로 늘리고, 통관 서류를 함께 준비하는 창구를 열기로 했다.",
    ),
    (
        "통영 나전 공방, 가나자와에 공동 매장",
        "2026.11.26 14:00",
        "서다온 기자 daon@namhae.test",
        "통영의 나전 공방 다섯 곳이 가나자와의 옛 상점가에 공동 매장을 연다고 26일 전했다.",
        "매장은 두 달 동안 시험 운영하며, 두 지역 상공회의소가 임차료를 절반씩 부담할 예정이다.",
    ),
)
JAPANESE = (
    (
        "金沢の漆器組合、統営の工房と共同店舗",
        "2026年11月26日 14時00分",
        "記者 高坂みのり",
        "金沢市の漆器組合は26日、韓国統営市の螺鈿工房5社と市内の商店街に共同店舗を開くと発表した。",
        "店舗は2カ月間の試験営業とし、両市の商工会議所が賃料を折半して負担することで合意している。",
    ),
    (
        "長崎の練り物業者、南海の組合から原料",
        "2026年11月27日 09時10分",
        "記者 早瀬ともき",
        "長崎市の練り物業者3社は27日、韓国南海郡の組合と原料の供給について初めての契約を結んだ。",
        "来春から取引量を2倍に増やす計画で、通関に必要な書類を共同で準備する窓口も設けるという。",
    ),
)

DESIGNS = {
    "ids": (
        (
            "<header id=top><a href=/>신문</a></header><h1 id=subject>{0}</h1>"
            "<div class=info><span class=regist>{1}</span><em class=writer>{2}</em></div>"
            "<div id=content><p>{3}</p><p>{4}</p><div class=copy>무단 전재 및 재배포 금지</div>"
            "</div><div id=side><p>오늘의 운세는 이곳에서 볼 수 있습니다.</p></div>"
        ),
        Proposal("#content", "#subject", "span.regist", "em.writer", "div.copy"),
    ),
    "classes": (
        (
            "<div class=wrap><div class=hd><h2 class=tit>{0}</h2><p class=date>{1}</p></div>"
            "<div class='txt article_20261127'>{3}<br><br>{4}"
            "<div class=rel><a href=/{0}>{0} 관련 기사 더 보기</a></div></div>"
            "<p class=by>{2}</p></div>"
        ),
        Proposal("div.txt", "h2.tit", "p.date", "p.by", "div.rel"),
    ),
    "schema": (
        (
            "<main><h1>{0}</h1><time>{1}</time><div itemprop=author>{2}</div>"
            "<section itemprop=articleBody><p>{3}</p><p>{4}</p></section></main>"
        ),
        Proposal("[itemprop=articleBody]", "main > h1", "time", "[itemprop=author]"),
    ),
    "built": (
        (
            "<div class=Page_root__x1Y2z><h1 class=css-9a1b>{0}</h1><span class=css-77>{1}</span>"
            "<div id=story><p class=css-1>{3}</p><p>{4}</p></div></div>"
        ),
        Proposal("#story", "h1"),
    ),
}


def pages(design: str, stories: tuple[tuple[str, ...], ...]) -> list[str]:
    markup = DESIGNS[design][0]
    return [
        f"<html><head><title>{story[0]} | 신문</title></head><body>{markup.format(*story)}"
        for story in stories
    ]


@pytest.mark.parametrize("stories", [KOREAN, JAPANESE], ids=["ko", "ja"])
@pytest.mark.parametrize("design", DESIGNS)
def test_places_are_found_and_read(design: str, stories: tuple[tuple[str, ...], ...]) -> None:
    both = pages(design, stories)
    proposal = propose(*both)
    assert proposal == DESIGNS[design][1]
    own = PageDesign(
        name="own",
        body=proposal.body,
        title=proposal.title,
        dates=proposal.dates,
        authors=proposal.authors,
        drop=proposal.drop,
    )
    for page, story in zip(both, stories, strict=True):
        read = read_page(page, "https://a.test/1", designs=(own,))
        assert read.layout == "own"
        assert read.readings["title"][0].values == (story[0],)
        assert read.readings["body"][0].values == story[3:]
        if proposal.dates:
            assert read.readings["published"][0].values == (story[1],)


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("<p>a</p>", "<p>a</p>", "show the same"),
        ("<p id=a>short</p>", "<p id=a>other</p>", "no place with a name"),
        ("", "<html>", "show the same"),
    ],
)
def test_where_nothing_can_be_proposed_that_is_said(first: str, second: str, why: str) -> None:
    with pytest.raises(ProposalError, match=why):
        propose(first, second)


def test_whatever_a_paper_calls_itself_is_no_code() -> None:
    hostile = "x\"'''\nimport os\\"
    paper = Paper(
        name="9-a",
        title=hostile,
        home=f"https://a.test/{hostile}",
        country=None,
        language="ko",
        policy=Policy(kept="excerpt", attribution=hostile),
        terms=hostile,
        schedule="0 * * * *",
        listing=hostile,
        is_feed=True,
    )
    proposal = Proposal(body=hostile, title=hostile, dates=hostile, drop=hostile)
    tree = ast.parse(source_of(paper, Form(hostile, hostile), proposal))
    imported = [each for each in ast.walk(tree) if isinstance(each, ast.Import)]
    assert [name.name for each in imported for name in each.names] == ["re"]
    strings = [each.value for each in ast.walk(tree) if isinstance(each, ast.Constant)]
    assert hostile in strings
