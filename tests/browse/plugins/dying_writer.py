"""``python -m tests.browse.plugins.dying_writer FILE ...``: a desk whose writer can die.

It dies once FILE exists. What follows FILE are the desk's own arguments. The fault is Datasette's:
it can't hand the result of a write to the request that waits for it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from datasette import database

from browse.__main__ import main

if __name__ == "__main__":
    sign = Path(sys.argv.pop(1))
    usual = database._deliver_write_result

    def deliver(*given: Any) -> None:
        if sign.exists():
            raise RuntimeError("the writer was told to die")
        usual(*given)

    database._deliver_write_result = deliver
    sys.exit(main())
