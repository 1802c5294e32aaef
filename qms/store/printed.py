"""The digests of what a release signs besides the chapters: what the book prints, and judges by.

Printed are registers, settings, English texts; judged by are the definitions of key figures and the
times for which a company's own forms are kept.

They are taken of the data as written, whatever its layout, so that they can be had of any commit
without building its records.
"""

import json
from typing import Any

from qms.forms.custom import FOLDER, HEADER
from qms.model.kinds.ch02_manual import DEFINITIONS, RETENTION
from qms.model.kinds.targets import COUNTED_BY
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
KEPT = ("family", "retain_years", "retain_from")
_SETTINGS = ("company", "promise", "manual", "limits")
TRANSLATIONS = "manual/en"


def printed_digests(tree: git.Tree) -> dict[str, str]:
    """Return by name the digest of each thing that a tree's book would print."""
    found = {"qms.yml": _digest(_settings(tree))}
    for kind in REGISTERS:
        found[f"records/{kind}"] = _digest(_rows(tree, kind))
    found |= _judged_by(tree)
    figures = _rows(tree, FIGURES)
    if figures:
        found[f"records/{FIGURES}"] = _digest(figures)
    for path in tree.paths(TRANSLATIONS):
        content = tree.read(path)
        if content is not None:
            found[path] = digests.sha256(content)
    return found


def _judged_by(tree: git.Tree) -> dict[str, str]:
    """Return the digests of what says how the company is judged; of what there is none, none."""
    figures = {
        name: {key: row.get(key) for key in (*COUNTED_BY, "targets")}
        for name, row in _rows(tree, "kpi").items()
    }
    kept = {path: _kept(tree.read(path)) for path in tree.paths(FOLDER)}
    stated = {DEFINITIONS: figures, RETENTION: kept}
    return {name: _digest(said) for name, said in stated.items() if said}


def _kept(content: bytes | None) -> dict[str, Any]:
    text = yaml.decoded(content or b"")
    data = yaml.parsed(text) if isinstance(text, str) else None
    header = data.get(HEADER) if isinstance(data, dict) else None
    return {key: header.get(key) for key in KEPT} if isinstance(header, dict) else {}


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
