"""Whether the desk is at work, for a container's health check."""

from __future__ import annotations

import http.client

#: Seconds in which the desk must answer.
PATIENCE = 10


def desk(port: int) -> tuple[bool, str]:
    """Return whether a desk answers at a port of this machine, and how.

    Asked for the page of its sign-in, which needs no account and reads the database's metadata;
    ``/-/health`` also fails when nothing is collected, which is no fault of the desk.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/-/login")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return False, f"not alive: port {port}: {error}"
    finally:
        connection.close()
    well = status < http.client.INTERNAL_SERVER_ERROR
    return well, f"{'alive' if well else 'not alive'}: port {port} answers {status}"
