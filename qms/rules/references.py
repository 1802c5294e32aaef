"""Whether numbers are unique and well formed, and whatever names another record finds it (7.5)."""

import re
from collections import Counter
from collections.abc import Iterator

from qms.forms.numbering import Gap, series_of
from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch07_documents import RecordDisposal
from qms.model.kinds.record import Record, place_of
from qms.model.kinds.references import references_of
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.snapshot import Problem, Snapshot
from qms.text import Text, told

_RISK = "records/clause/more.yaml"


@rule(
    "REF101",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Record,),
    is_certain=True,
    title=Text(zh="记录编号唯一", en="Record numbers are unique"),
    message=Text(
        zh="编号 {id} 重复，另见 {other}", en="number {id} is used twice, see also {other}"
    ),
    why=Text(
        zh="一个编号只能指一份记录，否则引用说不清是哪份。",
        en="A number stands for one record; otherwise a reference says nothing.",
    ),
    cure=Text(
        zh="运行 qms renumber {id} 给后来的那份换号，并改正对它的引用。",
        en="Part them with qms renumber {id}, and correct what refers to the later one.",
    ),
    bad=Example({_RISK: '- id: "1"\n  title: 重复\n  title_en: Twice\n'}),
    is_integrity=True,
)
def duplicate_number(snapshot: Snapshot) -> Iterator[Hit]:
    """Two records of one kind bear the same number."""
    for rows in snapshot.filed.values():
        if len(set(rows.ids)) == len(rows):
            continue
        seen: dict[str, Record] = {}
        for record in rows:
            first = seen.setdefault(record.id, record)
            if first is not record:
                yield hit(place_of(record, "id"), id=record.id, other=place_of(first).path)


@rule(
    "REF102",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    each=Record,
    title=Text(zh="记录编号合乎规定", en="Record numbers follow their pattern"),
    message=Text(
        zh="编号 {id} 不合“{kind}”的编号规则 {pattern}",
        en="number {id} does not follow the pattern of {kind}: {pattern}",
    ),
    why=Text(zh="编号说明记录种类和年份。", en="The number tells kind and year."),
    cure=Text(
        zh="按规则重新编号，或把文件移到正确的种类。",
        en="Number it by the pattern, or move it to the right kind.",
    ),
    bad=Example({_RISK: "- id: TS-2026-0001\n  title: 错\n  title_en: Wrong\n"}),
)
def malformed_number(snapshot: Snapshot) -> Iterator[Hit]:
    """A record's number does not match its kind's pattern."""
    for kind, rows in snapshot.filed.items():
        header = snapshot.kinds[kind].header
        fits = re.compile(header.id_pattern, re.ASCII).fullmatch
        for record in rows if not all(map(fits, rows.ids)) else ():
            if not fits(record.id):
                yield hit(
                    place_of(record, "id"),
                    id=record.id,
                    kind=header.title,
                    pattern=header.id_pattern,
                )


@rule(
    "REF103",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Problem, Record),
    is_certain=True,
    title=Text(zh="引用的记录存在", en="Records referred to exist"),
    message=Text(zh="引用的{kind} {id} 不存在", en="{kind} {id} is referenced but does not exist"),
    why=Text(
        zh="证据链断在这里，审核员走不下去。",
        en="The chain of evidence breaks here; an auditor cannot follow it.",
    ),
    cure=Text(
        zh="改正编号，或补上 records/{folder}/ 里的记录。",
        en="Correct the number, or add the record under records/{folder}/.",
    ),
    bad=Example({
        "records/change-request/GG-2026-0001.yaml": (
            "id: GG-2026-0001\nform: QR-2.2.3-01 A/0\ndate: 2026-05-01\n"
            "department: no-such-department\nfilled_by: P-001\nreason: law\n"
            'explanation: 例\nmethod: pages\nchanges:\n  - clause: "1"\n'
        )
    }),
)
def dangling(snapshot: Snapshot) -> Iterator[Hit]:
    """A field names a record that no file holds."""
    known = {kind: frozenset(rows.ids) for kind, rows in snapshot.filed.items()}
    none: frozenset[str] = frozenset()
    doubtful: Counter[str] = Counter()
    for file in (file for rows in snapshot.filed.values() for file in rows.files):
        if all(ids <= known.get(target, none) for target, ids in file.facts.named.items()):
            continue
        for record in file.rows:
            for keys, target, value in references_of(record):
                if value in known.get(target, none):
                    continue
                if snapshot.is_unread(target, value):
                    doubtful[target] += 1
                else:
                    yield hit(
                        place_of(record, *keys),
                        mark=f"{place_of(record, *keys).field} {value}",
                        awaits=(target,),
                        kind=snapshot.kinds[target].header.title,
                        id=value,
                        folder=target,
                    )
    for target, count in doubtful.items():
        reason = Text(
            zh="有未能读取的记录，{count} 处引用找不到对应编号，不能判断",
            en="records of this kind could not be read; {count:reference to it was|references to "
            "it were} not judged",
        )
        if target in snapshot.outside:
            reason = Text(
                zh="这一种记录在外接的表里，{count} 处引用没有对照",
                en="records of this kind lie in an attached table; {count:reference to it was|"
                "references to it were} not judged",
            )
        place = Place(f"records/{target}", line=1, column=1)
        yield not_judged(place, told(reason, count=count))


