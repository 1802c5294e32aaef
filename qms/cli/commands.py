"""The class of every command: an option that holds one value is given once or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from qms.errors import UsageError
from qms.text import Text, same

_TWICE = Text(
    zh="{option} 写了不止一次，程序不知道该依哪一个；没有执行任何操作。",
    en="{option} is given more than once; which is meant cannot be told, and nothing was done.",
)
_ONCE = Text(
    zh="{option} 只写一次；需要几个时，逐个运行命令。",
    en="Give {option} once; where several are meant, run the command for each.",
)


@contextmanager
def _of_this_command(ctx: click.Context) -> Iterator[None]:
    """Let what is typed wrongly be known as words of this command, whose help then is named."""
    try:
        yield
    except click.UsageError as error:
        error.ctx = error.ctx or ctx
        raise


class Command(click.Command):
    """A command of the program."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command; click by itself would take the last and drop the rest.

        Raises:
            UsageError: An option that holds one value is given twice.

        """
        with _of_this_command(ctx):
            _, _, given = self.make_parser(ctx).parse_args(args=list(args))
        for each in given:
            holds_one = isinstance(each, click.Option) and not (each.multiple or each.count)
            if holds_one and given.count(each) > 1:
                raise UsageError(_TWICE, _ONCE, option=same(max(each.opts, key=len)))
        return super().parse_args(ctx, args)


class Group(Command, click.Group):
    """A command with commands below it, which are of the same class."""

    command_class = Command
    group_class = type


def command(name: str) -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command of the program."""
    return click.command(name, cls=Command)


def group(name: str) -> Callable[[Callable[..., Any]], Group]:
    """Make a function a command that has others below it."""
    return click.group(name, cls=Group)
