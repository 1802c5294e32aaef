"""Says of a record whether who decided signed it, or only a name stands there (2.2.3, 7.5)."""

from collections.abc import Iterable

from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.standing.amendments import amendments_of
from qms.standing.decisions import Decision, Standing, decisions_of, standing_of
from qms.text import Text, joined

HEADING = Text(zh="签名", en="Signature")


def is_open(snapshot: Snapshot, decision: Decision) -> bool:
    """Tell whether a decision is only stated."""
    return standing_of(snapshot, decision) is Standing.stated


def proved(snapshot: Snapshot, record: Record) -> Text | None:
    """Say how far the decisions in a record are proved; nothing where nobody decides in it.

    Every place that shows who decided says it by this sentence: 仅声明，未签名.
    """
    own = [*decisions_of(record), *amendments_of(record)]
    return joined(_each(snapshot, own), zh="；", en="; ") if own else None


def _each(snapshot: Snapshot, own: Iterable[Decision]) -> Iterable[Text]:
    for each in own:
        role, how = each.role.label, standing_of(snapshot, each).label
        yield Text(zh=f"{role.zh}：{how.zh}", en=f"{role.en}: {how.en}")
