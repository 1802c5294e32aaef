"""Files one record, or a change to one: validated first, written whole, committed by itself."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from qms.errors import QmsError
from qms.forms.numbering import next_number
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Record, kind_name, place_of
from qms.model.snapshot import Problem, Snapshot
from qms.store import git, records, yaml
from qms.text import Text, joined, same

R = TypeVar("R", bound=Record)


def file_record(
    root: Path, snapshot: Snapshot, model: type[R], data: Mapping[str, object], *, message: str
) -> R:
    """Number, validate, write and commit a new record; return it.

    Raises:
        QmsError: The data does not fit the form; says every field that is wrong.

    """
    year = _year(data, snapshot.as_of)
    number = next_number(model, [each.id for each in snapshot.all(model)], year)
    path = f"records/{kind_name(model)}/{year}/{number}.yaml"
    content = yaml.dumped({"id": number, **data}).encode()
    record = validated(path, content, model)
    git.commit_files(git.repository(root), {path: content}, message.format(id=number))
    return record


def amend_record(
    root: Path, record: R, change: Callable[[dict[str, object]], None], *, message: str
) -> R:
    """Change a record where it stands, keeping comments and order; validate and commit it.

    Raises:
        QmsError: The result does not fit the form.

    """
    place = place_of(record)
    before = (root / place.path).read_text(encoding="utf-8")
    content = yaml.edited(before, change, place.keys).encode()
    changed = validated(place.path, content, type(record), wanted=record.id)
    git.commit_files(git.repository(root), {place.path: content}, message)
    return changed


def validated(path: str, content: bytes, model: type[R], *, wanted: str | None = None) -> R:
    """Return the record that a file's content holds, if all of it fits the form.

    Raises:
        QmsError: Something does not fit; says every field that is wrong.

    """
    rows, problems = records.read_records(path, content, model)
    if problems:
        raise _refused(problems)
    found = next(row for row in rows if wanted is None or row.id == wanted)
    if not isinstance(found, model):
        raise TypeError(type(found))
    return found


def _refused(problems: list[Problem]) -> QmsError:
    def said(each: Problem) -> Text:
        field = ".".join(map(str, each.place.keys)) or "—"
        return Text(
            zh=f"{field}：{each.what.zh}（{each.wanted.zh}）",
            en=f"{field}: {each.what.en} ({each.wanted.en})",
        )

    return QmsError(
        Text(zh="没有写入，内容有误：\n{all}", en="Nothing was written; mend first:\n{all}"),
        all=joined(map(said, problems), zh="\n", en="\n"),
    )


def _year(data: Mapping[str, object], day: dt.date) -> int:
    return int(str(data.get("date") or day.isoformat())[:4])


def person_named(snapshot: Snapshot, by: str | None) -> Person:
    """Return the person with this number or name.

    Raises:
        QmsError: The register has none, or several of that name.

    """
    found = [each for each in snapshot.all(Person) if by in {each.id, each.name}]
    if len(found) != 1:
        raise QmsError(
            Text(zh="花名册里没有唯一的 {by}。", en="The people register has no single {by}."),
            Text(zh="用人员编号写明，如 --by P-001。", en="Name the person by number: --by P-001."),
            by=same(by or "—"),
        )
    return found[0]


def holder_of(snapshot: Snapshot, by: str | None, posts: tuple[str, ...]) -> Person:
    """Return the person named, who must hold one of the posts on the snapshot's day.

    Raises:
        QmsError: The person is unknown or holds none of them.

    """
    person = person_named(snapshot, by)
    if not any(person.holds(post, snapshot.as_of) for post in posts):
        raise QmsError(
            Text(
                zh="{name} 在 {day} 不担任 {posts}，不能办理此事。",
                en="{name} does not hold {posts} on {day} and may not do this.",
            ),
            Text(zh="请由任职者办理。", en="Let the holder of the post do it."),
            name=same(person.name),
            day=same(snapshot.as_of.isoformat()),
            posts=same(" / ".join(posts)),
        )
    return person
