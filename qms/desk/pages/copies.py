"""Numbered copies: who holds which, and everything that happens to one (2.2.2)."""

from collections.abc import Callable
from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.filling.words import in_words
from qms.desk.pages.page import Page
from qms.errors import QmsError
from qms.model.kinds.ch02_copies import (
    CopyDestruction,
    CopyEvent,
    CopyReplacement,
    CopyReturn,
    HolderClass,
)
from qms.operations.copies import copy as operation
from qms.operations.copies import ends
from qms.operations.copies.copy import Recipient
from qms.operations.copies.issue import Order, issued_copies
from qms.operations.copies.print_copy import print_copies
from qms.operations.copies.verify import verify_code
from qms.publish import issue_log
from qms.publish.issue_log import event_words
from qms.standing.authority import Act as Right
from qms.standing.copies import ControlledCopy, holder_name
from qms.text import Text

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PDF = "application/pdf"


def _copies(desk: Desk) -> Response:
    wanted = desk.asked("show") or "out"
    found = list(desk.reading.copies.values())
    groups: dict[str, Callable[[ControlledCopy], bool]] = {
        "out": lambda each: each.state.is_out,
        "unsigned": lambda each: each.state.is_out and each.received_on is None,
        "behind": lambda each: each.state.is_out and bool(each.unacknowledged),
        "all": lambda _: True,
    }
    shown = [each for each in found if groups.get(wanted, groups["out"])(each)]
    words = desk.asked("q").lower()
    if words:
        shown = [each for each in shown if words in _said(desk, each).lower()]
    return desk.page(
        "copies",
        copies=shown,
        counts={name: sum(map(test, found)) for name, test in groups.items()},
        wanted=wanted,
        holder=lambda each: holder_name(desk.snapshot, each),
        q=desk.asked("q"),
    )


def _said(desk: Desk, each: ControlledCopy) -> str:
    return (
        f"{each.number} {holder_name(desk.snapshot, each)} {desk.person_name(each.holder.person)}"
    )


def _copy_of(desk: Desk) -> ControlledCopy:
    found = desk.reading.copies.get(desk.request.path_params["number"])
    if found is None:
        raise HTTPException(404)
    return found


def _copy(desk: Desk) -> Response:
    return _copy_page(desk, _copy_of(desk))


def _copy_page(desk: Desk, copy: ControlledCopy, *, refusal: str = "", act: str = "") -> Response:
    return desk.page(
        "copy",
        status=409 if refusal else 200,
        copy=copy,
        holder=holder_name(desk.snapshot, copy),
        events=[(each, desk.say(event_words(each))) for each in reversed(copy.events)],
        releases=[each for each in desk.snapshot.releases if each.id != copy.release],
        people=desk.reading.people,
        refusal=refusal,
        opened=act,
        given=desk.given,
    )


def _issue(desk: Desk) -> Response:
    return _issuing(desk)


def _issuing(desk: Desk, refusal: str = "") -> Response:
    return desk.page(
        "issue",
        status=409 if refusal else 200,
        refusal=refusal,
        departments=desk.reading.chooser.options("department"),
        people=desk.reading.people,
        classes=[each for each in HolderClass if each is not HolderClass.department],
        releases=desk.snapshot.releases,
        given=desk.given,
    )


def _issued(desk: Desk) -> Response:
    is_inside = desk.given("where") != "outside"
    try:
        recipient = _recipient(desk, is_inside=is_inside)
        order = Order(
            desk.by, (recipient,), desk.given("consent") or None, desk.given("release") or None
        )
        done = issued_copies(
            desk.house.root, lambda: desk.house.reading().snapshot, order, desk.filed
        )
    except QmsError as error:
        return _issuing(desk, desk.in_office_words(error))
    number = done.of(CopyEvent).copy_number
    said = desk.done(
        _ISSUED, href=f"/copies/{number}/book", link=Text(zh="下载打印", en="Get it for printing"),
        number=number,
    )  # fmt: skip
    return desk.go(f"/copies/{number}", said)


_ISSUED = Text(
    zh="已发放分发号 {number}；打印后交持有人签收，再登记签收。",
    en="Copy {number} is issued. Print it, have it signed for, then file the receipt.",
)


