"""Spiders of one's own: the modules of this package are the files in ``spiders/`` by hanil.toml.

Found by that folder's path rather than as ``spiders`` on ``sys.path``: nothing else that lies
beside hanil.toml can then be imported by mistake.
"""

from newsdb.configuration import home

#: The folder of spiders of this installation; there may be none.
FOLDER = home() / "spiders"

__path__ = [str(FOLDER)]
