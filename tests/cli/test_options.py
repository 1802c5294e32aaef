"""What is typed twice: which of the two was meant cannot be told, so nothing is done."""

import click
import pytest

from qms.cli import main
from tests.testing.commands import every_command


def _single(command: click.Command) -> list[click.Option]:
    return [
        each
        for each in command.params
        if isinstance(each, click.Option) and not each.multiple and not each.count
    ]


@pytest.mark.parametrize(("name", "command"), list(every_command()), ids=str)
def test_an_option_that_holds_one_value_is_refused_twice(
    name: str, command: click.Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _single(command)
    for option in _single(command):
        given = max(option.opts, key=len)
        words = [given] if option.is_flag else [given, *["x"] * option.nargs]
        assert main.run([*name.split(), *words, *words]) == 2, given
        said = capsys.readouterr()
        assert given in said.err
        assert "\n  " in said.err  # what to do
        assert not said.out


def test_short_and_long_name_and_either_spelling_are_one_option(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for words in (["--lang", "en", "--lang=zh"], ["--lang=en", "x", "--lang=en"]):
        assert main.run(["show", *words]) == 2
        assert "--lang is given more than once" in capsys.readouterr().err


@pytest.mark.parametrize(
    "pairs",
    [("place=甲", "place=乙"), ("place=甲", "place.room=乙"), ("place.room=乙", "place=甲")],
)
def test_a_field_is_given_once_too(
    pairs: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    sets = [word for pair in pairs for word in ("--set", pair)]
    assert main.run(["new", "complaint", *sets, "--by", "P-001", "--lang", "en"]) == 2
    assert "Field place" in capsys.readouterr().err
    assert main.run(["new", "complaint", "--set", pairs[0], "--set", "x=1", "--lang", "en"]) == 1
    assert "more than once" not in capsys.readouterr().err
