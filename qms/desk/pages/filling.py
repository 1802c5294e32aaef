"""Filling in a form: a new sheet, a copy of an earlier one, or a change to one that is open."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from qms.desk.desk import Desk, url_of
from qms.desk.filling.inputs import Drawing, Input
from qms.desk.filling.next_number import next_number
from qms.desk.filling.taking import Taken, Trouble, taken
from qms.desk.filling.typed import Typed, typed_from
from qms.desk.filling.words import in_words
from qms.desk.pages.page import Page
from qms.desk.showing import HEAD
from qms.errors import QmsError
from qms.forms.fields import Field, Shape, fields_of
from qms.forms.numbering import series_of
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Evidence, Record, kind_name
from qms.operations.records.judging import judged
from qms.operations.records.rewriting import ChangedMeanwhileError, mark_of, rewrite
from qms.operations.records.writing import new_record
from qms.standing.authority import Act
from qms.store import drafts
from qms.text import Text

_ON_HEAD = ("date", "department", "checked_by", "approved_by")
_SEALED = {
    "release": "/release", "release-candidate": "/release", "signature": "/changes",
    "copy-event": "/copies", "copy-return": "/copies", "copy-destruction": "/copies",
    "copy-replacement": "/copies", "copy-stocktake": "/copies/stocktake",
    "amendment-notice": "/copies/packages", "amendment-record": "/copies/packages",
    "study-confirmation": "/study", "reminder": "/remind",
}  # fmt: skip
"""What has a page of its own, where more than a form is to be filled in; and that page."""
_GIVE_RIGHTS = (Person, Post)


def is_filled_here(model: type[Record]) -> bool:
    """Tell whether a kind's form is filled in by hand."""
    return kind_name(model) not in _SEALED


def barred_from(desk: Desk, model: type[Record]) -> str:
    """Return why the person may not write a register that gives rights; empty if they may."""
    return desk.barred(Act.staff) if issubclass(model, _GIVE_RIGHTS) else ""


@dataclass(frozen=True)
class Form:
    """A kind's form with what is typed in it, before or after it was sent."""

    model: type[Record]
    typed: Typed
    before: Record | None = None
    mark: str = ""
    troubles: Sequence[Trouble] = ()
    theirs: Typed | None = None
    said: str = ""
    is_draft: bool = False

    @property
    def number(self) -> Field | None:
        """The number, where people choose it."""
        if self.before is not None or series_of(self.model) is not None:
            return None
        return next(each for each in fields_of(self.model) if each.name == "id")

    @property
    def body(self) -> tuple[Field, ...]:
        """The fields that are the form's own."""
        own = tuple(each for each in fields_of(self.model) if each.name not in HEAD)
        return (self.number, *own) if self.number else own

    @property
    def head(self) -> tuple[Field, ...]:
        """The fields that all forms share and that may be changed."""
        names = _ON_HEAD if issubclass(self.model, Evidence) else ()
        named = {each.name: each for each in fields_of(self.model)}
        return tuple(replace(named[each], is_required=False) for each in names)

    @property
    def address(self) -> str:
        """Where it is sent."""
        if self.before is not None:
            return url_of(self.before, "edit")
        return f"/new/{kind_name(self.model)}"


def model_of(desk: Desk) -> type[Record]:
    """Return the kind that the address names.

    Raises:
        HTTPException: There is none.

    """
    found = desk.snapshot.kinds.get(desk.request.path_params["kind"])
    if found is None:
        raise HTTPException(404)
    return found


def record_of(desk: Desk) -> Record:
    """Return the record that the address names.

    Raises:
        HTTPException: There is none.

    """
    kind, number = desk.request.path_params["kind"], desk.request.path_params["number"]
    found = desk.snapshot.index.get(kind, {}).get(number)
    if found is None:
        raise HTTPException(404)
    return found


def _new(desk: Desk) -> Response:
    model = model_of(desk)
    if not is_filled_here(model):
        return desk.go(_SEALED[kind_name(model)])
    typed = Typed()
    source = desk.snapshot.index.get(kind_name(model), {}).get(desk.asked("from"))
    if source is not None:
        own = [each for each in fields_of(model) if each.name not in HEAD]
        typed = typed_from(own, source.model_dump(mode="json"), desk.hand)
    given = {name: (value,) for name, value in desk.request.query_params.items()}
    own_names = {each.name for each in fields_of(model)}
    asked = {name: each for name, each in given.items() if name in own_names}
    typed = _with_head(desk, model, Typed({**typed.words, **asked}))
    form = Form(model, _with_first_rows(Form(model, typed).body, typed))
    return _shown(desk, form if source or asked else _from_draft(desk, form))


def _from_draft(desk: Desk, form: Form) -> Form:
    """Return a form as it was left, where somebody left it without sending it."""
    kept = drafts.kept(desk.house.root, desk.by, form.address)
    typed = Typed.from_json(kept) if kept else Typed()
    return replace(form, typed=typed, is_draft=True) if typed.words else form


