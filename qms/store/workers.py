"""Spreads heavy work over the machine's processors, where there is enough of it."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_all_start_methods, get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
_FEW = 4


def spread(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Return what `work` gives for each item, in order; in processes of their own where it pays.

    The processes are copies of this one, so that they need not read fonts and programs again.
    Where the system cannot copy processes, the work is done here, one item after the other.
    """
    workers = min(os.cpu_count() or 1, len(items))
    if workers < 2 or len(items) < _FEW or "fork" not in get_all_start_methods():  # noqa: PLR2004
        return [work(item) for item in items]
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
            return list(pool.map(work, items))
    except BrokenProcessPool:
        return [work(item) for item in items]
