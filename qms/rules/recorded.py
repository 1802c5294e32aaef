"""Whether a duty to write something says on which record (clause 7.5)."""

import re
from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.manual import Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import MINIMAL
from qms.text import Text

_ORDER = "manual/01-order.md"


_WRITTEN = re.compile(
    r"(?:编制|制定|编写|建立|形成|起草)[^，；。、《》\n]{0,24}?(?:计划|方案|报告|清单|台账|分析|总结)"
)


# What a duty in which nothing is cited may be about all the same: another's papers, or a way.
_AT_HAND = re.compile("处理方案|维修方案|更换方案")


def _chapter(body: str) -> dict[str, str]:
    return {_ORDER: MINIMAL[_ORDER].replace("各部门应学习本手册。", body)}


@rule(
    "MAN110",
    clause="7.5",
    severity=Severity.WARNING,
    each=Chapter,
    title=Text(zh="要写的东西说明写在哪里", en="A duty to write says on which record"),
    message=Text(
        zh="条款 {number} 要求“{words}”，没有写明用什么记录",
        en="clause {number} wants “{words}” and names no record",
    ),
    why=Text(
        zh="谁、何时、用什么记录，断在最后一环，就查不到做没做。",
        en="Who, when, on which record: without the last nobody can tell whether it was done.",
    ),
    cure=Text(
        zh="写上登记的记录名《……》；没有合适的，先登记表单。",
        en="Name a registered record in 《…》; where none fits, register a form first.",
    ),
    bad=Example(_chapter("各部门应每年编制工作计划。")),
    good=Example(_chapter("各部门应每年编制工作计划，登记《手册学习确认表》。")),
)
def record_unnamed(snapshot: Snapshot) -> Iterator[Hit]:
    """A sentence obliges somebody to draw up a plan, report or list, and cites nothing."""
    for chapter, clause in snapshot.clauses:
        for duty in clause.duties:
            found = None if "《" in duty else _WRITTEN.search(duty)
            if found and not _AT_HAND.search(found[0]):
                before = clause.body[: clause.body.index(duty)]
                line = clause.line + 1 + before.count("\n")
                yield hit(chapter.at(line), mark=found[0], number=clause.number, words=found[0])