def _recipient(desk: Desk, *, is_inside: bool) -> Recipient:
    """Return the holder that a form names.

    Raises:
        QmsError: Something is not filled in.

    """
    if not is_inside:
        chosen = next((each for each in HolderClass if each.value == desk.given("class")), None)
        name = desk.given("organisation")
        if chosen is None or not name:
            raise QmsError(
                Text(zh="写明单位名称和类别。", en="Say the name of the body and its class.")
            )
        return Recipient(name, None, chosen)
    department = desk.reading.chooser.number("department", desk.given("department"))
    keeper = desk.reading.chooser.number("person", desk.given("keeper"))
    if department is None or keeper is None:
        raise QmsError(Text(zh="写明部门和保管人。", en="Name the department and the keeper."))
    return Recipient(department, keeper)


def _act(desk: Desk) -> Response:
    copy, act = _copy_of(desk), desk.request.path_params["act"]
    if act not in _ACTS:
        raise HTTPException(404)
    try:
        said = _ACTS[act](desk, copy)
    except QmsError as error:
        return _copy_page(desk, copy, refusal=_said_of_copies(desk, error), act=act)
    following = "/copies/receive" if desk.given("next") else f"/copies/{copy.number}"
    return desk.go(following, desk.done(said, number=copy.number))


def _said_of_copies(desk: Desk, error: QmsError) -> str:
    said = desk.in_office_words(error)
    for model in (CopyEvent, CopyReturn, CopyDestruction, CopyReplacement):
        said = in_words(said, model, desk.lang)
    return said


Act = Callable[[Desk, ControlledCopy], Text]


def _wanted(desk: Desk, name: str, what: Text) -> str:
    """Return what a form must hold.

    Raises:
        QmsError: It does not.

    """
    found = desk.given(name)
    if not found:
        raise QmsError(Text(zh="请填写：{what}", en="Please fill in: {what}"), what=what)
    return found


_REASON = Text(zh="原因", en="reason")
_SIGNER = Text(zh="签收人", en="who signed for it")


def _acknowledge(desk: Desk, copy: ControlledCopy) -> Text:
    by = _wanted(desk, "received_by", _SIGNER)
    desk.filed(partial(operation.acknowledge, number=copy.number, by=desk.by, received_by=by))
    return Text(zh="已登记 {number} 的签收。", en="The receipt of copy {number} is filed.")


def _amend(desk: Desk, copy: ControlledCopy) -> Text:
    leaves = _wanted(desk, "leaves", Text(zh="收回旧页张数", en="leaves that came back"))
    if not leaves.isdecimal():
        raise QmsError(Text(zh="张数写整数，如 6。", en="Write a whole number of leaves."))
    desk.filed(partial(
        operation.amend, number=copy.number, by=desk.by,
        to=_wanted(desk, "to", Text(zh="换到的版本", en="the release it stands at")),
        received_by=_wanted(desk, "received_by", _SIGNER), leaves_returned=int(leaves),
    ))  # fmt: skip
    return Text(zh="已登记 {number} 的换页回执。", en="Copy {number}: the exchange is filed.")


def _lost(desk: Desk, copy: ControlledCopy) -> Text:
    reason = _wanted(desk, "reason", _REASON)
    asked = partial(ends.lost, number=copy.number, by=desk.by, reason=reason)
    new = desk.filed(asked).of(CopyEvent).copy_number
    return Text(
        zh=f"{{number}} 永久作废，已补发 {new}；请打印 {new} 交持有人。",
        en=f"Copy {{number}} is void for ever; {new} replaces it. Print that one.",
    )


def _worn(desk: Desk, copy: ControlledCopy) -> Text:
    reason = _wanted(desk, "reason", _REASON)
    desk.filed(partial(ends.replace_worn, number=copy.number, by=desk.by, reason=reason))
    return Text(zh="已登记更换；请重印 {number}。", en="Filed; print copy {number} again.")


