"""Stores copies and kills itself (SIGKILL) before each statement that finds other files.

``kill_storing.py FOLDER``: a database with one article is the beginning; a copy and an edited
article are stored on it. What a kill leaves is what the file and its log hold: where they hold the
same before several statements, a child process kills itself before the first of those. Prints, as
JSON, before how many statements it looked, how many children were killed, and what was wrong in
the files that they left.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.trials import soundness
from newsdb.articles import outlets
from newsdb.database import open_database
from newsdb.records import KST, Article, Outlet
from newsdb.similarity.signatures import sign
from newsdb.storing import store

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=KST)
TEXT = (
    "두 나라 중소기업 단체가 2일 도쿄에서 판로 협력 협약을 맺고 상담회를 열기로 했다.\n\n"
    "부품 기업 120곳과 구매 기업 45곳이 참여하며 첫 상담회는 9월 14일 오사카에서 열린다. "
    "협약에 따라 3년 동안 38억원이 물류와 인증 비용으로 쓰인다."
)

#: Where all articles tell of one thing.
UNLINKED = """
    SELECT count(*) FROM articles a JOIN articles b ON a.id < b.id WHERE NOT EXISTS (
        SELECT 1 FROM links l WHERE l.article_id IN (a.id, b.id)
        AND l.other_id IN (a.id, b.id))"""


def put(db: Any, outlet: str, body: str) -> None:
    article = Article(
        outlet=outlet,
        key="1",
        url=f"https://{outlet}/1",
        title="협약",
        body=body,
        language="ko",
        published_at=NOON,
    )
    store(db, article, seen_at=NOON, signature=sign(article))


def store_articles(path: Path, before: Callable[[int], None]) -> None:
    """Store a copy and an edited article; ``before`` is told the number of each statement."""
    db = open_database(path)
    numbers = itertools.count(1)
    db.conn.set_trace_callback(lambda _: before(next(numbers)))
    put(db, "b", TEXT)
    put(db, "a", TEXT.replace("120곳", "130곳"))
    db.conn.set_trace_callback(None)
    db.close()


def kill_at(moment: int) -> Callable[[int], None]:
    """Return what kills this process before the statement with that number."""

    def before(number: int) -> None:
        if number == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    return before


def moments(path: Path) -> tuple[int, list[int]]:
    """Return the number of statements, and those before which the files differ from earlier."""
    seen: list[bytes] = []

    def before(_: int) -> None:
        files = (path, path.with_name(f"{path.name}-wal"))
        content = b"".join(file.read_bytes() for file in files if file.exists())
        seen.append(hashlib.sha256(content).digest())

    store_articles(path, before)
    changed = [
        number
        for number, (earlier, now) in enumerate(itertools.pairwise([b"", *seen]), 1)
        if now != earlier
    ]
    return len(seen), changed


def main() -> None:
    folder = Path(sys.argv[1])
    beginning, path = folder / "beginning.db", folder / "news.db"
    db = open_database(beginning)
    for name in "ab":
        outlets.save(db, Outlet(name=name, title=name, country="KR", language="ko", home=name))
    put(db, "a", TEXT)
    db.close()
    shutil.copy(beginning, path)
    statements, changed = moments(path)
    killed, wrong = 0, []
    for moment in (*changed, statements, statements + 1):  # before the last; not at all
        for old in folder.glob("news.db*"):
            old.unlink()
        shutil.copy(beginning, path)
        process = os.fork()
        if not process:
            store_articles(path, kill_at(moment))
            os._exit(0)
        killed += os.WIFSIGNALED(os.waitpid(process, 0)[1])
        db = open_database(path)
        wrong += [f"moment {moment}: {each}" for each in soundness.faults(db)]
        if number := db.conn.execute(UNLINKED).fetchone()[0]:
            wrong.append(f"moment {moment}: {number} articles of one text that are not linked")
        db.close()
    found = {"statements": statements, "moments": changed, "killed": killed, "wrong": wrong}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
