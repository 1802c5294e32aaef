"""`qms objectives`: the objectives as a tree, with what each period came to."""

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.cli.kpi import ALLOW_SOURCE, say_sources


@commands.command("objectives")
@common()
@click.option("--year", type=click.IntRange(2000, 2100), help="Default: this year.  年度")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@ALLOW_SOURCE
def command(context: Context, year: int | None, format_: str, allowed: tuple[str, ...]) -> int:
    """Show the objectives from company to post: target, recorded result, action for a miss.

    \b
    Example:  qms objectives --year 2026
    """
    from qms.model.kinds.ch05_leadership import Department, Post
    from qms.model.kinds.record import called
    from qms.operations.evaluation.objectives import objectives
    from qms.publish.answers import objectives as answer
    from qms.store.sources import sources_of

    snapshot = context.counted()
    sources = sources_of(context.root, snapshot, allowed)
    say_sources(context, sources)
    states = objectives(snapshot, year or snapshot.as_of.year, sources)
    named = (*snapshot.all(Department), *snapshot.all(Post))
    names = {each.id: called(each) for each in named}
    context.emit(
        answer.json(states, context.as_of)
        if format_ == "json"
        else answer.text(states, names, context.as_of, context.lang)
    )
    needs_action = any(period.needs_action for each in states for period in each.periods)
    return context.status(int(needs_action))
