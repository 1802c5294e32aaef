"""Judges a snapshot by one rule, and believes of its answer what no unread file may have caused.

A rule sees what it declared to read. Where a file of that could not be read, its answer stands for
single records that it judges without looking there; what else it says is not judged, with a count.
"""

import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from qms.model.figure import FigureFlaw
from qms.model.finding import Finding, NotJudged, Place, Severity
from qms.model.kinds.record import Record
from qms.model.manual import Chapter
from qms.model.rule import Rule
from qms.model.seen import seen_by
from qms.model.signing import SigningHistory
from qms.model.snapshot import ReleaseFact, Snapshot
from qms.model.standard import FOLDER as STANDARDS
from qms.model.standard import Standard
from qms.text import Text, told

BROKEN_RULE = "QMS901"
_MANUAL = "manual"
Outcome = Finding | NotJudged


def judged(each: Rule, snapshot: Snapshot) -> list[Outcome]:
    """Return what a rule finds; one that breaks becomes a finding and never stops the others."""
    try:
        outcomes = _believed(each, snapshot)
        for outcome in outcomes:
            if isinstance(outcome, Finding):
                outcome.say("zh")  # a gap that nobody fills breaks here, not in the report
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the guard of each rule
        return [_broken(each, snapshot, error)]
    return outcomes


def _broken(each: Rule, snapshot: Snapshot, error: BaseException) -> Finding:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return Finding(
        code=BROKEN_RULE,
        severity=Severity.ERROR,
        clause=each.clause,
        owner=snapshot.serving(each.owner),
        place=Place("qms.yml", line=1, column=1),
        message=Text(
            zh="规则 {rule} 本身出错，未能判断：{error}（{where}）",
            en="rule {rule} broke and judged nothing: {error} ({where})",
        ),
        cure=Text(zh="请把这一行报告给维护者。", en="Report this line to the maintainers."),
        values={
            "rule": each.code,
            "error": f"{type(error).__name__}: {error}",
            "where": f"{Path(where.filename).name}:{where.lineno}",
        },
    )


def _believed(each: Rule, snapshot: Snapshot) -> list[Outcome]:
    outcomes, blamed = _seen(each, snapshot)
    if snapshot.is_shallow and ReleaseFact in (each.reads or ()):
        return _cut_short(each, outcomes)
    if not snapshot.signing.is_whole and SigningHistory in (each.reads or ()):
        return _without_history(each, outcomes)
    if not blamed or not outcomes:
        return outcomes
    if each.each is not None and issubclass(each.each, Record):
        return list(_one_by_one(each, snapshot, outcomes))
    doubted = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
    stands: list[Outcome] = [found for found in outcomes if isinstance(found, NotJudged)]
    return [*stands, *_doubts(each, Counter({min(blamed): len(doubted)}), snapshot.outside)]


def _seen(each: Rule, snapshot: Snapshot) -> tuple[list[Outcome], frozenset[str]]:
    """Return what a rule finds, and the kinds of what was not read on which that may hang."""
    view, tables = seen_by(snapshot, each.declared)
    outcomes = list(each(view, snapshot.serving))
    if not snapshot.unread or each.is_certain:
        return outcomes, frozenset()
    unread = dict(snapshot.unread)
    if FigureFlaw in each.declared:  # figures count an attached table as they count files
        unread = {kind: said for kind, said in unread.items() if kind not in snapshot.outside}
    blamed = set(tables.doubtful(unread, each.each))
    for part, folder in ((Chapter, _MANUAL), (Standard, STANDARDS)):
        if part in each.declared and each.each is not part and folder in snapshot.unread:
            blamed.add(folder)
    return outcomes, frozenset(blamed)


def _one_by_one(each: Rule, snapshot: Snapshot, outcomes: list[Outcome]) -> Iterator[Outcome]:
    """Judge each record with a finding by itself: whose answer hangs on nothing unread, stands."""
    doubted: Counter[str] = Counter()
    yield from (outcome for outcome in outcomes if isinstance(outcome, NotJudged))
    found = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
    for number in dict.fromkeys(outcome.place.record for outcome in found):
        mine = [outcome for outcome in found if outcome.place.record == number]
        _, blamed = _seen(each, snapshot.of_one(mine[0].place))
        if blamed:
            doubted[min(blamed)] += len(mine)
        else:
            yield from mine
    yield from _doubts(each, doubted, snapshot.outside)


def _cut_short(each: Rule, outcomes: list[Outcome]) -> list[Outcome]:
    """Say that what git knows of releases cannot be told where the clone lacks their commits."""
    stands: list[Outcome] = [found for found in outcomes if isinstance(found, NotJudged)]
    count = len(outcomes) - len(stands)
    if count:
        reason = told(_CUT_SHORT, possible=told(_POSSIBLE, count=count))
        stands.append(NotJudged(each.code, Place("qms.yml", (), 1, 1), reason))
    return stands


def _without_history(each: Rule, outcomes: list[Outcome]) -> list[Outcome]:
    """Say that nobody can tell what became of keys and signatures where the history is cut off."""
    if any(isinstance(found, NotJudged) for found in outcomes):
        return outcomes
    return [*outcomes, NotJudged(each.code, Place("qms.yml", (), 1, 1), _NO_HISTORY)]


def _doubts(each: Rule, doubted: Counter[str], outside: Mapping[str, str]) -> Iterator[NotJudged]:
    for kind, count in sorted(doubted.items()):
        possible = told(_POSSIBLE, count=count)
        if count and kind in outside:
            reason = told(_ELSEWHERE, kind=kind, table=outside[kind], possible=possible)
            yield NotJudged(each.code, Place("qms.yml", (), 1, 1), reason)
        elif count:
            place = kind if kind in {_MANUAL, STANDARDS} else f"records/{kind}"
            reason = told(_UNREAD, possible=possible)
            yield NotJudged(each.code, Place(place, (), 1, 1), reason)


_POSSIBLE = Text(
    zh="{count} 项疑似不符可能由此而来，不能判断",
    en="{count:possible departure was|possible departures were} not judged",
)
_NO_HISTORY = Text(
    zh="浅克隆没有完整历史，密钥、签名和签名要求的来历没有判断；用 git fetch --unshallow 取回",
    en="a shallow clone lacks the history, so what became of keys and signatures was not judged; "
    "fetch it with git fetch --unshallow",
)
_CUT_SHORT = Text(
    zh="浅克隆没有完整历史，{possible}；用 git fetch --unshallow 取回",
    en="a shallow clone lacks the history, so {possible}; fetch it with git fetch --unshallow",
)
_ELSEWHERE = Text(
    zh="{kind} 的记录在外接的表 {table} 里，{possible}",
    en="records of {kind} lie in the attached table {table}, so {possible}",
)
_UNREAD = Text(
    zh="有未能读取的文件，{possible}",
    en="files here could not be read, so {possible}",
)
