"""Every route as every role: its status, and no text that may no longer be shown, purged or not.

Nor does an export, a feed, a message or a command show such a text. Every text that is stored has
a word of its own (sentinels, in ASCII so that no escaping hides them); those of an article that
may be shown in full prove that the walk would find them.
"""

from __future__ import annotations

import asyncio
import io
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

import pytest

from assistants.asking import Asking
from assistants.catalogue import TOOLS
from delivery import digests
from delivery.chats import texts
from delivery.chats.services import SERVICES
from delivery.rendering import Reader, digest_message
from newsdb import visibility
from newsdb.articles import outlets
from newsdb.articles.verdicts import Reason, Verdict
from newsdb.assistants.connections import only_reading
from newsdb.briefings import assembling, drafts, issues
from newsdb.configuration.model import BriefingConfiguration
from newsdb.crawls import leases
from newsdb.database import now, open_database, transaction
from newsdb.delivery import selecting, subscriptions
from newsdb.glosses import cache
from newsdb.records import Article, Outlet, Policy
from newsdb.review import proposals, reviews
from newsdb.review.reviews import Subject
from newsdb.runs import runs
from newsdb.storing import store
from pipelines.duplicates import signature_of
from tests.browse.conftest import PEOPLE, desk_of
from tests.browse.routes import NAMES, content, routes
from tests.support.crawls import ROOT, scrapy
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datasette.app import Datasette
    from sqlite_utils import Database

#: An address and the response to it.
Answer = tuple[str, Any]

#: In the words of a text that an excerpt's policy lets out; in those that none does.
SHORT, LONG = ("SUBTITLE", "OPENING"), ("REST", "CAPTION", "EARLIER", "OLDSUBTITLE", "OLDOPENING")
#: Outlets: their policy when they are shown, and the sentinels that may then be shown.
POLICIES = {
    "open": (Policy(attribution="제공: 열린신문"), {*SHORT, *LONG}),
    "brief": (Policy(kept="excerpt"), {"SUBTITLE", "OPENING", "OLDSUBTITLE", "OLDOPENING"}),
    "bare": (Policy(kept="headline"), set()),
    "over": (Policy(days=1), set()),
}
FORBIDDEN = {
    f"{outlet.upper()}{word}"
    for outlet, (_, shown) in POLICIES.items()
    for word in {*SHORT, *LONG} - shown
}
SHOWN = {f"OPEN{word}" for word in (*SHORT, *LONG)}
#: In every text, beside the sentinels: what the walk searches for.
SEARCHED = "무화과나무"


def article_of(outlet: str, *, old: bool = False) -> Article:
    name = outlet.upper()
    opening, subtitle = ("OLDOPENING", "OLDSUBTITLE") if old else ("OPENING", "SUBTITLE")
    rest = (
        f"무화과나무 묘목 120그루는 {name}EARLIER 창고에 남았다."
        if old
        else f"무화과나무 묘목 250그루가 {name}REST 항구로 떠났다."
    )
    return Article(
        outlet=outlet,
        key="1",
        url=f"https://{outlet}.example/1",
        title=f"한일 중소기업, 묘목 함께 키운다 {outlet}",
        subtitle=f"두 나라 농가가 {name}{subtitle} 약속했다",
        body=f"경남의 작은 회사가 {name}{opening} 규슈와 손잡았다.\n\n{rest}",
        captions=(f"무화과나무를 심는 {name}CAPTION 대표",),
        language="ko",
        published_at=now() - timedelta(days=10),
    )


def outlet_of(name: str, policy: Policy) -> Outlet:
    home = f"https://{name}.example/"
    return Outlet(
        name=name, title=f"{name} 신문", country="KR", language="ko", home=home, policy=policy
    )


