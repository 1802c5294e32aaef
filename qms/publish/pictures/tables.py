"""Tables that the chapters show from the registers, as HTML."""

from collections.abc import Iterable, Sequence

from qms.model.kinds.ch04_system import Process
from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.kinds.ch06_planning import Objective
from qms.model.snapshot import Snapshot
from qms.publish.templating import Markup, html, joined


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


def processes(snapshot: Snapshot) -> Markup:
    """Return every process with owner, inputs, outputs, criteria and monitoring."""
    departments = {each.id: each.name for each in snapshot.all(Department)}
    return table(
        ("过程", "责任部门", "输入", "输出", "准则", "监视和测量"),
        (
            (
                f"{each.id} {each.name}",
                departments.get(each.owner, each.owner),
                each.inputs,
                each.outputs,
                each.criteria,
                each.monitoring,
            )
            for each in snapshot.all(Process)
        ),
        css="small",
    )


def departments(snapshot: Snapshot) -> Markup:
    """Return every department with its head and duties."""
    posts = {post.id: post.name for post in snapshot.all(Post)}
    return table(
        ("部门", "负责岗位", "主要职责"),
        (
            (each.name, posts.get(each.head_post, each.head_post), each.duties)
            for each in snapshot.all(Department)
        ),
    )


def promise_clocks(snapshot: Snapshot) -> Markup:
    """Return the two clocks of the promise, with the limits in force."""
    limits = snapshot.settings.limits
    return table(
        ("时钟", "起点", "终点", "时限"),
        (
            ("答复", "客户第一次联系", "第一次实质答复", f"{limits.reply_hours} 小时"),
            ("处理", "客户第一次联系", "处理完成", f"{limits.handle_hours} 小时"),
        ),
    )


def objectives(snapshot: Snapshot) -> Markup:
    """Return every objective with its target of the year."""
    year = str(snapshot.as_of.year)
    departments = {each.id: each.name for each in snapshot.all(Department)}
    return table(
        ("目标", "层级", "责任部门", "方向", f"{year} 年目标值", "频次"),
        (
            (
                each.name,
                each.level.zh,
                departments.get(each.owner, each.owner),
                each.direction.zh,
                f"{each.targets[year]} {each.unit}" if year in each.targets else "未定",
                each.frequency.zh,
            )
            for each in snapshot.all(Objective)
        ),
    )
