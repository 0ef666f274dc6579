"""Bring the catalogues up to date with the English messages: ``make messages``.

New messages are added without a translation, those whose English changed are marked fuzzy, those
that are gone are taken out.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from translations.catalogues import TRANSLATED, Catalogue, file_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEADER = "# PROJECT: messages for translators; see CONTRIBUTING.md.\n#"


def updated(old: Catalog, english: Mapping[str, str]) -> tuple[Catalog, int, int]:
    """Return a catalogue of all English messages, how many have no translation, how many doubt."""
    known = {each.context: each for each in old if each.context}
    new = Catalog(
        locale=old.locale,
        domain=old.domain,
        project="Hanil News Watch",
        header_comment=_HEADER,
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        last_translator=old.last_translator,
        fuzzy=False,
    )
    missing = doubtful = 0
    for key, message in english.items():
        entry = known.get(key)
        translation = entry.string if entry else ""
        is_fuzzy = bool(entry and translation and (entry.fuzzy or entry.id != message))
        missing += not translation
        doubtful += is_fuzzy
        flags = {"python-brace-format"} if "{" in message else set()
        comments = entry.user_comments if entry else ()
        new.add(
            message,
            translation,
            flags=flags | ({"fuzzy"} if is_fuzzy else set()),
            context=key,
            user_comments=comments,
        )
    return new, missing, doubtful


def main() -> None:
    """Update the catalogues of the named modules."""
    parser = argparse.ArgumentParser(prog="python -m translations", description=__doc__)
    parser.add_argument(
        "catalogues", nargs="+", metavar="MODULE:NAME", help="such as browse.messages:CATALOGUE"
    )
    for named in parser.parse_args().catalogues:
        module, _, name = named.partition(":")
        catalogue: Catalogue = getattr(import_module(module), name)
        for language in TRANSLATED:
            path = file_of(catalogue.domain, language)
            if path.exists():
                with path.open("rb") as file:
                    old = read_po(file, locale=language, domain=catalogue.domain)
            else:
                old = Catalog(locale=language, domain=catalogue.domain)
            new, missing, doubtful = updated(old, catalogue.english)
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as file:
                write_po(file, new, width=99, sort_output=False, ignore_obsolete=True)
            print(
                f"{path.parent.name}/{path.name}: {len(new)} messages,"
                f" {missing} without a translation, {doubtful} to look at again"
            )


if __name__ == "__main__":
    main()
