"""How an outlet can reach whoever crawls it: what is a contact, and what only looks like one."""

from __future__ import annotations

import re

#: A web page or an address of mail, as a header of HTTP can hold it.
_CONTACT = re.compile(
    r"(?:https?://[A-Za-z0-9.-]{1,253}(?::\d{1,5})?(?:/[!-'*-~]{0,500})?"
    r"|(?:mailto:)?[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253})"
)

#: Parts of hosts that lead nowhere: those of examples (RFC 2606), also the ones in our documents.
_NOWHERE = {"example", "invalid", "localhost", "your-office"}


def checked(contact: str) -> str:
    """Return a contact without spaces around it.

    Raises ValueError for what an outlet can't use, or what would break the user agent's header.
    """
    contact = contact.strip()
    if contact and not _CONTACT.fullmatch(contact):
        raise ValueError(
            "it is neither an e-mail address nor the address of a web page (https://...), in"
            " Latin letters without spaces and brackets"
        )
    return contact


def is_placeholder(contact: str) -> bool:
    """Tell whether a contact reaches nobody: an example's, or a name of one's own network."""
    contact = contact.lower()
    is_page = contact.startswith(("http://", "https://"))
    address = contact.partition("://")[2] if is_page else contact.rpartition("@")[2]
    parts = re.split("[:/]", address)[0].strip(".").split(".")
    return not _NOWHERE.isdisjoint(parts) or len(parts) < 2 or parts[-1].isdecimal()


def problem(contact: str) -> str:
    """Return why no outlet may be crawled with this contact, and what to do; empty if one may."""
    if contact and not is_placeholder(contact):
        return ""
    found = f"the contact {contact} is only an example" if contact else "no contact is set"
    return (
        f"No live site is crawled while {found}: an outlet that is troubled by a crawl must be"
        ' able to reach you. Write contact = "you@your-office.kr" (an e-mail address or a web'
        " page of yours) into hanil.toml, or set HANIL_CONTACT. Saved pages (REPLAY) need none."
    )


def user_agent(name: str, contact: str) -> str:
    """Return the user agent of a crawler: what it is, and how to reach whoever runs it.

    It refers nobody to a page that says nothing about this crawl: without a contact it has none.
    """
    return f"{name} (news monitor{f'; +{contact}' if contact else ''})"
