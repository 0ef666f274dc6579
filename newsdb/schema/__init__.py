"""The tables, as migrations: a database of any released version opens.

A released migration is never edited; a change is a new one, in a file of its subject that is
named at the end here: they are applied in the order of these imports.
Times are ISO 8601 text with +09:00, so that they sort as text.
"""

from newsdb.schema import (
    found_read_stored,
    health,
    links,
    policies,
    relevance,
    reviews,
    search,
    triage,
)
from newsdb.schema.registry import migration_names, migrations

__all__ = [
    "found_read_stored",
    "health",
    "links",
    "migration_names",
    "migrations",
    "policies",
    "relevance",
    "reviews",
    "search",
    "triage",
]
