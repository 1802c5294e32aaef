"""Many copies at once: by a list, whole books of a new edition, a keeper gone, stock (2.2.2)."""

from functools import partial

from starlette.responses import Response

from qms.desk.desk import Desk, url_of
from qms.desk.pages.page import Page
from qms.errors import QmsError
from qms.model.kinds.ch02_copies import CopyEvent
from qms.model.kinds.ch02_distribution import CopyStocktake, DistributionList
from qms.model.kinds.ch02_manual import Release
from qms.model.snapshot import Snapshot
from qms.operations.copies import exchange, many
from qms.operations.copies.issue import Order, issued_copies
from qms.operations.copies.lives import hand_over, kept_by
from qms.operations.copies.stocktake import differences, take_stock
from qms.standing.authority import Act
from qms.standing.copies import ControlledCopy, holder_name
from qms.standing.distribution import places
from qms.standing.release import chosen_release
from qms.text import Text, same


def _list(desk: Desk) -> Response:
    return _list_page(desk, desk.asked("list"))


def _list_page(desk: Desk, number: str, refusal: str = "") -> Response:
    lists = desk.snapshot.all(DistributionList)
    chosen = next((each for each in lists if each.id == number), lists[0] if lists else None)
    found = places(desk.snapshot, chosen) if chosen else ()
    return desk.page(
        "issue-list",
        status=409 if refusal else 200,
        refusal=refusal,
        lists=lists,
        chosen=chosen,
        chosen_url=url_of(chosen) if chosen else "",
        places=found,
        lacking=sum(each.holds is None for each in found),
        people=desk.reading.people,
        given=desk.given,
    )


def _list_issued(desk: Desk) -> Response:
    number = desk.given("list")
    order = Order(desk.by, consent=desk.given("consent") or None, list_id=number)
    try:
        filed = issued_copies(
            desk.house.root, lambda: desk.house.reading().snapshot, order, desk.filed
        )
    except QmsError as error:
        return _list_page(desk, number, desk.in_office_words(error))
    numbers = [each.copy_number for each in filed.records if isinstance(each, CopyEvent)]
    if filed.answer is None:
        return desk.go("/copies?show=unsigned", desk.done(_WAS_ISSUED, numbers=" ".join(numbers)))
    key = desk.house.keep(filed.answer.name, filed.answer.content)
    said = desk.done(
        _ISSUED, href=f"/kept/{key}", link=_GET, count=len(numbers), numbers=" ".join(numbers)
    )
    return desk.go("/copies?show=unsigned", said)


_GET = Text(zh="下载打印", en="Get it for printing")
_ISSUED = Text(
    zh="已发放 {count} 本，分发号 {numbers}。压缩包里有各本手册、合并的一份、发放回收单、地址标签"
    "和明细；打印后交持有人签收。",
    en="Issued {count:copy|copies}: {numbers}. The archive has each book, all in one, the slips to "
    "be signed, labels and the table. Print them and have each signed for.",
)
_WAS_ISSUED = Text(
    zh="分发号 {numbers} 上次已发放；在每一本的页面上下载打印。",
    en="Copies {numbers} were issued before; get each for printing on its own page.",
)


def _goal(snapshot: Snapshot, name: str) -> Release | None:
    """Return the release to go to: the one named, else the newest."""
    if name:
        return chosen_release(snapshot, name)
    return snapshot.releases[-1] if snapshot.releases else None


def _exchange(desk: Desk) -> Response:
    return _exchange_page(desk)


def _exchange_page(desk: Desk, refusal: str = "") -> Response:
    goal = _goal(desk.snapshot, desk.given("to") or desk.asked("to"))

    def of_another_edition(copy: ControlledCopy) -> bool:
        return goal is not None and (
            chosen_release(desk.snapshot, copy.release).edition != goal.edition
        )

    waiting = many.waiting(desk.snapshot, goal) if goal else ()
    return desk.page(
        "exchange",
        status=409 if refusal else 200,
        refusal=refusal,
        goal=goal,
        releases=desk.snapshot.releases,
        waiting=[(each, of_another_edition(each)) for each in waiting],
        holder=lambda each: holder_name(desk.snapshot, each),
    )


def _exchanged(desk: Desk) -> Response:
    ticked = [str(each) for each in desk.form.getlist("copy")]
    if not ticked:
        return _exchange_page(desk, desk.say(_NONE_TICKED))
    try:
        goal, chosen = exchange.planned(desk.snapshot, desk.given("to") or None, ticked)
        made = exchange.exchanged(desk.house.root, desk.snapshot, goal, chosen, key=None)
        desk.filed(partial(many.sent, packages=made.dispatches, by=desk.by))
    except QmsError as error:
        return _exchange_page(desk, desk.in_office_words(error))
    key = desk.house.keep(made.answer.name, made.answer.content)
    said = desk.done(
        _EXCHANGED, href=f"/kept/{key}", link=_GET, count=len(made.dispatches), name=same(goal.name)
    )
    return desk.go("/copies?show=behind", said)


