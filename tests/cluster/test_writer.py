"""What crawls elsewhere tell is stored once and in order, whatever becomes of the messages."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster.writer import Writer
from newsdb import health
from newsdb.articles import revisits
from newsdb.crawls import leases
from newsdb.crawls.messages import Ended, read_state, state_to_json
from newsdb.crawls.state import hash_of, state_of, unpack
from newsdb.database import open_database, transaction
from newsdb.database_errors import DatabaseError
from newsdb.runs import robots
from pipelines.duplicates import sign_elsewhere
from tests.support.crawls import rows, value
from tests.support.same_rows import differences
from tests.support.told_crawls import (
    AT,
    KEYS,
    LEASE,
    TEXTS,
    article,
    bundle,
    bundles_of,
    leased,
    link,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from newsdb.crawls.events import ArticleRead, Signed

BUNDLES = bundles_of()
LATER = AT + timedelta(hours=1)


def record(
    database: Path, bodies: Iterable[bytes], *, at: datetime = AT, together: bool = False
) -> list[str]:
    """Have a writer record messages, all in one transaction or not; return what is of no use."""
    writer = Writer(database, clock=lambda: at)
    try:
        if together:
            return [each.problem for each in writer.handle(*bodies)]
        return [each.problem for body in bodies for each in writer.handle(body)]
    finally:
        writer.close()


def expire(database: Path, *, at: datetime = LATER) -> None:
    writer = Writer(database, clock=lambda: at)
    writer.expire()
    writer.close()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the crawl's lease, and beside it one with all that it told."""
    database = tmp_path_factory.mktemp("begun") / "news.db"
    assert leased(database)
    shutil.copy(database, whole := database.with_name("whole.db"))
    assert record(whole, BUNDLES) == []
    return database


@pytest.fixture
def database(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(begun, tmp_path / "news.db"))


def test_a_crawl_by_messages_is_stored_counted_and_judged(begun: Path) -> None:
    whole = begun.with_name("whole.db")
    assert value(whole, "SELECT count(*) FROM articles") == 5
    assert rows(
        whole,
        "SELECT outcome, reason, requests, links_found, links_new, articles_new, rejected"
        " FROM runs",
    ) == [("success", "finished", 9, 6, 6, 5, 1)]
    assert rows(whole, "SELECT what, reason, number FROM run_faults") == [("page", "no body", 1)]
    assert rows(whole, "SELECT ending FROM crawl_leases") == [("finished",)]
    assert value(whole, "SELECT count(*) FROM signatures") == 5  # the writer signs
    assert not rows(whole, "SELECT * FROM reading_attempts")


def test_a_signature_that_came_along_is_kept_unless_the_outlet_prints_its_ends_often(
    database: Path,
) -> None:
    flagged = [_signed(key, press_release=True) for key in ("1", "2", "3", "5", "6", "7")]
    own = replace(flagged[-1], signed=replace(_told(flagged[-1]), of="0" * 32))
    told = [bundle(3, flagged[:1]), bundle(4, [*flagged[1:5], own])]
    assert record(database, [*BUNDLES[:3], *told]) == []
    stored = "SELECT a.key, s.press_release FROM signatures s JOIN articles a ON a.id = article_id"
    assert rows(database, f"{stored} ORDER BY a.id") == [
        *((key, 1) for key in ("1", "2", "3", "5", "6")),
        ("7", 0),  # of another text: it was made again
    ]
    often = replace(flagged[0], article=replace(flagged[0].article, key="8"))
    assert record(database, [bundle(5, [often])]) == []
    assert rows(database, f"{stored} WHERE a.key = '8'") == [("8", 0)]


def _signed(key: str, *, press_release: bool) -> ArticleRead:
    """Return an article with a signature that can be told from one made here."""
    read = article(key)
    # The same sentences in each, so that its outlet prints them often.
    one = replace(read.article, body="\n\n".join(TEXTS))
    signed = replace(sign_elsewhere(one), press_release=press_release)
    return replace(read, article=one, signed=signed)


def _told(read: ArticleRead) -> Signed:
    assert read.signed is not None
    return read.signed


@settings(max_examples=8, deadline=None)
@given(
    order=st.permutations([*range(len(BUNDLES)), *range(len(BUNDLES))]),
    restarts=st.sets(st.integers(1, 2 * len(BUNDLES) - 1), max_size=2),
    together=st.booleans(),
)
def test_order_doubling_transactions_and_restarts_change_nothing(
    begun: Path,
    tmp_path_factory: pytest.TempPathFactory,
    order: list[int],
    restarts: set[int],
    together: bool,
) -> None:
    database = tmp_path_factory.mktemp("order") / "news.db"
    shutil.copy(begun, database)
    cuts = [0, *sorted(restarts), len(order)]
    for first, last in itertools.pairwise(cuts):
        some = [BUNDLES[number] for number in order[first:last]]
        assert record(database, some, together=together) == []
    assert differences(database, begun.with_name("whole.db")) == {}


