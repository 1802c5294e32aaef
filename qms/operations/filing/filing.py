"""Files what an operation wants: lock, load, number, validate, one commit, and its user is told.

How a front end calls it stands at the top of `qms.store.changes`.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from qms.model.kinds.record import Record, kind_name
from qms.operations.filing.drafts import numbered
from qms.operations.filing.placing import placed
from qms.store import circumstances, clock, commits, git, journal, loading, lock, settling
from qms.store.changes import Filed, Operation
from qms.store.journal import Intention
from qms.text import Text, same

A = TypeVar("A")
_TRIES = 5


def file(
    root: Path,
    operation: Operation[A],
    *,
    as_of: dt.date,
    verb: str,
    tell: Callable[[Filed[A]], None],
    says: Callable[[Text], None],
) -> Filed[A]:
    """Run an operation under the lock and commit what it wants, whole or not at all.

    Args:
        root: The repository.
        operation: Called with the snapshot; its arguments are the whole question.
        as_of: The day it is filed on.
        verb: The command, for those who wait.
        tell: Told what was filed, before the lock is let go.
        says: Told in a sentence for whom it waits, or what interrupted work it finished.

    Raises:
        QmsError: The operation refuses, what it wants does not fit the forms, or circumstances
            forbid it; nothing was written.

    """
    repo = git.repository(root)
    folder = repo.git_dir
    key = _key(operation, as_of)
    zone = loading.read_settings(git.WorkTree(root)).zone
    since = clock.now(zone).isoformat(" ")
    with lock.held(folder, verb, since, lambda holder: says(lock.waiting(holder))) as hold:
        finished = settling.recover(repo, hold)
        known = journal.answer(folder, key)
        if finished is not None and known is None:
            says(_finished(finished))
        if known is None:
            filed = _filed(root, hold, operation, as_of, key)
        else:
            filed = _repeated(root, known, as_of)
            says(_KNOWN)
        tell(filed)
        journal.told(folder, key)
        journal.forget(folder)
    return filed


def _filed(root: Path, hold: int, operation: Operation[A], as_of: dt.date, key: str) -> Filed[A]:
    for _ in range(_TRIES):
        hand = commits.ready(git.repository(root), hold)
        snapshot = loading.load(root, as_of=as_of)
        changes = operation(snapshot)
        if changes.is_empty:
            return Filed(answer=changes.answer)
        given = numbered(snapshot, changes)
        files = placed(root, snapshot, given, changes.files)
        records = files.records
        message = changes.message.replace("{id}", records[0].id if given.sheets else "")
        try:
            commit = commits.commit(
                hand, files.contents, message,
                key=key, records=_named(records), tag=changes.tag,
            )  # fmt: skip
        except commits.MovedError:
            continue
        return Filed(records, commit, given.numbers, changes.answer)
    raise circumstances.crowded()


def _named(records: tuple[Record, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((kind_name(type(each)), each.id) for each in records)


def _repeated(root: Path, known: Intention, as_of: dt.date) -> Filed[A]:
    """Return what an interrupted run of the same command had filed."""
    snapshot = loading.load(root, as_of=as_of)
    found = (snapshot.index.get(kind, {}).get(number) for kind, number in known.records)
    records = tuple(each for each in found if each is not None)
    return Filed(records, known.commit, is_repeated=True)


def _key(operation: Operation[A], as_of: dt.date) -> str:
    """Return what stands for a question: alike for the same operation, arguments and day."""
    name = f"{operation.func.__module__}.{operation.func.__qualname__}"
    asked = (name, operation.args, sorted(operation.keywords.items()), as_of)
    return hashlib.sha256(repr(asked).encode(errors="surrogatepass")).hexdigest()


_KNOWN = Text(
    zh="同一条命令此前被中断，但已经办成；没有重复登记。",
    en="The same command had been interrupted after it was done; nothing is filed twice.",
)


def _finished(intention: Intention) -> Text:
    what = same(intention.message.splitlines()[0])
    return Text(
        zh=f"已补完此前被中断的命令：{what.zh}",
        en=f"Finished a command that had been interrupted: {what.en}",
    )
