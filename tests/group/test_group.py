"""A group of companies gets the answers of one repository with all their records."""

import datetime as dt
import json
import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from qms.figures.measured import told, united
from qms.model.figure import Result, span
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.snapshot import Snapshot
from qms.operations.group import answers, work
from qms.operations.group.sites import Site, group_of
from tests.testing.records import sample
from tests.testing.repository import commit, git, qms, repository, write
from tests.testing.sample import ROOT

YEAR = span("2026")
DAY = dt.date(2026, 11, 23)
KPI = """\
- id: closed
  name: 关闭率
  name_en: Closed
  clause: "1"
  population: complaint
  period_date: date
  numerator: status = 'closed'
  unit: "%"
  direction: higher
  targets: {"2026": 90}
  owner: after-sales
  frequency: month
  traps: 例
"""


def with_complaints(rows: Sequence[Complaint]) -> Snapshot:
    return replace(sample(), tables={**sample().tables, "complaint": tuple(rows)})


def complaints() -> tuple[Complaint, ...]:
    return sample().all(Complaint)


def figures_of(snapshot: Snapshot) -> dict[str, Result]:
    return {
        each.result.kpi.id: each.result
        for each in told(snapshot, YEAR)
        if each.result.kpi.population == "complaint"
    }


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_figure_of_the_group_is_that_of_one_repository_with_all_records(
    data: st.DataObject,
) -> None:
    count = data.draw(st.integers(2, 5))
    customers = sorted({each.customer or "" for each in complaints()})
    home = {each: data.draw(st.integers(0, count - 1)) for each in customers}
    later = {each.id: data.draw(st.integers(0, 40_000)) for each in complaints() if each.closed_at}
    rows = [
        each.model_copy(update={"closed_at": each.closed_at + dt.timedelta(minutes=later[each.id])})
        if each.closed_at
        else each
        for each in complaints()
    ]
    whole = figures_of(with_complaints(rows))
    parts = [
        {
            each.result.kpi.id: each
            for each in told(
                with_complaints([row for row in rows if home[row.customer or ""] == number]), YEAR
            )
        }
        for number in range(count)
    ]
    for name, wanted in whole.items():
        found = united([part[name] for part in parts])
        assert (len(found.base), len(found.counted)) == (len(wanted.base), len(wanted.counted))
        assert found.value == wanted.value, name
        if wanted.backlog is not None:
            assert found.backlog is not None
            assert len(found.backlog.open) == len(wanted.backlog.open)
            assert found.backlog.median_days == wanted.backlog.median_days
            assert found.backlog.oldest_days == wanted.backlog.oldest_days


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    """Two companies, one that is no repository, and one that counts its figure otherwise."""
    for name, kpi in (("a", KPI), ("b", KPI), ("c", KPI.replace("'closed'", "'open'"))):
        repository(tmp_path / name, {"records/kpi/kpi.yaml": kpi})
    path = tmp_path / "group.yml"
    path.write_text(
        "name: 例集团\nsites:\n"
        + "".join(
            f"  - {{name: {name}, repository: {name}, region: 区}}\n"
            for name in ("a", "b", "c", "x")
        ),
        encoding="utf-8",
    )
    return path


def test_a_site_that_is_not_counted_is_a_line_and_not_a_hole(sites: Path) -> None:
    done = qms(sites.parent / "a", "group", "kpi", "--sites", str(sites), "--lang", "en",
               "--format", "json")  # fmt: skip
    assert done.exit_code == 1
    told_ = json.loads(done.stdout)
    assert told_["format"] == 1
    (table,) = told_["tables"]
    by_name = {each["name"]: each for each in table["sites"]}
    assert by_name["a"]["failure"] is None
    assert by_name["a"]["ref"]
    assert by_name["c"]["failure"] == "it counts the figure otherwise"
    assert "is not a QMS repository" in by_name["x"]["failure"]
    assert table["note"] == "The whole holds 2 of 4 sites."
    assert "no answer from: x" in done.stderr


def test_each_site_is_read_at_its_commit(sites: Path) -> None:
    root = sites.parent / "a"
    (root / "records/kpi/kpi.yaml").write_text("broken: [", encoding="utf-8")
    done = qms(root, "group", "status", "--sites", str(sites), "--format", "json")
    found = {each["name"]: each for each in json.loads(done.stdout)["tables"][0]["sites"]}
    assert found["a"]["failure"] is None
    assert found["a"]["ref"] == git(root, "rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name: x\nsites: []\n", "sites"),
        ("name: x\nsites: [{name: a, repository: a}, {name: a, repository: b}]\n", "twice: a"),
        ("name: x\nsites: [{name: a, folder: a}]\n", "folder"),
        ("- 1\n", "group.yml"),
        ("name: [\n", "group.yml"),
    ],
)
def test_a_faulty_file_of_sites_is_refused_in_a_sentence(
    sites: Path, content: str, says: str
) -> None:
    sites.write_text(content, encoding="utf-8")
    done = qms(sites.parent / "a", "group", "check", "--sites", str(sites), "--lang", "en")
    assert done.exit_code == 1
    assert says in done.stderr