@settings(max_examples=6, deadline=None)
@given(lost=st.sets(st.integers(0, len(BUNDLES) - 1), min_size=1))
def test_a_lost_message_costs_a_poll_and_no_article(
    begun: Path, tmp_path_factory: pytest.TempPathFactory, lost: set[int]
) -> None:
    database = tmp_path_factory.mktemp("lost") / "news.db"
    shutil.copy(begun, database)
    assert record(database, [each for n, each in enumerate(BUNDLES) if n not in lost]) == []
    expire(database)
    db = open_database(database)
    state = state_of(db, "dawn", due=(), at=LATER)
    db.close()
    read = {key for (key,) in rows(database, "SELECT key FROM articles")}
    read |= {key for (key,) in rows(database, "SELECT key FROM rejections")}
    left, known = {each.key for each in state.left_over}, unpack(state.known)
    for key in KEYS:  # read, or to be read by the next poll: as left over, or as new
        assert key in read | left or hash_of("dawn", key) not in known
    assert value(database, "SELECT count(*) FROM crawl_leases WHERE ended_at IS NULL") == 0
    assert leased(database, "6" * 32, at=LATER)
    again = bundles_of("6" * 32)
    assert record(database, again, at=LATER) == []
    assert value(database, "SELECT count(*) FROM articles") == 5
    assert value(database, "SELECT count(*) FROM runs WHERE outcome = 'success'") >= 1


def test_a_lease_that_ended_refuses_what_comes_late(database: Path) -> None:
    assert record(database, BUNDLES[:3]) == []
    expire(database)
    (lost,) = rows(database, "SELECT ending, problem FROM crawl_leases")
    assert lost == ("lost", "its worker seoul-1 was not heard of any more")
    assert rows(database, "SELECT outcome, reason FROM runs") == [("failure", "killed")]
    assert leased(database, "6" * 32, at=LATER)
    assert record(database, BUNDLES[3:], at=LATER) == []  # the first crawl was only slow
    assert value(database, "SELECT count(*) FROM articles") == 0
    assert value(database, "SELECT count(*) FROM crawl_leases WHERE ended_at IS NULL") == 1


def test_a_lock_has_one_lease(database: Path) -> None:
    assert not leased(database, "6" * 32)
    expire(database)
    assert rows(database, "SELECT ending FROM crawl_leases") == [("not_taken",)]
    assert leased(database, "6" * 32, at=LATER)


