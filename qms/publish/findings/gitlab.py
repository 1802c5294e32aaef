"""The report as GitLab's code quality JSON."""

import json
from collections.abc import Sequence

from qms.model.finding import Report, Severity
from qms.model.rule import Rule
from qms.publish.plain_text import in_json
from qms.text import Lang

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, lang: Lang, _rules: Sequence[Rule]) -> str:
    """Return a list of issues, each with a fingerprint that stays when lines move."""
    issues = [
        {
            "description": each.say_both(lang),
            "check_name": each.code,
            "fingerprint": each.fingerprint,
            "severity": _SEVERITIES[each.severity],
            "location": {"path": each.place.path, "lines": {"begin": each.place.line or 1}},
        }
        for each in report.findings
    ]
    return in_json(json.dumps(issues, ensure_ascii=False, indent=1)) + "\n"
