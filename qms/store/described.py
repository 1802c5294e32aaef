"""A file of YAML that describes one thing, read as a model: a group of sites, a foreign sheet."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from qms.errors import QmsError
from qms.model.finding import Place
from qms.store import given, schema, yaml
from qms.text import Text, joined, same

M = TypeVar("M", bound=BaseModel)


def described(path: Path, model: type[M]) -> M:
    """Return what a file describes.

    Raises:
        QmsError: It is no YAML, or not of that form; says everything that is wrong.

    """
    text = yaml.decoded(given.content(path))
    data = text if isinstance(text, yaml.BadYaml) else yaml.parsed(text)
    if isinstance(data, yaml.BadYaml):
        raise QmsError(
            Text(zh="{file} 第 {line} 行：{what}", en="{file}, line {line}: {what}"),
            data.wanted,
            file=same(path.name),
            line=same(str(data.line)),
            what=data.what,
        )
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = list(schema.problems(error, model, Place(path.name), data))
        raise QmsError(
            Text(zh="{file}：{what}", en="{file}: {what}"),
            joined((each.wanted for each in found), zh="；", en="; "),
            file=same(path.name),
            what=joined((each.what for each in found), zh="；", en="; "),
        ) from error
