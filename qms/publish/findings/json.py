"""The report as JSON, the shape that scripts rely on."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from qms.model.finding import Finding, Report, Severity
from qms.model.rule import Rule
from qms.publish.answers import as_json, head
from qms.text import Lang

FORMAT = 1
"""Of this report."""


def render(report: Report, lang: Lang, _rules: Sequence[Rule] = ()) -> str:
    """Return the report as one JSON document, ending in a newline."""
    return as_json(FORMAT, document(report, lang))


def document(report: Report, lang: Lang) -> dict[str, Any]:
    """Return the report as plain data."""
    return {
        **head(FORMAT),
        "ref": report.ref,
        "as_of": report.as_of.isoformat(),
        "summary": {
            "error": report.count(Severity.ERROR),
            "warning": report.count(Severity.WARNING),
            "info": report.count(Severity.INFO),
            "not_judged": len(report.not_judged),
            "conceded": len(report.conceded),
            "records": report.records,
            "rules": report.rules,
        },
        "left_out": report.rules_left_out,
        "conceded": len(report.conceded),
        "known": report.known,
        "ran": [asdict(each) for each in report.ran],
        "unread": list(report.unread),
        "findings": [finding_data(report, each, lang) for each in report.findings],
        "not_judged": [
            {"code": each.code, "path": each.place.path, "reason": each.reason.say(lang)}
            for each in report.not_judged
        ],
    }


def finding_data(report: Report, finding: Finding, lang: Lang) -> dict[str, Any]:
    """Return one finding as plain data."""
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "clause": finding.clause,
        "owner": finding.owner,
        "owner_name": report.owner(finding, lang),
        "who": finding.who or None,
        "who_name": report.person(finding, lang) or None,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "record": place.record,
        "message": finding.say(lang),
        "cure": finding.say_cure(lang),
        "since": finding.since.isoformat() if finding.since else None,
        "due": finding.due.isoformat() if finding.due else None,
        "fingerprint": finding.fingerprint,
    }
