"""What is added to words before they are set changes neither the words nor what is drawn."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.model.kinds.ch02_manual import Release
from qms.publish.book.setting import Hand, hand_of, marked
from qms.publish.templating import html, trusted
from qms.standing.release import FORMAT

SIGNS = "第条在按元日年月台《》（），。：“”AQR/-.:0123456789 \u3000%&<>'"
WORDS = st.text(alphabet=SIGNS, max_size=60)


def plain(made: str) -> str:
    return re.sub(r"<[^>]*>", "", made)


@given(words=WORDS)
def test_the_words_stay_as_they_are(words: str) -> None:
    before = html("<p>{}<strong>{}</strong></p>", words, words)
    after = marked(before)
    assert plain(after) == plain(before)
    assert after.count("<span") == after.count("</span>")
    assert marked(trusted(f"<svg><text>{words.replace('<', '')}</text></svg>")).count("<span") == 0


@pytest.mark.parametrize(
    "token",
    [
        "A/1",
        "QR-8.3.6-01",
        "2026-03-15",
        "2026 年 3 月 15 日",
        "50 000 元",
        "50\u202f000 元",
        "24 小时",
        "3 个工作日",
        "8.3.6(4)",
        "40%",
        "GB/T 19001—2016",
        "表 8-1",
        "第 10 章",
    ],
)
def test_a_token_stays_on_its_line(token: str) -> None:
    assert f'<span class="whole">{token}</span>' in marked(html("<p>见 {} 。</p>", token))


def test_a_fingerprint_may_be_broken_anywhere() -> None:
    assert "whole" not in marked(html("<td>SHA256:zA/1b8.3Q12+QR-3xyz</td>"))


def test_a_gap_stands_where_chinese_touches_latin_and_nowhere_else() -> None:
    assert marked(html("<p>第A类</p>")).count("gap") == 2
    assert marked(html("<p>在 A 处，B。</p>")).count("gap") == 0


def test_of_two_adjoining_marks_one_gives_up_its_blank_half() -> None:
    assert '<span class="half">：</span>《' in marked(html("<p>记录：《清单》</p>"))
    assert "half" not in marked(html("<p>记录，清单。</p>"))


def release(amendment: int, form: int, edition: str = "A") -> Release:
    made: dict[str, Any] = {"id": f"{edition}-{amendment}", "edition": edition, "format": form}
    return Release.model_construct(amendment=amendment, **made)


def test_an_edition_keeps_the_hand_that_it_was_begun_in() -> None:
    old = [release(0, 1), release(1, 3), release(2, FORMAT)]
    new = release(0, FORMAT, "B")
    assert [hand_of(each, [*old, new]) for each in old] == [Hand.by_blanks] * 3
    assert hand_of(new, [*old, new]) is Hand.by_signs
    assert hand_of(None, []) is Hand.by_signs
