"""Parses YAML 1.2 fast with ryaml, and refuses what other programs would read differently."""

import re
from collections import Counter
from typing import Any

import ryaml

from qms import limits
from qms.store.yaml.bad import BadYaml, position
from qms.store.yaml.closely import looked_at_closely
from qms.text import Text

_MARK = re.compile(r"line (\d+) column (\d+)")
# What may be an anchor, alias, tag, merge key, mark, odd key or a number that programs read
# differently; only a file with such a place is looked at closely, which takes longer. A value
# begins after a line's end, in brackets, after a dash or after a key. The pattern starts with one
# set of characters because that is what the engine skips to fast. A key in quotes that looks like
# a number is harmless unless the same number stands beside it as a key without quotes.
_SUSPECT = re.compile(
    r"""(?x)
    [\n\[{,:?|>-]
    (?: (?<=[|>])[-+0-9]*\#                     # a comment close behind the mark of a block
    |   (?: (?<=[\n\[{,?]) | (?=\s) | (?<=["']:) )\ *      # here a key or value begins,
        (?= [!&*%<.=?"'0-9TtFf+-] )             # and with one of these all of the following
        (?: [!&*%]                              # a tag, an anchor, an alias, a directive
        |   <<                                  # a merge key
        |   \?\ *[,\]}]                         # a key mark without a key
        |   \.\.\.                              # the mark of a document's end
        |   (?: [-+]?
                (?: [0-9.]{16,}(?:[eE][-+]?[0-9]+)?   # more digits than a float holds
                |   (?:0[0-9]|[0-9]+_)[0-9_]*         # octal to some; digits in groups to some
                |   [0-9.]+[eE][-+]?[0-9]{3,}         # an exponent beyond a float
                )
            |   =                               # the old default value
            )\ *(?: $ | [\n\[\]{},:\#] )
        |   (?: [Tt][Rr][Uu][Ee]                # a truth value as a key
            |   [Ff][Aa][Ll][Ss][Ee]
            |   [-+]?[0-9]*\.[0-9a-zA-Z+-]*     # a decimal number as a key
            )\ *:
        |   (?P<quoted_key>["'])(?=[-+.0-9~TtFfNn][^"'\n]*["']\s*:)   # a key like a number
        )
    )"""
)
_BRACKETS = re.compile(r"[\[\]{}]")
_DASHES = re.compile(rf"^ *(?:[-?:] +){{{limits.YAML_DEPTH}}}", re.MULTILINE)
# What is no text, and what one YAML takes for a line's end or a mark and another for a letter.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def parsed(text: str) -> Any | BadYaml:
    """Return the data of one YAML document, dates and times still as text."""
    suspects = {found.lastgroup for found in _SUSPECT.finditer("\n" + text)}
    bad = _refused_before_parsing(text, is_suspect=None in suspects)
    if bad is not None:
        return bad
    try:
        data = ryaml.loads(text)
    except (ryaml.InvalidYamlError, ValueError, RecursionError) as error:
        return _from_error(str(error), text)
    if not isinstance(data, dict | list | None):
        return BadYaml(
            1,
            1,
            Text(zh="不是键和值，也不是列表", en="it holds neither keys and values nor a list"),
            Text(zh="写成 键: 值，一行一个", en="write key: value, a line each"),
        )
    twice = _clashing_key(data) if suspects else None
    return data if twice is None else _from_error(f"duplicate key {twice}", text)


def unchecked(text: str) -> Any:
    """Return the data of a text that was accepted as a whole, or of a part; None if it is none."""
    try:
        return ryaml.loads(text)
    except (ryaml.InvalidYamlError, ValueError, RecursionError):
        return None


def _refused_before_parsing(text: str, *, is_suspect: bool) -> BadYaml | None:
    control = None if text.replace("\n", "").isprintable() else CONTROL.search(text)
    if control:
        return BadYaml(
            *position(text, control.start()),
            Text(zh="有控制字符", en="it has a control character"),
            Text(zh="删去这个字符", en="delete that character"),
        )
    deep = _too_deep(text)
    if deep is not None:
        return BadYaml(
            *position(text, deep),
            Text(
                zh=f"嵌套超过 {limits.YAML_DEPTH} 层",
                en=f"it is nested over {limits.YAML_DEPTH} deep",
            ),
            Text(zh="拆平", en="flatten it"),
        )
    tab = text.find("\t")
    if tab >= 0:
        return BadYaml(
            *position(text, tab),
            Text(zh="有制表符（Tab）", en="it has a tab"),
            Text(
                zh="缩进用两个空格；文字里的写成空格",
                en="indent with two spaces; write a space in text",
            ),
        )
    return looked_at_closely(text) if is_suspect else None


def _too_deep(text: str) -> int | None:
    """Return where brackets, indentation or dashes nest deeper than allowed, if they do."""
    depth = 0
    for found in (
        _BRACKETS.finditer(text) if text.count("[") + text.count("{") > limits.YAML_DEPTH else ()
    ):
        depth += 1 if found[0] in "[{" else -1
        if depth > limits.YAML_DEPTH:
            return found.start()
    if any(pair in text for pair in ("- - ", "-  ", "? ", ": :")):
        dashes = _DASHES.search(text)
        if dashes:
            return dashes.start()
    if "\n" + " " * limits.YAML_DEPTH not in text:
        return None
    levels: list[int] = []
    for line in re.finditer(r"^( *)[^ \n]", text, re.MULTILINE):
        while levels and levels[-1] >= len(line[1]):
            levels.pop()
        levels.append(len(line[1]))
        if len(levels) > limits.YAML_DEPTH:
            return line.start()
    return None


def _clashing_key(data: Any) -> str | None:
    """Return a key that stands twice in one mapping once as a number and once as text."""
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    if isinstance(data, dict):
        names = Counter(map(str, data))
        twice = next((name for name, count in names.items() if count > 1), None)
        if twice is not None:
            return twice
    return next((found for each in inside if (found := _clashing_key(each))), None)


def _from_error(message: str, text: str) -> BadYaml:
    found = _MARK.search(message)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    wanted = Text(zh="改正此处的 YAML 写法", en="correct the YAML here")
    if "duplicate" in message:
        line, column = _duplicate(text)
        wanted = Text(zh="同一层每个键只写一次", en="write each key once on a level")
    if "more than one document" in message:
        second = list(re.finditer(r"^---", text, re.MULTILINE))
        line, column = position(text, second[-1].start()) if second else (1, 1)
        wanted = Text(zh="一个文件只写一份文档", en="write one document a file")
    if "unhashable" in message:
        message = "a key is a list or a mapping"
    why = message.split("\n", 1)[0]
    what = Text(zh=f"YAML 不能解析：{why}", en=f"the YAML does not parse: {why}")
    return BadYaml(line, column, what, wanted)


def _duplicate(text: str) -> tuple[int, int]:
    """Return where the second of two equal keys stands; ryaml names only the key."""
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import YAMLError

    try:
        YAML(typ="rt", pure=True).load(text)
    except DuplicateKeyError as error:
        mark = error.problem_mark
        return (mark.line + 1, mark.column + 1) if mark else (1, 1)
    except (YAMLError, TypeError, ValueError, RecursionError):
        return 1, 1
    return 1, 1
