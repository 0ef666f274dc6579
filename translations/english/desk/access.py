"""What signing in, one's own sessions and the access log say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "wait": "Too many attempts. Try again in {seconds} {seconds:second|seconds}.",
    "wait_advice": "From a browser in which you have signed in before you need not wait.",
    "account": "Account",
    "signed_in_as": "Signed in as {name}, {role}",
    "role reader": "reader",
    "role analyst": "analyst",
    "role admin": "administrator",
    "where_signed_in": "Where you are signed in",
    "session_rule": (
        "A session ends after {hours} hours without use, and after {days} days in any case."
        " Times are KST = JST."
    ),
    "browser": "Browser",
    "this_browser": "this one",
    "address": "Address",
    "signed_in_at": "Signed in",
    "seen_at": "Last used",
    "sign_out": "Sign out",
    "sign_out_everywhere": "Sign out everywhere",
    "everywhere_advice": (
        "If you see a browser that is not yours, sign out everywhere and ask an administrator"
        " for a new password."
    ),
    "access_log": "Access log",
    "access_say": (
        "Who signed in, who failed to, and whose rights changed. Kept for {days} days; what"
        " was typed where nobody has the name is not kept. Times are KST = JST."
    ),
    "signed_in_now": "Signed in now",
    "nobody_signed_in": "Nobody is signed in.",
    "person": "Person",
    "end_all": "End all sessions",
    "events": "What happened",
    "no_events": "Nothing has been logged yet.",
    "time": "Time",
    "event": "Event",
    "unknown_name": "a name nobody has",
    "times": "{times} {times:time|times}, until {until}",
    "newest_requests": "The {shown} newest; the whole table, to filter and to take away",
    "whole_table": "As a table, to filter and to take away",
    "log signed_in": "signed in",
    "log failed": "wrong name or password",
    "log paused": "had to wait after too many attempts ({detail} seconds)",
    "log signed_out": "signed out",
    "log signed_out_everywhere": "signed out everywhere (sessions: {detail})",
    "log ended": "sessions ended by {by} ({detail})",
    "log account_added": "account added: {detail}",
    "log account_removed": "account removed: {detail}",
    "log role_changed": "role changed: {detail}",
    "log password_changed": "password changed",
}
