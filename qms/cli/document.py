"""`qms document`: controlled documents other than the manual, and their files (clause 7.5)."""

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, Day, common
from qms.cli.copy_options import enclosures
from qms.cli.document_copies import COMMANDS
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.store.changes import Filed


@commands.group("document")
def command() -> None:
    """Controlled documents: list, show, file the first version, release a change.

    \b
    Example:  qms document add QP-2.2.3-01 文件更改规定.docx --by P-005
              qms change new --document QP-2.2.3-01 --file 新稿.docx …
              qms document release GG-2026-0010 --effective 2026-12-01
    """


@command.command("list")
@common()
def list_(context: Context) -> int:
    """List the documents with version, day of effect, and whether they have a file."""
    from qms.model.kinds.ch07_documents import Document
    from qms.model.kinds.record import called
    from qms.standing.documents import versions

    snapshot = context.counted("document", "document-revision")
    filed = versions(snapshot)
    for line in snapshot.all(Document):
        rows = filed.get(line.id, ())
        state = rows[-1].id if rows else _NO_FILE.say(context.lang)
        name = called(line).say(context.lang)
        context.tell(f"{line.id}  {line.version}  {line.effective}  {state}  {name}\n")
    return context.status()


@command.command("show")
@common()
@click.argument("number", metavar="QP-…")
@click.option("--version", metavar="A/0", help="Write out this version's file.  版本")
@click.option("--output", type=click.Path(path_type=Path), help="Write the file here.  写到")
def show(context: Context, number: str, version: str | None, output: Path | None) -> int:
    """Show the versions of a document; with --output write out the file of one."""
    from qms.operations.documents.versions import document_named
    from qms.operations.records.attaching import attached
    from qms.standing.documents import in_force, version_named, versions

    snapshot = context.snapshot()
    document_named(snapshot, number)
    if version is not None or output is not None:
        chosen = version_named(snapshot, number, version)
        context.emit(attached(context.root, snapshot, chosen, 0).content, output)
        return 0
    rows = versions(snapshot).get(number, ())
    if not rows:
        context.say(_NONE, id=same(number))
    holding = in_force(snapshot, rows)
    for each in rows:
        mark = _IN_FORCE.say(context.lang) if each is holding else ""
        context.tell(
            f"{each.version}  {each.effective}  {each.id}  {each.change or '—'}  "
            f"{each.file.title}  sha256:{each.file.sha256}  {mark}".rstrip()
            + "\n"
        )
    return 0


@command.command("add")
@common(ref=False, writes=True)
@click.argument("number", metavar="QP-…")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", required=True, metavar="PERSON", help="Who files this.  经办人")
def add(context: Context, number: str, file: Path, by: str) -> int:
    """File the file of a document that the register has as approved: its first version."""
    from qms.operations.documents.versions import add_document

    asked = partial(add_document, number=number, file=enclosures((file,))[0], by=by)
    context.file(asked, partial(_tell, context))
    return 0


@command.command("release")
@common(ref=False, writes=True)
@click.argument("number", metavar="GG-…")
@click.option("--effective", type=Day(), required=True, help="In force from.  生效日期")
def release(context: Context, number: str, effective: dt.date) -> int:
    """File the versions that an approved change request asks for, and set the register."""
    from qms.operations.documents.versions import release_document

    asked = partial(release_document, number=number, root=context.root, effective=effective)
    context.file(asked, partial(_tell, context))
    return 0


def _tell(context: Context, filed: "Filed[None]") -> None:
    from qms.model.kinds.ch07_documents import DocumentRevision

    for each in filed.records:
        if isinstance(each, DocumentRevision):
            context.say(
                _FILED, document=same(each.document), version=same(each.version),
                id=same(each.id), effective=each.effective,
            )  # fmt: skip


_FILED = Text(
    zh="{document} {version} 已登记为 {id}，{effective} 起生效。",
    en="{document} {version} is on file as {id}, effective from {effective}.",
)
_NO_FILE = Text(zh="没有文件", en="no file")
_NONE = Text(
    zh="{id} 只登记在清单里，还没有文件：qms document add {id} 文件 --by 经办人",
    en="{id} stands in the register only, without a file: qms document add {id} FILE --by PERSON",
)
_IN_FORCE = Text(zh="现行", en="in force")


for _each in COMMANDS:
    command.add_command(_each)
