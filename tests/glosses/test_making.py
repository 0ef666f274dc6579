"""A pass over a database: what leaves, what it costs, what is kept, and whose gloss is shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from glosses.making import Made, make
from newsdb import visibility
from newsdb.articles import outlets, policies
from newsdb.articles.verdicts import Reason, Verdict
from newsdb.database import open_database, transaction
from newsdb.forgetting import forget
from newsdb.glosses import cache, shown, usage
from newsdb.glosses.names import Glossary
from newsdb.records import KST, Article, Outlet, Policy
from newsdb.storing import store
from newsdb.text.leads import first_sentence
from tests.glosses import services
from tests.glosses.services import serving
from tests.glosses.test_engines import engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from tests.glosses.services import Service

AT = datetime(2026, 11, 27, 9, 0, tzinfo=KST)
#: What each outlet allows; the words of its texts name it.
OUTLETS = {
    "silent": Policy(may_gloss="nothing"),
    "titled": Policy(),
    "opened": Policy(may_gloss="sentence"),
    "bare": Policy(kept="headline", may_gloss="sentence"),
    "over": Policy(days=1, may_gloss="sentence"),
}
GLOSSARY = Glossary([{"ko": "가온협회", "ja": "カオン協会"}])


VERDICT = Verdict(
    decision="relevant", score=9.0, watchlist="test", why="title: 한일",
    reasons=(Reason("japan", "한일", "title", 3, 5, 9.0),),
)  # fmt: skip


def title_of(outlet: str) -> str:
    return f"{outlet} 가온협회, 한일 부품 상담회"


def sentence_of(outlet: str) -> str:
    return f"{outlet} 상담회에는 두 나라 기업 예순두 곳이 나왔다."


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    for number, (name, policy) in enumerate(OUTLETS.items()):
        outlets.save(
            db,
            Outlet(
                name=name,
                title=name,
                country="KR",
                language="ko",
                home=f"https://{name}.kr/",
                policy=policy,
            ),
        )
        article = Article(
            outlet=name,
            key="1",
            url=f"https://{name}.kr/1",
            title=title_of(name),
            body=f"{sentence_of(name)}\n\n{name} 둘째 문단은 아무 데도 가지 않는다.",
            language="ko",
            published_at=AT - timedelta(days=2, hours=number),
        )
        store(db, article, seen_at=AT - timedelta(days=2), verdict=VERDICT)
    yield db
    db.close()


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(services.deepl) as service:
        yield service


def made(db: Database, service: Service, **more: Any) -> Made:
    values: dict[str, Any] = {
        "into": ["ja"],
        "glossary": GLOSSARY,
        "limit": 10_000,
        "may_gloss": {},
        "clock": lambda: AT,
        **more,
    }
    return make(db, engine("deepl", service.url), **values)


def sent(service: Service) -> set[str]:
    return {text for asked in service.asked for text in asked["text"]}


def test_nothing_leaves_that_an_outlet_forbids(db: Database, service: Service) -> None:
    made(db, service, into=["ja", "en", "ko"])
    assert sent(service) == {
        *(title_of(each) for each in ("titled", "opened", "bare", "over")),
        # The text of the others may not be shown, or may not be sent.
        sentence_of("opened"),
    }


def test_the_configuration_says_more_or_less(db: Database, service: Service) -> None:
    own = {"titled": "nothing", "silent": "headline", "opened": "headline"}
    made(db, service, may_gloss=own)
    assert sent(service) == {title_of(each) for each in ("silent", "opened", "bare", "over")}


def test_the_second_time_nothing_is_asked(db: Database, service: Service) -> None:
    first = made(db, service)
    assert (first.glossed, first.failed, first.left, first.problem) == (5, 0, 0, "")
    assert first.characters == sum(map(len, sent(service))) == usage.used(db, at=AT)
    again = made(db, service)
    assert again == Made()
    assert len(service.asked) == 1
    # Another name in the glossary makes another gloss, and only of the texts that have it.
    mended = Glossary([{"ko": "가온협회", "ja": "ガオン協会"}])
    assert made(db, service, glossary=mended).glossed == 4


def test_the_limit_of_a_month_holds(db: Database, service: Service) -> None:
    limited = made(db, service, limit=50)
    assert limited.glossed == 0
    assert "limit of 50 characters" in limited.problem
    assert service.asked == []
    assert usage.used(db, at=AT) == 0
    # A model that fails is paid for all the same.
    service.reply = services.status(500)
    failed = made(db, service)
    assert failed.may_pass
    used = usage.used(db, at=AT)
    assert used > 0
    assert made(db, service, limit=used).problem.startswith("the limit")
    assert usage.used(db, at=AT + timedelta(days=5)) == 0, "the next month begins anew"


def test_what_got_no_gloss_is_tried_again_later(db: Database, service: Service) -> None:
    service.reply = lambda body, _: (
        200,
        services.as_json({"translations": [{"text": ""} for _ in body["text"]]}),
    )
    assert made(db, service).failed == 5
    assert made(db, service) == Made()
    service.reply = services.deepl
    later = AT + timedelta(hours=1, minutes=1)
    assert made(db, service, clock=lambda: later).glossed == 5


def glosses_of(db: Database, outlet: str, **more: Any) -> shown.Gloss | None:
    name = more.get("engine", "deepl")
    words = title_of(outlet)
    found = shown.of_texts(db, [(words, "ko")], "ja", shown.Engine(name, GLOSSARY))
    return found.get(words)


def test_a_gloss_says_whose_it_is_and_what_it_lacks(db: Database, service: Service) -> None:
    made(db, service)
    gloss = glosses_of(db, "titled")
    assert gloss is not None
    assert gloss.words == f"訳：{title_of('titled')}", "shown as it came, never repaired"
    assert gloss.missing == ("カオン協会",)
    assert (gloss.service, gloss.notice) == ("DeepL", "https://www.deepl.com/")
    assert glosses_of(db, "silent") is None
    assert glosses_of(db, "titled", engine="") is None, "off shows none of a machine's"
    assert shown.of_texts(db, [(title_of("titled"), "ko")], "ko", shown.Engine("deepl")) == {}


def test_a_persons_gloss_wins_and_stays(db: Database, service: Service) -> None:
    def correct(words: str) -> None:
        with transaction(db):
            cache.correct(
                db,
                title_of("titled"),
                source="ko",
                target="ja",
                gloss=words,
                person="ana",
                at=AT,
            )

    correct("カオン協会、\n日韓部品商談会")
    made(db, service)
    assert title_of("titled") not in sent(service), "what a person wrote needs no engine"
    for name in ("deepl", ""):
        gloss = glosses_of(db, "titled", engine=name)
        assert gloss is not None
        assert (gloss.words, gloss.person) == ("カオン協会、 日韓部品商談会", "ana")
    correct("")
    assert glosses_of(db, "titled") is None


def test_no_gloss_outlives_its_text(db: Database, service: Service) -> None:
    made(db, service)
    db.execute("UPDATE outlets SET kept = 'headline' WHERE name = 'opened'")
    policies.purge(db, AT)
    left = {row["text_hash"] for row in db.table("glosses").rows}
    assert cache.hash_of(sentence_of("opened")) not in left
    assert cache.hash_of(title_of("opened")) in left
    forget(db, "opened", "1", because="a request", by="ada", at=AT)
    left = {row["text_hash"] for row in db.table("glosses").rows}
    assert cache.hash_of(title_of("opened")) not in left


@pytest.mark.parametrize("now_kept", ["excerpt", "headline"])
def test_no_gloss_of_a_sentence_outlives_what_of_it_may_be_shown(
    db: Database, service: Service, now_kept: str
) -> None:
    """Of a sentence that is longer than an excerpt only its beginning stays."""
    sentence = f"{'두 나라 부품 기업이 상담회에서 만났고 ' * 12}계약을 맺었다."
    assert len(sentence) > visibility.LONGEST_EXCERPT
    article = Article(
        outlet="opened",
        key="2",
        url="https://opened.kr/2",
        title="한일 상담회, 가온협회가 연다",
        body=sentence,
        language="ko",
        published_at=AT - timedelta(days=2),
    )
    store(db, article, seen_at=AT - timedelta(days=2), verdict=VERDICT)
    made(db, service)
    whole, part = first_sentence(sentence), first_sentence(visibility.excerpt(sentence))
    assert whole in sent(service)
    db.execute("UPDATE outlets SET kept = ? WHERE name = 'opened'", ("excerpt",))
    made(db, service)  # before the purge, readers see an excerpt already
    assert part in sent(service)
    db.execute("UPDATE outlets SET kept = ? WHERE name = 'opened'", (now_kept,))
    policies.purge(db, AT)
    left = {row["text_hash"] for row in db.table("glosses").rows}
    assert cache.hash_of(whole) not in left
    assert (cache.hash_of(part) in left) == (now_kept == "excerpt")
