"""A table for each record kind and a page for each record, with links both ways."""

from collections import defaultdict
from enum import Enum

from pydantic import BaseModel

from qms.model.kinds import kinds
from qms.model.kinds.record import Choice, Evidence, Label, Record, Status, kind_name
from qms.model.kinds.references import kind_referred_to, references_of
from qms.publish.pages import Site
from qms.publish.pages.markup import Page, front, link, safe, table

_WITH_PAGES = 2000
_MASK = "•••"
_COLUMNS = 4


def pages(site: Site) -> list[Page]:
    """Return the overview, each kind's table, and each record's page."""
    used = {kind: rows for kind, rows in site.evidence.tables.items() if rows}
    overview = table(
        ("记录", "表单", "条款", "类别", "份数"),
        (
            (
                link(model.header.title.zh, f"{kind}.html") if kind in used
                else safe(model.header.title.zh),
                safe(model.header.form_and_version),
                safe(model.header.clause),
                "登记册" if model.header.family == "maintained" else "留存记录",
                str(len(used.get(kind, ()))),
            )
            for kind, model in kinds().items()
        ),
        name="记录种类",
    )  # fmt: skip
    made: list[Page] = [("记录总览", "evidence/index.md", front("记录总览") + overview)]
    incoming = _incoming(site)
    total = sum(len(rows) for rows in used.values())
    for kind, model in kinds().items():
        rows = used.get(kind, ())
        if rows:
            made.append(_kind_page(site, kind, model, rows, linked=total <= _WITH_PAGES))
        if rows and total <= _WITH_PAGES:
            made += [_record_page(site, record, incoming) for record in rows]
    return made


def _kind_page(
    site: Site, kind: str, model: type[Record], rows: tuple[Record, ...], *, linked: bool
) -> Page:
    header = model.header
    names = _listed_fields(model)
    heads = ("编号", *(_label(model, name).zh for name in names))
    lines = [
        (
            link(row.id, f"{kind}/{_file(row.id)}.html") if linked else safe(row.id),
            *(_value(site, model, name, getattr(row, name), brief=True) for name in names),
        )
        for row in rows
    ]
    title = header.title.zh
    lead = f"表单 {header.form_and_version}，条款 {header.clause}，共 {len(rows)} 份。\n\n"
    content = front(title) + lead + table(heads, lines, name=title)
    return title, f"evidence/{kind}.md", content


def _listed_fields(model: type[Record]) -> list[str]:
    """Return the first telling fields of a kind: its date, its state and short plain ones."""
    names = ["date", "status"] if issubclass(model, Evidence) else []
    common = set(Evidence.model_fields) | set(names)
    for name, field in model.model_fields.items():
        plain = "Sheet" not in repr(field.annotation) and "tuple" not in repr(field.annotation)
        if name not in common and plain and len(names) < _COLUMNS + 2:
            names.append(name)
    return names


def _record_page(site: Site, record: Record, incoming: dict[tuple[str, str], list[Record]]) -> Page:
    model = type(record)
    kind = kind_name(model)
    title = f"{model.header.title.zh} {record.id}"
    rows = "".join(
        f"<tr><th scope='row'>{safe(_label(model, name).zh)}</th>"
        f"<td>{_value(site, model, name, getattr(record, name))}</td></tr>"
        for name in model.model_fields
        if _is_filled(getattr(record, name))
    )
    referring = incoming.get((kind, record.id), [])
    back = "".join(
        f"<li>{_link_to(kind_name(type(each)), each.id, type(each).header.title.zh)}</li>"
        for each in referring
    )
    below = f"\n## 被引用\n\n<ul>{back}</ul>\n" if back else ""
    clause = model.header.clause
    to_clause = link(clause, f"../../manual/{clause.split('.')[0]}.html#clause-{clause}")
    to_kind = link(model.header.title.zh, f"../{kind}.html")
    lead = f"条款 {to_clause} · {to_kind}\n\n"
    body = f'<table class="qms-record"><tbody>{rows}</tbody></table>\n'
    content = front(title, search=False) + lead + body + below
    return "", f"evidence/{kind}/{_file(record.id)}.md", content


def _incoming(site: Site) -> dict[tuple[str, str], list[Record]]:
    """Return for each record those that refer to it."""
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in site.evidence.records:
        for _keys, target, value in references_of(record):
            holders = found[target, value]
            if not holders or holders[-1] is not record:
                holders.append(record)
    return found


def _file(record_id: str) -> str:
    return record_id.replace("/", "-")


def _label(model: type[BaseModel], name: str) -> Label:
    marks = (mark for mark in model.model_fields[name].metadata if isinstance(mark, Label))
    return next(marks, Label(name, name))


def _is_filled(value: object) -> bool:
    return value not in (None, "", (), {})


def _value(
    site: Site, model: type[BaseModel], name: str, value: object, *, brief: bool = False
) -> str:
    """Return a field's value for people: words for choices, links for references, masks."""
    if _label(model, name).personal and site.evidence.settings.privacy != "full":
        return "" if site.evidence.settings.privacy == "none" else _MASK
    target = kind_referred_to(model, name)
    if target and isinstance(value, str) and not brief:
        return _reference(site, target, value)
    if isinstance(value, tuple):
        shown = [_value_of(site, each, target) for each in value]
        return f"{len(shown)} 项" if brief else "<br>".join(shown)
    return _value_of(site, value, None)


def _value_of(site: Site, value: object, target: str | None) -> str:
    if isinstance(value, BaseModel):
        lines = "".join(
            f"<dt>{safe(_label(type(value), name).zh)}</dt>"
            f"<dd>{_value(site, type(value), name, getattr(value, name))}</dd>"
            for name in type(value).model_fields
            if _is_filled(getattr(value, name))
        )
        return f"<dl class='qms-sheet'>{lines}</dl>"
    if target and isinstance(value, str):
        return _reference(site, target, value)
    if isinstance(value, Choice):
        css = f" class='qms-{value.value}'" if isinstance(value, Status) else ""
        return f"<span{css}>{safe(value.zh)}</span>"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "<br>".join(f"{safe(key)}：{safe(each)}" for key, each in value.items())
    return safe(value.value if isinstance(value, Enum) else value)


def _reference(site: Site, target: str, record_id: str) -> str:
    record = site.evidence.index.get(target, {}).get(record_id)
    if record is None:
        return safe(record_id)
    name = getattr(record, "name", "") or getattr(record, "title", "")
    return _link_to(target, record_id, str(name))


def _link_to(kind: str, record_id: str, words: str) -> str:
    return link(f"{record_id} {words}".strip(), f"../{kind}/{_file(record_id)}.html")
