"""Brings a repository to this program's format in one commit, and says what is left to people.

Evidence outlives code: nothing that was recorded, released or signed is rewritten. A closed record
and an old release are read as they were written, by whatever program.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds import kinds
from qms.model.kinds.ch07_documents import Form
from qms.model.snapshot import Snapshot
from qms.operations.records import schemas
from qms.settings import FORMAT
from qms.store import git, yaml
from qms.store.changes import Changes
from qms.text import Text


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What was brought up to date, and what only people can do.

    Args:
        before: The format found.
        paths: The files that were changed, in one commit.
        rest: What is left to people, a sentence each.

    """

    before: int
    paths: tuple[str, ...]
    rest: tuple[Text, ...]


def upgrade(snapshot: Snapshot, *, root: Path) -> Changes[Upgraded]:
    """Change everything that can be done mechanically; a repository up to date is left alone.

    Raises:
        QmsError: There are uncommitted changes, which the commit would mix with its own.

    """
    files = dict(_files(root, snapshot))
    if files and not git.is_clean(git.repository(root), "qms.yml", "schemas"):
        raise QmsError(
            Text(
                zh="qms.yml 或 schemas/ 有未提交的改动，没有升级。",
                en="qms.yml or schemas/ has uncommitted changes; nothing was upgraded.",
            ),
            Text(zh="先 git commit，再运行 qms upgrade。", en="Commit, then run qms upgrade."),
        )
    done = Upgraded(snapshot.settings.format, tuple(sorted(files)), tuple(_rest(snapshot)))
    return Changes(f"升级到格式 {FORMAT}", files=files, answer=done)


def _files(root: Path, snapshot: Snapshot) -> Iterator[tuple[str, bytes | None]]:
    """Yield each file that differs, with its new content; None where it is to go."""
    if snapshot.settings.format < FORMAT:
        before = (root / "qms.yml").read_text(encoding="utf-8")
        yield "qms.yml", yaml.edited(before, _marked).encode()
    wanted = schemas.expected(snapshot.own_kinds)
    for name in schemas.drift(root):
        yield f"schemas/{name}", wanted[name].encode() if name in wanted else None


def _marked(settings: dict[str, object]) -> None:
    settings["format"] = FORMAT


def _rest(snapshot: Snapshot) -> Iterator[Text]:
    listed = {form.id for form in snapshot.all(Form)}
    missing: Mapping[str, Text] = {
        model.header.form: model.header.title
        for model in kinds().values()
        if model.header.form not in listed
    }
    for form, title in sorted(missing.items()):
        yield Text(
            zh=f"表单 {form}（{title.zh}）不在记录清单里：在 records/form/ 补一行",
            en=f"form {form} ({title.en}) is not in the list of forms: add a line in records/form/",
        )
