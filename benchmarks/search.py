"""How long a search takes over 100,000 or a million articles, newest first and by relevance.

``python -m benchmarks.search --articles 1000000`` builds its corpus itself (word lists of three
languages, about 350 characters an article), or opens the one that ``--database`` names. Exit code
1 when 5 % of the searches take longer than 300 ms (800 ms above 500,000 articles).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsdb.articles import outlets
from newsdb.database import open_database, transaction
from newsdb.records import KST, Outlet
from newsdb.search.search import Names, find
from newsdb.text.terms import index_form
from tests.support.corpus import FileAliases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

#: So many different texts are made; a larger corpus has each several times, as often as any other.
DISTINCT = 50_000
START = datetime(2016, 1, 1, 9, 0, tzinfo=KST)
GOLDEN = 0.618_033_988_749_895  # its multiples lie evenly between whole numbers
KOREAN = (
    "한국 일본 한일 중소기업 중기 소상공인 협력 부품 공급망 도쿄 오사카 서울 부산 인증"
    " 수출 기술 교류 상담회 하도급 최저임금 인상 금리 관세 스타트업 창업 투자 정부 지원"
    " 사업 공장 회사 시장 제품 개발 전시회 포럼 중소기업중앙회 중소벤처기업부 코트라"
    " 반도체 소재 장비 수소 로봇 바이오 디지털 전환 인력난 채용 세제"
).split()
PARTICLES = "은 는 이 가 을 를 의 에 에서 와 과 도 으로".split()
JAPANESE = (
    "韓国 日本 日韓 中小企業 下請け 協力 部品 供給網 東京 大阪 福岡 釜山 認証 輸出 技術"
    " 交流 商談会 最低賃金 金利 関税 スタートアップ 起業 投資 政府 支援 事業 工場 会社"
    " 市場 製品 開発 展示会 事業承継 町工場 補助金 半導体 素材 装置 水素 ロボット 人手不足"
    " 倒産 円安 価格転嫁 ジェトロ 商工会議所 取り組み"
).split()
KANA = "は が を に の で と も へ、 して、 から、 まで、 する。 した。".split()
ENGLISH = (
    "Korea Japan small firms SMEs startup supply chain parts export certification"
    " technology forum wage market factory ministry support investor bank rate tariff"
    " robot hydrogen chip company share member"
).split()
QUERIES = (
    "한일",
    "중소기업의",
    "중기중앙회",
    "KBIZ",
    "최저임금 인상",
    '"최저임금 인상"',
    "日韓",
    "下請けの",
    "部品 東京",
    "最低賃金",
    "取り組み",
    "ジェトロ",
    "small firms",
    "Korea-Japan forum",
    "hydrogen robot -wage",
    "수소 로봇 바이오 디지털",
    "도쿄 OR 오사카",
    "가나다라마",
    "中",
    "소상공인을 위한",
)


def text(chance: random.Random, language: str, words: int) -> str:
    """Return running text; each word follows a rank order, as in any language."""
    vocabulary = {"ko": KOREAN, "ja": JAPANESE, "en": ENGLISH}[language]
    picked = [vocabulary[int(len(vocabulary) * chance.random() ** 2)] for _ in range(words)]
    if language == "ko":
        return " ".join(word + chance.choice(PARTICLES) for word in picked)
    if language == "ja":
        return "".join(word + chance.choice(KANA) for word in picked)
    return " ".join(picked)


def _article(chance: random.Random) -> tuple[str, ...]:
    """Return an article's language, title and text, and the index's terms of both."""
    language = chance.choices(("ko", "ja", "en"), (55, 35, 10))[0]
    title, body = text(chance, language, 6), text(chance, language, 75)
    return language, title, body, index_form(title), index_form(body)


def fill(
    db: Database, count: int, *, names: Sequence[str] = ("a",), start: datetime = START
) -> None:
    """Fill the tables that a search reads, in large transactions; an article in five minutes.

    With several outlets the first ones have most articles: of forty, three in ten and one in 120.
    """
    chance = random.Random(9)
    home = "https://a.example/"
    # Of each new article SQLite would look through all stories for one that waits for it.
    db.execute("PRAGMA foreign_keys = OFF")
    # The index is written in larger pieces than of 1 MiB, which it would merge again and again.
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('hashsize', 134217728)")
    for name in names:
        outlets.save(db, Outlet(name=name, title=name, country="KR", language="ko", home=home))
    pool = [_article(chance) for _ in range(min(count, DISTINCT))]
    with click.progressbar(length=count, label="filling", file=sys.stderr) as bar:
        for first in range(0, count, 20_000):
            numbers = range(first, min(count, first + 20_000))
            rows, bodies, indexed, story_rows, decided = [], [], [], [], []
            for number in numbers:
                language, title, body, *terms = chance.choice(pool)
                # One in five was collected long after it appeared, and none before.
                at = number if chance.random() > 0.2 else chance.randrange(number + 1)
                when = (start + timedelta(minutes=5 * at)).isoformat()
                outlet = names[int(len(names) * (number * GOLDEN % 1) ** 3)]
                # One in five is a copy, one in twelve matters; the old ones are decided.
                is_copy = number > 9 and chance.random() < 0.2
                story = number + 1 - chance.randrange(1, 9) if is_copy else number + 1
                decision = chance.choices(("relevant", "review", "other"), (3, 5, 92))[0]
                score = round(chance.random() * 6, 1) if decision != "other" else 0.0
                rows.append(
                    (number + 1, str(number), f"{home}{number}", title, language, when, story,
                     decision, score, outlet)
                )  # fmt: skip
                if not is_copy or story <= first:
                    story_rows.append((story, number + 1, when))
                if decision != "other" and number < count - 4000:
                    decided.append((story, chance.choice(("relevant", "not_relevant")), when))
                bodies.append((number + 1, body))
                indexed.append((number + 1, *terms))
            stories = {row[6] for row in rows}
            story_rows += [(story, story, rows[0][5]) for story in stories]
            with transaction(db):
                db.conn.executemany(
                    "INSERT OR IGNORE INTO stories (id, origin_id, origin_by, members, first_at,"
                    " last_at) VALUES (?1, ?1, 'earliest', 1, ?3, ?3)",
                    story_rows,
                )
                db.conn.executemany(
                    "INSERT INTO articles (id, outlet, key, url, title, title_tags, language,"
                    " keywords, published_at, access, found_by, revision, first_seen_at,"
                    " last_seen_at, story_id, decision, score) VALUES (?1, ?10, ?2, ?3, ?4, '[]',"
                    " ?5, '[]', ?6, 'free', 'feed', 1, ?6, ?6, ?7, ?8, ?9)",
                    rows,
                )
                db.conn.executemany(
                    "INSERT OR IGNORE INTO reviews (subject, subject_id, status, version,"
                    " changed_by, changed_at) VALUES ('story', ?, ?, 1, 'a', ?)",
                    decided,
                )
                db.conn.executemany(
                    "INSERT INTO article_bodies (article_id, body, captions, attachments,"
                    " field_sources) VALUES (?, ?, '[]', '[]', '{}')",
                    bodies,
                )
                db.conn.executemany(
                    "INSERT INTO articles_fts (rowid, title, subtitle, body, more)"
                    " VALUES (?, ?, '', ?, '')",
                    indexed,
                )
            bar.update(len(numbers))
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('hashsize', 1048576)")
    db.execute("ANALYZE")


def measure(db: Database, rounds: int, *, by_relevance: bool) -> list[tuple[str, float]]:
    """Print a table of the searches; return the CPU seconds that each took."""
    names = Names(FileAliases())
    taken = []
    for query in QUERIES:
        times, hits = [], 0
        for _ in range(rounds):
            began = time.process_time()
            hits = len(find(db, query, names=names, limit=50, by_relevance=by_relevance))
            times.append(time.process_time() - began)
        taken += [(query, each) for each in times]
        print(f"{query:<24}{hits:>5}{1000 * sorted(times)[len(times) // 2]:>10.1f}")
    return taken


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", type=Path, help="kept, and used when it is filled")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.database or Path(folder) / "search.db"
        db = open_database(path)
        if not db.table("articles").count:
            began = time.process_time()
            fill(db, arguments.articles)
            print(f"filled in {time.process_time() - began:.0f} s of CPU")
        count = db.table("articles").count
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        print(f"{count} articles, {path.stat().st_size / 1e6:.0f} MB")
        allowed = 0.3 if count < 500_000 else 0.8
        slow = False
        for by_relevance in (False, True):
            print(f"\n{'by relevance' if by_relevance else 'newest first':<24} hits median ms")
            times = sorted(
                each for _, each in measure(db, arguments.rounds, by_relevance=by_relevance)
            )
            p95 = times[int(len(times) * 0.95)]
            print(f"p50 {1000 * times[len(times) // 2]:.1f} ms, p95 {1000 * p95:.1f} ms")
            slow |= p95 > allowed and not by_relevance
        db.close()
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
