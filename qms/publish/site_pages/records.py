"""A record as a page: its fields in the manual's words, and what it is linked with."""

import json
from collections.abc import Iterator, Mapping, Sequence

from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.kinds.record import Record, kind_name, place_of
from qms.publish.site_pages import Filled, Site
from qms.publish.site_pages.fields import all_fields
from qms.publish.site_pages.figure_pages import counted_in, figure_section
from qms.publish.site_pages.markup import SEVERITIES, badge, clause_link, link, safe
from qms.publish.site_pages.particulars import particulars
from qms.publish.site_pages.related import related
from qms.publish.site_pages.rule_pages import rule_link
from qms.publish.site_pages.timelines import state_of_clocks, timeline
from qms.publish.site_pages.values import Values, file_of, has_pages, status_badge, title_of
from qms.publish.templating import Markup, filled, html, joined
from qms.standing.proved import HEADING, proved
from qms.text import numbered

CHUNK = 250
"""Records whose details load together, in a kind with too many for a page each."""


def record_pages(site: Site) -> Iterator[tuple[str, Filled]]:
    """Yield the path and page of each record of the kinds that have pages."""
    for kind in site.today.kinds:
        if not has_pages(site, kind):
            continue
        for record in site.today.index.get(kind, {}).values():
            path = f"evidence/{kind}/{file_of(record.id)}.html"
            yield path, Filled(title_of(site, record), _body(site, record))


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


def _detail(site: Site, record: Record) -> Markup:
    values = Values(site, record, base="", bilingual=True)
    head = html("<h2>{}</h2>", record.id)
    return (
        head
        + all_fields(values, record, [*_signed(site, values, record)])
        + related(site, record, values)
    )


def _body(site: Site, record: Record) -> Markup:
    model = type(record)
    kind, header = kind_name(model), model.header
    values = Values(site, record, base="../")
    clause = header.clause
    return filled(
        "publish/site_pages/templates/record.html",
        breadcrumb=site.t("位置", "breadcrumb"),
        trail=(
            link(site.t("证据", "Evidence"), "../index.html"),
            link(site.say(header.title), f"../{kind}.html"),
            record.id,
        ),
        to_clause=clause_link(clause, f"{site.t('条款', 'clause')} {clause}", base="../../"),
        form=header.form_and_version,
        badge=status_badge(site, record),
        clocks=state_of_clocks(site, record) + _deadlines(site, record),
        findings=_state_of_findings(site, record),
        steps=timeline(site, record),
        figure=figure_section(site, record)
        if isinstance(record, Kpi)
        else particulars(record, site),
        all_fields=site.t("全部内容", "Everything on file"),
        fields=all_fields(values, record, [*_signed(site, values, record)]),
        counted=counted_in(site, record),
        back=related(site, record, values),
        source_word=site.t("来源文件", "source file"),
        source=place_of(record).path,
    )


def _deadlines(site: Site, record: Record) -> Markup:
    """Return what is still due of a record, and whether its day has passed."""
    place = place_of(record)
    parts = []
    for due in site.deadlines.get((place.path, record.id), ()):
        days = (site.today.as_of - due.day).days
        late = (
            site.t(f"，逾期 {days} 天", f", {numbered(days, 'day', 'days')} late")
            if days > 0
            else ""
        )
        words = f"{site.say(due.duty)} {due.day}{late}"
        parts.append(badge(words, "bad" if days > 0 else "plain"))
    return joined([Markup(" ") + each for each in parts])


def _signed(site: Site, values: Values, record: Record) -> Iterator[tuple[Markup, Markup]]:
    """Yield whether who decided signed it; a name that is only typed says so."""
    how = proved(site.today, record)
    if how is not None:
        yield values.word(HEADING), values.word(how)


def _state_of_findings(site: Site, record: Record) -> Markup:
    """Return the open findings about this very record."""
    found = site.findings.get(record.id, ())
    if not found:
        return Markup("")
    items = joined(
        html(
            "<li>{} {} {}</li>",
            badge(site.say(each.severity.label), SEVERITIES[each.severity]),
            rule_link(site, each.code, "../../registers/"),
            safe(each.say(site.lang)),
        )
        for each in found
    )
    name = site.t("发现项", "Findings")
    form = '<section class="qms-findings" aria-label="{}"><h2>{}</h2><ul>{}</ul></section>'
    return html(form, name, name, items)