def test_a_worker_that_is_heard_of_keeps_its_lease(database: Path) -> None:
    assert record(database, [bundle(0, [])]) == []
    for minute in range(0, 40, 2):
        now = AT + timedelta(minutes=minute)
        assert record(database, [bundle(minute // 2 + 1, [])], at=now) == []
        expire(database, at=now)
    assert rows(database, "SELECT ending FROM crawl_leases") == [(None,)]


def test_the_end_of_a_process_without_an_end_of_its_crawl_is_a_killed_run(database: Path) -> None:
    ended = bundle(3, [], ended=Ended(ending="killed", problem="its process was killed (9)"))
    assert record(database, [*BUNDLES[:3], ended]) == []
    assert rows(database, "SELECT outcome, reason, problem FROM runs") == [
        ("failure", "killed", "its process was killed (9)")
    ]


@pytest.mark.parametrize("lost", [None, 0])
def test_a_crawl_in_one_message_has_its_run(database: Path, lost: int | None) -> None:
    events = [each for body in BUNDLES for each in json.loads(body)["events"]]
    whole = json.loads(BUNDLES[0]) | {"events": events, "number": 0 if lost is None else 1}
    assert record(database, [json.dumps(whole).encode()]) == []
    expire(database)  # of a message that waited for a lost one
    db = open_database(database)
    end = leases.ends(db, [LEASE])[LEASE]
    db.close()
    assert (end.ending, end.succeeded) == ("finished", True)
    assert end.run_id == value(database, "SELECT id FROM runs")


def test_a_refusal_ends_the_lease_with_its_reason(database: Path) -> None:
    assert record(database, [bundle(0, [], refused="another watch list")]) == []
    assert rows(database, "SELECT ending, problem FROM crawl_leases") == [
        ("refused", "another watch list")
    ]
    assert rows(database, "SELECT * FROM runs") == []


def test_a_refusal_after_the_beginning_ends_the_run(database: Path) -> None:
    assert record(database, [*BUNDLES[:3], bundle(3, [], refused="its disk is full")]) == []
    assert rows(database, "SELECT ending FROM crawl_leases") == [("refused",)]
    assert rows(database, "SELECT outcome, problem FROM runs") == [("failure", "its disk is full")]


def test_a_lease_is_that_of_the_worker_which_was_heard_of_first(database: Path) -> None:
    # The broker delivered the order twice, and both crawl.
    other = [body.replace(b'"seoul-1"', b'"osaka-1"') for body in BUNDLES]
    mixed = itertools.chain.from_iterable(zip(other[1:], BUNDLES[1:], strict=True))
    assert record(database, [BUNDLES[0], *mixed]) == []
    assert rows(database, "SELECT worker, ending FROM crawl_leases") == [("seoul-1", "finished")]
    assert rows(database, "SELECT outcome, articles_new FROM runs") == [("success", 5)]


def test_a_refusal_of_another_worker_ends_no_lease(database: Path) -> None:
    late = bundle(1, [], refused="too late").replace(b'"seoul-1"', b'"osaka-1"')
    assert record(database, [BUNDLES[0], late, *BUNDLES[1:]]) == []
    assert rows(database, "SELECT ending FROM crawl_leases") == [("finished",)]


def test_only_so_much_waits_for_a_message_before_it(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "MOST_KEPT", 3)
    problems = record(database, [*BUNDLES[:2], *BUNDLES[3:]])
    assert len(problems) == len(BUNDLES) - 3 - 3
    assert {each.split(": ")[1] for each in problems} == {
        "more waits for a message before it than is kept"
    }
    assert value(database, "SELECT count(*) FROM crawl_bundles") == 3
    assert record(database, BUNDLES[2:]) == []  # each comes again
    assert rows(database, "SELECT ending FROM crawl_leases") == [("finished",)]


def test_what_an_earlier_release_kept_may_be_unreadable(database: Path) -> None:
    assert record(database, [*BUNDLES[:2], *BUNDLES[3:]]) == []
    db = open_database(database)
    db.execute("UPDATE crawl_bundles SET body = ? WHERE number = 4", [b'{"version": 0}'])
    db.close()
    expire(database)
    assert rows(database, "SELECT ending FROM crawl_leases") == [("finished",)]
    assert value(database, "SELECT count(*) FROM articles") == 4


def test_a_lease_that_was_heard_of_since_a_time_does_not_end_by_it(database: Path) -> None:
    assert record(database, BUNDLES[:2], at=LATER) == []
    writer = Writer(database, clock=lambda: LATER)
    writer.expire(at=LATER)
    assert rows(database, "SELECT ending FROM crawl_leases") == [(None,)]
    writer.expire(at=LATER + timedelta(hours=1))
    writer.close()
    assert rows(database, "SELECT ending FROM crawl_leases") == [("lost",)]


@pytest.mark.parametrize(
    ("place", "number"),
    [
        ((1, 0, "lock_name"), 7),
        ((1, 0, "at"), "2026-03-12T18:00:00"),  # of no zone
        ((7, 0, "counts"), {"requests": 2**64}),
        ((7, 0, "counts"), {"requests": "many"}),
        ((7, 0, "seconds"), -(10**400)),
        ((3, 1, "article", "key"), ""),
        ((3, 1, "outlet", "country"), "\x00"),
        ((4, 1, "rejection", "outlet"), "nobody"),
        ((2, 0, "links", 0, "outlet"), "nobody"),
    ],
)
def test_whatever_an_event_holds_the_crawl_ends_and_so_does_its_run(
    database: Path, place: tuple[int, int | str, str], number: object
) -> None:
    which, *path, last = place
    told = json.loads(BUNDLES[which])
    at = told["events"]
    for each in path:
        at = at[each]
    at[last] = number
    record(database, [*BUNDLES[:which], json.dumps(told).encode(), *BUNDLES[which + 1 :]])
    (ending,) = rows(
        database,
        "SELECT l.ending, r.outcome IS NOT NULL FROM crawl_leases l JOIN runs r ON r.id = run_id",
    )
    assert ending[0] in {"finished", "lost"}
    assert ending[1]
    assert value(database, "SELECT count(*) FROM articles") >= 4


def test_what_a_lost_crawl_was_to_look_at_is_due_again(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    assert leased(database)
    record(database, BUNDLES)
    db = open_database(database)
    at = AT + timedelta(hours=2)
    assert leased(database, "6" * 32, at=at)
    with transaction(db):
        due = revisits.take_due(db, outlet="dawn", at=at)
        leases.note_due(db, "6" * 32, [(each.outlet, each.key) for each in due])
    assert len(due) == 5
    assert not revisits.take_due(db, outlet="dawn", at=at)
    expire(database, at=at + timedelta(hours=1))
    again = revisits.take_due(db, outlet="dawn", at=at + timedelta(hours=1))
    assert {each.key for each in again} == {each.key for each in due}
    db.close()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "Invalid JSON"),
        (b"\x80\x04]\x94.", "Invalid JSON"),  # a pickle
        (b"[" * 5_000, "recursion"),
        (b'{"version": 1}', "lease"),
        (BUNDLES[0].replace(b'"version":1', b'"version":2'), "version 2 of messages"),
        (BUNDLES[0].replace(LEASE.encode(), b"../../etc"), "lease"),
        (BUNDLES[0].replace(b"+00:00", b"").replace(b"Z", b""), "sent_at"),  # of no zone
        (b" " * 8_000_001, "more than 8000000"),
    ],
)
def test_what_is_no_message_is_a_dead_letter_and_an_alarm(
    database: Path, body: bytes, said: str
) -> None:
    (problem,) = record(database, [body])
    assert said in problem
    db = open_database(database)
    assert [each.kind for each in health.open_ones(db)] == ["messages"]
    db.close()


def test_an_event_that_cannot_be_understood_costs_only_itself(database: Path) -> None:
    told = json.loads(BUNDLES[3])
    told["events"][1:1] = [
        {"type": "drop_tables"},
        {"type": "article_read", "article": "all of them"},
        {"type": "listing_read", "listing": None, "links": [{"outlet": 1}], "at": "then"},
    ]
    problems = record(database, [*BUNDLES[:3], json.dumps(told).encode(), *BUNDLES[4:]])
    assert len(problems) == 3
    assert value(database, "SELECT count(*) FROM articles") == 5


def test_an_unknown_crawl_changes_nothing(database: Path) -> None:
    assert record(database, [bundle(0, [article("1")], lease="7" * 32)]) == []
    assert rows(database, "SELECT * FROM articles") == []


def test_a_worker_whose_clock_is_ahead_begins_no_run_in_the_future(database: Path) -> None:
    early = AT - timedelta(minutes=5)
    record(database, BUNDLES, at=early)
    (started,) = rows(database, "SELECT started_at FROM runs")[0]
    assert started == "2026-03-12T18:00:00+09:00"  # not before it was handed out


def test_a_state_says_what_steers_a_crawl(begun: Path) -> None:
    db = open_database(begun.with_name("whole.db"))
    with transaction(db):
        db.conn.execute(
            "INSERT INTO forgotten (outlet, key, because, forgotten_by, forgotten_at)"
            " VALUES ('dawn', '9', 'asked', 'kim', '2026-03-12')"
        )
        for host in ("cdn.example", "dawn.example:8080", "noon.example"):
            robots.note(db, host, outlet="dusk", status=200, rules="Disallow: /", at=AT)
    addresses = ["https://cdn.example/{key}", "http://[broken", "nothing", ""]
    due = [link("1"), replace(link("77"), url="https://dawn.example:8080/1")]
    state = read_state(state_to_json(state_of(db, "dawn", due=due, at=LATER, addresses=addresses)))
    with transaction(db):
        db.conn.execute("DELETE FROM forgotten")
        db.conn.execute("DELETE FROM robots WHERE outlet = 'dusk'")
    db.close()
    assert [(each.key, each.attempts) for each in state.left_over] == [("4", 1)]
    assert state.pages == (("dawn", "1", revisits.Validators('"1"')),)
    assert [(each.url, each.etag) for each in state.listings] == [
        ("https://dawn.example/rss", '"v1"')
    ]
    assert unpack(state.known) == {hash_of("dawn", key) for key in KEYS}
    assert unpack(state.forgotten) == {hash_of("dawn", "9")}
    # Also those that another outlet asked, of the hosts that this crawl may ask.
    assert [each.host for each in state.robots] == [
        *("cdn.example", "dawn.example", "dawn.example:8080")
    ]


def test_a_restored_database_is_the_one_that_is_written(database: Path) -> None:
    writer = Writer(database, clock=lambda: AT)
    for body in BUNDLES[:3]:
        writer.handle(body)
    kept = database.with_name("before.db")
    restored = database.with_name("restored.db")
    writer.db.execute("VACUUM INTO ?", [str(restored)])
    database.rename(kept)
    with pytest.raises(DatabaseError, match="not there any more"):
        writer.handle(BUNDLES[3])
    assert not database.exists()
    restored.rename(database)
    for body in BUNDLES[3:]:
        assert writer.handle(body) == []
    writer.close()
    assert value(database, "SELECT count(*) FROM articles") == 5
    assert value(kept, "SELECT count(*) FROM articles") == 0


def test_figures_are_up_to_date_after_a_run(begun: Path) -> None:
    assert value(begun.with_name("whole.db"), "SELECT count(*) FROM uncounted_stories") == 0
    assert value(begun.with_name("whole.db"), "SELECT sum(articles) FROM story_days") == 5
