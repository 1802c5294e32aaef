"""The digests of what the book prints besides the chapters: registers, settings, English texts.

They are taken of the data as written, whatever its layout, so that they can be had of any commit
without building its records.
"""

import json
from typing import Any

from qms.store import digests, git, yaml
from qms.store.losses import kind_of, rows_of

# Registers that tables, pictures and annexes are drawn from (publish/pictures, publish/book).
REGISTERS = (
    "department", "document", "form", "objective", "post", "process", "service-station",
)  # fmt: skip
# The figures that the text prints; a manual without such a register has none to digest, so that
# what was released before there was one reads as it did.
FIGURES = "limit"
# What of qms.yml stands on the cover, in the heads, in the text and in the clocks of the promise.
_SETTINGS = ("company", "promise", "manual", "limits")
TRANSLATIONS = "manual/en"


def printed_digests(tree: git.Tree) -> dict[str, str]:
    """Return by name the digest of each thing that a tree's book would print."""
    found = {"qms.yml": _digest(_settings(tree))}
    for kind in REGISTERS:
        found[f"records/{kind}"] = _digest(_rows(tree, kind))
    figures = _rows(tree, FIGURES)
    if figures:
        found[f"records/{FIGURES}"] = _digest(figures)
    for path in tree.paths(TRANSLATIONS):
        content = tree.read(path)
        if content is not None:
            found[path] = digests.sha256(content)
    return found


def _rows(tree: git.Tree, kind: str) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for path in tree.paths(f"records/{kind}"):
        if kind_of(path) == kind:
            rows |= rows_of(tree.read(path))
    return rows


def _settings(tree: git.Tree) -> dict[str, Any]:
    text = yaml.decoded(tree.read("qms.yml") or b"")
    data = yaml.parsed(text) if isinstance(text, str) else None
    return {key: data.get(key) for key in _SETTINGS} if isinstance(data, dict) else {}


def _digest(data: object) -> str:
    written = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return digests.sha256(written.encode(errors="surrogatepass"))
