"""How fast, and in how much memory, lines of JSON become stored articles.

``python -m benchmarks.ingest [LINES]`` (default 100000); one line in the middle is broken.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORDS = (
    "한국 일본 중소기업 협력 부품 공급망 도쿄 오사카 서울 부산 인증 수출 기술 교류 상담회".split()
)


def text(chance: random.Random) -> str:
    """Return a body of about 1,000 characters in ten paragraphs."""
    return "\n".join(" ".join(chance.choices(WORDS, k=24)) + "." for _ in range(10))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            for number in range(count):
                article = {
                    "url": f"https://news.example.kr/{number}",
                    "title": " ".join(chance.choices(WORDS, k=6)),
                    "body": text(chance),
                    "published_at": "2026-01-02 10:00",
                }
                line = json.dumps(article, ensure_ascii=False)
                lines.write((line[:50] if number == count // 2 else line) + "\n")
        started = time.perf_counter()
        command = ["-m", "scrapy", "ingest", str(file), "--json", "-s", f"DATABASE={folder}/x.db"]
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=True
        )
        seconds = time.perf_counter() - started
        summary = json.loads(done.stdout)
        size = (Path(folder) / "x.db").stat().st_size
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{count} lines, {summary['articles_new']} stored, {summary['rejected']} rejected: "
        f"{seconds:.0f} s, {count / seconds:.0f} lines/s, {memory:.0f} MB at most, "
        f"{size / 1e6:.0f} MB database"
    )


if __name__ == "__main__":
    main()