def _with_first_rows(fields: Iterable[Field], typed: Typed, below: str = "") -> Typed:
    """Return the form with an empty row in each table that must have one."""
    for each in fields:
        path = f"{below}{each.name}"
        if each.shape is Shape.sheet:
            typed = _with_first_rows(each.inner, typed, f"{path}.")
        is_table = each.shape is Shape.items and each.item is not None and not each.item.options
        if is_table and each.is_required and not typed.rows(path):
            typed = typed.with_row(path)
    return typed


def _with_head(desk: Desk, model: type[Record], typed: Typed) -> Typed:
    if not issubclass(model, Evidence) or desk.person is None:
        numbers = (each.id for each in desk.snapshot.tables.get(kind_name(model), ()))
        return Typed({"id": (next_number(model, numbers),), **typed.words})
    department = desk.hand.chooser.named("department", desk.person.department).say(desk.lang)
    head = {"date": (desk.snapshot.as_of.isoformat(),), "department": (department,)}
    return Typed({**head, **typed.words})


def _edit(desk: Desk) -> Response:
    record = record_of(desk)
    if not is_filled_here(type(record)):
        return desk.go(_SEALED[kind_name(type(record))])
    form = _form_of(desk, record)
    kept = _from_draft(desk, form)
    return _shown(desk, kept if kept.typed.at(_MARK) == form.mark else form)


_MARK = "mark"  # in a draft: the record that its form was filled from


def _form_of(desk: Desk, record: Record) -> Form:
    model = type(record)
    named = [each for each in fields_of(model) if each.name not in HEAD or each.name in _ON_HEAD]
    typed = typed_from(named, record.model_dump(mode="json"), desk.hand)
    return Form(model, typed, record, mark_of(record))


def _shown(desk: Desk, form: Form, status: int = 200) -> Response:
    drawing = Drawing(form.typed, desk.reading.chooser, form.troubles, form.theirs)
    head, body = drawing.inputs(form.head), drawing.inputs(form.body)
    return desk.page(
        "form",
        status=status,
        form=form,
        head=head,
        body=body,
        troubled_head=bool(_troubled(head)) or form.theirs is not None,
        loose=[each for each in form.troubles if not each.path],
        summary=tuple(_troubled((*head, *body))),
        title=form.model.header.title,
        header=form.model.header,
        is_evidence=issubclass(form.model, Evidence),
    )


def _troubled(inputs: Sequence[Input]) -> list[tuple[Input, Trouble]]:
    found: list[tuple[Input, Trouble]] = []
    for each in inputs:
        found += [(each, trouble) for trouble in each.troubles]
        found += _troubled(each.inner)
        for row in each.rows:
            found += _troubled(row.inputs)
    return found


def _sent_new(desk: Desk) -> Response:
    model = model_of(desk)
    if not is_filled_here(model):
        return desk.go(_SEALED[kind_name(model)])
    return _sent(desk, Form(model, Typed.posted(desk.form)))


def _sent_edit(desk: Desk) -> Response:
    record = record_of(desk)
    if not is_filled_here(type(record)):
        return desk.go(_SEALED[kind_name(type(record))])
    form = Form(type(record), Typed.posted(desk.form), record, desk.given("mark"))
    return _sent(desk, form)


def _sent(desk: Desk, form: Form) -> Response:
    what, _, path = desk.given("do").partition(":")
    match what:
        case "keep":
            return _kept(desk, form)
        case "discard":
            drafts.forget(desk.house.root, desk.by, form.address)
            return desk.go(form.address)
        case "add":
            return _shown(desk, replace(form, typed=form.typed.with_row(path)))
        case "drop":
            return _shown(desk, replace(form, typed=form.typed.without(path)))
        case _:
            return _saved(desk, form, what)


def _kept(desk: Desk, form: Form) -> Response:
    """Keep what stands in the form for when it is opened again; say so in a word."""
    words = {**form.typed.words, _MARK: (form.mark,)}
    is_kept = drafts.keep(desk.house.root, desk.by, form.address, Typed(words).as_json())
    return desk.page("kept", is_kept=is_kept, at=desk.house.moment())


def _saved(desk: Desk, form: Form, what: str) -> Response:
    read = taken((*form.head, *form.body), form.typed, desk.reading.office, desk.reading.chooser)
    data = _data(desk, form, read, what)
    troubles = [*read.troubles, *_judged(form, read, data)]
    if troubles:
        return _shown(desk, replace(form, troubles=troubles), status=422)
    barred = barred_from(desk, form.model)
    if barred:
        return _shown(desk, replace(form, said=barred), status=403)
    try:
        record = _filed(desk, form, data)
    except ChangedMeanwhileError as error:
        return _compared(desk, form, error)
    except QmsError as error:
        said = in_words(desk.in_office_words(error), form.model, desk.lang)
        return _shown(desk, replace(form, said=said), status=409)
    drafts.forget(desk.house.root, desk.by, form.address)
    done = desk.done(
        _CLOSED if what == "close" else _SAVED,
        href=f"/new/{kind_name(form.model)}",
        link=Text(zh="再填一份", en="Fill in another"),
        id=record.id,
    )
    if form.before is not None and what == "save":
        done = replace(done, undo=_undoable(desk, form.before, record))
    return desk.go(url_of(record), done)


