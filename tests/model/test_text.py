"""A Chinese sentence has a blank beside a number or a Latin word, and none beside a name."""

import pytest

from qms.text import Text
from tests.testing.words import between_chinese

LEFT = Text(zh="{name} 已于 {day} 离职，由 {other} 接替", en="{name} left {day}, {other} follows")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("钟可为", "钟可为已于 2026-08-31 离职，由 P-004 接替"),
        ("Smith", "Smith 已于 2026-08-31 离职，由 P-004 接替"),
        ("《手册》", "《手册》已于 2026-08-31 离职，由 P-004 接替"),
        ("钟 可为", "钟 可为已于 2026-08-31 离职，由 P-004 接替"),  # as the office wrote it
    ],
)
def test_the_blank_beside_a_gap_depends_on_what_fills_it(name: str, said: str) -> None:
    assert LEFT.say("zh", name=name, day="2026-08-31", other="P-004") == said


def test_two_values_stay_apart_and_english_keeps_its_blanks() -> None:
    assert Text(zh="{a} {b}", en="").say("zh", a="售后服务部", b="甲一") == "售后服务部 甲一"
    assert (
        LEFT.say("en", name="钟可为", day="今", other="何映雪") == "钟可为 left 今, 何映雪 follows"
    )


def test_what_is_looked_for_in_every_finding_can_be_found() -> None:
    assert between_chinese("钟可为 已于 2026-08-31 离职") == ["钟可为 已于"]
    assert between_chinese("钟可为已于 2026-08-31 离职，分发号 007 在 P-004 处") == []
