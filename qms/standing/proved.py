"""Says of a record whether who decided signed it, or only a name stands there (2.2.3, 7.5)."""

from collections.abc import Iterator

from qms.model.kinds.ch02_manual import ChangeRequest, StudyConfirmation
from qms.model.kinds.ch07_documents import Concession, RecordDisposal
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.standing.amendments import amendments_of
from qms.standing.decisions import Decision, Standing, decisions, standing_of
from qms.text import Text, joined


def unproved(snapshot: Snapshot, record: Record) -> Text | None:
    """Say of a record that its decisions are stated and not signed; nothing where all are signed.

    Every place that shows who decided says it by this sentence.
    """
    own = [each for each in decisions_in(snapshot, record) if is_open(snapshot, each)]
    if not own:
        return None
    label = joined([each.role.label for each in own], zh="、", en=", ")
    return Text(zh=f"{label.zh}：仅声明，未签名", en=f"{label.en}: stated, not signed")


def decisions_in(snapshot: Snapshot, record: Record) -> Iterator[Decision]:
    """Yield what was decided in one record, corrections and extensions among it."""
    if isinstance(record, _DECIDING):
        yield from (each for each in decisions(snapshot) if each.record is record)
    yield from amendments_of(record)


def is_open(snapshot: Snapshot, decision: Decision) -> bool:
    """Tell whether a decision is only stated."""
    return standing_of(snapshot, decision) is Standing.stated


_DECIDING = (ChangeRequest, Concession, RecordDisposal, StudyConfirmation)
