"""`qms new`: a new record, asked for at the prompt or given on the command line."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli.context import Context, common
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.model.fields import Field


@click.command("new")
@common(ref=False)
@click.argument("kind", metavar="KIND")
@click.option("--set", "pairs", multiple=True, metavar="FIELD=VALUE", help="A field's value.")
@click.option("--from", "source", type=click.Path(path_type=Path, exists=True), help="YAML file.")
@click.option("--by", metavar="PERSON", help="Who fills it in.  填写人")
def command(
    context: Context, kind: str, pairs: tuple[str, ...], source: Path | None, by: str | None
) -> int:
    """File a new record; its number is given. At a terminal, missing fields are asked for.

    \b
    Example:  qms new complaint --by P-012 --set customer=CU-003 --set content=漏油
    """
    from qms.operations import naming, records

    snapshot = context.snapshot()
    model = naming.kind_named(snapshot, kind)
    given = records.from_file(source) if source else {}
    given |= records.nested(pairs)
    filed = records.file_new(
        context.root,
        snapshot,
        model,
        given,
        by=by,
        ask=(lambda field: _ask(context, field)) if sys.stdin.isatty() else None,
    )
    context.say(Text(zh="已登记 {id}。", en="Filed {id}."), id=same(filed.id))
    context.emit(filed.id + "\n")
    return 0


def _ask(context: Context, field: "Field") -> str | None:
    label = field.label.say(context.lang)
    hint = f"（{field.hint or field.unit}）" if field.hint or field.unit else ""
    choices = [value for value, _ in field.options]
    if choices:
        words = [f"{value}={text.say(context.lang)}" for value, text in field.options]
        click.echo("  " + "  ".join(words), err=True)
        return str(click.prompt(label, type=click.Choice(choices), err=True, show_choices=False))
    answer = click.prompt(label + hint, default="", show_default=False, err=True)
    return str(answer) or None