@pytest.fixture
def path(stored: Path, tmp_path: Path) -> Path:
    """A copy of one's own: the walks post to the desk, and what they decide stays."""
    copy = tmp_path / "news.db"
    shutil.copy(stored, copy)
    return copy


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four articles in one story, each in two versions, stored whole; then policies change."""
    file = tmp_path_factory.mktemp("visible") / "news.db"
    db = open_database(file)
    verdict = Verdict(
        decision="relevant", score=9.0, watchlist="test", why="body: 중소기업",
        reasons=(Reason("sme", "중소기업", "title", 3, 7, 9.0),),
    )  # fmt: skip
    for name in POLICIES:
        outlets.save(db, outlet_of(name, Policy()))
        for days, old in ((10, True), (9, False)):
            article = article_of(name, old=old)
            store(
                db,
                article,
                seen_at=now() - timedelta(days=days),
                signature=signature_of(db, article),
                verdict=verdict,
            )
    # Each article heads an entry of a draft and of an issue, made while all could be shown.
    made = [brief(db), brief(db)]
    with transaction(db):
        draft = drafts.read(db, made[0])
        frozen = assembling.assemble(db, draft, at=now())
        issues.issue(db, draft, frozen, seen=draft.head.edits, actor="ana", at=now())
    for name, (policy, _) in POLICIES.items():
        outlets.save(db, outlet_of(name, policy))
    # Two of the routes name an outlet and a run.
    outlets.save(db, outlet_of("fnnews", Policy()))
    runs.start(db, "fnnews", arguments={}, at=now() - timedelta(days=30))
    proposals.propose(db, "묘목", concept=None, article_id=1, by="ana", at=now())
    gloss(db)
    wait_to_be_taken_in(db)
    assert db.table("articles").count == len(POLICIES)
    assert db.table("revisions").count == 2 * len(POLICIES)
    db.close()
    return file


def gloss(db: Database) -> None:
    """Keep translations of each first sentence, a machine's and a person's, not purged yet."""
    for name in POLICIES:
        (sentence, _) = article_of(name).body.split("\n\n")
        words = f"A company's {name.upper()}OPENING"
        key = cache.Key(cache.hash_of(sentence), "ko", "en", "deepl", "")
        with transaction(db):
            cache.keep(db, key, words, characters=len(sentence), at=now())
            cache.correct(
                db, sentence, source="ko", target="ja", gloss=words, person="ana", at=now()
            )


def wait_to_be_taken_in(db: Database) -> None:
    """Let a crawl's upload wait, with the whole page of an outlet whose texts may not be shown."""
    with transaction(db):
        leases.take(
            db, "1", spider="bare", lock_name="bare", region=None, at=now(), until=now(),
            seconds=60,
        )  # fmt: skip
        leases.keep_bundle(db, "1", 0, article_of("bare").body.encode())


def brief(db: Database) -> int:
    """Make a draft with an entry for each article, in whichever story it is."""
    draft = drafts.create(
        db, title="묘목 브리핑", kind="weekly", language="ko", since="2000-01-01",
        until="2099-01-01", editor="ana", sections=("묘목",), actor="ana", at=now(),
    )  # fmt: skip
    (section,) = drafts.read(db, draft).sections
    for row in list(db.table("articles").rows):
        db.table("briefing_entries").insert(
            {
                "draft_id": draft,
                "section_id": section.id,
                "article_id": row["id"],
                "position": float(row["id"]),
            }
        )
    return draft


def test_all_of_it_is_stored(path: Path) -> None:
    """No purge has run, so the texts that must not appear below are still stored."""
    db = open_database(path)
    names = [name for name in db.table_names() if "_fts" not in name]
    stored = "\n".join(str(row) for name in names for row in db.table(name).rows)
    db.close()
    assert {word for word in FORBIDDEN | SHOWN if word not in stored} == set()


class Stored(NamedTuple):
    """A table or view: the addresses of its rows, and of those that hold a sentinel."""

    name: str
    keys: list[str]
    telling: list[str]
    tells: bool


def tables(path: Path) -> Iterator[Stored]:
    """Yield every table and view; a view's rows have no address."""
    db = open_database(path)
    for name in db.table_names():
        rows = {
            ",".join(
                quote(str(part), safe="") for part in (key if isinstance(key, tuple) else (key,))
            ): str(row)
            for key, row in db.table(name).pks_and_rows_where()
        }
        telling = [key for key, row in rows.items() if any(word in row for word in FORBIDDEN)]
        yield Stored(name, list(rows), telling, bool(telling))
    for name in db.view_names():
        text = str(list(db.view(name).rows))
        yield Stored(name, [], [], any(word in text for word in FORBIDDEN))
    db.close()


#: Formats that are looked into; the others are made of the same content.
WITHOUT_FONTS = ("docx", "html", "md", "txt", "json")


