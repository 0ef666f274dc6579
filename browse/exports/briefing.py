"""The briefing as a page, Markdown and HTML, with no more text than outlets' terms allow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from browse.formatting import zoned
from newsdb.stories.story_cards import lead_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from browse.messages import Translate
    from newsdb.stories.story_cards import Member, Story

#: Characters that Markdown would take for markup.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!])")
_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


@dataclass(frozen=True, slots=True)
class Copy:
    """Another outlet that has the story."""

    outlet: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """A story as it appears in a briefing."""

    title: str
    language: str
    outlet: str
    time: str
    url: str | None
    lead: str
    attribution: str | None
    unverified: bool
    copies: tuple[Copy, ...]


def item(story: Story) -> Item:
    """Return a story's entry: its first article, and each other outlet once."""
    first = story.lead
    copies: dict[str, Copy] = {}
    for each in story.members:
        if each.id != first.id and each.outlet != first.outlet:
            copies.setdefault(each.outlet, Copy(each.outlet, _address(each)))
    return Item(
        title=first.title,
        language=first.language,
        outlet=first.outlet,
        time=zoned(first.at),
        url=_address(first),
        lead=lead_sentence(first),
        attribution=first.attribution if first.attribution != first.outlet else None,
        unverified=bool(first.unverified),
        copies=tuple(copies.values()),
    )


def _named(item: Item, t: Translate) -> str:
    """Return the outlet's name, with a warning when nobody has verified it."""
    return f"{item.outlet} ({t('unverified')})" if item.unverified else item.outlet


def markdown(items: Sequence[Item], t: Translate, *, title: str) -> str:
    """Return a briefing as Markdown; nothing in a text is taken for markup."""
    lines = [f"# {title}", ""]
    for each in items:
        head = _plain(each.title)
        lines.append(f"- **[{head}](<{each.url}>)**" if each.url else f"- **{head}**")
        lines.append(f"  {_plain(_named(each, t))}, {each.time}")
        if each.lead:
            lines += ["", f"  {_plain(each.lead)}"]
        if each.copies:
            also = ", ".join(
                f"[{_plain(copy.outlet)}](<{copy.url}>)" if copy.url else _plain(copy.outlet)
                for copy in each.copies
            )
            lines += ["", f"  {t('also_in')}: {also}"]
        if each.attribution:
            lines += ["", f"  {_plain(each.attribution)}"]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def html(items: Sequence[Item], t: Translate, *, title: str) -> Markup:
    """Return a briefing as HTML for e-mail or a document: no classes, no scripts."""
    out = Markup("<h1>{}</h1>\n<ul>\n").format(title)
    for each in items:
        head = escape(each.title)
        if each.url:
            head = Markup('<a href="{}">{}</a>').format(each.url, each.title)
        out += Markup('<li lang="{}"><strong>{}</strong><br>{}, {}').format(
            each.language, head, _named(each, t), each.time
        )
        if each.lead:
            out += Markup("<br>{}").format(each.lead)
        if each.copies:
            also = Markup(", ").join(
                Markup('<a href="{}">{}</a>').format(copy.url, copy.outlet)
                if copy.url
                else escape(copy.outlet)
                for copy in each.copies
            )
            out += Markup("<br>{}: {}").format(t("also_in"), also)
        if each.attribution:
            out += Markup("<br><small>{}</small>").format(each.attribution)
        out += Markup("</li>\n")
    return out + Markup("</ul>\n")


def _address(member: Member) -> str | None:
    """Return an article's address; None if it is not a web address."""
    if not member.url.lower().startswith(("https://", "http://")):
        return None
    # A Markdown address in <> ends at these.
    return re.sub(r"[<>\s\"]", lambda found: f"%{ord(found[0]):02X}", member.url)


def _plain(text: str) -> str:
    """Return a text on one line, with Markdown's special characters escaped."""
    one_line = " ".join(text.split())
    return _LIST.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", one_line))
