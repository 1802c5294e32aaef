"""Reads a repository into a snapshot; a bad file becomes a problem in it, never an exception."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import to_json

from qms.errors import QmsError
from qms.model.finding import Place
from qms.model.kinds import kinds
from qms.model.kinds.ch02_interim import ReleaseWithdrawal, TemporaryAmendment
from qms.model.kinds.ch02_manual import Release, Signature
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Evidence, Record, filed, kind_name, place_of
from qms.model.manual import Chapter, Translation
from qms.model.snapshot import WORK_TREE, Flaw, Problem, Proof, ReleaseFact, Snapshot
from qms.model.standard import FOLDER as STANDARDS
from qms.model.standard import Standard
from qms.settings import Settings, settings_from
from qms.store import clock, custom, git, keys, markdown, schema, working_days, yaml
from qms.store.standards import carried, read_standard
from qms.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MEBIBYTE = 1024 * 1024
TAG_PREFIX = "manual/"
TRANSLATIONS = "manual/en/"


@dataclass
class _Read:
    """What has been read so far; local to one load."""

    tables: dict[str, list[Record]] = field(default_factory=dict)
    chapters: list[Chapter] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    standards: dict[str, Standard] = field(default_factory=dict)


def load(root: Path, *, as_of: dt.date, ref: str | None = None) -> Snapshot:
    """Return the snapshot of the work tree, or of a commit, as of a day.

    Raises:
        QmsError: qms.yml cannot be understood; nothing can be judged without it.
        UsageError: There is no such commit.

    """
    tree: git.Tree = git.WorkTree(root) if ref is None else git.tree_at(root, ref)
    settings = read_settings(tree)
    read = _Read()
    for path in tree.paths("manual"):
        _take_chapter(read, tree, path, settings)
    for path in tree.paths(STANDARDS):
        _take_standard(read, tree, path, settings)
    own = custom.own_kinds(tree)
    read.problems.extend(own.problems)
    for path in tree.paths("records"):
        _take_records(read, tree, path, settings, own)
    for rows in read.tables.values():
        for row in rows:
            if isinstance(row, Evidence) and row.attachments:
                read.problems.extend(_bad_attachments(tree, row))
    return Snapshot(
        settings=settings,
        as_of=as_of,
        ref=tree.commit if isinstance(tree, git.CommitTree) else WORK_TREE,
        chapters=tuple(read.chapters),
        tables={kind: tuple(rows) for kind, rows in read.tables.items()},
        problems=tuple(read.problems),
        proofs=_proofs(tree, read),
        signable_digests=_signable_digests(tree, read),
        own_kinds=own.models,
        standards=tuple(({each.key: each for each in carried()} | read.standards).values()),
        lost_releases=_lost_releases(root, tree, read.tables.get("release", [])),
        releases_in_git=_releases_in_git(root, tree, read.tables.get("release", [])),
        calendar_source=partial(working_days.table, as_of.year, settings.working_days),
        read_on=clock.today(settings.zone),
    )


def chapters_at(root: Path, commit: str) -> tuple[Chapter, ...]:
    """Return the chapters of a commit alone, without the cost of its records."""
    tree, read = git.tree_at(root, commit), _Read()
    settings = read_settings(tree)
    for path in tree.paths("manual"):
        _take_chapter(read, tree, path, settings)
    return tuple(read.chapters)


def translations(root: Path, *, ref: str | None) -> dict[str, Translation]:
    """Return the English texts of chapters by chapter number; an unreadable one is left out.

    They are no controlled documents: what they say binds nobody, so they stand outside releases.
    """
    tree: git.Tree = git.WorkTree(root) if ref is None else git.tree_at(root, ref)
    found: dict[str, Translation] = {}
    for path in tree.paths("manual"):
        content = tree.read(path) if path.startswith(TRANSLATIONS) else None
        read = markdown.read_translation(path, content) if content is not None else None
        if read is not None:
            found[read.chapter] = read
    return found


def read_settings(tree: git.Tree) -> Settings:
    """Return the settings of a tree.

    Raises:
        QmsError: They are missing or wrong; says everything that is wrong.

    """
    content = tree.read("qms.yml")
    if content is None:
        raise QmsError(
            Text(
                zh="没有 qms.yml，或它不是普通文件。",
                en="There is no qms.yml, or it is no plain file.",
            )
        )
    text = yaml.decoded(content)
    data = text if isinstance(text, yaml.BadYaml) else yaml.parsed(text)
    if isinstance(data, yaml.BadYaml):
        where = f"qms.yml:{data.line}:{data.column}"
        raise QmsError(
            Text(zh=f"{where}: {data.what.zh}", en=f"{where}: {data.what.en}"), data.wanted
        )
    try:
        return settings_from(data)
    except ValidationError as error:
        raise _bad_settings(error, str(text), data) from error


def _bad_settings(error: ValidationError, text: str, data: Any) -> QmsError:
    lines: list[Text] = []
    for problem in schema.problems(error, Settings, Place("qms.yml"), data):
        line, column = yaml.located(text, problem.place.keys)
        where = f"qms.yml:{line}:{column}: "
        lines.append(
            Text(
                zh=f"{where}{problem.what.zh}（{problem.wanted.zh}）",
                en=f"{where}{problem.what.en} ({problem.wanted.en})",
            )
        )
    message = Text(zh="\n".join(each.zh for each in lines), en="\n".join(each.en for each in lines))
    return QmsError(Text(zh="{all}", en="{all}"), None, all=message)


def _content(read: _Read, tree: git.Tree, path: str, settings: Settings) -> bytes | None:
    """Return a file's bytes; a link, a giant or Windows line ends become a problem."""
    limit = settings.limits.file_mebibytes
    if tree.size(path) > limit * _MEBIBYTE:
        read.problems.append(_bad(path, yaml.too_large(limit)))
        return None
    content = tree.read(path)
    if content is None:
        read.problems.append(_link(path))
    elif b"\r" in content and not content.startswith(b"\xef\xbb\xbf"):
        returns = yaml.carriage_return(content.decode("utf-8", "replace"))
        if returns is not None:
            read.problems.append(_bad(path, returns))
    return content


