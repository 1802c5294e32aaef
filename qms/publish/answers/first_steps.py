"""What a new company does before its first release, as a list to be worked off."""

from collections.abc import Sequence

from qms.standing.first_steps import Step
from qms.text import Lang, Text


def text(steps: Sequence[Step], lang: Lang) -> str:
    """Return the steps in order with what is done; empty once a release has been made."""
    if not steps:
        return ""
    done = sum(step.is_done for step in steps)
    lines = [_TITLE.say(lang, done=done, all=len(steps))]
    for number, step in enumerate(steps, start=1):
        mark = _DONE if step.is_done else _OPEN
        lines.append(f"  {mark.say(lang)}  {number}. {step.what.say(lang)}")
        if not step.is_done:
            lines.append(_WHERE.say(lang, where=step.where, why=step.why))
    return "\n".join(lines) + "\n"


_TITLE = Text(
    zh="首次发布以前要做的事（已做 {done}/{all}）",
    en="Before the first release ({done} of {all} done)",
)
_DONE = Text(zh="已做", en="done")
_OPEN = Text(zh="未做", en="open")
_WHERE = Text(zh="        {where}；{why}", en="        {where}; {why}")
