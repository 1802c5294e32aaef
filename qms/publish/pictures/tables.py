"""Tables that the chapters show from the registers, as HTML."""

from collections.abc import Iterable, Sequence

from qms.model.kinds.ch04_system import Process
from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.kinds.ch06_planning import Objective
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


def processes(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return every process with owner, inputs, outputs, criteria and monitoring.

    What the register states in Chinese alone stands so in English too.
    """
    owners = _departments(snapshot, lang)
    heads = {
        "zh": ("过程", "责任部门", "输入", "输出", "准则", "监视和测量"),
        "en": ("Process", "Responsible", "Inputs", "Outputs", "Criteria", "Monitoring"),
    }
    return table(
        heads[lang],
        (
            (
                f"{each.id} {each.name if lang == 'zh' else each.name_en}",
                owners.get(each.owner, each.owner),
                each.inputs,
                each.outputs,
                each.criteria,
                each.monitoring,
            )
            for each in snapshot.all(Process)
        ),
        css="small",
    )


def departments(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return every department with its head and duties."""
    posts = {post.id: post.name if lang == "zh" else post.name_en for post in snapshot.all(Post)}
    names = _departments(snapshot, lang)
    heads = {"zh": ("部门", "负责岗位", "主要职责"), "en": ("Department", "Head", "Main duties")}
    return table(
        heads[lang],
        (
            (names[each.id], posts.get(each.head_post, each.head_post), each.duties)
            for each in snapshot.all(Department)
        ),
    )


def promise_clocks(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return the two clocks of the promise, with the limits in force."""
    limits = snapshot.settings.limits
    reply, handle = limits.reply_hours, limits.handle_hours
    if lang == "en":
        first = "customer's first contact"
        return table(
            ("Clock", "Starts", "Stops", "Time limit"),
            (
                ("Reply", first, "first substantive reply", f"{reply} hours"),
                ("Handling", first, "handling complete", f"{handle} hours"),
            ),
        )
    return table(
        ("时钟", "起点", "终点", "时限"),
        (
            ("答复", "客户第一次联系", "第一次实质答复", f"{reply} 小时"),
            ("处理", "客户第一次联系", "处理完成", f"{handle} 小时"),
        ),
    )


def objectives(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return every objective with its target of the year."""
    year = str(snapshot.as_of.year)
    owners = _departments(snapshot, lang)
    heads = {
        "zh": ("目标", "层级", "责任部门", "方向", f"{year} 年目标值", "频次"),
        "en": ("Objective", "Level", "Responsible", "Direction", f"Target {year}", "Frequency"),
    }
    return table(
        heads[lang],
        (
            (
                (each.name_en or each.name) if lang == "en" else each.name,
                _chosen(each.level, lang),
                owners.get(each.owner, each.owner),
                _chosen(each.direction, lang),
                f"{each.targets[year]} {each.unit}"
                if year in each.targets
                else Text(zh="未定", en="not set").say(lang),
                _chosen(each.frequency, lang),
            )
            for each in snapshot.all(Objective)
        ),
    )


def _departments(snapshot: Snapshot, lang: Lang) -> dict[str, str]:
    """Return the names of departments by their ids."""
    return {
        each.id: each.name if lang == "zh" else each.name_en for each in snapshot.all(Department)
    }


def _chosen(choice: Choice, lang: Lang) -> str:
    return choice.zh if lang == "zh" else choice.en
