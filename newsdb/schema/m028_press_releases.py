"""Press releases on korea.kr become an outlet of their own; outlets may be press wires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

#: The tables that name articles by outlet and key.
_TABLES = ("articles", "discovered", "rejections", "captures", "reading_attempts", "forgotten")


@migrations()
def m028_press_releases(db: Database) -> None:
    """Move what ``mss`` had from korea.kr, with keys ``korea-N``, to ``koreakr`` with keys ``N``.

    The ministry's own site and korea.kr were one outlet while both were read by feeds; now all
    ministries' releases are searched on korea.kr.
    """
    db.execute("ALTER TABLE outlets ADD COLUMN press_wire INTEGER NOT NULL DEFAULT 0")
    db.execute(
        """
        INSERT OR IGNORE INTO outlets
            (name, title, country, language, home, kept, kept_days, attribution, may_learn)
        SELECT 'koreakr', '정책브리핑', 'KR', 'ko', 'https://www.korea.kr/', kept, kept_days,
            '정책브리핑 (공공누리 제1유형)', may_learn
        FROM outlets WHERE name = 'mss'
        """
    )
    for table in _TABLES:
        db.execute(
            f"UPDATE OR IGNORE {table} SET outlet = 'koreakr', key = substr(key, 7)"  # noqa: S608 our own
            " WHERE outlet = 'mss' AND key GLOB 'korea-[0-9]*'"
        )
