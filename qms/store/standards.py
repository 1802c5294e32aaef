"""Reads the editions of standards: those of the package, and the repository's own."""

from functools import cache
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import to_json

import qms
from qms.model.finding import Place
from qms.model.snapshot import Flaw, Problem
from qms.model.standard import FOLDER, Standard
from qms.settings import Settings
from qms.store import files, git, schema, yaml
from qms.text import Text


@cache
def carried() -> tuple[Standard, ...]:
    """Return the editions that the package carries."""
    folder = Path(qms.__file__).parent / "model" / FOLDER
    return tuple(
        Standard.model_validate_json(
            to_json(yaml.parsed(path.read_text(encoding="utf-8"))), strict=True
        )
        for path in sorted(folder.glob("*.yaml"))
    )


def standards_of(tree: git.Tree, settings: Settings) -> tuple[tuple[Standard, ...], list[Problem]]:
    """Return the editions there are, and what is wrong with files of the repository's own.

    A file of the repository replaces the package's for the same edition.
    """
    found = {each.key: each for each in carried()}
    problems: list[Problem] = []
    for path in tree.paths(FOLDER):
        if path.endswith((".yaml", ".yml")):
            content, bad = files.content_of(tree, path, settings)
            edition = read_standard(path, content) if content is not None else []
            problems += bad
            if isinstance(edition, Standard):
                found[edition.key] = edition
            else:
                problems += edition
    return tuple(found.values()), problems


def read_standard(path: str, content: bytes) -> Standard | list[Problem]:
    """Return the edition that a file of the repository describes, or what is wrong with it."""
    text = yaml.decoded(content)
    data = text if isinstance(text, yaml.BadYaml) else yaml.parsed(text)
    if isinstance(data, yaml.BadYaml):
        return [files.bad(path, data)]
    try:
        read = Standard.model_validate_json(to_json(data))
    except ValidationError as error:
        return list(schema.problems(error, Standard, Place(path), data))
    if path.rpartition("/")[2].rpartition(".")[0] != read.key:
        wanted = Text(zh=f"文件名改为 {read.key}.yaml", en=f"name the file {read.key}.yaml")
        return [Problem(Flaw.schema, Place(path, line=1, column=1), _MISNAMED, wanted)]
    return read


_MISNAMED = Text(
    zh="文件名与其中的标准和版次不符", en="the file's name is not the standard and edition in it"
)
