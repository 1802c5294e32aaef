"""Refuses to write where circumstances forbid it: a sentence with its cure instead of an error."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qms.errors import QmsError
from qms.store import git
from qms.store.causes import BY_NUMBER, TOO_LARGE, cause
from qms.text import Text, same

_NOTHING = Text(zh="没有写入任何内容。", en="Nothing was written.")
_UNDER_WAY = {
    "MERGE_HEAD": Text(zh="合并（git merge）", en="a merge (git merge)"),
    "CHERRY_PICK_HEAD": Text(zh="摘取（git cherry-pick）", en="a cherry-pick"),
    "REVERT_HEAD": Text(zh="撤销（git revert）", en="a revert"),
    "rebase-merge": Text(zh="变基（git rebase）", en="a rebase"),
    "rebase-apply": Text(zh="变基或打补丁（git rebase、git am）", en="a rebase or git am"),
}


def calm_branch(repo: git.Repository) -> str:
    """Return the branch that the folder stands on, where nothing forbids to commit to it.

    Raises:
        QmsError: Git stands on no branch, is in the middle of something, or is locked.

    """
    folder, branch = repo.git_dir, git.branch(repo)
    if branch is None:
        raise QmsError(
            Text(
                zh="git 没有停在任何分支上（detached HEAD），没有写入任何内容。",
                en="git stands on no branch (detached HEAD); nothing was written.",
            ),
            Text(zh="先回到分支：git switch main。", en="Return to a branch: git switch main."),
        )
    for name, what in _UNDER_WAY.items():
        if (folder / name).exists():
            raise _unfinished(what)
    for lock in (folder / "index.lock", folder / "HEAD.lock", _of_branch(repo, branch)):
        if os.path.lexists(lock):
            raise locked(lock)
    return branch


def _of_branch(repo: git.Repository, branch: str) -> Path:
    return repo.common_dir / f"{branch}.lock"


def _unfinished(what: Text) -> QmsError:
    return QmsError(
        Text(
            zh="仓库里有一次{what}尚未完成，没有写入任何内容。",
            en="{what} is under way in this repository; nothing was written.",
        ),
        Text(
            zh="先完成或放弃它；git status 会说明怎么做。",
            en="Finish or abandon it first; git status says how.",
        ),
        what=what,
    )


def locked(lock: Path) -> QmsError:
    """Return the refusal to write beside another git program, or what a killed one left."""
    return QmsError(
        Text(
            zh="另一个 git 程序正在工作，或中途被终止：{path} 还在。没有写入任何内容。",
            en="Another git program is at work, or was killed: {path} is there. "
            "Nothing was written.",
        ),
        Text(
            zh="等它结束后再来；若已没有 git 程序在运行，删除该文件。",
            en="Come back when it has ended; if no git program is running, remove that file.",
        ),
        path=same(str(lock)),
    )


def nameless() -> QmsError:
    """Return the refusal to commit for somebody whom git does not know."""
    return QmsError(
        Text(
            zh="git 不知道是谁在提交，没有写入任何内容。",
            en="git does not know who commits; nothing was written.",
        ),
        Text(
            zh='先运行：git config --global user.name "姓名"，再运行：'
            "git config --global user.email 邮箱。",
            en='First: git config --global user.name "NAME", then: '
            "git config --global user.email ADDRESS.",
        ),
    )


def unwritable(path: Path) -> QmsError:
    """Return the refusal to write where the folder does not let us."""
    return _refused(
        Text(zh=f"不能写入 {path}", en=f"{path} cannot be written to"),
        Text(
            zh="改文件夹的权限，或换一个可写的位置。",
            en="Change the folder's permissions, or work where you may write.",
        ),
    )


def said_of(error: OSError) -> QmsError | None:
    """Return the refusal for what the system could not do; None where it is no circumstance."""
    known = BY_NUMBER.get(error.errno or 0)
    if known is None:
        return None
    what, cure = known
    at = f"{error.filename}" if error.filename else ""
    where = Text(zh=f"（{at}）", en=f" ({at})") if at else same("")
    return _refused(Text(zh=what.zh + where.zh, en=what.en + where.en), cure)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the system could not do into a refusal with its cure.

    Raises:
        QmsError: The disk is full, the folder not writable, or the like.

    """
    try:
        yield
    except OSError as error:
        raise said_of(error) or error from error


@contextmanager
def half_done(message: str) -> Iterator[None]:
    """Say what stands and what is lacking, where a commit was made and the folder cannot follow.

    Raises:
        QmsError: The folder or the tag could not follow.

    """
    try:
        yield
    except (OSError, QmsError) as error:
        why = cause(error).inside if isinstance(error, OSError) else error.whole
        raise QmsError(
            Text(
                zh="已登记（{what}），但文件夹或标签没有跟上：{why}",
                en="It is filed ({what}), but the folder or the tag could not follow: {why}",
            ),
            Text(zh="排除原因后运行 qms repair。", en="Correct the cause, then run qms repair."),
            what=same(message),
            why=why,
        ) from error


def said_by_git(status: int, words: str) -> QmsError:
    """Return the refusal for what git did not do, from its status and what it said."""
    if status == -signal.SIGXFSZ:
        return _refused(*TOO_LARGE)
    if "tell me who you are" in words or "ident" in words:
        return nameless()
    for number, known in BY_NUMBER.items():
        if os.strerror(number).lower() in words.lower():
            return _refused(*known)
    last = next(reversed([each for each in words.splitlines() if each.strip()]), "?")
    return _refused(
        Text(zh=f"git 不肯提交（{last}）", en=f"git refused the commit ({last})"),
        Text(
            zh="运行 git status 与 git fsck 查看仓库的状态。",
            en="See how the repository stands: git status, git fsck.",
        ),
    )


def _refused(what: Text, cure: Text) -> QmsError:
    message = Text(zh="{what}。{nothing}", en="{what}. {nothing}")
    return QmsError(message, cure, what=what, nothing=_NOTHING)


def crowded() -> QmsError:
    """Return the refusal after others committed again and again in between."""
    return QmsError(
        Text(
            zh="每次要提交时，别的 git 程序都抢先提交了。没有写入任何内容。",
            en="Each time another git program committed in between. Nothing was written.",
        ),
        Text(zh="稍后再试一次。", en="Type the command again in a moment."),
    )


def unsaved(paths: list[str]) -> QmsError:
    """Return the refusal to write over what somebody changed and has not committed."""
    return QmsError(
        Text(
            zh="这些文件有未提交的改动，没有写入任何内容：{paths}",
            en="Nothing was written; these have uncommitted changes: {paths}",
        ),
        Text(
            zh="先用 git commit 提交，或用 git restore 放弃改动。",
            en="Commit them first, or drop the changes with git restore.",
        ),
        paths=same(", ".join(paths)),
    )


def occupied(path: str) -> QmsError:
    """Return the refusal to file a new record where a file lies already."""
    return QmsError(
        Text(
            zh="{path} 已存在，没有写入任何记录。", en="{path} is there already; nothing written."
        ),
        Text(
            zh="先用 qms check 看该文件为何没有读入。",
            en="See with qms check why that file was not read.",
        ),
        path=same(path),
    )


def behind(paths: list[str]) -> QmsError:
    """Return the refusal to write on a folder that lacks part of the last commit."""
    return QmsError(
        Text(
            zh="文件夹落后于最后一次提交：{paths}。没有写入任何内容。",
            en="The folder lies behind the last commit: {paths}. Nothing was written.",
        ),
        Text(zh="运行 qms repair 补齐。", en="Bring it up to date with qms repair."),
        paths=same(", ".join(paths)),
    )
