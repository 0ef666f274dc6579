"""The process that lays out a PDF: HTML on standard input, the file on standard output."""

from __future__ import annotations

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
    # Whatever a page names: only what it has inside is read.
    fetcher = URLFetcher(allowed_protocols=["data"])
    written = HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_tags="tagged" in sys.argv[1:])
    sys.stdout.buffer.write(written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
