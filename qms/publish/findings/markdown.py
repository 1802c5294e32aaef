"""The report as Markdown, for a summary page or a comment."""

from collections.abc import Sequence

from qms.model.finding import Report
from qms.model.rule import Rule
from qms.publish.findings.text import summary
from qms.publish.plain_text import in_markdown
from qms.text import Lang, Text

_HEADS = (
    Text(zh="条款", en="Clause"),
    Text(zh="严重程度", en="Severity"),
    Text(zh="规则", en="Rule"),
    Text(zh="发现", en="Finding"),
    Text(zh="位置", en="Place"),
    Text(zh="责任部门", en="Owner"),
    Text(zh="期限", en="Due"),
)


def render(report: Report, lang: Lang, _rules: Sequence[Rule]) -> str:
    """Return a table of the findings and the summary."""
    rows = [[head.say(lang) for head in _HEADS], ["---"] * len(_HEADS)]
    rows += [
        [
            each.clause,
            each.severity.label.say(lang),
            each.code,
            each.say_both(lang),
            f"{each.place.path}:{each.place.line or 1}",
            report.owes(each, lang),
            each.due.isoformat() if each.due else "",
        ]
        for each in report.findings
    ]
    table = "\n".join("| " + " | ".join(map(in_markdown, row)) + " |" for row in rows)
    return f"{table}\n\n{summary(report, lang)}\n"
