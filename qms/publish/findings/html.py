"""The report as one HTML page that needs nothing else."""

from collections.abc import Sequence

from qms.model.finding import Report
from qms.model.rule import Rule
from qms.publish.findings.text import summary
from qms.publish.templating import filled
from qms.text import Lang, Text

_TITLE = Text(zh="符合性检查", en="Compliance check")
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
    return filled(
        "publish/findings/templates/findings.html",
        lang=lang,
        title=_TITLE,
        summary=summary(report, lang),
        heads=_HEADS,
        report=report,
    )
