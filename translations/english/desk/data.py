"""Messages of the database's own pages: tables, rows, queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "data_say": "Everything that is stored, as it is stored; each table as JSON and CSV too.",
    "rows": "{count} {count:row|rows}",
    "rows_more_than": "more than {count} {count:row|rows}",
    "rows_many": "many rows",
    "no_rows": "No rows.",
    "column": "Column",
    "no_filter": "no filter",
    "condition": "Condition",
    "value": "Value",
    "sort_by": "Sort by",
    "as_stored": "as stored",
    "descending": "descending",
    "count_values_of": "Count the values of a column",
    "facets_late": "Not counted in time: {names}",
    "more_values": "{count} more",
    "values_left_out": "{count} more are not listed here.",
    "about_table": "About this table",
    "linked_from": "Linked from",
    "queries": "Queries",
    "tables": "Tables",
    "views": "Views",
    "hidden_tables": "{count} hidden tables",
    "run_sql": "Run",
    # Conditions of filters, by Datasette's keys.
    "op exact": "is",
    "op not": "is not",
    "op contains": "contains",
    "op notcontains": "doesn't contain",
    "op endswith": "ends with",
    "op startswith": "begins with",
    "op gt": "greater than",
    "op gte": "at least",
    "op lt": "less than",
    "op lte": "at most",
    "op in": "is one of",
    "op notin": "is none of",
    "op isnull": "is empty",
    "op notnull": "is not empty",
    "op isblank": "is blank",
    "op notblank": "is not blank",
    "op date": "is of the day",
}
