"""`qms evaluate-compliance`: prepares the sheet of obligations due, and takes it back."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.errors import UsageError
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.store.changes import Filed


@commands.command("evaluate-compliance")
@common(writes=True)
@click.option("--days", type=click.IntRange(0), default=90, help="Due within.  几天内到期")
@click.option("--all", "everything", is_flag=True, help="Whatever is due.  全部义务")
@click.option("--output", type=click.Path(path_type=Path), help="The sheet, .xlsx or .pdf.  评价表")
@click.option(
    "--take", "filled", type=click.Path(path_type=Path),
    help="Take the filled workbook back.  登记已填的评价表",
)  # fmt: skip
@click.option("--by", metavar="PERSON", help="Who files it.  填写人")
@click.option("--evaluator", "evaluators", multiple=True, metavar="PERSON", help="评价人")
@click.option("--conclusion", default="", help="In a sentence.  总体结论")
def command(
    context: Context, *, days: int, everything: bool, output: Path | None, filled: Path | None,
    by: str | None, evaluators: tuple[str, ...], conclusion: str,
) -> int:  # fmt: skip
    """Prepare the obligations due with records and findings; take the result, open actions.

    \b
    Example:  qms evaluate-compliance --days 60 --output 合规性评价.xlsx
              qms evaluate-compliance --take 合规性评价.xlsx --by P-007 --evaluator P-007
                --conclusion 全部符合
    """
    if filled is None:
        return _prepare(context, output, days=days, everything=everything)
    if not (by and evaluators and conclusion):
        raise UsageError(NEEDED)
    from qms.model.kinds.ch09_evaluation import ComplianceEvaluation
    from qms.operations.evaluation.compliance import take
    from qms.store import given

    def tell(filed: "Filed[None]") -> None:
        found = filed.of(ComplianceEvaluation)
        actions = " ".join(each.action for each in found.evaluated if each.action) or "—"
        said = _TAKEN.say(context.lang, id=found.id, count=len(found.evaluated), actions=actions)
        context.tell(said)

    content = given.content(filled)
    operation = partial(take, content=content, by=by, evaluators=evaluators, conclusion=conclusion)
    context.file(operation, tell)
    return 0


def _prepare(context: Context, output: Path | None, *, days: int, everything: bool) -> int:
    from qms.operations.evaluation.compliance import prepared
    from qms.publish.evaluation import as_file
    from qms.publish.evaluation.obligations import sheet

    snapshot = context.snapshot()
    due = prepared(context.root, snapshot, days=days, everything=everything)
    if not due:
        context.say(_NOTHING_DUE, days=days)
        return 0
    target = output or context.root / "build" / "compliance-evaluation.xlsx"
    made = (sheet(due, context.lang),)
    content = as_file(target.name, _TITLE, _NOTE, made, snapshot.as_of, lang=context.lang)
    context.emit(content, target)
    context.say(_WROTE, count=len(due), path=same(str(target)))
    return 0


_TITLE = Text(zh="合规性评价表", en="Compliance evaluation")
_NOTE = Text(
    zh="结论为符合、部分符合、不符合或不适用；有差距的写明差距。",
    en="The result is conform, partial, nonconform or not-applicable; state every gap.",
)
_NOTHING_DUE = Text(
    zh="{days} 天内没有到期的义务；--all 列出全部。",
    en="No obligation is due within {days:day|days}; --all takes them all.",
)
_WROTE = Text(
    zh="{count} 项义务，已写出 {path}；填好后用 --take 登记。",
    en="Wrote {count:obligation|obligations} to {path}; fill it in, then --take it.",
)
NEEDED = Text(
    zh="登记评价须写明 --by、--evaluator 和 --conclusion。",
    en="Taking it back needs --by, --evaluator and --conclusion.",
)
_TAKEN = Text(
    zh="{id}：评价 {count} 项；纠正措施 {actions}\n",
    en="{id}: {count} evaluated; corrective actions {actions}\n",
)
