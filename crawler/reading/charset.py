"""Bytes to text for pages and feeds whose charset is declared, missing or wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.reading.web_codecs import codec_of, text_by
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The encodings of Korean, Japanese and English pages that are not UTF-8.
USUAL = ("cp949", "cp932", "euc_jp", "cp1252")

#: First bytes that tell the encoding: marks, and ``<?xm`` where no mark precedes it (XML 1.0,
#: appendix F). Longest first, since one begins another.
_SIGNATURES = (
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)
#: ``<?xm`` in EBCDIC, whose code pages differ in a few signs: the document names its own.
_EBCDIC = b"\x4c\x6f\xa7\x94"

#: Where a document says what it is in: in its first bytes, as browsers and XML readers look.
_HEAD = 4_096
_XML_DECLARATION = re.compile(
    rb"^\s{0,99}<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:+-]{1,40})"
)
_META = re.compile(rb"<meta\s[^<>]{0,500}", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s{0,9}=[\s\"']{0,9}([\w.:+-]{1,40})", re.IGNORECASE)

#: Codecs that write everything in ASCII bytes; other labels mean nothing where no byte is higher.
_SEVEN_BIT = ("iso2022", "hz")
_KANJI_ESCAPE = b"\x1b$"

#: So many valid characters to a broken one make UTF-8 whatever is declared, and so many if that
#: is declared: in text of another encoding what looks like UTF-8 is the exception.
_CERTAIN, _DECLARED = 20, 1

#: Codecs of Latin letters, whose bytes above 7F stand alone between ASCII letters, in this share
#: of their occurrences; the pairs of Korean and Japanese do not.
_LATIN = lazy(r"cp125[0247]$|iso8859-(?:[1-49]|1[03-6])$|mac-roman$")
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_HIGH = re.compile(rb"[\x80-\xff]")
#: Where a run of such bytes begins with a whole character: no second byte of one is a sign.
_BEGIN = re.compile(rb"[\x00-\x2f](?=[\x80-\xff])")
_MOST_ALONE = 0.6

#: Bytes of a document from which its encoding is judged, from each of two places; fewer
#: characters above 7F than the least tell nothing.
_SAMPLE, _LEAST = 1_500, 20
_NOT_ASCII = lazy(r"[^\x00-\x7f]+")

#: What a character says for (or against) the encoding that gives it. Bytes of another one turn
#: into controls, private use, half-width katakana and single jamo.
_EVIDENCE = (
    (lazy("\ufffd"), -3.0),
    (lazy("[\x80-\x9f\ue000-\uf8ff\uff61-\uff9f\u3131-\u318c]"), -1.0),
    (lazy("[ぁ-ヺー]"), 1.0),
    (lazy("[\u2010-\u2312\u3000-\u303f\u318d\uff01-\uff5e·]"), 0.3),
)
_HANGUL = lazy("[가-힣]")
_KANJI = lazy("[\u4e00-\u9fff\uf900-\ufaff]")
_KANA = lazy("[ぁ-ヺー]")
#: What a declaration counts in that scale, what it does where there is hardly a text, and from
#: where on nothing else is tried.
_TRUST, _BLIND_TRUST, _GOOD = 0.4, 1.2, 0.65


def decode(body: bytes, *, declared: str | None = None) -> tuple[str, str]:
    """Return the text of ``body`` and the name of the codec that fits it.

    ``declared`` is the charset in the HTTP header. A byte order mark decides, then valid UTF-8,
    whatever header and document say: no other encoding produces it by chance. Otherwise what is
    declared is believed as far as the text that it gives looks like one, as do those of ``USUAL``.
    """
    if codec := _by_signature(body):
        return text_by(codec, body).removeprefix("\ufeff"), codec
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", errors="replace")
    else:
        if not (body.isascii() and (b"\x1b" in body or b"~{" in body)):
            return text, "utf-8"
    labels = [codec for each in (declared, *_labels_in(body)) if (codec := codec_of(each))]
    if body.isascii():
        return _of_ascii(body, labels)
    if _is_utf8(text, _DECLARED if "utf-8" in labels else _CERTAIN):
        return text, "utf-8"
    codec = _most_plausible(body, labels)
    return text_by(codec, body), codec


def _is_utf8(text: str, times: int) -> bool:
    """Return whether ``text`` has ``times`` as many right characters above 7F as U+FFFD."""
    broken = text.count("\ufffd")
    if not broken:
        return True
    right = len(text) - len(text.encode("ascii", errors="ignore")) - broken
    return right >= times * broken


def _by_signature(body: bytes) -> str | None:
    """Return the codec that the first bytes tell; None when they don't."""
    if body.startswith(_EBCDIC):
        label = _XML_DECLARATION.match(body[:_HEAD].decode("cp037").encode("utf-8"))
        return codec_of(label[1].decode()) if label else "cp037"
    return next((codec for mark, codec in _SIGNATURES if body.startswith(mark)), None)


