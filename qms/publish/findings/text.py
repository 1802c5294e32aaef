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
    "错误 {error}，警告 {warning}，提示 {info}；未能判断 {not_judged}，有效让步 {conceded}，"
    "基线或旧提交中已有 {known}，未选用的规则 {left_out}。",
    en="{rules:rule|rules} judged {records:record|records} (as of {day}, {ref}): "
    "{error:error|errors}, {warning:warning|warnings}, {info:note|notes}; {not_judged} not judged, "
    "{conceded} conceded, {known} known before, {left_out:rule|rules} left out.",
)
_RAN = Text(zh="另外运行了不属于本程序的规则：{ran}。", en=" Rules of others judged too: {ran}.")
_NOT_JUDGED = Text(zh="未能判断：", en="Not judged:")


_LEFT_OUT = Text(zh="没有列出：{what}。", en="Left out: {what}.")
_UNCHOSEN = Text(
    zh="{count} 条规则未选用（--select、--ignore 或 qms.yml）",
    en="{count:rule|rules} not chosen (--select, --ignore or qms.yml)",
)
_KNOWN = Text(
    zh="{count} 个发现项在基线或旧提交中已有",
    en="{count:finding|findings} known from a baseline or an older commit",
)
_CONCEDED = Text(zh="{count} 个发现项有让步", en="{count:conceded finding|conceded findings}")
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
    lines.extend(_left_out(report, lang))
    lines.append(summary(report, lang))
    if report.unread:
        lines.append(report.uncounted.say(lang))
    text = "\n".join(lines) + "\n"
    return shown(text) if paint is _plain else text


def _left_out(report: Report, lang: Lang) -> list[str]:
    """Return the line that says what is not listed, where anything is not."""
    counted = (
        (_UNCHOSEN, report.rules_left_out), (_KNOWN, report.known),
        (_CONCEDED, len(report.conceded)),
    )  # fmt: skip
    said = [text.say(lang, count=count) for text, count in counted if count]
    between = "；" if lang == "zh" else "; "
    return [_LEFT_OUT.say(lang, what=between.join(said))] if said else []


def summary(report: Report, lang: Lang) -> str:
    """Return the one line that counts everything, also what the report leaves out."""
    said = _SUMMARY.say(
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
        known=report.known,
        left_out=report.rules_left_out,
    )
    ran = ", ".join(inline(str(each)) for each in report.ran)
    return said + (_RAN.say(lang, ran=ran) if ran else "")


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
