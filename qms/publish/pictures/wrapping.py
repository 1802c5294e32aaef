"""How words break into the lines of a box: Chinese anywhere, Latin letters at spaces."""

import re

_LATIN = 0.54
"""The width of a Latin letter as a part of its size; a Chinese character is as wide as high."""
_ONE_LINE = 26
_TOKENS = re.compile(r"[\u0000-\u02ff]+?(?:\s+|$)|[\u0000-\u02ff]+|.", re.DOTALL)


def width_of(words: str, size: float) -> float:
    """Return about how wide words stand at a size."""
    return sum(size * (_LATIN if each < "\u0300" else 1.0) for each in words)


def wrapped(words: str, size: float, width: float, *, most: int) -> tuple[str, ...]:
    """Return words as at most so many lines of a width; what is left over ends in an ellipsis."""
    lines: list[str] = [""]
    for token in _TOKENS.findall(words):
        if lines[-1] and width_of((lines[-1] + token).rstrip(), size) > width:
            lines.append("")
        lines[-1] += token
    shown = [line.strip() for line in lines if line.strip()]
    if len(shown) > most:
        shown = [*shown[: most - 1], shown[most - 1][:-1] + "…"]
    return tuple(shown)


def in_two(name: str, below: str = "") -> tuple[str, ...]:
    """Break a long English name at a space, with what stands below it on the second line."""
    if len(name) <= _ONE_LINE or " " not in name[_ONE_LINE // 2 :]:
        return (name, below) if below else (name,)
    cut = name.rindex(" ", 0, _ONE_LINE) if " " in name[4:_ONE_LINE] else name.index(" ", 4)
    return name[:cut], f"{name[cut + 1 :]} {below}".strip()
