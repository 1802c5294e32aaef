"""`qms adopt`: an old manual in Word or Markdown, laid against the clauses."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text


@commands.command("adopt")
@common()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--output", type=click.Path(path_type=Path), help="Write both parts into this folder."
)
def command(context: Context, file: Path, output: Path | None) -> int:
    """Lay an old manual against the clauses: what goes where, what goes nowhere; nothing is lost.

    \b
    Example:  qms adopt 旧手册.docx --output 旧手册
    """
    from qms.model.kinds.ch02_manual import Clause
    from qms.operations.adoption.adopt import laid, written

    snapshot, lang = context.counted(), context.lang
    whole = laid(snapshot, file)
    for part in whole.parts:
        head, count = part.blocks[0], len(part.blocks)
        said = _TO if part.clause else _NOWHERE
        context.tell(said.say(lang, place=head.place, head=head.text[:40], count=count,
                              clause=part.clause) + "\n")  # fmt: skip
    there = {part.clause for part in whole.mapped}
    empty = [each.id for each in snapshot.all(Clause) if each.id not in there]
    context.tell(
        _SUM.say(
            lang,
            count=sum(len(part.blocks) for part in whole.parts),
            mapped=sum(len(part.blocks) for part in whole.mapped),
            clauses=len(there),
            rest=sum(len(part.blocks) for part in whole.rest),
            empty=" ".join(empty) or "—",
        )
        + "\n"
    )
    if output is not None:
        to, rest = written(snapshot, whole, output, lang)
        context.tell(_WRITTEN.say(lang, to=str(to), rest=str(rest)) + "\n")
    return context.status()


_TO = Text(zh="第 {place} 段 “{head}” → {clause}（{count} 段）",
           en="paragraph {place} “{head}” → {clause} ({count:paragraph|paragraphs})")  # fmt: skip
_NOWHERE = Text(
    zh="第 {place} 段 “{head}” → 没有对上（{count} 段）",
    en="paragraph {place} “{head}” → nowhere ({count:paragraph|paragraphs})",
)
_SUM = Text(
    zh="共 {count} 段：对上 {mapped} 段，分到 {clauses} 个条款；没有对上 {rest} 段；"
    "没有原文的条款：{empty}",
    en="{count:paragraph|paragraphs}: {mapped} mapped, to {clauses:clause|clauses}; {rest} went "
    "nowhere; clauses without old text: {empty}",
)
_WRITTEN = Text(
    zh="已写出 {to}（按条款）和 {rest}（没有对上的）；手册没有改动",
    en="Written: {to} (by clause) and {rest} (what went nowhere); the manual was not touched",
)
