"""A database with articles in three languages, one of them hostile."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from datasette_auth_passwords.utils import hash_password

from browse.app import build
from browse.permissions import People
from newsdb.articles import outlets, rejections
from newsdb.articles.rejections import Rejection
from newsdb.configuration.model import UserConfiguration
from newsdb.database import open_database
from newsdb.records import KST, Article, Author, Outlet
from newsdb.runs import runs
from newsdb.storing import store
from tests.support import desks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from datasette.app import Datasette

START = datetime(2026, 11, 20, 9, 0, tzinfo=KST)
HOSTILE = "<script>document.title='caught'</script>한일 & \"중기\" <b>포럼</b>"

ARTICLES = (
    Article(
        outlet="fnnews",
        key="202611200900000001",
        url="https://www.fnnews.com/news/202611200900000001",
        title="韓日 중기, 도쿄서 부품 협력 첫 단추[종합]",
        title_tags=("[종합]",),
        subtitle="양국 62개사 참여\n내년 인천서 두 번째 행사",
        body="두 나라 중소기업이 도쿄에서 만났다.\n\n다음 행사는 인천에서 열린다.",
        language="ko",
        authors=(Author("민서윤", "특파원", "seoyun.min@fnnews.com"), Author("노재원", "기자")),
        dateline="도쿄",
        source="파이낸셜뉴스",
        section="국제",
        keywords=("한일", "중소기업"),
        captions=("교류회 모습. 주최 측 제공",),
        image_url="https://image.fnnews.com/1.jpg",
        published_at=START,
        modified_at=START + timedelta(hours=2),
        date_source="json-ld",
        layout="wrap_view_hd",
        found_by="feed",
        field_sources={"title": "layout h1", "published_at": "json-ld datePublished"},
    ),
    Article(
        outlet="jetro",
        key="2",
        url="https://www.jetro.example.jp/biznews/2.html",
        title="日韓の中小企業、商談会で部品の共同購入を協議",
        body="東京で商談会が開かれた。\n\n次回は仁川で開く予定だ。",
        language="ja",
        source="ジェトロ",
        section="ビジネス短信",
        published_at=START + timedelta(days=1),
    ),
    Article(
        outlet="times",
        key="3",
        url="https://times.example.kr/3",
        title="Small firms of Korea and Japan share the cost of certification",
        body="Sixty-two firms met in Tokyo.\n\nThe next meeting is in Incheon.",
        language="en",
        source="Times",
        access="partial",
    ),
    Article(
        outlet="fnnews",
        key="202611200900000004",
        url="https://www.fnnews.com/news/202611200900000004",
        title=HOSTILE,
        body=f"{HOSTILE}\n\n</p></article><img src=x onerror=alert(1)>",
        language="ko",
        source="파이낸셜뉴스",
        published_at=START + timedelta(days=2),
    ),
)


@pytest.fixture
def news(stored_news: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy for each test: whoever signs in or posts writes to it."""
    return Path(shutil.copy(stored_news, tmp_path_factory.mktemp("desk")))


@pytest.fixture(scope="session")
def stored_news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stored") / "whatever.db"
    db = open_database(path)
    for name, title, country, language in (
        ("fnnews", "파이낸셜뉴스", "KR", "ko"),
        ("jetro", "ジェトロ", "JP", "ja"),
        ("times", "Times", "KR", "en"),
    ):
        outlet = Outlet(
            name=name,
            title=title,
            country=country,  # type: ignore[arg-type]
            language=language,  # type: ignore[arg-type]
            home=f"https://{name}.example/",
        )
        outlets.save(db, outlet)
    run = runs.start(db, "fnnews", arguments={}, at=START)
    for article in ARTICLES:
        store(db, article, seen_at=START, run_id=run, found_in="https://a.example/rss")
    rejections.save(
        db,
        Rejection(
            outlet="fnnews",
            key="9",
            url="https://www.fnnews.com/news/9",
            reason="no body",
            looked_for="#article_content",
            found="“로그인”",
            seen_at=START,
        ),
        at=START,
        run_id=run,
    )
    counts = {"articles_new": 4, "rejected": 1}
    runs.finish(
        db,
        run,
        at=START,
        reason="finished",
        outcome="success",
        problem=None,
        counts=counts,
        seconds=1.0,
        fields=[runs.FieldCount("fnnews", "wrap_view_hd", "title", 2, 2)],
    )
    db.close()
    return path


#: Everybody's password is the name, three times; few rounds, since tests sign in often.
PEOPLE = People(
    {
        name: UserConfiguration(
            role=role,  # type: ignore[arg-type]
            password_hash=hash_password(name * 3, salt="salt", iterations=1000),
        )
        for name, role in (("rina", "reader"), ("ana", "analyst"), ("ada", "admin"))
    }
)
SECRET = "0123456789" * 4


def configuration() -> str:
    """Return PEOPLE as hanil.toml has them."""
    return "".join(
        f'users.{name} = {{ role = "{user.role}", password_hash = "{user.password_hash}" }}\n'
        for name, user in PEOPLE.users.items()
    )


@asynccontextmanager
async def desk_of(
    path: Path, people: People = PEOPLE, *, threads: bool = False
) -> AsyncIterator[Datasette]:
    """Open a desk as ``python -m browse`` builds it, without a port, and without threads.

    Datasette's setting 0 costs a third less than handing each query to a thread. Desks that are
    ``served``, and those ``threads`` are asked for, have those of ``browse/datasette.yaml``.
    """

    def make() -> Datasette:
        desk = build(path, people, secret=SECRET)
        if desk.executor and not threads:
            desk.executor.shutdown()
            desk._settings["num_sql_threads"], desk.executor = 0, None
        application = desk.app()  # the client would build it, with all routes, for each request
        desk.app = lambda: application
        return desk

    desk = await desks.start(path, make)
    try:
        yield desk
    finally:
        await desk.invoke_shutdown()
        desk.close()


def ask(path: Path, name: str | None, *urls: str, method: str = "get", **more: Any) -> list[Any]:
    """Return a fresh desk's responses to one user's requests; None is not signed in."""

    async def go() -> list[Any]:
        async with desk_of(path) as desk:
            actor = PEOPLE.actor(name) if name else None
            send = getattr(desk.client, method)
            return [await send(url, actor=actor, **more) for url in urls]

    return asyncio.run(go())
