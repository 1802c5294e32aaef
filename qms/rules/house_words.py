"""The words of the house: one thing is called by one word in every chapter (clause 2.2.1)."""

import re
from collections.abc import Iterator, Mapping

from qms.model.finding import Hit, Severity
from qms.model.manual import TERM, Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import MINIMAL, SETTINGS
from qms.text import Text

_WORDS = SETTINGS.replace("number: QM-01", "number: QM-01, words: {帐: 账, 帐篷: 帐篷}")


def _said(sentence: str) -> dict[str, str]:
    path = "manual/01-order.md"
    return {"qms.yml": _WORDS, path: f"{MINIMAL[path]}\n{sentence}\n"}


_TITLES = re.compile(r"《[^》\n]*》")


@rule(
    "TRM105",
    clause="2.2.1",
    severity=Severity.INFO,
    reads=(Chapter,),
    title=Text(zh="一事一词", en="One thing, one word"),
    message=Text(
        zh="正文写作“{found}”，手册一律写“{wanted}”", en="“{found}” stands for “{wanted}”"
    ),
    why=Text(
        zh="同一件事用两个词，读的人会当成两件事。",
        en="What is called by two words is taken for two things.",
    ),
    cure=Text(
        zh="下次更改时改成“{wanted}”；另有所指的，把整个词列入 qms.yml 的 manual.words。",
        en="Write “{wanted}” at the next change, or enter the word in manual.words of qms.yml.",
    ),
    bad=Example(_said("应记帐。")),
    good=Example(_said("应记账，备好帐篷。")),
)
def house_words(snapshot: Snapshot) -> Iterator[Hit]:
    """A line of the text uses a word that the house writes otherwise; titles are names."""
    words = snapshot.settings.manual.words
    if not words:
        return
    pattern = _longest_first(words)
    for each in snapshot.chapters:
        for offset, line in enumerate(each.body.split("\n")):
            if line.startswith("#") or TERM.match(line):
                continue
            for found in pattern.finditer(_TITLES.sub(_blank, line)):
                if words[found[0]] != found[0]:
                    yield hit(
                        each.at(each.body_line + offset),
                        mark=f"{found[0]} {offset}", found=found[0], wanted=words[found[0]],
                    )  # fmt: skip


def _longest_first(words: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _blank(found: re.Match[str]) -> str:
    return "·" * len(found[0])
