"""The tables, as migrations: a database of any released version opens.

A released migration is never edited; a change is a new migration in a file of its own whose name
begins with its number, so that the sorted imports below apply the migrations in order.
Times are ISO 8601 text with +09:00, so that they sort as text.
"""

from newsdb.schema import (
    m001_found_read_stored,
    m003_links,
    m004_relevance,
    m005_health,
    m006_policies,
    m007_search,
    m008_reviews,
    m009_triage,
    m010_event_words,
    m011_appeared_at,
    m013_reading_attempts,
    m014_index_versions,
    m015_backups_and_room,
    m016_user_state,
    m017_archive,
    m018_forgotten,
    m019_traits,
    m020_why_suggested,
    m021_sessions,
    m022_access_log,
    m023_unknown_sites,
    m024_days_without_time,
    m025_headline_access,
    m026_page_keys,
    m027_uncleaned,
    m028_press_releases,
    m030_delivery,
)
from newsdb.schema.registry import migration_names, migrations

__all__ = [
    "m001_found_read_stored",
    "m003_links",
    "m004_relevance",
    "m005_health",
    "m006_policies",
    "m007_search",
    "m008_reviews",
    "m009_triage",
    "m010_event_words",
    "m011_appeared_at",
    "m013_reading_attempts",
    "m014_index_versions",
    "m015_backups_and_room",
    "m016_user_state",
    "m017_archive",
    "m018_forgotten",
    "m019_traits",
    "m020_why_suggested",
    "m021_sessions",
    "m022_access_log",
    "m023_unknown_sites",
    "m024_days_without_time",
    "m025_headline_access",
    "m026_page_keys",
    "m027_uncleaned",
    "m028_press_releases",
    "m030_delivery",
    "migration_names",
    "migrations",
]
