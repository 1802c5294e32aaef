"""The whole state of a repository in one file, and back from it (7.5).

In it: every branch and tag with all history, files that are changed and not filed yet, the desk's
enrolled passkeys and drafts. Not in it: what belongs to the account or machine: git's own settings,
keys, certificates. What the program remembers for itself is made anew.
"""

import errno
import hashlib
import json
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Final

from pydantic import TypeAdapter

from qms import __version__
from qms.errors import QmsError
from qms.store import git, lock, settling
from qms.store.causes import BY_NUMBER
from qms.store.git.door import initialised
from qms.store.writing import write_file
from qms.text import Text, same

_FORMAT: Final = 1
_MANIFEST, _HISTORY = "manifest.json", "history.bundle"
_STATE, _WORK = "state", "work"
_DESK: Final = "qms-desk"
_PIECE: Final = 1 << 20
_MOST_MANIFEST: Final = 64 << 20
_NO_LINKS: Final = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
# What the library raises over a file that is none of its own, or no more whole.
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, NotImplementedError,
    RuntimeError, ValueError, KeyError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: where the head and each name pointed, and the digest of every part.

    `gone` are filed files that were missing from the folder.
    """

    made_at: str
    head: str
    refs: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    format: int = _FORMAT
    version: str = __version__

    @property
    def unfiled(self) -> tuple[str, ...]:
        """The files that were changed and not filed."""
        own = (each for each in self.parts if each.startswith(f"{_WORK}/"))
        return tuple(each.removeprefix(f"{_WORK}/") for each in own)


_MANIFESTS: Final = TypeAdapter(Manifest)


def back_up(root: Path, target: Path, *, moment: str, says: Callable[[Text], None]) -> Manifest:
    """Write the whole state to a new file, while nobody else writes.

    Raises:
        QmsError: The file is there already, or the clone lacks the beginning of its history.

    """
    repo = git.repository(root)
    _refuse_unfit(repo, target)
    with (
        lock.held(repo.git_dir, "backup", moment, lambda who: says(lock.waiting(who))) as hold,
        tempfile.TemporaryDirectory(prefix=".qms-", dir=target.parent) as folder,
    ):
        settling.recover(repo, hold)
        history, whole = Path(folder, _HISTORY), Path(folder, "whole.zip")
        repo.run("bundle", "create", "-q", str(history.resolve()), "--all", "HEAD")
        changed = dict(_changed(repo))
        sources = {_HISTORY: history, **_state(repo)}
        sources |= {f"{_WORK}/{path}": file for path, file in changed.items() if file.is_file()}
        manifest = _written(whole, sources, Manifest(
            moment, _head(repo), _refs(repo),
            gone=tuple(path for path, file in changed.items() if _is_gone(path, file)),
        ))  # fmt: skip
        whole.chmod(0o600)
        _place(whole, target)
    return manifest


def restore(source: Path, folder: Path) -> Manifest:
    """Make the repository anew in a folder that is not there yet.

    Raises:
        QmsError: The folder is there, the file is no backup, or a part is not what was kept.

    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise QmsError(
            Text(zh="{path} 已存在，恢复不覆盖。", en="{path} is there; nothing is overwritten."),
            Text(zh="另写一个文件夹。", en="Name another folder."),
            path=same(str(folder)),
        )
    try:
        with zipfile.ZipFile(source) as packed:
            manifest = _manifest(packed)
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".qms-", dir=folder.parent) as place:
                names = _names(manifest)
                parts = {each: _taken(packed, each, Path(place), manifest) for each in names}
                _made(Path(place, "made"), manifest, parts)
                Path(place, "made").rename(folder)  # whole, or not at all
    except _BROKEN as error:
        if _is_circumstance(error):
            raise
        raise _no_backup(source) from error
    return manifest


