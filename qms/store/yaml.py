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

DEPTH_LIMIT = 60
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_MARK = re.compile(r"line (\d+) column (\d+)")
# What is no text, and what one YAML takes for a line's end or a mark and another for a letter.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# What may be an anchor, alias, tag, merge key, mark, odd key or a number that programs read
# differently; only a file with such a place is looked at closely, which takes longer. A value
# begins after a line's end, in brackets, after a dash or after a key. The pattern starts with one
# set of characters because that is what the engine skips to fast.
_SUSPECT = re.compile(
    r"[\n\[{,:?|>-](?:(?<=[|>])[-+0-9]*#|(?:(?<=[\n\[{,?])|(?=\s)|(?<=[\"']:)) *"
    r"(?=[!&*%<.=?\"'0-9TtFf+-])(?:[!&*%]|<<|\? *[,\]}]|\.\.\.|[-+.]?[0-9][0-9.eE+-]{15}"
    r"|(?:[-+]?(?:0[0-9]|[0-9]+_)[0-9_]*|[0-9.]+[eE][-+]?[0-9]{3,}|=) *(?:$|[\n\]},:#])"
    r"|(?:[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[-+]?[0-9]*\.[0-9a-zA-Z+-]*) *:"
    r"|[\"'][-+.0-9~TtFfNn][^\"'\n]*[\"']\s*:))"
)
_BRACKETS = re.compile(r"[\[\]{}]")
_DASHES = re.compile(rf"^ *(?:[-?:] +){{{DEPTH_LIMIT}}}", re.MULTILINE)
_ENDLESS = re.compile(
    r"[-+]?(?:[0-9]{16,}|[0-9.]{17,}|[0-9.]+[eE][-+]?[0-9]{3,})(?:[eE][-+]?[0-9]+)?"
)
_AMBIGUOUS = re.compile(r"[-+]?(?:0[0-9]+|[0-9.]+_[0-9_.]*)|=")
_MARKER = re.compile(r"^\.\.\.(?:\s|$)|[|>][-+0-9]*#|[\[{,] *\? *[,\]}]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class BadYaml:
    """A file that is not the YAML we accept: where, what, and what is wanted."""

    line: int
    column: int
    what: Text
    wanted: Text
    is_encoding: bool = False


def too_large(mebibytes: int) -> BadYaml:
    """Say that a file is larger than the settings allow; it is not read."""
    return BadYaml(
        1,
        1,
        Text(
            zh=f"文件超过 {mebibytes} MiB，未读取",
            en=f"the file is over {mebibytes} MiB and was not read",
        ),
        Text(
            zh="拆成每月一个文件，或在 qms.yml 改 limits.file_mebibytes",
            en="split it, a file a month, or raise limits.file_mebibytes in qms.yml",
        ),
    )


def carriage_return(text: str) -> BadYaml | None:
    """Say where a text has line ends of Windows or old Macintosh; it can be read all the same."""
    at = text.find("\r")
    if at < 0:
        return None
    return BadYaml(
        text.count("\n", 0, at) + 1,
        at - text.rfind("\n", 0, at),
        Text(zh="换行是 CRLF，不是 LF", en="its lines end in CRLF, not LF"),
        Text(
            zh="在编辑器中改为 LF 保存，或运行 git add --renormalize .",
            en="save it with LF, or run git add --renormalize .",
        ),
        is_encoding=True,
    )


def decoded(content: bytes) -> str | BadYaml:
    """Return the text of a file in UTF-8, or what else it seems to be."""
    utf8 = Text(zh="存为 UTF-8（无 BOM）后再试", en="save it as UTF-8 without a BOM")
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
    is_suspect = _SUSPECT.search("\n" + text) is not None
    bad = _refused_before_parsing(text, is_suspect=is_suspect)
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
    twice = _clashing_key(data) if is_suspect else None
    return data if twice is None else _from_error(f"duplicate key {twice}", text)


def _refused_before_parsing(text: str, *, is_suspect: bool) -> BadYaml | None:
    control = None if text.replace("\n", "").isprintable() else _CONTROL.search(text)
    if control:
        return BadYaml(
            *_position(text, control.start()),
            Text(zh="有控制字符", en="it has a control character"),
            Text(zh="删去这个字符", en="delete that character"),
        )
    deep = _too_deep(text)
    if deep is not None:
        return BadYaml(
            *_position(text, deep),
            Text(zh=f"嵌套超过 {DEPTH_LIMIT} 层", en=f"it is nested over {DEPTH_LIMIT} deep"),
            Text(zh="拆平", en="flatten it"),
        )
    tab = text.find("\t")
    if tab >= 0:
        return BadYaml(
            *_position(text, tab),
            Text(zh="有制表符（Tab）", en="it has a tab"),
            Text(
                zh="缩进用两个空格；文字里的写成空格",
                en="indent with two spaces; write a space in text",
            ),
        )
    return _looked_at_closely(text) if is_suspect else None


def _looked_at_closely(text: str) -> BadYaml | None:
    marker = _MARKER.search(text)
    if marker:
        return BadYaml(
            *_position(text, marker.start()),
            Text(zh="有 YAML 标记 ...、|# 或 [?", en="it has a YAML mark: ..., |# or [?"),
            Text(zh="删去", en="delete it"),
        )
    return _unwanted_event(text) or _odd_key(text)


def _position(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _too_deep(text: str) -> int | None:
    """Return where brackets, indentation or dashes nest deeper than allowed, if they do."""
    depth = 0
    for found in (
        _BRACKETS.finditer(text) if text.count("[") + text.count("{") > DEPTH_LIMIT else ()
    ):
        depth += 1 if found[0] in "[{" else -1
        if depth > DEPTH_LIMIT:
            return found.start()
    if any(pair in text for pair in ("- - ", "-  ", "? ", ": :")):
        dashes = _DASHES.search(text)
        if dashes:
            return dashes.start()
    if "\n" + " " * DEPTH_LIMIT not in text:
        return None
    levels: list[int] = []
    for line in re.finditer(r"^( *)[^ \n]", text, re.MULTILINE):
        while levels and levels[-1] >= len(line[1]):
            levels.pop()
        levels.append(len(line[1]))
        if len(levels) > DEPTH_LIMIT:
            return line.start()
    return None


def _unwanted_event(text: str) -> BadYaml | None:
    """Say where YAML stands that readers understand differently, if what looks so is so."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        for event in YAML(typ="rt", pure=True).parse(io.StringIO(text)):
            words = _unwanted(event)
            if words is not None:
                mark = event.start_mark
                return BadYaml(mark.line + 1, mark.column + 1, *words)
    except (YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        why = str(getattr(error, "problem", None) or error).split("\n", 1)[0]
        return BadYaml(
            mark.line + 1 if mark else 1,
            mark.column + 1 if mark else 1,
            Text(zh=f"YAML 不能解析：{why}", en=f"the YAML does not parse: {why}"),
            Text(zh="改正此处的 YAML 写法", en="mend the YAML here"),
        )
    return None


def _unwanted(event: Any) -> tuple[Text, Text] | None:
    if getattr(event, "anchor", None) or getattr(event, "tag", None):
        return (
            Text(zh="用了锚点、别名或标签", en="it uses an anchor, an alias or a tag"),
            Text(zh="把内容直接写出", en="write the content out"),
        )
    if getattr(event, "version", None) or getattr(event, "tags", None):
        return (
            Text(zh="用了 % 指令", en="it has a % directive"),
            Text(zh="删去这一行", en="delete that line"),
        )
    value = getattr(event, "value", None)
    if value is None or getattr(event, "style", None) in {"'", '"', "|", ">"}:
        return None
    if value == "<<":
        return (
            Text(zh="用了合并键 <<", en="it uses the merge key <<"),
            Text(zh="把内容直接写出", en="write the content out"),
        )
    if _AMBIGUOUS.fullmatch(value):
        return (
            Text(zh=f"{value[:24]} 各程序读法不同", en=f"programs disagree on {value[:24]}"),
            Text(zh="加上引号，或写成普通的数", en="put it into quotes, or write a plain number"),
        )
    if _ENDLESS.fullmatch(value):
        return (
            Text(zh=f"数 {value[:24]} 过长，读不准", en=f"{value[:24]} is too long for a number"),
            Text(zh="是编号或摘要的，加上引号", en="put it into quotes if it is a name or digest"),
        )
    return None


def _odd_key(text: str) -> BadYaml | None:
    """Say where a key is a truth value or a fraction: 1.10 and 1.1, true and 1 are one key."""
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

    waiting = [_composed(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, MappingNode):
            for key, value in node.value:
                if isinstance(key, ScalarNode) and str(key.tag).endswith((":bool", ":float")):
                    return BadYaml(
                        key.start_mark.line + 1,
                        key.start_mark.column + 1,
                        Text(zh=f"键 {key.value} 会读成别的", en=f"the key {key.value} is no text"),
                        Text(zh="给键加上引号", en="put the key into quotes"),
                    )
                waiting.append(value)
    return None


def _clashing_key(data: Any) -> str | None:
    """Return a key that stands twice in one mapping once as a number and once as text."""
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    if isinstance(data, dict):
        names = [str(key) for key in data]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            return twice
    return next((found for each in inside if (found := _clashing_key(each))), None)


def _from_error(message: str, text: str) -> BadYaml:
    found = _MARK.search(message)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    wanted = Text(zh="改正此处的 YAML 写法", en="mend the YAML here")
    if "duplicate" in message:
        line, column = _duplicate(text)
        wanted = Text(zh="同一层每个键只写一次", en="write each key once on a level")
    if "more than one document" in message:
        second = list(re.finditer(r"^---", text, re.MULTILINE))
        line, column = _position(text, second[-1].start()) if second else (1, 1)
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


@lru_cache(maxsize=1)
def _composed(text: str) -> "Node | None":
    """Return the nodes of a document; those of the last one are kept, since lists have many."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        root: Node | None = YAML(typ="rt", pure=True).compose(io.StringIO(text))
    except (YAMLError, RecursionError):
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
    _writer().dump(dated(data), stream)
    return stream.getvalue()


def dated(data: Any) -> Any:
    """Turn written days into dates, which are written plain, without quotes.

    Text with a character that is not to stand in a file is quoted, and the character escaped.
    """
    if isinstance(data, dict):
        return {_escaped(key): dated(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [dated(value) for value in data]
    if isinstance(data, str) and _DAY.fullmatch(data):
        with contextlib.suppress(ValueError):
            return dt.date.fromisoformat(data)
    return _escaped(data)


def _escaped(data: Any) -> Any:
    if not isinstance(data, str) or not _CONTROL.search(data):
        return data
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    return DoubleQuotedScalarString(data)


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
