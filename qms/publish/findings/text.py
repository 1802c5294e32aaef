"""The report as text for people: grouped by clause, each finding with its cure."""

from collections.abc import Sequence
from itertools import groupby

from qms.model.finding import Finding, Report, Severity
from qms.model.kinds import clause_order
from qms.model.rule import Rule
from qms.text import Lang, Text

_CLAUSE = Text(zh="条款 {number}", en="Clause {number}")
_SUMMARY = Text(
    zh="{rules} 条规则检查了 {records} 份记录（截至 {day}，{ref}）："
    "错误 {error}，警告 {warning}，提示 {info}；未能判断 {not_judged}，让步 {conceded}。",
    en="{rules} rules judged {records} records (as of {day}, {ref}): "
    "{error} errors, {warning} warnings, {info} notes; {not_judged} not judged, "
    "{conceded} conceded.",
)
_NOT_JUDGED = Text(zh="未能判断：", en="Not judged:")


def render(report: Report, lang: Lang, _rules: Sequence[Rule] = ()) -> str:
    """Return the report for a terminal or a log, without colour."""
    lines: list[str] = []
    by_clause = sorted(report.findings, key=lambda each: (clause_order(each.clause), each.order))
    for clause, findings in groupby(by_clause, key=lambda each: each.clause):
        lines.append(_CLAUSE.say(lang, number=clause))
        for finding in findings:
            lines.extend(_lines(finding, lang))
        lines.append("")
    if report.not_judged:
        lines.append(_NOT_JUDGED.say(lang))
        lines.extend(
            f"  {each.place.path}: {each.code} {each.reason.say(lang)}"
            for each in report.not_judged
        )
        lines.append("")
    lines.append(summary(report, lang))
    return "\n".join(lines) + "\n"


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
        conceded=report.conceded,
    )


def _lines(finding: Finding, lang: Lang) -> list[str]:
    place = finding.place
    where = f"{place.path}:{place.line or 1}:{place.column or 1}"
    label = finding.severity.label.say(lang)
    owes = f" → {finding.owner}" + (f" ({finding.due.isoformat()})" if finding.due else "")
    return [
        f"  {where}: {label} {finding.code} {finding.say(lang)} [{finding.clause}]{owes}",
        f"      {finding.say_cure(lang)}",
    ]
