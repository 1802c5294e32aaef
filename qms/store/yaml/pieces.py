"""Parses many versions of one file fast: what did not change between them is parsed once.

A text is cut where a line begins with a key, or with a dash, at its left edge. What a piece alone
says is what it says in the text: a piece that is not whole, in quotes or brackets that go on, is
none that parses alone, and then the text is parsed as a whole.
"""

import re
from typing import Any

from qms import limits
from qms.store.yaml.bad import BadYaml
from qms.store.yaml.reading import parsed

_KEYS = re.compile(r"\n(?=[a-z_]+:[ \n])")
_DASHES = re.compile(r"\n(?=- )")
_KEY = re.compile(r"[a-z_]+:[ \n]")
# At the left edge of the lines within a piece stands nothing but a blank, a dash or a remark.
_STRAY = re.compile(r"\n(?![ \n#]|-[ \n])")
_KEPT = 100_000  # pieces, of some fifty bytes each


class Pieces:
    """Parses texts as `parsed` does, and keeps what each piece of them says.

    Values are shared between the texts that they are returned for: they are for reading alone.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known: dict[str, Any] = {}

    def parsed(self, text: str) -> Any | BadYaml:
        """Return the data of a text as `parsed` returns it."""
        # Brackets are counted over all of a text, as far as they may nest.
        if text.endswith("\n") and sum(map(text.count, "[{")) <= limits.YAML_DEPTH:
            if text.startswith("- "):
                rows = self._said(_DASHES.split(text[:-1]), list)
                if rows is not None:
                    return rows
            elif _KEY.match(text):
                fields = self._said(_KEYS.split(text[:-1]), dict)
                # A key that stands twice makes a file one that is refused.
                if fields is not None and len(data := dict(fields)) == len(fields):
                    return data
        return parsed(text)

    def _said(self, pieces: list[str], shape: type[list[Any] | dict[str, Any]]) -> list[Any] | None:
        """Return what each piece says: an entry of a list, or a key and its value."""
        known = self._known
        for piece in pieces:
            if piece not in known:
                data = None if _STRAY.search(piece) else parsed(piece + "\n")
                if not isinstance(data, shape) or len(data) != 1:
                    return None
                if len(known) >= _KEPT:
                    self._known = known = {}
                    return None
                known[piece] = next(iter(data.items() if isinstance(data, dict) else data))
        return [known[piece] for piece in pieces]