def _bad(path: str, bad: yaml.BadYaml) -> Problem:
    flaw = Flaw.encoding if bad.is_encoding else Flaw.syntax
    return Problem(flaw, Place(path, line=bad.line, column=bad.column), bad.what, bad.wanted)


def _take_chapter(read: _Read, tree: git.Tree, path: str, settings: Settings) -> None:
    if tree.is_link(path):
        read.problems.append(_link(path))
    if tree.is_link(path) or not path.endswith(".md") or path.startswith(TRANSLATIONS):
        return
    content = _content(read, tree, path, settings)
    if content is None:
        return
    chapter = markdown.read_chapter(path, content)
    if isinstance(chapter, Chapter):
        read.chapters.append(chapter)
    else:
        read.problems.extend(chapter)


def _take_standard(read: _Read, tree: git.Tree, path: str, settings: Settings) -> None:
    """Take an edition of a standard; it replaces the package's file for the same edition."""
    content = _content(read, tree, path, settings) if path.endswith((".yaml", ".yml")) else None
    if content is None:
        return
    edition = read_standard(path, content)
    if isinstance(edition, Standard):
        read.standards[edition.key] = edition
    else:
        read.problems.extend(edition)


def _take_records(
    read: _Read, tree: git.Tree, path: str, settings: Settings, own: custom.OwnKinds
) -> None:
    if tree.is_link(path):
        read.problems.append(_link(path))
        return
    if not path.endswith((".yaml", ".yml")):
        return
    kind = path.split("/")[1]
    model = kinds().get(kind) or own.models.get(kind)
    content = _content(read, tree, path, settings)
    if content is None:
        return
    if kind in own.broken:
        read.problems.append(_broken_kind(path, kind))
    elif model is None or path.count("/") < 2:  # noqa: PLR2004 - records/KIND/FILE
        read.problems.append(_unknown_kind(path, kind))
    else:
        rows, problems = read_records(path, content, model)
        read.tables.setdefault(kind, []).extend(rows)
        read.problems.extend(problems)


def read_records(
    path: str, content: bytes, model: type[Record]
) -> tuple[list[Record], list[Problem]]:
    """Return the records of one file, and what is wrong with the rest of it."""
    text = yaml.decoded(content)
    data = text if isinstance(text, yaml.BadYaml) else yaml.parsed(text)
    if isinstance(data, yaml.BadYaml):
        return [], [_bad(path, data)]
    whole = Place(path)
    if isinstance(data, list):
        places: Iterable[tuple[Place, Any]] = ((whole.at(i), row) for i, row in enumerate(data))
    else:
        places = ((whole, data),)
    rows: list[Record] = []
    problems: list[Problem] = []
    for place, row in places:
        try:
            record = model.model_validate_json(to_json(row))
        except ValidationError as error:
            problems.extend(schema.problems(error, model, place, row))
        else:
            rows.append(filed(record, Place(path, place.keys, record=record.id)))
    return rows, problems


