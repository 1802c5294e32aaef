"""The issue log: every release, every copy with its events, and what is outstanding (2.2.2).

Days stay days and numbers numbers until they are written, so that a workbook can sort and filter.
"""

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from qms.model.kinds.ch02_copies import AmendmentNotice, CopyEvent, CopyReplacement
from qms.model.kinds.ch02_manual import ChangeRequest, release_name
from qms.model.kinds.ch05_leadership import Department
from qms.model.snapshot import Snapshot
from qms.publish.issue_log.register import Sheet, register
from qms.publish.plain_text import cell
from qms.publish.templating import Markup, filled, html, trusted
from qms.standing.copies import ControlledCopy, Event, answer_to, copies_on, events_of
from qms.standing.proved import proved
from qms.text import Lang, Text, listed

if TYPE_CHECKING:
    from qms.model.kinds.record import Record


def sheets(snapshot: Snapshot, lang: Lang, *, in_office: bool = False) -> tuple[Sheet, ...]:
    """Return the log as tables; who signed, and room to sign, only in the office."""
    copies = tuple(copies_on(events_of(snapshot), snapshot.as_of).values())
    departments = {each.id: each for each in snapshot.all(Department)}

    def holder(copy: ControlledCopy) -> str:
        department = departments.get(copy.holder.department or "")
        if department is None:
            return copy.holder.organisation or copy.holder.department or "—"
        return department.name if lang == "zh" else department.name_en

    return (
        _releases(snapshot, lang),
        register(
            snapshot,
            sorted(copies, key=lambda each: each.number),
            holder,
            lang,
            in_office=in_office,
        ),
        _packages(copies, lang),
        _events(snapshot, copies, lang),
    )


def _releases(snapshot: Snapshot, lang: Lang) -> Sheet:
    return Sheet(
        Text(zh="手册版本", en="Releases"),
        (
            Text(zh="版本", en="Release"),
            Text(zh="生效日期", en="Effective"),
            Text(zh="原因", en="Reason"),
            Text(zh="更改申请", en="Change requests"),
        ),
        tuple(
            (
                each.name,
                each.effective,
                each.reason,
                ", ".join(_asked(snapshot, number, lang) for number in each.changes) or "—",
            )
            for each in snapshot.releases
        ),
    )


def _asked(snapshot: Snapshot, number: str, lang: Lang) -> str:
    """Return a request, and how far it is proved that it was reviewed and approved."""
    request = snapshot.find(ChangeRequest, number)
    how = proved(snapshot, request) if request is not None else None
    return f"{number} ({how.say(lang)})" if how is not None else number


def _packages(copies: Sequence[ControlledCopy], lang: Lang) -> Sheet:
    """Return every change package: sent when, acknowledged when, leaves out and back."""
    return Sheet(
        Text(zh="换页", en="Change packages"),
        (
            Text(zh="分发号", en="Copy"),
            Text(zh="换页通知", en="Notice"),
            Text(zh="换页", en="Amendment"),
            Text(zh="发出日期", en="Sent"),
            Text(zh="发出页张", en="Leaves sent"),
            Text(zh="应收回", en="To come back"),
            Text(zh="回执日期", en="Acknowledged"),
            Text(zh="实收回", en="Came back"),
        ),
        tuple(
            (
                copy.number,
                notice.id,
                " → ".join(map(release_name, (notice.from_release, notice.release))),
                notice.date,
                notice.leaves_sent,
                notice.leaves_recalled,
                answer.date if answer else _OPEN.say(lang),
                answer.leaves_returned if answer and answer.leaves_returned is not None else "—",
            )
            for copy in sorted(copies, key=lambda each: each.number)
            for notice in copy.sent
            for answer in (answer_to(copy, notice),)
        ),
    )


_OPEN = Text(zh="未回", en="outstanding")


def _events(snapshot: Snapshot, copies: Sequence[ControlledCopy], lang: Lang) -> Sheet:
    return Sheet(
        Text(zh="分发事件", en="Events"),
        (
            Text(zh="分发号", en="Copy"),
            Text(zh="日期", en="Date"),
            Text(zh="记录", en="Record"),
            Text(zh="事项", en="Event"),
            Text(zh="经办人", en="By"),
        ),
        tuple(
            (
                copy.number,
                event.date,
                event.id,
                _what(event, lang),
                snapshot.named(event.filled_by).say(lang),
            )
            for copy in sorted(copies, key=lambda each: each.number)
            for event in copy.events
        ),
    )


