"""A repository under the lock, and what it asks of git while it holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qms.store import circumstances, git

Files = Mapping[str, bytes | None]
NO_COMMIT = "0" * 40
DURABLE = ("-c", "core.fsync=committed,reference")
_NAMED = ("-c", "user.useConfigOnly=true")


@dataclass(frozen=True)
class Hand:
    """A repository whose lock is held, at the commit at which it is read."""

    repo: git.Repository
    lock: int
    branch: str
    tip: str | None

    @property
    def folder(self) -> Path:
        """The git folder."""
        return self.repo.git_dir

    @property
    def root(self) -> Path:
        """The folder in which people work."""
        return self.repo.root

    def run(self, *arguments: str, given: bytes = b"", index: Path | None = None) -> str:
        """Run git, which keeps the lock for as long as it runs.

        Raises:
            QmsError: It refused; says why.

        """
        extra = {"GIT_INDEX_FILE": str(index)} if index else {}
        try:
            return self.repo.run(
                *arguments, given=given, extra=extra, as_user=True, keep=(self.lock,)
            )
        except git.GitRefusedError as error:
            raise circumstances.said_by_git(error.done.status, error.done.said) from error


def objects(hand: Hand, files: Files, message: str) -> str:
    """Write the objects of the commit, in one process for however many files; return its hash."""
    author = hand.run(*_NAMED, "var", "GIT_AUTHOR_IDENT")
    committer = hand.run(*_NAMED, "var", "GIT_COMMITTER_IDENT")
    said = message.encode()
    parts = [
        b"feature done\ncommit refs/qms/unborn\nmark :1\n",
        f"author {author}\ncommitter {committer}\n".encode(),
        b"data %d\n%s\n" % (len(said), said),
        f"from {hand.tip}\n".encode() if hand.tip else b"",
    ]
    for path, content in sorted(files.items()):
        quoted = _quoted(hand.repo.prefix + path)
        if content is None:
            parts.append(f'D "{quoted}"\n'.encode())
        else:
            parts.append(f'M 100644 inline "{quoted}"\n'.encode())
            parts.append(b"data %d\n%s\n" % (len(content), content))
    # The name under which git made the commit is taken away again: only the branch names it.
    parts.append(b"\nget-mark :1\nreset refs/qms/unborn\nfrom %s\n\n" % NO_COMMIT.encode())
    return hand.run(*DURABLE, "fast-import", "--quiet", given=b"".join([*parts, b"done\n"]))


def _quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return escaped.replace("\n", "\\n")
