"""Stores ten releases as one outlet, after a line of input: DATABASE OUTLET."""

from __future__ import annotations

import sys
from datetime import datetime

from newsdb.database import open_database
from newsdb.records import KST, Article
from newsdb.similarity.signatures import sign
from newsdb.storing import store

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=KST)
RELEASES = 10


def release(number: int, outlet: str) -> Article:
    body = (
        f"제{number}회 한일 상담회가 {number + 1}일 도쿄에서 열려 기업 {number * 17}곳이 왔다.\n\n"
        f"계약은 {number * 31}건, {number * 43}억원이고 {number * 7}곳은 공장을 짓기로 했다. "
        f"주최 쪽은 {'아주' if number % 2 else '매우'} 만족스러운 결과라고 밝혔다."
    )
    return Article(
        outlet=outlet,
        key=str(number),
        url=f"https://{outlet}/{number}",
        title=f"상담회 {number}",
        body=body,
        language="ko",
        published_at=NOON,
    )


def main() -> None:
    database, outlet = sys.argv[1:]
    db = open_database(database)
    articles = [release(number, outlet) for number in range(1, RELEASES + 1)]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for article in articles:
        store(db, article, seen_at=NOON, signature=sign(article))
    db.close()


if __name__ == "__main__":
    main()
