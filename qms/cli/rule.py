"""`qms rule`: rules of one's own, begun and tried, and what they may look at."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.errors import UsageError
from qms.text import Text, same


@commands.group("rule")
def command() -> None:
    """Rules of your own: begin one, run its examples, see every kind and field."""


@command.command("new")
@common(day=False, ref=False)
@click.argument("code", metavar="CODE")
@click.option("--on", "kind", default="complaint", show_default=True, help="Kind that it judges.")
def new(context: Context, code: str, kind: str) -> int:
    """Write the beginning of a rule, with examples that run, into the file of own rules.

    \b
    Example:  qms rule new OWN101 --on repair-order
    """
    from qms.operations.checking.skeleton import begun

    snapshot = context.snapshot()
    path = begun(context.root, snapshot, code.upper(), kind)
    context.say(_BEGUN, code=same(code.upper()), path=same(path))
    if not snapshot.settings.check.own_rules:
        context.say(_NAME_IT, path=same(path))
    context.say(_TRY, code=same(code.upper()))
    return 0


@command.command("test")
@common(day=False, ref=False)
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option(
    "--allow-repository-code",
    is_flag=True,
    help="Run the rules of the repository's own file, which are code.",
)
def test(context: Context, codes: tuple[str, ...], *, allow_repository_code: bool) -> int:
    """Run the examples of rules; without a code of all that are not the program's.

    \b
    Example:  qms rule test OWN101 --allow-repository-code
    """
    from qms.operations.checking.rulebook import Own, foreign, rulebook
    from qms.operations.checking.trial import tried

    book = rulebook(context.root, Own.within if allow_repository_code else Own.left)
    for reason in book.reasons:
        context.say(reason)
    rules = [book.wanted(code) for code in codes] if codes else foreign(book)
    if not rules and not book.reasons:
        raise UsageError(_NONE, _BEGIN)
    failed = bool(book.broken) or not rules
    for each in tried(rules):
        failed = failed or bool(each.faults)
        word = _FAILS if each.faults else _PASSES
        context.tell(f"{each.rule.code} {word.say(context.lang)}\n")
        context.tell("".join(f"  {fault.say(context.lang)}\n" for fault in each.faults))
    return int(failed)


@command.command("reference")
@common(day=False, ref=False)
@click.argument("names", nargs=-1, metavar="[KIND]...")
@click.option("--rules", "is_of_rules", is_flag=True, help="The rules instead of the kinds.")
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.")
def reference(
    context: Context, names: tuple[str, ...], output: Path | None, *, is_of_rules: bool
) -> int:
    """Print as Markdown every kind with its fields, or every rule with why, cure and example.

    \b
    Example:  qms rule reference repair-order
    """
    from qms.operations.checking.rulebook import rulebook
    from qms.operations.records.naming import kind_named
    from qms.publish.reference.kinds import of_kinds
    from qms.publish.reference.rules import of_rules

    lang = context.lang
    if is_of_rules:
        page = of_rules(rulebook(context.root).rules, lang)
    else:
        snapshot = context.snapshot()
        models = [kind_named(snapshot, name) for name in names] or snapshot.kinds.values()
        page = of_kinds(models, lang)
    context.tell(page, output)
    return 0


_BEGUN = Text(zh="规则 {code} 已写入 {path}。", en="Wrote the beginning of {code} to {path}.")
_NAME_IT = Text(
    zh="在 qms.yml 写 check: {{own_rules: {path}}}，检查才会用它。",
    en="Write check: {{own_rules: {path}}} in qms.yml, so that the check asks it.",
)
_TRY = Text(
    zh="试运行：qms rule test {code} --allow-repository-code；栏目见 qms rule reference",
    en="Try it: qms rule test {code} --allow-repository-code; for fields: qms rule reference",
)
_NONE = Text(zh="没有自定规则可以试运行。", en="There are no rules of your own to try.")
_BEGIN = Text(zh="新建一条：qms rule new OWN101", en="Begin one: qms rule new OWN101")
_FAILS = Text(zh="不通过", en="fails")
_PASSES = Text(zh="通过", en="passes")
