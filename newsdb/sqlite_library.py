"""sqlite-utils, imported without numpy, of which no value is stored.

It imports numpy and pandas where they are installed, to know the types of their values: a tenth of
a run that finds nothing new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.lazy_modules import absent

if TYPE_CHECKING:
    import sqlite3  # the same names

    from sqlite_utils import Database
else:
    with absent("numpy", "pandas"):
        from sqlite_utils import Database
        from sqlite_utils.utils import sqlite3  # pysqlite3 where it is installed

__all__ = ["Database", "sqlite3"]
