"""Which rules go by which figure of the register: read from what the code of a rule can reach."""

from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType

from qms.model.rule import Rule
from qms.standing.limits import BOUND, BOUND_MANUAL

_ITSELF = "qms.rules.limits"  # whose rules look at the register itself
_OURS = ("qms.rules", "qms.standing")
_FIELDS = {**BOUND, **BOUND_MANUAL}


def counted_by(rules: Iterable[Rule], entries: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return by entry the codes of the rules that go by it."""
    known = set(entries)
    found: dict[str, list[str]] = {name: [] for name in known}
    for rule in rules:
        if rule.judge.__module__ == _ITSELF:
            continue
        for name in _named(rule) & known:
            found[name].append(rule.code)
    return {name: tuple(codes) for name, codes in found.items()}


def _named(rule: Rule) -> set[str]:
    """Return the entries that a rule's code names, itself or by a field of the settings."""
    words: set[str] = set()
    seen: set[int] = set()
    todo: list[object] = [rule.judge]
    while todo:
        each = todo.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, FunctionType):
            if each.__module__.startswith(_OURS):
                names = set(_words(each.__code__))
                words |= names
                todo += [each.__globals__[name] for name in names if name in each.__globals__]
        elif isinstance(each, type):
            todo += list(vars(each).values()) if each.__module__.startswith(_OURS) else []
        elif isinstance(each, dict):
            words |= {value for value in each.values() if isinstance(value, str)}
            todo += [value for value in each.values() if isinstance(value, dict | tuple)]
        elif isinstance(each, tuple):
            words |= {value for value in each if isinstance(value, str)}
        elif isinstance(each, str):
            words.add(each)
    return words | {_FIELDS[name] for name in words & _FIELDS.keys()}


def _words(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _words(each)
        elif isinstance(each, str):
            yield each
        elif isinstance(each, tuple):
            yield from (word for word in each if isinstance(word, str))