_REST = (
    "form: QR-2.2.3-01 A/0\ndate: 2026-05-01\ndepartment: after-sales\nfilled_by: P-001\n"
    'reason: law\nexplanation: 例\nmethod: pages\nchanges:\n  - clause: "1"\n'
)
_REQUEST = "records/change-request/2026/GG-2026-{}.yaml"
_UNREAD = Text(
    zh="有未能读取的文件，不能判断缺号",
    en="files of this kind could not be read, so gaps in its numbers were not judged",
)


@rule(
    "REF104",
    clause="7.5",
    severity=Severity.WARNING,
    reads=(Problem, Record),
    is_certain=True,
    title=Text(zh="记录编号连续", en="Record numbers have no gaps"),
    message=Text(
        zh="{kind}缺号 {missing}（{count} 个）",
        en="{kind}: {missing}",
    ),
    why=Text(
        zh="缺号可能是被抽走的记录；作废的编号要留着。",
        en="A missing number may be a record taken away; one given by mistake stays, voided.",
    ),
    cure=Text(
        zh="找回该记录；填错的以 status: void 留存；已销毁的登记《记录销毁记录》。",
        en="Find the record; keep one filed by mistake with status: void; enter what was destroyed "
        "in a disposal of records.",
    ),
    bad=Example({_REQUEST.format("0002"): f"id: GG-2026-0002\n{_REST}"}),
    good=Example({
        _REQUEST.format("0001"): f"id: GG-2026-0001\nstatus: void\n{_REST}",
        _REQUEST.format("0002"): f"id: GG-2026-0002\n{_REST}",
    }),
)
def missing_number(snapshot: Snapshot) -> Iterator[Hit]:
    """A number below a used one is neither used nor voided, nor among the records destroyed."""
    destroyed = [number for each in snapshot.valid(RecordDisposal) for number in each.records]
    for kind, rows in snapshot.filed.items():
        header, series = snapshot.kinds[kind].header, series_of(snapshot.kinds[kind])
        if series is None or header.family != "retained":
            continue
        folder = Place(f"records/{kind}", line=1, column=1)
        unread = snapshot.unread.get(kind, frozenset())
        gaps = list(series.gaps([*rows.ids, *destroyed, *unread]))
        places = {row.id: place_of(row, "id") for row in rows} if gaps else {}
        if gaps and "" in unread:
            yield not_judged(folder, _UNREAD)
            continue
        for gap in gaps:
            yield hit(
                places.get(gap.after, folder),
                mark=gap.first,
                owner=snapshot.serving(header.owner),
                kind=header.title,
                count=gap.count,
                missing=_missing(gap),
            )


def _missing(gap: Gap) -> Text:
    if gap.count == 1:
        return Text(zh=gap.first, en=f"number {gap.first} is missing")
    return Text(
        zh=f"{gap.first} 至 {gap.last}",
        en=f"numbers {gap.first} to {gap.last} are missing ({gap.count})",
    )
