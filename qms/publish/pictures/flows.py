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
from qms.text import Lang, Text

WIDTH = 460.0


_STAGES = (
    (Text(zh="P 策划", en="P: plan"), Text(zh="第 4 至 7 章", en="Chapters 4 to 7")),
    (Text(zh="D 实施", en="D: do"), Text(zh="第 8 章", en="Chapter 8")),
    (Text(zh="C 检查", en="C: check"), Text(zh="第 9 章", en="Chapter 9")),
    (Text(zh="A 改进", en="A: improve"), Text(zh="第 10 章", en="Chapter 10")),
)
_CUSTOMER = Text(zh="顾客需求 → 顾客满意", en="customer needs → satisfaction")
_MODEL = Text(zh="一体化管理体系模式", en="Model of the integrated management system")
_HEART = (
    (Text(zh="输入", en="Inputs"), Text(zh="需求与资源", en="needs, resources")),
    (Text(zh="活动", en="Activities"), Text(zh="按准则运行", en="run to criteria")),
    (Text(zh="输出", en="Outputs"), Text(zh="服务与记录", en="service, records")),
)
_AROUND = (
    (Text(zh="准则", en="Criteria"), Text(zh="手册与作业文件", en="manual, instructions")),
    (
        Text(zh="监视和测量", en="Monitoring"),
        Text(zh="指标、检查、审核", en="figures, checks, audits"),
    ),
    (Text(zh="改进", en="Improvement"), Text(zh="纠正措施", en="corrective action")),
)
_CONTROL = (
    (Text(zh="提出更改", en="Change proposed"), Text(zh="文件更改申请单", en="change request")),
    (Text(zh="编制", en="Preparation"), Text(zh="售后服务部", en="after-sales department")),
    (Text(zh="审核", en="Review"), Text(zh="分管副总经理", en="deputy general manager")),
    (Text(zh="批准", en="Approval"), Text(zh="总经理", en="general manager")),
    (Text(zh="发布", en="Release"), Text(zh="版本与生效日期", en="number, effective date")),
    (
        Text(zh="发放或换页", en="Issue or exchange"),
        Text(zh="登记、盖受控章", en="registered, stamped"),
    ),
    (Text(zh="签收", en="Receipt"), Text(zh="换页回执", en="of copy or leaves")),
    (Text(zh="收回销毁", en="Destruction"), Text(zh="旧页，两人", en="old leaves, two people")),
    (Text(zh="年度评审", en="Yearly review"), Text(zh="手册评审记录", en="review of the manual")),
)
_REPAIR = (
    ("reception", Text(zh="登记报修", en="request registered")),
    ("confirmation", Text(zh="客户先签字", en="customer signs first")),
    ("repair", Text(zh="按指导书", en="by work instruction")),
    ("inspection", Text(zh="由他人检查", en="by somebody else")),
    ("handover", Text(zh="客户再签字", en="customer signs again")),
    ("followup", Text(zh="电话回访", en="by telephone")),
)
_COMPLAINT = (
    ("received_at", Text(zh="登记编号", en="registered, numbered")),
    ("acknowledged_at", Text(zh="当场告知", en="told at once")),
    ("grade", Text(zh="安全、批量、媒体、一般", en="safety, batch, media, ordinary")),
    ("cause", Text(zh="按程度调查", en="investigated by gravity")),
    ("replied_at", Text(zh="不超过 {reply} 小时", en="within {reply} hours")),
    ("handled_at", Text(zh="不超过 {handle} 小时", en="within {handle} hours")),
    ("result", Text(zh="满意或接受", en="satisfied or accepted")),
    ("callback_at", Text(zh="回访", en="follow-up")),
    ("closed_at", Text(zh="严重的转纠正措施", en="serious: corrective action")),
)
_Line = tuple[Text, Text]