def addresses(path: Path, role: str) -> Iterator[str]:
    """Yield further addresses besides the table of routes: every table, row and export.

    Of a table's rows those that hold what may not be shown, and one; its page has all of them. A
    table that holds nothing of the kind is asked for only as the admin, who may see the most.
    """
    for name, keys, telling, tells in tables(path):
        if not tells and role != "admin":
            continue
        for form in ("", ".json", ".csv", ".csv?_stream=on", "/-/autocomplete?q=a"):
            yield f"/news/{name}{form}"
        for key in dict.fromkeys([*keys[:1], *telling[:12]]):
            for form in ("", ".json"):
                yield f"/news/{name}/{key}{form}"
            yield f"/news/{name}/-/fragment?_row={key}"
    for column in ("subtitle", "body", "captions", "words_before", "words_after"):
        for name in ("articles", "article_bodies", "revisions", "changes"):
            yield f"/news/{name}.json?_facet={column}&_sort={column}"
    for search in (SEARCHED, "한일"):
        chosen = urlencode({"_search": search})
        yield from (
            f"/news/articles?{chosen}",
            f"/news/articles.json?{chosen}",
            f"/-/export/articles.csv?{chosen}",
            f"/-/export/articles.xlsx?{chosen}",
            f"/-/feed/articles.atom?{chosen}",
            f"/-/search?{urlencode({'q': search})}",
            f"/-/search?{urlencode({'q': search, 'order': 'relevance'})}",
            f"/-/export/articles.csv?{urlencode({'q': search})}",
            f"/-/review?{urlencode({'q': search, 'status': 'any', 'decision': 'any'})}",
        )
    yield from (
        "/-/briefings",
        "/-/briefings/new?story=1",
        "/-/briefing/draft/2",
        "/-/briefing/draft/2?part=1&briefed=",
        "/-/briefing/draft/2/preview",
        "/-/briefing/1",
        *(f"/-/briefing/{name}.{form}" for name in ("draft/2", "1") for form in WITHOUT_FONTS),
        *(f"/-/sources/{name}" for name in POLICIES),
    )
    for story in range(1, 1 + len(POLICIES)):
        yield f"/-/article/{story}"
        for more in ("", f"?q={quote(SEARCHED)}", "?part=1"):
            yield f"/-/story/{story}{more}"
    for sql in QUERIES:
        for form in ("", ".json", ".csv"):
            yield f"/news/-/query{form}?{urlencode({'sql': sql})}"


#: What somebody with the right to write SQL might try.
QUERIES = (
    "select * from article_bodies",
    "select * from main.article_bodies a join revisions using (article_id)",
    "select hex(body), lower(body), substr(body, 3) from revisions",
    "select group_concat(subtitle) from articles",
    "with t as (select words_before || words_after as x from changes) select x from t",
    "select body from (select body from article_bodies union select subtitle from articles)",
    "select (select body from article_bodies b where b.article_id = a.id) from articles a",
    "select json_group_array(body) from article_bodies where body like '%RRR%' or body is null",
    "select body from article_bodies order by body",
    "select max(captions), min(body) from article_bodies group by article_id",
    "select value from article_bodies, json_each(json_array(body, captions))",
    "select gloss from glosses union select upper(gloss) from gloss_corrections",
    "select cast(body as text), hex(body) from crawl_bundles",
    "select * from articles_fts",
    "select snippet(articles_fts, 2, '', '', '', 60) from articles_fts('무화')",
)


def text_of(answer: Any) -> str:
    """Return a response as text, with workbooks unpacked and hexadecimal decoded."""
    if answer.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            return "\n".join(
                archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )
    return str(answer.text)


def words_in(text: str) -> set[str]:
    upper = text.upper()
    return {
        word for word in FORBIDDEN | SHOWN if word in upper or word.encode().hex().upper() in upper
    }


async def walk_routes(desk: Datasette, path: Path, role: str) -> tuple[list[str], list[Answer]]:
    """Return what is wrong with responses to the table of routes, and the responses.

    What is got changes nothing, nor do the headers alone of what is posted.
    """
    tried = routes()
    wrong = [
        f"{pattern.pattern} is not in routes.tsv"
        for pattern, _ in desk._routes()
        if not any(pattern.match(each["path"].split("?")[0]) for each in tried)
    ]
    found: list[Answer] = []
    actor = actor_of(role)
    posted = [each for each in tried if each["method"] == "post"]

    async def answer_to(method: str, each: dict[str, str], **more: Any) -> None:
        answer = await getattr(desk.client, method)(each["path"], actor=actor, **more)
        found.append((each["path"], answer))
        if answer.status_code != int(each[role]):
            wrong.append(f"{method} {each['path']}: {answer.status_code}")

    await desk.client.get("/-/login")  # the start of a desk notes its accounts
    before = content(path)
    for each in tried:
        if each["method"] == "get":
            await answer_to("get", each)
    if role == "admin":
        for each in posted:
            answer = await desk.client.request("HEAD", each["path"], actor=actor)
            if answer.status_code >= 500:
                wrong.append(f"head {each['path']}: {answer.status_code}")
    after = content(path)
    wrong += [f"{table} changed" for table in after if after[table] != before[table]]
    for each in posted:
        await answer_to("post", each, json={})
    return wrong, found


