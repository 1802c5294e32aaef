"""How Chinese sentences have to be spaced."""

import re
from collections.abc import Iterable

from qms.text import Text

_CHINESE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_STRAY = re.compile(rf"{_CHINESE}+ +{_CHINESE}{{1,2}}")


def between_chinese(sentence: str, values: Iterable[object] = ()) -> list[str]:
    """Return every place of a sentence where a blank parts two Chinese signs.

    Blanks within one of its values are the office's own: 《质量管理体系 要求》.
    """
    for value in values:
        words = value.zh if isinstance(value, Text) else str(value)
        sentence = sentence.replace(words, re.sub(r"\s+", "·", words)) if " " in words else sentence
    return _STRAY.findall(sentence)
