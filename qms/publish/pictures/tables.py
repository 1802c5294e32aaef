"""Tables that the chapters show from the registers, as HTML."""

from collections.abc import Iterable, Sequence

from qms.model.kinds.ch04_system import Process
from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.kinds.ch06_objectives import Objective
from qms.model.kinds.record import Choice
from qms.model.snapshot import Snapshot
from qms.publish.templating import Markup, html, joined
from qms.text import Lang, Text


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, css: str = "") -> Markup:
    """Return an HTML table; what is not HTML is escaped."""
    return html(
        "<table{}><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        html(' class="{}"', css) if css else "",
        joined(html('<th scope="col">{}</th>', each) for each in heads),
        joined(
            html("<tr>{}</tr>", joined(html("<td>{}</td>", cell) for cell in row)) for row in rows
        ),
    )


_PROCESSES = Text(
    zh="过程|责任部门|输入|输出|准则|监视和测量",
    en="Process|Responsible|Inputs|Outputs|Criteria|Monitoring",
)
_DEPARTMENTS = Text(zh="部门|负责岗位|主要职责", en="Department|Head|Main duties")
_CLOCKS = Text(zh="事项|起点|终点|时限", en="Matter|Starts|Stops|Time limit")
_CLOCKS_FORMERLY = Text(zh="时钟|起点|终点|时限", en="Clock|Starts|Stops|Time limit")
_CLOCK = Text(zh="{}|客户第一次联系|{}|{} 小时", en="{}|customer's first contact|{}|{} hours")
_REPLY = Text(zh="答复|第一次实质答复", en="Reply|first substantive reply")
_HANDLING = Text(zh="处理|处理完成", en="Handling|handling complete")
_OBJECTIVES = Text(
    zh="目标|层级|责任部门|方向|{0} 年目标值|频次",
    en="Objective|Level|Responsible|Direction|Target {0}|Frequency",
)


def _cells(row: Text, lang: Lang, *values: object) -> list[str]:
    return row.say(lang).format(*values).split("|")


def processes(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return every process; what the register states in Chinese alone stands so in English too."""
    zh = lang == "zh"
    owners = _names(snapshot.all(Department), lang)
    rows = (
        (
            f"{each.id} {each.name if zh else each.name_en}",
            owners.get(each.owner, each.owner),
            each.inputs if zh else each.inputs_en or each.inputs,
            each.outputs if zh else each.outputs_en or each.outputs,
            each.criteria if zh else each.criteria_en or each.criteria,
            each.monitoring if zh else each.monitoring_en or each.monitoring,
        )
        for each in snapshot.all(Process)
    )
    return table(_cells(_PROCESSES, lang), rows, css="small")


def departments(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return every department with its head and duties."""
    names, posts = (_names(snapshot.all(kind), lang) for kind in (Department, Post))
    rows = (
        (
            names[each.id],
            posts.get(each.head_post, each.head_post),
            each.duties if lang == "zh" else each.duties_en or each.duties,
        )
        for each in snapshot.all(Department)
    )
    return table(_cells(_DEPARTMENTS, lang), rows)


def promise_clocks(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return the two limits of the promise, with the hours in force."""
    return _promise_clocks(snapshot, lang, _CLOCKS)


def promise_clocks_formerly(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return the two limits of the promise as editions set by blanks call them, clocks."""
    return _promise_clocks(snapshot, lang, _CLOCKS_FORMERLY)


def _promise_clocks(snapshot: Snapshot, lang: Lang, heads: Text) -> Markup:
    limits = snapshot.settings.limits
    clocks = ((_REPLY, limits.reply_hours), (_HANDLING, limits.handle_hours))
    rows = (_cells(_CLOCK, lang, *_cells(each, lang), hours) for each, hours in clocks)
    return table(_cells(heads, lang), rows)


def objectives(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return every objective with its target of the year."""
    year, owners = str(snapshot.as_of.year), _names(snapshot.all(Department), lang)
    unset = Text(zh="未定", en="not set").say(lang)
    rows = (
        (
            each.name if lang == "zh" else each.name_en or each.name,
            _word(each.level, lang),
            owners.get(each.owner, each.owner),
            _word(each.direction, lang),
            f"{each.targets[year]} {each.unit}" if year in each.targets else unset,
            _word(each.frequency, lang),
        )
        for each in snapshot.all(Objective)
    )
    return table(_cells(_OBJECTIVES, lang, year), rows)


def _names(found: Iterable[Department | Post], lang: Lang) -> dict[str, str]:
    return {each.id: each.name if lang == "zh" else each.name_en for each in found}


def _word(choice: Choice, lang: Lang) -> str:
    return choice.zh if lang == "zh" else choice.en
