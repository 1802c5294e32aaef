"""Each statement of the manual that can be verified, broken in the sample year, is found broken."""

import datetime as dt
import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

from qms.model.finding import Finding
from qms.operations.checking.check import (
    Choices,
    check,
)
from qms.store.loading import load
from tests.rules.departures import DEPARTURES
from tests.rules.verify_lines import LINES
from tests.testing.faults import Fault
from tests.testing.repository import write
from tests.testing.words import between_chinese

ROOT = Path(__file__).parent.parent.parent
EVERY = [
    pytest.param(codes, fault, id=f"{clause} {statement} {number}")
    for clause, statements in LINES.items()
    for statement, codes in statements.items()
    for number, fault in enumerate(DEPARTURES.get(clause, {}).get(statement, ()), start=1)
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("sample") / "company"
    for name in ("manual", "records", "attachments", "schemas", ".git"):
        shutil.copytree(ROOT / name, copy / name, symlinks=True)
    shutil.copy(ROOT / "qms.yml", copy)
    return copy


@pytest.fixture(scope="module")
def before(sample: Path) -> Callable[[dt.date], frozenset[str]]:
    @cache
    def on(day: dt.date) -> frozenset[str]:
        return frozenset(map(said, found(sample, (), day)))

    return on


def said(finding: Finding) -> str:
    """Tell findings apart by their words too: a departure may worsen one that was there."""
    return f"{finding.fingerprint} {finding.say('en')}"


def found(root: Path, codes: tuple[str, ...], day: dt.date) -> Sequence[Finding]:
    return check(root, load(root, as_of=day), Choices(select=codes)).findings


def test_every_statement_is_broken_in_some_way() -> None:
    assert {
        (clause, statement) for clause, statements in LINES.items() for statement in statements
    } == {
        (clause, statement)
        for clause, statements in DEPARTURES.items()
        for statement, faults in statements.items()
        if faults
    }


@pytest.mark.parametrize(("codes", "fault"), EVERY)
def test_a_departure_is_found_by_a_rule_that_is_named(
    codes: tuple[str, ...],
    fault: Fault,
    sample: Path,
    before: Callable[[dt.date], frozenset[str]],
) -> None:
    known = before(fault.day)
    changed = fault.files(sample)
    kept = {
        path: (sample / path).read_bytes() if (sample / path).exists() else None for path in changed
    }
    write(sample, changed)
    try:
        new = [each for each in found(sample, codes, fault.day) if said(each) not in known]
        assert {each.code for each in new} & set(codes)
        assert [
            words for each in new for words in between_chinese(each.say("zh"), each.values.values())
        ] == []
    finally:
        for path, content in kept.items():
            if content is None:
                (sample / path).unlink()
            else:
                (sample / path).write_bytes(content)
