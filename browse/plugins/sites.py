"""Sites at the desk: analysts add one by its address, pause, remove, and take that back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest, NotFound

from browse import desk_changes
from browse.desk_changes import SiteChangedError
from browse.language import language_of
from browse.news import NAME, ask, write
from browse.review_page import reviewer
from browse.sites.fetching import fetches_of
from browse.sites.forms import (
    SITE_FIELDS,
    as_kept,
    changed,
    filled_in,
    problem_in,
    site_of,
    value_shown,
)
from newsdb.articles import outlets
from newsdb.database import now
from newsdb.sites import choosing, given, opml, sites
from newsdb.sites.choosing import ChoiceError
from newsdb.sites.given import AddressError, Given, Purpose
from newsdb.sites.opml import OpmlError
from newsdb.sites.sites import SiteError
from newsdb.text.controls import without_controls
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from datasette.app import Datasette
    from sqlite_utils import Database

    from newsdb.sites.sites import Site

_LIST = "/-/sites"
#: What the forms offer.
_CHOICES = {
    "rhythm_names": tuple(choosing.RHYTHMS),
    "kept_levels": choosing.KEPT,
    "glossed_levels": choosing.GLOSSED,
    "countries": choosing.COUNTRIES,
}
_SWITCHES: Mapping[str, sites.State] = {"pause": "paused", "resume": "on", "remove": "removed"}


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/sites$", listing),
        (r"^/-/sites/import$", take_feeds),
        (r"^/-/sites\.opml$", give_feeds),
        (r"^/-/sites/look/(?P<id>[0-9]{1,18})$", look),
        (r"^/-/sites/edit/(?P<name>[a-z0-9][a-z0-9_-]{0,39})$", edit),
        (r"^/-/keep$", keep),
    ]


async def listing(datasette: Datasette, request: Any) -> Response:
    """Show the sites that were added; look at an address, pause, resume, remove one, undo."""
    person = await reviewer(datasette, request)
    if request.method != "POST":
        return await _show_list(datasette, request)
    form = await _posted(request)
    if form.get("do") == "look":
        try:
            number = await _give(datasette, "site", form, person)
        except AddressError as error:
            return await _show_list(datasette, request, wrong=error, url=_shown(form))
        return Response.redirect(f"{_LIST}/look/{number}")
    name, action = form.get("name", ""), form.get("do", "")
    if action not in {*_SWITCHES, "undo"}:
        raise BadRequest("do= is look, pause, resume, remove or undo")

    def change(db: Database) -> None:
        if action == "undo":
            sites.undo(db, name, person=person, at=now())
        else:
            desk_changes.switch_site(db, name, _SWITCHES[action], person=person)

    try:
        await write(datasette, change)
    except SiteError as error:
        raise BadRequest(str(error)) from None
    return Response.redirect(_LIST)


async def look(datasette: Datasette, request: Any) -> Response:
    """Show how far the visit to a site has got, or what it found; add the site."""
    person = await reviewer(datasette, request)
    number = int(request.url_vars["id"])
    found = await _given(datasette, number)
    if found is None or found.purpose != "site":
        raise NotFound("Nobody gave such an address")
    if request.method != "POST":
        return await _show_look(datasette, request, found, filled_in(found.found))
    form = await _posted(request)

    def add(db: Database) -> bool:
        chosen = site_of(form, found.found)
        return not desk_changes.add_sites(db, [chosen], person=person)

    try:
        is_added = await write(datasette, add)
    except ChoiceError as error:
        return await _show_look(datasette, request, found, form, wrong=f"site {error.field}")
    if not is_added:
        return await _show_look(datasette, request, found, form, wrong="site twice")
    return Response.redirect(f"{_LIST}?added={form['name'].strip()}")


async def edit(datasette: Datasette, request: Any) -> Response:
    """Show what is kept of a site; change it."""
    person = await reviewer(datasette, request)
    name = request.url_vars["name"]

    def read(db: Database) -> tuple[Site | None, str]:
        return sites.named(db, name), str(sites.newest_change(db, name) or 0)

    site, newest = await ask(datasette, read)
    if site is None or site.state == "removed":
        raise NotFound("There is no such site")
    if request.method != "POST":
        return await _show_edit(datasette, request, site, as_kept(site), newest)
    form = await _posted(request)

    def change(db: Database) -> bool:
        said = changed(site, form)
        return desk_changes.change_site(db, said, seen=form.get("seen", ""), person=person)

    try:
        await write(datasette, change)
    except ChoiceError as error:
        wrong, status = f"site {error.field}", 400
    except SiteError:
        wrong, status = "site twice", 400
    except SiteChangedError:
        # What was typed stays, and is saved over the other's change only if it is sent again.
        wrong, status = "site_changed_meanwhile", 409
    else:
        datasette.add_message(
            request, DESK.translator(language_of(request))("site_saved", name=site.title)
        )
        return Response.redirect(_LIST, status=303)
    return await _show_edit(
        datasette, request, site, form, newest, problem=_translated(request, wrong), status=status
    )


async def take_feeds(datasette: Datasette, request: Any) -> Response:
    """Add a site for each feed of an OPML file."""
    person = await reviewer(datasette, request)
    if request.method != "POST":
        return Response.redirect(_LIST)
    try:
        form = await request.form(
            files=True, max_file_size=opml.LARGEST + 1, max_request_size=2 * opml.LARGEST
        )
        file = form.get("file")
        document = await file.read() if hasattr(file, "read") else b""
        said = {name: str(form[name]) for name in ("kept", "days") if name in form}
        read, policy = opml.read(document), choosing.policy_of(said)
    except (OpmlError, BadRequest):  # the latter for a form that is too large to be read
        return await _show_list(datasette, request, fault="opml_wrong")
    except ChoiceError as error:
        return await _show_list(datasette, request, fault=f"site {error.field}")

    def add(db: Database) -> tuple[list[str], list[str]]:
        used = {each["name"] for each in outlets.names(db)}
        used |= {each.name for each in sites.listing(db)}
        chosen = {}
        for feed in read.feeds:
            site = opml.site_of(
                feed, taken=used, policy=policy, schedule=choosing.RHYTHMS["hourly"]
            )
            used.add(site.name)
            chosen[site.name] = site
        refused = desk_changes.add_sites(db, list(chosen.values()), person=person)
        added = [site.title for name, site in chosen.items() if name not in refused]
        return added, [*read.unusable, *(f"{chosen[n].title}: {e}" for n, e in refused.items())]

    added, left_out = await write(datasette, add)
    return await _show_list(datasette, request, imported=(added, left_out))


async def give_feeds(datasette: Datasette, request: Any) -> Response:
    """Give the feeds of the sites as OPML."""
    await reviewer(datasette, request)
    kept = await ask(datasette, sites.listing)
    document = opml.write(kept, title=DESK.translator("en")("desk_name"), at=now())
    return Response(
        document.decode(),
        content_type="text/x-opml; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="sites.opml"'},
    )


async def keep(datasette: Datasette, request: Any) -> Response:
    """Take the address of a page to be kept; show what became of the latest."""
    person = await reviewer(datasette, request)
    wrong, url = "", ""
    if request.method == "POST":
        form = await _posted(request)
        try:
            await _give(datasette, "page", form, person)
        except AddressError as error:
            wrong, url = error.reason, _shown(form)
        else:
            return Response.redirect("/-/keep")

    def read(db: Database) -> list[tuple[Given, int | None]]:
        found = given.latest(db, "page")
        return [
            (each, given.article_of(db, each.outlet, each.key or "") if each.outlet else None)
            for each in found
        ]

    pages = await ask(datasette, read)
    values = {
        "pages": pages,
        "problem": _translated(request, wrong) if wrong else "",
        "url": url,
        "waits": any(not each.is_over for each, _ in pages),
    }
    return await _page(datasette, request, "keep.html", values, status=400 if wrong else 200)


async def _give(
    datasette: Datasette, purpose: Purpose, form: Mapping[str, str], person: str
) -> int:
    """Note an address and begin to fetch it; return its number. Raises AddressError."""
    url = given.address_of(form.get("url", ""))

    def note(db: Database) -> int:
        given.tidy(db, at=now())
        return given.give(db, purpose, url, person=person, at=now(), note=form.get("note", ""))

    number = await write(datasette, note)
    fetches_of(datasette, Path(datasette.get_database(NAME).path)).start(number, purpose)
    return number


async def _given(datasette: Datasette, number: int) -> Given | None:
    return await ask(datasette, lambda db: given.numbered(db, number))


async def _show_list(
    datasette: Datasette,
    request: Any,
    *,
    wrong: AddressError | None = None,
    fault: str = "",
    **more: Any,
) -> Response:
    def read(db: Database) -> dict[str, Any]:
        changes = sites.changes(db)
        return {
            "sites": sites.listing(db),
            "changes": [(each, each in sites.latest_of_each(changes)) for each in changes],
            "titles": {each.name: each.title for each in sites.listing(db, removed=True)},
        }

    shown = await ask(datasette, read)
    reason = wrong.reason if wrong else fault
    values = {
        **shown,
        "added": request.args.get("added") or "",
        "value_shown": value_shown,
        "kept_levels": choosing.KEPT,
        "problem": _translated(request, reason) if reason else "",
        **more,
    }
    return await _page(datasette, request, "sites.html", values, status=400 if reason else 200)


async def _show_look(
    datasette: Datasette, request: Any, found: Given, form: Mapping[str, str], *, wrong: str = ""
) -> Response:
    values = {
        "given": found,
        "found": found.found,
        "form": {name: without_controls(form.get(name, "")) for name in SITE_FIELDS},
        "why": problem_in,
        **_CHOICES,
        "problem": _translated(request, wrong) if wrong else "",
        "waits": not found.is_over,
    }
    status = 400 if wrong else 200
    return await _page(datasette, request, "site_look.html", values, status=status)


async def _show_edit(
    datasette: Datasette,
    request: Any,
    site: Site,
    form: Mapping[str, str],
    newest: str,
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    def read(db: Database) -> list[sites.Change]:
        return sites.changes(db, of=site.name)

    values = {
        "site": site,
        "form": {name: without_controls(form.get(name, "")) for name in SITE_FIELDS},
        "seen": newest,
        "changes": await ask(datasette, read),
        **_CHOICES,
        "value_shown": value_shown,
        "problem": problem,
    }
    return await _page(datasette, request, "site_edit.html", values, status=status)


def _shown(form: Mapping[str, str]) -> str:
    """Return an address as it was typed, without what would change the direction of the line."""
    return without_controls(form.get("url", ""))[: given.LONGEST_URL]


def _translated(request: Any, key: str) -> str:
    return DESK.translator(language_of(request))(key)


async def _posted(request: Any) -> dict[str, str]:
    try:
        return dict(await request.post_vars())
    except UnicodeDecodeError:
        raise BadRequest("A form is UTF-8") from None


async def _page(
    datasette: Datasette,
    request: Any,
    template: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
) -> Response:
    html = await datasette.render_template(
        template, {"why": problem_in, **values}, request=request
    )
    return Response.html(html, status=status)
