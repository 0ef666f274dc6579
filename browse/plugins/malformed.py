"""What Datasette can't make sense of is the asker's mistake: 400 and one line in the log.

Its pages trust many arguments to be a number, a column or JSON, and answer 500 with a traceback
where they are not.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.handle_exception import handle_exception as datasettes_own
from datasette.views.base import DatasetteError

from browse.access.content_security import is_datasettes
from newsdb.database_errors import is_of_statement

if TYPE_CHECKING:
    from collections.abc import Generator

    from datasette.app import Datasette

logger = logging.getLogger(__name__)

#: What comes of a path alone: a row's number beyond all numbers, a zero byte.
_OF_ADDRESS = (OverflowError, ValueError)
#: What comes of arguments, or of a body.
_OF_ARGUMENTS = (*_OF_ADDRESS, LookupError, TypeError, AttributeError, RecursionError)


@hookimpl(wrapper=True)
def handle_exception(
    datasette: Datasette, request: Any, exception: Exception
) -> Generator[None, list[Any], list[Any]]:
    """Let Datasette answer for its own pages as it does to mistakes that it foresees."""
    answers = yield
    if not is_datasettes(request.path):
        return answers  # a fault of ours is to be seen as one
    was_asked = request.query_string or request.method == "POST"
    if isinstance(exception, QueryInterrupted):
        told = DatasetteError("This takes too long: ask for less", status=400)
    elif isinstance(exception, _OF_ARGUMENTS if was_asked else _OF_ADDRESS) or (
        was_asked and is_of_statement(exception)
    ):
        told = DatasetteError("An argument of this address makes no sense here", status=400)
    else:
        return answers
    # Escaped, since what was asked may be in it; and kept without what it holds on to.
    logger.warning("%a answered 400: %s", request.path, ascii(exception))
    return [datasettes_own(datasette, request, told)]
