"""The register of copies issued and returned, as kept on paper (文件发放回收登记表, 2.2.2)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qms.model.kinds.ch02_copies import CopyAction, CopyDestruction, CopyEvent, CopyReturn
from qms.model.kinds.ch02_manual import release_name
from qms.model.kinds.ch07_competence import Person
from qms.model.snapshot import Snapshot
from qms.standing.copies import ControlledCopy
from qms.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the log: its title, its heads, its rows."""

    title: Text
    heads: tuple[Text, ...]
    rows: tuple[tuple[object, ...], ...]


def register(
    snapshot: Snapshot,
    copies: Sequence[ControlledCopy],
    holder: Callable[[ControlledCopy], str],
    lang: Lang,
    *,
    in_office: bool,
) -> Sheet:
    """Return a line a copy from the issue to the destruction.

    In the office it says who signed, and leaves room for a signature; elsewhere that is nobody's
    business.
    """
    shown = [at for at, head in enumerate(_HEADS) if in_office or head not in _IN_OFFICE]
    rows = [_row(snapshot, each, holder(each), lang) for each in copies]
    return Sheet(
        _TITLE,
        tuple(_HEADS[at] for at in shown),
        tuple(tuple(row[at] for at in shown) for row in rows),
    )


def _row(snapshot: Snapshot, copy: ControlledCopy, holder: str, lang: Lang) -> tuple[object, ...]:
    issue = next(each for each in copy.events if isinstance(each, CopyEvent))
    receipt = _last(copy, CopyAction.acknowledge)
    refusal = _last(copy, CopyAction.refuse)
    back = next((each for each in copy.events if isinstance(each, CopyReturn)), None)
    gone = next(
        (
            each
            for each in copy.events
            if isinstance(each, CopyDestruction) and copy.number in each.copy_numbers
        ),
        None,
    )
    returned = back or refusal
    return (
        copy.number,
        copy.copy_class.label.say(lang),
        holder,
        snapshot.named(copy.holder.person).say(lang) if copy.holder.person else "",
        release_name(copy.release),
        copy.issued_on,
        _name(snapshot, issue.filled_by),
        _name(snapshot, issue.consent_by),
        _name(snapshot, receipt.received_by) if receipt else "",
        receipt.date if receipt else "",
        "",
        returned.date if returned else "",
        _name(snapshot, back.returned_by) if back else "",
        gone.date if gone else "",
        copy.state.label.say(lang),
        outstanding(copy, lang),
    )


def _last(copy: ControlledCopy, action: CopyAction) -> CopyEvent | None:
    found = [each for each in copy.events if isinstance(each, CopyEvent) and each.action is action]
    return found[-1] if found else None


def _name(snapshot: Snapshot, person: str | None) -> str:
    found = snapshot.find(Person, person)
    return found.name if found else person or ""


def outstanding(copy: ControlledCopy, lang: Lang) -> str:
    """Return what the holder of a copy still owes, in words."""
    return ", ".join(_owed(copy, lang)) or "—"


def _owed(copy: ControlledCopy, lang: Lang) -> Iterator[str]:
    if not copy.state.is_out:
        return
    if copy.received_on is None:
        yield _RECEIPT.say(lang)
    for notice in copy.unacknowledged:
        yield _AMENDMENT.say(lang, release=release_name(notice.release))
    if copy.loan is not None:
        yield _LOAN.say(lang, until=copy.loan.until)


_TITLE = Text(zh="发放回收登记", en="Copies")
_HEADS = (
    Text(zh="分发号", en="Copy"),
    Text(zh="受控状态", en="Class"),
    Text(zh="持有人", en="Holder"),
    Text(zh="保管人", en="Keeper"),
    Text(zh="版本", en="Release"),
    Text(zh="发放日期", en="Issued"),
    Text(zh="发放人", en="Issued by"),
    Text(zh="同意人", en="Consent"),
    Text(zh="签收人", en="Received by"),
    Text(zh="签收日期", en="Received"),
    Text(zh="签字", en="Signature"),
    Text(zh="交回日期", en="Returned"),
    Text(zh="交回人", en="Returned by"),
    Text(zh="销毁日期", en="Destroyed"),
    Text(zh="状态", en="State"),
    Text(zh="待办", en="Outstanding"),
)
_IN_OFFICE = {_HEADS[8], _HEADS[10], _HEADS[12]}
_RECEIPT = Text(zh="签收", en="receipt")
_AMENDMENT = Text(zh="{release} 换页回执", en="receipt of amendment {release}")
_LOAN = Text(zh="借阅至 {until}", en="on loan until {until}")
