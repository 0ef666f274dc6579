"""All tests.

What is compiled is kept, as ``make test`` keeps it, whatever PYTHONDONTWRITEBYTECODE says:
otherwise each worker, and each command that a test starts, compiles the project anew, which
doubles the cost of collection.
"""

import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
