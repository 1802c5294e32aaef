"""Work spread over processes comes back in order, and no process outlives the one that asked."""

import subprocess
import sys

from qms.store.workers import spread

_WAITING = """
import os, signal
from qms.store.workers import spread

def work(item):
    print(os.getpid(), flush=True)
    signal.pause()

spread(work, range(8))
"""


def test_answers_come_in_the_order_of_what_was_given_and_nothing_is_sent_there() -> None:
    given = [(n, lambda n=n: n * n) for n in range(9)]  # no process could be sent a lambda
    assert spread(lambda each: each[1](), given) == [n * n for n in range(9)]


def test_who_works_for_a_process_that_is_killed_ends_too() -> None:
    asked = subprocess.Popen([sys.executable, "-c", _WAITING], stdout=subprocess.PIPE, text=True)
    assert asked.stdout is not None
    assert asked.stdout.readline().strip().isdigit()
    asked.kill()
    asked.communicate(timeout=120)  # its end is reached once nobody holds it any more
