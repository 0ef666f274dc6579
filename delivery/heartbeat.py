"""A sign of life to a monitoring service: a dead machine tells nobody that it is dead."""

from __future__ import annotations

import http.client
import logging
import os
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from newsdb.configuration import ConfigurationError
from newsdb.delivery import channel_states
from newsdb.secret_files import secret_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.configuration.model import Configuration

logger = logging.getLogger(__name__)

#: Under this name its state stands among those of channels; no channel can have it.
NAME = "(heartbeat)"
URL = "HANIL_HEARTBEAT_URL"
TIMEOUT = 10.0  # seconds


def address_of(
    configuration: Configuration, environment: Mapping[str, str] | None = None
) -> str | None:
    """Return the address to ask, a secret; None where none is set. Raises ConfigurationError."""
    url = (os.environ if environment is None else environment).get(URL)
    alarms = configuration.alarms
    if not url and alarms and alarms.heartbeat_file:
        url = secret_in(alarms.heartbeat_file)
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise ConfigurationError("the heartbeat's address must begin with https:// or http://")
    return url or None


def beat(db: Database, url: str, *, at: datetime, timeout: float = TIMEOUT) -> bool:
    """Ask the address; return whether it answered well. A failure is noted like a channel's."""
    problem = ""
    try:
        with urlopen(Request(url), timeout=timeout) as answer:  # noqa: S310 checked by address_of
            answer.read(1000)
    except HTTPError as error:
        problem = f"the heartbeat's address answered {error.code}"
        error.close()
    except URLError as error:
        problem = f"the heartbeat's address can't be reached: {type(error.reason).__name__}"
    except (OSError, ValueError, http.client.HTTPException) as error:
        problem = f"the heartbeat's address can't be asked: {type(error).__name__}"
    if problem:
        logger.warning("%s", problem)
        channel_states.note_failure(db, NAME, problem, at=at)
    else:
        channel_states.note_success(db, NAME, at=at)
    return not problem