def _undoable(desk: Desk, before: Record, after: Record) -> str:
    """Note what a record was before it was changed; return where that is put back."""
    data = before.model_dump(mode="json", exclude_defaults=True) | {"id": before.id}
    desk.visit.undo = {url_of(after, "undo"): (data, mark_of(after))}
    return url_of(after, "undo")


def _undo(desk: Desk) -> Response:
    record = record_of(desk)
    found = desk.visit.undo.pop(url_of(record, "undo"), None)
    if found is None:
        raise HTTPException(404)
    data, seen = found
    try:
        desk.filed(partial(rewrite, kind=kind_name(type(record)), data=data, seen=seen))
    except QmsError as error:
        return desk.go(url_of(record), desk.refused(error))
    return desk.go(url_of(record), desk.done(_UNDONE, id=record.id))


_UNDONE = Text(zh="{id} 已恢复为修改前的内容。", en="{id} is again as it was before.")


_SAVED = Text(zh="已保存 {id}。", en="Saved {id}.")
_CLOSED = Text(zh="已保存并关闭 {id}。", en="Saved and closed {id}.")


def _data(desk: Desk, form: Form, read: Taken, what: str) -> dict[str, Any]:
    """Return the record as it is to be: what was typed, and what the form does not show."""
    shown = {each.name for each in (*form.head, *form.body)}
    kept: dict[str, Any] = {}
    if form.before is not None:
        before = form.before.model_dump(mode="json", exclude_defaults=True)
        kept = {name: value for name, value in before.items() if name not in shown}
        kept["id"] = form.before.id
    elif issubclass(form.model, Evidence):
        kept["form"] = form.model.header.form_and_version
        kept["filled_by"] = desk.by
        if what == "draft":
            kept["status"] = "draft"
    data = {**kept, **read.data}
    if what == "save" and data.get("status") == "draft":
        data["status"] = "open"
    if what == "close":
        data["status"] = "closed"
    return data


def _judged(form: Form, read: Taken, data: Mapping[str, Any]) -> list[Trouble]:
    probe = {"id": _probe(form.model), **data} if form.number is None else dict(data)
    known = {each.path for each in read.troubles}
    found: list[Trouble] = []
    for each in judged(form.model, probe):
        path = read.path_of(each.place.keys)
        if path in known and path:
            continue
        known.add(path)
        zh = in_words(each.what.zh, form.model, "zh"), in_words(each.wanted.zh, form.model, "zh")
        en = in_words(each.what.en, form.model, "en"), in_words(each.wanted.en, form.model, "en")
        found.append(Trouble(path, Text(zh=zh[0], en=en[0]), Text(zh=zh[1], en=en[1])))
    # What is missing is said at its input; that the form contradicts itself cannot be told then.
    return found


def _probe(model: type[Record]) -> str:
    """Return a number of the right form; the one that the record gets is not known yet."""
    series = series_of(model)
    return series.number(2000, 1) if series else ""


def _filed(desk: Desk, form: Form, data: dict[str, Any]) -> Record:
    kind = kind_name(form.model)
    if form.before is None:
        return desk.filed(partial(new_record, kind=kind, given=data, by=desk.by)).record
    filed = desk.filed(partial(rewrite, kind=kind, data=data, seen=form.mark))
    return filed.record if filed.records else form.before


def _compared(desk: Desk, form: Form, error: ChangedMeanwhileError) -> Response:
    """Return the form with what somebody else saved meanwhile beside it, input by input."""
    now = _form_of(desk, error.now)
    said = desk.t(
        "您填写期间，别人已改过这份记录。下面并列两个版本：输入框里是您填的，旁边是现在登记的。"
        "核对后再保存，以您的为准。",
        "Somebody changed this record while you were filling it in. Both versions stand side by "
        "side: yours in the inputs, the recorded one beside. Compare, then save what shall stand.",
    )
    form = replace(form, before=error.now, mark=now.mark, theirs=now.typed, said=said)
    return _shown(desk, form, status=409)


def _choose(desk: Desk) -> Response:
    kind = model_of(desk)
    name = re.sub(r"[^.\w-]", "", desk.asked("for"))
    words = desk.asked(name) if name else ""
    found = desk.reading.chooser.search(kind_name(kind), words, 20)
    return desk.page("choices", found=found)


PAGES = (
    Page("/new/{kind}", _new),
    Page("/new/{kind}", _sent_new, "POST"),
    Page("/edit/{kind}/{number:path}", _edit),
    Page("/edit/{kind}/{number:path}", _sent_edit, "POST"),
    Page("/undo/{kind}/{number:path}", _undo, "POST"),
    Page("/choose/{kind}", _choose),
)
