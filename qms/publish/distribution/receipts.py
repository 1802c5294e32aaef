"""The sheet of receipts that are outstanding, to be filled in and taken back (2.2.2, 2.2.3)."""

from collections.abc import Mapping

from qms.forms.answers import Column
from qms.model.kinds.ch07_competence import Person
from qms.model.snapshot import Snapshot
from qms.publish.evaluation import Sheet
from qms.standing.copies import holder_name
from qms.standing.receipts import Owed, all_owed
from qms.text import Lang, Text

NAME = Text(zh="待签收", en="Receipts")
COLUMNS = (
    Column("number", Text(zh="分发号", en="Copy")),
    Column("holder", Text(zh="持有人", en="Holder")),
    Column("keeper", Text(zh="保管人", en="Keeper")),
    Column("what", Text(zh="事项", en="What is owed")),
    Column("since", Text(zh="发出日期", en="Sent on")),
    Column("due", Text(zh="应收回旧页张数", en="Old leaves due")),
    Column("received_by", Text(zh="签收人", en="Signed by"), is_asked=True),
    Column("leaves", Text(zh="收回旧页张数", en="Old leaves returned"), is_asked=True),
    Column("remark", Text(zh="备注", en="Remark"), is_asked=True),
)


def sheet(snapshot: Snapshot, lang: Lang) -> Sheet:
    """Return what is owed on the day, a row a copy, with room for what came back."""
    found = all_owed(snapshot)
    return Sheet(NAME, COLUMNS, tuple(_row(snapshot, found[each], lang) for each in sorted(found)))


def _row(snapshot: Snapshot, owed: Owed, lang: Lang) -> Mapping[str, str]:
    copy, notice = owed.copy, owed.amendment
    keeper = snapshot.find(Person, copy.holder.person)
    return {
        "number": copy.number,
        "holder": holder_name(snapshot, copy),
        "keeper": keeper.name if keeper else "",
        "what": owed.what.say(lang),
        "since": (notice.date if notice else copy.since).isoformat(),
        "due": str(notice.leaves_recalled) if notice else "",
    }
