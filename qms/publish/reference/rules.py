"""Every rule with what it wants, why, what to do and what it finds (9.2)."""

from collections.abc import Sequence
from textwrap import indent

from qms.model.rule import Rule, in_words_of
from qms.publish.plain_text import in_fence, in_markdown
from qms.text import Lang, Text


def of_rules(rules: Sequence[Rule], lang: Lang) -> str:
    """Return a page with a section for each rule; its anchor is the code."""
    sections = [f"# {_RULES.say(lang)}"]
    for each in rules:
        sections += [f"## {each.code}", explained(each, lang)]
    return "\n\n".join(sections) + "\n"


def explained(rule: Rule, lang: Lang) -> str:
    """Return what a rule wants, why, how grave it is, what to do, and what it finds."""
    grave = rule.severity.label.say(lang) + (_INTEGRITY.say(lang) if rule.is_integrity else "")
    parts = [
        f"**{in_markdown(rule.title.say(lang))}** ({rule.clause}, {grave})",
        in_markdown(rule.why.say(lang)),
        f"{_TO_DO.say(lang)}{in_markdown(rule.cure.say(lang))}",
    ]
    for path, content in rule.bad.files.items():
        # Set in, so that a page which shows a secret as an example is not itself found to hold one.
        parts += [_EXAMPLE.say(lang, path=path), in_fence(indent(in_words_of(lang, content), "  "))]
    return "\n\n".join(parts)


_RULES = Text(zh="检查规则", en="Rules of the check")
_INTEGRITY = Text(zh="，完整性", en=", integrity")
_TO_DO = Text(zh="办法：", en="What to do: ")
_EXAMPLE = Text(zh="会被指出的例子（`{path}`）：", en="An example that it finds (`{path}`):")
