"""What a page of a run and a list of rejections show."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Runs and rejections on a page; of a run no more rejections and articles are listed.
RUNS, REJECTIONS = 10, 50
#: Of so many of the newest rejections the reasons are counted.
LOOKED_AT = 2_000
#: Of a run: outlets by page designs by fields.
MOST_FIELDS = 200


def of_spider(db: Database, spider: str) -> list[dict[str, Any]]:
    """Return a spider's last runs, the newest first."""
    return list(
        db.table("runs").rows_where("spider = ?", [spider], order_by="started_at DESC", limit=RUNS)
    )


def read(db: Database, run_id: int) -> dict[str, Any] | None:
    """Return a run with its fields, faults, rejections and new articles; None if there is none."""
    run = next(iter(db.table("runs").rows_where("id = ?", [run_id])), None)
    if run is None:
        return None
    return {
        "run": run,
        "fields": list(
            db.query(
                "SELECT outlet, layout, field, filled, articles FROM run_fields WHERE run_id = ?"
                " ORDER BY outlet, layout, field LIMIT ?",
                [run_id, MOST_FIELDS],
            )
        ),
        "faults": list(
            db.table("run_faults").rows_where("run_id = ?", [run_id], order_by="number DESC")
        ),
        "rejections": list(
            db.table("rejections").rows_where(
                "run_id = ?", [run_id], order_by="id DESC", limit=REJECTIONS
            )
        ),
        # By the index of an outlet's times; an article is of the run that stored it first.
        "articles": list(
            db.query(
                "SELECT id, title, language FROM articles WHERE outlet = ?"
                " AND first_seen_at >= ? AND first_seen_at <= ? AND run_id = ?"
                " ORDER BY first_seen_at DESC LIMIT ?",
                [run["spider"], run["started_at"], run["finished_at"] or "9", run_id, REJECTIONS],
            )
        ),
    }


def rejections(
    db: Database, *, outlet: str = "", reason: str = "", before: int | None = None
) -> tuple[list[dict[str, Any]], int | None]:
    """Return a page of rejections, the newest first, and the id before which the next one begins.

    That is None at the end.
    """
    conditions = {"outlet = :outlet": outlet, "reason = :reason": reason, "id < :before": before}
    rows = list(
        db.table("rejections").rows_where(
            " AND ".join(each for each, given in conditions.items() if given) or "1",
            {"outlet": outlet, "reason": reason, "before": before},
            order_by="id DESC",
            limit=REJECTIONS + 1,
        )
    )
    shown = rows[:REJECTIONS]
    return shown, shown[-1]["id"] if len(rows) > REJECTIONS else None


def reasons(db: Database, *, outlet: str = "") -> list[tuple[str, int]]:
    """Return why pages were rejected, with their numbers, of the LOOKED_AT newest rejections."""
    where = "WHERE outlet = :outlet" if outlet else ""
    rows = db.conn.execute(
        f"SELECT reason FROM rejections {where} ORDER BY id DESC LIMIT :most",  # noqa: S608 our own
        {"outlet": outlet, "most": LOOKED_AT},
    )
    return Counter(row[0] for row in rows).most_common()
