"""What each rule found and how long it took (`--statistics`)."""

from qms.model.finding import Report
from qms.text import Lang, Text

_HEAD = Text(zh="    毫秒  结果  规则", en="      ms  hits  rule")
_TOTAL = Text(zh="合计", en="all")


def profile(report: Report, lang: Lang) -> str:
    """Return a line for each rule, the slowest first, and their sum."""
    slowest = sorted(report.profile, key=lambda each: (-each[2], each[0]))
    lines = [_HEAD.say(lang)]
    lines += [f"{1000 * seconds:8.2f} {hits:5}  {code}" for code, hits, seconds in slowest]
    total = sum(seconds for _, _, seconds in report.profile)
    hits = sum(hits for _, hits, _ in report.profile)
    return "\n".join([*lines, f"{1000 * total:8.2f} {hits:5}  {_TOTAL.say(lang)}"])
