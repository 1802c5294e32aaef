"""One record: what it says, what refers to it, what became of it, closing and correcting it."""

from functools import partial

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from qms.desk.desk import Desk, url_of
from qms.desk.filling.inputs import Drawing, Input
from qms.desk.filling.taking import Trouble, taken
from qms.desk.filling.typed import Typed, typed_from
from qms.desk.filling.words import in_words
from qms.desk.pages.filling import is_filled_here, record_of
from qms.desk.pages.page import Page
from qms.desk.pages.signing import after, sign_url, unsigned_of
from qms.desk.showing import HEAD, is_filled, lines, pieces
from qms.errors import QmsError
from qms.forms.fields import Field, Shape, fields_of
from qms.model.finding import Finding
from qms.model.frozen import is_frozen, retained_until
from qms.model.kinds.ch02_manual import Role
from qms.model.kinds.record import Evidence, Record, kind_name, place_of
from qms.operations.records.attaching import Enclosure, attach, attached
from qms.operations.records.forms import print_form
from qms.operations.records.naming import numbered
from qms.operations.records.record import links_to
from qms.operations.records.story import Changed, story
from qms.operations.records.writing import close, correct
from qms.publish.due_dates import entries, parts
from qms.standing.proved import proved
from qms.text import Text

_REFERRING = 40


def _record(desk: Desk) -> Response:
    record = record_of(desk)
    data = record.model_dump(mode="json")
    referring = [each.source for each in links_to(desk.snapshot, record.id)]
    return desk.page(
        "record",
        record=record,
        kind=kind_name(type(record)),
        header=record.header,
        lines=list(lines(record, desk.hand)),
        head=list(lines(record, desk.hand, leave_out=_all_but_head(record))),
        is_evidence=isinstance(record, Evidence),
        is_frozen=is_frozen(type(record), data),
        can_fill=is_filled_here(type(record)),
        kept_until=retained_until(record.header, data),
        referring=_unique(referring),
        findings=_findings(desk, record),
        dues=_dues(desk, record),
        signed=proved(desk.snapshot, record),
        unsigned=[each for each in unsigned_of(desk) if each.record is record],
        sign_url=sign_url,
    )


def _unique(records: list[Record]) -> list[Record]:
    found = {(kind_name(type(each)), each.id): each for each in records}
    return list(found.values())[:_REFERRING]


def _all_but_head(record: Record) -> frozenset[str]:
    return frozenset(type(record).model_fields) - (HEAD - {"id", "form", "attachments"})


def _findings(desk: Desk, record: Record) -> list[Finding] | None:
    if not desk.reading.is_checked:
        return None
    return [each for each in desk.reading.report.findings if each.place.record == record.id]


def _dues(desk: Desk, record: Record) -> list[tuple[str, str, str]]:
    """Return what is to be done about a record: by which day, how far that is, and what."""
    here = place_of(record).path
    found = [
        each
        for each in desk.reading.dues
        if (each.place.path, each.place.record) == (here, record.id)
    ]
    return [parts(desk.snapshot, each, desk.lang) for each in entries(found)]


def _story(desk: Desk) -> Response:
    record = record_of(desk)
    steps = [
        (step, [(desk.say(each.label), *_told(desk, each)) for each in step.changes])
        for step in story(desk.house.root, desk.snapshot, record)
    ]
    return desk.page("story", record=record, header=record.header, steps=steps)


def _told(desk: Desk, changed: Changed) -> tuple[str, str]:
    """Return what stood at a field before, and what stands there after."""

    def said(value: object) -> str:
        if changed.field is None or not is_filled(value):
            return "" if value is None else str(value)
        return "".join(piece.text for piece in pieces(changed.field, value, desk.hand))

    return said(changed.before), said(changed.after)


def _printed(desk: Desk) -> Response:
    record = record_of(desk)
    number = f"{kind_name(type(record))}/{record.id}"
    title = desk.say(record.header.title).replace("/", "-")
    content = print_form(desk.snapshot, number)
    return desk.file(content, f"{record.id} {title}.pdf", "application/pdf")


def _close(desk: Desk) -> Response:
    record = record_of(desk)
    try:
        desk.filed(partial(close, number=numbered(record)))
    except QmsError as error:
        return desk.go(url_of(record), desk.refused(error))
    return desk.go(url_of(record), desk.done(_CLOSED, id=record.id))


