"""Signatures that a worker made, as its messages carry them, and when the writer takes them over.

Signing needs no database but for one question: which of its outermost sentences an outlet prints
with many texts. A worker signs as if the answer were none, and says which were asked about.
"""

from __future__ import annotations

import binascii
import hashlib
import struct
from typing import TYPE_CHECKING

from newsdb import __version__
from newsdb.crawls.events import Signed
from newsdb.lazy_modules import LazyModule
from newsdb.similarity.signatures import (
    BANDS,
    BITS,
    MOST,
    MOST_NUMBERS,
    MOST_SENTENCES,
    VERSION,
    Sample,
    Signature,
    day_of,
    pack_keys,
    unpack_keys,
)
from newsdb.similarity.traits import Traits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import numpy as np

    from newsdb.records import Article
else:
    np = LazyModule("numpy")

#: More in one part of a signature, in characters of base64, than any text has.
LONGEST = 16_000

#: How many values a sample may have: around ``MOST`` are kept, by chance a few more.
_MOST_VALUES = 2 * MOST
_MOST_WORDS = 1_000
_MOST_ASKED = 8


def digest_of(article: Article) -> str:
    """Return a hash of all that a signature is made of: the text, and the program that signs."""
    made_of = (
        __version__,
        str(VERSION),
        article.language,
        str(article.published_at and article.published_at.timestamp()),
        article.source or "",
        article.title,
        article.body,
    )
    joined = "\0".join(made_of).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=16).hexdigest()


def to_message(article: Article, signature: Signature, asked: Iterable[int]) -> Signed:
    """Return a signature as a message has it; ``asked`` are the sentence keys it asked about."""
    return Signed(
        of=digest_of(article),
        asked=tuple(asked),
        skeleton=signature.skeleton,
        shingles=signature.shingles.total,
        sample=_to_text(signature.shingles.pack()),
        numbers=signature.numbers.total,
        number_sample=_to_text(signature.numbers.pack()),
        sentences=_to_text(pack_keys(signature.sentences)),
        bands=_to_text(pack_keys(signature.bands)),
        words=_to_text(pack_keys(signature.words)),
        press_release=signature.press_release,
        traits=_to_text(signature.packed_traits),
    )


def from_message(
    signed: Signed, article: Article, *, agencies: Collection[str]
) -> Signature | None:
    """Return the signature in a message; None for one of another text, or that none can be.

    Whether the answer that it was made for still holds is the caller's to ask.
    """
    if signed.of != digest_of(article) or len(signed.asked) > _MOST_ASKED:
        return None
    try:
        signature = Signature(
            version=VERSION,
            day=day_of(article.published_at),
            skeleton=_checked(signed.skeleton, -(1 << 63), 1 << 63),
            shingles=_sample(signed.shingles, signed.sample, most=MOST),
            numbers=_sample(signed.numbers, signed.number_sample, most=MOST_NUMBERS),
            sentences=_keys(signed.sentences, most=MOST_SENTENCES),
            bands=_keys(signed.bands, most=BANDS),
            words=_keys(signed.words, most=_MOST_WORDS),
            agency=article.source if article.source in agencies else None,
            press_release=signed.press_release,
            packed_traits=(traits := _from_text(signed.traits)),
        )
        if Traits.packed_size(traits) != len(traits):
            return None
    except (ValueError, struct.error):
        return None
    return signature


def _to_text(packed: bytes) -> str:
    return binascii.b2a_base64(packed, newline=False).decode("ascii")


def _from_text(text: str) -> bytes:
    if len(text) > LONGEST:
        raise ValueError("too long")
    return binascii.a2b_base64(text, strict_mode=True) if text else b""


def _checked(value: int, least: int, beyond: int) -> int:
    if not least <= value < beyond:
        raise ValueError("out of range")
    return value


def _keys(text: str, *, most: int) -> tuple[int, ...]:
    packed = _from_text(text)
    if len(packed) % 8:
        raise ValueError("not whole keys")
    keys = unpack_keys(packed)
    if len(keys) > most or any(each >> 48 for each in keys):
        raise ValueError("no keys")
    return keys


def _sample(total: int, text: str, *, most: int) -> Sample:
    packed = _from_text(text)
    space = 1 << BITS
    sample = Sample.unpack(_checked(total, 0, 1 << 31), packed, most=most, space=space)
    values = sample.values
    if len(values) > min(_MOST_VALUES, total) or (
        len(values) and (int(values[-1]) >= sample.limit or bool((values[1:] < values[:-1]).any()))
    ):
        raise ValueError("no sample")
    return sample
