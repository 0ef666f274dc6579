"""Feeds and sitemaps to trees: well-formed ones as they are, all others after a repair.

The repair knows what is an entry and what is a field of one, so that a fault costs no more than
the field in which it is. It takes time in proportion to the document, whatever that is.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from crawler.reading.text import NOT_XML

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What a feed or sitemap may begin with, and what its entries are called; in lower case.
ENTRIES = {
    "rss": ("item", "entry"),
    "feed": ("entry", "item"),
    "rdf": ("item", "entry"),
    "channel": ("item", "entry"),
    "urlset": ("url",),
    "sitemapindex": ("sitemap",),
}
#: Prefixes of what is called as an entry is, but is none.
_OTHERS = frozenset(("media", "itunes", "image", "video", "g", "thr"))
#: Elements of an entry whose text may hold unescaped HTML, so that a tag inside is text.
_TEXTS = frozenset(("title", "description", "summary", "content", "encoded"))
#: Elements of an entry with text that is no markup, so that a tag inside means nothing.
_FIELDS = frozenset(
    (
        "category comments creator date guid id issued lastmod link loc modified pubdate published"
        " publication_date subject updated"
    ).split()
)
#: Elements around fields.
_HOLDERS = frozenset(
    ("author", "contributor", "group", "image", "news", "source", "textinput", *ENTRIES)
)
#: Of all those, the names that HTML has too.
_HTML_TOO = frozenset(("title", "link", "summary", "content"))

_OF_FEEDS = _TEXTS | _FIELDS | set(ENTRIES) | {"item", "entry", "url", "sitemap"}

#: Namespaces of usual prefixes, for feeds that forget to declare them.
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "video": "http://www.google.com/schemas/sitemap-video/1.1",
}

#: How deep elements may lie in one another; libxml2 refuses 256.
_DEEPEST = 60

_NAME = re.compile(r"[A-Z_][\w.-]{0,80}(?::[A-Z_][\w.-]{0,80})?", re.ASCII | re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?<![\w:.-])((?:[a-z_][\w.-]{0,80}:)?[a-z_][\w.-]{0,80})\s{0,99}=\s{0,99}"
    r"(?:\"([^\"]{0,9000})\"|'([^']{0,9000})'|([^\s\"'<>]{1,9000}))",
    re.ASCII | re.IGNORECASE,
)
#: What follows a tag's name, with < and > in values, and how far that is looked for.
_REST_OF_TAG = re.compile(
    r"^(?:[^<>\"']{0,300}(?:\"[^\"]{0,2000}\"|'[^']{0,2000}')){1,20}[^<>\"']{0,300}>"
)
_LONGEST_TAG = 4_000
#: An ampersand, and the reference that it begins, if it does.
_AMPERSAND = re.compile(r"&(?:#(?:\d{1,7}|[xX][\da-fA-F]{1,6});|([A-Za-z][A-Za-z0-9_]{0,40});)?")
#: Entities that a document defines for itself are replaced when they are short and plain, and no
#: more often than this: no document can grow by them.
_ENTITY = re.compile(r"<!ENTITY\s{1,9}(\w{1,40})\s{1,9}(?:\"([^\"&<%]{0,99})\"|'([^'&<%]{0,99})')")
_MOST_ENTITIES, _MOST_REPLACED = 50, 5_000

_CDATA, _CDATA_END = "<![CDATA[", "]]>"


def tree_of(text: str) -> tuple[etree._Element | None, bool]:
    """Return the root of a feed, and whether the document stops before its end.

    None when no element is in it. Entities of the document's own are not expanded but for short
    plain ones.
    """
    text = NOT_XML.sub("", text)
    text, entities = _without_prologue(text[max(text.find("<"), 0) :])
    if not entities and (root := _parsed(text)) is not None:
        return root, False
    repair = _Repair(entities)
    for token in _tokens(text):
        repair.add(token)
    return _parsed(repair.document(), recover=True), not repair.is_complete


def local_name(name: str) -> str:
    """Return the name of an element without namespace or prefix, in lower case."""
    return name.rpartition("}")[2].rpartition(":")[2].lower()


def namespace(name: str) -> str:
    """Return the namespace in the name of an element, "" if it has none.

    ``lxml.etree.QName`` raises ValueError for one with a ``}`` in it, which libxml2 lets through
    where it recovers.
    """
    return name.rpartition("}")[0].removeprefix("{")


def _parsed(text: str, *, recover: bool = False) -> etree._Element | None:
    """Return the root of an XML document; ``recover`` is for names that clash in a namespace."""
    parser = etree.XMLParser(recover=recover, resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _without_prologue(text: str) -> tuple[str, dict[str, str]]:
    """Return a document without XML declaration and DOCTYPE, and the entities this defines."""
    entities: dict[str, str] = {}
    if text.startswith("<?xml") and (end := text.find("?>", 0, 1_000)) > 0:
        text = text[end + 2 :].lstrip()
    if text[:9].upper() != "<!DOCTYPE":
        return text, entities
    end, inner = text.find(">"), text.find("[")
    if 0 <= inner < end:
        close = text.find("]", inner)
        end = text.find(">", close) if close >= 0 else -1
        for match in itertools.islice(_ENTITY.finditer(text, inner, close), _MOST_ENTITIES):
            entities.setdefault(match[1], match[2] or match[3] or "")
    return text[end + 1 :], entities


class _Tag(NamedTuple):
    """A tag as it stands in a document."""

    source: str
    name: str
    closes: bool

    @property
    def local(self) -> str:
        """The name without prefix, in lower case."""
        return local_name(self.name)

    @property
    def attributes(self) -> dict[str, str]:
        """Its attributes; of two with one name the first."""
        found: dict[str, str] = {}
        for name, *values in _ATTRIBUTE.findall(self.source, len(self.name) + 1):
            found.setdefault(name, "".join(values))
        return found


class _Cdata(str):
    """The text of a CDATA section, in which nothing is markup."""

    __slots__ = ()


class _Finder:
    """Finds one string in a text from growing positions on, looking at each place once."""

    def __init__(self, text: str, wanted: str) -> None:
        self._text, self._wanted = text, wanted
        self._found = text.find(wanted)

    def after(self, position: int) -> int:
        """Return where it is next; -1 when it comes no more."""
        if 0 <= self._found < position:
            self._found = self._text.find(self._wanted, position)
        return self._found


def _tokens(text: str) -> Iterator[_Tag | _Cdata | str]:
    """Yield the tags, CDATA sections and texts of a document; comments are left out."""
    tag_end, cdata, cdata_end, comment_end = (
        _Finder(text, each) for each in (">", _CDATA, _CDATA_END, "-->")
    )
    position = 0
    while (start := text.find("<", position)) >= 0:
        if start > position:
            yield text[position:start]
        if text.startswith(_CDATA, start):
            position = start + len(_CDATA)
            end, another = cdata_end.after(position), cdata.after(position)
            if end >= 0 and not 0 <= another < end:  # else it was never closed
                yield _Cdata(text[position:end])
                position = end + len(_CDATA_END)
            continue
        end = tag_end.after(start)
        if text.startswith("<!--", start):
            end = comment_end.after(start + 4)
            position = end + 3 if end >= 0 else start + 4
        elif text.startswith(("<!", "<?"), start):
            position = end + 1 if end >= 0 else start + 2
        elif tag := _tag_at(text, start, end):
            yield tag
            position = start + len(tag.source)
        else:
            yield "<"
            position = start + 1
    yield text[position:]


def _tag_at(text: str, start: int, end: int) -> _Tag | None:
    """Return the tag that begins at ``start``; None when what stands there is no tag.

    ``end`` is the next ``>``. If there is a ``<`` before it, elements of feeds count only; their
    tag ends there, unless that stands in a value.
    """
    closes = text.startswith("/", start + 1)
    match = _NAME.match(text, start + 1 + closes)
    if end < 0 or not match:
        return None
    another = text.find("<", start + 1, end)
    if another < 0:
        return _Tag(text[start : end + 1], match[0], closes)
    if local_name(match[0]) not in _OF_FEEDS:
        return None
    behind = match.end()
    whole = _REST_OF_TAG.match(text[behind : behind + _LONGEST_TAG])
    return _Tag(text[start : behind + whole.end() if whole else another], match[0], closes)


class _Repair:
    """Writes a document anew: every element is closed, and what is no markup is escaped."""

    def __init__(self, entities: dict[str, str]) -> None:
        self.is_complete = False
        self._entities = entities
        self._replaced = 0
        self._parts: list[str] = []
        self._open: list[str] = []
        self._names: Counter[str] = Counter()  # of the open elements
        self._entries: tuple[str, ...] = ()
        self._prefixes: set[str] = set()
        self._declared: dict[str, str] = {}
        self._first = ""  # the first element, of a feed or not

    def document(self) -> str:
        """Return the repaired document."""
        while self._open:
            self._pop()
        if not self._parts:
            return f"<{self._first.replace(':', '_')}/>"
        namespaces = (
            {each: f"urn:{each}" for each in self._prefixes} | _NAMESPACES | self._declared
        )
        declared = "".join(
            f" xmlns:{each}={quoteattr(namespaces[each] or f'urn:{each}')}"
            for each in sorted(self._prefixes - {"xml"})
        )
        return "".join(self._parts[:1]) + declared + "".join(self._parts[1:])

    def add(self, token: _Tag | _Cdata | str) -> None:
        """Add the next part of the document."""
        if isinstance(token, _Tag):
            self._add_tag(token)
        elif self._open and token:
            text = token if isinstance(token, _Cdata) else _AMPERSAND.sub(self._character, token)
            self._parts.append(escape(text))

    def _add_tag(self, tag: _Tag) -> None:
        within = self._open[-1] if self._open else ""
        field = local_name(within)
        if field in _TEXTS or field in _FIELDS:
            if tag.closes and tag.name == within:
                self._pop()
                return
            if not self._ends(tag, field):
                if field in _TEXTS:
                    self._parts.append(escape(_AMPERSAND.sub(self._character, tag.source)))
                return
            self._pop()
        if tag.closes:
            self._close(tag)
        else:
            self._begin(tag)

    def _close(self, tag: _Tag) -> None:
        if tag.local in ENTRIES:  # what follows may be entries all the same
            self.is_complete = bool(self._open) and tag.name == self._open[0]
        elif self._names[tag.name]:
            while self._pop() != tag.name:
                pass

    def _begin(self, tag: _Tag) -> None:
        self._first = self._first or tag.name
        if not self._open:
            if tag.local not in ENTRIES:  # messages of the server before the document
                return
            self._entries = ENTRIES[tag.local]
        elif self._is_entry(tag) or tag.local in ENTRIES:
            while local_name(self._open[-1]) not in ENTRIES:
                self._pop()
        elif tag.local in _TEXTS or tag.local in _FIELDS:
            while not self._holds_fields(self._open[-1]):
                self._pop()  # a tag that is nothing in a feed: HTML, a slip of the pen
        prefix = tag.name.rpartition(":")[0]
        if len(self._open) >= _DEEPEST or prefix.lower() == "xmlns":
            return
        self._prefixes |= {prefix} - {""}
        self._parts += [f"<{tag.name}", "".join(self._attributes(tag)) + ">"]
        self._open.append(tag.name)
        self._names[tag.name] += 1
        if tag.source.endswith("/>") or (tag.local == "link" and "href" in tag.attributes):
            self._pop()  # Atom's links have no content, and HTML's no end

    def _attributes(self, tag: _Tag) -> Iterator[str]:
        """Yield the attributes of an element; where prefixes are declared, the root does it."""
        for name, value in tag.attributes.items():
            prefix, _, local = name.rpartition(":")
            if prefix == "xmlns":
                self._declared.setdefault(local, value)
                continue
            self._prefixes |= {prefix} - {""}
            yield f" {name}={quoteattr(_AMPERSAND.sub(self._character, value))}"

    def _is_entry(self, tag: _Tag) -> bool:
        return tag.local in self._entries and tag.name.partition(":")[0].lower() not in _OTHERS

    def _holds_fields(self, name: str) -> bool:
        return ":" in name or name.lower() in _HOLDERS or name.lower() in self._entries

    def _pop(self) -> str:
        name = self._open.pop()
        self._names[name] -= 1
        self._parts.append(f"</{name}>")
        return name

    def _character(self, match: re.Match[str]) -> str:
        """Return what a reference stands for; an ampersand that begins none stays."""
        name = match[1]
        if name in self._entities:
            self._replaced += 1
            return self._entities[name] if self._replaced <= _MOST_REPLACED else ""
        return NOT_XML.sub("", unescape(match[0]))

    def _ends(self, tag: _Tag, field: str) -> bool:
        """Return whether a tag inside a field shows that its closing tag is missing."""
        if self._is_entry(tag) or tag.local in ENTRIES:
            return True
        if tag.closes or tag.local not in _TEXTS | _FIELDS or tag.local == field:
            return False
        if field in _FIELDS or field == "title" or ":" in tag.name:
            return True
        return tag.local not in _HTML_TOO or tag.source == f"<{tag.name}>"
