"""The report as text for people: grouped by clause, each finding with its cure."""

from collections.abc import Callable, Sequence
from itertools import groupby

from qms.model.finding import Finding, Report, Severity
from qms.model.kinds import clause_order
from qms.model.rule import Rule
from qms.publish.plain_text import inline, shown
from qms.text import Lang, Text

_CLAUSE = Text(zh="条款 {number}", en="Clause {number}")
_SUMMARY = Text(
    zh="{rules} 条规则检查了 {records} 份记录（截至 {day}，{ref}）："
    "错误 {error}，警告 {warning}，提示 {info}；未能判断 {not_judged}，有效让步 {conceded}。",
    en="{rules} rules judged {records} records (as of {day}, {ref}): "
    "{error} errors, {warning} warnings, {info} notes; {not_judged} not judged, "
    "{conceded} conceded.",
)
_NOT_JUDGED = Text(zh="未能判断：", en="Not judged:")


_LEFT_OUT = Text(
    zh="没有检查：{rules} 条规则未选用（--select、--ignore 或 qms.yml）；"
    "{known} 个发现项在基线或旧提交中已有，{conceded} 个有让步，未列出。",
    en="Left out: {rules} rules not chosen (--select, --ignore or qms.yml); "
    "{known} findings known from a baseline or an older commit and {conceded} conceded ones.",
)
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_DIM = "2"
_WIDEST = 96
Paint = Callable[[str, str], str]


def _plain(text: str, _style: str) -> str:
    return text


def _ansi(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m"


def render(report: Report, lang: Lang, _rules: Sequence[Rule] = ()) -> str:
    """Return the report for a log or a file, without colour."""
    return _rendered(report, lang, _plain)


def render_in_colour(report: Report, lang: Lang, _rules: Sequence[Rule] = ()) -> str:
    """Return the report for a terminal."""
    return _rendered(report, lang, _ansi)


def _rendered(report: Report, lang: Lang, paint: Paint) -> str:
    lines: list[str] = []
    by_clause = sorted(report.findings, key=lambda each: (clause_order(each.clause), each.order))
    for clause, findings in groupby(by_clause, key=lambda each: each.clause):
        lines.append(paint(_CLAUSE.say(lang, number=clause), "1"))
        for finding in findings:
            lines.extend(_lines(finding, report.owed_by(finding, lang), lang, paint))
        lines.append("")
    if report.not_judged:
        lines.append(_NOT_JUDGED.say(lang))
        lines.extend(
            inline(f"  {each.place.path}: {each.code} {each.reason.say(lang)}")
            for each in report.not_judged
        )
        lines.append("")
    if report.rules_left_out or report.known or report.conceded:
        values = {"known": report.known, "conceded": len(report.conceded)}
        lines.append(_LEFT_OUT.say(lang, rules=report.rules_left_out, **values))
    lines.append(summary(report, lang))
    if report.unread:
        lines.append(report.uncounted.say(lang))
    text = "\n".join(lines) + "\n"
    return shown(text) if paint is _plain else text


def summary(report: Report, lang: Lang) -> str:
    """Return the one line that counts everything."""
    return _SUMMARY.say(
        lang,
        rules=report.rules,
        records=report.records,
        day=report.as_of.isoformat(),
        ref=report.ref[:12],
        error=report.count(Severity.ERROR),
        warning=report.count(Severity.WARNING),
        info=report.count(Severity.INFO),
        not_judged=len(report.not_judged),
        conceded=len(report.conceded),
    )


def _lines(finding: Finding, owes: str, lang: Lang, paint: Paint) -> list[str]:
    place = finding.place
    where = f"{place.path}:{place.line or 1}:{place.column or 1}"
    label = paint(finding.severity.label.say(lang), _COLOURS[finding.severity])
    said = inline(f"{finding.say(lang)} [{finding.clause}]{owes}")
    lines = [f"  {inline(where)}: {label} {finding.code} {said}"]
    if finding.source:
        lines.append(paint(f"      {place.line:>5} | {_cut(finding.source)}", _DIM))
    return [*lines, f"      {inline(finding.say_cure(lang))}"]


def _cut(line: str) -> str:
    """Return a line of a file as it can be shown: nothing that steers, not endlessly long."""
    seen = inline(line)
    return seen if len(seen) <= _WIDEST else seen[:_WIDEST] + "…"
