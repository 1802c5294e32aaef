"""`qms check`: the compliance check."""

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.errors import QmsError, UsageError
from qms.publish.findings import BY_OWNER, IN_COLOUR, RENDERERS
from qms.publish.findings.baseline import baseline_of, read_baseline
from qms.publish.findings.bilingual import in_languages
from qms.publish.findings.statistics import profile
from qms.text import Lang, Text, same

if TYPE_CHECKING:
    from collections.abc import Callable

    from qms.model.finding import Finding, NotJudged, Report
    from qms.model.snapshot import Snapshot
    from qms.operations.checking.check import Choices
    from qms.operations.checking.rulebook import Rulebook


@commands.command("check")
@common(both=True)
@click.option("--format", "format_", type=click.Choice(sorted(RENDERERS)), default="text")
@click.option("--select", multiple=True, metavar="CODE", help="Only these rules or families.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Not these rules or families.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    help="Exit 1 from this severity on (default: qms.yml).",
)
@click.option(
    "--severity",
    type=click.Choice(["error", "warning", "info"]),
    default="info",
    help="Only findings of at least this severity.",
)
@click.option("--changed-since", metavar="REV", help="Only findings introduced since this commit.")
@click.option(
    "--baseline", type=click.Path(path_type=Path), help="Not what this file lists already."
)
@click.option("--write-baseline", type=click.Path(path_type=Path), help="List what is found today.")
@click.option("--by", type=click.Choice(["clause", "owner"]), default="clause")
@click.option("--due", "days", type=click.IntRange(0), help="Add what falls due in so many days.")
@click.option("--statistics", is_flag=True, help="Tell what each rule found and how long it took.")
@click.option("--watch", is_flag=True, help="Check again on every save; Ctrl-C ends it.")
@click.option(
    "--allow-repository-code",
    is_flag=True,
    help="Run the rules of the repository's own file, which are code.",
)
@click.option(
    "--since-anchor",
    type=click.Path(path_type=Path),
    help="Hold it against the line in this file, kept since `qms anchor`.",
)
@click.option(
    "--signers",
    type=click.Path(path_type=Path),
    help="Hold signatures against these allowed signers, kept by an outsider.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.")
def command(
    context: Context,
    format_: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str | None,
    *,
    severity: str,
    changed_since: str | None,
    baseline: Path | None,
    signers: Path | None,
    write_baseline: Path | None,
    by: str,
    days: int | None,
    statistics: bool,
    watch: bool,
    allow_repository_code: bool,
    since_anchor: Path | None,
    output: Path | None,
) -> int:
    """Check the repository against its own manual.

    A concession or a baseline never hides a finding of integrity: signatures, releases, frozen
    records, unreadable files.

    \b
    Example:  qms check --format sarif --output report.sarif
              qms check --by owner --due 30
              qms check --changed-since origin/main
              qms check --since-anchor anchor-2026.txt --signers signers-2026
    """
    from qms.model.finding import Severity
    from qms.operations.checking.check import Choices
    from qms.operations.checking.rulebook import Own, rulebook
    from qms.operations.checking.signers import signers_from

    if format_ != "text" and (by == "owner" or days is not None):
        raise UsageError(_TEXT_ONLY, _OTHERWISE, format=same(format_))
    known = _known(baseline)
    choices = Choices(
        select=select,
        ignore=ignore,
        severity=Severity[severity.upper()],
        changed_since=changed_since,
        baseline=known,
        held=_held(context, since_anchor),
        signers=signers_from(signers) if signers else None,
    )
    wanted = _Wanted(choices, format_, by, days, output)
    book = cache(partial(rulebook, context.root, Own.apart if allow_repository_code else Own.left))
    if watch:
        _watch(context, wanted, book)
    report = _once(context, wanted, book)
    if write_baseline:
        context.emit(baseline_of(report), write_baseline)
    if statistics:
        context.say(same(profile(report, context.lang)))
    worst = fail_on or context.settings.check.fail_on
    return 0 if worst == "never" else report.exit_status(Severity[worst.upper()])


