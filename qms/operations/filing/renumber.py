"""Parts two records that got one number in two clones, before the second is in anybody's hands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qms.errors import QmsError
from qms.forms.numbering import numbered_by_people, series_of
from qms.model.frozen import is_frozen
from qms.model.kinds.record import Record, kind_name, place_of
from qms.model.snapshot import Snapshot
from qms.operations.filing.drafts import refused
from qms.store import circumstances, clock, git, loading, lock, records, yaml
from qms.store.changes import Amendment, Changes
from qms.store.writing import write_file
from qms.text import Text, same


@dataclass(frozen=True, slots=True)
class Parted:
    """Which of the two got which number, and what follows for git."""

    old: str
    new: str
    path: str
    goes_on: str = ""


@dataclass(frozen=True, slots=True)
class _Conflict:
    """A file that two clones made, each with a record of its own: theirs first, then ours."""

    path: str
    kept: bytes
    parted: bytes


def conflict(repo: git.Repository, number: str) -> _Conflict | None:
    """Return the file of a number that git could not merge because both sides had made it."""
    stages: dict[str, dict[str, str]] = {}
    for line in repo.run("ls-files", "-u", "-z").split("\0"):
        if line:
            facts, path = line.split("\t", 1)
            _, blob, stage = facts.split(" ")
            stages.setdefault(path, {})[stage] = blob
    for path, found in stages.items():
        if PurePosixPath(path).stem == number and set(found) == {"2", "3"}:
            kept, parted = (git.blob(repo, found[each]) or b"" for each in "23")
            return _Conflict(path, kept, parted)
    return None


def part_conflict(
    root: Path, number: str, new: str | None, *, says: Callable[[Text], None]
) -> Parted | None:
    """Give the record that git is about to add the next number, and settle the conflict.

    What stood there first keeps the number. During a rebase that is what others had pushed; during
    a merge it is what lies here, and a closed record of others is not renumbered. None where git
    has no such conflict.

    Raises:
        QmsError: A record does not fit its form, or is closed and was merged.

    """
    repo = git.repository(root)
    settings = loading.read_settings(git.WorkTree(root))
    since = clock.now(settings.zone).isoformat(" ")
    with lock.held(repo.git_dir, "renumber", since, lambda who: says(lock.waiting(who))):
        found = conflict(repo, number)
        if found is None:
            return None
        snapshot = loading.load(root, as_of=clock.today(settings.zone))
        model = snapshot.kinds[found.path.split("/")[1]]
        given = new or _next(snapshot, model, number)
        record = _read(found.path, found.parted, model)
        if (repo.git_dir / "MERGE_HEAD").exists() and is_frozen(model, record.model_dump()):
            raise _is_closed(number)
        path = str(PurePosixPath(found.path).with_name(f"{given}.yaml"))
        if (root / path).exists():
            raise circumstances.occupied(path)
        content = yaml.edited(found.parted.decode(), _with_id(given)).encode()
        _read(path, content, model)
        write_file(root / found.path, found.kept)
        write_file(root / path, content)
        repo.run(*repo.without_programs(), "add", "--", found.path, path)
    is_merge = (repo.git_dir / "MERGE_HEAD").exists()
    return Parted(number, given, path, "git commit" if is_merge else "git rebase --continue")


def _with_id(number: str) -> Callable[[dict[str, object]], None]:
    def change(data: dict[str, object]) -> None:
        data["id"] = number

    return change


def _read(path: str, content: bytes, model: type[Record]) -> Record:
    rows, problems = records.read_records(path, content, model)
    if problems:
        raise refused(problems)
    return rows[0]


def _next(snapshot: Snapshot, model: type[Record], number: str) -> str:
    """Return the number that follows all there are, in the year of the old one."""
    series = series_of(model)
    found = series.read(number) if series else None
    if series is None or found is None:
        raise numbered_by_people(model)
    year = int(found[0].removeprefix(series.prefix).rstrip("-") or 0)
    rows = snapshot.filed.get(kind_name(model))
    return series.following(year, [*(rows.ids if rows else ()), number])


def part_double(snapshot: Snapshot, number: str, new: str | None) -> Changes[Parted]:
    """Give the later of two records with one number the next one, where both lie in the folder.

    Raises:
        QmsError: No two records have the number, or the later one is closed.

    """
    doubles = list(_doubles(snapshot, number))
    if not doubles:
        raise QmsError(
            Text(zh="没有两份编号为 {id} 的记录。", en="No two records have the number {id}."),
            Text(
                zh="qms check --select REF101 列出重号。",
                en="qms check --select REF101 lists them.",
            ),
            id=same(number),
        )
    later = max(reversed(doubles), key=lambda each: _stem(each) != number)
    model = type(later)
    if is_frozen(model, later.model_dump()):
        raise _is_closed(number)
    given, place = new or _next(snapshot, model, number), place_of(later)
    done = Parted(number, given, place.path)
    moved = Amendment(later, {("id",): given})
    return Changes(f"{number} 重号，改为 {given}", amendments=(moved,), answer=done)


def _stem(record: Record) -> str:
    return PurePosixPath(place_of(record).path).stem


def _doubles(snapshot: Snapshot, number: str) -> Iterator[Record]:
    for rows in snapshot.tables.values():
        found = [each for each in rows if each.id == number]
        if len(found) > 1:
            yield from found


def _is_closed(number: str) -> QmsError:
    return QmsError(
        Text(
            zh="{id} 后来的那份已经关闭，关闭的记录不改号。",
            en="The later {id} is closed, and a closed record keeps its number.",
        ),
        Text(
            zh="还没推送：放弃合并（git merge --abort），改用 git pull --rebase。已经推送或印出："
            "用 qms correct 把后来的那份作废（status=void），另行登记。",
            en="Not pushed yet: git merge --abort, then git pull --rebase. Pushed or printed: void "
            "the later one with qms correct … status=void, and file another.",
        ),
        id=same(number),
    )