def _labels_in(body: bytes) -> Iterator[str]:
    """Yield the charsets that a document declares: of XML, then of HTML."""
    head = body[:_HEAD]
    if match := _XML_DECLARATION.match(head):
        yield match[1].decode()
    first, *others = head.split(b"<!--")
    for part in (first, *(each.partition(b"-->")[2] for each in others)):
        for tag in _META.findall(part):
            if match := _CHARSET.search(tag):
                yield match[1].decode()


def _of_ascii(body: bytes, labels: list[str]) -> tuple[str, str]:
    codec = next((each for each in labels if each.startswith(_SEVEN_BIT)), "utf-8")
    if _KANJI_ESCAPE in body and codec == "utf-8":
        codec = "iso2022_jp"
    return text_by(codec, body), codec


def _most_plausible(body: bytes, labels: list[str]) -> str:
    """Return the codec whose text looks most like one; what is declared has a start."""
    sample = _sample(body)
    high = len(_HIGH.findall(sample))
    is_latin = len(_ALONE.findall(sample)) > _MOST_ALONE * high
    trust = _TRUST if high > 2 * _LEAST else _BLIND_TRUST
    best: tuple[float, str] | None = None
    for codec in dict.fromkeys((*labels, *USUAL)):
        if codec.startswith(("utf-16", "utf-32")):  # its bytes would hold zeros
            continue
        try:
            text = text_by(codec, sample)
        except (LookupError, ValueError):  # a codec that knows no errors="replace"
            continue
        found = _plausibility(text, codec, is_latin=is_latin)
        if codec in labels:
            found += trust
            if found >= _GOOD + trust:
                return codec
        if best is None or found > best[0]:
            best = found, codec
    assert best is not None
    return best[1]


def _sample(body: bytes) -> bytes:
    """Return bytes of a document from its first one above 7F on, and from the one after half."""
    begun = (_BEGIN.search(body, each) for each in (0, len(body) // 2))
    parts = [body[match.start() : match.start() + _SAMPLE] for match in begun if match]
    return b"\n".join(parts) if len(body) > 2 * _SAMPLE and parts else body


def _plausibility(text: str, codec: str, *, is_latin: bool) -> float:
    """Return how much a text looks as if ``codec`` were right, from -3 to about 1."""
    sample = "".join(_NOT_ASCII.findall(text))
    if not sample:
        return -3.0
    if _LATIN.match(codec):
        return (0.6 if is_latin else -1.0) - 3 * sample.count("\ufffd") / len(sample)
    score = sum(weight * len(each.findall(sample)) for each, weight in _EVIDENCE)
    hangul = "".join(_HANGUL.findall(sample))
    score += 1.5 * _common(hangul) - 0.5 * len(hangul)
    score += _worth_of_kanji(sample, codec) * len(_KANJI.findall(sample))
    if codec not in USUAL and not score:  # another script: Cyrillic, Thai
        return 0.0 if is_latin else _GOOD
    return score / len(sample) - (is_latin and len(sample) < _LEAST)


def _common(hangul: str) -> int:
    """Return how many syllables are of the 2,350 common ones, which KS X 1001 has."""
    pairs = hangul.encode("cp949")
    return sum(
        lead >= 0xB0 and trail >= 0xA1 for lead, trail in zip(pairs[::2], pairs[1::2], strict=True)
    )


def _worth_of_kanji(sample: str, codec: str) -> float:
    """Return what a kanji tells: little in Japanese without kana, which Korean bytes turn into."""
    if codec not in {"cp932", "euc_jp"}:
        return 0.6
    return 0.5 if len(_KANA.findall(sample)) * 10 >= len(sample) else 0.2