def pdca(_snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return the PDCA cycle over the chapters of the manual."""
    centre, radius = (WIDTH / 2, 110.0), 82.0
    shapes: list[Box] = []
    for index, stage in enumerate(_STAGES):
        angle = math.pi / 2 * index - math.pi / 2
        x, y = centre[0] + 1.6 * radius * math.cos(angle), centre[1] + radius * math.sin(angle)
        shapes.append(Box(x - 55, y - 18, 110, 36, _said(stage, lang), strong=index == 0))
    plan, do, check, act = shapes
    arrows = (
        arrow(plan.right, (do.top[0], plan.right[1]), do.top),
        arrow(do.bottom, (do.bottom[0], check.right[1]), check.right),
        arrow(check.left, (act.bottom[0], check.left[1]), act.bottom),
        arrow(act.top, (act.top[0], plan.left[1]), plan.left),
    )
    size = 11 if lang == "zh" else 9
    middle = text(centre[0], centre[1] + 4, _CUSTOMER.say(lang), size=size)
    title = Text(zh="PDCA 循环", en="PDCA cycle").say(lang)
    return svg(WIDTH, 216, title, *map(box, shapes), *arrows, middle)


def integrated_system(_snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return how inputs become outputs in a process that is measured and improved."""
    row = [
        Box(30 + index * 145, 62, 110, 40, _said(lines, lang)) for index, lines in enumerate(_HEART)
    ]
    criteria, monitoring, improvement = (_said(each, lang) for each in _AROUND)
    above = Box(175, 4, 110, 34, criteria, strong=True)
    below = Box(175, 128, 110, 34, monitoring)
    better = Box(320, 128, 110, 34, improvement)
    links = (
        arrow(row[0].right, row[1].left),
        arrow(row[1].right, row[2].left),
        arrow(above.bottom, row[1].top),
        arrow(row[1].bottom, below.top),
        arrow(below.right, better.left),
        arrow(better.top, row[2].bottom),
    )
    return svg(WIDTH, 170, _MODEL.say(lang), *map(box, (*row, above, below, better)), *links)


def document_control(_snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return the life of a release of the manual."""
    title = Text(zh="手册控制流程", en="Control of the manual").say(lang)
    return _snake(title, [_said(each, lang) for each in _CONTROL])


def repair_flow(_snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return the six steps of a repair, in the words of the form itself."""
    steps = [(_label(RepairOrder, name, lang), note.say(lang)) for name, note in _REPAIR]
    return _snake(Text(zh="维修服务流程", en="Repair process").say(lang), steps)


def complaint_flow(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return the path of a complaint with its two limits, in the words of the form."""
    return _complaint_flow(snapshot, lang, _COMPLAINT)


def complaint_flow_formerly(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return the path of a complaint as editions set by blanks have it, with their word 普通."""
    first = {"grade": Text(zh="安全、批量、媒体、普通", en="safety, batch, media, ordinary")}
    steps = [(name, first.get(name, note)) for name, note in _COMPLAINT]
    return _complaint_flow(snapshot, lang, steps)


def _complaint_flow(snapshot: Snapshot, lang: Lang, steps_of: Sequence[tuple[str, Text]]) -> Markup:
    limits = snapshot.settings.limits
    steps = [
        (
            _label(Complaint, name, lang),
            note.say(lang, reply=limits.reply_hours, handle=limits.handle_hours),
        )
        for name, note in steps_of
    ]
    return _snake(Text(zh="客户投诉处理流程", en="Handling of complaints").say(lang), steps)


def _said(lines: _Line, lang: Lang) -> tuple[str, str]:
    return lines[0].say(lang), lines[1].say(lang)


def _label(model: type[RepairOrder | Complaint], name: str, lang: Lang) -> str:
    marks = (mark for mark in model.model_fields[name].metadata if isinstance(mark, Label))
    found = next(marks, None)
    if found is None:
        return name
    # The forms number their sections; a step of a flow bears no number.
    return found.zh if lang == "zh" else found.en.split(". ", 1)[-1]


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
