"""Runs a module that may open few files: ``on_few_files NUMBER -m MODULE ARGUMENTS``."""

from __future__ import annotations

import resource
import runpy
import sys


def main() -> None:
    number, dash_m, module, *arguments = sys.argv[1:]
    assert dash_m == "-m"
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (int(number), most))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
