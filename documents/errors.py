"""What can keep a document from being written, said so that whoever reads it can act."""


class DocumentError(Exception):
    """A document can't be written; the message says why and what to do."""


class MissingLibrary(DocumentError):  # noqa: N818 - what is missing, not an error of ours
    """A library or font that the format needs is not installed."""


class TemplateProblem(DocumentError):  # noqa: N818
    """A customer's template can't be read or filled in."""


def missing_extra(what: str) -> MissingLibrary:
    """Return the error that a format's library is not installed."""
    return MissingLibrary(
        f"{what} is written by a library that is not installed: pip install '.[documents]'"
    )
