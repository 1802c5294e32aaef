"""Every command of the program with its words, for tests that walk through all of them."""

from collections.abc import Iterator

import click

from qms.cli.main import COMMANDS, program


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Give each command that can be run, groups left out, with the words that call it."""
    context = click.Context(program)
    for name in COMMANDS:
        found = program.get_command(context, name)
        assert found is not None
        yield from _below(found, name)


def _below(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from _below(each, f"{name} {each.name}")
    else:
        yield name, command
