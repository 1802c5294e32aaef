"""Editions of standards that the company works to, and whether the manual answers them (6.4)."""

from collections.abc import Iterator
from typing import Any

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch09_evaluation import EvaluationItem
from qms.model.manual import Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.model.standard import Standard, successor
from qms.standing.conformity import unanswered
from qms.text import Text

_WHY = Text(
    zh="依据过时的版本建立的体系，审核时不被承认。",
    en="A system built on an edition that no longer counts is not accepted by an auditor.",
)
_TAKE_UP = Text(
    zh="用 qms matrix --against {key} 找出差距，修改手册，再把 qms.yml 的 standards 换成 {key}。",
    en="See the gaps with `qms matrix --against {key}`, amend the manual, then name {key} "
    "under `standards` in qms.yml.",
)
_QMS = """\
company: {name: 样本公司, short: 样本}
promise: 客户来访、来函、来电，48小时内给予反馈和处理。
manual: {number: QM-01}
standards:
"""
_OLD = """\
standard: example
edition: "2020"
name: EX 1:2020
in_force: 2020-01-01
requirements: [{clause: "1", title: 总则, title_en: General, manual: ["1"]}]
"""
_NEW = """\
standard: example
edition: "2026"
name: EX 1:2026
in_force: 2026-06-01
replaces: ["2020"]
transition_ends: DAY
requirements: [{clause: "1", title: 总则, title_en: General, manual: ["1"]}]
"""


def _works_to(*editions: str, ends: str = "2029-06-01") -> dict[str, str]:
    """Return two editions of a standard, and settings that say which the company works to."""
    return {
        "qms.yml": _QMS + "".join(f"  {each}\n" for each in editions),
        "standards/example-2020.yaml": _OLD,
        "standards/example-2026.yaml": _NEW.replace("DAY", ends),
    }


def _in_use(snapshot: Snapshot) -> Iterator[tuple[Standard, Place]]:
    known = {each.key: each for each in snapshot.standards}
    for key in snapshot.settings.standards:
        if key in known:
            yield known[key], _place(key)


def _place(*keys: str) -> Place:
    return Place("qms.yml").at("standards", *keys)


def _superseded(snapshot: Snapshot) -> Iterator[tuple[Standard, Standard, Place]]:
    for edition, place in _in_use(snapshot):
        newer = successor(edition, snapshot.standards, snapshot.as_of)
        if newer is not None:
            yield edition, newer, place


@rule(
    "STD101",
    clause="6.4.1",
    severity=Severity.INFO,
    reads=(Standard,),
    title=Text(zh="标准换版后在过渡期内转换", en="A new edition is taken up in its transition"),
    message=Text(
        zh="{old} 已由 {new} 代替（{from_day} 起），过渡期到 {until} 为止，公司仍按旧版",
        en="{new} took the place of {old} on {from_day}; the company still works to the old one, "
        "which counts until {until}",
    ),
    why=_WHY,
    cure=_TAKE_UP,
    bad=Example(_works_to("example-2020: {}")),
    good=Example(_works_to("example-2026: {}")),
    owner="office",
)
def superseded_in_transition(snapshot: Snapshot) -> Iterator[Hit]:
    """A newer edition is in force and the old one, still in use, may be used for a time."""
    for old, new, place in _superseded(snapshot):
        ends = new.transition_ends
        if ends is not None and snapshot.as_of <= ends:
            yield hit(
                place, mark=new.key, since=new.in_force, due=ends, until=ends, **_editions(old, new)
            )


@rule(
    "STD102",
    clause="6.4.1",
    severity=Severity.ERROR,
    reads=(Standard,),
    title=Text(zh="不按已废止的标准版次", en="No superseded edition is worked to"),
    message=Text(
        zh="{old} 已由 {new} 代替（{from_day} 起），过渡期已过，公司仍按旧版",
        en="{new} took the place of {old} on {from_day} and no transition is left; the company "
        "still works to the old one",
    ),
    why=_WHY,
    cure=_TAKE_UP,
    bad=Example(_works_to("example-2020: {}", ends="2026-10-31")),
    good=Example(_works_to("example-2026: {}", ends="2026-10-31")),
    owner="office",
)
def superseded(snapshot: Snapshot) -> Iterator[Hit]:
    """A newer edition is in force, and the old one, still in use, counts no more."""
    for old, new, place in _superseded(snapshot):
        ends = new.transition_ends
        if ends is None or ends < snapshot.as_of:
            yield hit(
                place,
                mark=new.key,
                since=new.in_force,
                due=ends or new.in_force,
                **_editions(old, new),
            )