def _bad_attachments(tree: git.Tree, record: Evidence) -> "Iterator[Problem]":
    """Compare each attached file with the digest under which the record holds it."""
    for index, attached in enumerate(record.attachments):
        place = place_of(record, "attachments", index)
        parts = attached.path.split("/")
        content = None if ".." in parts or parts[0] == "" else tree.read(attached.path)
        if content is None:
            what = Text(
                zh=f"附件 {attached.path} 不在仓库里，或是链接",
                en=f"attachment {attached.path} is not in the repository, or is a link",
            )
        elif hashlib.sha256(content).hexdigest() != attached.sha256:
            what = Text(
                zh=f"附件 {attached.path} 与登记的摘要不符，已被改动",
                en=f"attachment {attached.path} is not what was attached: its digest differs",
            )
        else:
            continue
        wanted = Text(
            zh="放回原来的附件文件；路径从仓库根写起",
            en="put the file back that was attached; its path starts at the repository's root",
        )
        yield Problem(Flaw.attachment, place, what, wanted)


def _link(path: str) -> Problem:
    return Problem(
        Flaw.link,
        Place(path, line=1, column=1),
        Text(
            zh="是符号链接或不是普通文件，未读取",
            en="it is a symbolic link or no plain file, and was not read",
        ),
        Text(zh="换成真正的文件", en="replace it by the file itself"),
    )


def _unknown_kind(path: str, kind: str) -> Problem:
    return Problem(
        Flaw.unknown_kind,
        Place(path, line=1, column=1),
        Text(zh=f"没有名为 {kind} 的记录种类", en=f"there is no record kind {kind}"),
        Text(
            zh="放进 records/种类/ 之下；种类见 qms schemas",
            en="put it under records/KIND/; qms schemas lists the kinds",
        ),
    )


def _broken_kind(path: str, kind: str) -> Problem:
    return Problem(
        Flaw.unknown_kind,
        Place(path, line=1, column=1),
        Text(
            zh=f"未读取：schemas/custom/ 中 {kind} 的定义有误",
            en=f"not read: the declaration of {kind} in schemas/custom/ is broken",
        ),
        Text(zh="先改正该定义", en="mend that declaration first"),
    )


def _proofs(tree: git.Tree, read: _Read) -> dict[str, Proof]:
    """Verify every signature against the keys that its signer had on that day."""
    people = {each.id: each for each in read.tables.get("person", []) if isinstance(each, Person)}
    proofs: dict[str, Proof] = {}
    for signature in read.tables.get("signature", []):
        if isinstance(signature, Signature):
            proofs[signature.id] = _proof(tree, signature, people.get(signature.person))
    return proofs


def _proof(tree: git.Tree, signature: Signature, person: Person | None) -> Proof:
    path = place_of(signature).path
    armor = tree.read(path + ".sig")
    content = tree.read(path)
    if armor is None or content is None:
        return Proof.unsigned
    day = signature.at.date()
    good = [key for key in (person.keys if person else ()) if key.is_valid_on(day)]
    if not good:
        return Proof.no_key
    lines = [key.public for key in good]
    return Proof.valid if keys.is_valid(content, armor, key_lines=lines) else Proof.invalid


def _lost_releases(root: Path, tree: git.Tree, releases: list[Record]) -> dict[str, str]:
    """Return the tagged releases that this state no longer has, with the tag's commit.

    The folder must have every tagged release in its history; an older commit only those that
    were made before it.
    """
    repo = git.repository(root)
    tagged = git.tags(repo, TAG_PREFIX)
    if not tagged:
        return {}
    known = {release.id for release in releases}
    is_folder = not isinstance(tree, git.CommitTree)
    start = tree.commit if isinstance(tree, git.CommitTree) else "HEAD"
    lost: dict[str, str] = {}
    for release, commit in tagged.items():
        led_here = git.is_ancestor(repo, commit, start)
        if (is_folder and not led_here) or (led_here and release not in known):
            lost[release] = commit
    return lost


def _signable_digests(tree: git.Tree, read: _Read) -> dict[str, str]:
    """Return the SHA-256 of each record's file that people sign, by the record's id."""
    return {
        row.id: hashlib.sha256(tree.read(place_of(row).path) or b"").hexdigest()
        for model in (Release, TemporaryAmendment, ReleaseWithdrawal)
        for row in read.tables.get(kind_name(model), [])
    }


def _releases_in_git(root: Path, tree: git.Tree, releases: list[Record]) -> tuple[ReleaseFact, ...]:
    if not releases:
        return ()
    repo = git.repository(root)
    start = tree.commit if isinstance(tree, git.CommitTree) else "HEAD"
    tagged = git.tags(repo, TAG_PREFIX)
    facts: list[ReleaseFact] = []
    for release in releases:
        path = f"records/release/{release.id}.yaml"
        facts.append(
            ReleaseFact(
                release=release.id,
                commit=git.introducing_commit(repo, path, start),
                tag_commit=tagged.get(release.id),
            )
        )
    return tuple(facts)
