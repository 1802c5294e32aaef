"""A record kind is added by declaring it once: everything else follows from the declaration."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from qms.store.sheets import from_workbook
from tests.testing.repository import commit, repository, write

PACKAGE = Path(__file__).parent.parent.parent / "qms"
KIND = '''

class KeyCheck(Sheet):
    """Somebody who is to look whether the key is still there."""

    wanted: Annotated[Day, Due(), Label("查看期限", "To be looked at by")]
    progress: Annotated[
        Words, OutOfJudgement(frozenset({"dropped"})), Label("进展", "Progress")
    ] = "planned"


class KeyHandover(Evidence):
    """A key that somebody was handed, to be given back by a day."""

    header: ClassVar[Header] = Header(
        title=Text(zh="钥匙交接记录", en="Key handover"),
        form="QR-7.1.3-19",
        clause="7.1.3",
        family="retained",
        owner="after-sales",
        id_pattern=r"YS-\\d{4}-\\d{4}",
        retain_years=3,
    )
    key: Annotated[Words, Label("钥匙", "Key")]
    handed: Annotated[Day, Happened(), Label("交出日期", "Handed over on")]
    back_by: Annotated[
        Day,
        Deadline("收回钥匙", "take back the key", owner="department",
                 is_owed=lambda each: each.returned is None),
        Label("应还日期", "Due back"),
    ]
    returned: Annotated[
        Day | None, Happened(closes=True), Label("归还日期", "Given back on")
    ] = None
    looks: Annotated[tuple[KeyCheck, ...], Label("查看", "Looks")] = ()
    verdict: Annotated[str, Judged(), Label("判定", "Verdict")] = ""
'''
IMPORTS = "from qms.model.kinds.marks import Deadline, Due, Happened, Judged, OutOfJudgement\n"
RECORD = """\
id: YS-2026-{number:04}
form: QR-7.1.3-19 A/0
date: 2026-03-02
department: after-sales
filled_by: P-001
key: 备件库
handed: {handed}
back_by: 2026-06-30
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the program and add a kind to one file of it."""
    folder = tmp_path_factory.mktemp("program")
    shutil.copytree(PACKAGE, folder / "qms", ignore=shutil.ignore_patterns("__pycache__"))
    chapter = folder / "qms/model/kinds/ch07_resources.py"
    text = chapter.read_text(encoding="utf-8")
    at = text.index("from qms.model.kinds")
    chapter.write_text(text[:at] + IMPORTS + text[at:] + KIND, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = repository(tmp_path_factory.mktemp("company") / "repo")
    folder = "records/key-handover/2026"
    returned = "returned: 2026-04-20\nstatus: closed\n"
    write(root, {
        f"{folder}/YS-2026-0001.yaml": RECORD.format(number=1, handed="2026-03-02"),
        f"{folder}/YS-2026-0002.yaml": RECORD.format(number=2, handed="2026-03-02") + returned,
        f"{folder}/YS-2026-0003.yaml": RECORD.format(number=3, handed="2099-01-01"),
    })  # fmt: skip
    commit(root, "keys")
    return root


def run(package: Path, company: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "qms", *arguments],
        cwd=company,
        env=os.environ | {"PYTHONPATH": str(package)},
        capture_output=True,
        check=False,
    )


def printed(package: Path, company: Path, *arguments: str) -> str:
    done = run(package, company, *arguments)
    assert done.returncode in {0, 1}, done.stderr.decode()
    return done.stdout.decode()


def test_its_schema_says_what_the_fields_are(package: Path, company: Path) -> None:
    printed(package, company, "schemas")
    schema = json.loads((company / "schemas/key-handover.json").read_text(encoding="utf-8"))
    assert "x-happened" in json.dumps(schema)
    assert "交出日期" in json.dumps(schema, ensure_ascii=False)


def test_a_blank_form_prints(package: Path, company: Path) -> None:
    done = run(package, company, "form", "key-handover", "--output", "-")
    assert done.stdout.startswith(b"%PDF"), done.stderr.decode()


def test_its_workbook_holds_the_records(package: Path, company: Path, tmp_path: Path) -> None:
    target = tmp_path / "keys.xlsx"
    printed(package, company, "export", "key-handover", "--xlsx", "--output", str(target))
    assert zipfile.is_zipfile(target)
    grids = from_workbook(target.read_bytes())
    cells = {str(cell) for grid in grids for row in grid.rows for cell in row}
    assert any("备件库" in cell for cell in cells)
    assert any("交出日期" in cell for cell in cells)


def test_its_deadline_falls_due_until_it_is_met(package: Path, company: Path) -> None:
    due = printed(package, company, "calendar", "--as-of", "2026-06-01", "--days", "60")
    assert "收回钥匙 YS-2026-0001" in due
    assert "YS-2026-0002" not in due


def test_what_happened_may_not_lie_ahead(package: Path, company: Path) -> None:
    report = printed(package, company, "check", "--select", "DAT101", "--as-of", "2026-06-01")
    assert "YS-2026-0003" in report
    assert "YS-2026-0001" not in report


def test_on_an_earlier_day_what_came_later_had_not_happened(package: Path, company: Path) -> None:
    before, after = (
        printed(package, company, "calendar", "--as-of", day, "--days", "120")
        for day in ("2026-04-10", "2026-05-01")
    )
    assert "YS-2026-0002" in before
    assert "YS-2026-0002" not in after


def test_the_site_has_a_table_of_it(package: Path, company: Path) -> None:
    pages = subprocess.run(
        [sys.executable, "-c", _PAGES, str(company)],
        cwd=company,
        env=os.environ | {"PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "evidence/key-handover.md" in pages
    assert "钥匙交接记录" in pages


_PAGES = """
import datetime as dt, json, sys
from pathlib import Path
from qms.operations.printing.site import site_pages
from qms.store.loading import load

root = Path(sys.argv[1])
made = site_pages(root, load(root, as_of=dt.date(2026, 6, 1)), draft=True)
print(json.dumps({**made.files, **made.filled, **made.data}, default=str, ensure_ascii=False))
"""


def test_what_is_declared_of_its_fields_holds_whatever_they_are_called(
    package: Path, company: Path, tmp_path: Path
) -> None:
    """A step put off, a step taken out of judgement, a verdict: each takes a second person."""
    root = tmp_path / "repo"
    shutil.copytree(company, root)
    path = "records/key-handover/2026/YS-2026-0004.yaml"
    record = RECORD.format(number=4, handed="2026-03-02") + (
        "looks:\n- wanted: 2026-04-01\n- wanted: 2026-05-01\n  progress: planned\n"
    )
    write(root, {path: record})
    commit(root, "looks")
    record = record.replace("2026-04-01", "2026-09-01").replace("planned", "dropped")
    write(root, {path: record + "verdict: sound\nstatus: closed\n"})
    commit(root, "later")
    report = printed(
        package, root, "check", "--select", "FIX", "--as-of", "2026-06-01", "--lang", "en"
    )
    assert "looks.0.wanted of YS-2026-0004 was changed from 2026-04-01 to 2026-09-01" in report
    assert "looks.1.progress of YS-2026-0004 was changed from planned to dropped" in report
    corrected = run(
        package, root, "correct", "YS-2026-0004", "verdict=unsound", "--reason", "例", "--by",
        "P-001", "--lang", "en",
    )  # fmt: skip
    assert "Rules judge by verdict" in corrected.stderr.decode()
