"""The history of a chapter says what each release said, with the values of its own day."""

import datetime as dt
from pathlib import Path

from qms.operations.printing.site import site_pages
from qms.store.loading import load
from tests.testing.company import release, replace, request
from tests.testing.repository import commit, write

LIMIT = """\
- id: example.reply
  name: 例
  name_en: Example
  clause: '1'
  states: deadline
  value: 48
  unit: hour
  starts: 受理
  stops: 答复
"""
CHAPTER = "manual/01-order.md"
LIMITS = "records/limit/limits.yaml"


def test_a_release_is_shown_with_the_values_that_it_was_released_with(
    company: Path, keys: dict[str, Path]
) -> None:
    write(company, {LIMITS: LIMIT})
    replace(company, CHAPTER, "学习本手册", "学习本手册，{{ limit.example.reply }}内答复")
    commit(company, "limit")
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    replace(company, LIMITS, "48", "72")
    replace(company, CHAPTER, "学习本手册", "学习并执行本手册")
    write(company, request("agreed"))
    commit(company, "another value")
    release(company, keys, "--amendment", "2026-02-10", "2026-03-01")
    replace(company, LIMITS, "72", "96")
    commit(company, "a value that no release has")

    now = load(company, as_of=dt.date(2026, 4, 1))
    history = site_pages(company, now, draft=False).files["manual/history-1.md"]

    assert "<del>48</del><ins>72</ins>" in history.replace(' class="qms-gone"', "")
    assert "96" not in history
    assert "limit.example" not in history
