"""The report as one HTML page that needs nothing else."""

from collections.abc import Sequence
from html import escape

from qms.model.finding import Report
from qms.model.rule import Rule
from qms.publish.findings.text import summary
from qms.text import Lang, Text

_TITLE = Text(zh="符合性检查", en="Compliance check")
_STYLE = (
    "body{font-family:system-ui,'Noto Sans SC','Microsoft YaHei',sans-serif;margin:2rem;"
    "line-height:1.6}table{border-collapse:collapse}th,td{border:1px solid #8fa3b3;"
    "padding:.3rem .6rem;text-align:left;vertical-align:top}th{background:#e8f0f6}"
    ".error{color:#b3261e}.warning{color:#7a5b00}"
)
_HEADS = (
    Text(zh="条款", en="Clause"),
    Text(zh="严重程度", en="Severity"),
    Text(zh="规则", en="Rule"),
    Text(zh="发现和做法", en="Finding and cure"),
    Text(zh="位置", en="Place"),
    Text(zh="责任部门", en="Owner"),
)


def render(report: Report, lang: Lang, _rules: Sequence[Rule]) -> str:
    """Return the page."""
    heads = "".join(f'<th scope="col">{escape(head.say(lang))}</th>' for head in _HEADS)
    rows = "".join(
        f"<tr><td>{each.clause}</td>"
        f'<td class="{each.severity.name.lower()}">{each.severity.label.say(lang)}</td>'
        f"<td>{each.code}</td>"
        f"<td>{escape(each.say(lang))}<br>{escape(each.say_cure(lang))}</td>"
        f"<td>{escape(each.place.path)}:{each.place.line or 1}</td>"
        f"<td>{escape(report.owes(each, lang))}</td>"
        "</tr>"
        for each in report.findings
    )
    unjudged = "".join(
        f"<li>{each.code}: {escape(each.reason.say(lang))}</li>" for each in report.not_judged
    )
    title = _TITLE.say(lang)
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f"<p>{escape(summary(report, lang))}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f"<ul>{unjudged}</ul></body></html>\n"
    )
