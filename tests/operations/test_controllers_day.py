"""A day of the document controller: an amendment for thirty holders who stand at four releases."""

import csv
import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from tests.testing.company import make_company, release, request
from tests.testing.repository import commit, qms, write

pytestmark = pytest.mark.wheel

BY = ("--by", "P-001")
HOLDERS = 30
LIST = "- id: FL-01\n  name: 全部\n  receivers:\n" + "".join(
    "    - {holder_class: certification-body, "
    f"organisation: 第{number}号单位, address: 某市某路 {number} 号}}\n"
    for number in range(1, HOLDERS + 1)
)
# From which copy on a holder has sent back the receipt of each amendment.
FROM = {1: 9, 2: 16, 3: 23}
DAYS = {1: "03", 2: "04", 3: "05", 4: "06"}


def _done(root: Path, day: str, *words: str, typed: str = "") -> str:
    done = qms(root, *words, "--as-of", day, "--lang", "en", typed=typed)
    assert done.exit_code == 0, (words, done.stderr)
    return done.stdout + done.stderr


def _amended(root: Path, keys: dict[str, Path], number: int) -> str:
    """Release amendment `number`, and return the day on which it was released."""
    (told,) = request("agreed").values()
    name = f"GG-2026-{number:04}"
    write(root, {f"records/change-request/2026/{name}.yaml": told.replace("GG-2026-0001", name)})
    chapter = root / "manual/01-order.md"
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(f"{text}\n第{number}次补充：各部门应学习本手册并记录。\n", encoding="utf-8")
    commit(root)
    month = DAYS[number]
    release(root, keys, "--amendment", f"2026-{month}-01", f"2026-{month}-20")
    return f"2026-{month}-02"


def _due(root: Path, day: str) -> tuple[Path, dict[str, int]]:
    sheet = root.parent / "receipts.xlsx"
    _done(root, day, "copy", "receive", "--output", str(sheet))
    rows = openpyxl.load_workbook(sheet)["Receipts"].iter_rows(min_row=2, values_only=True)
    return sheet, {str(row[0]): int(str(row[5] or 0)) for row in rows}


def test_an_amendment_for_thirty_holders_at_four_states_takes_few_commands(
    tmp_path: Path, keys: dict[str, Path]
) -> None:
    root = make_company(tmp_path / "company", keys)
    release(root, keys, "--edition", "2025-12-10", "2026-01-01")
    write(root, {"records/distribution-list/all.yaml": LIST})
    commit(root)
    out = ("--output", str(tmp_path / "out.zip"))
    _done(root, "2026-01-05", "copy", "issue", "--list", "FL-01", *BY, *out)
    codes = "".join(f"{number:03}\n" for number in range(1, HOLDERS + 1))
    _done(root, "2026-01-10", "copy", "receive", "--scan", *BY, typed=codes)
    for number, first in FROM.items():
        day = _amended(root, keys, number)
        _done(root, day, "change-pack", "--to", f"A/{number}", "--all", "--send", *BY, *out)
        _, due = _due(root, day)
        back = "".join(f"{each} {count}\n" for each, count in due.items() if int(each) >= first)
        _done(root, day, "copy", "receive", "--scan", *BY, typed=back)
    day = _amended(root, keys, 4)

    told = _done(root, day, "status")  # 1
    assert "qms change-pack --to A/4 --all --send" in told
    _done(root, day, "change-pack", "--to", "A/4", "--all", "--send", *BY, *out)  # 2
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        table = packed.read("packages.csv").decode("utf-8-sig")
    starts = Counter(row["换自"] for row in csv.DictReader(io.StringIO(table)))
    assert starts == {"A/0": 8, "A/1": 7, "A/2": 7, "A/3": 8}
    later = "2026-06-10"
    sheet, due = _due(root, later)  # 3
    assert len(due) == HOLDERS
    book = openpyxl.load_workbook(sheet)
    for row in book["Receipts"].iter_rows(min_row=2, max_row=21):
        row[6].value, row[7].value = "签收人", row[5].value
    book.save(sheet)
    scan = tmp_path / "回执.pdf"
    scan.write_bytes(b"%PDF-1.7 signed")
    take = ("copy", "receive", "--take", str(sheet), "--attach", str(scan), *BY)
    _done(root, later, *take)  # 4
    rest = "".join(f"{each} {count}\n" for each, count in due.items() if int(each) > 20)
    _done(root, later, "copy", "receive", "--scan", *BY, typed=rest)  # 5
    _done(root, later, "log", "--format", "xlsx", "--output", str(tmp_path / "log.xlsx"))  # 6
    found = qms(root, "check", "--select", "CPY", "--as-of", "2026-06-21")  # 7
    # In this office the department itself keeps no copy, which the check says and is no arrear.
    assert set(re.findall(r"CPY\d+", found.stdout)) <= {"CPY115"}
    listed = _done(root, later, "copy", "list")
    assert listed.count("A/4") == HOLDERS
