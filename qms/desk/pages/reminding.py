"""Reminders: who owes what, in the words that they will read; sent to those who are ticked."""

from functools import partial

from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.pages.page import Page
from qms.desk.visits import Said
from qms.errors import QmsError
from qms.operations.reminding.errands import Errand, errands
from qms.operations.reminding.filed import reminded
from qms.operations.reminding.sending import Wires, archive, sent, wires
from qms.standing.authority import Act
from qms.text import Text

_DAYS = 7


def _remind(desk: Desk) -> Response:
    return _shown(desk)


def _shown(desk: Desk, refusal: str = "") -> Response:
    try:
        _, found = _errands(desk)
    except QmsError as error:
        found, refusal = (), desk.in_office_words(error)
    between = desk.t("、", ", ")
    return desk.page(
        "remind",
        status=409 if refusal else 200,
        refusal=refusal,
        days=_days(desk),
        found=[(_key(each), each) for each in found],
        means=lambda each: between.join(desk.say(way.label) for way in each.means or each.done),
    )


def _days(desk: Desk) -> int:
    words = desk.given("days") or desk.asked("days")
    return int(words) if words.isdecimal() and len(words) < len("1000") else _DAYS


def _errands(desk: Desk) -> tuple[Wires, tuple[Errand, ...]]:
    over = wires(desk.house.root)
    return over, errands(desk.snapshot, lang=desk.lang, days=_days(desk), robots=over.robots)


def _key(errand: Errand) -> str:
    return " ".join(errand.notice.key)


def _sent(desk: Desk) -> Response:
    ticked = {str(each) for each in desk.form.getlist("who")}
    try:
        over, found = _errands(desk)
        chosen = [each for each in found if each.means and _key(each) in ticked]
        if not chosen:
            return _shown(desk, desk.say(_NONE_TICKED))
        moment = desk.house.moment()
        made = archive(desk.snapshot, chosen, moment=moment, everything=False)
        outcome = sent(desk.snapshot, chosen, over, moment=moment)
        if outcome.reached:
            desk.filed(partial(reminded, reached=outcome.reached, by=desk.by))
    except QmsError as error:
        return _shown(desk, desk.in_office_words(error))
    said = [Said(desk.say(each), is_refusal=True) for each in outcome.failed]
    if outcome.reached:
        key = desk.house.keep(made.name, made.content) if made else ""
        told = (
            desk.done(_PACKED, href=f"/kept/{key}", link=_GET, count=len(outcome.reached))
            if key
            else desk.done(_SENT, count=len(outcome.reached))
        )
        said.insert(0, told)
    return desk.go("/remind", *said)


_NONE_TICKED = Text(zh="先勾选要提醒的人。", en="Tick those who are to be reminded first.")
_SENT = Text(
    zh="已提醒 {count} 人（或单位），并登记。", en="Reminded {count:addressee|addressees}; on file."
)
_PACKED = Text(
    zh="已登记提醒 {count} 人（或单位）。压缩包里是邮件文件和信函：邮件用邮件程序打开发送，"
    "信函打印后装封。",
    en="{count:addressee|addressees} on file as reminded. The archive has mails and letters: open "
    "the mails in a mail program and send them; print the letters.",
)
_GET = Text(zh="下载", en="Get it")

PAGES = (
    Page("/remind", _remind),
    Page("/remind", _sent, "POST", act=Act.reminders),
)
