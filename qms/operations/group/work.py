"""Work by site, on the processors of this machine or on a cluster; a site that fails is a line.

Each site is read and judged by a process of its own; what comes back is its answer, or why there is
none. A worker with another version of this program is refused, since its verdicts may differ.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Generic, TypeVar

from qms import __version__
from qms.errors import QmsError
from qms.extras import needs
from qms.model.snapshot import Snapshot
from qms.operations.group.sites import Site, read
from qms.text import Text, same

T = TypeVar("T")
SECONDS = 600
"""How long one site may take before it is late."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What came of one site: its answer and its commit, or why there is none."""

    site: Site
    ref: str = ""
    content: T | None = None
    failure: Text | None = None


@dataclass(frozen=True, slots=True)
class _Sent(Generic[T]):
    """What a worker sends back: an answer or a refusal, never an exception that may not travel."""

    version: str
    ref: str = ""
    content: T | None = None
    failure: Text | None = None


Task = Callable[[Path, Snapshot], T]
Workers = Callable[[], AbstractContextManager[Executor]]


def by_site(
    sites: Sequence[Site],
    task: "Task[T]",
    *,
    as_of: dt.date,
    workers: Workers,
    seconds: float = SECONDS,
) -> tuple[Answer[T], ...]:
    """Return the answer of each site, in their order.

    A worker that dies takes others' work with it: those sites are tried once more, each alone.

    Args:
        sites: The sites.
        task: A function of a module, from a repository and its snapshot to an answer.
        as_of: The day.
        workers: What gives an executor: processes here, or a cluster.
        seconds: How long to wait for all of them.

    """
    with workers() as executor:
        found = _tried(sites, task, as_of, executor, seconds)
    again: dict[str, Answer[T] | None] = {}
    for site in sites:
        if found[site.name] is None:
            with workers() as executor:
                again |= _tried([site], task, as_of, executor, seconds)
    answers = found | again
    return tuple(answers[site.name] or Answer(site, failure=_DIED) for site in sites)


def _tried(
    sites: Sequence[Site],
    task: "Task[T]",
    as_of: dt.date,
    executor: Executor,
    seconds: float,
) -> "dict[str, Answer[T] | None]":
    """Return each site's answer; None where a worker died before there was one."""
    futures = {each.name: executor.submit(_done, each, task, as_of) for each in sites}
    wait(futures.values(), timeout=seconds)
    return {each.name: _answer(each, futures[each.name], seconds) for each in sites}


def _done(site: Site, task: "Task[T]", as_of: dt.date) -> "_Sent[T]":
    """Do the work of a site; runs at the worker."""
    try:
        root, snapshot = read(site, as_of)
        return _Sent(__version__, snapshot.ref, task(root, snapshot))
    except QmsError as refusal:
        said = Text(zh=refusal.say("zh"), en=refusal.say("en"))
        return _Sent(__version__, failure=said)
    # Whatever breaks at one site is a line of the report and no more.
    except Exception as error:  # noqa: BLE001
        return _Sent(__version__, failure=_broken(error))


def _answer(site: Site, future: "Future[_Sent[T]]", seconds: float) -> Answer[T] | None:
    if not future.done():
        future.cancel()
        return Answer(
            site,
            failure=Text(
                zh=f"{seconds:g} 秒内没有结果", en=f"there was no answer in {seconds:g} s"
            ),
        )
    try:
        sent = future.result()
    # Processes and clusters each have errors of their own for a worker that died.
    except Exception:  # noqa: BLE001
        return None
    if sent.version != __version__:
        return Answer(
            site,
            failure=Text(
                zh=f"由程序版本 {sent.version} 计算，这里是 {__version__}",
                en=f"it was computed by version {sent.version}; this is {__version__}",
            ),
        )
    return Answer(site, sent.ref, sent.content, sent.failure)


_DIED = Text(zh="计算进程两次中断", en="its process died twice")


def _broken(error: Exception) -> Text:
    return Text(
        zh=f"计算中断（{type(error).__name__}）",
        en=f"its computation broke off ({type(error).__name__})",
    )


def _ended(executor: ProcessPoolExecutor) -> None:
    """End the processes, also one that is late; a pool's own way would wait for it for ever."""
    running = list((executor._processes or {}).values())  # noqa: SLF001 - public from Python 3.14 on
    executor.shutdown(wait=False, cancel_futures=True)
    for process in running:
        process.terminate()
    for process in running:
        process.join()


@contextmanager
def workers(cluster: str | None) -> Iterator[Executor]:
    """Give what the sites are worked on by: processes of this machine, or a cluster's workers.

    Raises:
        QmsError: The cluster does not answer, or the extra for it is absent.

    """
    if cluster is None:
        executor = ProcessPoolExecutor(mp_context=get_context("spawn"))
        try:
            yield executor
        finally:
            _ended(executor)
        return
    needs("cluster")
    from distributed import Client

    try:
        client = Client(cluster, timeout="10s")
    # Its errors are of many kinds: addresses that are none, names that do not resolve, time.
    except Exception as error:
        raise QmsError(
            Text(zh="{address} 没有调度程序应答。", en="No scheduler answers at {address}."),
            Text(zh="核对 --cluster 的地址。", en="Check the address after --cluster."),
            address=same(cluster),
        ) from error
    with client:
        yield client.get_executor(pure=False)