_CLOSED = Text(
    zh="{id} 已关闭；以后只能更正，原值留存。",
    en="{id} is closed; from now on it is corrected, and keeps what stood there.",
)


def _correctable(record: Record) -> tuple[Field, ...]:
    """Return the fields that a correction may concern: those with one value of their own."""
    groups = {Shape.sheet, Shape.items, Shape.mapping}
    return tuple(
        each
        for each in fields_of(type(record))
        if each.shape not in groups and each.name not in {"id", "form", "status"}
    )


def _correction(desk: Desk) -> Response:
    return _correcting(desk, record_of(desk), desk.asked("field"))


def _correcting(
    desk: Desk, record: Record, name: str, *, typed: Typed | None = None,
    troubles: tuple[Trouble, ...] = (), said: str = "",
) -> Response:  # fmt: skip
    fields = _correctable(record)
    chosen = next((each for each in fields if each.name == name), None)
    shown: Input | None = None
    if chosen is not None:
        typed = typed or typed_from([chosen], record.model_dump(mode="json"), desk.hand)
        shown = Drawing(typed, desk.reading.chooser, troubles).input(chosen, chosen.name)
    return desk.page(
        "correct",
        status=422 if troubles or said else 200,
        record=record,
        header=record.header,
        fields=fields,
        chosen=chosen,
        shown=shown,
        reason=desk.given("reason"),
        refusal=said,
    )


def _corrected(desk: Desk) -> Response:
    record = record_of(desk)
    name = desk.given("field")
    chosen = next((each for each in _correctable(record) if each.name == name), None)
    if chosen is None:
        return _correcting(desk, record, "")
    typed = Typed.posted(desk.form)
    read = taken([chosen], typed, desk.reading.office, desk.reading.chooser)
    reason = desk.given("reason")
    troubles = list(read.troubles)
    if not reason:
        troubles.append(Trouble("", Text(zh="写明更正原因", en="Say why it is corrected")))
    if not troubles:
        try:
            pair = f"{name}={read.data.get(name, '')}"
            desk.filed(
                partial(correct, number=numbered(record), pair=pair, reason=reason, by=desk.by)
            )
        except QmsError as error:
            said = in_words(desk.in_office_words(error), type(record), desk.lang)
            return _correcting(desk, record, name, typed=typed, said=said)
        href = after(desk, Role.corrected, record, url_of(record))
        return desk.go(href, desk.done(_CORRECTED, id=record.id))
    said = "" if reason else desk.t("写明更正原因。", "Say why it is corrected.")
    return _correcting(desk, record, name, typed=typed, troubles=tuple(troubles), said=said)


_CORRECTED = Text(
    zh="{id} 已更正，原值和原因留存。", en="{id} is corrected; the old value and the reason stay."
)


def _attached(desk: Desk) -> Response:
    record = record_of(desk)
    if not isinstance(record, Evidence):
        raise HTTPException(404)
    found = attached(desk.house.root, desk.snapshot, record, desk.request.path_params["index"])
    return desk.file(found.content, found.name, "application/octet-stream")


def _attach(desk: Desk) -> Response:
    record = record_of(desk)
    files = tuple(
        Enclosure(each.filename or "", each.file.read())
        for each in desk.form.getlist("file")
        if isinstance(each, UploadFile) and each.filename
    )
    if not files:
        return desk.go(url_of(record), desk.refused(_NO_FILE))
    try:
        kind = kind_name(type(record))
        desk.filed(partial(attach, kind=kind, number=record.id, files=files))
    except QmsError as error:
        return desk.go(url_of(record), desk.refused(error))
    return desk.go(url_of(record), desk.done(_ATTACHED, count=len(files)))


_NO_FILE = QmsError(Text(zh="先选文件或拍照。", en="Choose a file or take a photo first."))
_ATTACHED = Text(zh="已附 {count} 个文件。", en="Attached {count:file|files}.")


PAGES = (
    Page("/attachment/{kind}/{index:int}/{number:path}", _attached),
    Page("/attach/{kind}/{number:path}", _attach, "POST"),
    Page("/record/{kind}/{number:path}", _record),
    Page("/story/{kind}/{number:path}", _story),
    Page("/print/{kind}/{number:path}", _printed),
    Page("/close/{kind}/{number:path}", _close, "POST"),
    Page("/correct/{kind}/{number:path}", _correction),
    Page("/correct/{kind}/{number:path}", _corrected, "POST"),
)
