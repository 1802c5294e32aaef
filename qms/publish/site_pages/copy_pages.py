"""A page for every numbered copy: who has it, at which release, and all that happened (2.2.2)."""

from collections.abc import Iterator

from qms.model.kinds.ch02_copies import CopyEvent
from qms.model.kinds.ch02_manual import Release, release_name
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import kind_name
from qms.publish.issue_log.register import outstanding
from qms.publish.site_pages import Filled, Site
from qms.publish.site_pages.markup import badge, clause_link, link, pairs, safe, table
from qms.publish.site_pages.values import file_of, href
from qms.publish.templating import Markup, html
from qms.standing.copies import ControlledCopy, Event, copies_on, events_of

_BASE = "../../"
_EVIDENCE = "../../evidence/"


def shown(site: Site) -> list[ControlledCopy]:
    """Return the copies on the day, by number."""
    found = copies_on(events_of(site.today), site.today.as_of)
    return [found[number] for number in sorted(found)]


def title(site: Site, copy: ControlledCopy) -> str:
    """Return what a copy is called."""
    return site.t(f"分发号 {copy.number}", f"Copy {copy.number}")


def holder(site: Site, copy: ControlledCopy) -> str:
    """Return who holds a copy: a department, or an organisation outside."""
    if copy.holder.department:
        return site.department(copy.holder.department)
    return copy.holder.organisation or "—"


def copy_pages(site: Site) -> Iterator[tuple[str, Filled]]:
    """Yield the path and page of each copy."""
    for copy in shown(site):
        path = f"registers/copy/{file_of(copy.number)}.html"
        yield path, Filled(title(site, copy), _body(site, copy))


def _body(site: Site, copy: ControlledCopy) -> Markup:
    t = site.t
    owed = outstanding(copy, site.lang)
    is_out = copy.state.is_out
    rows = [
        (t("状态", "State"), badge(site.say(copy.state.label), "good" if is_out else "plain")),
        (t("受控状态", "Class"), safe(site.say(copy.copy_class.label))),
        (t("持有人", "Holder"), _holder_link(site, copy)),
        (t("保管人", "Keeper"), _keeper(site, copy)),
        (t("版本", "Release"), release_of(site, copy)),
        (t("发放日期", "Issued"), safe(copy.issued_on)),
        (t("签收日期", "Received"), safe(copy.received_on or "—")),
        (t("待办", "Outstanding"), badge(owed, "warn") if owed != "—" else safe(owed)),
        (t("条款", "Clause"), clause_link("2.2.2", base=_BASE)),
    ]
    card = pairs(rows, css="qms-head", name=title(site, copy))
    log = link(t("发放台账", "issue log"), "../log.html")
    trail = html(
        '<nav class="qms-trail" aria-label="{}">{} / {}</nav>',
        t("位置", "breadcrumb"), log, copy.number,
    )  # fmt: skip
    heads = (t("日期", "Date"), t("事项", "Event"), t("记录", "Record"))
    events = [
        (safe(each.date), safe(_what(site, each)), _event_link(site, each)) for each in copy.events
    ]
    name = t("经过", "What happened")
    return html("{}{}<h2>{}</h2>{}", trail, card, name, table(heads, events, name=name))


def _what(site: Site, event: Event) -> str:
    if isinstance(event, CopyEvent):
        return site.say(event.action.label)
    return site.say(type(event).header.title)


def _event_link(site: Site, event: Event) -> Markup:
    return link(event.id, href(site, kind_name(type(event)), event.id, _EVIDENCE))


def _holder_link(site: Site, copy: ControlledCopy) -> Markup:
    department = copy.holder.department
    words = holder(site, copy)
    if department and department in site.today.index.get("department", {}):
        return link(words, href(site, "department", department, _EVIDENCE))
    return safe(words)


def _keeper(site: Site, copy: ControlledCopy) -> Markup:
    person = site.today.find(Person, copy.holder.person or "")
    if person is None:
        return safe(copy.holder.person or "—")
    shown_ = link(f"{person.name} {person.id}", href(site, "person", person.id, _EVIDENCE))
    if person.is_employed_on(site.today.as_of):
        return shown_
    gone = site.t(f"已于 {person.left} 离职", f"left on {person.left}")
    return html("{} {}", shown_, badge(gone, "bad"))


def release_of(site: Site, copy: ControlledCopy) -> Markup:
    """Return the release that a copy is at, and what is in force where that is another."""
    name = release_name(copy.release)
    known = site.today.find(Release, copy.release)
    shown_ = link(name, href(site, "release", copy.release, _EVIDENCE)) if known else safe(name)
    if site.release is None or copy.release == site.release.id or not copy.state.is_out:
        return shown_
    behind = site.t(f"现行为 {site.release.name}", f"in force is {site.release.name}")
    return html("{} {}", shown_, badge(behind, "warn"))
