"""The form with which a site is added or changed: what it begins with, and what it means."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from browse.pages.reasons import in_words
from newsdb.sites import choosing
from newsdb.sites.choosing import ChoiceError
from newsdb.sites.sites import Listing, Site
from translations.catalogues import LANGUAGES
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from translations.catalogues import Translate

SITE_FIELDS = (
    *("name", "title", "country", "language", "listing", "schedule"),
    *("kept", "days", "attribution", "may_learn", "may_gloss", "terms"),
)


def filled_in(found: Mapping[str, Any]) -> dict[str, str]:
    """Return what the form proposes; what the terms allow is for a person to say."""
    if "home" not in found:
        return {}
    listings = found.get("listings") or [{"url": ""}]
    return {
        "name": found.get("name") or "",
        "title": found["title"],
        "country": found.get("country") or "",
        "language": found.get("language") or "",
        "listing": listings[0]["url"],
        "schedule": "hourly",
        "attribution": found["title"],
        "may_gloss": "nothing",
        "terms": next(iter(found["terms"]), ""),
    }


def site_of(form: Mapping[str, str], found: Mapping[str, Any]) -> Site:
    """Return the site that a form describes, read as ``found``; raises ChoiceError."""
    listings = {each["url"]: each for each in found.get("listings") or ()}
    listing = listings.get(form.get("listing", ""))
    if listing is None or found.get("known"):
        raise ChoiceError("listing", "it is none of the listings that were found")
    schedule = choosing.RHYTHMS.get(form.get("schedule", ""))
    if schedule is None:
        raise ChoiceError("schedule", "it is none of the rhythms")
    return Site(
        name=choosing.name_of(form.get("name", ""), found.get("taken") or ()),
        title=choosing.title_of(form.get("title", "")),
        home=found["home"],
        hosts=tuple(found["hosts"]),
        sources=(Listing(listing["kind"], listing["url"]),),
        schedule=schedule,
        country=choosing.one_of("country", form.get("country", ""), choosing.COUNTRIES),
        language=choosing.one_of("language", form.get("language", ""), choosing.LANGUAGES),
        policy=choosing.policy_of(form),
        terms=choosing.terms_of(form.get("terms", "")),
    )


def as_kept(site: Site) -> dict[str, str]:
    """Return what the form of a site that is kept begins with."""
    policy = site.policy
    return {
        "title": site.title,
        "country": site.country or "",
        "language": site.language or "",
        "schedule": rhythm_named(site.schedule),
        "kept": policy.kept,
        "days": str(policy.days or ""),
        "attribution": policy.attribution or "",
        **({"may_learn": "1"} if policy.may_learn else {}),
        "may_gloss": policy.may_gloss,
        "terms": site.terms,
    }


def changed(site: Site, form: Mapping[str, str]) -> Site:
    """Return a site that is kept as a form describes it; raises ChoiceError.

    Its name, home page and listings stay: another listing is another site.
    """
    schedule = choosing.RHYTHMS.get(form.get("schedule", ""), form.get("schedule", ""))
    if schedule not in {*choosing.RHYTHMS.values(), site.schedule}:
        raise ChoiceError("schedule", "it is none of the rhythms")
    return replace(
        site,
        title=choosing.title_of(form.get("title", "")),
        schedule=schedule,
        country=choosing.one_of("country", form.get("country", ""), choosing.COUNTRIES),
        language=choosing.one_of("language", form.get("language", ""), choosing.LANGUAGES),
        policy=choosing.policy_of(form),
        terms=choosing.terms_of(form.get("terms", "")),
    )


def rhythm_named(schedule: str) -> str:
    """Return the name of a schedule's rhythm; the schedule itself where it has none."""
    return next((name for name, cron in choosing.RHYTHMS.items() if cron == schedule), schedule)


def value_shown(column: str, value: Any, t: Translate) -> str:
    """Return what a column of a site says, as the form does."""
    if column == "schedule":
        name = rhythm_named(str(value))
        return t(f"rhythm_of {name}") if name in choosing.RHYTHMS else name
    if column == "may_learn":
        return t("site_yes" if value else "site_no")
    words = {"kept": "site_keeps {}", "may_gloss": "site_glosses {}", "country": "{}"}
    if value and column in words:
        return t(words[column].format(value))
    if column == "language":
        value = LANGUAGES.get(value, value)
    return str(value or "–")


def problem_in(reason: str, t: Translate) -> str:
    """Return why an address could not be read: in our words, else in those of rejections."""
    key = f"fetch {reason}"
    return t(key) if key in DESK.english else in_words(reason, t)
