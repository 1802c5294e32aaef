"""`qms anchor`: one line for whoever wants to hold the repository against it later."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common


@commands.command("anchor")
@common()
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.")
def command(context: Context, output: Path | None) -> int:
    """Print the line that an auditor keeps: commit, release, closed records, keys.

    At the next visit `qms check --since-anchor FILE` shows what no longer stands as it did.

    \b
    Example:  qms anchor --output anchor-2026.txt
    """
    from qms.operations.checking.anchor import anchor_of

    context.emit(anchor_of(context.root, context.committed()).line + "\n", output)
    return 0
