"""A verdict follows from what its rule declares to read, and from nothing that ran before it."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from qms import rules
from qms.model.finding import Hit, Place, Report, Severity
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.record import Record
from qms.model.manual import Chapter
from qms.model.record_files import Table, Tables
from qms.model.rule import Example, Rule, hit, rule
from qms.model.seen import seen_by
from qms.model.snapshot import Snapshot
from qms.operations.checking.check import check
from qms.operations.checking.judging import BROKEN_RULE, judged
from qms.operations.checking.rulebook import Rulebook
from qms.publish.findings import RENDERERS
from qms.store.loading import load
from qms.text import same
from tests.testing.reach import DOORS, OTHERS, reached
from tests.testing.repository import repository
from tests.testing.sample import sample_in

DAY = dt.date(2026, 11, 23)
BROKEN = {
    "nothing": [],
    "a release": ["release/A-1"],
    "the newest release": ["release/A-2"],
    "registers": ["person/people", "post/posts", "department/departments"],
    "a complaint and its customer": ["complaint/2026/TS-2026-0014", "customer/customers"],
}


@pytest.mark.parametrize("each", rules.all_rules(), ids=lambda each: each.code)
def test_a_rule_declares_what_its_code_can_reach_and_no_more(each: Rule) -> None:
    assert each.reads is not None
    declared = set(each.declared)
    found = reached(each)
    undeclared = {
        kind for kind in found - declared if not (issubclass(kind, Record) and Record in declared)
    }
    assert not undeclared
    assert declared <= found | {each.each, Record}


def test_every_door_of_the_snapshot_is_known_to_this_test() -> None:
    public = {name for name in (*vars(Snapshot), *Snapshot.__annotations__) if name[0] != "_"}
    assert public == DOORS.keys() | OTHERS


def _rule(code: str, judge: object, **declared: object) -> Rule:
    words = same("{id}")
    declare = rule(
        code, clause="1", severity=Severity.ERROR, title=words, message=words, why=words,
        cure=words, bad=Example({}), **declared,
    )  # type: ignore[arg-type] # fmt: skip
    return declare(judge)  # type: ignore[arg-type]


def _reader(snapshot: Snapshot) -> Iterator[Hit]:
    for person in snapshot.all(Person):
        yield hit(Place("qms.yml"), id=person.id)


def test_what_was_not_declared_is_refused_and_said(tmp_path: Path) -> None:
    snapshot = load(repository(tmp_path), as_of=DAY)
    [broken] = judged(_rule("OWN101", _reader, reads=(Complaint,)), snapshot)
    assert broken.code == BROKEN_RULE
    assert "person is read but not declared" in broken.say("en")
    found = judged(_rule("OWN101", _reader, reads=(Person,)), snapshot)
    assert {each.code for each in found} == {"OWN101"}


@pytest.mark.parametrize(
    "part",
    ["chapters", "clauses", "clause_facts", "problems", "unread", "proofs", "history", "standards",
     "figure_flaws", "miscounts", "changed_facts", "releases_in_git",
     "lost_releases", "signable_digests", "releases"],
)  # fmt: skip
def test_no_part_of_the_snapshot_is_open_to_a_rule_that_declares_another(
    part: str, tmp_path: Path
) -> None:
    def judge(snapshot: Snapshot) -> Iterator[Hit]:
        for _ in getattr(snapshot, part):
            yield hit(Place("qms.yml"), id="1")

    snapshot = load(repository(tmp_path), as_of=DAY)
    [broken] = judged(_rule("OWN101", judge, reads=(Complaint,)), snapshot)
    assert broken.code == BROKEN_RULE


def test_a_rule_of_a_company_may_declare_nothing_and_see_all(tmp_path: Path) -> None:
    found = judged(_rule("OWN101", _reader), load(repository(tmp_path), as_of=DAY))
    assert {each.code for each in found} == {"OWN101"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_in(tmp_path_factory.mktemp("reads"))


@pytest.fixture(scope="module")
def days(sample: Path) -> tuple[Snapshot, ...]:
    return load(sample, as_of=DAY), load(sample, as_of=DAY + dt.timedelta(days=400))


@contextmanager
def unreadable(root: Path, files: Sequence[str]) -> Iterator[None]:
    paths = [root / f"records/{name}.yaml" for name in files]
    kept = {path: path.read_bytes() for path in paths}
    try:
        for path, content in kept.items():
            path.write_bytes(b"a: [\n" + content)
        yield
    finally:
        for path, content in kept.items():
            path.write_bytes(content)


def _said(report: Report) -> str:
    return RENDERERS["json"](replace(report, rules=0), "en", ())


@pytest.mark.parametrize("files", BROKEN.values(), ids=BROKEN.keys())
def test_the_report_is_the_same_for_any_order_of_the_rules(files: list[str], sample: Path) -> None:
    every = list(rules.all_rules())
    with unreadable(sample, files):
        wanted = _said(check(sample, load(sample, as_of=DAY), book=Rulebook(tuple(every))))
        for seed in range(3):
            random.Random(seed).shuffle(every)  # noqa: S311 - an order, no secret
            again = check(sample, load(sample, as_of=DAY), book=Rulebook(tuple(every)))
            assert _said(again) == wanted


@pytest.mark.attacks
@pytest.mark.parametrize("files", BROKEN.values(), ids=BROKEN.keys())
def test_each_rule_alone_says_what_it_says_among_all(files: list[str], sample: Path) -> None:
    with unreadable(sample, files):
        snapshot = load(sample, as_of=DAY)
        together = check(sample, snapshot, book=Rulebook(rules.all_rules()))
        alone: list[object] = []
        for each in rules.all_rules():
            report = check(sample, replace(snapshot), book=Rulebook((each,)))
            alone += [*report.findings, *report.not_judged]
    assert Counter(map(repr, alone)) == Counter(
        map(repr, [*together.findings, *together.not_judged])
    )


def _parts(snapshot: Snapshot, each: type) -> Iterator[Snapshot]:
    """Yield the snapshot with one record, or chapter, of a kind at a time."""
    if each is Chapter:
        yield from (replace(snapshot, chapters=(chapter,)) for chapter in snapshot.chapters)
        return
    for kind, rows in snapshot.filed.items():
        if issubclass(snapshot.kinds[kind], each):
            for row in rows:
                one = Tables({**snapshot.filed, kind: Table.of(snapshot.kinds[kind], (row,))})
                others = {} if each is Record else one
                yield replace(snapshot, tables=Tables({**others, kind: one[kind]}))


def _hits(each: Rule, snapshot: Snapshot) -> Counter[str]:
    return Counter(map(repr, each(seen_by(snapshot, each.declared)[0])))


SINGLY = [each for each in rules.all_rules() if each.each is not None]


@pytest.mark.parametrize("each", SINGLY, ids=lambda each: each.code)
def test_a_rule_that_judges_one_by_one_finds_the_same_however_they_are_parted(
    each: Rule, days: tuple[Snapshot, ...], tmp_path: Path
) -> None:
    example = repository(tmp_path, dict(each.bad.files))
    for snapshot in (load(example, as_of=each.bad.as_of), *days):
        assert each.each is not None
        parts = _parts(snapshot, each.each)
        assert sum((_hits(each, part) for part in parts), Counter()) == _hits(each, snapshot)
