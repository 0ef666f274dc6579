"""Stores copies and kills itself (SIGKILL) before each SQL statement in turn.

``kill_storing.py FOLDER``: a database with one article is the beginning; for each moment a child
process stores a copy and an edited article on a file of its own. Prints, as JSON, how many were
killed and what was wrong in the files that they left.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.trials import soundness
from newsdb.articles import outlets
from newsdb.database import open_database
from newsdb.records import KST, Article, Outlet
from newsdb.similarity.signatures import sign
from newsdb.storing import store

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


def child(path: Path, moment: int) -> None:
    db = open_database(path)
    count = 0

    def kill(statement: str) -> None:
        nonlocal count
        count += 1
        if count == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    db.conn.set_trace_callback(kill)
    put(db, "b", TEXT)
    put(db, "a", TEXT.replace("120곳", "130곳"))


def main() -> None:
    folder = Path(sys.argv[1])
    beginning = folder / "beginning.db"
    db = open_database(beginning)
    for name in "ab":
        outlets.save(db, Outlet(name=name, title=name, country="KR", language="ko", home=name))
    put(db, "a", TEXT)
    db.close()
    killed, wrong = 0, []
    for moment in range(1, 1000):
        path = folder / "news.db"
        for old in folder.glob("news.db*"):
            old.unlink()
        shutil.copy(beginning, path)
        process = os.fork()
        if not process:
            child(path, moment)
            os._exit(0)
        status = os.waitpid(process, 0)[1]
        db = open_database(path)
        wrong += [f"moment {moment}: {each}" for each in soundness.faults(db)]
        if number := db.conn.execute(UNLINKED).fetchone()[0]:
            wrong.append(f"moment {moment}: {number} articles of one text that are not linked")
        db.close()
        if os.WIFEXITED(status):
            break
        killed += 1
    sys.stdout.write(json.dumps({"killed": killed, "wrong": wrong}))


if __name__ == "__main__":
    main()
