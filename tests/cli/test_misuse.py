"""What is typed wrongly is told in the language of the run, with what to type to see more."""

import ast
import re
from pathlib import Path

import click
import pytest

from qms.cli import main
from qms.cli.misuse import SENTENCES
from tests.testing.commands import every_command

# What click says where nobody can come by the words that are typed: to who writes a program, in a
# help page, when it asks, of types that no command takes.
ELSEWHERE = {
    "Aborted!", "Error: {message}", "Try '{command} {option}' for help.", "Usage:", "unknown error",
    "Missing parameter: {param_name}", "Missing {param_type}", "file", "path", "directory",
    "Could not open file {filename!r}: {message}", "Choice({choices})",
    "{value!r} is not a valid UUID.", "{value!r} does not match the format {format}.",
    "{value!r} does not match the formats {formats}.", "{name} {filename!r} is a file.",
    "{name} {filename!r} is a directory.", "{name} {filename!r} is not readable.",
    "{name} {filename!r} is not writable.", "{name} {filename!r} is not executable.",
    "{name} {filename!r} does not exist.",
    "{len_type} values are required, but {len_value} was given.",
    "{len_type} values are required, but {len_value} were given.",
}  # fmt: skip


def _said_by_click() -> set[str]:
    """Return every sentence of the modules of click that read what is typed."""
    folder = Path(click.__file__).parent
    found = set()
    for name in ("exceptions.py", "parser.py", "types.py"):
        for node in ast.walk(ast.parse((folder / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"_", "ngettext"}:
                words = [each.value for each in node.args if isinstance(each, ast.Constant)]
                found |= {each for each in words if isinstance(each, str)}
    return found


def test_every_sentence_of_click_has_its_chinese() -> None:
    assert _said_by_click() <= {*SENTENCES, *ELSEWHERE}
    for english, chinese in SENTENCES.items():
        gaps = [re.findall(r"\{(\w+)", each) for each in (english, chinese)]
        assert gaps[0] == gaps[1], english


def _told(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main.run(words) == 2
    told = capsys.readouterr()
    assert not told.out
    assert "Traceback" not in told.err
    return told.err


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        ("chek", "没有命令 'chek'。", "No such command 'chek'."),
        ("copy isue", "没有命令 'isue'。是不是 'issue'？", "Did you mean 'issue'?"),
        ("check --selct x", "没有选项 '--selct'。是不是其中之一：", "No such option '--selct'."),
        ("check --format x", "'--format' 的值不对：'x' 不在 'github'", "is not one of 'github'"),
        ("check --due x", "'--due' 的值不对：'x' 不是整数。", "is not a valid integer"),
        ("check --due -1", "'--due' 的值不对：-1 不在 x>=0 的范围里。", "-1 is not in the range"),
        ("check more words", "多出的参数（more words）", "unexpected extra arguments (more words)"),
        ("check more", "多出的参数（more）", "unexpected extra argument (more)"),
        ("show", "缺少参数 'ID'。", "Missing argument 'ID'."),
        ("copy lost 003", "缺少选项 '--reason'。", "Missing option '--reason'."),
        ("new complaint --by", "选项 '--by' 后面要跟一个值。", "'--by' requires an argument."),
        ("change-pack --verify a", "选项 '--verify' 后面要跟 3 个值。", "requires 3 arguments."),
        ("check --watch=3", "选项 '--watch' 后面不跟值。", "'--watch' does not take a value."),
    ],
)
def test_it_is_told_in_the_language_of_the_run(
    words: str,
    zh: str,
    en: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for lang, sentence in (("zh", zh), ("en", en)):
        monkeypatch.setenv("QMS_LANG", lang)
        told = _told(words.split(), capsys)
        assert sentence in told
        assert "--help" in told.splitlines()[-1]
    monkeypatch.delenv("QMS_LANG")
    assert en in _told(["--lang", "en", *words.split()], capsys)


@pytest.mark.parametrize("name", [name for name, _ in every_command()])
def test_a_wrong_option_names_the_help_of_its_command(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QMS_LANG", "zh")
    told = _told([*name.split(), "--nosuch"], capsys)
    assert "没有选项 '--nosuch'。" in told
    assert f"qms {name} --help" in told
    assert not re.search("such|Error|Usage|mean", told.replace("--nosuch", ""))


def test_without_a_word_the_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Commands:" in _told([], capsys)


def test_a_name_that_steers_a_terminal_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b" not in _told(["check", "\x1b[2J"], capsys)
