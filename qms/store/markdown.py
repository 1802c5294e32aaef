"""Reads a chapter file: YAML front matter between two `---` lines, then Markdown."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from qms.model.finding import Place
from qms.model.manual import Chapter, FrontMatter, Translation
from qms.model.snapshot import Flaw, Problem
from qms.store import schema, yaml
from qms.text import Text

_FENCE = "---"


def read_chapter(path: str, content: bytes) -> Chapter | list[Problem]:
    """Return the chapter of a file, or everything that is wrong with its head."""
    text = yaml.decoded(content)
    if isinstance(text, yaml.BadYaml):
        return [_problem(path, text)]
    text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    closing = next((index for index, line in enumerate(lines[1:], 1) if line == _FENCE), None)
    if lines[0] != _FENCE or closing is None:
        return [_no_front_matter(path)]
    front_source = "\n".join(lines[1:closing]) + "\n"
    data = yaml.parsed(front_source)
    if isinstance(data, yaml.BadYaml):
        return [_problem(path, data, offset=1)]
    return _chapter(path, data, front_source, lines, closing)


def read_translation(path: str, content: bytes) -> Translation | None:
    """Return an English chapter with `chapter`, `translates` and `title` in its head."""
    text = yaml.decoded(content)
    if isinstance(text, yaml.BadYaml):
        return None
    head, fence, body = text.replace("\r\n", "\n").removeprefix("---\n").partition("\n---\n")
    data = yaml.parsed(head + "\n")
    if not fence or not isinstance(data, dict):
        return None
    if not {"chapter", "translates", "title"} <= data.keys():
        return None
    chapter, revision, title = (str(data[name]) for name in ("chapter", "translates", "title"))
    return Translation(path, chapter, revision, title, body)


def _chapter(
    path: str, data: Any, front_source: str, lines: list[str], closing: int
) -> Chapter | list[Problem]:
    try:
        front = FrontMatter.model_validate_json(to_json(data))
    except ValidationError as error:
        return [
            _placed(problem, front_source)
            for problem in schema.problems(error, FrontMatter, Place(path), data)
        ]
    return Chapter(
        path=path,
        front=front,
        front_source=front_source,
        body="\n".join(lines[closing + 1 :]),
        body_line=closing + 2,
    )


def _placed(problem: Problem, front_source: str) -> Problem:
    line, column = yaml.located(front_source, problem.place.keys)
    place = Place(problem.place.path, line=line + 1, column=column)
    return Problem(problem.flaw, place, problem.what, problem.wanted)


def _problem(path: str, bad: yaml.BadYaml, *, offset: int = 0) -> Problem:
    flaw = Flaw.encoding if bad.is_encoding else Flaw.syntax
    place = Place(path, line=bad.line + offset, column=bad.column)
    return Problem(flaw, place, bad.what, bad.wanted)


def _no_front_matter(path: str) -> Problem:
    return Problem(
        Flaw.syntax,
        Place(path, line=1, column=1),
        Text(zh="开头没有 --- 之间的文件头", en="it does not start with front matter between ---"),
        Text(
            zh="第一行写 ---，随后写 document、chapter、title 等，再以 --- 结束",
            en="begin with ---, then document, chapter, title …, and close with ---",
        ),
    )
