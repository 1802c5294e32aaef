"""What click cannot make of the words that were typed, said in the language of the run.

click says it in English alone. Here each of its sentences stands with the Chinese one; a sentence
that a newer click brings is shown as it is, and a test names it.
"""

import re
from collections.abc import Mapping
from string import Formatter

import click

from qms.text import Lang, Text

_HELP = Text(zh="{command} --help 列出可用的写法。", en="{command} --help shows what it takes.")
# Each sentence of click, as its source has it, with the same gaps in Chinese.
SENTENCES: Mapping[str, str] = {
    "No such option {name!r}.": "没有选项 {name}。",
    "No such command {name!r}.": "没有命令 {name}。",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "是不是其中之一：{possibilities}？",
    "Missing option": "缺少选项",
    "Missing argument": "缺少参数",
    "Missing parameter": "缺少参数",
    "Missing command.": "缺少子命令。",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Invalid value: {message}": "值不对：{message}",
    "Got unexpected extra argument ({args})": "多出的参数（{args}）",
    "Got unexpected extra arguments ({args})": "多出的参数（{args}）",
    "Option {name!r} does not take a value.": "选项 {name} 后面不跟值。",
    "Option {name!r} requires an argument.": "选项 {name} 后面要跟一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面要跟 {nargs} 个值。",
    "Argument {name!r} takes {nargs} values.": "参数 {name} 要 {nargs} 个值。",
    "Takes {nargs} values but 1 was given.": "要 {nargs} 个值，只给了 1 个。",
    "Takes {nargs} values but {len} were given.": "要 {nargs} 个值，给了 {len} 个。",
    "Invalid start character for option ({option})": "选项不能这样开头（{option}）",
    "Choose from:\n\t{choices}": "可用的值：\n\t{choices}",
    "{value!r} is not {choice}.": "{value} 不是 {choice}。",
    "{value!r} is not one of {choices}.": "{value} 不在 {choices} 之中。",
    "{value} is not in the range {range}.": "{value} 不在 {range} 的范围里。",
    "{value!r} is not a valid {number_type}.": "{value} 不是{number_type}。",
    "{value!r} is not a valid boolean. Recognized values: {states}": (
        "{value} 不是“是”或“否”；可用的值：{states}"
    ),
}
_WORDS: Mapping[str, str] = {"integer": "整数", "integer range": "整数", "float": "数",
                             "float range": "数"}  # fmt: skip
_NESTED = {"message"}


def said(error: click.ClickException, lang: Lang) -> str:
    """Return what is wrong and, a line below, what to type."""
    sentence = error.format_message()
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return sentence
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "qms"
    told = _in_chinese(sentence) if lang == "zh" else sentence
    return f"{told}\n  {_HELP.say(lang, command=command)}"


def _in_chinese(sentence: str) -> str:
    """Return a sentence of click, or two in a row, in Chinese; one that is not known as it is."""
    for pattern, chinese in _PATTERNS:
        found = pattern.fullmatch(sentence)
        if found is not None:
            gaps = {name: _gap(name, value) for name, value in found.groupdict().items()}
            return chinese.format(**gaps)
    first, dot, rest = sentence.partition(". ")
    if dot and (known := _in_chinese(first + ".")) != first + ".":
        return f"{known}{_in_chinese(rest)}"
    return sentence


def _gap(name: str, value: str) -> str:
    return _in_chinese(value) if name in _NESTED else _WORDS.get(value, value)


def _pattern(sentence: str) -> re.Pattern[str]:
    gaps = [
        re.escape(words) + (f"(?P<{name}>.+?)" if name else "")
        for words, name, _, _ in Formatter().parse(sentence)
    ]
    return re.compile("".join(gaps), re.DOTALL)


def _exactness(pair: tuple[re.Pattern[str], str]) -> tuple[bool, int]:
    """Sort what holds another sentence first, then what has most words of its own."""
    source = pair[0].pattern
    return "?P<message>" not in source, -len(re.sub(r"\(\?P<.*?\)", "", source))


# "Missing option" is followed by which one it is; "is not {x}." fits what others say more exactly.
_PATTERNS = sorted(
    (
        (_pattern(f"{each} {{which}}."), f"{chinese} {{which}}。")
        if each.startswith("Missing") and not each.endswith(".")
        else (_pattern(each), chinese)
        for each, chinese in SENTENCES.items()
    ),
    key=_exactness,
)