def _returned(desk: Desk, copy: ControlledCopy) -> Text:
    desk.filed(partial(
        ends.take_back, number=copy.number, by=desk.by,
        returned_by=_wanted(desk, "returned_by", Text(zh="交回人", en="who brought it")),
        reason=_wanted(desk, "reason", _REASON),
    ))  # fmt: skip
    return Text(zh="{number} 已收回。", en="Copy {number} has come back.")


def _destroyed(desk: Desk, copy: ControlledCopy) -> Text:
    desk.filed(partial(
        ends.destroy, numbers=(copy.number,), by=desk.by,
        witness=_wanted(desk, "witness", Text(zh="监销人", en="who watches")),
        reason=_wanted(desk, "reason", _REASON),
    ))  # fmt: skip
    return Text(zh="{number} 的销毁已登记。", en="The destruction of copy {number} is filed.")


def _transferred(desk: Desk, copy: ControlledCopy) -> Text:
    is_inside = copy.holder.holder_class is HolderClass.department
    recipient = (
        _recipient(desk, is_inside=True)
        if is_inside
        else Recipient(_wanted(desk, "organisation", _BODY), None, copy.holder.holder_class)
    )
    desk.filed(partial(
        operation.transfer, number=copy.number, recipient=recipient, by=desk.by,
        reason=_wanted(desk, "reason", _REASON),
    ))  # fmt: skip
    return Text(zh="{number} 的移交已登记。", en="The transfer of copy {number} is filed.")


_BODY = Text(zh="单位名称", en="name of the body")
_ACTS: dict[str, Act] = {
    "ack": _acknowledge,
    "amend": _amend,
    "lost": _lost,
    "worn": _worn,
    "return": _returned,
    "destroy": _destroyed,
    "transfer": _transferred,
}


def _received(desk: Desk) -> Response:
    """File the receipt that a keeper gives for the copy that was issued to him."""
    copy, person = _copy_of(desk), desk.person
    if person is None or copy.holder.person != person.id:
        return _copy_page(desk, copy, refusal=desk.in_office_words(_NOT_KEPT))
    asked = partial(
        operation.acknowledge, number=copy.number, by=person.id, received_by=person.name
    )
    try:
        desk.filed(asked)
    except QmsError as error:
        return _copy_page(desk, copy, refusal=desk.in_office_words(error))
    return desk.go(f"/copies/{copy.number}", desk.done(_RECEIVED, number=copy.number))


_NOT_KEPT = QmsError(
    Text(
        zh="这一本不是发给您保管的，签收由保管人本人办。",
        en="This copy was not issued to you; its keeper acknowledges it.",
    )
)
_RECEIVED = Text(zh="您已签收 {number}。", en="You have acknowledged copy {number}.")


def _book(desk: Desk) -> Response:
    copy = _copy_of(desk)
    printed = print_copies(desk.house.root, desk.snapshot, [copy.number])[0]
    return desk.file(printed.content, printed.name, _PDF)


def _log(desk: Desk) -> Response:
    name = desk.t("发放台账", "issue log")
    if desk.asked("as") == "pdf":
        return desk.file(
            issue_log.as_pdf(desk.snapshot, desk.lang, in_office=True), f"{name}.pdf", _PDF
        )
    return desk.file(
        issue_log.as_xlsx(desk.snapshot, desk.lang, in_office=True), f"{name}.xlsx", _XLSX
    )


def _verify(desk: Desk) -> Response:
    words = desk.asked("code")
    verdict, refusal = None, ""
    if words:
        try:
            verdict = verify_code(desk.snapshot, words)
        except QmsError as error:
            refusal = desk.in_office_words(error)
    said = "" if verdict is None else desk.say(verdict.what)
    return desk.page("verify", code=words, verdict=verdict, verdict_words=said, refusal=refusal)


PAGES = (
    Page("/copies", _copies),
    Page("/copies/issue", _issue),
    Page("/copies/issue", _issued, "POST", act=Right.copies),
    Page("/copies/log", _log),
    Page("/copies/{number}", _copy),
    Page("/copies/{number}/book", _book),
    Page("/copies/{number}/mine", _received, "POST"),
    Page("/copies/{number}/{act}", _act, "POST", act=Right.copies),
    Page("/verify", _verify),
)
