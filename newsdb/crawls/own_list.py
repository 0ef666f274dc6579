"""The user's watch list as an order carries it to workers, so that they judge by the same one."""

from __future__ import annotations

import binascii
import hashlib
import zlib
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic.dataclasses import dataclass as checked

from newsdb.watch_list.versions import LARGEST


class OwnListError(ValueError):
    """A list can't be handed out, or is not what it says it is; the message says why."""


@checked(frozen=True, slots=True, kw_only=True)
class OwnList:
    """A list's file: its name, which is a part of its version, SHA-256, size in bytes, content.

    The content is deflated and in base64.
    """

    name: Annotated[str, Field(max_length=80, pattern=r"^[^./\x00-\x1f\x7f][^/\x00-\x1f\x7f]*$")]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=0, le=LARGEST)]
    packed: Annotated[str, Field(max_length=2 * LARGEST, repr=False)]


def pack(name: str, content: bytes) -> OwnList:
    """Return a list's file for an order; raises OwnListError when it is too large for one."""
    if len(content) > LARGEST:
        raise OwnListError(f"it has {len(content)} bytes, more than {LARGEST}")
    try:
        return OwnList(
            name=name,
            digest=hashlib.sha256(content).hexdigest(),
            size=len(content),
            packed=binascii.b2a_base64(zlib.compress(content), newline=False).decode("ascii"),
        )
    except ValidationError:
        raise OwnListError("its name can't be used everywhere") from None


def unpack(own: OwnList) -> bytes:
    """Return the file that ``pack`` packed; raises OwnListError when it is another one."""
    inflating = zlib.decompressobj()
    try:
        content = inflating.decompress(
            binascii.a2b_base64(own.packed, strict_mode=True), own.size + 1
        )
    except (ValueError, zlib.error) as error:
        raise OwnListError(f"it can't be unpacked: {error}") from None
    if len(content) != own.size or not inflating.eof:
        raise OwnListError(f"it has not the {own.size} bytes that it is said to have")
    if hashlib.sha256(content).hexdigest() != own.digest:
        raise OwnListError("it is not the text whose hash came with it")
    return content
