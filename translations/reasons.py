"""The watch list's reasons in the languages of the desk and of messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translations.domains import DESK

if TYPE_CHECKING:
    from translations.catalogues import Translate

#: A part of the reasons begins with the field that it is of.
_PART = re.compile(r"(^|; )(title|subtitle|body): ")
_AGAINST = "; against: "


def in_words(why: str, t: Translate) -> str:
    """Return reasons (as stored: ``title: 한일; body: JETRO near 한국``) in ``t``'s language.

    Rules that speak against are told by what they say.
    """
    said, against, rules = _split(why)
    reasons = _PART.sub(lambda found: f"{found[1]}{t('in_' + found[2])}: ", said)
    reasons = reasons.replace(" near ", f" {t('near')} ")
    if not against:
        return reasons
    names, bracket, terms = rules.partition(" (")
    told = dict.fromkeys(_rule(name, t) for name in names.split(" + "))
    rest = f"{bracket}{terms}"
    return "; ".join(filter(None, [reasons, f"{t('in_against')}: {', '.join(told)}{rest}"]))


def _split(why: str) -> tuple[str, bool, str]:
    """Return the reasons for, whether some speak against, and those."""
    if why.startswith(_AGAINST[2:]):
        return "", True, why[len(_AGAINST) - 2 :]
    said, found, rules = why.rpartition(_AGAINST)
    return (said, True, rules) if found else (why, False, "")


def _rule(name: str, t: Translate) -> str:
    """Return what a rule of the watch list says; one of an office's own has no words of ours."""
    key = f"rule {name.removesuffix('-ko').removesuffix('-ja')}"
    return t(key if key in DESK.english else "rule")
