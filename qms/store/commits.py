"""Makes one commit, whole or not at all, and brings a folder back that a crash left behind.

The order in which things happen is the whole secret. Git's own index lock is taken; every object
is written; every file lies complete beside the folder; the intention is noted; then the branch
moves in one step, provided that it still stands at the commit that was read; then files are
renamed into place. Killed before the step, nothing happened; killed after it, the note says how to
finish (`settle`).
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.store import circumstances, git, journal
from qms.store.hand import DURABLE, NO_COMMIT, Files, Hand, objects
from qms.store.index_lock import index_locked
from qms.store.journal import Intention
from qms.store.lagging import behind

_STAGED = "qms-staged"


class MovedError(Exception):
    """The branch no longer stands at the commit that was read."""


def ready(repo: git.Repository, lock: int) -> Hand:
    """Return the repository as it stands now, fit to be written to.

    Raises:
        QmsError: Something forbids to commit: no branch, a merge, a lock, a folder behind its
            commit, nobody's name.

    """
    hand = Hand(repo, lock, circumstances.calm_branch(repo), git.head(repo))
    lacking = behind(repo, hand.tip)
    if lacking:
        raise circumstances.behind([each.path for each in lacking])
    return hand


def commit(
    hand: Hand,
    files: Files,
    message: str,
    *,
    key: str,
    records: tuple[tuple[str, str], ...] = (),
    tag: str | None = None,
) -> str:
    """Make one commit of exactly these files (None deletes) on the commit that was read.

    The note of the intention is left for the caller to forget when the user was told.

    Raises:
        MovedError: Somebody else committed in between; nothing was written.
        QmsError: A file has changes that nobody committed, or circumstances forbid it; nothing
            was written, or the message says what was.

    """
    with index_locked(hand.folder):
        _refuse_unsaved(hand, files)
        try:
            with circumstances.explained():
                made = objects(hand, files, message)
                changes = git.changes_of(hand.repo, hand.tip, made)
                laid = staged(hand, files, changes)
                intention = Intention(key, hand.branch, hand.tip, made, message, records, tag)
                journal.intend(hand.folder, intention)
                _move(hand, intention)
        except BaseException:  # whatever it is, an interruption too, nothing may stay half done
            _undo(hand)
            raise
        with circumstances.half_done(message):
            placed(hand, laid)
            finish_tag(hand, intention)
    return made


def _refuse_unsaved(hand: Hand, files: Files) -> None:
    """Nothing that lies in the folder uncommitted is taken along or overwritten."""
    committed = git.CommitTree(hand.repo, hand.tip) if hand.tip else None
    indexed = git.indexed(hand.repo)
    here = git.WorkTree(hand.root)
    unsaved: list[str] = []
    for path in files:
        entry = committed.entry(path) if committed else git.Entry()
        if not git.is_blob(here.read(path), entry.blob) or indexed.get(path) != entry.blob:
            unsaved.append(path)
    if unsaved:
        raise circumstances.unsaved(unsaved)


@dataclass(frozen=True)
class Staged:
    """What is ready to be renamed into place, and what is to go."""

    index: Path
    files: Mapping[str, Path]
    gone: tuple[str, ...]


def staged(hand: Hand, files: Files, changes: Iterable[git.Change]) -> Staged:
    """Lay every file and the index complete beside the folder, where a full disk still matters."""
    _refuse_unwritable(hand, files)
    folder = _emptied(hand.folder)
    laid: dict[str, Path] = {}
    for number, (path, content) in enumerate(files.items()):
        if content is not None:
            (hand.root / path).parent.mkdir(parents=True, exist_ok=True)
            laid[path] = folder / str(number)
            laid[path].write_bytes(content)
    index = index_with(hand, folder / "index", changes)
    return Staged(index, laid, tuple(path for path, content in files.items() if content is None))


def _refuse_unwritable(hand: Hand, files: Files) -> None:
    for path in files:
        folder = (hand.root / path).parent
        while not folder.exists():
            folder = folder.parent
        if not os.access(folder, os.W_OK):
            raise circumstances.unwritable(folder)


def clear(git_folder: Path) -> None:
    """Remove what a killed writer had laid ready."""
    shutil.rmtree(git_folder / _STAGED, ignore_errors=True)


def _emptied(git_folder: Path) -> Path:
    """Return the folder where files lie ready, empty."""
    clear(git_folder)
    folder = git_folder / _STAGED
    folder.mkdir()
    return folder


def index_with(hand: Hand, target: Path, changes: Iterable[git.Change]) -> Path:
    """Write the index as it is, but with these files as they are committed."""
    if (hand.folder / "index").exists():
        shutil.copyfile(hand.folder / "index", target)
    below = hand.repo.prefix
    lines = [
        f"{f'100644 {each.after}' if each.after else f'0 {NO_COMMIT}'}\t{below}{each.path}"
        for each in changes
    ]
    given = "".join(line + "\0" for line in lines).encode()
    # Where a file is as young as the index, git reads it once more when it writes one: by filters.
    options = hand.repo.without_programs()
    hand.run(*options, "update-index", "-z", "--index-info", given=given, index=target)
    return target


def _move(hand: Hand, intention: Intention) -> None:
    """Move the branch in one step, provided that it stands where it was read."""
    words = f"qms: {intention.message.splitlines()[0]}"
    try:
        hand.run(
            *DURABLE, "update-ref", "-m", words,
            intention.branch, intention.commit, intention.before or NO_COMMIT,
        )  # fmt: skip
    except QmsError as error:
        if git.head(hand.repo) != hand.tip:
            raise MovedError from error
        circumstances.calm_branch(hand.repo)
        raise


def _undo(hand: Hand) -> None:
    """Forget an intention whose branch has not moved; what was staged goes as well."""
    if git.head(hand.repo) == hand.tip:
        journal.forget(hand.folder)
        clear(hand.folder)


def finish_tag(hand: Hand, intention: Intention) -> None:
    """Set the tag that belongs to a commit, if one does and it is not there yet."""
    if intention.tag and "" not in git.tags(hand.repo, intention.tag):
        options = hand.repo.without_programs()
        hand.run(*options, "tag", "-a", intention.tag, intention.commit, "-m", intention.message)


def placed(hand: Hand, ready: Staged) -> None:
    """Rename everything into place; takes no room and can be done again."""
    for path, laid in ready.files.items():
        target = hand.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            laid.replace(target)
        except OSError:  # the git folder lies on another disk
            shutil.move(laid, target)
    for path in ready.gone:
        (hand.root / path).unlink(missing_ok=True)
    _put_index(hand, ready.index)


def _put_index(hand: Hand, index: Path) -> None:
    """Make a prepared index the index, its notes on the files of the folder brought up to date."""
    with suppress(QmsError):  # it complains where somebody edits a file
        options = hand.repo.without_programs()
        hand.run(*options, "update-index", "-q", "--refresh", index=index)
    index.replace(hand.folder / "index")
    clear(hand.folder)
