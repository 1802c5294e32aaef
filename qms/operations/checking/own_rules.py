"""Runs the rules of a repository's own file in a process of their own, and takes their answers.

A rule that ends the process, or never ends, is a finding; the others judge all the same. Nothing
that such a rule does reaches this program but lines of JSON.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from qms.model.finding import Finding, NotJudged, Place, Severity
from qms.model.rule import Example, Rule
from qms.model.snapshot import Snapshot
from qms.operations.checking.judging import BROKEN_RULE, Outcome
from qms.store import children
from qms.store.plugins import Loaded
from qms.text import Text

ENDED_RULE = "QMS904"
_MODULE = "qms.operations.checking.own_process"
SECONDS = 60.0


@cache
def _fitting(shape: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a type
    """Return what holds an answer against its type; made where there are own rules at all."""
    return TypeAdapter(shape)


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A repository's own file of rules: where it is, and what it declared in its process."""

    root: Path
    path: str
    rules: tuple[Rule, ...] = ()
    failure: str = ""
    line: int = 1
    digest: str = ""

    @property
    def loaded(self) -> Loaded:
        """The same in the shape of a package's rules."""
        return Loaded(
            self.path, self.rules, self.failure, self.line, package=self.path, digest=self.digest
        )


def declared_in(root: Path, path: str, *, seconds: float = SECONDS) -> OwnFile:
    """Return what the rules of a file say of themselves; why not, where they cannot be loaded."""
    lines, how = _asked(root, {"file": path, "codes": []}, seconds)
    head = next((each for each in lines if "rules" in each), None)
    if head is None:
        return OwnFile(root, path, failure=how.en if how else "its process ended")
    rules = tuple(_rule(each, path) for each in head["rules"])
    failure, line, digest = str(head["failure"]), int(head["line"]), str(head["digest"])
    return OwnFile(root, path, rules, failure, line, digest)


def judged_by(
    own: OwnFile, snapshot: Snapshot, codes: Sequence[str], *, seconds: float = SECONDS
) -> list[Outcome]:
    """Return what rules of the file find in a state; whatever ends one rule spares the next.

    Args:
        own: The file.
        snapshot: The state; the process reads it anew, by its commit or from the folder.
        codes: The rules that are to judge.
        seconds: The longest that they may take together, until one of them ends it.

    """
    outcomes: list[Outcome] = []
    waiting = list(codes)
    order = {
        "file": own.path,
        "as_of": snapshot.as_of.isoformat(),
        "ref": None if snapshot.is_work_tree else snapshot.ref,
    }
    while waiting:
        lines, how = _asked(own.root, order | {"codes": waiting}, seconds)
        begun = [str(each["begun"]) for each in lines if "begun" in each]
        done = [each for each in lines if "done" in each]
        for each in done:
            outcomes += _outcomes(str(each["done"]), each["outcomes"], own)
        left = [each for each in waiting if each not in {one["done"] for one in done}]
        stopped = begun[-1] if begun and begun[-1] in left else next(iter(left), "")
        if stopped:
            outcomes.append(_ended(stopped, own, how))
        waiting = [each for each in left if each != stopped]
    return outcomes


def _asked(
    root: Path, order: Mapping[str, Any], seconds: float
) -> tuple[list[dict[str, Any]], Text | None]:
    """Return the lines that the process answered, and how it ended if not well."""
    given = to_json({"root": str(root.resolve()), **order})
    heard, how = children.overheard(
        sys.executable, "-I", "-m", _MODULE, given=given, folder=root, seconds=seconds
    )
    return list(_lines(heard)), how


def _lines(heard: bytes) -> Iterator[dict[str, Any]]:
    for line in heard.split(b"\n"):
        try:
            found = from_json(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found


def _outcomes(code: str, plain: Any, own: OwnFile) -> list[Outcome]:  # noqa: ANN401 - JSON
    """Return the outcomes of a rule; only its own, or that it broke, is believed."""
    try:
        found: list[Outcome] = [
            *_fitting(list[Finding]).validate_python([
                _named(each) for each in plain if "reason" not in each
            ]),
            *_fitting(list[NotJudged]).validate_python([
                each for each in plain if "reason" in each
            ]),
        ]
    except (ValidationError, TypeError, KeyError):
        return [_ended(code, own, _NO_ANSWER)]
    return [each for each in found if each.code in {code, BROKEN_RULE}]


def _named(plain: dict[str, Any]) -> dict[str, Any]:
    return plain | {"severity": Severity[plain["severity"]]}


def _ended(code: str, own: OwnFile, how: Text | None) -> Finding:
    return Finding(
        code=ENDED_RULE,
        severity=Severity.ERROR,
        clause="9.2",
        owner="after-sales",
        place=Place(own.path, line=1, column=1),
        message=Text(
            zh="自定规则 {rule} 没有判断完：{how}", en="the own rule {rule} did not finish: {how}"
        ),
        cure=Text(
            zh="改正这条规则；其他规则照常检查。",
            en="Mend that rule; the others judged all the same.",
        ),
        values={"rule": code, "how": how or _NO_ANSWER},
        mark=code,
    )


_NO_ANSWER = Text(zh="进程没有回答就结束了", en="its process ended without an answer")


def _rule(declared: Mapping[str, Any], path: str) -> Rule:
    """Return what stands here for a rule that judges elsewhere."""

    def elsewhere(_: Snapshot) -> Iterator[Any]:
        yield from ()

    elsewhere.__name__ = str(declared["name"])
    elsewhere.__module__ = path.removesuffix(".py").replace("/", ".")
    elsewhere.__code__ = elsewhere.__code__.replace(co_firstlineno=int(declared["at"]))
    example = _fitting(Example)
    return Rule(
        code=str(declared["code"]),
        clause=str(declared["clause"]),
        severity=Severity[declared["severity"]],
        owner=str(declared["owner"]),
        references=tuple(declared["references"]),
        bad=example.validate_python(declared["bad"]),
        good=example.validate_python(declared["good"]),
        judge=elsewhere,
        is_of_repository=True,
        title=Text(**declared["title"]),
        message=Text(**declared["message"]),
        why=Text(**declared["why"]),
        cure=Text(**declared["cure"]),
    )
