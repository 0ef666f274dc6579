"""What a spider tells the archive."""

from __future__ import annotations

#: A listing could not be read, or named nothing where it used to: it is kept as it was sent.
#: Arguments: response.
listing_unreadable = object()