def differing(root: Path, manifest: Manifest) -> Iterator[str]:
    """Yield the names that point elsewhere than in the backup, and what git finds damaged."""
    repo = git.repository(root)
    refs = _refs(repo)
    for name in sorted({*refs, *manifest.refs}):
        if refs.get(name) != manifest.refs.get(name):
            yield name
    if _head(repo) != manifest.head:
        yield "HEAD"
    done = repo.ask("fsck", "--full", "--no-dangling", "--no-progress")
    if done.status:
        yield done.said


def _refuse_unfit(repo: git.Repository, target: Path) -> None:
    if target.exists() or not target.parent.is_dir():
        raise QmsError(
            Text(
                zh="{path} 已存在，或它的文件夹不存在。",
                en="{path} is there already, or its folder is not.",
            ),
            Text(zh="另写一个文件名。", en="Name another file."),
            path=same(str(target)),
        )
    if git.is_shallow(repo):
        raise QmsError(
            Text(zh="这份克隆缺少早期历史，备份不全。", en="This clone lacks early history."),
            Text(zh="先 git fetch --unshallow。", en="First: git fetch --unshallow."),
        )


def _place(whole: Path, target: Path) -> None:
    """Put a finished backup where it belongs; what came there in the meantime is not replaced."""
    try:
        target.hardlink_to(whole)
    except OSError as error:
        if error.errno not in _NO_LINKS or target.exists():
            raise
        whole.rename(target)  # a stick or a share that knows no links


def _head(repo: git.Repository) -> str:
    done = repo.ask("symbolic-ref", "-q", "HEAD")
    return done.out.decode().strip() if not done.status else repo.run("rev-parse", "HEAD")


def _refs(repo: git.Repository) -> dict[str, str]:
    told = repo.run("for-each-ref", "--format=%(refname) %(objectname)")
    return dict(line.split(" ", 1) for line in told.splitlines())


def _changed(repo: git.Repository) -> Iterator[tuple[str, Path]]:
    """Yield what is changed, new or missing in the folder, ignored files aside."""
    told = repo.run(
        "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames",
        "--ignore-submodules=all",
    )  # fmt: skip
    for entry in filter(None, told.split("\0")):
        path = entry[3:]
        file = repo.top / path
        if file.is_symlink():
            continue
        if any(map(_is_half, path)):
            raise QmsError(
                Text(zh="文件名 {path} 不是文字。", en="The file name {path} is no text."),
                Text(zh="改名或移走它，再备份。", en="Rename it or move it away, then back up."),
                path=same(ascii(path)),
            )
        yield path, file


def _is_half(letter: str) -> bool:
    """Tell whether this is no letter, but a byte of a name that is none."""
    return "\ud800" <= letter <= "\udfff"


def _is_gone(path: str, file: Path) -> bool:
    """Tell whether no file stands there any more; a folder may; another repository ends in /."""
    return not file.is_file() and not path.endswith("/")


def _state(repo: git.Repository) -> dict[str, Path]:
    folder = repo.git_dir / _DESK
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    return {f"{_STATE}/{each.relative_to(folder).as_posix()}": each for each in files}


def _written(target: Path, sources: Mapping[str, Path], manifest: Manifest) -> Manifest:
    parts = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, source in sources.items():
            with source.open("rb") as given, packed.open(name, "w", force_zip64=True) as taken:
                parts[name] = _copied(given, taken)
        whole = Manifest(**asdict(manifest) | {"parts": parts})
        packed.writestr(_MANIFEST, json.dumps(asdict(whole), ensure_ascii=False, indent=1))
    return whole


