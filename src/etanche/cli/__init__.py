"""
The command line: one file per command, each of which parses, calls a room's public face, prints, and gives an exit code.

A command module imports rooms only when it runs, so that `etanche --help` is there at once.
What goes where on a terminal is decided in `terminal.py` alone.
"""

from etanche.cli.app import main

__all__ = ["main"]
