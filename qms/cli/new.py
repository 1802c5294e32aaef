"""`qms new`: a new record, asked for at the prompt or given on the command line."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.forms.fields import Field
    from qms.operations.records.asking import Dialogue
    from qms.store.changes import Filed


@commands.command("new")
@common(ref=False, writes=True)
@click.argument("kind", metavar="KIND")
@click.option("--set", "pairs", multiple=True, metavar="FIELD=VALUE", help="A field's value.")
@click.option("--from", "source", type=click.Path(path_type=Path), help="YAML file.")
@click.option("--by", metavar="PERSON", help="Who fills it in.  填写人")
def command(
    context: Context, kind: str, pairs: tuple[str, ...], source: Path | None, by: str | None
) -> int:
    """File a new record; its number is given. At a terminal, missing fields are asked for.

    \b
    Example:  qms new complaint --by P-012 --set customer=CU-003 --set content=漏油
    """
    from qms.operations.records.record import from_file, nested
    from qms.operations.records.writing import new_record, with_answers

    given = from_file(source) if source else {}
    given |= nested(pairs)
    if sys.stdin.isatty():
        snapshot = context.snapshot()
        given = with_answers(snapshot, kind, given, by=by, dialogue=_dialogue(context))

    def tell(filed: "Filed[None]") -> None:
        context.say(_FILED, id=same(filed.record.id))
        context.emit(filed.record.id + "\n")

    context.file(partial(new_record, kind=kind, given=given, by=by), tell)
    return 0


_FILED = Text(zh="已登记 {id}。", en="Filed {id}.")


def _dialogue(context: Context) -> "Dialogue":
    from qms.operations.records.asking import Dialogue

    def confirm(question: Text) -> bool:
        answer = click.prompt(
            question.say(context.lang) + " [y/N]", default="", show_default=False, err=True
        )
        return str(answer).strip().lower() in {"y", "yes", "是"}

    return Dialogue(lambda field: _ask(context, field), confirm, context.say)


def _ask(context: Context, field: "Field") -> str:
    """Ask for one field in the manual's words; its choices stand numbered above the question."""
    mark = "*" if field.is_required else ""
    hint = (
        field.hint.say(context.lang)
        or field.unit.say(context.lang)
        or _HINTS.get(field.shape.value, Text(zh="", en="")).say(context.lang)
    )
    numbered = enumerate(field.options, start=1)
    choices = [f"{number} {text.say(context.lang)}" for number, (_, text) in numbered]
    if choices:
        click.echo("  " + "  ".join(choices), err=True)
    meant = Text(zh=f"（{hint}）", en=f" ({hint})").say(context.lang) if hint else ""
    question = field.label.say(context.lang) + mark + meant
    return str(click.prompt(question, default="", show_default=False, err=True))


_HINTS = {
    "day": Text(zh="2026-03-15", en="2026-03-15"),
    "moment": Text(zh="2026-03-15 08:30", en="2026-03-15 08:30"),
    "money": Text(zh="1200.00 CNY", en="1200.00 CNY"),
    "boolean": Text(zh="是/否", en="yes/no"),
}
