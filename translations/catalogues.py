"""Messages by key: English in the code, Korean and Japanese in ``LANGUAGE/DOMAIN.po``.

A message is found by its key (the catalogue's ``msgctxt``); its English (``msgid``) stands beside
it for translators, who can work with any editor for gettext catalogues. What ``make messages``
found changed in English is marked fuzzy until a translator has looked at it. The catalogues are
read as they are: nothing has to be compiled.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

#: By code: each language's name in itself.
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "ko": "한국어", "ja": "日本語"})
#: The languages of the catalogues; English is in the code.
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")

#: Looks up a message in one language; values fill its braces.
Translate = Callable[..., str]


class _Plurals(string.Formatter):
    """Fills braces; ``{count:story|stories}`` is the first word for one, else the second.

    English alone has plurals here. A number may come as a text, grouped or on lines of its own.
    """

    def format_field(self, value: object, format_spec: str) -> str:
        one, has_plural, many = format_spec.partition("|")
        if not has_plural:
            return str(super().format_field(value, format_spec))
        return one if str(value).strip() == "1" else many


_PLURALS = _Plurals()


def file_of(domain: str, language: str) -> Path:
    """Return the file of a catalogue."""
    return Path(__file__).parent / language / f"{domain}.po"


@cache
def translations(domain: str, language: str) -> Mapping[str, str]:
    """Return a catalogue's messages by key, without those that nobody has translated."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 takes .1 s: only if it isn't English

    with file_of(domain, language).open("rb") as file:
        catalogue = read_po(file, locale=language, domain=domain)
    return {
        each.context: each.string
        for each in catalogue
        if each.context and isinstance(each.string, str) and each.string
    }


@dataclass(frozen=True)
class Catalogue:
    """The messages of one part of the project: the English of each of its domains, by key."""

    domains: Mapping[str, Mapping[str, str]]

    @cached_property
    def english(self) -> Mapping[str, str]:
        """All messages in English, by key."""
        return {key: each for domain in self.domains.values() for key, each in domain.items()}

    def message(self, key: str, language: str) -> str:
        """Return a message, in English where a language lacks it; raise KeyError if unknown."""
        return self.messages(language)[key]

    def messages(self, language: str) -> Mapping[str, str]:
        """Return all messages of a language by key; raise ValueError if there is no such one."""
        if language not in LANGUAGES:
            raise ValueError(f"there are no messages in the language {language!r}")
        return self.english if language == "en" else _merged(self, language)

    def translator(self, language: str) -> Translate:
        """Return the function that looks up messages of a language and fills their braces."""
        messages = self.messages(language)

        def translate(key: str, /, **values: object) -> str:
            message = messages[key]
            if "|" in message:
                return _PLURALS.vformat(message, (), values)
            return message.format(**values)

        return translate

    def __hash__(self) -> int:
        """Return the hash of the names: two catalogues never share a domain."""
        return hash(tuple(self.domains))


@cache
def _merged(catalogue: Catalogue, language: str) -> Mapping[str, str]:
    translated = (translations(domain, language) for domain in catalogue.domains)
    return {**catalogue.english, **{k: each for some in translated for k, each in some.items()}}
