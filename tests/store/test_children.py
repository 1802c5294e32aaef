"""What a child process writes is had while it goes on, and no child outlives who wants it."""

import os
import sys
from pathlib import Path

import pytest

from qms.store import children

ENDLESS = "import os\nprint(os.getpid())\nwhile True: print('x' * 1000)"


def test_a_child_whose_rest_nobody_wants_is_ended(tmp_path: Path) -> None:
    parts = children.streamed(sys.executable, "-c", ENDLESS, given=b"", folder=tmp_path, extra={})
    first = next(parts)
    assert isinstance(first, bytes)
    parts.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(first.split(b"\n")[0]), 0)


def test_all_that_a_child_was_given_and_wrote_comes_and_how_it_ended(tmp_path: Path) -> None:
    given = b"word\n" * 100_000
    program = "import sys; sys.stdout.write(sys.stdin.read()); sys.exit('no more')"
    *parts, last = children.streamed(
        sys.executable, "-c", program, given=given, folder=tmp_path, extra={}
    )
    assert b"".join(each for each in parts if isinstance(each, bytes)) == given
    assert isinstance(last, children.Done)
    assert (last.status, last.said) == (1, "no more")
