"""The report as JSON lines: one finding a line, for tools that read a stream."""

import json
from collections.abc import Sequence

from qms.model.finding import Report
from qms.model.rule import Rule
from qms.publish.findings.json import document, finding_data
from qms.publish.plain_text import in_json
from qms.text import Lang

FORMAT = 2
"""Of each line; since 2 the last line counts findings and what is left out."""


def render(report: Report, lang: Lang, _rules: Sequence[Rule]) -> str:
    """Return one JSON object a finding, each on a line of its own, and a last one that counts."""
    lines = [{"format": FORMAT, **finding_data(report, each, lang)} for each in report.findings]
    told = document(report, lang)
    counted = ("summary", "left_out", "conceded", "known", "ran", "not_judged")
    lines.append({"format": FORMAT, **{name: told[name] for name in counted}})
    return "".join(in_json(json.dumps(line, ensure_ascii=False)) + "\n" for line in lines)
