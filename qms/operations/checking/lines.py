"""Finds the line and column of each finding, and shows the line (clause 9.2)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from qms.model.finding import Finding
from qms.model.snapshot import Snapshot
from qms.store import git, yaml


def located(root: Path, snapshot: Snapshot, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Look up line and column for places that name keys; each file is read and split once."""
    tree: git.Tree = (
        git.WorkTree(root) if snapshot.is_work_tree else git.tree_at(root, snapshot.ref)
    )
    in_order = sorted(findings, key=lambda each: each.place.path)
    for path, group in groupby(in_order, key=lambda each: each.place.path):
        if not path:
            yield from group
            continue
        decoded = yaml.decoded(tree.read(path) or b"")
        text = decoded if isinstance(decoded, str) else ""
        lines = text.split("\n")
        yield from (_in_file(each, text, lines) for each in group)


def _in_file(finding: Finding, text: str, lines: list[str]) -> Finding:
    place = finding.place
    line, column = place.line, place.column
    if line is None:
        line, column = yaml.located(text, place.keys)
    is_inside = (bool(place.keys) or line > 1) and line <= len(lines)
    source = lines[line - 1].rstrip() if is_inside else ""
    return replace(finding, place=replace(place, line=line, column=column), source=source)