_NONE_TICKED = Text(zh="先勾选要换的受控本。", en="Tick the copies to be exchanged first.")
_EXCHANGED = Text(
    zh="已登记发出 {count} 本 {name} 新册。压缩包里有各本新册、合并的一份、发放回收单、地址标签"
    "和明细；旧册交回后在“扫码收回执”登记。",
    en="Filed that {count:copy|copies} of {name} were sent. The archive has each new book, all in "
    "one, the slips to be signed, labels and the table. When the old books come back, file it "
    "under “Receive by scanning”.",
)


def _leaver(desk: Desk) -> Response:
    return _leaver_page(desk, desk.asked("person"))


def _leaver_page(desk: Desk, number: str, refusal: str = "") -> Response:
    person = desk.reading.chooser.number("person", number) if number else None
    return desk.page(
        "leaver",
        status=409 if refusal else 200,
        refusal=refusal,
        chosen=person,
        copies=kept_by(desk.snapshot, person) if person else (),
        holder=lambda each: holder_name(desk.snapshot, each),
        keepers=_keepers(desk),
        people=[each for each in desk.reading.people if each.id != person],
        given=desk.given,
    )


def _keepers(desk: Desk) -> list[tuple[str, int]]:
    """Return everybody who keeps copies that are out, with how many; also who has left."""
    found: dict[str, int] = {}
    for each in desk.reading.copies.values():
        if each.state.is_out and each.holder.person:
            found[each.holder.person] = found.get(each.holder.person, 0) + 1
    return sorted(found.items())


def _handed_over(desk: Desk) -> Response:
    person, keeper = desk.given("person"), desk.given("keeper")
    is_back = desk.given("how") == "returned"
    if not desk.given("reason") or not (is_back or keeper):
        return _leaver_page(desk, person, desk.say(_HOW))
    try:
        filed = desk.filed(partial(
            hand_over, person=person, keeper=None if is_back else keeper, by=desk.by,
            reason=desk.given("reason"),
        ))  # fmt: skip
    except QmsError as error:
        return _leaver_page(desk, person, desk.in_office_words(error))
    said = _ALL_BACK if is_back else _ALL_OVER
    return desk.go(
        "/copies",
        desk.done(said, count=len(filed.records), name=desk.person_name(person),
                  keeper=desk.person_name(keeper)),
    )  # fmt: skip


_HOW = Text(
    zh="选接手人或“全部收回”，并写明原因。",
    en="Choose who takes them over, or that they came back; and say why.",
)
_ALL_OVER = Text(
    zh="{name} 保管的 {count} 本已移交 {keeper}。",
    en="{count:copy|copies} of {name} went to {keeper}.",
)
_ALL_BACK = Text(
    zh="{name} 保管的 {count} 本已全部收回。", en="{count:copy|copies} of {name} came back."
)


def _stocktake(desk: Desk) -> Response:
    return _stocktake_page(desk)


def _stocktake_page(desk: Desk, refusal: str = "") -> Response:
    out = [each for each in desk.reading.copies.values() if each.state.is_out]
    return desk.page(
        "stocktake",
        status=409 if refusal else 200,
        refusal=refusal,
        out=len(out),
        departments=desk.reading.chooser.options("department"),
        before=sorted(desk.snapshot.all(CopyStocktake), key=lambda each: each.id, reverse=True),
        differing=lambda each: len(differences(each)),
        given=desk.given,
    )


def _stock_taken(desk: Desk) -> Response:
    codes = tuple(line.strip() for line in desk.given("codes").splitlines() if line.strip())
    words = desk.given("department")
    department = desk.reading.chooser.number("department", words) if words else None
    asked = partial(take_stock, codes=codes, department=department, by=desk.by)
    try:
        record = desk.filed(asked).of(CopyStocktake)
    except QmsError as error:
        return _stocktake_page(desk, desk.in_office_words(error))
    found = differences(record)
    said = "；".join(map(desk.say, found)) if desk.lang == "zh" else "; ".join(map(desk.say, found))
    done = desk.done(
        _COUNTED if found else _COMPLETE, id=record.id, seen=len(record.seen), what=same(said)
    )
    return desk.go(url_of(record), done)


_COUNTED = Text(
    zh="盘点 {id} 已登记：盘到 {seen} 本。{what}。",
    en="Stock-taking {id} is filed: {seen} seen. {what}.",
)
_COMPLETE = Text(
    zh="盘点 {id} 已登记：盘到 {seen} 本，与登记一致。",
    en="Stock-taking {id} is filed: {seen} seen, as on file.",
)


PAGES = (
    Page("/copies/list", _list),
    Page("/copies/list", _list_issued, "POST", act=Act.copies),
    Page("/copies/exchange", _exchange),
    Page("/copies/exchange", _exchanged, "POST", act=Act.copies),
    Page("/copies/leaver", _leaver),
    Page("/copies/leaver", _handed_over, "POST", act=Act.copies),
    Page("/copies/stocktake", _stocktake),
    Page("/copies/stocktake", _stock_taken, "POST", act=Act.copies),
)