def _copied(given: IO[bytes], taken: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := given.read(_PIECE):
        digest.update(piece)
        taken.write(piece)
    return digest.hexdigest()


def _manifest(packed: zipfile.ZipFile) -> Manifest:
    try:
        if packed.getinfo(_MANIFEST).file_size > _MOST_MANIFEST:
            raise _no_backup(Path(str(packed.filename)))
        manifest = _MANIFESTS.validate_json(packed.read(_MANIFEST))
    except (KeyError, ValueError) as error:
        raise _no_backup(Path(str(packed.filename))) from error
    if manifest.format != _FORMAT:
        raise QmsError(
            Text(
                zh="这份备份由程序 {version} 写成，本程序不认得。",
                en="This backup was written by version {version}; this program does not know it.",
            ),
            Text(zh="用那个版本恢复。", en="Restore it with that version."),
            version=same(str(manifest.version)),
        )
    return manifest


def _names(manifest: Manifest) -> tuple[str, ...]:
    """Return the parts; each stays below its own folder, whoever wrote the file."""
    for name in (*manifest.parts, *(f"{_WORK}/{each}" for each in manifest.gone)):
        steps = PurePosixPath(name).parts
        is_plain = name == _HISTORY or (len(steps) > 1 and steps[0] in {_STATE, _WORK})
        inside = {".", "..", ".git"}.isdisjoint(each.lower() for each in steps)
        if not is_plain or not inside or "\\" in name or "\0" in name:
            raise _damaged(name)
    if _HISTORY not in manifest.parts:
        raise _damaged(_HISTORY)
    return tuple(manifest.parts)


def _taken(packed: zipfile.ZipFile, name: str, place: Path, manifest: Manifest) -> Path:
    target = place / hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()
    try:
        with packed.open(name) as given, target.open("wb") as taken:
            digest = _copied(given, taken)
    except _BROKEN as error:
        if _is_circumstance(error):
            raise
        raise _damaged(name) from error
    if digest != manifest.parts[name]:
        raise _damaged(name)
    return target


def _made(folder: Path, manifest: Manifest, parts: Mapping[str, Path]) -> None:
    """Make the repository and its folder from parts that are what was kept."""
    repo = initialised(folder)
    repo.run(
        "-c", "gc.auto=0", "fetch", "-q", "--update-head-ok",
        "--no-tags", str(parts[_HISTORY].resolve()), "+refs/*:refs/*", "+HEAD:refs/qms/restored",
        extra={"GIT_ALLOW_PROTOCOL": "file"},  # the bundle that was just unpacked
    )  # fmt: skip
    if manifest.head.startswith("refs/"):
        repo.run("symbolic-ref", "HEAD", manifest.head)
    else:
        repo.run("update-ref", "--no-deref", "HEAD", "refs/qms/restored")
    repo.run("update-ref", "-d", "refs/qms/restored")
    repo.run("reset", "-q", "--hard")
    for path in manifest.gone:  # first: a folder may stand where a file was, or a file
        _remove(_inside(folder, path, path), folder)
    for name, part in parts.items():
        kind, _, path = name.partition("/")
        if kind == _STATE:
            write_file(repo.git_dir / _DESK / path, part.read_bytes())
        elif kind == _WORK:
            _inside(folder, path, name).unlink(missing_ok=True)
            write_file(folder / path, part.read_bytes())


def _remove(file: Path, folder: Path) -> None:
    """Remove a file, and the folders that are empty without it."""
    file.unlink(missing_ok=True)
    for each in file.relative_to(folder).parents:
        with suppress(OSError):  # not empty
            (folder / each).rmdir()


def _inside(folder: Path, path: str, name: str) -> Path:
    """Return a path in the folder to which no link of the folder leads elsewhere."""
    target = folder / path
    if not target.parent.resolve().is_relative_to(folder.resolve()):
        raise _damaged(name)
    return target


def _is_circumstance(error: Exception) -> bool:
    """Tell whether the system refused, such as a full disk, and the backup is not to blame."""
    return isinstance(error, OSError) and error.errno in BY_NUMBER


def _no_backup(source: Path) -> QmsError:
    return QmsError(
        Text(zh="{path} 不是完好的备份。", en="{path} is no sound backup."),
        Text(zh="换一份较早的备份。", en="Take an earlier backup."),
        path=same(str(source)),
    )


def _damaged(name: str) -> QmsError:
    return QmsError(
        Text(
            zh="备份里的 {name} 与其摘要不符；没有用它。",
            en="{name} in the backup is not what was kept; it was not used.",
        ),
        Text(zh="换一份较早的备份。", en="Take an earlier backup."),
        name=same(name),
    )
