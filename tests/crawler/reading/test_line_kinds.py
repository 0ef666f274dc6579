"""Lines that may hold a date, by their look."""

from __future__ import annotations

import pytest

from crawler.reading.line_kinds import is_date_line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("입력 2026.11.02 07:30", True),
        ("2026년 3월", True),
        ("11월 2일 오전", True),
        ("2026年11月2日 公開", True),
        ("12 월2 일", True),
        ("Updated Nov. 25th, 2025", True),
        ("25th of November, 2025 by the desk", True),
        ("MAY 3 2026", True),
        ("2/11/2026", True),
        ("02.11.2026 16:00", True),
        ("조합 12곳이 2분기에 계약했다", False),
        ("제2월드타워 3층", False),
        ("v12/3/2025", False),  # begins inside a word
        ("1/2.2026", False),  # of two signs
        ("xMay 3 2026", False),
        ("May 3 26", False),
        ("2026 mm", False),
        ("", False),
        (f"2026.11.02 {'가' * 90}", False),  # longer than any stamp
    ],
)
def test_date_lines(line: str, expected: bool) -> None:
    assert is_date_line(line) == expected
