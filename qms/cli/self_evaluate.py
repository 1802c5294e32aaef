"""`qms self-evaluate`: prepares the sheet of the self-evaluation, and takes it back."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.cli.evaluate_compliance import NEEDED
from qms.errors import UsageError
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.store.changes import Filed


@commands.command("self-evaluate")
@common(writes=True)
@click.option("--year", type=click.IntRange(2000, 2100), help="Default: this year.  年度")
@click.option("--output", type=click.Path(path_type=Path), help="The sheet, .xlsx or .pdf.  评价表")
@click.option(
    "--take", "filled", type=click.Path(path_type=Path),
    help="Take the filled workbook back.  登记已填的评价表",
)  # fmt: skip
@click.option("--by", metavar="PERSON", help="Who files it.  填写人")
@click.option("--evaluator", "evaluators", multiple=True, metavar="PERSON", help="评价人")
@click.option("--area", metavar="DEPARTMENT", help="Else the after-sales service.  被评价部门")
@click.option("--conclusion", default="", help="In a sentence.  结论")
def command(
    context: Context, *, year: int | None, output: Path | None, filled: Path | None,
    by: str | None, evaluators: tuple[str, ...], area: str | None, conclusion: str,
) -> int:  # fmt: skip
    """Prepare the 15 indicators with their evidence and findings; take the result, score it.

    \b
    Example:  qms self-evaluate --year 2026 --output 评价表.xlsx
              qms self-evaluate --year 2026 --take 评价表.xlsx --by P-006 --evaluator P-006
                --conclusion 体系有效
    """
    year = year or context.as_of.year
    if filled is None:
        _prepare(context, year, output)
        return 0
    if not (by and evaluators and conclusion):
        raise UsageError(NEEDED)
    from qms.model.kinds.ch09_evaluation import SelfEvaluation
    from qms.operations.evaluation.self_evaluation import Judged, take
    from qms.standing.scoring import cut, score
    from qms.store import given

    judged = Judged(by, evaluators, area or "", conclusion)

    def tell(filed: "Filed[None]") -> None:
        evaluation = filed.of(SelfEvaluation)
        found = score(evaluation)
        context.tell(
            _SCORED.say(
                context.lang,
                id=evaluation.id,
                obtained=cut(found.obtained),
                applicable=cut(found.applicable),
                score=found.shown,
                level=found.level,
                actions=" ".join(evaluation.findings) or "—",
            )
        )

    content = given.content(filled)
    context.file(partial(take, year=year, content=content, judged=judged), tell)
    return 0


def _prepare(context: Context, year: int, output: Path | None) -> None:
    from qms.operations.evaluation.self_evaluation import prepared
    from qms.publish.evaluation import as_pdf, as_workbook
    from qms.publish.evaluation.indicators import sheets

    snapshot = context.snapshot()
    target = output or context.root / "build" / f"self-evaluation-{year}.xlsx"
    items = prepared(context.root, snapshot, year)
    made = sheets(items, context.lang)
    day, lang = snapshot.as_of, context.lang
    content = (
        as_pdf(_TITLE, Text(zh=items[0].item.points_note, en=items[0].item.points_note), made[:1],
               day, lang)
        if target.suffix == ".pdf"
        else as_workbook(made, day, lang)
    )  # fmt: skip
    context.emit(content, target)
    context.say(_WROTE, path=same(str(target)))


_TITLE = Text(zh="自我评价表", en="Self-evaluation")
_WROTE = Text(
    zh="已写出 {path}；填好后用 --take 登记。", en="Wrote {path}; fill it in, then --take it."
)
_SCORED = Text(
    zh="{id}：实得 {obtained} ÷ 适用 {applicable} × 100 = {score}，{level}；纠正措施 {actions}\n",
    en="{id}: {obtained} ÷ {applicable} × 100 = {score}, {level}; corrective actions {actions}\n",
)
