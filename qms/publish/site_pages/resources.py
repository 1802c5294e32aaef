"""Registers of resources: instruments with calibration state, training, forms (chapter 7)."""

import datetime as dt

from qms.model.kinds.ch07_competence import Training, TrainingPlan
from qms.model.kinds.ch07_documents import Form
from qms.model.kinds.ch07_resources import Instrument, UseState
from qms.publish.site_pages import Page, Site
from qms.publish.site_pages.markup import badge, heading, link, long_table, paragraph, safe, table
from qms.publish.site_pages.values import href
from qms.publish.templating import Markup, joined
from qms.text import numbered

EVIDENCE = "../evidence/"
_SOON = dt.timedelta(days=30)


def pages(site: Site) -> list[Page]:
    """Return the registers of resources."""
    return [_instruments(site), _training(site), _forms(site)]


def _calibration(site: Site, instrument: Instrument) -> str:
    t = site.t
    if instrument.state is not UseState.in_use:
        return badge(site.say(instrument.state.label), "plain")
    left = (instrument.due - site.today.as_of).days
    if left < 0:
        return badge(t(f"已过期 {-left} 天", f"overdue by {numbered(-left, 'day', 'days')}"), "bad")
    if left <= _SOON.days:
        return badge(t(f"{left} 天后到期", f"due in {numbered(left, 'day', 'days')}"), "warn")
    return badge(t("有效期内", "calibrated"), "good")


def _instruments(site: Site) -> Page:
    t = site.t
    rows = [
        (
            link(each.id, href(site, "instrument", each.id, EVIDENCE)),
            safe(each.name),
            safe(each.model),
            safe(site.department(each.department)),
            safe(each.last_calibrated),
            safe(each.due),
            _calibration(site, each),
            safe(each.certificate),
        )
        for each in site.today.all(Instrument)
    ]
    heads = (
        t("编号", "Number"),
        t("名称", "Name"),
        t("型号", "Model"),
        t("使用部门", "Used by"),
        t("上次检定", "Last calibrated"),
        t("下次检定", "Next due"),
        t("状态", "State"),
        t("证书号", "Certificate"),
    )
    title, path = t("测量设备", "Instruments"), "registers/instruments.md"
    shown, data = long_table(site, heads, rows, name=title, path=path)
    return Page(path, title, shown, broad=True, data=data)


def _training(site: Site) -> Page:
    t, today = site.t, site.today.as_of
    held = {each.plan_item: each for each in site.today.all(Training)}
    title = t("培训", "Training")
    heads = (
        t("计划项", "Item"),
        t("月份", "Month"),
        t("主题", "Topic"),
        t("组织", "Organiser"),
        t("状态", "State"),
        t("记录", "Record"),
        t("实到/应到", "Attended"),
    )
    parts: list[Markup] = []
    for plan in sorted(site.today.all(TrainingPlan), key=lambda each: -each.year):
        rows = []
        for each in plan.planned:
            done = held.get(each.item)
            late = done is None and each.month < f"{today:%Y-%m}"
            state = badge(t("已举办", "held"), "good")
            if done is None:
                state = badge(t("逾期未办", "not held") if late else t("计划中", "planned"), "bad" if late else "plain")  # fmt: skip  # noqa: E501
            rows.append((
                safe(each.item),
                safe(each.month),
                safe(each.topic),
                safe(site.department(each.organiser)),
                state,
                link(done.id, href(site, "training", done.id, EVIDENCE)) if done else "—",
                f"{done.attended}/{done.expected}" if done else "—",
            ))
        to_plan = link(plan.id, href(site, "training-plan", plan.id, EVIDENCE))
        parts += [heading(2, str(plan.year)), paragraph(to_plan)]
        parts.append(table(heads, rows, name=f"{title} {plan.year}"))
    content = joined(parts) or paragraph(t("尚无培训计划。", "No training plan yet."))
    return Page("registers/training.md", title, content)


def _forms(site: Site) -> Page:
    t = site.t
    listed = {each.kind: each for each in site.today.all(Form)}
    rows = []
    for kind, model in site.today.kinds.items():
        header = model.header
        form = listed.get(kind)
        title = site.say(header.title)
        has_records = bool(site.today.tables.get(kind))
        rows.append((
            safe(header.form),
            link(title, f"{EVIDENCE}{kind}.html") if has_records else safe(title),
            safe(form.version if form else header.version),
            link(
                header.clause,
                f"../manual/{header.clause.split('.')[0]}.html#clause-{header.clause}",
            ),
            safe(site.department(form.owner if form else site.today.serving(header.owner))),
            safe(header.retain_years or "—"),
            badge(t("在清单中", "listed"), "good")
            if form
            else badge(t("未列入", "not listed"), "plain"),
        ))
    heads = (
        t("表单编号", "Form"),
        t("名称", "Name"),
        t("版本", "Version"),
        t("条款", "Clause"),
        t("归口", "Owner"),
        t("保存年限", "Years kept"),
        t("记录清单", "Register of forms"),
    )
    title, path = t("表单", "Forms"), "registers/forms.md"
    shown, data = long_table(site, heads, rows, name=title, path=path)
    return Page(path, title, shown, broad=True, data=data)