async def walk_texts(desk: Datasette, path: Path, role: str) -> list[Answer]:
    """Return further addresses that texts might be shown at, with the responses."""
    actor = actor_of(role)
    found = [(each, await desk.client.get(each, actor=actor)) for each in addresses(path, role)]
    seen = [{"id": story, "version": 0} for story in range(1, 1 + len(POLICIES))]
    for version, starred in enumerate((True, False)):
        stories = [{**each, "version": version} for each in seen]
        body = {"do": "star", "starred": starred, "stories": stories, "whole": True}
        address = f"/-/review/do?q={quote(SEARCHED)}"
        found.append((address, await desk.client.post(address, json=body, actor=actor)))
    return found


def actor_of(role: str) -> dict[str, Any] | None:
    name = NAMES[role]
    return PEOPLE.actor(name) if name else None


@pytest.mark.parametrize("role", NAMES)
def test_every_route_as_everybody(path: Path, role: str) -> None:
    """tests/data/routes.tsv has each route's response by role; a new route must be added there.

    None shows what may not be shown.
    """

    async def go() -> tuple[list[str], list[Answer]]:
        async with desk_of(path) as desk:
            wrong, found = await walk_routes(desk, path, role)
            return wrong, found + await walk_texts(desk, path, role)

    wrong, answers = asyncio.run(go())
    assert wrong == []
    failed = [address for address, answer in answers if answer.status_code == 500]
    assert failed == []
    leaks = {address: words_in(text_of(answer)) & FORBIDDEN for address, answer in answers}
    assert {address: words for address, words in leaks.items() if words} == {}
    shown = {word for address, answer in answers for word in words_in(text_of(answer)) & SHOWN}
    assert shown == (set() if role == "nobody" else SHOWN)


#: Addresses, and some of the words that they show to whoever may read.
READABLE = {
    "/-/article/1": {"OPENSUBTITLE", "OPENOPENING", "OPENREST", "OPENCAPTION"},
    "/-/article/2": {"BRIEFSUBTITLE", "BRIEFOPENING"},
    "/news/revisions/1": {"OPENOLDSUBTITLE", "OPENOLDOPENING", "OPENEARLIER"},
    "/-/export/articles.csv": {"OPENSUBTITLE", "OPENOPENING", "OPENREST", "BRIEFOPENING"},
    f"/news/articles?_search={quote(SEARCHED)}": {"OPENSUBTITLE", "OPENREST"},
    "/-/feed/articles.atom": {"OPENOPENING", "OPENREST", "BRIEFOPENING"},
    f"/-/search?q={quote(SEARCHED)}": {"OPENREST"},
    f"/-/export/articles.csv?q={quote(SEARCHED)}": {"OPENREST"},
    "/-/story/1": {"OPENSUBTITLE", "OPENOPENING", "OPENREST"},
    "/-/briefing/draft/2/preview": {"OPENOPENING", "BRIEFOPENING"},
    "/-/briefing/1": {"OPENOPENING", "BRIEFOPENING"},
    "/-/briefing/1.docx": {"OPENOPENING", "BRIEFOPENING"},
}


