"""`make bench`: a figure past its limit fails, and every line says from which start."""

import sys
from collections.abc import Iterator

import pytest

from tests.bench import Line, Start
from tests.bench import __main__ as bench


def _run(monkeypatch: pytest.MonkeyPatch, *lines: Line) -> int:
    def measured() -> Iterator[Line]:
        yield from lines

    module = type(sys)("tests.bench.tried")
    module.run = measured  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests.bench.tried", module)
    monkeypatch.setattr(sys, "argv", ["bench", "tried"])
    return bench.main()


def test_a_figure_past_its_limit_fails_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fine = Line("fine", Start.WARM, 1.0, 1.0)
    assert _run(monkeypatch, fine, Line("slow", Start.COLD, 1.01, 1.0)) == 1
    *_, slow, total = capsys.readouterr().out.splitlines()
    assert slow.split()[:3] == ["tried", "slow", "cold"]
    assert slow.endswith("PASSED THE LIMIT")
    assert total == "1 past the limit"


def test_a_figure_within_its_limit_or_without_one_does_not_fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (
        Line("fine", Start.WARM, 0.04, 0.04, ".1%"),
        Line("a measure", Start.COLD, 99.0),
        Line("not tried", Start.COLD, None, 1.0),
    )
    assert _run(monkeypatch, *lines) == 0
    said = capsys.readouterr().out
    assert "4.0%   at most 4.0%" in said
    assert "not measured" in said
