"""Objectives from company to post: the tree, the results recorded and counted, the misses."""

import json
from pathlib import Path

from tests.testing.repository import qms, repository

ROOT = Path(__file__).parents[2]


def test_the_tree_of_the_sample_goes_from_company_to_post() -> None:
    shown = qms(ROOT, "objectives", "--as-of", "2026-11-23", "--lang", "en")
    assert shown.exit_code == 0, shown.stderr
    lines = shown.stdout.splitlines()
    tree = [line for line in lines if line.strip().startswith("OBJ-")]
    company, department, post = (
        next(line for line in tree if line.strip().startswith(number))
        for number in ("OBJ-002", "OBJ-005", "OBJ-011")
    )
    assert company.startswith("OBJ-002")
    assert department.startswith("  OBJ-005")
    assert post.startswith("    OBJ-011")
    assert "Hotline agent" in post
    missed = next(line for line in lines if "MB-2026-0017" in line)
    assert "25.0  missed" in missed
    assert missed.endswith("→ JZ-2026-0002")


def test_every_recorded_result_of_the_sample_is_what_the_figure_still_comes_to() -> None:
    """The sample was counted after each quarter; nothing that came later changed those counts."""
    answer = json.loads(qms(ROOT, "objectives", "--as-of", "2026-11-23", "--format", "json").stdout)
    compared = 0
    for objective in answer["objectives"]:
        for period in objective["periods"]:
            if period["value"] is not None and period["counted"] is not None:
                assert abs(float(period["value"]) - float(period["counted"])) < 0.051
                compared += 1
    assert compared == 36


def test_a_miss_without_an_action_fails_the_command(tmp_path: Path) -> None:
    objective = """\
- id: OBJ-001
  name: 例
  level: company
  owner: after-sales
  measured_by: stock-take
  formula: 例
  source: 例
  unit: '%'
  frequency: year
  direction: lower
  targets: {'2026': '10'}
"""
    result = """\
id: MB-2026-0001
form: QR-6.3-02 A/0
date: 2026-11-01
department: after-sales
filled_by: P-001
objective: OBJ-001
period: '2026'
value: '10.1'
met: false
cause: 例
"""
    files = {
        "records/objective/o.yaml": objective,
        "records/objective-result/2026/MB-2026-0001.yaml": result,
    }
    root = repository(tmp_path, files)
    done = qms(root, "objectives", "--as-of", "2026-11-23", "--lang", "en")
    assert done.exit_code == 1
    assert "2026  10.1  missed (MB-2026-0001)  → no action" in done.stdout


def test_without_objectives_it_says_so(tmp_path: Path) -> None:
    done = qms(repository(tmp_path), "objectives", "--lang", "en")
    assert (done.exit_code, done.stdout) == (0, "There are no objectives.\n")
