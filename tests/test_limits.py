"""Every limit of `qms.limits`: what is just within it is done, what is one above is refused."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import openpyxl
import pytest

from qms import limits
from qms.errors import QmsError
from qms.figures.tables import connected
from qms.model.kinds import kinds
from qms.operations.copies.verify import verify_file
from qms.publish.book import sizes as of_books
from qms.store import given, records, sheets, yaml
from tests.testing.pdfs import noted
from tests.testing.records import sample
from tests.testing.repository import qms, repository
from tests.testing.sample import ROOT


def _sheet(rows: int, columns: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("x")
    for _ in range(rows):
        sheet.append(["y"] * columns)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _given(size: int, folder: Path) -> None:
    path = folder / "x"
    path.write_bytes(b"x" * size)
    assert len(given.content(path)) == size


def _note(size: int, folder: Path) -> None:
    path = folder / "x.pdf"
    path.write_bytes(noted(json.dumps("x" * (size - 2)).encode()))
    assert not verify_file(ROOT, sample(), path).is_genuine


def _csv(content: bytes) -> None:
    assert sheets.from_csv(content)[0].rows


def _workbook(content: bytes) -> None:
    assert sheets.from_workbook(content)[0].rows


def _nested(levels: int) -> None:
    found = yaml.parsed("[" * levels + "]" * levels + "\n")
    if isinstance(found, yaml.BadYaml):
        raise QmsError(found.what, found.wanted)


def _chapters(characters: int) -> None:
    of_books.refuse_long([replace(sample().chapters[0], body="字" * characters)])


# Each limit with the value that it is given here, and what is tried with a size.
REFUSED: Mapping[str, tuple[int, Callable[[int, Path], None]]] = {
    "GIVEN_BYTES": (100, _given),
    "NOTE_BYTES": (100, _note),
    "SHEET_BYTES": (100, lambda size, _: _csv(b"x" * size)),
    "SHEET_ROWS": (4, lambda size, _: _workbook(_sheet(size, 1))),
    "SHEET_COLUMNS": (4, lambda size, _: _csv(b"x" + b",x" * (size - 1) + b"\n")),
    "SHEET_CELLS": (12, lambda size, _: _workbook(_sheet(1, size - 1))),  # a row counts as one
    "CSV_FIELD_BYTES": (30, lambda size, _: _csv(b"a,b\nx," + b"y" * size + b"\n")),
    "YAML_DEPTH": (limits.YAML_DEPTH, lambda size, _: _nested(size)),
    "BOOK_CHARACTERS": (200, lambda size, _: _chapters(size)),
    "BOOK_PAGES": (5, lambda size, _: of_books.refuse_thick(size)),
}
ELSEWHERE = {
    "SHEET_UNPACKED_BYTES": "test_a_workbook_is_measured_unpacked",
    "PROBLEMS_A_FILE": "test_problems_of_a_file_are_listed_up_to_the_limit_and_counted_beyond",
    "FIGURE_SECONDS": "test_a_figure_without_end_is_stopped_and_said",
    "FIGURE_MEBIBYTES": "test_a_figure_beyond_its_memory_is_stopped_and_said",
    "FIGURE_THREADS": "test_a_figure_is_counted_with_no_more_threads_than_the_limit",
    "DESK_BYTES": "tests/desk/test_guard.py",
    "DESK_FIELDS": "tests/desk/test_guard.py",
    "DESK_FILES": "tests/desk/test_guard.py",
}


@pytest.mark.parametrize("name", REFUSED)
def test_at_the_limit_it_is_done_and_one_above_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    most, tried = REFUSED[name]
    monkeypatch.setattr(limits, name, most)
    tried(most - 1, tmp_path)
    tried(most, tmp_path)
    with pytest.raises(QmsError) as refusal:
        tried(most + 1, tmp_path)
    assert refusal.value.cure is not None
    assert refusal.value.say("zh") != refusal.value.say("en")


def test_every_limit_is_tried() -> None:
    named = {name for name in vars(limits) if name.isupper() and not name.startswith("_")}
    assert named == {*REFUSED, *ELSEWHERE}
    here = {name for name in ELSEWHERE.values() if not name.endswith(".py")}
    assert here <= globals().keys()


def test_a_workbook_is_measured_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = _sheet(4, 4)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        size = sum(each.file_size for each in packed.infolist())
    monkeypatch.setattr(limits, "SHEET_UNPACKED_BYTES", size)
    _workbook(content)
    monkeypatch.setattr(limits, "SHEET_UNPACKED_BYTES", size - 1)
    with pytest.raises(QmsError, match="unpacks to over"):
        _workbook(content)


@pytest.mark.parametrize("count", [limits.PROBLEMS_A_FILE, limits.PROBLEMS_A_FILE + 1])
def test_problems_of_a_file_are_listed_up_to_the_limit_and_counted_beyond(count: int) -> None:
    one = kinds()["clause"]
    content = b'- {id: "1", title: x, title_en: x, y: z}\n' * count
    _, problems = records.read_records("records/clause/x.yaml", content, one)
    assert len(problems) == count
    assert ("more in this file" in problems[-1].what.en) is (count > limits.PROBLEMS_A_FILE)


_MANY = "(select unnest(string_split('" + "a" * 400 + "', 'a')) as x)"
_FIGURE = """\
id: endless
name: 例
name_en: Example
clause: "1"
population: change-request
period_date: date
where: "true"
numerator: "{numerator}"
unit: '%'
direction: higher
targets: {{'2026': '90'}}
owner: after-sales
frequency: quarter
traps: 无
"""
_ONE = """\
id: GG-2026-0001
form: QR-2.2.3-01 A/0
date: 2026-02-01
department: after-sales
filled_by: P-001
reason: improvement
explanation: 例
method: pages
changes: [{clause: "1", before: 甲, after: 乙}]
"""


@pytest.mark.parametrize("is_endless", [False, True])
def test_a_figure_without_end_is_stopped_and_said(
    *, is_endless: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = ", ".join(f"{_MANY} {name}" for name in ("abcdef" if is_endless else "a"))
    column = "a.x || f.x" if is_endless else "x"
    numerator = f"(select count(*) from {tables} where {column} = 'b') = 0"  # noqa: S608 - tried in the sandbox
    files = {
        "records/kpi/endless.yaml": _FIGURE.format(numerator=numerator),
        "records/change-request/2026/GG-2026-0001.yaml": _ONE,
    }
    monkeypatch.setattr(limits, "FIGURE_SECONDS", 1 if is_endless else 60)
    root = repository(tmp_path / "qms", files)
    day = ("--as-of", "2026-11-23", "--lang", "en")
    told = qms(root, "kpi", *day)
    assert told.exit_code == int(is_endless), told.stderr
    assert ("not done in 1 seconds and was stopped" in told.stderr) is is_endless
    report = json.loads(qms(root, "check", "--select", "FIG", "--format", "json", *day).stdout)
    said = [each["message"] for each in report["findings"]]
    assert any("was stopped" in each for each in said) is is_endless, said


@pytest.mark.parametrize("mebibytes", [20, 600])
def test_a_figure_beyond_its_memory_is_stopped_and_said(
    mebibytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cross join of 1.4 million different words, some 170 MiB to tell apart."""
    numbered = "(select row_number() over () as x from (select unnest(string_split('{}', 'a'))))"
    tables = f"{numbered.format('a' * 1200)} a, {numbered.format('a' * 1200)} b"
    word = "'a word that is longer than what fits into a cell' || a.x || '-' || b.x"
    numerator = f"(select count(distinct {word}) from {tables}) = 0"  # noqa: S608 - tried in the sandbox
    files = {
        "records/kpi/endless.yaml": _FIGURE.format(numerator=numerator),
        "records/change-request/2026/GG-2026-0001.yaml": _ONE,
    }
    monkeypatch.setattr(limits, "FIGURE_MEBIBYTES", mebibytes)
    root = repository(tmp_path / "qms", files)
    is_beyond = mebibytes == 20
    day = ("--as-of", "2026-11-23", "--lang", "en")
    told = qms(root, "kpi", *day)
    assert told.exit_code == int(is_beyond), told.stderr
    assert ("more than 20 MiB of memory and was stopped" in told.stderr) is is_beyond
    report = json.loads(qms(root, "check", "--select", "FIG", "--format", "json", *day).stdout)
    said = [each["message"] for each in report["findings"]]
    assert any("of memory and was stopped" in each for each in said) is is_beyond, said


