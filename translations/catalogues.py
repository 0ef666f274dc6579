"""Messages by key: English in the code, Korean and Japanese in ``LANGUAGE/DOMAIN.po``.

A message is found by its key (the catalogue's ``msgctxt``); its English (``msgid``) stands beside
it for translators, who can work with any editor for gettext catalogues. What ``make messages``
found changed in English is marked fuzzy until a translator has looked at it. The catalogues are
read as they are: nothing has to be compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: By code: each language's name in itself.
LANGUAGES = {"en": "English", "ko": "한국어", "ja": "日本語"}
#: The languages of the catalogues; English is in the code.
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")

#: Looks up a message in one language; values fill its braces.
Translate = Callable[..., str]


def file_of(domain: str, language: str) -> Path:
    """Return the file of a catalogue."""
    return Path(__file__).parent / language / f"{domain}.po"


@cache
def translations(domain: str, language: str) -> Mapping[str, str]:
    """Return a catalogue's messages by key, without those that nobody has translated."""
    from babel.messages.pofile import read_po  # takes 0.1 s: only where it isn't English

    with file_of(domain, language).open("rb") as file:
        catalogue = read_po(file, locale=language, domain=domain)
    return {
        each.context: each.string
        for each in catalogue
        if each.context and isinstance(each.string, str) and each.string
    }


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The messages of one part of the project (its domain) with their translations."""

    domain: str
    english: Mapping[str, str]

    def message(self, key: str, language: str) -> str:
        """Return a message, in English where a language lacks it; raise KeyError if unknown."""
        english = self.english[key]
        return english if language == "en" else translations(self.domain, language).get(key, english)

    def translator(self, language: str) -> Translate:
        """Return the function that looks up messages of a language and fills their braces."""
        if language not in LANGUAGES:
            raise ValueError(f"there are no messages in the language {language!r}")

        def translate(key: str, /, **values: object) -> str:
            return self.message(key, language).format(**values)

        return translate
