"""Bring the catalogues up to date with the English messages: ``make messages``.

New messages are added without a translation, those whose English changed are marked fuzzy, those
that are gone are taken out.
"""

from __future__ import annotations

import argparse
import sys
from io import BytesIO
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from translations.catalogues import TRANSLATED, file_of
from translations.domains import CATALOGUES

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Babel's own header has dates, with which two branches never merge.
_HEADER = """\
# Messages for translators; see CONTRIBUTING.md.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {language}\\n"

"""


def read(domain: str, language: str) -> Catalog:
    """Return a catalogue as it is stored; an empty one if there is none."""
    path = file_of(domain, language)
    if not path.exists():
        return Catalog(locale=language, domain=domain)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain)


def updated(old: Catalog, english: Mapping[str, str]) -> tuple[Catalog, int, int]:
    """Return a catalogue of all English messages, how many have no translation, how many doubt."""
    known = {each.context: each for each in old if each.context}
    new = Catalog(locale=old.locale, domain=old.domain, fuzzy=False)
    missing = doubtful = 0
    for key, message in english.items():
        entry = known.get(key)
        translation = entry.string if entry else ""
        is_fuzzy = bool(entry and translation and (entry.fuzzy or entry.id != message))
        missing += not translation
        doubtful += is_fuzzy
        flags = {"python-brace-format"} if "{" in message else set()
        new.add(
            message,
            translation,
            flags=flags | ({"fuzzy"} if is_fuzzy else set()),
            context=key,
            user_comments=entry.user_comments if entry else (),
        )
    return new, missing, doubtful


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as a file has it."""
    entries = BytesIO()
    write_po(entries, catalogue, width=99, omit_header=True, ignore_obsolete=True)
    header = _HEADER.format(language=catalogue.locale)
    return header.encode() + entries.getvalue().lstrip(b"\n")


def main() -> None:
    """Update all catalogues; say how many messages a translator should look at."""
    parser = argparse.ArgumentParser(prog="python -m translations", description=__doc__)
    parser.parse_args()
    for catalogue in CATALOGUES:
        for domain, english in catalogue.domains.items():
            for language in TRANSLATED:
                new, missing, doubtful = updated(read(domain, language), english)
                path = file_of(domain, language)
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(written(new))
                if missing or doubtful:
                    sys.stdout.write(
                        f"{language}/{path.name}: {missing} of {len(new)} without a translation,"
                        f" {doubtful} to look at again (fuzzy)\n"
                    )


if __name__ == "__main__":
    main()
