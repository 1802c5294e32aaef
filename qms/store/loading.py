"""Reads a repository into a snapshot; a bad file becomes a problem in it, never an exception."""

import datetime as dt
import gc
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from qms.errors import QmsError
from qms.model.finding import Place
from qms.model.kinds.ch02_limits import Limit
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.record import kind_name
from qms.model.manual import Chapter, Translation
from qms.model.snapshot import WORK_TREE, Problem, Snapshot
from qms.settings import FORMAT, Settings, settings_from
from qms.standing.limits import settings_with
from qms.store import (
    custom,
    files,
    git,
    lagging,
    markdown,
    memory,
    proofs,
    records,
    released,
    schema,
    timestamps,
    working_days,
    yaml,
)
from qms.store.notebook import FOLDER, Notebook
from qms.store.printed import printed_digests
from qms.store.secrets import secret_problems
from qms.store.site_settings import site_problems
from qms.store.standards import standards_of
from qms.text import Text, joined, same

TRANSLATIONS = "manual/en/"


def load(root: Path, *, as_of: dt.date, ref: str | None = None) -> Snapshot:
    """Return the snapshot of the work tree, or of a commit, as of a day.

    Raises:
        QmsError: qms.yml cannot be understood; nothing can be judged without it.
        UsageError: There is no such commit.

    """
    point = git.viewpoint(root, ref)
    with _many_objects(), ThreadPoolExecutor(1) as beside:
        return _loaded(point, as_of, beside.submit(_found_by_git, point))


def notebook_of(root: Path) -> Notebook:
    """Return what the program wrote down for itself about a work tree."""
    return Notebook(Path(git.repository(root).git_dir, FOLDER))


def _found_by_git(point: git.Viewpoint) -> list[Problem]:
    """Return what git has to look for, which it does while files are read."""
    secrets = secret_problems(point)
    return [*secrets, *lagging.problems(point)] if point.is_folder else secrets


def _loaded(point: git.Viewpoint, as_of: dt.date, found: Future[list[Problem]]) -> Snapshot:
    repo, tree, root = point.repo, point.end, point.repo.root
    settings = read_settings(tree)
    chapters, problems = _chapters(tree, settings)
    standards, bad_standards = standards_of(tree, settings)
    own = custom.own_kinds(tree)
    notebook = Notebook(Path(repo.git_dir, FOLDER))
    read = records.read_all(tree, settings, own, memory.opened(notebook, root))
    tables = read.tables
    register = tables.get(kind_name(Limit), ())
    settings = settings_with(settings, (each for each in register if isinstance(each, Limit)))
    lost, in_git = released.releases_of(point, tables, notebook, chapters_of)
    return Snapshot(
        settings=settings,
        as_of=as_of,
        ref=WORK_TREE if point.is_folder else str(point.tip),
        tip=point.tip or "",
        chapters=tuple(chapters),
        translations=_translations(tree),
        tables=tables,
        problems=(
            *problems,
            *bad_standards,
            *own.problems,
            *read.problems,
            *site_problems(tree),
            *found.result(),
        ),
        proofs=proofs.proofs(tree, tables, notebook),
        printed=printed_digests(tree),
        signed_with=proofs.signed_with(tree, tables),
        copied=proofs.by_a_copy(tree, tables),
        signable_digests=proofs.signable_digests(tree, tables),
        own_kinds=own.models,
        standards=standards,
        stamps=timestamps.stamps(point, settings, notebook),
        lost_releases=lost,
        releases_in_git=in_git,
        calendar_source=cache(
            partial(working_days.remembered, notebook, as_of.year, settings.working_days)
        ),
        is_shallow=git.is_shallow(repo),
        written_on=git.written_on(repo, point.tip, settings.zone),
    )


