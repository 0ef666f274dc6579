"""Messages of the frame of all pages: navigation, marks of countries, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "desk_name": "Hanil News Watch",
    "skip_to_text": "Skip to the text",
    "main_menu": "Main menu",
    "morning": "Morning",
    "queue_entry": "Queue",
    "briefings": "Briefings",
    "overview": "Overview",
    "sources": "Sources",
    "watch_list": "Watch list",
    "subscriptions": "Subscriptions",
    "data": "Data (Datasette)",
    "settings_broken": "hanil.toml has a fault.",
    "settings_broken_say": (
        "The desk goes on with what it read before; crawls and commands refuse the file."
    ),
    "all_times": "All times are KST (= JST)",
    "to_decide_count": "{count} to decide",
    # The mark of a country, one or two letters.
    "mark KR": "KR",
    "mark JP": "JP",
    "ahead": "{lead} ahead",
    "days": "{count} d",
    "hours": "{count} h",
    "minutes": "{count} min",
    "hours_minutes": "{hours} h {minutes} min",
    "first_no_time": "first, no time given",
    "at_same_time": "at the same time",
    "only KR": "Korea only",
    "only JP": "Japan only",
    "machine_translation": "machine translation",
    "remove_filter": "Remove filter: {name}",
    # By what went wrong; browse.plugins.errors chooses.
    "error missing": "There is no such page",
    "error_why missing": (
        "Its address has changed, or it was merged into another, or is no longer kept."
    ),
    "error forbidden": "You may not see this page",
    "error_why forbidden": "Your role does not include it. If you need it, ask an administrator.",
    "error wrong": "This address can't be answered",
    "error_why wrong": "Something in it is not what this page understands; the reason is below.",
    "error fault": "Something went wrong here",
    "error_why fault": "The fault is ours, nothing was saved. The server's log has the cause.",
    "today": "today",
    "yesterday": "yesterday",
    "date": "{day} {month}",
    "date_year": "{day} {month} {year}",
    "date_weekday": "{weekday}, {day} {month} {year}",
    "day_and_time": "{day} {time}",
    "month 1": "January",
    "month 2": "February",
    "month 3": "March",
    "month 4": "April",
    "month 5": "May",
    "month 6": "June",
    "month 7": "July",
    "month 8": "August",
    "month 9": "September",
    "month 10": "October",
    "month 11": "November",
    "month 12": "December",
    "weekday 0": "Monday",
    "weekday 1": "Tuesday",
    "weekday 2": "Wednesday",
    "weekday 3": "Thursday",
    "weekday 4": "Friday",
    "weekday 5": "Saturday",
    "weekday 6": "Sunday",
}
