"""The tables of a group: a line for each site, and one for the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qms.text import Text

SITE = Text(zh="公司", en="Site")


@dataclass(frozen=True, slots=True)
class Line:
    """What a table says of one site, or of the whole: named values, or why there are none."""

    name: str
    region: str = ""
    ref: str = ""
    values: Mapping[str, str | int | None] = field(default_factory=dict)
    failure: Text | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a group: its columns by key, a line for each site, and one for the whole."""

    title: Text
    columns: Mapping[str, Text]
    lines: Sequence[Line]
    whole: Line | None = None
    note: Text | None = None
    of: Text = SITE