def _held(context: Context, anchor: Path | None) -> "tuple[Finding | NotJudged, ...]":
    """Return what the line shows that an outsider kept."""
    from qms.operations.checking.anchor import since_anchor

    return () if anchor is None else tuple(since_anchor(context.root, context.snapshot(), anchor))


def _judged(
    context: Context, choices: "Choices", book: "Callable[[], Rulebook]"
) -> "tuple[Snapshot, Report]":
    """Return what was judged and what was found; a refusal is no finding, so it exits with 2."""
    from qms.operations.checking.check import check

    try:
        snapshot = context.snapshot()
        return snapshot, check(context.root, snapshot, choices, book)
    except QmsError as refusal:
        refusal.status = UsageError.status
        raise


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the command line asks of every report."""

    choices: "Choices"
    format_: str
    by: str
    days: int | None
    output: Path | None


def _once(context: Context, wanted: _Wanted, book: "Callable[[], Rulebook]") -> "Report":
    from qms.publish.answers.first_steps import text as in_words
    from qms.standing.first_steps import first_steps

    snapshot, report = _judged(context, wanted.choices, book)
    is_text = wanted.format_ == "text"
    render = RENDERERS[wanted.format_]
    if is_text and wanted.by == "owner":
        render = BY_OWNER
    elif is_text and context.is_coloured and wanted.output is None:
        render = IN_COLOUR
    said = [
        render(told, lang, book().rules)
        for told, lang in in_languages(report, wanted.format_, context.langs)
    ]
    if is_text and (steps := first_steps(snapshot)):
        said += [in_words(steps, lang) for lang in context.langs]
    if wanted.days is not None and is_text:
        said += [_falling_due(snapshot, lang, wanted.days) for lang in context.langs]
    rendered = "\n".join(said)
    context.emit(rendered, wanted.output)
    return report


def _watch(context: Context, wanted: _Wanted, book: "Callable[[], Rulebook]") -> None:
    """Check again whenever something is saved; a half-saved file is said and waited for."""
    from qms.store.watching import watched

    lang = context.lang
    with watched(context.root) as saves:
        _once(context, wanted, book)
        context.say(_WATCHING)
        for path in saves:
            context.forget()
            click.echo(_SAVED.say(lang, path=path), err=True)
            try:
                _once(context, wanted, book)
            except QmsError as error:
                click.echo(error.say(lang), err=True)


def _known(baseline: Path | None) -> frozenset[str]:
    from qms.store import given

    if baseline is None:
        return frozenset()
    anew = Text(zh="用 --write-baseline {path} 生成。", en="Make it with --write-baseline {path}.")
    known = read_baseline(given.text(baseline))
    if known is None:
        raise UsageError(
            Text(
                zh="{path} 不是这个版本的基线：以前的基线按文字认不符合项，天数一变就认不出。",
                en="{path} is no baseline of this version: those of before knew findings by their "
                "words, which change with every day.",
            ),
            anew,
            path=same(str(baseline)),
        )
    return known


def _falling_due(snapshot: "Snapshot", lang: Lang, days: int) -> str:
    from qms.standing.due import dues, owner_name

    lines = [_DUE.say(lang, days=days)]
    lines += [
        f"  {due.day}  {due.what.say(lang)} → {owner_name(snapshot, due.owner).say(lang)}"
        for due in dues(snapshot)
        if 0 <= (due.day - snapshot.as_of).days <= days
    ]
    return "\n".join(lines) + "\n"


_TEXT_ONLY = Text(
    zh="--by owner 和 --due 只用于 --format text，不用于 {format}。",
    en="--by owner and --due are for --format text, not for {format}.",
)
_OTHERWISE = Text(
    zh="每个发现项在 {format} 里都写明责任部门、人和期限。",
    en="In {format} each finding says who owes it and by when.",
)
_WATCHING = Text(
    zh="保存后自动重新检查；按 Ctrl-C 结束。", en="Checking again on every save; Ctrl-C ends it."
)
_SAVED = Text(zh="—— {path} 已保存", en="—— {path} was saved")
_DUE = Text(zh="今后 {days} 天到期：", en="Falling due within {days:day|days}:")
