"""Spreads heavy work over the machine's processors, where there is enough of it."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import count
from multiprocessing import get_all_start_methods, get_context
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_FEW = 4
_given: dict[int, tuple[Callable[[Any], Any], Sequence[Any]]] = {}
"""What is being spread: a copied process has it, laid-out pages and all, without its being sent."""
_number = count()


def spread(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Return what `work` gives for each item, in order; in processes of their own where it pays.

    The processes are copies of this one, so that they need not read fonts and programs again.
    Where the system cannot copy processes, the work is done here, one item after the other.
    """
    workers = min(os.cpu_count() or 1, len(items))
    if workers < 2 or len(items) < _FEW or "fork" not in get_all_start_methods():  # noqa: PLR2004
        return [work(item) for item in items]
    token = next(_number)
    _given[token] = (work, items)
    ear, mouth = os.pipe()
    begin = partial(_end_with_parent, ear, mouth)
    try:
        with ProcessPoolExecutor(
            workers, mp_context=get_context("fork"), initializer=begin
        ) as pool:
            return list(pool.map(partial(_done, token), range(len(items))))
    except BrokenProcessPool:
        return [work(item) for item in items]
    finally:
        del _given[token]
        os.close(ear)
        os.close(mouth)


def _end_with_parent(ear: int, mouth: int) -> None:
    """End this process when the one that started it is killed: it would wait for work for ever.

    Only the parent holds the other end of the pipe, which the system closes with it.
    """
    os.close(mouth)

    def wait() -> None:
        os.read(ear, 1)
        os._exit(1)

    Thread(target=wait, daemon=True).start()


def _done(token: int, place: int) -> Any:
    work, items = _given[token]
    return work(items[place])
