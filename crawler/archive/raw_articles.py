"""A RawArticle as JSON: what a feed or a file said, where there is no page to archive."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from crawler.items import RawArticle, Reading
from newsdb.records import Outlet, Policy


def to_json(raw: RawArticle) -> bytes:
    """Return a RawArticle as JSON; ``from_json`` reads it."""
    known = asdict(raw)
    del known["cut"]  # follows from the readings
    return json.dumps(known, ensure_ascii=False, default=_iso).encode()


def _iso(value: date) -> str:  # or a datetime, which is one
    return value.isoformat()


def from_json(content: bytes) -> RawArticle:
    """Return the RawArticle that ``to_json`` wrote; raises ValueError, TypeError, KeyError."""
    known: dict[str, Any] = json.loads(content)
    known["outlet"] = outlet_from(known["outlet"])
    known["seen_at"] = datetime.fromisoformat(known["seen_at"])
    known["migrated_on"] = tuple(date.fromisoformat(day) for day in known["migrated_on"])
    known["readings"] = {
        field: [Reading(tuple(values), source) for values, source in readings]
        for field, readings in known["readings"].items()
    }
    return RawArticle(**known)


def outlet_from(known: dict[str, Any]) -> Outlet:
    """Return an outlet as JSON has it; older captures, which don't say it, allow no gloss."""
    return Outlet(**{**known, "policy": Policy(**{"may_gloss": "nothing", **known["policy"]})})
