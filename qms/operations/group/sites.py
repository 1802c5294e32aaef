"""The sites of a group: a file that names their repositories, and each read at its commit."""

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qms.model.kinds.numbers import refusal
from qms.model.snapshot import Snapshot
from qms.store import git, loading
from qms.store.described import described
from qms.store.notebook import home

REF = "HEAD"


class Site(BaseModel):
    """One repository of a group: its folder or address, and how people call it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Annotated[str, Field(min_length=1)]
    repository: Annotated[str, Field(min_length=1)]
    region: str = ""
    ref: str = REF


class Group(BaseModel):
    """The content of a group's file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    sites: Annotated[tuple[Site, ...], Field(min_length=1, strict=False)]

    @model_validator(mode="after")
    def _each_name_once(self) -> "Group":
        names = [each.name for each in self.sites]
        twice = sorted({each for each in names if names.count(each) > 1})
        if twice:
            said = " ".join(twice)
            raise refusal(zh=f"名称重复：{said}", en=f"a name stands twice: {said}")
        return self


def group_of(path: Path) -> Group:
    """Return the group that a file describes; folders are relative to it.

    Raises:
        QmsError: It is no YAML, or not of the form of a group.

    """
    found = described(path, Group)
    placed = tuple(
        each.model_copy(update={"repository": str(path.parent / each.repository)})
        if not git.is_address(each.repository)
        else each
        for each in found.sites
    )
    return found.model_copy(update={"sites": placed})


def read(site: Site, as_of: dt.date) -> tuple[Path, Snapshot]:
    """Return a site's repository and what stands in it at its commit, as of a day.

    Raises:
        QmsError: It cannot be read.

    """
    root, ref = Path(site.repository), site.ref
    if git.is_address(site.repository):
        root, ref = git.fetched(site.repository, site.ref, home() / "sites")
    return root, loading.load(root, as_of=as_of, ref=ref)
