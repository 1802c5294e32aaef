"""Starts the program as a process of its own, with the signals of one started by hand.

A job in the background ignores SIGINT, and so do its children: what a test sends must arrive all
the same, hence the signal is set in the child.
"""

import sys

# A wait ends when what is waited for is there; this long only where it never comes.
PATIENCE = 300

_START = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGINT, signal.default_int_handler)
if os.isatty(0):
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from qms.cli.main import main
main()
"""


def command(*words: str) -> list[str]:
    """Return the command line; on a terminal in a session of its own, Ctrl-C reaches it."""
    return [sys.executable, "-c", _START, *words]
