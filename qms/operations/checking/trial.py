"""Runs the examples of rules: the bad one must be found, the good one must not (9.2)."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qms.model.finding import Finding
from qms.model.rule import GONE, Example, Rule
from qms.model.snapshot import Problem
from qms.operations.checking.check import check
from qms.operations.checking.judging import BROKEN_RULE
from qms.operations.checking.rulebook import Rulebook
from qms.rules import all_rules
from qms.rules.examples import MINIMAL
from qms.store import git, loading
from qms.store.writing import write_file
from qms.text import Text


@dataclass(frozen=True, slots=True)
class Trial:
    """A rule, and in what its examples do not show what they should."""

    rule: Rule
    faults: tuple[Text, ...]


def tried(rules: Sequence[Rule]) -> Iterator[Trial]:
    """Yield for each rule how its examples fare, each in a new repository that is thrown away."""
    for each in rules:
        yield Trial(each, tuple(_faults(each)))


def _faults(rule: Rule) -> Iterator[Text]:
    if not rule.bad.files and not rule.bad.between:
        yield _NO_EXAMPLE
        return
    bad, good = _found(rule, rule.bad), _found(rule, rule.good)
    yield from _broken(bad, rule.bad, _BAD)
    yield from _broken(good, rule.good, _GOOD)
    if not any(each.code == rule.code for each in bad):
        yield _NOT_FOUND
    if any(each.code == rule.code for each in good):
        yield _FOUND


def _found(rule: Rule, example: Example) -> tuple[Finding, ...]:
    """Judge an example by the rule, and by those that tell what could not be read."""
    with tempfile.TemporaryDirectory(prefix="qms-rule-") as folder:
        root = Path(folder)
        _lay(root, MINIMAL)
        git.begin(root, "sound")
        for files in (example.committed, *example.between):
            if files:
                _lay(root, files)
                git.begin(root, "before")
        _lay(root, example.files)
        snapshot = loading.load(root, as_of=example.as_of)
        telling = [each for each in all_rules() if each.reads == (Problem,)]
        return check(root, snapshot, book=Rulebook((rule, *telling))).findings


def _lay(root: Path, files: Mapping[str, str]) -> None:
    for path, content in files.items():
        if content == GONE:
            (root / path).unlink(missing_ok=True)
        else:
            write_file(root / path, content.encode())


def _broken(findings: Sequence[Finding], example: Example, which: Text) -> Iterator[Text]:
    """Yield what cannot be read in an example, and that the rule itself breaks on it."""
    for each in findings:
        if each.code == BROKEN_RULE or (
            each.code.startswith("FIL") and each.place.path in example.files
        ):
            place = f"{each.place.path}:{each.place.line or 1}"
            yield Text(
                zh=f"{which.zh}：{place} {each.say('zh')}",
                en=f"{which.en}: {place} {each.say('en')}",
            )


_BAD = Text(zh="bad 例子", en="the bad example")
_GOOD = Text(zh="good 例子", en="the good example")
_NO_EXAMPLE = Text(
    zh="没有 bad 例子：在 bad=Example({路径: 内容}) 里写一份会被指出的文件",
    en="it has no bad example: write a file that it finds into bad=Example({path: content})",
)
_NOT_FOUND = Text(zh="bad 例子没有被指出", en="the bad example is not found")
_FOUND = Text(zh="good 例子被指出了", en="the good example is found")
