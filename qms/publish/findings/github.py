"""The report as annotations that GitHub Actions shows beside the lines of a pull request."""

from collections.abc import Sequence

from qms.model.finding import Report, Severity
from qms.model.rule import Rule
from qms.publish.findings.text import summary
from qms.publish.plain_text import inline
from qms.text import Lang

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, lang: Lang, _rules: Sequence[Rule]) -> str:
    """Return one workflow command a finding, and the summary."""
    lines = [
        f"::{_COMMANDS[each.severity]} file={_property(each.place.path)},"
        f"line={each.place.line or 1},col={each.place.column or 1},title={each.code}"
        f"::{_message(each.say_both(lang) + report.owed_by(each, lang))}"
        for each in report.findings
    ]
    return "\n".join([*lines, summary(report, lang)]) + "\n"


def _message(words: str) -> str:
    return _seen(words).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _seen(words: str) -> str:
    return "\n".join(inline(line) for line in words.replace("\r\n", "\n").split("\n"))


def _property(words: str) -> str:
    return _message(words).replace(":", "%3A").replace(",", "%2C")
