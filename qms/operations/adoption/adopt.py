"""Lays an old manual against the clauses of this one (clause 2.2); the manual is not touched."""

from pathlib import Path

from qms.errors import QmsError
from qms.model.adopted import Adopted, Block, Part, adopted
from qms.model.kinds.ch02_manual import Clause
from qms.model.manual import HEADING
from qms.model.snapshot import Snapshot
from qms.store import given, word
from qms.store.writing import write_file
from qms.text import Lang, Text, same

_ZIP = b"PK\x03\x04"


def laid(snapshot: Snapshot, path: Path) -> Adopted:
    """Return an old manual parted by clauses.

    Raises:
        QmsError: The file cannot be read, or is neither Word nor text.
        UsageError: There is no such file.

    """
    raw = given.content(path)
    is_word = raw.startswith(_ZIP) or path.suffix.lower() in {".docx", ".doc"}
    blocks = word.blocks_of(raw, path.name) if is_word else _lines(given.text(path))
    clauses = [(each.id, each.title) for each in snapshot.all(Clause)]
    return adopted(blocks, clauses)


def _lines(text: str) -> list[Block]:
    """Return the lines of Markdown or plain text that hold anything."""
    found: list[Block] = []
    for number, line in enumerate(text.splitlines(), start=1):
        heading = HEADING.match(line)
        if heading:
            found.append(Block(number, len(heading[1]), heading[2]))
        elif line.strip():
            found.append(Block(number, 0, line.rstrip()))
    return found


def written(snapshot: Snapshot, whole: Adopted, folder: Path, lang: Lang) -> tuple[Path, Path]:
    """Write what was mapped, clause by clause, and what was not, with its places.

    Raises:
        QmsError: The folder is there and not empty.

    """
    if folder.exists() and any(folder.iterdir()):
        raise QmsError(
            Text(zh="文件夹 {path} 不是空的。", en="The folder {path} is not empty."),
            Text(zh="换一个新文件夹。", en="Name a new one."),
            path=same(str(folder)),
        )
    to, rest = folder / "clauses.md", folder / "rest.md"
    lines: list[str] = []
    for clause in snapshot.all(Clause):
        parts = [each for each in whole.mapped if each.clause == clause.id]
        if parts:
            depth = "#" * (clause.id.count(".") + 1)
            lines += [f"{depth} {clause.id} {clause.title}", ""]
            lines += [line for part in parts for line in _said(part, lang)]
    write_file(to, "\n".join([*lines, ""]).encode())
    others = [line for part in whole.rest for line in _said(part, lang)]
    write_file(rest, "\n".join([*others, ""]).encode())
    return to, rest


def _said(part: Part, lang: Lang) -> list[str]:
    first, last = part.blocks[0].place, part.blocks[-1].place
    where = _PLACE.say(lang, first=first, last=last)
    body = [f"**{each.text}**" if each.level else each.text for each in part.blocks]
    return [f"<!-- {where} -->", "", *(line for each in body for line in (each, ""))]


_PLACE = Text(zh="原文第 {first} 至 {last} 段", en="old manual, paragraphs {first} to {last}")
