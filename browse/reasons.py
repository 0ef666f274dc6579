"""The watch list's reasons in the languages of the desk and of messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from browse.messages import Translate

#: A part of the reasons begins with the field that it is of.
_PART = re.compile(r"(^|; )(title|subtitle|body|against): ")


def in_words(why: str, t: Translate) -> str:
    """Return reasons (as stored: ``title: 한일; body: JETRO near 한국``) in ``t``'s language."""
    reasons = _PART.sub(lambda found: f"{found[1]}{t('in_' + found[2])}: ", why)
    return reasons.replace(" near ", f" {t('near')} ")
