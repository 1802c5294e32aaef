"""Kills the program at one of its writes, wherever the code may stand that writes.

The interpreter itself tells of every write (PEP 578), so that nothing of the program is replaced
and a new write is met without anybody having thought of it.
"""

import signal
import subprocess
import sys
from pathlib import Path

_CHILD = """
import os, signal, sys

point, root, *arguments = sys.argv[1:]
writes = 0
FILES = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.truncate", "open"}
GIT = {"fast-import", "update-index", "update-ref", "tag"}

def inside(path):
    if not isinstance(path, (str, bytes)):
        return False
    name = os.path.abspath(os.fsdecode(path))
    return name.startswith(root + "/") and "/qms-cache" not in name

def is_write(event, given):
    if event == "subprocess.Popen":
        return bool(GIT & {str(each) for each in given[1]})
    if event not in FILES or not inside(given[0]):
        return False
    if event == "open":
        return bool(given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return True

def watch(event, given):
    global writes
    if is_write(event, given):
        writes += 1
        if str(writes) == point:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
from qms.cli import main
status = main.run([*arguments, "--root", root])
print(f"\\nwrites {writes}", file=sys.stderr)
sys.exit(status)
"""


def command_to(root: Path, point: int, *arguments: str) -> list[str]:
    """Return what runs the program and kills it before its write number `point`."""
    return [sys.executable, "-c", _CHILD, str(point), str(root.resolve()), *arguments]


def run_to(root: Path, point: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program and kill it before its write number `point`; 0 lets it end."""
    command = command_to(root, point, *arguments)
    return subprocess.run(command, capture_output=True, check=False, text=True)


def was_killed(done: subprocess.CompletedProcess[str]) -> bool:
    """Tell whether the write was reached."""
    return done.returncode == -signal.SIGKILL


def writes_of(done: subprocess.CompletedProcess[str]) -> int:
    """Return how many writes a run that ended had made."""
    return int(done.stderr.rsplit("writes ", 1)[1])
