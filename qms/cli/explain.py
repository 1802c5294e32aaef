"""`qms explain`: what a rule wants and why."""

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text


@commands.command("explain")
@common(day=False, ref=False)
@click.argument("code", metavar="CODE")
@click.option(
    "--allow-repository-code",
    is_flag=True,
    help="Run the rules of the repository's own file, which are code.",
)
def command(context: Context, code: str, *, allow_repository_code: bool) -> int:
    """Tell what a rule wants, why, what to do, and show an example that it complains of.

    \b
    Example:  qms explain CMP102
    """
    from qms.model.rule import in_words_of
    from qms.operations.checking.rulebook import Own, rulebook
    from qms.store import git
    from qms.store.loading import chapters_of

    found = rulebook(context.root, Own.apart if allow_repository_code else Own.left).wanted(code)
    lang = context.lang
    grave = found.severity.label.say(lang) + (_INTEGRITY.say(lang) if found.is_integrity else "")
    lines = [
        f"{found.code}  {found.title.say(lang)}  [{found.clause}]  {grave}",
        "",
        found.why.say(lang),
        f"→ {found.cure.zh if lang == 'zh' else found.cure.en}",
        *(f"  {each}" for each in found.references),
        "",
        _BAD.say(lang),
    ]
    for path, content in found.bad.files.items():
        shown = in_words_of(lang, content)
        lines += [f"  {path}", *(f"    {line}" for line in shown.splitlines())]
    lines += ["", _SOURCE.say(lang, source=found.source)]
    lines += [
        _CLAUSE.say(lang, number=clause.number, path=chapter.path, line=clause.line)
        for chapter in chapters_of(git.viewpoint(context.root, context.ref).end)
        for clause in chapter.clauses
        if clause.number == found.clause
    ]
    context.tell("\n".join(lines) + "\n")
    return 0


_INTEGRITY = Text(zh="（完整性：让步和基线不能遮盖）", en=" (integrity: nothing hides it)")
_SOURCE = Text(zh="规则的代码：{source}", en="The rule stands in {source}")
_CLAUSE = Text(
    zh="所依条款 {number}：{path}:{line}", en="It holds to clause {number}: {path}:{line}"
)
_BAD = Text(zh="会被指出的例子：", en="An example that triggers it:")
