"""The process that lays out a PDF: HTML on standard input, the file on standard output."""

from __future__ import annotations

import gc
import sys

#: The exit status for a system without Pango.
NO_PANGO = 71


def main() -> int:
    """Lay out a page without fetching anything; return the exit status."""
    html = sys.stdin.buffer.read().decode()
    try:
        from weasyprint import HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError:
        return NO_PANGO

    class Page(HTML):  # type: ignore[misc]  # the library has no types
        """A page that brings all its styles, which the library may not add its own to.

        Those give each element seven more that nothing shows: a fifth of the time.
        """

        def _ua_stylesheets(self, *_: object, **__: object) -> list[object]:
            return []

    # Whatever a page names: only what it has inside is read.
    fetcher = URLFetcher(allowed_protocols=["data"])
    gc.disable()  # the process ends with its page
    written = Page(string=html, url_fetcher=fetcher).write_pdf(pdf_tags="tagged" in sys.argv[1:])
    sys.stdout.buffer.write(written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
