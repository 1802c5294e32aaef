"""`qms import`: records back from Excel."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.operations.records.importing import Imported, Source
    from qms.store.changes import Filed


@commands.command("import")
@common(ref=False, writes=True)
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", metavar="PERSON", help="Who filled in the new rows.  填写人")
@click.option(
    "--annotate",
    type=click.Path(path_type=Path),
    help="Write the workbook back with the messages as notes on its cells.  批注写回",
)
@click.option(
    "--map",
    "map_",
    type=click.Path(path_type=Path),
    help="How the sheet of another system is read: a small YAML file.  对应文件",
)
def command(
    context: Context,
    kind: str,
    file: Path,
    by: str | None,
    annotate: Path | None,
    map_: Path | None,
) -> int:
    """Import the records of KIND from FILE (.xlsx or .csv): all rows or none.

    Several kinds, with commas between them, come from one workbook; one sheet may refer to what
    another enters.

    \b
    Example:  qms import complaint complaints.xlsx --by P-012 --annotate marked.xlsx
              qms import complaint hotline.csv --map hotline.yml --by P-012
              qms import department,post,person,customer start.xlsx
    """
    from qms.operations.records import imported, importing
    from qms.store import given

    foreign = importing.mapping(map_) if map_ else None
    source = importing.Source(file, given.content(file), foreign)
    if annotate is not None:
        imported.refuse_unannotated(source)
    filed = context.file(
        partial(importing.import_records, kind=kind, source=source, by=by),
        partial(_tell, context, source, annotate),
    )
    return int(bool(filed.answer and filed.answer.faults))


def _tell(
    context: Context, source: "Source", annotate: Path | None, filed: "Filed[Imported]"
) -> None:
    from qms.operations.records import imported

    done = filed.answer
    if done is None:
        context.say(_BEFORE, count=str(len(filed.records)))
        return
    if annotate is not None:
        marked = imported.with_notes(source, done, context.lang, filed.numbers)
        context.emit(marked, annotate)
    if source.is_csv and done.encoding != "UTF-8":
        context.say(_ENCODING, encoding=same(done.encoding))
    for line in (*imported.respelt(done), *imported.listed(done.faults)):
        context.say(line)
    values = {
        "new": str(len(done.new)), "changed": str(len(done.changed)),
        "unchanged": str(done.unchanged), "faults": str(len(done.faults)),
    }  # fmt: skip
    context.say(_REFUSED if done.faults else _DONE, **values)


_BEFORE = Text(
    zh="此前被中断的同一次导入已写入 {count} 份。",
    en="The same import, interrupted before, had filed {count:record|records}.",
)
_ENCODING = Text(zh="文件编码是 {encoding}，已按此读取。", en="The file is in {encoding}.")
_DONE = Text(
    zh="新增 {new} 份，修改 {changed} 份，未变 {unchanged} 份。",
    en="{new} new, {changed} changed, {unchanged} unchanged.",
)
_REFUSED = Text(
    zh="{faults} 处有错，一行也没有导入。", en="{faults:fault|faults}; nothing was imported."
)