@pytest.fixture(scope="module")
def texts_shown(stored: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One desk's responses to an analyst, by address, in capitals."""
    copy = Path(shutil.copy(stored, tmp_path_factory.mktemp("shown")))

    async def go() -> dict[str, str]:
        async with desk_of(copy) as desk:
            actor = PEOPLE.actor("ana")
            return {
                each: text_of(await desk.client.get(each, actor=actor)).upper()
                for each in READABLE
            }

    return asyncio.run(go())


@pytest.mark.parametrize("address", READABLE)
def test_what_may_be_shown_is_shown(address: str, texts_shown: dict[str, str]) -> None:
    allowed = {f"BRIEF{word}" for word in POLICIES["brief"][1]} | SHOWN
    text = texts_shown[address]
    assert {word for word in READABLE[address] if word not in text} == set()
    assert words_in(text) <= allowed


def test_a_hidden_text_can_not_be_asked_about(path: Path) -> None:
    """Neither a filter nor a facet reveals what is in a text."""
    asked = (
        "/news/article_bodies.json?body__contains=OVERREST",
        "/news/articles.json?subtitle__contains=OVERSUBTITLE",
        "/news/revisions.json?body__notcontains=OVEREARLIER",
        "/news/-/query.json?sql=select+1+from+article_bodies+where+length(body)",
    )

    async def go() -> list[list[Any]]:
        async with desk_of(path) as desk:
            admin = PEOPLE.actor("ada")
            return [(await desk.client.get(each, actor=admin)).json()["rows"] for each in asked]

    assert asyncio.run(go()) == [[], [], [], []]


#: Commands that print nothing that is stored, or no words of articles, and why.
WITHOUT_TEXTS = {
    "backup": "copies the file and prints counts",
    "forget": "takes away, and prints counts",
    "rebuild": "reads the archive and prints counts",
    "reread": "reads the archive, which purging and policies empty",
    "restore": "copies a file and prints counts",
    "channels": "prints names and times",
    "crawl": "prints counts; what it hands on with -o is cut by policies.allowed",
    "deliver": "prints counts; what it sends is made as digests are",
    "gloss": "prints counts; tests/glosses walks over what it sends",
    "ingest": "prints counts",
    "mcp": "answers with its tools, which are asked below",
    "tokens": "prints names and times",
    "judge": "reads a file",
    "probe": "fetches",
    "read": "fetches",
    "recipients": "prints addresses and times",
    "keep": "prints titles and why pages were not kept",
    "sites": "prints names, listings and addresses; articles that nobody has stored yet",
    "store": "prints counts",
    "subscriptions": "prints filters and times; a preview is made as digests are",
    "worker": "prints names and times",
}
COMMANDS: dict[str, list[tuple[str, ...]]] = {
    "audit": [("--list",), ("--json",)],
    "backtest": [("--all",)],
    "briefing": [
        ("list",),
        ("show", "1"),
        ("show", "d2", "--json"),
        ("render", "1", "--format", "html"),
        ("new", "--since", "2000-01-01"),
        ("correct", "1"),
    ],
    "compare": [("1", "4"), ("1", "4", "--json")],
    "export": [("-",), ("-", "--query", "status=any&decision=any")],
    "corrections": [(), ("--json",)],
    "digest": [("--since", "2000-01-01")],
    "doctor": [()],
    "health": [(), ("--json",)],
    "outlets": [()],
    "purge": [("--dry-run",)],
    "refresh": [("--dry-run",), ()],
    "relink": [()],
    "search": [(SEARCHED,), (SEARCHED, "--json"), ("한일", "--json", "--relevance")],
    "stories": [("--all",), ("--all", "--json")],
    "watchlist": [(), ("proposals", "--all")],
}


def test_every_command_is_tried() -> None:
    there = {file.stem for file in (ROOT / "commands").glob("*.py")} - {"__init__"}
    assert there == COMMANDS.keys() | WITHOUT_TEXTS.keys()


@pytest.mark.parametrize(
    "words", [(name, *more) for name, tried in COMMANDS.items() for more in tried]
)
def test_no_command_prints_what_may_not_be_shown(path: Path, words: tuple[str, ...]) -> None:
    done = scrapy(*words, "-s", f"DATABASE={path}")
    assert done.code in {0, 1}, done.log
    printed = words_in(done.out + done.log)
    assert printed & FORBIDDEN == set()
    if words[0] == "search" and SEARCHED in words:
        assert "OPENREST" in printed
    if words[0] == "stories":
        assert "OPENOPENING" in printed or "--json" not in words


@pytest.mark.parametrize("whole", [(), tuple(POLICIES)])
def test_no_assistant_is_told_what_may_not_be_shown(path: Path, whole: tuple[str, ...]) -> None:
    """Whole texts go to a third party only where configuration and terms say so."""
    numbers = range(1, 1 + len(POLICIES))
    with only_reading(path) as db:
        asking = Asking(
            db=db,
            at=now(),
            role="admin",
            names=names,
            whole_texts_of=frozenset(whole),
            briefing=BriefingConfiguration(),
        )
        asked: list[tuple[str, dict[str, Any]]] = [
            ("search_news", {"query": SEARCHED}),
            ("search_news", {}),
            ("list_new_stories", {"decision": "any"}),
            ("organisation_stories", {"name": "무화과나무"}),
            ("overview", {}),
            ("outlet_health", {}),
            ("today", {}),
            ("briefing_draft", {"stories": list(numbers)}),
            *(("get_article", {"id": each}) for each in numbers),
            *(("get_story", {"id": each}) for each in numbers if each == 1),
        ]
        assert {name for name, _ in asked} == TOOLS.keys()
        said = ""
        for name, arguments in asked:
            tool = TOOLS[name]
            said += tool.run(asking, tool.arguments(**arguments)).model_dump_json()
    assert words_in(said) & FORBIDDEN == set()
    told = words_in(said) & SHOWN
    assert {"OPENSUBTITLE", "OPENOPENING"} <= told
    assert ("OPENREST" in told) == bool(whole)
    assert whole or not told & {"OPENREST", "OPENCAPTION", "OPENEARLIER"}


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
@pytest.mark.parametrize("kind", ["digest", "alert"])
def test_no_message_tells_what_may_not_be_shown(path: Path, kind: str, language: str) -> None:
    """Each article heads a story of its own, and every change of it is told."""
    db = open_database(path)
    with transaction(db):
        found = [row["id"] for row in db.table("stories").rows]
        for each in found:
            reviews.star(db, Subject("story", each), True, version=0, actor="ana", at=now())
    every = selecting.Span(0, subscriptions.newest(db).changes)
    changes = selecting.changes(db, every)
    digest = digests.read(
        db, found, since=now() - timedelta(days=20), until=now(), at=now(), changes=changes
    )
    db.close()
    assert len(digest.entries) == len(POLICIES)
    reader = Reader(language, "https://desk.example")
    every_way = (
        digest_message(digest, reader, kind=kind),
        digest_message(digest, reader, kind=kind, largest=None, marks={}),  # a page
        *(texts.digest_message(digest, reader, each, kind=kind) for each in SERVICES.values()),
    )
    for made in every_way:
        said = made.subject + made.text + made.html
        assert words_in(said) & FORBIDDEN == set()
        assert not made.html or ("OPENOPENING" in said and "BRIEFOPENING" in said)
    assert every_way[-1].text.count("• ") > len(POLICIES)  # chats, too, are told of changes


def test_a_preview_shows_what_may_be_shown(path: Path) -> None:
    form = {"rhythm": "weekly", "at_time": "08:30", "weekday": "0", "days": "every"}
    seen = now() - timedelta(days=3)
    query = urlencode({**form, "language": "ko", "sections": "tag", "filters": "status=any"})

    async def go() -> str:
        async with desk_of(path) as desk:
            db = open_database(path)
            db.execute("UPDATE articles SET first_seen_at = ?", [seen.isoformat()])
            db.close()
            address = f"/-/subscriptions/preview?{query}"
            return text_of(await desk.client.get(address, actor=PEOPLE.actor("ana")))

    said = asyncio.run(go())
    assert "묘목" in said
    assert words_in(said) & FORBIDDEN == set()


@pytest.mark.parametrize(
    ("kept", "may_keep", "days", "after", "level"),
    [
        ("full", "full", None, 9999, "full"),
        ("full", "full", 30, 30, "full"),
        ("full", "full", 30, 31, "nothing"),
        ("full", "excerpt", 30, 29, "excerpt"),
        ("excerpt", "full", None, 1, "excerpt"),
        ("full", "headline", None, 1, "headline"),
        ("nothing", "full", None, 1, "nothing"),
    ],
)
def test_the_rule(
    kept: visibility.Kept, may_keep: visibility.Kept, days: int | None, after: int, level: str
) -> None:
    seen = now()
    at = seen + timedelta(days=after)
    assert visibility.level(kept, may_keep, days, seen.isoformat(), at=at) == level


@pytest.mark.parametrize(
    ("policy", "days", "expected"),
    [
        ("full", None, "본문"),
        ("full", 30, "본문"),
        ("full", 5, ""),
        ("excerpt", 30, "본문"),
        ("excerpt", 5, ""),
        ("headline", None, ""),
    ],
)
def test_what_may_be_handed_on(policy: visibility.Kept, days: int | None, expected: str) -> None:
    seen = now()
    kept = visibility.level(
        "full", policy, days, seen.isoformat(), at=seen + timedelta(days=10, hours=15)
    )
    text = visibility.body_of("본문 문장입니다. " * 60, kept)
    assert text[:2] == expected
    assert (len(text) <= 200) == (policy != "full" or not expected)
