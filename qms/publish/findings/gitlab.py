"""The report as GitLab's code quality JSON."""

import json
from collections.abc import Sequence

from qms.model.finding import Report, Severity
from qms.model.rule import Rule
from qms.publish.findings.text import summary
from qms.publish.plain_text import in_json
from qms.text import Lang

COVERAGE = "QMS900"
_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, lang: Lang, _rules: Sequence[Rule]) -> str:
    """Return a list of issues, each with a fingerprint that stays when lines move."""
    issues: list[dict[str, object]] = [
        {
            "description": each.say_both(lang),
            "check_name": each.code,
            "fingerprint": each.fingerprint,
            "severity": _SEVERITIES[each.severity],
            "location": {"path": each.place.path, "lines": {"begin": each.place.line or 1}},
        }
        for each in report.findings
    ]
    if report.is_partial:  # the format has no place for it but an issue
        issues.append({
            "description": summary(report, lang),
            "check_name": COVERAGE,
            "fingerprint": COVERAGE,
            "severity": _SEVERITIES[Severity.INFO],
            "location": {"path": "qms.yml", "lines": {"begin": 1}},
        })
    return in_json(json.dumps(issues, ensure_ascii=False, indent=1)) + "\n"
