"""Glosses as pages and messages show them: whose they are, and which names they lack."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsdb.glosses import cache, names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

    from newsdb.glosses.cache import Stored
    from newsdb.glosses.names import Glossary
    from newsdb.records import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """A gloss in ``language``; ``person`` wrote it, or else ``engine`` made it."""

    words: str
    language: Language
    engine: str = ""
    person: str | None = None
    missing: tuple[str, ...] = ()  # official names that it lacks

    @property
    def service(self) -> str:
        """The engine as a reader knows it: DeepL, Papago, or a model's name."""
        known = {"deepl": "DeepL", "papago": "Papago"}
        return known.get(self.engine, self.engine.partition(":")[2])

    @property
    def notice(self) -> str | None:
        """The address that the service's terms ask to be linked; None where they don't."""
        return NOTICES.get(self.engine)


#: Services that want to be named, with a link, wherever what they made is shown.
NOTICES = {"deepl": "https://www.deepl.com/", "papago": "https://papago.naver.com/"}


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine of today and its glossary; without a name only people's glosses are shown."""

    name: str
    glossary: Glossary = field(default_factory=names.Glossary)


NO_ENGINE = Engine("")


def of_texts(
    db: Database,
    texts: Iterable[tuple[str, str]],
    target: Language,
    engine: Engine,
) -> dict[str, Gloss]:
    """Return the glosses of texts by the text; ``texts`` are given with their languages.

    A text of the reader's own language has none.
    """
    foreign = {words: language for words, language in texts if language != target and words}
    hashes = {cache.hash_of(words): words for words in foreign}
    if not hashes:
        return {}
    found: dict[str, Gloss] = {}
    for text_hash, stored in cache.find(db, hashes, target).items():
        words = hashes[text_hash]
        source: Language = foreign[words]  # type: ignore[assignment] # as the tables have it
        wanted = engine.glossary.names_in(words, source, target)
        best = _best(stored, engine.name, names.hash_of(wanted))
        if best is not None:
            found[words] = Gloss(
                words=best.gloss,
                language=target,
                engine=best.engine,
                person=best.person,
                # A person who writes another name knows why.
                missing=() if best.person else names.missing(wanted, best.gloss, target),
            )
    return found


def _best(stored: list[Stored], engine: str, names_hash: str) -> Stored | None:
    """Return a person's gloss, else that of today's engine and glossary, else the newest."""
    if stored[0].person:
        return stored[0]
    if not engine:
        return None

    def rank(each: Stored) -> tuple[bool, bool]:
        return each.engine == engine, each.names_hash == names_hash

    return max(stored, key=rank)
