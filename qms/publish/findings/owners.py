"""The report by who owes the next step, earliest date first (`--by owner`)."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from qms.model.finding import Report
from qms.model.rule import Rule
from qms.publish.findings.text import summary
from qms.publish.plain_text import inline, shown
from qms.text import Lang


def render(report: Report, lang: Lang, _rules: Sequence[Rule]) -> str:
    """Return a list for each department: what, by when, and the next step."""
    lines: list[str] = []
    ordered = sorted(report.findings, key=lambda each: (each.owner, each.due or dt.date.max))
    for _, findings in groupby(ordered, key=lambda each: each.owner):
        together = list(findings)
        lines.append(report.owner(together[0], lang))
        for each in together:
            due = each.due.isoformat() if each.due else "—         "
            who = report.person(each, lang) or "—"
            lines += [
                inline(
                    f"  {due}  {who} {each.severity.label.say(lang)} {each.code} {each.say(lang)}"
                ),
                inline(f"              {each.say_cure(lang)}"),
            ]
        lines.append("")
    return shown("\n".join([*lines, summary(report, lang)]) + "\n")
