"""No live site is crawled by somebody whom nobody can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from newsdb import __version__, contact

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def require_contact(settings: BaseSettings) -> None:
    """Put the contact into the user agent; raises UsageError when a live site would see none.

    Refused rather than warned about: a warning ends up in a log that the scheduler writes and
    nobody reads, while the outlet sees a robot that hides who runs it, and blocks it.
    """
    if settings.get("REPLAY"):
        return
    try:
        named = contact.checked(settings.get("CONTACT") or "")
    except ValueError as error:
        raise UsageError(f"CONTACT={settings['CONTACT']}: {error}", print_help=False) from None
    if why := contact.problem(named):
        raise UsageError(why, print_help=False)
    # -s CONTACT=... comes after the settings have been read; -s USER_AGENT=... has precedence.
    name = f"{settings['BOT_NAME']}/{__version__}"
    settings.set("USER_AGENT", contact.user_agent(name, named), priority="project")
