"""A record as a page: its fields in the manual's words, and what it is linked with."""

import json
from collections.abc import Iterator, Mapping, Sequence

from qms.model.kinds.record import Evidence, Record, kind_name, place_of
from qms.publish.site_pages import (
    Filled,
    Site,
)
from qms.publish.site_pages.markup import (
    badge,
    clause_link,
    link,
    safe,
)
from qms.publish.site_pages.values import (
    Values,
    file_of,
    has_pages,
    name_of,
    status_badge,
)
from qms.text import Text

CHUNK = 250
"""Records whose details load together, in a kind with too many for a page each."""


def record_pages(site: Site) -> Iterator[tuple[str, Filled]]:
    """Yield the path and page of each record of the kinds that have pages."""
    for kind, model in site.today.kinds.items():
        if not has_pages(site, kind):
            continue
        for record in site.today.index.get(kind, {}).values():
            title = f"{site.say(model.header.title)} {record.id}"
            yield f"evidence/{kind}/{file_of(record.id)}.html", Filled(title, _body(site, record))


def details(site: Site, kind: str, rows: Sequence[Record]) -> Mapping[str, str]:
    """Return the details of many records as data files, made once for both languages."""
    if site.lang != "zh":
        return {}
    files: dict[str, str] = {}
    where: dict[str, int] = {}
    for number, start in enumerate(range(0, len(rows), CHUNK)):
        bodies = {}
        for row in rows[start : start + CHUNK]:
            where[file_of(row.id)] = number
            bodies[file_of(row.id)] = _detail(site, row)
        content = json.dumps(bodies, ensure_ascii=False, separators=(",", ":"))
        files[f"evidence/data/{kind}-{number}.js"] = (
            f"Object.assign(window.qmsDetails=window.qmsDetails||{{}},{content});\n"
        )
    content = json.dumps(where, separators=(",", ":"))
    files[f"evidence/data/{kind}-where.js"] = (
        f"(window.qmsWhere=window.qmsWhere||{{}})[{json.dumps(kind)}]={content};\n"
    )
    return files


def _detail(site: Site, record: Record) -> str:
    values = Values(site, record, base="", bilingual=True)
    return f"<h2>{safe(record.id)}</h2>" + _fields(values, record) + _back(site, record, values)


def _body(site: Site, record: Record) -> str:
    model = type(record)
    kind, header = kind_name(model), model.header
    values = Values(site, record, base="../")
    clause = header.clause
    to_clause = clause_link(clause, f"{site.t('条款', 'clause')} {clause}", base="../../")
    trail = " / ".join((
        link(site.t("证据", "Evidence"), "../index.html"),
        link(site.say(header.title), f"../{kind}.html"),
        safe(record.id),
    ))
    lead = f"{to_clause} · {safe(header.form_and_version)} {status_badge(site, record)}"
    where = place_of(record).path
    source = (
        f'<p class="qms-note">{site.t("来源文件", "source file")} <code>{safe(where)}</code></p>'
    )
    named = name_of(site, record)
    called = f"<p><strong>{safe(named)}</strong></p>" if named else ""
    return (
        f'<nav class="qms-trail" aria-label="{site.t("位置", "breadcrumb")}">{trail}</nav>'
        f"<p>{lead}</p>{called}{_state_of_findings(site, record)}"
        f"{_fields(values, record)}{_back(site, record, values)}{source}"
    )


def _fields(values: Values, record: Record) -> str:
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>{value}</td></tr>'
        for name, value in values.fields(record)
    )
    return f'<table class="qms-record"><tbody>{rows}</tbody></table>'


def _back(site: Site, record: Record, values: Values) -> str:
    """Return the records that refer to this one."""
    referring = site.connections.incoming.get((kind_name(type(record)), record.id), ())
    if not referring:
        return ""
    most = 100
    items = "".join(
        f"<li>{values.link_to(kind_name(type(each)), each.id)} "
        f"{values.word(type(each).header.title)}{_dated(each)}</li>"
        for each in referring[:most]
    )
    rest = len(referring) - most
    if rest > 0:
        more = values.word(Text(zh=f"另有 {rest} 份", en=f"and {rest} more"))
        items += f"<li>{more}</li>"
    heading = values.word(Text(zh="被引用", en="Referred to by"))
    return f"<h2>{heading}</h2><ul>{items}</ul>"


def _dated(record: Record) -> str:
    return f" {record.date}" if isinstance(record, Evidence) else ""


def _state_of_findings(site: Site, record: Record) -> str:
    """Return the open findings about this very record."""
    found = [each for each in site.report.findings if each.place.record == record.id]
    if not found:
        return ""
    items = "".join(
        f"<li>{badge(site.say(each.severity.label), 'bad')} "
        f"{link(each.code, f'../../registers/rules.html#{each.code.lower()}')} "
        f"{safe(each.say(site.lang))}</li>"
        for each in found
    )
    name = site.t("发现项", "Findings")
    listed = f"<h2>{name}</h2><ul>{items}</ul>"
    return f'<section class="qms-findings" aria-label="{name}">{listed}</section>'
