"""Tells what is not there yet, before a first release, from what is wrong (clause 2.2)."""

from collections import Counter
from collections.abc import Iterable

from qms.model.finding import Finding, NotJudged, Place
from qms.model.kinds.ch02_manual import Release
from qms.model.snapshot import Snapshot
from qms.text import Text, joined, told


def parted(
    snapshot: Snapshot, findings: Iterable[Finding]
) -> tuple[list[Finding], list[NotJudged]]:
    """Part off what only an empty register causes while no release has been made yet.

    Such a finding becomes, with all others of its rule, one line that says what is awaited. From
    the first release on it is a finding like any other, and it keeps that release from being
    prepared where its rule guards releases.
    """
    if snapshot.all(Release):
        return list(findings), []
    kept: list[Finding] = []
    waiting: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for finding in findings:
        if finding.awaits and not any(map(snapshot.has, finding.awaits)):
            waiting[finding.code, finding.awaits] += 1
        else:
            kept.append(finding)
    return kept, [
        NotJudged(code, Place(f"records/{kinds[0]}", (), 1, 1), _reason(snapshot, kinds, count))
        for (code, kinds), count in waiting.items()
    ]


def _reason(snapshot: Snapshot, kinds: tuple[str, ...], count: int) -> Text:
    titles = joined([snapshot.kinds[each].header.title for each in kinds])
    sentence = Text(
        zh="首次发布以前：还没有{titles}，{count} 处有待登记后判断",
        en="before the first release: no {titles} yet; {count:place is|places are} judged once "
        "there is",
    )
    return told(sentence, titles=titles, count=count)
