"""The catalogues of the project: which messages belong to what."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from translations.catalogues import Catalogue
from translations.english import briefing_texts, delivery, desk

#: What the desk's pages say: every module of ``translations.english.desk`` is a domain.
DESK = Catalogue(
    {
        each.name: import_module(f"{desk.__name__}.{each.name}").MESSAGES
        for each in iter_modules(desk.__path__)
    }
)
#: What digests, alerts and alarms say, by mail, chat and feed.
DELIVERY = Catalogue({"delivery": delivery.MESSAGES})
#: What a briefing says by itself.
BRIEFING_TEXTS = Catalogue({"briefing_texts": briefing_texts.MESSAGES})

CATALOGUES = (DESK, DELIVERY, BRIEFING_TEXTS)
