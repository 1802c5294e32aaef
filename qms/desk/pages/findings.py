"""What the check found: who owes what, why it is asked for, and the page where it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.pages.page import Page
from qms.desk.speech import Way
from qms.model.finding import Finding, Severity
from qms.operations.checking.rulebook import rulebook
from qms.text import Text

_COUNTED = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding in words: what is wrong, what to do, and where."""

    finding: Finding
    what: str
    cure: str
    ways: tuple[Way, ...]
    owes: str


def _findings(desk: Desk) -> Response:
    report = desk.reading.report
    severity, whose = desk.asked("severity"), desk.asked("whose")
    department = desk.person.department if desk.person else ""
    found = [
        each
        for each in report.findings
        if severity in {"", each.severity.name.lower()}
        and (whose != "me" or each.who == desk.by)
        and (whose != "us" or each.owner == department)
    ]
    return desk.page(
        "findings",
        shown=[shown(desk, each) for each in sorted(found, key=_rank)],
        counts=[(each.name.lower(), each.label, report.count(each)) for each in _COUNTED],
        total=len(report.findings),
        mine=sum(each.who == desk.by for each in report.findings),
        severity=severity,
        whose=whose,
        not_judged=_not_judged(desk),
        records=report.records,
        rules=report.rules,
    )


def _rank(finding: Finding) -> tuple[object, ...]:
    return (-finding.severity, finding.due is None, finding.due, *finding.order)


def shown(desk: Desk, finding: Finding) -> Shown:
    """Return a finding in the words of the office."""
    report = desk.reading.report
    cure = desk.spoken(finding.say_cure(desk.lang))
    here = Way(finding.place.record or desk.t("打开", "open"), desk.where(finding.place))
    ways = tuple(dict.fromkeys((here, *cure.ways)))
    todo = desk.of_kind(cure.text, finding.place)
    return Shown(finding, desk.finding(finding), todo, ways, report.owes(finding, desk.lang))


def _not_judged(desk: Desk) -> Sequence[str]:
    found = desk.reading.report.not_judged
    return [desk.of_kind(desk.say(each.reason), each.place) for each in found]


def _why(desk: Desk) -> Response:
    code = desk.request.path_params["code"]
    rule = rulebook(desk.house.root).named(code)
    if rule is None:
        raise HTTPException(404)
    found = [each for each in desk.reading.report.findings if each.code == code]
    return desk.page(
        "why",
        rule=rule,
        why=desk.spoken(desk.say(rule.why)).text,
        cure=desk.spoken(desk.say(rule.cure)),
        title=_TITLE,
        shown=[shown(desk, each) for each in found],
    )


_TITLE = Text(zh="为什么要求这样", en="Why this is asked for")

PAGES = (
    Page("/findings", _findings),
    Page("/findings/why/{code}", _why),
)
