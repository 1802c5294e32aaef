"""An answer as JSON for scripts: which program gave it, in which format, and what it says.

The format number of an answer rises when a field is renamed, leaves, or means something else; a
field that is added leaves it as it is.
"""

import json
from collections.abc import Mapping
from typing import Any

from qms import __version__
from qms.publish.plain_text import in_json


def head(number: int) -> dict[str, Any]:
    """Return what stands first in every answer, for one of format `number`."""
    return {"format": number, "tool": {"name": "qms", "version": __version__}}


def as_json(number: int, content: Mapping[str, object]) -> str:
    """Return an answer of format `number` as one JSON document, ending in a newline."""
    return in_json(json.dumps({**head(number), **content}, ensure_ascii=False, indent=2)) + "\n"
