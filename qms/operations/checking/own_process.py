"""Judges by the rules of a repository's own file, in a process of its own, and answers in lines.

Started as `python -I -m qms.operations.checking.own_process` by `own_rules.py`. It is told on its
standard input which file, state and day, reads the snapshot itself, and answers a line of JSON for
each step. Whatever the rules print goes elsewhere.
"""

import datetime as dt
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from qms.model.finding import Finding, NotJudged, Place
from qms.model.rule import Example, Rule
from qms.operations.checking.history import with_history
from qms.operations.checking.judging import judged
from qms.store import loading, plugins
from qms.text import Text

_EXAMPLE = TypeAdapter(Example)
Say = Callable[[Mapping[str, Any]], None]


def main() -> None:
    """Answer the one order that was given."""
    order = from_json(sys.stdin.buffer.read())
    with os.fdopen(os.dup(1), "wb", buffering=0) as answers:
        os.dup2(2, 1)

        def say(line: Mapping[str, Any]) -> None:
            answers.write(to_json(line) + b"\n")

        _answer(Path(order["root"]), order, say)


def _answer(root: Path, order: Mapping[str, Any], say: Say) -> None:
    loaded = plugins.of_file(root, order["file"])
    declared = [_declared(each) for each in loaded.rules]
    say({
        "rules": declared,
        "failure": loaded.failure,
        "line": loaded.line,
        "digest": loaded.digest,
    })
    codes = order["codes"]
    chosen = [each for each in loaded.rules if each.code in codes]
    if not chosen:
        return
    day = dt.date.fromisoformat(order["as_of"])
    snapshot = with_history(root, loading.load(root, as_of=day, ref=order["ref"]))
    for each in chosen:
        say({"begun": each.code})
        say({"done": each.code, "outcomes": [_plain(one) for one in judged(each, snapshot)]})


def _declared(rule: Rule) -> dict[str, Any]:
    """Return what a report and an explanation say of a rule."""
    return {
        "code": rule.code,
        "clause": rule.clause,
        "severity": rule.severity.name,
        "owner": rule.owner,
        "name": rule.name,
        "at": rule.source.rpartition(":")[2],
        "references": list(rule.references),
        "bad": _EXAMPLE.dump_python(rule.bad, mode="json"),
        "good": _EXAMPLE.dump_python(rule.good, mode="json"),
        **{name: _text(getattr(rule, name)) for name in ("title", "message", "why", "cure")},
    }


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _plain(outcome: Finding | NotJudged) -> dict[str, Any]:
    if isinstance(outcome, NotJudged):
        return {
            "code": outcome.code,
            "place": _place(outcome.place),
            "reason": _text(outcome.reason),
        }
    said = Text(zh=outcome.say("zh"), en=outcome.say("en"))
    cure = Text(zh=outcome.say_cure("zh"), en=outcome.say_cure("en"))
    return {
        "code": outcome.code,
        "severity": outcome.severity.name,
        "clause": outcome.clause,
        "owner": outcome.owner,
        "who": outcome.who,
        "place": _place(outcome.place),
        "message": _text(said),
        "cure": _text(cure),
        "since": outcome.since,
        "due": outcome.due,
        "mark": outcome.mark,
        "awaits": list(outcome.awaits),
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "path": place.path,
        "keys": list(place.keys),
        "line": place.line,
        "column": place.column,
        "record": place.record,
    }


if __name__ == "__main__":
    main()