@pytest.mark.parametrize("threads", [1, 2])
def test_a_figure_is_counted_with_no_more_threads_than_the_limit(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FIGURE_THREADS", threads)
    with connected(sample(), ()) as connection:
        found = connection.execute("select current_setting('threads')").fetchone()
        assert found == (threads,)
        with pytest.raises(duckdb.Error):  # nor can a condition ask for more
            connection.execute(f"set threads = {threads + 1}")


def test_the_limits_in_the_docs_are_those_of_the_module_and_have_a_test() -> None:
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    rows = text.partition("## Limits")[2].partition("\n## ")[0]
    figures = {each.replace(",", "") for each in re.findall(r"[\d,]*\d", rows)}
    for name in {*REFUSED, *ELSEWHERE}:
        value = getattr(limits, name)
        shown = {value, value // 2**20 if value % 2**20 == 0 else value}
        words = {1: "1", 4: "four"}
        assert any(str(each) in figures or words.get(each, "-") in rows for each in shown), name
    for path in re.findall(r"`(tests/[\w/]+\.py)`", text):
        assert (ROOT / path).is_file(), path


@pytest.mark.parametrize(
    "makes", ["length(repeat('x', 2000000000)) > 0", "len(range(9999999)) > 0"]
)
def test_a_figure_that_makes_data_is_refused_wherever_it_is_counted(
    makes: str, tmp_path: Path
) -> None:
    root = repository(
        tmp_path / "qms", {"records/kpi/endless.yaml": _FIGURE.format(numerator=makes)}
    )
    for command in ("kpi", "check"):
        done = qms(root, command, "--as-of", "2026-11-23", "--lang", "en")
        assert done.exit_code == 1
        assert "a figure may not make data" in done.stdout + done.stderr


def test_the_database_is_opened_within_its_limits() -> None:
    with connected(sample(), ()) as connection:
        found = connection.execute(
            "select current_setting('memory_limit'), current_setting('threads')"
        ).fetchone()
    assert found == ("1.4 GiB", limits.FIGURE_THREADS)
