"""Who decided what, and whether that is signed or only stated: a table for the auditor (2.2.3)."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from qms.model.snapshot import Snapshot
from qms.publish.plain_text import cell
from qms.standing.amendments import amendments
from qms.standing.decisions import Decision, Standing, decisions, standing_of
from qms.text import Text

_HEADS = ("记录 Record", "含义 Meaning", "作出人 By", "签名 Signature")


def _told(snapshot: Snapshot) -> Iterator[tuple[Decision, Standing]]:
    for every in (decisions(snapshot), amendments(snapshot)):
        for each in every:
            yield each, standing_of(snapshot, each)


def table(snapshot: Snapshot) -> bytes:
    """Return every decision, correction and extension with how far it is proved, as CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_HEADS)
    for each, how in _told(snapshot):
        number = f" {each.nth + 1}" if each.entry is not None else ""
        words = (
            each.record.id,
            f"{each.role.label.zh} {each.role.label.en}{number}",
            snapshot.named(each.by).zh,
            f"{how.label.zh} {how.label.en}",
        )
        writer.writerow([cell(word) for word in words])
    return stream.getvalue().encode("utf-8-sig")


def summary(snapshot: Snapshot) -> Text:
    """Return how many decisions are proved, and how far."""
    counts = Counter(how for _, how in _told(snapshot))
    if not counts:
        return Text(zh="没有需要签名的决定。", en="There are no decisions that somebody signs.")
    zh = "，".join(f"{how.label.zh} {counts[how]}" for how in Standing if counts[how])
    en = ", ".join(f"{how.label.en} {counts[how]}" for how in Standing if counts[how])
    return Text(
        zh=f"更改审批、让步、销毁、学习确认、更正和延期：{zh}。逐项见 decisions.csv。",
        en=f"Requests, concessions, disposals, study, corrections and extensions: {en}. "
        "decisions.csv lists them.",
    )