def _what(event: Event, lang: Lang) -> str:
    return event_words(event).say(lang)


def event_words(event: Event) -> Text:
    """Return in a few words what an event is."""
    if isinstance(event, CopyEvent):
        release = release_name(event.release)
        return Text(
            zh=f"{event.action.label.zh} {release}", en=f"{event.action.label.en} {release}"
        )
    if isinstance(event, AmendmentNotice):
        title, release = event.header.title, release_name(event.release)
        return Text(zh=f"{title.zh} {release}", en=f"{title.en} {release}")
    if isinstance(event, CopyReplacement) and event.new_number:
        reason = event.replacement.label
        return Text(
            zh=f"{reason.zh}，补发 {event.new_number}", en=f"{reason.en}, {event.new_number} issued"
        )
    if isinstance(event, CopyReplacement) and event.pages:
        pages = listed(event.pages)
        return Text(zh=f"补印 {pages.zh} 页", en=f"pages printed again: {pages.en}")
    header: Record = event
    return header.header.title


def as_html(snapshot: Snapshot, lang: Lang, *, in_office: bool = False) -> bytes:
    """Return the log as one HTML page that needs nothing else."""
    title, tables = _title(snapshot, lang), _tables(snapshot, lang, in_office=in_office)
    page = "publish/issue_log/templates/log.html"
    return filled(page, lang=lang, title=title, tables=tables).encode()


def _tables(snapshot: Snapshot, lang: Lang, *, in_office: bool) -> Markup:
    form = "publish/issue_log/templates/tables.html"
    return filled(form, lang=lang, sheets=sheets(snapshot, lang, in_office=in_office))


def _title(snapshot: Snapshot, lang: Lang) -> str:
    settings = snapshot.settings
    company = settings.company.get("name_en" if lang == "en" else "name", "")
    said = _TITLE.say(lang, number=settings.manual.number, day=snapshot.as_of.isoformat())
    return f"{company}　{said}".strip()


_TITLE = Text(zh="{number} 手册发放台账（截至 {day}）", en="Issue log of {number} as of {day}")


def as_csv(snapshot: Snapshot, lang: Lang, *, in_office: bool = False) -> bytes:
    """Return the log as CSV that Excel opens with Chinese intact."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for sheet in sheets(snapshot, lang, in_office=in_office):
        writer.writerow([sheet.title.say(lang)])
        writer.writerow([head.say(lang) for head in sheet.heads])
        writer.writerows([cell(str(each)) for each in row] for row in sheet.rows)
        writer.writerow([])
    return stream.getvalue().encode("utf-8-sig")


def as_xlsx(snapshot: Snapshot, lang: Lang, *, in_office: bool = False) -> bytes:
    """Return the log as a workbook, a sheet a table; the same bytes every time."""
    from qms.publish.workbook import Table, workbook

    return workbook(
        [
            Table(
                sheet.title.say(lang),
                tuple(head.say(lang) for head in sheet.heads),
                sheet.rows,
                title=_title(snapshot, lang),
            )
            for sheet in sheets(snapshot, lang, in_office=in_office)
        ],
        day=snapshot.as_of,
    )


def as_pdf(snapshot: Snapshot, lang: Lang, *, in_office: bool = False) -> bytes:
    """Return the log as PDF, set like the manual."""
    from qms.publish.book.weasy import printed

    title = _title(snapshot, lang)
    body = html(
        '<div class="log"><h1>{}</h1>{}</div>', title, _tables(snapshot, lang, in_office=in_office)
    )
    body = html("<style>{}</style>{}", trusted("@page { size: A4 landscape }"), body)
    return printed(body, title=title, day=snapshot.as_of)


class Writer(Protocol):
    """Writes the log in one format."""

    def __call__(self, snapshot: Snapshot, lang: Lang, *, in_office: bool = False) -> bytes:
        """Return the log; who signed, and room to sign, only in the office."""


FORMATS: dict[str, Writer] = {
    "html": as_html,
    "pdf": as_pdf,
    "xlsx": as_xlsx,
    "csv": as_csv,
}
