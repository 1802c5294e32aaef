"""The night's run: every part is run, what fails is named, and mail comes only then."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ["fuzz", "kills", "races", "attacks", "audit"]


def _program(path: Path, words: str) -> None:
    path.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """Programs that stand for make and mail, and write down what they were asked."""
    _program(tmp_path / "make", 'echo "$@" >>"$ASKED"; test "$1" != "$BROKEN"')
    _program(tmp_path / "mail", 'echo "mail $2 to $3" >>"$ASKED"; cat >>"$ASKED.letter"')
    return tmp_path


def _night(beside: Path, *words: str, broken: str = "") -> tuple[int, list[str], str]:
    asked = beside / "asked"
    done = subprocess.run(
        [ROOT / "docs/ci/nightly", *words],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ
        | {"PATH": f"{beside}:{os.environ['PATH']}", "ASKED": str(asked), "BROKEN": broken},
    )
    return done.returncode, asked.read_text(encoding="utf-8").splitlines(), done.stdout


def test_every_part_is_run_and_a_quiet_night_sends_nothing(beside: Path) -> None:
    status, asked, said = _night(beside, "x@example.org")
    assert status == 0
    assert [each.split()[0] for each in asked] == PARTS
    assert said == ""


@pytest.mark.parametrize("broken", PARTS)
def test_what_was_found_is_named_and_the_rest_is_run_all_the_same(
    broken: str, beside: Path
) -> None:
    status, asked, _ = _night(beside, "x@example.org", broken=broken)
    assert status == 1
    assert [each.split()[0] for each in asked] == [*PARTS, "mail"]
    assert asked[-1].endswith(f": {broken} to x@example.org")
    letter = (beside / "asked.letter").read_text(encoding="utf-8")
    assert "seed=" in letter


def test_without_an_address_it_prints(beside: Path) -> None:
    status, asked, said = _night(beside, broken="kills")
    assert status == 1
    assert len(asked) == len(PARTS)
    assert "== kills" in said


def test_every_part_is_a_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY")).split()
    parts = next(line for line in makefile.splitlines() if line.startswith("PARTS")).split()
    assert set(PARTS) <= {*phony, *parts}
