"""Accounts: who may sign in, as what, and one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "users": "Users",
    "users_say": "{count} people may sign in. Every change is in the access log.",
    "users_all": "Who may sign in",
    "user_role": "Role",
    "user_set_role": "Set",
    "user_sessions": "Sessions",
    "user_source": "Last change",
    "user_yourself": "you",
    "user_changed_by": "{name},",
    "user_over_file": "counts over hanil.toml until its line there is changed",
    "user_must_change": "still has the password that was given",
    "user_new_password": "New password",
    "user_remove": "Remove",
    "user_remove_sure": (
        "{name} is signed out everywhere and can't sign in any more. What they decided stays."
    ),
    "user_remove_yes": "Remove {name}",
    "users_rule": (
        "Users of hanil.toml go on working. Whoever changed an account last counts: a change"
        " here, or a later edit of its line in hanil.toml (read when the desk starts). A"
        " changed role or password ends that user's sessions. Nobody takes away their own role"
        " or account, so that an administrator always stays."
    ),
    "user_add": "Add a user",
    "user_add_say": (
        "Lower-case letters, digits, - and _. The first password is shown once; it is to be"
        " changed at the first sign-in."
    ),
    "user_password_of": "The password of {name}:",
    "user_password_once": "It is shown only now and stored nowhere: hand it over by a safe way.",
    "user_done role": "{name} has another role now.",
    "user_done remove": "{name} is removed.",
    "user_bad name": "“{name}” can't be a name: lower-case letters, digits, - and _, at most 32.",
    "user_bad role": "There is no such role.",
    "user_bad taken": "There is a user “{name}” already.",
    "user_bad gone": "There is no user “{name}” any more.",
    "user_bad oneself": (
        "Nobody changes their own role or removes themselves: ask another administrator."
    ),
    "user_bad rights": "You are no administrator any more: nothing was changed.",
    "user_bad many": "There are too many accounts.",
    "password_own": "Your password",
    "password_must": "Choose a password of your own: somebody else has seen this one.",
    "password_present": "Present password",
    "password_chosen": "New password",
    "password_again": "New password again",
    "password_change": "Change the password",
    "password_say": "At least {shortest} characters. Other browsers are signed out.",
    "password_changed_now": "The password is changed; other browsers are signed out.",
    "password_differs": "The two new passwords differ.",
    "password_short": "A password needs at least {shortest} characters.",
    "password_same": "That is the present password.",
    "password_wrong": "The present password is wrong.",
}
