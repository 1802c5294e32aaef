"""Reads the editions of standards: those of the package, and the repository's own."""

from functools import cache
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import to_json

import qms
from qms.model.finding import Place
from qms.model.snapshot import Flaw, Problem
from qms.model.standard import FOLDER, Standard
from qms.store import schema, yaml
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


def read_standard(path: str, content: bytes) -> Standard | list[Problem]:
    """Return the edition that a file of the repository describes, or what is wrong with it."""
    text = yaml.decoded(content)
    data = text if isinstance(text, yaml.BadYaml) else yaml.parsed(text)
    if isinstance(data, yaml.BadYaml):
        flaw = Flaw.encoding if data.is_encoding else Flaw.syntax
        place = Place(path, line=data.line, column=data.column)
        return [Problem(flaw, place, data.what, data.wanted)]
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
