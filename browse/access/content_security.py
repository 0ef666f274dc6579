"""Which scripts and styles a page may run: the header Content-Security-Policy.

Scripts come from our own files, or stand in a template and carry the nonce of this answer, which
nothing that an outlet wrote can know. That holds for Datasette's templates too, since the nonce is
put into templates when they are compiled. Styles come from files on our own pages; Datasette's
have them in attributes, and its SQL editor makes them as one types, so there they stay allowed.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from jinja2.ext import Extension

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment

_NONCE: ContextVar[str] = ContextVar("nonce", default="")

#: Datasette's own pages; what is not among them is ours.
_DATASETTES = re.compile(
    r"/news(?:[/.]|$)|/-/?$|/-/(?:versions|plugins|settings|config|threads|tasks|databases|actor"
    r"|actions|auth-token|create-token|api|jump|queries|schema|permissions|allowed|rules|check"
    r"|messages|allow-debug|patterns|debug/autocomplete)(?:[./]|$)"
)

#: Where a message is shown as its reader gets it.
PREVIEW = "/-/subscriptions/preview"

#: The one handler that stands in an attribute of Datasette's: its table on a phone.
_HANDLER = base64.b64encode(hashlib.sha256(b"openColumnChooser()").digest()).decode()

_REST = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)


class NonceOfScripts(Extension):
    """Gives each script of a template the nonce of the answer that it is rendered for.

    The source of templates is rewritten, never their output: a script that came in with a
    variable gets none.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["csp_nonce"] = _NONCE.get

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"<script(?=[\s>])", '<script nonce="{{ csp_nonce() }}"', source)


@contextmanager
def new_nonce() -> Iterator[str]:
    """Choose the nonce of the templates that are rendered inside, for one answer."""
    nonce = secrets.token_urlsafe(16)
    before = _NONCE.set(nonce)
    try:
        yield nonce
    finally:
        _NONCE.reset(before)  # this request may be one that another one makes


def is_datasettes(path: str) -> bool:
    """Tell whether a path is one of Datasette's own pages rather than of ours."""
    return bool(_DATASETTES.match(path))


def policy(path: str, nonce: str) -> str:
    """Return the policy of the page at a path."""
    scripts = f"script-src 'self' 'nonce-{nonce}'"
    if path == PREVIEW:  # a mail: its styles stand in it, and it has nothing else
        return (
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
            " frame-ancestors 'none'"
        )
    if is_datasettes(path):
        return (
            f"{scripts}; script-src-attr 'unsafe-hashes' 'sha256-{_HANDLER}';"
            f" style-src 'self' 'unsafe-inline'; {_REST}"
        )
    return f"{scripts}; style-src 'self'; {_REST}"
