"""How long it takes to rejudge an archive: ``python -m benchmarks.backtest [ARTICLES]``.

Articles of 2,000 characters, one in ten of them relevant; the goal is 100,000 in two minutes on
one core. The archive is first created in a temporary folder, which takes longer than judging it.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from benchmarks.relevance import OTHER, SENTENCE
from newsdb.database import open_database, transaction
from watchlist import load
from watchlist.rejudging import rejudge

_WORDS = "시장 도서관 학교 날씨 공원 버스 축제 예산 은행 미국 일본 중국 투자 수출 기업".split()


def body(chance: random.Random) -> str:
    """Return 2,000 characters, either irrelevant or with some relevant sentences."""
    sentences: list[str] = []
    on_the_matter = chance.random() < 0.1
    while sum(map(len, sentences)) < 2000:
        if on_the_matter and chance.random() < 0.25:
            sentences.append(SENTENCE)
        else:
            sentences.append(f"{chance.choice(_WORDS)} 소식이다. {OTHER}")
    return "".join(sentences)[:2000]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=10_000)
    number = parser.parse_args().articles
    chance = random.Random(6)
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "news.db")
        with transaction(db):
            db.conn.execute(
                "INSERT INTO outlets (name, title, home, kept, may_learn)"
                " VALUES ('a', 'a', '', 'full', 0)"
            )
            for identity in range(1, number + 1):
                db.conn.execute(
                    "INSERT INTO articles (id, outlet, key, url, title, title_tags, language,"
                    " keywords, access, found_by, revision, first_seen_at, last_seen_at)"
                    " VALUES (?, 'a', ?, '', '한일 소식', '[]', 'ko', '[]', 'free', 'url', 1,"
                    " '', '')",
                    (identity, str(identity)),
                )
                db.conn.execute(
                    "INSERT INTO article_bodies (article_id, body, captions, attachments,"
                    " field_sources) VALUES (?, ?, '[]', '[]', '{}')",
                    (identity, body(chance)),
                )
        watch = load()
        watch.matcher  # noqa: B018 built before the clock starts
        for apply in (False, True):
            started, cpu = time.perf_counter(), time.process_time()
            outcome = rejudge(db, watch, apply=apply)
            wall, cpu = time.perf_counter() - started, time.process_time() - cpu
            print(
                f"{'--apply' if apply else 'compare':<8} {outcome.judged:,} articles,"
                f" {len(outcome.changes):,} decided differently: {wall:.1f} s, CPU {cpu:.1f} s;"
                f" 100,000 take {wall / number * 100_000:.0f} s"
            )
        db.close()


if __name__ == "__main__":
    main()
