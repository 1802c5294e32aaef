"""Nobody outside is read in what goes out masked, however a text repeats a name or a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.model.personal import MASK, without

pytestmark = pytest.mark.attacks

NAMES = ("欧阳晓燕", "Li Wei", "赵铁柱", "O'Neil")
WIDE = "".join(chr(ord(each) + 0xFEE0) for each in "LiWei")
HIDDEN = tuple(sorted(NAMES, key=len, reverse=True))
GAPS = st.sampled_from(["", " ", "  ", "\u3000", "\u200b", "\n", "·", "\u2060 "])
AROUND = st.text("甲乙。，:()「」 \n", max_size=4)


@given(name=st.sampled_from(NAMES), gaps=st.lists(GAPS, min_size=8, max_size=8),
       before=AROUND, after=AROUND, big=st.booleans())  # fmt: skip
def test_a_name_is_not_read_however_it_is_split(
    name: str, gaps: list[str], before: str, after: str, big: bool
) -> None:
    signs = [each for each in name if each != " "]
    split = "".join(sign + gap for sign, gap in zip(signs, gaps, strict=False))
    split = split.upper() if big else split
    shown = without(before + split + after, HIDDEN)
    assert MASK in shown
    assert not set(signs) & set(shown.lower()) - set(before + after)


@pytest.mark.parametrize(
    "words",
    [
        "欧阳晓燕子来电", "客户欧 阳 晓 燕来电", WIDE + " called", "LI WEI called",
        "Li-free; li wei.", "电话13800138000请回", "邮箱li.wei@kehu.example，急",
        "电话 13800138000", "电话１３８００１３８０００", "138 0013 8000", "1 3 8 0 0 1 3 8 0 0 0",
        "+86-138-0013-8000", "（0512）65432109", "0512-65432109", "li.wei@kehu.example",
        "身份证 320501199003078888", "身份证３２０５０１１９９００３０７８８８Ｘ",
        "320501 19900307 888x",
    ],
)  # fmt: skip
def test_a_number_or_an_address_is_not_read(words: str) -> None:
    shown = without(words, HIDDEN)
    assert MASK in shown
    assert not {"3800", "8000", "欧阳", "阳晓", "wei@", "1990"} & {
        shown[at : at + size] for size in (2, 4) for at in range(len(shown))
    }


@pytest.mark.parametrize(
    "words",
    [
        "Li Weiland is a town", "序列号 YLJ-25-011", "2026-03-05T14:20:00+08:00", "1250.00 CNY",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ01 li@desk.example", "400-000-0000 转 3",
        "QR-8.3.6-01 A/0", "a@b",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ],
)  # fmt: skip
def test_what_is_neither_stays_as_it_is(words: str) -> None:
    assert without(words, HIDDEN) == words
