"""Looks at a suspect file with ruamel.yaml, slowly and exactly.

It says where YAML stands that programs read differently, and gives the nodes with their places.
"""

import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qms.store.yaml.bad import BadYaml, position
from qms.text import Text

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

_ENDLESS = re.compile(
    r"[-+]?(?:[0-9]{16,}|[0-9.]{17,}|[0-9.]+[eE][-+]?[0-9]{3,})(?:[eE][-+]?[0-9]+)?"
)
_AMBIGUOUS = re.compile(r"[-+]?(?:0[0-9]+|[0-9.]+_[0-9_.]*)|=")
_MARKER = re.compile(r"^\.\.\.(?:\s|$)|[|>][-+0-9]*#|[\[{,] *\? *[,\]}]", re.MULTILINE)
_CONFLICT = re.compile(r"^<{7} .*\n(?:.*\n)*?={7}\n", re.MULTILINE)


def looked_at_closely(text: str) -> BadYaml | None:
    """Say where a file has what is not accepted; what looked so may be a harmless text."""
    conflict = _conflict(text)
    if conflict is not None:
        return conflict
    marker = _MARKER.search(text)
    if marker:
        return BadYaml(
            *position(text, marker.start()),
            Text(zh="有 YAML 标记 ...、|# 或 [?", en="it has a YAML mark: ..., |# or [?"),
            Text(zh="删去", en="delete it"),
        )
    return _unwanted_event(text) or _odd_key(text)


def _conflict(text: str) -> BadYaml | None:
    """Say where git left both sides of a merge for somebody to choose from."""
    found = _CONFLICT.search(text)
    if found is None:
        return None
    return BadYaml(
        *position(text, found.start()),
        Text(zh="git 合并冲突还没有解决", en="git left a merge conflict here"),
        Text(
            zh="留下对的一份，删去 <<<<<<<、=======、>>>>>>> 三行；两份都要的，一份换新编号",
            en="keep the right part and delete the lines <<<<<<<, =======, >>>>>>>; where both "
            "are records, give one a new number",
        ),
    )


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
            Text(zh="改正此处的 YAML 写法", en="correct the YAML here"),
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

    waiting = [composed(text)]
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


@lru_cache(maxsize=1)
def composed(text: str) -> "Node | None":
    """Return the nodes of a document; those of the last one are kept, since lists have many."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        root: Node | None = YAML(typ="rt", pure=True).compose(io.StringIO(text))
    except (YAMLError, RecursionError):
        return None
    return root