@rule(
    "STD103",
    clause="6.4.1",
    severity=Severity.ERROR,
    reads=(Standard,),
    title=Text(zh="所按的标准版次有条款表", en="Every edition worked to has its file"),
    message=Text(
        zh="qms.yml 写明按 {key}，但没有这一版的条款表；已有：{known}",
        en="qms.yml says that the company works to {key}, which no file describes; there are "
        "{known}",
    ),
    why=Text(
        zh="没有条款表，就无从对照手册答复了哪些要求。",
        en="Without it nobody can tell which requirements the manual answers.",
    ),
    cure=Text(
        zh="改正版次，或写 standards/{key}.yaml。",
        en="Correct the name, or write standards/{key}.yaml.",
    ),
    bad=Example(_works_to("example-2019: {}")),
    good=Example(_works_to("example-2026: {}")),
    owner="office",
)
def edition_unknown(snapshot: Snapshot) -> Iterator[Hit]:
    """The settings name an edition that neither the package nor the repository describes."""
    known = {each.key for each in snapshot.standards}
    for key in snapshot.settings.standards:
        if key not in known:
            yield hit(_place(key), mark=key, key=key, known=" ".join(sorted(known)))


@rule(
    "STD104",
    clause="6.4.2",
    severity=Severity.WARNING,
    reads=(Chapter, EvaluationItem, Standard),
    title=Text(zh="标准的每一条在手册里有答复", en="The manual answers every clause of a standard"),
    message=Text(
        zh="{name} 的 {count} 条在手册里没有对应的条款：{clauses}",
        en="no clause of the manual answers {count:clause|clauses} of {name}: {clauses}",
    ),
    why=Text(
        zh="没有答复的要求，就是外部审核时的不符合项。",
        en="A requirement that nothing answers is a nonconformity at the next audit.",
    ),
    cure=Text(
        zh="在手册里补上条款并写进 standards/{key}.yaml；确实不适用的，"
        "在 qms.yml 的 excluded 写明理由。",
        en="Add a clause and map it in standards/{key}.yaml; where one does not apply, say why "
        "under `excluded` in qms.yml.",
    ),
    bad=Example(_works_to("iso9001-2015: {}")),
    good=Example(_works_to("example-2026: {}")),
    owner="quality",
)
def requirement_unanswered(snapshot: Snapshot) -> Iterator[Hit]:
    """A clause of an edition in use is answered by no clause and not excluded with a reason."""
    for edition, place in _in_use(snapshot):
        numbers = unanswered(edition, snapshot)
        if numbers:
            yield hit(
                place,
                mark=edition.key,
                name=edition.name,
                key=edition.key,
                count=len(numbers),
                clauses=" ".join(numbers),
            )


@rule(
    "STD105",
    clause="6.4.2",
    severity=Severity.ERROR,
    reads=(Standard,),
    title=Text(zh="不适用的条款存在且有理由", en="What is excluded exists and has a reason"),
    message=Text(
        zh="qms.yml 把 {name} 的 {clause} 列为不适用，但{wrong}",
        en="qms.yml excludes {clause} of {name}, {wrong}",
    ),
    why=Text(
        zh="不适用须说明理由；写错的条款号会遮住另一个疏漏。",
        en="An exclusion needs its reason, and a wrong number hides another gap.",
    ),
    cure=Text(
        zh="改正 qms.yml 的 standards，{key}，excluded。",
        en="Correct `excluded` of {key} under `standards` in qms.yml.",
    ),
    bad=Example(_works_to('example-2026: {excluded: {"9.9": 无此过程}}')),
    good=Example(_works_to('example-2026: {excluded: {"1": 例}}')),
    owner="quality",
)
def exclusion_wrong(snapshot: Snapshot) -> Iterator[Hit]:
    """An exclusion names no clause of the edition, or gives no reason."""
    for edition, place in _in_use(snapshot):
        known = {each.clause for each in edition.requirements}
        for clause, reason in snapshot.settings.standards[edition.key].excluded.items():
            wrong = _NO_CLAUSE if clause not in known else None if reason.strip() else _NO_REASON
            if wrong:
                yield hit(
                    place.at("excluded", clause),
                    mark=f"{edition.key} {clause}",
                    name=edition.name,
                    key=edition.key,
                    clause=clause,
                    wrong=wrong,
                )


_NO_CLAUSE = Text(zh="没有这一条", en="which has no such clause")
_NO_REASON = Text(zh="没有写理由", en="and gives no reason")


def _editions(old: Standard, new: Standard) -> dict[str, Any]:
    return {"old": old.name, "new": new.name, "key": new.key, "from_day": new.in_force}
