"""Reads a company's own record kinds from schemas/custom/; a bad file becomes a problem."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from qms.forms.custom import FOLDER, HEADER, CustomHeader, faults, record_model
from qms.forms.custom.verdicts import flaws
from qms.model.finding import Place
from qms.model.kinds import kinds
from qms.model.kinds.record import Record
from qms.model.kinds.references import kinds_referred_to
from qms.model.snapshot import Flaw, Problem
from qms.store import git, schema, yaml
from qms.store.digests import sha256
from qms.text import Text

_ENDINGS = (".json", ".yaml", ".yml")


@dataclass
class OwnKinds:
    """The kinds that a company declares, the names of those that are broken, and why."""

    models: dict[str, type[Record]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def own_kinds(tree: git.Tree) -> OwnKinds:
    """Return the kinds of a tree's schemas/custom/."""
    found = OwnKinds()
    paths: dict[str, str] = {}
    for path in tree.paths(FOLDER):
        name, dot, ending = path.rpartition("/")[2].partition(".")
        if dot + ending not in _ENDINGS or path.count("/") != FOLDER.count("/") + 1:
            continue
        content = tree.read(path)
        outcome: tuple[Problem, ...] | type[Record]
        outcome = (_no_file(path),) if content is None else _declared(path, name, content)
        if isinstance(outcome, tuple):
            found.broken.add(name)
            found.problems.extend(outcome)
        elif name in found.models:
            found.problems.append(_problem(Place(path, line=1, column=1), _TWICE, _ONE))
        else:
            found.models[name] = outcome
            found.digests[name] = sha256(content or b"")
            paths[name] = path
    for name, problem in _clashes(found.models, paths):
        found.broken.add(name)
        found.problems.append(problem)
    for name in found.broken:
        found.models.pop(name, None)
    return found


@lru_cache(maxsize=256)
def _declared(path: str, name: str, content: bytes) -> tuple[Problem, ...] | type[Record]:
    """Return the kind that a file declares; the same content gives the same class."""
    data = _data(path, content)
    if isinstance(data, Problem):
        return (data,)
    place = Place(path)
    if not isinstance(data.get(HEADER), dict):
        return (_problem(place, _HEADLESS, _MEND),)
    bad = [_problem(place.at(*keys), what, _MEND) for keys, what in flaws(data)]
    try:
        header = CustomHeader.model_validate(data[HEADER])
    except ValidationError as error:
        bad.extend(
            _problem(each.place, each.what, each.wanted)
            for each in schema.problems(error, CustomHeader, place.at(HEADER), data[HEADER])
        )
        return tuple(bad)
    if not bad:
        bad.extend(
            _problem(place.at(*each.keys), each.what, each.wanted) for each in faults(name, data)
        )
    return tuple(bad) or record_model(name, header, data)


def _data(path: str, content: bytes) -> dict[str, Any] | Problem:
    text = yaml.decoded(content)
    if isinstance(text, yaml.BadYaml):
        return _bad(path, text)
    if path.endswith(".json"):
        try:
            data = json.loads(text, object_pairs_hook=_once)
        except json.JSONDecodeError as error:
            place = Place(path, line=error.lineno, column=error.colno)
            what = Text(
                zh=f"JSON 不能解析：{error.msg}", en=f"the JSON does not parse: {error.msg}"
            )
            return _problem(place, what, _MEND)
        except (_KeyTwiceError, RecursionError) as error:
            what = Text(zh=f"JSON 不能用：{error}", en=f"the JSON cannot be used: {error}")
            return _problem(Place(path, line=1, column=1), what, _MEND)
    else:
        data = yaml.parsed(text)
    if isinstance(data, yaml.BadYaml):
        return _bad(path, data)
    if not isinstance(data, dict):
        return _problem(Place(path, line=1, column=1), _HEADLESS, _MEND)
    return data


class _KeyTwiceError(ValueError):
    """A key stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    if twice:
        raise _KeyTwiceError(f"“{twice[0]}” ×2")
    return dict(pairs)


def _clashes(
    models: dict[str, type[Record]], paths: dict[str, str]
) -> Iterator[tuple[str, Problem]]:
    """Yield the kinds that use a form number or a way of numbering that is another's."""
    taken: dict[str, str] = {}
    for kind, model in kinds().items():
        taken |= {model.header.form: kind, model.header.id_pattern: kind}
    for name, model in sorted(models.items()):
        for target in sorted(kinds_referred_to(model) - kinds().keys() - models.keys()):
            what = Text(zh=f"x-ref: 没有种类 {target}", en=f"x-ref: there is no kind {target}")
            wanted = Text(zh="写种类的英文名，如 person", en="name a kind, such as person")
            yield name, _problem(Place(paths[name], line=1, column=1), what, wanted)
        for key in ("form", "id_pattern"):
            value = getattr(model.header, key)
            other = taken.setdefault(value, name)
            if other != name:
                place = Place(paths[name]).at(HEADER, key)
                what = Text(zh=f"{value} 已由 {other} 使用", en=f"{value} is used by {other}")
                wanted = Text(zh="换一个没有用过的", en="choose one that nobody uses")
                yield name, _problem(place, what, wanted)


def _problem(place: Place, what: Text, wanted: Text) -> Problem:
    return Problem(Flaw.form, place, what, wanted)


def _bad(path: str, bad: yaml.BadYaml) -> Problem:
    return _problem(Place(path, line=bad.line, column=bad.column), bad.what, bad.wanted)


def _no_file(path: str) -> Problem:
    what = Text(zh="不是普通文件，未读取", en="it is no plain file and was not read")
    wanted = Text(zh="换成真正的文件", en="replace it by the file itself")
    return _problem(Place(path, line=1, column=1), what, wanted)


_MEND = Text(
    zh="照 docs/zh/records.md 的“自己的表单”改正",
    en="correct it; docs/en/records.md shows how a form is declared",
)
_HEADLESS = Text(zh=f"没有表头 {HEADER}", en=f"it has no header {HEADER}")
_TWICE = Text(zh="另有同名的文件", en="another file has the same name")
_ONE = Text(zh="只留一个", en="keep one of them")
