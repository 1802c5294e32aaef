"""Reads YAML 1.2 fast and strictly, finds the place of a key, and edits without disturbing.

ryaml reads; ruamel.yaml gives line and column and writes. Neither is known elsewhere.
"""

import contextlib
import datetime as dt
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import ryaml

from qms.model.finding import Key
from qms.text import Text

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

SIZE_LIMIT = 20 * 1024 * 1024
DEPTH_LIMIT = 60
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_MARK = re.compile(r"line (\d+) column (\d+)")
_UNWANTED = re.compile(r"(?:^|[\s\[{,])(?:!{1,2}[A-Za-z<]|[&*][A-Za-z0-9_]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class BadYaml:
    """A file that is not the YAML we accept: where, what, and what is wanted."""

    line: int
    column: int
    what: Text
    wanted: Text
    is_encoding: bool = False


def decoded(content: bytes) -> str | BadYaml:
    """Return the text of a file in UTF-8, or what else it seems to be."""
    utf8 = Text(zh="存为 UTF-8（无 BOM）后再试", en="save it as UTF-8 without a BOM")
    if len(content) > SIZE_LIMIT:
        return BadYaml(
            1,
            1,
            Text(zh="文件超过 20 MiB，未读取", en="the file is over 20 MiB and was not read"),
            Text(zh="拆成每月一个文件", en="split it, a file a month"),
        )
    if content.startswith(b"\xef\xbb\xbf"):
        return BadYaml(
            1, 1, Text(zh="文件以 BOM 开头", en="it starts with a BOM"), utf8, is_encoding=True
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        what = Text(zh="不是 UTF-8 文本", en="it is not UTF-8 text")
    else:
        what = Text(zh="编码是 GBK，不是 UTF-8", en="it is encoded in GBK, not UTF-8")
    return BadYaml(line, column, what, utf8, is_encoding=True)


def parsed(text: str) -> Any | BadYaml:
    """Return the data of one YAML document, dates and times still as text."""
    bad = _refused_before_parsing(text)
    if bad is not None:
        return bad
    try:
        return ryaml.loads(text)
    except (ryaml.InvalidYamlError, ValueError, RecursionError) as error:
        return _from_error(str(error), text)


def _refused_before_parsing(text: str) -> BadYaml | None:
    depth = deepest = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    if deepest > DEPTH_LIMIT:
        return BadYaml(
            1,
            1,
            Text(zh="嵌套过深", en="it is nested too deeply"),
            Text(zh="拆平", en="flatten it"),
        )
    tab = re.search(r"^ *\t", text, re.MULTILINE)
    if tab:
        return BadYaml(
            text.count("\n", 0, tab.end()) + 1,
            1,
            Text(zh="行首用了制表符", en="a line is indented with a tab"),
            Text(zh="用两个空格缩进", en="indent with two spaces"),
        )
    if _UNWANTED.search(text):
        return _unwanted_event(text)
    return None


def _unwanted_event(text: str) -> BadYaml | None:
    """Say where an anchor, alias or tag stands, if what looks like one is one."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        for event in YAML(typ="rt", pure=True).parse(io.StringIO(text)):
            if getattr(event, "anchor", None) or getattr(event, "tag", None):
                return BadYaml(
                    event.start_mark.line + 1,
                    event.start_mark.column + 1,
                    Text(zh="用了锚点、别名或标签", en="it uses an anchor, an alias or a tag"),
                    Text(zh="把内容直接写出", en="write the content out"),
                )
    except YAMLError:
        return None
    return None


def _from_error(message: str, text: str) -> BadYaml:
    found = _MARK.search(message)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    wanted = Text(zh="改正此处的 YAML 写法", en="mend the YAML here")
    if "duplicate" in message:
        line, column = _duplicate(text)
        wanted = Text(zh="同一层每个键只写一次", en="write each key once on a level")
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
    except YAMLError:
        return 1, 1
    return 1, 1


@lru_cache(maxsize=1)
def _composed(text: str) -> "Node | None":
    """Return the nodes of a document; those of the last one are kept, since lists have many."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        root: Node | None = YAML(typ="rt", pure=True).compose(io.StringIO(text))
    except YAMLError:
        return None
    return root


def located(text: str, keys: Sequence[Key]) -> tuple[int, int]:
    """Return line and column of a key path, or of the innermost part of it that is there."""
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    node = _composed(text)
    mark = node.start_mark if node is not None else None
    for key in keys:
        if isinstance(node, MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(key)), None)
            if pair is None:
                break
            mark, node = pair[0].start_mark, pair[1]
        elif isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            mark = node.start_mark
        else:
            break
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def dumped(data: Any) -> str:
    """Return data as block-style YAML, keys in the order given, the same bytes every time."""
    stream = io.StringIO()
    _writer().dump(_dated(data), stream)
    return stream.getvalue()


def _dated(data: Any) -> Any:
    """Turn written days into dates, which are written plain, without quotes."""
    if isinstance(data, dict):
        return {key: _dated(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_dated(value) for value in data]
    if isinstance(data, str) and _DAY.fullmatch(data):
        with contextlib.suppress(ValueError):
            return dt.date.fromisoformat(data)
    return data


def edited(text: str, change: Callable[[Any], None], at: Sequence[Key] = ()) -> str:
    """Return a document with `change` applied to its data, or to what lies at a key path.

    Comments, order and style of the rest survive.
    """
    writer = _writer()
    data = writer.load(text)
    part = data
    for key in at:
        part = part[key]
    change(part)
    stream = io.StringIO()
    writer.dump(data, stream)
    return stream.getvalue()


def _writer() -> Any:
    from ruamel.yaml import YAML

    writer = YAML(typ="rt", pure=True)
    writer.width = 10_000
    writer.preserve_quotes = True
    writer.indent(mapping=2, sequence=4, offset=2)
    return writer


def scalar(words: str) -> str:
    """Return words as a YAML value on one line, quoted where they need it."""
    return dumped({"x": words.replace("\n", " ")}).removeprefix("x: ").rstrip("\n")
