"""The overview and the pages of concepts, suggestions and what is done with them."""

from __future__ import annotations

import asyncio
import html
import re
import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from browse.overview.names import name_of, path_of
from browse.overview.pages import period_of
from newsdb import learning
from newsdb.database import open_database, transaction
from newsdb.figures.periods import Period
from newsdb.learning import Learnt
from newsdb.review import proposals
from tests.browse.conftest import PEOPLE, desk_of
from tests.browse.pages.together_news import DAY, TODAY, make

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = tmp_path_factory.mktemp("overview") / "news.db"
    make(file)
    return file


def get(path: Path, *addresses: str, who: str = "ana", **more: Any) -> list[Any]:
    """Return the answers of the desk to one person."""

    async def go() -> list[Any]:
        async with desk_of(path) as desk:
            actor = PEOPLE.actor(who)
            if more:
                return [await desk.client.post(addresses[0], actor=actor, **more)]
            return [await desk.client.get(each, actor=actor) for each in addresses]

    return asyncio.run(go())


def plain(page: Any) -> str:
    """Return the words of a page."""
    assert page.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def test_the_overview_says_what_its_figures_are(stored: Path) -> None:
    english, korean, japanese, before = get(
        stored,
        "/-/overview?_lang=en",
        "/-/overview?_lang=ko",
        "/-/overview?_lang=ja",
        f"/-/overview?week={(TODAY - 7 * DAY).date()}&_lang=en",
    )
    said = plain(english)
    assert "Of 2 told in both countries with a clock time, each was first with half." in said
    assert "relevant stories: Korea told 3, Japan 3; 6 articles." in said
    assert "6 h median lead where both told it." in said
    assert "0 of 4 decided; 4 wait, and 0 more at the border." in said
    # Of each chart the same figures stand in a table.
    rows = re.findall(r'<th scope="row">([^<]*)</th>((?:<td class="n">\d+</td>)+)', english.text)
    numbers = {day: [int(n) for n in re.findall(r"\d+", cells)] for day, cells in rows}
    yesterday = next(each for each in numbers.values() if sum(each) == 12)
    assert yesterday == [3, 3, 3, 3]
    assert numbers["3–6"] == [1, 0]
    assert numbers["6–12"] == [0, 1]
    assert english.text.count('role="img"') == 2
    assert "後継者<script>" in said
    assert "<script>難" not in english.text
    assert "두 나라가 모두 시각과 함께 보도한 2건" in plain(korean)
    assert "両国が時刻付きで報じた2件" in plain(japanese)
    assert "relevant stories: Korea told 0, Japan 0" in plain(before)


def test_the_page_of_a_concept_has_its_names_stories_and_company(stored: Path) -> None:
    everything, place, body = get(
        stored,
        "/-/concepts?_lang=en",
        "/-/places/japan?_lang=ja",
        "/-/organisations/kbiz?_lang=en",
    )
    assert 'href="/-/organisations/kbiz"' in everything.text
    said = plain(place)
    assert "日本 · 対日 · 訪日" in said
    assert "後継者<script>難の金型メーカー" in said
    assert "Korea Federation of SMEs" in plain(body)
    assert "Named in 0" not in plain(body)


def test_suggestions_are_proposed_or_dismissed_and_change_no_rule(
    stored: Path, tmp_path: Path
) -> None:
    path = tmp_path / "news.db"
    shutil.copy(stored, path)
    (page,) = get(path, "/-/suggestions?_lang=en")
    said = plain(page)
    assert "Learnt today 09:00 from 100 decided articles, 40 of them relevant." in said
    assert "12 more are of outlets whose terms don’t allow learning" in said
    assert "+1, −0 relevant articles; 9 of the changes agree with decisions, 1 do not." in said
    assert "囲碁<b>" in said
    assert "83 %" in said
    assert re.search(r"\+ 가업승계.*− KBIZ", said)
    for form, status in (
        ({"do": "propose", "kind": "find", "term": "가업승계", "language": "ko"}, 303),
        ({"do": "propose", "kind": "spare", "term": "囲碁<b>", "language": "ja"}, 400),
        ({"do": "dismiss", "kind": "spare", "term": "囲碁<b>", "language": "ja"}, 303),
        ({"do": "dismiss", "kind": "spare", "term": "囲碁<b>", "language": "ja"}, 400),
    ):
        (answer,) = get(path, "/-/suggestions/do", data=form)
        assert answer.status_code == status, form
    db = open_database(path)
    (proposed,) = proposals.listing(db)
    assert (proposed["term"], proposed["concept"]) == ("가업승계", "sme")
    assert learning.suggestions(db) == []
    db.close()
    (empty,) = get(path, "/-/suggestions?_lang=en")
    assert plain(empty).count("Nothing is suggested.") == 2


def test_the_queue_has_the_learnt_order_with_its_reasons(stored: Path) -> None:
    bin_, learnt, plain_order = get(
        stored,
        "/-/review?decision=review&_lang=en",
        "/-/review?order=learnt&_lang=en",
        "/-/review?order=learnt&decision=any&_lang=en",
    )
    assert 'href="/-/review?decision=review&amp;order=learnt"' in bin_.text
    assert "Chance" not in plain(bin_)
    said = plain(learnt)
    assert "the learnt order has an average precision of 0.90, the rules’ score 0.40." in said
    assert re.search(r"Chance 83 % \+ 가업승계 − KBIZ", said)
    assert "average precision" not in plain(plain_order)


def test_too_few_decisions_are_said_in_words(stored: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    shutil.copy(stored, path)
    db = open_database(path)
    with transaction(db):
        few = Learnt(f"{TODAY.isoformat()}", "w-1", 4, 6, 0, 9, 4, None, None, "few")
        learning.keep(db, few, (), ())
    db.close()
    for page in get(path, "/-/suggestions?_lang=ko", "/-/review?order=learnt&_lang=ko"):
        assert "순서를 배우기에는 결정이 너무 적습니다. 스토리 9건" in plain(page)


@pytest.mark.parametrize(
    ("week", "period"),
    [
        ("2026-W48", Period(date(2026, 11, 23), date(2026, 11, 29))),
        ("2026-12-03", Period(date(2026, 11, 27), date(2026, 12, 3))),
        ("2026-W99", None),
        ("x-W", None),
        ("0001-01-20", None),
        ("9999-12-31", None),
        ("2026-13-01", None),
    ],
)
def test_weeks_and_days(week: str, period: Period | None) -> None:
    assert period_of(week) == period


def test_without_a_week_it_is_the_last_seven_days() -> None:
    period = period_of("")
    assert period is not None
    assert (period.last, period.days) == (TODAY.date(), 7)


def test_concepts_have_a_name_in_each_language_and_a_page() -> None:
    names = [name_of("kbiz", language) for language in ("ko", "ja", "en")]
    assert names == ["중소기업중앙회", "韓国中小企業中央会", "KBIZ"]
    assert path_of("kbiz") == "/-/organisations/kbiz"
    assert (name_of("gone", "ko"), path_of("gone")) == ("gone", None)
