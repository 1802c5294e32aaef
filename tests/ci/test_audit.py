"""Known weaknesses of the packages: what could not be asked is not called sound."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
_SOUND = {"name": "one", "version": "1", "vulns": []}
_WEAK = {
    "name": "two",
    "version": "2",
    "vulns": [{"id": "EX-1", "fix_versions": ["2.1"], "aliases": [], "description": "x"}],
}
_UNKNOWN = {"name": "three", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "status", "words"),
    [
        ([_SOUND], 0, "no known weakness in 1 packages"),
        ([_SOUND, _WEAK], 1, "two 2: EX-1, mended in 2.1"),
        ([_UNKNOWN, _UNKNOWN], 2, "NOT CHECKED, no advisory service answered"),
        ([], 2, "NOT CHECKED"),
        ([_SOUND, _UNKNOWN], 2, "NOT CHECKED, unknown to the service: three"),
        ([_WEAK, _UNKNOWN], 1, "EX-1"),
    ],
)
def test_a_report_is_judged(
    packages: list[dict[str, object]], status: int, words: str, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"dependencies": packages, "fixes": []}), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, ROOT / ".ci/audit", report], capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert words in done.stdout
