"""The records: an overview by clause, and a table for each kind."""

from collections import defaultdict
from collections.abc import Sequence

from qms.model.kinds import clause_order
from qms.model.kinds.record import Evidence, Label, Record
from qms.model.personal import label
from qms.publish.site_pages import Page, Site, matrix
from qms.publish.site_pages.chapters import clause_title
from qms.publish.site_pages.markup import (
    clause_link,
    in_markdown,
    link,
    long_table,
    safe,
    table,
)
from qms.publish.site_pages.records import details
from qms.publish.site_pages.values import Values, file_of, has_pages, head_of, href
from qms.publish.templating import html
from qms.text import numbered

_COLUMNS = 5
Group = tuple[str, Sequence[Page]]


def groups(site: Site) -> list[Group]:
    """Return the overview, then each chapter's kinds that have records."""
    by_chapter: dict[str, list[Page]] = defaultdict(list)
    for kind, model in site.today.kinds.items():
        rows = site.today.tables.get(kind, ())
        if rows:
            chapter = model.header.clause.split(".")[0]
            by_chapter[chapter].append(_kind_page(site, kind, model, rows))
    made: list[Group] = [("", [_overview(site), *matrix.pages(site)])]
    for chapter in sorted(by_chapter, key=clause_order):
        found = next((c for c in site.in_force.chapters if c.front.chapter == chapter), None)
        title = clause_title(site, chapter, found.front.title if found else "")
        made.append((f"{chapter} {title}", by_chapter[chapter]))
    return made


def _overview(site: Site) -> Page:
    t = site.t
    rows = []
    for kind, model in site.today.kinds.items():
        records = site.today.tables.get(kind, ())
        title = site.say(model.header.title)
        dates = [row.date for row in records if isinstance(row, Evidence)]
        rows.append((
            link(title, f"{kind}.html") if records else safe(title),
            safe(model.header.form_and_version),
            clause_link(model.header.clause),
            t("登记册", "register")
            if model.header.family == "maintained"
            else t("留存记录", "retained"),
            safe(site.department(site.today.serving(model.header.owner))),
            str(len(records)),
            safe(max(dates, default="—")),
        ))
    heads = (
        t("记录", "Record"),
        t("表单", "Form"),
        t("条款", "Clause"),
        t("类别", "Family"),
        t("归口", "Owner"),
        t("份数", "Records"),
        t("最新", "Newest"),
    )
    title = t("记录总览", "All record kinds")
    return Page("evidence/index.md", title, table(heads, rows, name=title), broad=True)


def _kind_page(site: Site, kind: str, model: type[Record], rows: Sequence[Record]) -> Page:
    header, t = model.header, site.t
    names = listed_fields(model)
    heads = (t("编号", "Number"), *(head_of(site, model, name) for name in names))
    lines = [_line(site, kind, row, names) for row in _newest_first(rows)]
    title = site.say(header.title)
    owner = site.department(site.today.serving(header.owner))
    lead = html(
        "{} {} · {} {} · {} · {} {}{}\n\n",
        t("表单", "Form"),
        in_markdown(header.form_and_version),
        t("条款", "clause"),
        clause_link(header.clause),
        t(f"共 {len(rows)} 份", numbered(len(rows), "record", "records")),
        t("归口", "owner"),
        in_markdown(owner),
        _kept(site, model),
    )
    path = f"evidence/{kind}.md"
    shown, data = long_table(site, heads, lines, name=title, path=path)
    if not has_pages(site, kind):
        opened = t("选择编号查看整条记录。", "Choose a number to see the whole record.")
        box = html('<div class="qms-detail" data-details="{}" aria-live="polite"></div>', kind)
        shown = html('<p class="qms-note">{}</p>\n{}\n{}', opened, box, shown)
        data = {**data, **details(site, kind, _newest_first(rows))}
    return Page(path, title, lead + shown, broad=True, data=data)


def _kept(site: Site, model: type[Record]) -> str:
    years = model.header.retain_years
    return (
        site.t(f" · 保存 {years} 年", f" · kept {numbered(years, 'year', 'years')}")
        if years
        else ""
    )


def _newest_first(rows: Sequence[Record]) -> list[Record]:
    dated = [row for row in rows if isinstance(row, Evidence)]
    if dated:
        return [*sorted(dated, key=lambda row: (row.date, row.id), reverse=True)]
    return list(rows)


def _line(site: Site, kind: str, row: Record, names: list[str]) -> tuple[str, ...]:
    values = Values(site, row, base="")
    shown = (values.field(row, name, brief=True) for name in names)
    number = link(row.id, href(site, kind, row.id, ""))
    anchored = html('<span id="{}">{}</span>', file_of(row.id), number)
    cells = ("" if cell == "None" else cell for cell in shown)
    return (anchored if has_pages(site, kind) else number, *cells)


def listed_fields(model: type[Record]) -> list[str]:
    """Return the first telling fields of a kind: its date, its state and short plain ones."""
    names = ["date", "status"] if issubclass(model, Evidence) else []
    common = {*Evidence.model_fields, *names}
    for name, field in model.model_fields.items():
        marks = [mark for mark in field.metadata if isinstance(mark, Label)]
        plain = not any(word in repr(field.annotation) for word in ("tuple", "dict", "Sheet"))
        marked = label(model, name)
        personal = bool(marks) and (marked.personal or marked.private)
        if name not in common and plain and not personal and len(names) < _COLUMNS + 2:
            names.append(name)
    return names
