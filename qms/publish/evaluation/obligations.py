"""The sheet of the compliance evaluation: obligations due with what is known of each (9.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qms.forms.answers import Column
from qms.model.finding import Finding
from qms.publish.evaluation import Sheet
from qms.standing.evidence import Beside
from qms.standing.obligations import Watched
from qms.text import Lang, Text

OBLIGATIONS = (
    Column("obligation", Text(zh="编号", en="Number")),
    Column("name", Text(zh="名称", en="Name")),
    Column("state", Text(zh="状态", en="State")),
    Column("requirement", Text(zh="具体要求", en="Requirement")),
    Column("clauses", Text(zh="手册条款", en="Clauses")),
    Column("owner", Text(zh="责任部门", en="Owner")),
    Column("last", Text(zh="上次评价", en="Last evaluation")),
    Column("due", Text(zh="应评价日期", en="Due")),
    Column("records", Text(zh="已有记录", en="Records there are")),
    Column("findings", Text(zh="检查发现", en="What the check found")),
    Column("method", Text(zh="评价方法", en="Method"), is_asked=True),
    Column("evidence", Text(zh="证据", en="Evidence"), is_asked=True),
    Column("result", Text(zh="结论（符合/部分符合/不符合/不适用）", en="Result"), is_asked=True),
    Column("gap", Text(zh="差距", en="Gap"), is_asked=True),
)
NAME = Text(zh="合规义务", en="Obligations")


@dataclass(frozen=True, slots=True)
class PreparedObligation:
    """An obligation with what is known of it before anybody judges."""

    standing: Watched
    records: tuple[Beside, ...]
    findings: tuple[Finding, ...]


def sheet(prepared: Sequence[PreparedObligation], lang: Lang) -> Sheet:
    """Return the sheet of the obligations due."""
    return Sheet(NAME, OBLIGATIONS, tuple(_row(each, lang) for each in prepared))


def _row(prepared: PreparedObligation, lang: Lang) -> Mapping[str, str]:
    standing = prepared.standing
    obligation = standing.obligation
    last = standing.last
    return {
        "obligation": obligation.id,
        "name": f"{obligation.name} {obligation.number}",
        "state": obligation.state.label.say(lang),
        "requirement": obligation.requirement,
        "clauses": " ".join(obligation.clauses),
        "owner": obligation.owner,
        "last": f"{standing.last_on} {last.result.label.say(lang)} {last.gap}" if last else "",
        "due": standing.due.isoformat(),
        "records": "\n".join(each.say(lang) for each in prepared.records),
        "findings": "\n".join(f"{each.code} {each.say(lang)}" for each in prepared.findings),
    }
