"""The light install checks, lists and counts; what needs more names the extra, in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from qms.extras import EXTRAS

ROOT = Path(__file__).parent.parent.parent
DAY = ("--as-of", "2026-11-23")

# As if the packages of every extra were not there: what Python itself says of a missing module.
_LIGHT = """
import sys
for name in sys.argv[1].split(","):
    sys.modules[name] = None
from qms.cli.main import run
sys.exit(run(sys.argv[2:]))
"""


def light(*words: str) -> "subprocess.CompletedProcess[str]":
    absent = ",".join(name for names in EXTRAS.values() for name in names)
    return subprocess.run(
        [sys.executable, "-c", _LIGHT, absent, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        ("check", *DAY),
        ("status", *DAY),
        ("list", "complaint"),
        ("kpi", "--period", "2026-Q3", *DAY),
        ("objectives", *DAY),
        ("matrix", *DAY),
        ("calendar", *DAY),
        ("log", "--format", "csv", *DAY),
        ("show", "TS-2026-0006"),
        ("trace", "TS-2026-0006", *DAY),
        ("explain", "CMP102"),
        ("diff", "A/1", "A/2"),
        ("history", "8"),
        ("copy", "list", *DAY),
        ("schemas", "--check"),
    ],
    ids=lambda words: words[0],
)
def test_what_checks_lists_and_counts_needs_no_extra(words: tuple[str, ...]) -> None:
    done = light(*words)
    assert done.returncode in ({0, 1} if words[0] == "check" else {0}), done.stderr
    assert done.stdout or words[0] == "schemas"  # whose check is silent where all is well
    assert "[" not in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("book", ("pdf", "--release", "A/2", "--output", "OUT")),
        ("book", ("log", "--format", "pdf", "--output", "OUT")),
        ("book", ("form", "complaint", "--pdf", "--output", "OUT")),
        ("book", ("change-pack", "--from", "A/1", "--to", "A/2", "--output", "OUT")),
        ("book", ("review-pack", "2026", "--output", "OUT")),
        ("book", ("build", "--output", "OUT")),
        ("book", ("audit-pack", "--output", "OUT")),
        ("site", ("site", "--output", "OUT")),
    ],
    ids=lambda each: each if isinstance(each, str) else each[0],
)
def test_what_needs_an_absent_extra_names_it(
    extra: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    typed = [str(tmp_path / "out") if word == "OUT" else word for word in words]
    for lang, sentence in (("zh", f"需要扩展包 [{extra}]"), ("en", f"needs the extra [{extra}]")):
        done = light(*typed, "--lang", lang, *(() if words[0] == "form" else DAY))
        assert done.returncode == 1, done.stderr
        assert sentence in done.stderr, done.stderr
        assert "lock/all.txt" in done.stderr
        assert not (tmp_path / "out").exists()
