"""One pass: what is missing is glossed, as far as the month's limit goes, and kept."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from glosses import choosing
from glosses.engines.engine import EngineError, PassingError
from newsdb.database import transaction
from newsdb.glosses import cache, names, usage
from newsdb.glosses.cache import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from sqlite_utils import Database

    from glosses.choosing import Text
    from glosses.engines.engine import Engine
    from newsdb.glosses.names import Glossary
    from newsdb.records import Language

#: Texts of one pass; the scheduler makes the next a quarter of an hour later.
MOST = 400


class _Wanted(NamedTuple):
    words: str
    key: Key
    names: Mapping[str, str]


class Made(NamedTuple):
    """What came of a pass; ``problem`` says why it ended early."""

    glossed: int = 0
    failed: int = 0
    left: int = 0
    characters: int = 0
    problem: str = ""
    may_pass: bool = False


def make(
    db: Database,
    engine: Engine,
    *,
    into: Iterable[Language],
    glossary: Glossary,
    limit: int,
    may_gloss: Mapping[str, str],
    clock: Callable[[], datetime],
) -> Made:
    """Gloss what people are to read in the languages of who reads; a batch is kept at once.

    ``limit`` is the month's, in characters. No transaction is open while an engine is waited for.
    """
    texts = list(dict.fromkeys(choosing.texts(db, at=clock(), may_gloss=may_gloss)))
    wanted = _missing(db, engine, texts, into=into, glossary=glossary, at=clock())
    made = Made(left=max(0, len(wanted) - MOST))
    for batch in _batches(wanted[:MOST], engine.at_once):
        characters = sum(len(each.words) for each in batch)
        with transaction(db):
            may_go = usage.take(db, engine.name, characters, limit=limit, at=clock())
        if not may_go:
            problem = f"the limit of {limit:,} characters a month leaves no room for more"
            return made._replace(problem=problem)
        first = batch[0].key
        known = {name: other for each in batch for name, other in each.names.items()}
        try:
            found = engine.gloss([each.words for each in batch], first.source, first.target, known)
        except EngineError as error:
            return made._replace(problem=str(error), may_pass=isinstance(error, PassingError))
        with transaction(db):
            for each, gloss in zip(batch, found, strict=True):
                if gloss is not None and cache.plain(gloss):
                    length = len(each.words)
                    cache.keep(db, each.key, gloss, characters=length, at=clock())
                else:
                    cache.fail(db, each.key, at=clock())
        glossed = sum(each is not None and bool(cache.plain(each)) for each in found)
        made = made._replace(
            glossed=made.glossed + glossed,
            failed=made.failed + len(batch) - glossed,
            characters=made.characters + characters,
        )
    return made


def _missing(
    db: Database,
    engine: Engine,
    texts: Iterable[Text],
    *,
    into: Iterable[Language],
    glossary: Glossary,
    at: datetime,
) -> list[_Wanted]:
    """Return what has no gloss yet, in the order of the texts."""
    wanted = {}
    for target in into:
        for words, source in texts:
            if source != target:
                known = glossary.names_in(words, source, target)
                text_hash = cache.hash_of(words)
                key = Key(text_hash, source, target, engine.name, names.hash_of(known))
                wanted[key] = _Wanted(words, key, known)
    there = cache.are_there(db, wanted, at=at)
    return [each for key, each in wanted.items() if key not in there]


def _batches(wanted: Iterable[_Wanted], size: int) -> Iterable[list[_Wanted]]:
    """Yield texts of one pair of languages together, at most ``size`` of them."""
    pairs: dict[tuple[str, str], list[_Wanted]] = defaultdict(list)
    for each in wanted:
        pairs[each.key.source, each.key.target].append(each)
    for found in pairs.values():
        for start in range(0, len(found), size):
            yield found[start : start + size]
