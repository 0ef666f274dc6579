"""The command ``hanil``: one way in to everything that ``scrapy`` and make offer, from any folder.

The wheel has all packages of the project below this one, in ``packages/``, so that names as
general as ``crawler`` and ``commands`` lie in nobody's site-packages; a checkout has them beside
it. docs/architecture.md says why.
"""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_PACKAGED = _HERE / "packages"

#: Whether this is an installed wheel, no checkout.
IS_INSTALLED = _PACKAGED.is_dir()

#: The folder with ``crawler/``, ``pipelines/`` and the others: the wheel's, else the checkout.
CODE = _PACKAGED if IS_INSTALLED else _HERE.parent


class ShadowedError(Exception):
    """A module of another project has a name of ours and was imported before it."""


def take_precedence() -> None:
    """Let our packages be found before others of their names; raises ShadowedError.

    What was imported already can't be replaced: parts of it may be in use.
    """
    sys.path[:] = [str(CODE), *(each for each in sys.path if each != str(CODE))]
    names = {each.parent.name for each in CODE.glob("*/__init__.py")}
    names |= {each.stem for each in CODE.glob("*.py")}
    for name in sorted(names & set(sys.modules)):
        file = getattr(sys.modules[name], "__file__", None)
        if file and not Path(file).resolve().is_relative_to(CODE):
            raise ShadowedError(
                f"{file} was imported as “{name}”, which is also a name of Hanil News Watch:"
                " install it into an environment of its own (pipx, uv tool, or python -m venv)."
            )
