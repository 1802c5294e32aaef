"""Amendments by pages: who is behind, the package for each, and receipts by scanning codes."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from functools import partial

from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.pages.page import Page
from qms.desk.visits import Said
from qms.errors import QmsError
from qms.model.kinds.ch02_manual import Release
from qms.operations.copies import many
from qms.operations.copies.change_pack import Made, change_pack, dispatch, sent
from qms.operations.copies.verify import verify_code
from qms.standing.authority import Act
from qms.standing.copies import ControlledCopy, CopyState, holder_name
from qms.text import Text


def _waiting(desk: Desk) -> list[ControlledCopy]:
    return [
        each for each in desk.reading.copies.values() if each.state.is_out and each.unacknowledged
    ]


def _packages(desk: Desk) -> Response:
    newest = desk.snapshot.releases[-1] if desk.snapshot.releases else None
    return desk.page(
        "packages",
        release=newest,
        behind=many.waiting(desk.snapshot, newest) if newest else (),
        waiting=_waiting(desk),
        holder=lambda each: holder_name(desk.snapshot, each),
    )


def _send(desk: Desk) -> Response:
    """Make the packages of the copies that are ticked, and file them as sent.

    All that wait are one act; some of them are filed one by one.
    """
    newest = desk.snapshot.releases[-1] if desk.snapshot.releases else None
    ticked = [str(each) for each in desk.form.getlist("copy")]
    if newest is None or not ticked:
        return desk.go("/copies/packages", Said(desk.say(_NONE_TICKED), is_refusal=True))
    wanted = {each.number for each in many.waiting(desk.snapshot, newest)}
    if len(wanted) > 1 and set(ticked) == wanted:
        return _all_sent(desk, newest)
    made: list[Made] = []
    said: list[Said] = []
    for number in ticked:
        try:
            one = change_pack(
                desk.house.root, desk.snapshot, to=newest.name, start=None, number=number
            )
            desk.filed(partial(sent, package=dispatch(one), by=desk.by))
            made.append(one)
        except QmsError as error:
            words = f"{number}{desk.t('：', ': ')}{desk.in_office_words(error)}"
            said.append(Said(words, is_refusal=True))
    if made:
        said.insert(0, _sent(desk, made))
    return desk.go("/copies/packages", *said)


def _all_sent(desk: Desk, goal: Release) -> Response:
    try:
        mailing = many.mailing(desk.house.root, desk.snapshot, to=goal.name)
        desk.filed(partial(many.sent, packages=mailing.dispatches, by=desk.by))
    except QmsError as error:
        return desk.go("/copies/packages", desk.refused(error))
    key = desk.house.keep(mailing.name, mailing.content)
    return desk.go("/copies/packages", _said(desk, mailing.made, key))


_NONE_TICKED = Text(zh="先勾选要发的受控本。", en="Tick the copies to be served first.")


def _sent(desk: Desk, made: list[Made]) -> Said:
    if len(made) == 1:
        return _said(desk, made, desk.house.keep(made[0].name, made[0].content))
    content = zipped((each.name, each.content) for each in made)
    return _said(desk, made, desk.house.keep(f"{made[0].goal.id}.zip", content))


def _said(desk: Desk, made: Sequence[Made], key: str) -> Said:
    return desk.done(
        _SENT, href=f"/kept/{key}", link=Text(zh="下载打印", en="Get them for printing"),
        count=len(made), sent=sum(each.sent for each in made),
        back=sum(each.recalled for each in made),
    )  # fmt: skip


_SENT = Text(
    zh="已登记发出 {count} 份换页包：共放入 {sent} 张，应收回 {back} 张。",
    en="Filed as sent: {count:package|packages}; {sent:leaf goes|leaves go} in, {back} come back.",
)


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return files as one archive; the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def _receive(desk: Desk) -> Response:
    """Show the copy that a scanned code stands for, ready for its receipt to be filed."""
    code = desk.asked("code")
    found, said = None, ""
    if code:
        verdict = verify_code(desk.snapshot, code)
        found = verdict.found.copy if verdict.found else None
        said = desk.say(verdict.what)
    if found is None and code.isdecimal():
        found = desk.reading.copies.get(code.zfill(3))
        said = "" if found else said
    return desk.page(
        "receive",
        code=code,
        said=said,
        copy=found,
        holder=holder_name(desk.snapshot, found) if found else "",
        is_new=found is not None and found.state is CopyState.issued,
        owed=found.unacknowledged if found else (),
    )


PAGES = (
    Page("/copies/packages", _packages),
    Page("/copies/packages", _send, "POST", act=Act.copies),
    Page("/copies/receive", _receive),
)