@contextmanager
def _many_objects() -> Iterator[None]:
    """Keep Python from looking for rings among a hundred thousand records, which hold none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()  # all there is counts as old now, and is looked at more seldom
        if was_enabled:
            gc.enable()


def manual_at(root: Path, commit: str) -> tuple[tuple[Chapter, ...], Mapping[str, str]]:
    """Return the chapters of a commit and what its variables meant, without its other records."""
    tree = git.tree_at(root, commit)
    try:
        settings = read_settings(tree)
    except QmsError:
        return (), {}
    limits = [
        row
        for path in tree.paths(f"records/{kind_name(Limit)}")
        for row in records.read_records(path, tree.read(path) or b"", Limit)[0]
        if isinstance(row, Limit)
    ]
    return tuple(_chapters(tree, settings)[0]), settings_with(settings, limits).variables


def chapters_of(tree: git.Tree) -> tuple[Chapter, ...]:
    """Return the chapters of a tree alone; none where not even its settings can be read."""
    try:
        return tuple(_chapters(tree, read_settings(tree))[0])
    except QmsError:
        return ()


def _chapters(tree: git.Tree, settings: Settings) -> tuple[list[Chapter], list[Problem]]:
    chapters: list[Chapter] = []
    problems: list[Problem] = []
    for path in tree.paths("manual"):
        if tree.entry(path).is_link:
            problems.append(files.link(path))
        elif path.endswith(".md") and not path.startswith(TRANSLATIONS):
            content, bad = files.content_of(tree, path, settings)
            chapter = markdown.read_chapter(path, content) if content is not None else []
            problems += bad
            if isinstance(chapter, Chapter):
                chapters.append(chapter)
            else:
                problems += chapter
    return chapters, problems


def translations(root: Path, *, ref: str | None) -> dict[str, Translation]:
    """Return the English texts of chapters by chapter number; an unreadable one is left out.

    They are no controlled documents: what they say binds nobody, so they stand outside releases.
    """
    return _translations(git.WorkTree(root) if ref is None else git.tree_at(root, ref))


def _translations(tree: git.Tree) -> dict[str, Translation]:
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
        QmsError: They are missing or wrong; says everything that is wrong. Or a newer program
            wrote the repository, which this one might misread.

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
    written = data.get("format") if isinstance(data, dict) else None
    if isinstance(written, int) and written > FORMAT:
        raise _newer(written)
    try:
        return settings_from(data)
    except ValidationError as error:
        raise _bad_settings(error, str(text), data) from error


def _newer(found: int) -> QmsError:
    """Refuse a repository that a newer program wrote."""
    return QmsError(
        Text(
            zh="这个仓库的格式是 {found}，由更新版本的 qms 写成；这个程序最多认得格式 {known}。",
            en="This repository has format {found}, written by a newer qms; this program knows "
            "formats up to {known}.",
        ),
        Text(zh="安装新版本的 qms 再来。", en="Install the newer qms and come back."),
        found=same(str(found)),
        known=same(str(FORMAT)),
    )


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
    message = joined(lines, zh="\n", en="\n")
    return QmsError(Text(zh="{all}", en="{all}"), None, all=message)


def effective_snapshot(root: Path, snapshot: Snapshot, release: Release) -> Snapshot:
    """Return the repository as it was in the commit that made a release.

    Raises:
        QmsError: The commit is not in this repository.

    """
    fact = snapshot.release_fact(release.id)
    commit = fact.commit
    if commit is None:
        raise QmsError(
            Text(
                zh="仓库历史里没有 {name} 的发布提交。",
                en="The history of this repository lacks the commit that released {name}.",
            ),
            Text(
                zh="若是浅克隆，用 git fetch --unshallow 取回历史。",
                en="In a shallow clone, fetch the history: git fetch --unshallow.",
            ),
            name=same(release.name),
        )
    if fact.altered:
        raise QmsError(
            Text(
                zh="{name} 的发布提交 {commit} 里的内容不是三人所签的：{what}。",
                en="What stands in {commit}, which released {name}, is not what was signed: "
                "{what}.",
            ),
            Text(
                zh="qms check --select REL 说明详情；从可信的克隆取回发布时的历史。",
                en="qms check --select REL says more; fetch the true history from a clone that "
                "you trust.",
            ),
            name=same(release.name),
            commit=same(commit[:12]),
            what=same(", ".join(fact.altered)),
        )
    return load(root, as_of=snapshot.as_of, ref=commit)
