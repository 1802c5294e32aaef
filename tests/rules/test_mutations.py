"""The sample year with every field of every record broken in turn: findings, never a traceback.

Many records are broken at once, one field in each; half of them stay whole, so that rules which
lay records beside each other still have something to judge.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import ryaml
from pydantic_core import to_json

from qms.model.finding import Finding, NotJudged
from qms.model.kinds import kinds
from qms.model.kinds.record import Record, place_of
from qms.model.snapshot import Problem, Snapshot
from qms.operations.checking.check import check
from qms.operations.checking.judging import BROKEN_RULE
from qms.publish.findings import RENDERERS
from qms.rules import all_rules
from qms.store.loading import load
from qms.store.records import read_records

pytestmark = pytest.mark.attacks

ROOT = Path(__file__).parent.parent.parent
DAY = dt.date(2026, 11, 23)
GONE = object()
WRONG = (GONE, None, "例", -1, [], {}, "P-999", "1900-01-01", "9999-12-31")
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
MOMENTS = ("1900-01-01T00:00:00+08:00", "9999-12-31T23:59:59-11:00")
TURNS = 1
MOST = 150  # a release lists its pages, a thousand leaves of one shape
Leaf = tuple[str | int, ...]
Row = tuple[Record, dict[str, Any], list[Leaf]]


def leaves(data: Any, before: Leaf = ()) -> Iterator[Leaf]:
    inside = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in inside:
        yield (*before, key)
        if isinstance(value, dict | list):
            yield from leaves(value, (*before, key))


def broken(data: Any, path: Leaf, wrong: object) -> Any:
    """Return a copy of the data with one place in it spoilt."""
    key, *rest = path
    copy = dict(data) if isinstance(data, dict) else list(data)
    if rest:
        copy[key] = broken(copy[key], tuple(rest), wrong)
    elif wrong is GONE:
        del copy[key]
    else:
        is_moment = isinstance(data[key], str) and "T" in data[key] and str(wrong)[4:5] == "-"
        copy[key] = MOMENTS[str(wrong) > "2000"] if is_moment else wrong
    return copy


def block(data: Any, indent: str = "") -> str:
    """Return data as people write YAML, values quoted, which is read faster than JSON."""
    if not isinstance(data, dict | list) or not data:
        return f" {to_json(data).decode()}\n"
    heads = (
        (f"{key if str(key)[0].isalpha() else to_json(str(key)).decode()}:", value)
        for key, value in data.items()
    ) if isinstance(data, dict) else (("-", value) for value in data)  # fmt: skip
    lines = "".join(f"{indent}{head}{block(value, indent + '  ')}" for head, value in heads)
    return f"\n{lines}" if indent else lines


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return load(ROOT, as_of=DAY)


@pytest.fixture(scope="module")
def rows(snapshot: Snapshot) -> list[Row]:
    found: list[Row] = []
    files: dict[str, Any] = {}
    for records in snapshot.tables.values():
        for record in records:
            place = place_of(record)
            if place.path not in files:
                files[place.path] = ryaml.loads((ROOT / place.path).read_text(encoding="utf-8"))
            data = files[place.path]
            row = data[place.keys[0]] if place.keys else data
            found.append((record, row, list(leaves(row))[:MOST]))
    return found


def spoilt(snapshot: Snapshot, rows: list[Row], turn: int, leaf: int, half: int) -> Snapshot:
    """Return the snapshot with one leaf of every second record spoilt, as it would be read."""
    tables: dict[str, list[Record]] = {kind: [] for kind in snapshot.tables}
    problems: list[Problem] = []
    kind_of = {
        type(record): kind for kind, records in snapshot.tables.items() for record in records
    }
    for index, (record, data, paths) in enumerate(rows):
        kind = kind_of[type(record)]
        if index % 2 != half or leaf >= len(paths):
            tables[kind].append(record)
            continue
        wrong = WRONG[(index + leaf + turn * 4) % len(WRONG)]
        content = block(broken(data, paths[leaf], wrong)).encode()
        read, bad = read_records(place_of(record).path, content, kinds()[kind])
        assert len(read) + bool(bad) == 1
        tables[kind] += read
        problems += bad
    return replace(
        snapshot,
        tables={kind: tuple(records) for kind, records in tables.items()},
        problems=tuple(problems),
    )


def say_everything(found: Iterable[Finding | NotJudged]) -> int:
    """Say each outcome in both languages, as a report would; return how many there were."""
    count = 0
    for each in found:
        for lang in ("zh", "en"):
            said = (
                each.reason.say(lang)
                if isinstance(each, NotJudged)
                else f"{each.say(lang)} {each.say_cure(lang)} {each.fingerprint}"
            )
            assert said.strip()
            assert not PLACEHOLDER.search(said)
        count += 1
    return count


@pytest.mark.parametrize("part", range(4))
def test_no_broken_field_breaks_a_rule(snapshot: Snapshot, rows: list[Row], part: int) -> None:
    for turn in range(TURNS):
        for leaf in range(part, MOST, 4):
            for half in (0, 1):
                if not any(leaf < len(paths) for _, _, paths in rows[half::2]):
                    continue
                changed = spoilt(snapshot, rows, turn, leaf, half)
                total = sum(say_everything(rule(changed)) for rule in all_rules())
                assert total >= len(changed.problems)


@pytest.mark.parametrize("leaf", [1, 8, 15])
def test_no_broken_field_breaks_the_report(snapshot: Snapshot, rows: list[Row], leaf: int) -> None:
    report = check(ROOT, spoilt(snapshot, rows, 0, leaf, leaf % 2))
    assert report.findings
    assert BROKEN_RULE not in {each.code for each in report.findings}
    for render in RENDERERS.values():
        assert render(report, "en", all_rules())
