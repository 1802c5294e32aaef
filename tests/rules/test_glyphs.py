"""The list of printable characters is that of the fonts which the package carries."""

from pathlib import Path

from fontTools.ttLib import TTFont

from qms.rules.glyphs import _is_printable

FONTS = Path(__file__).parents[2] / "qms/publish/book/fonts"
FACES = ("QmsSerif{}-Regular.ttf", "QmsSans{}-Regular.ttf", "QmsSans{}-Bold.ttf")


def _held(face: str) -> set[int]:
    held: set[int] = set()
    for part in ("", "Rare"):
        with TTFont(FONTS / face.format(part), lazy=True) as font:
            held |= set(font.getBestCmap())
    return held


def test_what_is_called_printable_is_what_every_face_has() -> None:
    held = set.intersection(*map(_held, FACES))
    listed = {code for code in range(0x20, 0x40000) if _is_printable(code)}
    assert listed == held
    assert {ord(sign) for sign in "䶮㛃𬭎"} <= held