def counts_records(_: Path, snapshot: Snapshot) -> int:
    return sum(len(rows) for rows in snapshot.tables.values())


def dies_once(root: Path, snapshot: Snapshot, mark: Path) -> int:
    """Kill the worker in the middle of the first site that comes by."""
    try:
        mark.open("x").close()
    except FileExistsError:
        return counts_records(root, snapshot)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@pytest.mark.kills
def test_a_worker_that_is_killed_costs_no_answer(sites: Path) -> None:
    group = group_of(sites)
    workers = partial(work.workers, None)
    calm = work.by_site(group.sites, counts_records, as_of=DAY, workers=workers)
    task = partial(dies_once, mark=sites.parent / "killed")
    disturbed = work.by_site(group.sites, task, as_of=DAY, workers=workers)
    assert (sites.parent / "killed").exists()
    assert disturbed == calm


def breaks(_root: Path, _snapshot: Snapshot) -> int:
    raise ZeroDivisionError


def test_what_breaks_at_a_site_is_a_line(sites: Path) -> None:
    found = work.by_site(
        group_of(sites).sites[:1], breaks, as_of=DAY, workers=partial(work.workers, None)
    )
    assert found[0].failure is not None
    assert "ZeroDivisionError" in found[0].failure.en


def hangs(root: Path, _snapshot: Snapshot) -> int:
    if root.name == "a":
        signal.pause()
    return 1


@pytest.mark.servers  # it waits for a whole minute
def test_a_site_that_is_late_is_a_line(sites: Path) -> None:
    found = work.by_site(
        group_of(sites).sites[:2],
        hangs,
        as_of=DAY,
        workers=partial(work.workers, None),
        seconds=60,
    )
    assert [each.content for each in found] == [None, 1]
    assert found[0].failure is not None
    assert "no answer in 60 s" in found[0].failure.en


def test_the_sample_as_a_group_of_two_counts_twice() -> None:
    site = Site(name="a", repository=str(ROOT))
    both = (site, site.model_copy(update={"name": "b"}))
    found = work.by_site(
        both, answers.figures_over(YEAR), as_of=DAY, workers=partial(work.workers, None)
    )
    for each in answers.figures(found):
        one = each.sites["a"]
        assert len(each.whole.base) == 2 * len(one.base)
        if each.whole.kpi.measure is None or "median" in each.whole.kpi.measure:
            assert each.whole.value == one.value or isinstance(each.whole.value, Decimal)


def _asked(folder: Path, address: str, *more: str) -> dict[str, Any]:
    (folder / "group.yml").write_text(
        f"name: 例集团\nsites:\n  - {{name: 甲, repository: '{address}'}}\n", encoding="utf-8"
    )
    done = qms(folder, "group", "status", "--sites", str(folder / "group.yml"), "--lang", "en",
               "--format", "json", *more)  # fmt: skip
    (table, *_) = json.loads(done.stdout)["tables"]
    (line,) = table["sites"]
    assert isinstance(line, dict)
    return line


def test_a_site_is_fetched_from_its_address_and_again_when_it_went_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "account"))
    there = repository(tmp_path / "there")
    for _ in range(2):
        line = _asked(tmp_path, there.as_uri())
        assert line["failure"] is None
        assert line["ref"] == git(there, "rev-parse", "HEAD")
        write(there, {"records/note.txt": "x"})
        commit(there)


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("file:///nowhere/at-all", "nothing came"),
        ("ext::sh -c 'touch /tmp/x'", "https, ssh and file addresses alone"),
        ("http://example.invalid/r.git", "https, ssh and file addresses alone"),
        ("https://u:geheim@example.invalid/r.git", "the address holds a password"),
    ],
)
def test_an_address_that_nothing_comes_from_is_a_line(
    tmp_path: Path, address: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "account"))
    line = _asked(tmp_path, address.replace("'", "''"))
    assert wanted in line["failure"]
    assert "geheim" not in line["failure"]


def test_the_tables_of_a_group_are_a_workbook(sites: Path, tmp_path: Path) -> None:
    target = tmp_path / "group.xlsx"
    qms(sites.parent / "a", "group", "status", "--sites", str(sites), "--format", "xlsx",
        "--output", str(target))  # fmt: skip
    rows = [
        row for sheet in load_workbook(target).worksheets for row in sheet.values if row[0] == "x"
    ]
    assert rows
    assert all("无结果" in row for row in rows)
