"""Flows of the manual: PDCA, document control, repair and complaints."""

import itertools
import math
from collections.abc import Sequence

from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.ch08_repair import RepairOrder
from qms.model.kinds.record import Label
from qms.model.snapshot import Snapshot
from qms.publish.pictures.drawing import Box, arrow, box, svg, text
from qms.publish.templating import Markup

WIDTH = 460.0


def pdca(_snapshot: Snapshot) -> Markup:
    """Return the PDCA cycle over the chapters of the manual."""
    stages = (
        ("P 策划", "第 4 至 7 章"),
        ("D 实施", "第 8 章"),
        ("C 检查", "第 9 章"),
        ("A 改进", "第 10 章"),
    )
    centre, radius = (WIDTH / 2, 110.0), 82.0
    shapes: list[Box] = []
    for index, lines in enumerate(stages):
        angle = math.pi / 2 * index - math.pi / 2
        x, y = centre[0] + 1.6 * radius * math.cos(angle), centre[1] + radius * math.sin(angle)
        shapes.append(Box(x - 55, y - 18, 110, 36, lines, strong=index == 0))
    plan, do, check, act = shapes
    arrows = (
        arrow(plan.right, (do.top[0], plan.right[1]), do.top),
        arrow(do.bottom, (do.bottom[0], check.right[1]), check.right),
        arrow(check.left, (act.bottom[0], check.left[1]), act.bottom),
        arrow(act.top, (act.top[0], plan.left[1]), plan.left),
    )
    middle = text(centre[0], centre[1] + 4, "顾客需求 → 顾客满意", size=11)
    return svg(WIDTH, 216, "PDCA 循环", *map(box, shapes), *arrows, middle)


def integrated_system(_snapshot: Snapshot) -> Markup:
    """Return how inputs become outputs in a process that is measured and improved."""
    names = (("输入", "需求与资源"), ("活动", "按准则运行"), ("输出", "服务与记录"))
    row = [Box(30 + index * 145, 62, 110, 40, lines) for index, lines in enumerate(names)]
    above = Box(175, 4, 110, 34, ("准则", "手册与作业文件"), strong=True)
    below = Box(175, 128, 110, 34, ("监视和测量", "指标、检查、审核"))
    better = Box(320, 128, 110, 34, ("改进", "纠正措施"))
    links = (
        arrow(row[0].right, row[1].left),
        arrow(row[1].right, row[2].left),
        arrow(above.bottom, row[1].top),
        arrow(row[1].bottom, below.top),
        arrow(below.right, better.left),
        arrow(better.top, row[2].bottom),
    )
    return svg(WIDTH, 170, "一体化管理体系模式", *map(box, (*row, above, below, better)), *links)


def document_control(_snapshot: Snapshot) -> Markup:
    """Return the life of a release of the manual."""
    return _snake(
        "手册控制流程",
        (
            ("提出更改", "文件更改申请单"),
            ("编制", "售后服务部"),
            ("审核", "分管副总经理"),
            ("批准", "总经理"),
            ("发布", "版本与生效日期"),
            ("发放或换页", "登记、盖受控章"),
            ("签收", "换页回执"),
            ("收回销毁", "旧页，两人"),
            ("年度评审", "手册评审记录"),
        ),
    )


def repair_flow(_snapshot: Snapshot) -> Markup:
    """Return the six steps of a repair, in the words of the form itself."""
    names = ("reception", "confirmation", "repair", "inspection", "handover", "followup")
    notes = ("登记报修", "客户先签字", "按指导书", "由他人检查", "客户再签字", "电话回访")
    steps = [(_label(RepairOrder, name), note) for name, note in zip(names, notes, strict=True)]
    return _snake("维修服务流程", steps)


def complaint_flow(snapshot: Snapshot) -> Markup:
    """Return the path of a complaint with its two clocks, in the words of the form."""
    limits = snapshot.settings.limits
    steps = (
        (_label(Complaint, "received_at"), "登记编号"),
        (_label(Complaint, "acknowledged_at"), "当场告知"),
        (_label(Complaint, "grade"), "安全、批量、媒体、普通"),
        (_label(Complaint, "cause"), "按程度调查"),
        (_label(Complaint, "replied_at"), f"不超过 {limits.reply_hours} 小时"),
        (_label(Complaint, "handled_at"), f"不超过 {limits.handle_hours} 小时"),
        (_label(Complaint, "result"), "满意或接受"),
        (_label(Complaint, "callback_at"), "回访"),
        (_label(Complaint, "closed_at"), "严重的转纠正措施"),
    )
    return _snake("客户投诉处理流程", steps)


def _label(model: type[RepairOrder | Complaint], name: str) -> str:
    marks = (mark for mark in model.model_fields[name].metadata if isinstance(mark, Label))
    found = next(marks, None)
    return found.zh if found else name


def _snake(title: str, steps: Sequence[tuple[str, str]]) -> Markup:
    """Lay steps out in rows of three, left to right, each row under the one before."""
    shapes = [
        Box(10 + index % 3 * 152, 6 + index // 3 * 62, 124, 38, lines, strong=index == 0)
        for index, lines in enumerate(steps)
    ]
    links: list[Markup] = []
    for before, after in itertools.pairwise(shapes):
        if before.y == after.y:
            links.append(arrow(before.right, after.left))
        else:
            low = before.bottom[1] + 12
            turn = ((before.bottom[0], low), (after.top[0], low))
            links.append(arrow(before.bottom, *turn, after.top))
    rows = -(-len(shapes) // 3)
    return svg(WIDTH, rows * 62, title, *map(box, shapes), *links)
