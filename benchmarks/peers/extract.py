"""Reads pages with one peer. Runs in the peers' own environment: it imports nothing of ours.

``python extract.py PEER``: a line of JSON for each page on standard input, with ``file``, ``url``,
``language`` and ``encoding``; for each a line on standard output with ``title``, ``date`` (ISO
8601), ``authors``, ``text`` and ``ms`` of CPU; ``fault`` instead where the peer raised one. The
first line names its version; where it isn't installed there is none, and the exit code is 3.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

#: The exit code where a peer isn't installed.
NOT_INSTALLED = 3

#: Markup, address and language to what a peer finds.
Reader = Callable[[str, str, str], dict[str, Any]]


def trafilatura() -> Reader:
    bare_extraction = import_module("trafilatura").bare_extraction
    dates = {"original_date": True, "outputformat": "%Y-%m-%dT%H:%M:%S%z"}

    def read(html: str, url: str, language: str) -> dict[str, Any]:
        found = bare_extraction(
            html, url=url, with_metadata=True, date_extraction_params={**dates, "url": url}
        )
        if found is None:
            return {}
        authors = [each for each in (found.author or "").split(";") if each.strip()]
        return {
            "title": found.title,
            "date": found.date,
            "authors": authors,
            "text": found.text,
        }

    return read


def _split_words_without_data() -> None:
    """Let nltk split Korean words by blanks and signs: the data of its own way is a download."""
    nltk: Any = import_module("nltk")
    nltk.word_tokenize = nltk.tokenize.wordpunct_tokenize


def newspaper4k() -> Reader:
    _split_words_without_data()
    newspaper = import_module("newspaper")
    known = set(import_module("newspaper.languages").get_available_languages())

    def read(html: str, url: str, language: str) -> dict[str, Any]:
        article = newspaper.Article(
            url, language=language if language in known else "en", fetch_images=False
        )
        article.download(input_html=html)
        article.parse()
        date = article.publish_date
        return {
            "title": article.title,
            "date": date.isoformat() if date else None,
            "authors": article.authors,
            "text": article.text,
        }

    return read


def readability_lxml() -> Reader:
    fromstring = import_module("lxml.html").fromstring
    document_of = import_module("readability").Document

    def read(html: str, url: str, language: str) -> dict[str, Any]:
        document = document_of(html)
        text = fromstring(document.summary()).text_content()
        return {"title": document.short_title(), "text": text}

    return read


def goose3() -> Reader:
    goose, text = import_module("goose3").Goose, import_module("goose3.text")
    readers = {
        language: goose(
            {"enable_image_fetching": False, "stopwords_class": words, "target_language": language}
        )
        for language, words in (("ko", text.StopWordsKorean), ("en", text.StopWords))
    }

    def read(html: str, url: str, language: str) -> dict[str, Any]:
        article = readers["ko" if language == "ko" else "en"].extract(raw_html=html)
        date = article.publish_datetime_utc
        return {
            "title": article.title,
            "date": date.isoformat() if date else None,
            "authors": article.authors,
            "text": article.cleaned_text,
        }

    return read


def news_please() -> Reader:
    _split_words_without_data()
    news = import_module("newsplease").NewsPlease

    def read(html: str, url: str, language: str) -> dict[str, Any]:
        article = news.from_html(html, url=url, fetch_images=False)
        date = article.date_publish
        return {
            "title": article.title,
            "date": date.isoformat() if date else None,
            "authors": article.authors,
            "text": article.maintext,
        }

    return read


PEERS = {
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "readability-lxml": readability_lxml,
    "goose3": goose3,
    "news-please": news_please,
}


def main() -> None:
    name = sys.argv[1]
    logging.disable(logging.CRITICAL)
    out = sys.stdout
    try:
        installed = version(name)
        with contextlib.redirect_stdout(sys.stderr):
            read = PEERS[name]()
    except (ImportError, PackageNotFoundError):
        raise SystemExit(NOT_INSTALLED) from None
    print(json.dumps({"version": installed}), file=out, flush=True)
    warm = False
    for line in sys.stdin:
        page = json.loads(line)
        html = Path(page["file"]).read_bytes().decode(page["encoding"], "replace")
        try:
            with contextlib.redirect_stdout(sys.stderr):
                if not warm:  # what is loaded at the first page costs no other one
                    read(html, page["url"], page["language"])
                    warm = True
                started = time.process_time()
                found = read(html, page["url"], page["language"])
                found["ms"] = (time.process_time() - started) * 1000
        except Exception as error:  # whatever it is, it costs the peer this page only
            found = {"fault": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps(found), file=out, flush=True)


if __name__ == "__main__":
    main()
